//! Processes as pure folds over the records of both journals.

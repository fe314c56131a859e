//! Worked-examples files: the year's rules as cases, run against this library.

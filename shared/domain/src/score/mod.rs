//! Scores: criteria applied to inputs under recorded policies, with a trace that explains itself.

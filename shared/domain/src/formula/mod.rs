//! Formulas of indicators: a small, safe expression language over named variables.

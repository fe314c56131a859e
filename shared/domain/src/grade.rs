//! Grades of a total, by the year's table.

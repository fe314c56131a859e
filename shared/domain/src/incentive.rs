//! Who is eligible for incentives, and how merit increases are capped (deck slides 71–72).

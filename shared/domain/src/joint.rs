//! Joint indicators between agencies (deck slides 47–50).

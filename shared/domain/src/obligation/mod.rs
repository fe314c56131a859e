//! The reports an agency owes to central offices, and what remains of them (deck slides 57–58).

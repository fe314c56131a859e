//! How indicators of one framework correspond to those of another (deck slides 61–62).

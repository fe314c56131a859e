//! Target setting: trends, baseline patterns and the warnings that go with them (deck slides 26–41).

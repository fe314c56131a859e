//! The crosswalks that come with the product.

use super::{Crosswalk, CrosswalkDefect};
use crate::framework::Framework;

/// Value for money, FY2554, budget documents, the integrated framework and FY2555 (deck slides 61, 62).
pub const CROSSWALK_2555: &str = include_str!("../../data/frameworks/crosswalk-2555.toml");
/// The Department of Export Promotion: 26 indicators before, 13 after (deck slides 65–70).
pub const CROSSWALK_DEP_2555: &str = include_str!("../../data/frameworks/crosswalk-dep-2555.toml");

/// All of them, checked against the frameworks they name: those of [`crate::framework::shipped`].
pub fn all(frameworks: &[Framework]) -> Result<Vec<Crosswalk>, Vec<CrosswalkDefect>> {
    [CROSSWALK_2555, CROSSWALK_DEP_2555].into_iter().map(|text| Crosswalk::from_toml(text, frameworks)).collect()
}

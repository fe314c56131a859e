//! The frameworks that come with the product.

use super::{Framework, FrameworkError};

/// Departments, fiscal year 2555 (deck slides 13, 17, 18).
pub const DEPARTMENTS_2555: &str = include_str!("../../data/frameworks/departments-2555.toml");
/// Provinces, fiscal year 2555 (deck slides 14, 20, 21).
pub const PROVINCES_2555: &str = include_str!("../../data/frameworks/provinces-2555.toml");
/// Departments, fiscal year 2554 (deck slide 61).
pub const DEPARTMENTS_2554: &str = include_str!("../../data/frameworks/departments-2554.toml");
/// The integrated framework, ระบบการประเมินผลภาคราชการแบบบูรณาการ (deck slide 62).
pub const INTEGRATED_GES: &str = include_str!("../../data/frameworks/integrated-ges.toml");
/// Value for money, ความคุ้มค่าการปฏิบัติภารกิจของรัฐ (deck slide 60).
pub const VALUE_FOR_MONEY: &str = include_str!("../../data/frameworks/value-for-money.toml");
/// The generic picture (deck slide 12).
pub const GENERIC_2555: &str = include_str!("../../data/frameworks/generic-2555.toml");

const FILES: [(&str, &str); 6] = [
    ("departments-2555.toml", DEPARTMENTS_2555),
    ("provinces-2555.toml", PROVINCES_2555),
    ("departments-2554.toml", DEPARTMENTS_2554),
    ("integrated-ges.toml", INTEGRATED_GES),
    ("value-for-money.toml", VALUE_FOR_MONEY),
    ("generic-2555.toml", GENERIC_2555),
];

/// All of them, checked.
pub fn all() -> Result<Vec<Framework>, FrameworkError> {
    FILES.into_iter().map(|(file, text)| read(file, text)).collect()
}

fn read(file: &'static str, text: &str) -> Result<Framework, FrameworkError> {
    Framework::from_toml(text).map_err(|defects| match defects.into_iter().next() {
        Some(defect) => FrameworkError::Shipped { file, defect },
        None => FrameworkError::Malformed(file.to_owned()),
    })
}

#[cfg(test)]
mod tests;

//! Variables as an indicator template declares them.

use serde::{Deserialize, Serialize};

use crate::explain::{Explain, Explanation, Place};
use crate::formula::name::Name;
use crate::formula::unit::Unit;
use crate::number::MAX_SCALE;
use crate::text::Text;

/// Most characters of a label.
pub const MAX_LABEL: usize = 300;

/// What a name in a formula stands for (ตัวแปร).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Variable {
    name: Name,
    label: Text,
    unit: Unit,
    decimals: u8,
}

/// Why a variable cannot be declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariableError {
    /// A label that is missing or too long.
    #[error("the label of `{name}` has {characters} characters in Thai or English: give it 1 to 300, Thai always")]
    Label {
        /// Which variable.
        name: Name,
        /// How many it has.
        characters: usize,
    },
    /// More decimals than a value can have.
    #[error("`{name}` is shown with {decimals} decimals: use 0 to 9")]
    Decimals {
        /// Which variable.
        name: Name,
        /// As given.
        decimals: u8,
    },
}

impl Variable {
    /// A variable with a Thai label of 1 to 300 characters, shown with 0 to 9 decimals.
    pub fn new(name: Name, label: Text, unit: Unit, decimals: u8) -> Result<Self, VariableError> {
        let (thai, english) = (label.th.chars().count(), label.en.chars().count());
        if label.th.trim().is_empty() {
            return Err(VariableError::Label { name, characters: 0 });
        }
        if thai.max(english) > MAX_LABEL {
            return Err(VariableError::Label { name, characters: thai.max(english) });
        }
        if u32::from(decimals) > MAX_SCALE {
            return Err(VariableError::Decimals { name, decimals });
        }
        Ok(Self { name, label, unit, decimals })
    }

    /// As it stands in the formula.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// What it means, in words.
    pub fn label(&self) -> &Text {
        &self.label
    }

    /// What it is measured in (หน่วยวัด).
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// Decimals that its values are shown with, 0 to 9.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Name,
    label: Text,
    unit: Unit,
    #[serde(default)]
    decimals: u8,
}

impl TryFrom<Written> for Variable {
    type Error = VariableError;
    fn try_from(w: Written) -> Result<Self, VariableError> {
        Self::new(w.name, w.label, w.unit, w.decimals)
    }
}

impl From<Variable> for Written {
    fn from(v: Variable) -> Self {
        Self { name: v.name, label: v.label, unit: v.unit, decimals: v.decimals }
    }
}

impl Explain for VariableError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Label { name, characters } => (
                "variable-label-length",
                format!("variable {name} label"),
                Text::new(
                    format!("คำอธิบายของตัวแปร “{name}” มี {characters} อักขระ"),
                    format!("the label of `{name}` has {characters} characters in Thai or English"),
                ),
                Text::new(
                    format!("กรุณาระบุคำอธิบายภาษาไทย 1 ถึง {MAX_LABEL} อักขระ"),
                    format!("give it 1 to {MAX_LABEL}, Thai always"),
                ),
            ),
            Self::Decimals { name, decimals } => (
                "variable-decimals",
                format!("variable {name} decimals"),
                Text::new(
                    format!("ตัวแปร “{name}” กำหนดให้แสดงทศนิยม {decimals} ตำแหน่ง"),
                    format!("`{name}` is shown with {decimals} decimals"),
                ),
                Text::new(format!("กรุณาระบุ 0 ถึง {MAX_SCALE} ตำแหน่ง"), format!("use 0 to {MAX_SCALE}")),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(th: &str, en: &str, decimals: u8) -> Result<Variable, VariableError> {
        Variable::new(Name::new("planned").unwrap(), Text::new(th, en), Unit::parse("บาท").unwrap(), decimals)
    }

    #[test]
    fn variables_have_a_thai_label_and_at_most_nine_decimals() {
        let name = || Name::new("planned").unwrap();
        let long = "ก".repeat(300);
        assert!(variable("แผน", "", 9).is_ok());
        assert!(variable(&long, &long, 0).is_ok());
        assert_eq!(variable(" ", "plan", 0), Err(VariableError::Label { name: name(), characters: 0 }));
        for (th, en) in [(format!("{long}ก"), String::new()), ("แผน".into(), format!("{long}a"))] {
            assert_eq!(variable(&th, &en, 0), Err(VariableError::Label { name: name(), characters: 301 }));
        }
        assert_eq!(variable("แผน", "", 10), Err(VariableError::Decimals { name: name(), decimals: 10 }));
    }

    #[test]
    fn files_are_read_by_the_same_rules() {
        let json = r#"{"name":"planned","label":{"th":"แผนการเบิกจ่าย"},"unit":"ล้านบาท","decimals":2}"#;
        let v: Variable = serde_json::from_str(json).unwrap();
        assert_eq!(
            (v.name().as_str(), v.label().th.as_str(), v.unit().to_string().as_str(), v.decimals()),
            ("planned", "แผนการเบิกจ่าย", "ล้านบาท", 2)
        );
        assert_eq!(serde_json::to_string(&v).unwrap(), json);
        for (bad, why) in [
            (json.replace(":2", ":10"), "use 0 to 9"),
            (json.replace("planned", "sum"), "name of a function"),
            (json.replace("ล้านบาท", "%"), "ร้อยละ"),
            (json.replace("decimals", "places"), "unknown field"),
            (json.replace("แผนการเบิกจ่าย", ""), "1 to 300"),
        ] {
            let error = serde_json::from_str::<Variable>(&bad).unwrap_err().to_string();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert_eq!(serde_json::from_str::<Variable>(&json.replace(",\"decimals\":2", "")).unwrap().decimals(), 0);
    }
}

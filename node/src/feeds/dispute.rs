//! Feeds that give one figure of a round differently: all of them are told, and people are asked which one counts.

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::exact::Exact;
use ges_domain::plausibility::{MAX_FINGERPRINT, Question};
use ges_domain::result::Report;
use ges_domain::score::figure;
use ges_domain::text::Text;

use super::kept::Given;
use super::label;

/// Short name of the question for programs; it never changes.
const CODE: &str = "feeds-disagree";
/// Most feeds that one question names.
const MAX_NAMED: usize = 10;

/// What several feeds say of one figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which base variable.
    pub path: String,
    /// What it is called.
    pub label: Text,
    /// Each feed with its value, by name.
    pub by: Vec<(String, Exact)>,
}

impl Said {
    /// Each feed with its value, by name.
    pub fn new(path: &str, label: Text, mut by: Vec<(String, Exact)>) -> Self {
        by.sort();
        Self { path: path.to_owned(), label, by }
    }

    /// Whether they differ by more than the agreed decimals hide.
    pub fn differs(&self, indicator: &Indicator) -> bool {
        let mut all = self.by.iter().map(|(_, value)| rounded(indicator, &self.path, value));
        let first = all.next();
        all.any(|value| Some(value) != first)
    }

    /// Names and values.
    fn told(&self) -> Text {
        let one = |(name, value): &(String, Exact)| format!("{name} {}", figure(value));
        let mut named: Vec<String> = self.by.iter().take(MAX_NAMED).map(one).collect();
        if self.by.len() > MAX_NAMED {
            named.push("…".into());
        }
        Text::new(named.join(" · "), named.join(" · "))
    }

    /// That they differ, in words.
    pub fn differing(&self) -> Text {
        let told = self.told();
        Text::new(
            format!("{} แหล่งข้อมูลให้ค่าต่างกัน ({})", self.label.th, told.th),
            format!("{}: the feeds differ ({})", self.label.english(), told.en),
        )
    }

    /// That they all say the same, in words.
    pub fn agreeing(&self) -> Text {
        let names: Vec<&str> = self.by.iter().take(MAX_NAMED).map(|(name, _)| name.as_str()).collect();
        let value = self.by.first().map(|(_, value)| figure(value)).unwrap_or_default();
        Text::new(
            format!("{} {value} ตรงกันจาก {}", self.label.th, names.join(" · ")),
            format!("{}: {value}, alike from {}", self.label.english(), names.join(" · ")),
        )
    }

    /// Which one counts; other names or values are another question.
    pub fn question(&self) -> Question {
        let told = self.told();
        let words = Text::new(
            format!("{} แหล่งข้อมูลให้ค่าต่างกัน ({}) ใช้ค่าใด เพราะเหตุใด", self.label.th, told.th),
            format!("{}: the feeds differ ({}). Which one counts, and why?", self.label.english(), told.en),
        );
        let by: Vec<String> = self.by.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let fingerprint = format!("{CODE} {} {}", by.join(" "), self.path);
        let fingerprint = fingerprint.chars().take(MAX_FINGERPRINT).collect();
        Question { code: CODE, path: self.path.clone(), words, fingerprint }
    }

    /// Whether somebody answered with this report which one counts.
    pub fn settled(&self, report: Option<&Report>) -> bool {
        let asked = self.question().fingerprint;
        report.is_some_and(|r| r.answers.all().iter().any(|a| a.fingerprint == asked))
    }
}

/// A value as the agreement looks at it: a figure is reported in its agreed decimals; base variables are exact.
pub(super) fn rounded(indicator: &Indicator, path: &str, value: &Exact) -> Exact {
    if path == "value" { value.round_half_up(u32::from(indicator.decimals)) } else { value.clone() }
}

/// The figures of an indicator in a round that feeds give differently.
pub fn disputes(agreement: &Agreement, indicator: &Indicator, given: &[Given]) -> Vec<Said> {
    let mut paths: Vec<&str> = given.iter().map(|g| g.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let said = |path: &str| {
        let by = given.iter().filter(|g| g.path == path).map(|g| (g.feed.clone(), g.value.clone())).collect();
        Said::new(path, label(agreement, indicator, path), by)
    };
    paths.into_iter().map(said).filter(|said| said.differs(indicator)).collect()
}

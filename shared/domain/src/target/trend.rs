//! What a series of results does over the years (deck slides 27, 29, 31).

use serde::{Deserialize, Serialize};

use super::pattern::Pattern;
use crate::criteria::Direction;
use crate::exact::Exact;
use crate::text::Text;

/// What the baseline does. "Better" follows the direction of the indicator, not the order of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Never worse than the year before, and better in the end.
    Improving,
    /// Never better than the year before, and worse in the end.
    Declining,
    /// All equal.
    Flat,
    /// Better in some years and worse in others.
    Fluctuating,
}

impl Trend {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Improving => "improving",
            Self::Declining => "declining",
            Self::Flat => "flat",
            Self::Fluctuating => "fluctuating",
        }
    }

    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Improving => Text::new("แนวโน้มดีขึ้น", "improving"),
            Self::Declining => Text::new("แนวโน้มลดลงอย่างต่อเนื่อง (แย่ลง)", "declining"),
            Self::Flat => Text::new("คงที่", "flat"),
            Self::Fluctuating => Text::new("แนวโน้มขึ้นลงไม่แน่นอน", "fluctuating"),
        }
    }

    /// The pattern the deck gives for it; none for a flat series, where patterns 1 to 3 agree on x.
    pub fn suggests(self) -> Option<Pattern> {
        match self {
            Self::Improving => Some(Pattern::Improving),
            Self::Declining => Some(Pattern::Declining),
            Self::Fluctuating => Some(Pattern::Fluctuating),
            Self::Flat => None,
        }
    }
}

/// Classifies results, oldest first: ties do not break a trend as long as there is a net change (domain rules 3).
/// One value, or none, is flat.
pub fn classify(baseline: &[Exact], direction: Direction) -> Trend {
    let (mut better, mut worse) = (false, false);
    for (before, after) in baseline.iter().zip(baseline.iter().skip(1)) {
        better |= direction.better(after, before);
        worse |= direction.better(before, after);
    }
    match (better, worse) {
        (true, false) => Trend::Improving,
        (false, true) => Trend::Declining,
        (false, false) => Trend::Flat,
        (true, true) => Trend::Fluctuating,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(values: &str, direction: Direction) -> Trend {
        let values: Vec<Exact> = values.split_whitespace().map(|v| v.parse().unwrap()).collect();
        classify(&values, direction)
    }

    #[test]
    fn a_trend_is_weakly_monotone_with_a_net_change() {
        for (values, higher, lower) in [
            ("72 75 78", Trend::Improving, Trend::Declining),
            ("80 80 85", Trend::Improving, Trend::Declining),
            ("80 85 85", Trend::Improving, Trend::Declining),
            ("90 85 81", Trend::Declining, Trend::Improving),
            ("90 90 89.999", Trend::Declining, Trend::Improving),
            ("80 74 86", Trend::Fluctuating, Trend::Fluctuating),
            ("80 86 80", Trend::Fluctuating, Trend::Fluctuating),
            ("80 80 80", Trend::Flat, Trend::Flat),
            ("-3 -2 -1", Trend::Improving, Trend::Declining),
            ("1/3 0.3333 0", Trend::Declining, Trend::Improving),
            ("0 0 1/1000000000", Trend::Improving, Trend::Declining),
            ("1 2", Trend::Improving, Trend::Declining),
            ("7", Trend::Flat, Trend::Flat),
            ("", Trend::Flat, Trend::Flat),
            ("1 2 3 4 5 4", Trend::Fluctuating, Trend::Fluctuating),
        ] {
            assert_eq!(
                (trend(values, Direction::Higher), trend(values, Direction::Lower)),
                (higher, lower),
                "{values}"
            );
        }
    }

    #[test]
    fn each_trend_has_its_pattern_except_a_flat_one() {
        assert_eq!(Trend::Improving.suggests(), Some(Pattern::Improving));
        assert_eq!(Trend::Fluctuating.suggests(), Some(Pattern::Fluctuating));
        assert_eq!(Trend::Declining.suggests(), Some(Pattern::Declining));
        assert_eq!(Trend::Flat.suggests(), None);
    }

    #[test]
    fn words_of_files_are_the_words_of_the_examples() {
        for (trend, word) in [
            (Trend::Improving, "improving"),
            (Trend::Declining, "declining"),
            (Trend::Flat, "flat"),
            (Trend::Fluctuating, "fluctuating"),
        ] {
            assert_eq!(trend.as_str(), word);
            assert_eq!(serde_json::to_string(&trend).unwrap(), format!("\"{word}\""));
        }
    }

    proptest::proptest! {
        #[test]
        fn scaling_changes_no_trend(
            values in proptest::collection::vec(-9i64..9, 0..5), above in 1i64..99, below in 1i64..99,
        ) {
            let factor = Exact::ratio(above, below).unwrap();
            let plain: Vec<Exact> = values.iter().map(|v| Exact::whole(*v)).collect();
            let scaled: Vec<Exact> = plain.iter().map(|v| v * &factor).collect();
            for direction in [Direction::Higher, Direction::Lower] {
                proptest::prop_assert_eq!(classify(&plain, direction), classify(&scaled, direction));
            }
        }
    }
}

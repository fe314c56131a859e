//! Merit increases: each round and the whole year have a cap (deck slide 71).
//!
//! The mid-point of each person's salary limits the increase further; it belongs to payroll and is not known here.

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::text::Text;

use super::IncentiveError;

/// Most rounds of a year; the deck has two.
pub const MAX_ROUNDS: usize = 12;

/// Caps in percent of the base salary: 6 for a round and 12 for the year unless a framework says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "MeritCapsDraft", into = "MeritCapsDraft")]
pub struct MeritCaps(MeritCapsDraft);

/// Caps as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeritCapsDraft {
    /// Most percent in one round.
    pub per_round: Exact,
    /// Most percent in the year.
    pub per_year: Exact,
}

impl MeritCaps {
    /// Caps, each within 0 to 100 percent.
    pub fn new(per_round: Exact, per_year: Exact) -> Result<Self, IncentiveError> {
        for (field, value) in [("per_round", &per_round), ("per_year", &per_year)] {
            if value.is_negative() || *value > Exact::whole(100) {
                return Err(IncentiveError::Cap { field, value: value.clone() });
            }
        }
        Ok(Self(MeritCapsDraft { per_round, per_year }))
    }

    /// Most percent in one round.
    pub fn per_round(&self) -> &Exact {
        &self.0.per_round
    }

    /// Most percent in the year.
    pub fn per_year(&self) -> &Exact {
        &self.0.per_year
    }
}

impl Default for MeritCaps {
    fn default() -> Self {
        Self(MeritCapsDraft { per_round: Exact::whole(6), per_year: Exact::whole(12) })
    }
}

impl TryFrom<MeritCapsDraft> for MeritCaps {
    type Error = IncentiveError;
    fn try_from(draft: MeritCapsDraft) -> Result<Self, IncentiveError> {
        Self::new(draft.per_round, draft.per_year)
    }
}

impl From<MeritCaps> for MeritCapsDraft {
    fn from(caps: MeritCaps) -> Self {
        caps.0
    }
}

/// What decided the percent of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Nothing: it has what was asked.
    None,
    /// The cap of a round.
    Round,
    /// What earlier rounds had left of the year's cap.
    Year,
}

/// One round of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeritRound {
    /// Percent asked for.
    pub asked: Exact,
    /// Percent allowed.
    pub allowed: Exact,
    /// Why not more.
    pub limit: Limit,
}

/// The increases of a year, with the caps that were applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeritIncrease {
    /// The caps.
    pub caps: MeritCaps,
    /// Rounds in order.
    pub rounds: Vec<MeritRound>,
    /// Percent of the year.
    pub year_total: Exact,
}

/// Caps the percents of the rounds of one year, in order: each at the round's cap, and where the year's cap would be
/// exceeded, later rounds get what remains of it.
pub fn merit_increase(caps: &MeritCaps, asked: &[Exact]) -> Result<MeritIncrease, IncentiveError> {
    if asked.len() > MAX_ROUNDS {
        return Err(IncentiveError::Rounds(asked.len()));
    }
    if let Some((before, percent)) = asked.iter().enumerate().find(|(_, percent)| percent.is_negative()) {
        return Err(IncentiveError::Negative { round: before + 1, percent: percent.clone() });
    }
    let mut left = caps.per_year().clone();
    let mut rounds = Vec::with_capacity(asked.len());
    for asked in asked {
        let within = asked.min(caps.per_round());
        let (allowed, limit) = match () {
            () if *within > left => (left.clone(), Limit::Year),
            () if within < asked => (within.clone(), Limit::Round),
            () => (asked.clone(), Limit::None),
        };
        left = &left - &allowed;
        rounds.push(MeritRound { asked: asked.clone(), allowed, limit });
    }
    Ok(MeritIncrease { caps: caps.clone(), year_total: caps.per_year() - &left, rounds })
}

impl MeritIncrease {
    /// What is allowed, round by round.
    pub fn allowed(&self) -> Vec<Exact> {
        self.rounds.iter().map(|round| round.allowed.clone()).collect()
    }

    /// Rule, percents and result in sentences.
    pub fn words(&self) -> Text {
        let rounds: Vec<Text> =
            (1..).zip(&self.rounds).map(|(number, round)| self.round_words(number, round)).collect();
        let joined = |language: fn(&Text) -> &str| rounds.iter().map(language).collect::<String>();
        let (total, cap) = (self.year_total.shown(4), self.caps.per_year().shown(4));
        let (th, en) = (joined(|t| &t.th), joined(|t| &t.en));
        Text::new(
            format!(
                "{th}รวมทั้งปีร้อยละ {total} จากเพดานร้อยละ {cap} \
                 และต้องไม่เกินค่ากลาง (mid-point) ของเงินเดือนแต่ละบุคคล"
            ),
            format!("{en}the year has {total} of at most {cap} percent, further limited by each salary's mid-point"),
        )
    }

    fn round_words(&self, number: usize, round: &MeritRound) -> Text {
        let (asked, allowed) = (round.asked.shown(4), round.allowed.shown(4));
        let (why_th, why_en) = match round.limit {
            Limit::None => (String::new(), String::new()),
            Limit::Round => {
                let cap = self.caps.per_round().shown(4);
                (format!(" (ไม่เกินร้อยละ {cap} ต่อรอบ)"), format!(" (at most {cap} percent a round)"))
            }
            Limit::Year => {
                let cap = self.caps.per_year().shown(4);
                (format!(" (ส่วนที่เหลือจากเพดานร้อยละ {cap} ต่อปี)"), format!(" (what remains of {cap} percent a year)"))
            }
        };
        Text::new(
            format!("รอบที่ {number} เสนอร้อยละ {asked} ได้ร้อยละ {allowed}{why_th}; "),
            format!("Round {number} asks for {asked} percent and gets {allowed}{why_en}; "),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn merit(round: &str, year: &str, asked: &[&str]) -> MeritIncrease {
        let asked: Vec<Exact> = asked.iter().map(|a| exact(a)).collect();
        merit_increase(&MeritCaps::new(exact(round), exact(year)).unwrap(), &asked).unwrap()
    }

    #[test]
    fn rounds_and_year_are_capped_in_order() {
        use Limit::{None, Round, Year};
        for (round, year, asked, allowed, limits, total) in [
            ("6", "12", &["7", "4"][..], &["6", "4"][..], &[Round, None][..], "10"),
            ("6", "12", &["6", "6"], &["6", "6"], &[None, None], "12"),
            ("6", "12", &["6.01", "100"], &["6", "6"], &[Round, Round], "12"),
            ("6", "12", &["5", "5", "5"], &["5", "5", "2"], &[None, None, Year], "12"),
            ("6", "12", &["6", "6", "0", "1"], &["6", "6", "0", "0"], &[None, None, None, Year], "12"),
            ("6", "10", &["6", "7"], &["6", "4"], &[None, Year], "10"),
            ("6", "5", &["6", "1"], &["5", "0"], &[Year, Year], "5"),
            ("6", "12", &["10/3", "0"], &["10/3", "0"], &[None, None], "10/3"),
            ("0", "12", &["1"], &["0"], &[Round], "0"),
            ("6", "12", &[], &[], &[], "0"),
        ] {
            let m = merit(round, year, asked);
            assert_eq!(m.allowed(), allowed.iter().map(|a| exact(a)).collect::<Vec<_>>(), "{asked:?}");
            assert_eq!(m.rounds.iter().map(|r| r.limit).collect::<Vec<_>>(), limits, "{asked:?}");
            assert_eq!(m.year_total, exact(total), "{asked:?}");
        }
        assert_eq!(MeritCaps::default(), MeritCaps::new(exact("6"), exact("12")).unwrap());
    }

    #[test]
    fn negative_percents_endless_rounds_and_impossible_caps_are_refused() {
        let caps = MeritCaps::default();
        let asked = [exact("1"), exact("-0.0001")];
        let percent = asked[1].clone();
        assert_eq!(merit_increase(&caps, &asked), Err(IncentiveError::Negative { round: 2, percent }));
        assert!(merit_increase(&caps, &vec![Exact::zero(); 12]).is_ok());
        assert_eq!(merit_increase(&caps, &vec![Exact::zero(); 13]), Err(IncentiveError::Rounds(13)));
        let cap = |field, value: &str| Err(IncentiveError::Cap { field, value: exact(value) });
        assert_eq!(MeritCaps::new(exact("-1"), exact("12")), cap("per_round", "-1"));
        assert_eq!(MeritCaps::new(exact("6"), exact("100.1")), cap("per_year", "100.1"));
        assert!(MeritCaps::new(exact("100"), exact("0")).is_ok());
        assert!(serde_json::from_str::<MeritCaps>(r#"{"per_round":6,"per_year":101}"#).is_err());
        let json = serde_json::to_string(&caps).unwrap();
        assert_eq!(serde_json::from_str::<MeritCaps>(&json).unwrap(), caps);
    }

    #[test]
    fn the_words_say_which_cap_decided() {
        let words = merit("6", "12", &["7", "5", "4"]).words();
        assert_eq!(
            words.th,
            "รอบที่ 1 เสนอร้อยละ 7 ได้ร้อยละ 6 (ไม่เกินร้อยละ 6 ต่อรอบ); รอบที่ 2 เสนอร้อยละ 5 ได้ร้อยละ 5; \
             รอบที่ 3 เสนอร้อยละ 4 ได้ร้อยละ 1 (ส่วนที่เหลือจากเพดานร้อยละ 12 ต่อปี); \
             รวมทั้งปีร้อยละ 12 จากเพดานร้อยละ 12 และต้องไม่เกินค่ากลาง (mid-point) ของเงินเดือนแต่ละบุคคล"
        );
        assert!(words.en.starts_with("Round 1 asks for 7 percent and gets 6 (at most 6 percent a round); Round 2"));
        assert!(words.en.contains("gets 1 (what remains of 12 percent a year)"));
    }

    proptest::proptest! {
        #[test]
        fn no_cap_is_ever_exceeded_and_nothing_is_given_unasked(asked in proptest::collection::vec(0i64..200, 0..5)) {
            let caps = MeritCaps::default();
            let asked: Vec<Exact> = asked.into_iter().map(|n| Exact::ratio(n, 10).unwrap()).collect();
            let m = merit_increase(&caps, &asked).unwrap();
            proptest::prop_assert!(m.rounds.iter().all(|r| r.allowed <= r.asked && r.allowed <= *caps.per_round()));
            proptest::prop_assert!(m.year_total <= *caps.per_year());
            proptest::prop_assert_eq!(m.allowed().iter().sum::<Exact>(), m.year_total);
        }
    }
}

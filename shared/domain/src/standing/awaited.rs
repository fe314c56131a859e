//! What a round still waits for, and how late it is.

use jiff::civil::Date;
use serde::Serialize;

use super::{Moment, Scores, in_force};
use crate::agreement::Agreement;
use crate::calendar::{is_late, lateness_days};
use crate::exact::Exact;
use crate::ids::IndicatorNumber;
use crate::text::Text;

/// An indicator that is due in the round and has no score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Awaited {
    /// Its number.
    pub number: IndicatorNumber,
    /// Its name.
    pub name: Text,
    /// Its weight in the round: how much of the agreement the total does not show yet.
    pub weight: Exact,
    /// Last day in time.
    pub closes: Date,
    /// Whether that day is over.
    pub late: bool,
    /// Calendar days after the close where it is late, otherwise days that are left; zero on the last day.
    pub days: u32,
}

impl Awaited {
    /// How late or how soon, for readers.
    pub fn words(&self) -> Text {
        let days = self.days;
        let day = if days == 1 { "day" } else { "days" };
        match (self.late, days) {
            (true, _) => Text::new(format!("เกินกำหนด {days} วัน"), format!("{days} {day} late")),
            (false, 0) => Text::new("ครบกำหนดวันนี้", "due today"),
            (false, _) => Text::new(format!("เหลือ {days} วัน"), format!("{days} {day} left")),
        }
    }
}

/// What is due in the round and has no score, in the order of the agreement.
pub fn awaited(agreement: &Agreement, scores: &Scores, moment: Moment) -> Vec<Awaited> {
    let Moment { round, closes, today } = moment;
    let late = is_late(closes, today);
    let days = if late { lateness_days(closes, today) } else { lateness_days(today, closes) };
    let missing = in_force(agreement, round).filter(|i| !scores.at(round).contains_key(&i.number));
    missing
        .map(|i| Awaited {
            number: i.number.clone(),
            name: i.name.clone(),
            weight: i.weight_in(round),
            closes,
            late,
            days,
        })
        .collect()
}

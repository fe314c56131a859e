//! Questions about a figure before it is reported: compared with its history, asked, and never a wall.
//!
//! An officer who reports 2,600,000 where the last round said 2,600 is asked whether the unit is right; whoever answers
//! once is not asked again for the same numbers. Nothing here refuses anything.

mod answer;
mod doubt;
mod figures;
mod rules;
#[cfg(test)]
mod tests;
mod unit;

use serde::Serialize;

pub use self::answer::{Answer, AnswerError, Answers, MAX_ANSWERS, MAX_FINGERPRINT, unanswered};
pub use self::rules::twelve_months;
pub use self::unit::is_cumulative;

use self::doubt::Subject;
use self::figures::Sight;
use crate::agreement::Indicator;
use crate::calendar::{FiscalYear, Round};
use crate::exact::Exact;
use crate::result::Report;
use crate::score::Inputs;
use crate::text::Text;

/// Most questions about one report; a form with more wrong figures has something else wrong with it.
pub const MAX_QUESTIONS: usize = 100;
/// Years of baseline that a figure is compared with, the last ones before the year of the report.
pub const BASELINE_YEARS: usize = 3;

/// One thing to ask before a figure is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Short name of the rule for programs; it never changes.
    pub code: &'static str,
    /// Which figure, as in [`asks`](crate::score::asks): `value`, `var/NAME` or `part/ID/…`.
    pub path: String,
    /// The numbers compared and what is asked about them.
    pub words: Text,
    /// The same for the same rule, figure and numbers, and for nothing else; at most [`MAX_FINGERPRINT`] characters.
    pub fingerprint: String,
}

/// What to ask about a report, given earlier reports of the indicator; at most [`MAX_QUESTIONS`].
///
/// Of `earlier` only those count that are of the same indicator, year and an earlier round; of several for one round
/// the last one. The baseline is that of the indicator's definition.
pub fn questions<'a>(
    indicator: &Indicator,
    report: &Report,
    earlier: impl IntoIterator<Item = &'a Report>,
) -> Vec<Question> {
    let mut past: [Option<Given>; 3] = [None, None, None];
    for before in earlier {
        let same = before.indicator == report.indicator && before.fiscal_year == report.fiscal_year;
        if let Some((place, _)) = past.iter_mut().zip(Round::ALL).find(|(_, round)| *round == before.round)
            && same
            && before.round < report.round
        {
            *place = Some(Given::of(indicator, before));
        }
    }
    let now = Given::of(indicator, report);
    let past: Vec<Sight<'_>> = past.iter().flatten().map(Given::sight).collect();
    let baseline = baseline(indicator, report.fiscal_year);
    let nodes = figures::nodes(&indicator.definition.measurement, &indicator.unit, now.sight(), &past);
    let doubts = nodes.iter().flat_map(|node| rules::doubts(node, report.round, &baseline));
    let question = |rules::Doubted { figure, doubt }: rules::Doubted<'_>| Question {
        code: doubt.code(),
        words: doubt.words(Subject { label: &figure.label, unit: &figure.unit }),
        fingerprint: doubt.fingerprint(&figure.path),
        path: figure.path.clone(),
    };
    doubts.take(MAX_QUESTIONS).map(question).collect()
}

/// One report as the rules read it.
struct Given {
    round: Round,
    inputs: Inputs,
    headline: Option<Exact>,
}

impl Given {
    fn of(indicator: &Indicator, report: &Report) -> Self {
        Self { round: report.round, inputs: indicator.inputs(report), headline: report.value.map(Exact::from) }
    }

    fn sight(&self) -> Sight<'_> {
        Sight { round: self.round, inputs: &self.inputs, headline: self.headline.as_ref() }
    }
}

/// The last years of the baseline before a year, oldest first.
fn baseline(indicator: &Indicator, year: FiscalYear) -> Vec<(FiscalYear, Exact)> {
    let before = indicator.definition.baseline.iter().filter(|b| b.fiscal_year < year);
    let mut years: Vec<_> = before.map(|b| (b.fiscal_year, b.value.clone())).collect();
    years.sort_by_key(|(year, _)| *year);
    years.split_off(years.len().saturating_sub(BASELINE_YEARS))
}

//! What the year would come to, under an assumption that is named with every figure.

use serde::Serialize;

use super::split::mean;
use super::{Marked, Scores, StandingError, in_force};
use crate::agreement::{Agreement, Indicator};
use crate::calendar::Round;
use crate::criteria::Criteria;
use crate::exact::Exact;
use crate::ids::IndicatorNumber;
use crate::plausibility::{is_cumulative, twelve_months};
use crate::policy::Policies;
use crate::rollup::WeightedMean;
use crate::score::{figure, listed};
use crate::text::Text;

/// How the year's end is told from what is known now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// The indicator keeps its present score.
    PresentScore,
    /// The cumulative value goes on as until now: value × 12 / months, scored by its levels. Only for counts and amounts
    /// with five values; every other indicator keeps its present score.
    Continuation,
}

impl Assumption {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PresentScore, Self::Continuation];

    /// For readers.
    pub fn words(self) -> Text {
        match self {
            Self::PresentScore => Text::new("คงคะแนนปัจจุบัน", "the present score stays"),
            Self::Continuation => Text::new(
                "ผลสะสมเพิ่มต่อเนื่องในอัตราเดิม (ค่า × 12 ÷ จำนวนเดือน)",
                "the cumulative result goes on at the same pace (value × 12 ÷ months)",
            ),
        }
    }
}

/// One indicator at the year's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Projected {
    /// Its number.
    pub number: IndicatorNumber,
    /// The round that its present score is of: the last one that has a score.
    pub from: Round,
    /// What was assumed of it.
    pub assumption: Assumption,
    /// Its value at the year's end, where that was continued.
    pub value: Option<Exact>,
    /// Its weight at the year's end.
    pub weight: Exact,
    /// Its points at the year's end.
    pub score: Exact,
}

/// The year's end as assumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Projection {
    /// The unrounded total; `None` where no indicator has a score.
    pub total: Option<Exact>,
    /// The same rounded once, half-up to four decimals.
    pub official: Option<Exact>,
    /// Weight of the indicators that are projected.
    pub base: Exact,
    /// Weight of all that are in force at the year's end.
    pub whole: Exact,
    /// Each indicator with what was assumed of it, in the order of the agreement.
    pub rows: Vec<Projected>,
    /// In force at the year's end and without any score: outside the base.
    pub left_out: Vec<IndicatorNumber>,
    /// Figure, base and assumptions in one text.
    pub words: Text,
}

/// Projects the total of the twelve-month round from what is known in `round`, by the weights of the twelve-month round.
pub fn project(
    agreement: &Agreement,
    scores: &Scores,
    round: Round,
    assumption: Assumption,
) -> Result<Projection, StandingError> {
    let (mut rows, mut left_out, mut whole) = (Vec::new(), Vec::new(), Exact::zero());
    for indicator in in_force(agreement, Round::Twelve) {
        whole = &whole + &indicator.weight_in(Round::Twelve);
        let mut known =
            Round::ALL.into_iter().rev().filter(|r| *r <= round && indicator.definition.schedule.in_force(*r));
        let latest = known.find_map(|r| scores.at(r).get(&indicator.number).map(|marked| (r, marked)));
        match latest {
            Some((from, marked)) => rows.push(projected(indicator, from, marked, assumption, &agreement.policies)),
            None => left_out.push(indicator.number.clone()),
        }
    }
    let weighed: Vec<(Exact, Exact)> = rows.iter().map(|row| (row.weight.clone(), row.score.clone())).collect();
    let mean = mean(&weighed)?;
    let base = weighed.iter().map(|(weight, _)| weight).sum();
    let official = mean.as_ref().map(WeightedMean::official);
    let words = words(official.as_ref(), (&base, &whole), &rows, &left_out);
    Ok(Projection { total: mean.map(|mean| mean.exact), official, base, whole, rows, left_out, words })
}

fn projected(of: &Indicator, from: Round, marked: &Marked, assumption: Assumption, policies: &Policies) -> Projected {
    let grows = assumption == Assumption::Continuation && from != Round::Twelve && is_cumulative(&of.unit);
    let continued = match (of.criteria(), &marked.value) {
        (Criteria::Levels { values }, Some(value)) if grows => Some((values, twelve_months(value, from))),
        _ => None,
    };
    let score = continued.as_ref().map(|(levels, value)| levels.place(value, policies).score);
    Projected {
        number: of.number.clone(),
        from,
        assumption: if continued.is_some() { Assumption::Continuation } else { Assumption::PresentScore },
        value: continued.map(|(_, value)| value),
        weight: of.weight_in(Round::Twelve),
        score: score.unwrap_or_else(|| marked.score.clone()),
    }
}

fn words(
    official: Option<&Exact>,
    (base, whole): (&Exact, &Exact),
    rows: &[Projected],
    left_out: &[IndicatorNumber],
) -> Text {
    let Some(official) = official.map(Exact::four_decimals) else {
        return Text::new(
            "ยังประมาณการสิ้นปีไม่ได้ เพราะไม่มีตัวชี้วัดใดมีคะแนน",
            "The year's end cannot be projected: no indicator has a score",
        );
    };
    let (base, whole) = (figure(base), figure(whole));
    let mut thai = vec![format!("ประมาณการคะแนนสิ้นปี {official} จากน้ำหนัก {base} จาก {whole}")];
    let mut english = vec![format!("Projected at the year's end: {official}, from weight {base} of {whole}")];
    for assumption in Assumption::ALL {
        let those: Vec<String> =
            rows.iter().filter(|row| row.assumption == assumption).map(|row| row.number.to_string()).collect();
        if !those.is_empty() {
            let (numbers, words) = (listed(&those), assumption.words());
            thai.push(format!("ตัวชี้วัดที่ {}: {}", numbers.th, words.th));
            english.push(format!("{} {}: {}", noun(those.len()), numbers.en, words.en));
        }
    }
    if !left_out.is_empty() {
        let numbers = listed(&left_out.iter().map(ToString::to_string).collect::<Vec<_>>());
        thai.push(format!("ไม่รวมตัวชี้วัดที่ {} ซึ่งยังไม่มีคะแนน", numbers.th));
        english.push(format!("without {} {}, not scored yet", noun(left_out.len()), numbers.en));
    }
    Text::new(thai.join("; "), english.join("; "))
}

fn noun(count: usize) -> &'static str {
    if count == 1 { "indicator" } else { "indicators" }
}

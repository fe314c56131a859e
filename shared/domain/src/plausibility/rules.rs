//! The rules by which a figure is doubted; each is exact and stands in the documentation of its constant.

use super::doubt::{Doubt, Earlier, Factor, When};
use super::figures::{Figure, Node};
use super::unit::{is_cumulative, is_percent, is_plain};
use crate::calendar::{FiscalYear, Round};
use crate::criteria::{Criteria, Levels, Proportion};
use crate::exact::Exact;
use crate::formula::Operand;
use crate::text::Text;

/// A figure is taken for one in another unit when its ratio to the earlier figure lies between a half and the double of
/// 1,000 or 1,000,000 (of 100 for percents and plain numbers), both ends included. A cumulative figure may double
/// between six months and twelve, so a narrower span would miss mistaken units.
const SPAN: i64 = 2;
/// A value is an outlier when it is further from the last one than this many times the largest earlier change from one
/// value to the next. Without two different earlier values nothing is an outlier.
const CHANGES: i64 = 3;

/// A figure with what is doubted about it.
pub(super) struct Doubted<'a> {
    pub figure: &'a Figure,
    pub doubt: Doubt,
}

/// What is doubted about one measurement, variables first. One cause is asked about once: a figure has at most one
/// doubt about its size, and a calculated value has none where one of its variables is doubted.
pub(super) fn doubts<'a>(node: &'a Node<'_>, round: Round, baseline: &[(FiscalYear, Exact)]) -> Vec<Doubted<'a>> {
    let mut out: Vec<Doubted<'a>> = Vec::new();
    for (_, figure) in &node.variables {
        out.extend(size(figure, None, &[]).map(|doubt| Doubted { figure, doubt }));
    }
    let above = parts(node, &out);
    out.extend(above);
    let Some(figure) = &node.value else { return out };
    let levels = levels(&node.measurement.criteria);
    let baseline = if node.whole { baseline } else { &[] };
    if out.is_empty() {
        let doubt = size(figure, levels, baseline).or_else(|| outlier(figure, round, baseline));
        out.extend(doubt.map(|doubt| Doubted { figure, doubt }));
    }
    let ranked = matches!(node.measurement.criteria, Criteria::Rank(_));
    let top = levels.filter(|levels| !ranked && *levels.value(5) == figure.now);
    let same = last(figure).filter(|earlier| earlier.value == figure.now).map(|earlier| Doubt::Same { earlier });
    let top = top.map(|_| Doubt::Top { now: figure.now.clone() });
    out.extend(same.into_iter().chain(top).map(|doubt| Doubted { figure, doubt }));
    out
}

/// The five values that a value itself is placed on.
fn levels(criteria: &Criteria) -> Option<&Levels> {
    match criteria {
        Criteria::Levels { values } | Criteria::Proportion(Proportion::OneSided { levels: values }) => Some(values),
        Criteria::Rank(rank) => Some(rank.levels()),
        _ => None,
    }
}

/// The figure of the last round that has one.
fn last(figure: &Figure) -> Option<Earlier> {
    let (round, value) = figure.earlier.last()?;
    Some(Earlier { when: When::Round(*round), value: value.clone() })
}

fn size(figure: &Figure, levels: Option<&Levels>, baseline: &[(FiscalYear, Exact)]) -> Option<Doubt> {
    let before = last(figure);
    let year = || baseline.last().map(|(year, value)| Earlier { when: When::Year(*year), value: value.clone() });
    before
        .clone()
        .filter(|earlier| figure.now.is_zero() && !earlier.value.is_zero())
        .map(|earlier| Doubt::Zero { earlier })
        .or_else(|| scale(figure, before.clone().or_else(year)?))
        .or_else(|| range(figure, levels))
        .or_else(|| fell(figure, before?))
}

fn scale(figure: &Figure, earlier: Earlier) -> Option<Doubt> {
    let (now, was) = (&figure.now, &earlier.value);
    if now.is_zero() || was.is_zero() || now.is_negative() != was.is_negative() {
        return None;
    }
    let larger = now.abs() > was.abs();
    let ratio = if larger { now.checked_div(was) } else { was.checked_div(now) }?;
    let factors: &[Factor] = if is_percent(&figure.unit) || is_plain(&figure.unit) {
        &[Factor::Hundred]
    } else {
        &[Factor::Thousand, Factor::Million]
    };
    let about = |factor: &Factor| {
        let (factor, span) = (factor.exact(), Exact::whole(SPAN));
        &ratio * &span >= factor && ratio <= &factor * &span
    };
    let factor = *factors.iter().find(|factor| about(factor))?;
    Some(Doubt::Scale { now: now.clone(), earlier, factor, larger })
}

/// A percentage below 0 or above 100; levels beyond these say that it may go so far.
fn range(figure: &Figure, levels: Option<&Levels>) -> Option<Doubt> {
    let agreed = levels.map(Levels::values).into_iter().flatten();
    let lowest = agreed.clone().cloned().fold(Exact::zero(), Ord::min);
    let highest = agreed.cloned().fold(Exact::whole(100), Ord::max);
    let outside = figure.now < lowest || figure.now > highest;
    (is_percent(&figure.unit) && outside).then(|| Doubt::Range { now: figure.now.clone() })
}

fn fell(figure: &Figure, earlier: Earlier) -> Option<Doubt> {
    let fell = is_cumulative(&figure.unit) && figure.now < earlier.value;
    fell.then(|| Doubt::Fell { now: figure.now.clone(), earlier })
}

/// Against the baseline and the rounds before, cumulative figures as if they went on for twelve months.
fn outlier(figure: &Figure, round: Round, baseline: &[(FiscalYear, Exact)]) -> Option<Doubt> {
    let yearly = is_cumulative(&figure.unit) && round != Round::Twelve;
    let full = |round: Round, value: &Exact| {
        if is_cumulative(&figure.unit) { twelve_months(value, round) } else { value.clone() }
    };
    let years = baseline.iter().map(|(year, value)| Earlier { when: When::Year(*year), value: value.clone() });
    let rounds = figure.earlier.iter();
    let rounds = rounds.map(|(round, value)| Earlier { when: When::Round(*round), value: full(*round, value) });
    let series: Vec<Earlier> = years.chain(rounds).collect();
    let changes = series.windows(2).filter_map(|pair| match pair {
        [before, after] => Some((&after.value - &before.value).abs()),
        _ => None,
    });
    let change = changes.max().filter(|change| !change.is_zero())?;
    let now = full(round, &figure.now);
    let earlier = series.last()?.clone();
    let far = (&now - &earlier.value).abs() > &Exact::whole(CHANGES) * &change;
    far.then_some(Doubt::Outlier { now, earlier, change, yearly })
}

/// A cumulative figure as it would be after twelve months if it went on as until the end of the round.
pub fn twelve_months(value: &Exact, round: Round) -> Exact {
    let share = Exact::ratio(12, i64::from(round.months())).unwrap_or_else(Exact::one);
    value * &share
}

/// Parts above their whole, where neither is doubted already and the levels do not ask for more than 100.
fn parts<'a>(node: &'a Node<'_>, doubted: &[Doubted<'_>]) -> Vec<Doubted<'a>> {
    let beyond = levels(&node.measurement.criteria).is_some_and(|l| l.values().iter().any(|v| *v > Exact::whole(100)));
    if beyond {
        return Vec::new();
    }
    let figure_of = |operand: &Operand| {
        let name = operand.name.as_ref()?;
        node.variables.iter().find(|(own, _)| own == name).map(|(_, figure)| figure)
    };
    let known = |figure: Option<&Figure>| figure.is_some_and(|f| doubted.iter().any(|d| d.figure.path == f.path));
    let above = node.percents.iter().filter(|p| p.part.value > p.whole.value && p.whole.value > Exact::zero());
    let doubt = |percent: &'a crate::formula::Percent| {
        let (part, whole) = (figure_of(&percent.part), figure_of(&percent.whole));
        if known(part) || known(whole) {
            return None;
        }
        let label = |figure: Option<&Figure>, written: &str| {
            figure.map_or_else(|| Text::new(written, written), |figure| figure.label.clone())
        };
        let doubt = Doubt::Part {
            part: percent.part.value.clone(),
            part_label: label(part, &percent.part.expression),
            whole: percent.whole.value.clone(),
            whole_label: label(whole, &percent.whole.expression),
            unit: part.or(whole).map_or_else(Text::default, |figure| figure.unit.clone()),
        };
        Some(Doubted { figure: part.or(node.value.as_ref())?, doubt })
    };
    above.filter_map(doubt).collect()
}

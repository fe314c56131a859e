//! From what is known to a proposal: which pattern fits, and what else the committee should see (domain rules 3).

use super::bands::Bands;
use super::baseline::{Baseline, YEARS_THAT_COUNT};
use super::benchmark::{Comparators, pattern6};
use super::error::TargetError;
use super::input::{BudgetInput, TargetInput};
use super::mandate::{Level3, pattern4};
use super::pattern::Pattern;
use super::proportion::{pattern7, pattern7_two_sided};
use super::proposal::Proposal;
use super::range::UnitRange;
use super::rank::{pattern8, pattern8_bands};
use super::spacing::Spacing;
use super::trend::Trend;
use super::trend_patterns::{differs, pattern1, pattern2, pattern3};
use super::unit_cost::{Budget, Step, Volume, pattern5};
use super::warning::Warning;
use crate::criteria::{Direction, Levels};
use crate::text::Text;

/// Proposes targets. The pattern is the one that is named, or the first whose condition is given: mandate (4),
/// comparators (6), proportion (7), rank (8), unit cost (5), and otherwise the trend of the baseline (1 to 3).
pub fn propose(input: &TargetInput) -> Result<Proposal, TargetError> {
    let question = Question::read(input)?;
    let given = question.conditions();
    let pattern = input.pattern.or(given.first().copied()).ok_or(TargetError::NothingToGoOn)?;
    let proposal = question.by(pattern)?;
    Ok(proposal.warned(question.doubts(pattern, &given)).within(&question.range).because(&question.why(pattern)))
}

/// The input with its values read.
struct Question<'a> {
    input: &'a TargetInput,
    baseline: Option<Baseline>,
    /// Years before those that count.
    earlier: usize,
    levels: Option<Levels>,
    range: UnitRange,
}

impl<'a> Question<'a> {
    fn read(input: &'a TargetInput) -> Result<Self, TargetError> {
        let baseline = match (&input.baseline, &input.years) {
            (Some(values), years) => Some(Baseline::new(values.clone(), years.clone())?),
            (None, Some(years)) => return Err(TargetError::BaselineYears { values: 0, years: years.len() }),
            (None, None) => None,
        };
        let levels = input.levels.clone().map(Levels::try_from).transpose()?;
        let earlier = baseline.as_ref().map_or(0, |b| b.values().len().saturating_sub(YEARS_THAT_COUNT));
        let baseline = baseline.map(|b| b.recent(YEARS_THAT_COUNT));
        let range = UnitRange::new(input.floor.clone(), input.ceiling.clone())?;
        Ok(Self { input, baseline, earlier, levels, range })
    }

    fn trend(&self) -> Option<Trend> {
        Some(self.baseline.as_ref()?.trend(self.input.direction?))
    }

    /// Patterns whose condition is given, the one to use first.
    fn conditions(&self) -> Vec<Pattern> {
        let i = self.input;
        let by_trend = self.trend().and_then(Trend::suggests).unwrap_or(Pattern::Improving);
        [
            (i.mandate.is_some(), Pattern::Mandate),
            (i.benchmark.is_some(), Pattern::Benchmark),
            (i.ratio.is_some() || i.two_sided.is_some(), Pattern::Proportion),
            (i.rank.is_some(), Pattern::Ranking),
            (i.budget.is_some(), Pattern::UnitCost),
            (self.baseline.is_some(), by_trend),
        ]
        .into_iter()
        .filter_map(|(given, pattern)| given.then_some(pattern))
        .collect()
    }

    fn by(&self, pattern: Pattern) -> Result<Proposal, TargetError> {
        match pattern {
            Pattern::Improving => pattern1(self.baseline(pattern)?, self.direction(pattern)?, &self.spacing(pattern)?),
            Pattern::Fluctuating => {
                pattern2(self.baseline(pattern)?, self.direction(pattern)?, &self.spacing(pattern)?)
            }
            Pattern::Declining => pattern3(self.baseline(pattern)?, self.direction(pattern)?, &self.spacing(pattern)?),
            Pattern::Mandate => self.by_mandate(),
            Pattern::UnitCost => self.by_unit_cost(),
            Pattern::Benchmark => self.by_benchmark(),
            Pattern::Proportion => self.by_proportion(),
            Pattern::Ranking => self.by_rank(),
        }
    }

    fn by_mandate(&self) -> Result<Proposal, TargetError> {
        let pattern = Pattern::Mandate;
        let mandate = self.input.mandate.as_ref().ok_or(TargetError::Missing { pattern, field: "mandate" })?;
        let (baseline, direction) = (self.baseline(pattern)?, self.direction(pattern)?);
        let fit = only([
            ("mandate.level3", mandate.level3.clone().map(Level3::At)),
            ("interval", self.input.interval.clone().map(Level3::Interval)),
            ("levels", self.levels.clone().map(Level3::Agreed)),
        ])?;
        let fit = fit.unwrap_or(Level3::LastResult);
        Ok(pattern4(&mandate.target_at_5, baseline.last(), direction, &fit)?.on(baseline))
    }

    fn by_unit_cost(&self) -> Result<Proposal, TargetError> {
        let pattern = Pattern::UnitCost;
        let budget = self.input.budget.as_ref().ok_or(TargetError::Missing { pattern, field: "budget" })?;
        let BudgetInput { budget_million_baht: amount, scored_on, revised_budget_million_baht: revised, .. } = budget;
        let volume = only([
            ("budget.planned_units_at_3", budget.planned_units_at_3.clone().map(Volume::Units)),
            ("budget.unit_cost_at_3_million_baht", budget.unit_cost_at_3_million_baht.clone().map(Volume::UnitCost)),
        ])?
        .ok_or(TargetError::Missing { pattern, field: "budget.planned_units_at_3" })?;
        let step = only([
            ("budget.interval_units", budget.interval_units.clone().map(Step::Units)),
            ("budget.interval_ratio_of_x", budget.interval_ratio_of_x.clone().map(Step::RatioOfX)),
            ("interval", self.input.interval.clone().map(Step::Units)),
            ("levels", self.levels.clone().map(Step::Agreed)),
        ])?
        .ok_or(TargetError::Missing { pattern, field: "budget.interval_units" })?;
        let budget = Budget { amount: amount.clone(), volume, step, revised: revised.clone(), scored_on: *scored_on };
        let proposal = pattern5(&budget)?;
        self.fixed_direction(pattern, proposal.direction())?;
        Ok(proposal)
    }

    fn by_benchmark(&self) -> Result<Proposal, TargetError> {
        let pattern = Pattern::Benchmark;
        let benchmark = self.input.benchmark.as_ref().ok_or(TargetError::Missing { pattern, field: "benchmark" })?;
        // The limit comes before the copy.
        let comparators = Comparators::new(benchmark.year, benchmark.comparators.clone())?;
        let last = self.baseline.as_ref().map(Baseline::last);
        let own = benchmark.own.as_ref().or(last).ok_or(TargetError::Missing { pattern, field: "benchmark.own" })?;
        let proposal = pattern6(own, &comparators, self.direction(pattern)?, &self.spacing(pattern)?)?;
        Ok(match &self.baseline {
            Some(baseline) => proposal.on(baseline),
            None => proposal,
        })
    }

    fn by_proportion(&self) -> Result<Proposal, TargetError> {
        let pattern = Pattern::Proportion;
        match (&self.input.ratio, &self.input.two_sided) {
            (Some(_), Some(_)) => Err(TargetError::Conflict { first: "ratio", second: "two_sided" }),
            (None, None) => Err(TargetError::Missing { pattern, field: "ratio" }),
            (Some((first, second)), None) => pattern7(first, second, self.direction(pattern)?, &self.spacing(pattern)?),
            (None, Some(two_sided)) => {
                only([
                    ("two_sided.deviation_levels", Some(())),
                    ("interval", self.input.interval.as_ref().map(|_| ())),
                    ("levels", self.levels.as_ref().map(|_| ())),
                ])?;
                self.fixed_direction(pattern, Direction::Lower)?;
                let levels = Levels::try_from(two_sided.deviation_levels.clone())?;
                pattern7_two_sided(&two_sided.ideal_percent, &levels)
            }
        }
    }

    fn by_rank(&self) -> Result<Proposal, TargetError> {
        let pattern = Pattern::Ranking;
        let rank = self.input.rank.as_ref().ok_or(TargetError::Missing { pattern, field: "rank" })?;
        self.fixed_direction(pattern, Direction::Lower)?;
        let Some(bands) = &rank.bands else {
            return pattern8(&rank.previous, &self.spacing(pattern)?, rank.pool);
        };
        only([
            ("rank.bands", Some(())),
            ("interval", self.input.interval.as_ref().map(|_| ())),
            ("levels", self.levels.as_ref().map(|_| ())),
        ])?;
        pattern8_bands(&rank.previous, &Bands::new(bands.clone())?, rank.pool)
    }

    fn baseline(&self, pattern: Pattern) -> Result<&Baseline, TargetError> {
        self.baseline.as_ref().ok_or(TargetError::Missing { pattern, field: "baseline" })
    }

    fn direction(&self, pattern: Pattern) -> Result<Direction, TargetError> {
        self.input.direction.ok_or(TargetError::Missing { pattern, field: "direction" })
    }

    fn fixed_direction(&self, pattern: Pattern, needs: Direction) -> Result<(), TargetError> {
        match self.input.direction {
            Some(given) if given != needs => Err(TargetError::DirectionFixed { pattern, needs }),
            _ => Ok(()),
        }
    }

    fn spacing(&self, pattern: Pattern) -> Result<Spacing, TargetError> {
        only([
            ("interval", self.input.interval.clone().map(Spacing::Interval)),
            ("levels", self.levels.clone().map(Spacing::Levels)),
        ])?
        .ok_or(TargetError::Missing { pattern, field: "interval" })
    }

    /// What the choice itself leaves doubtful.
    fn doubts(&self, chosen: Pattern, given: &[Pattern]) -> Vec<Warning> {
        let mut out = Vec::new();
        if self.earlier > 0 {
            out.push(Warning::earlier_years_not_counted(self.earlier));
        }
        let others = given.iter().filter(|p| !p.by_trend() && **p != chosen);
        out.extend(others.map(|unused| Warning::condition_unused(chosen, &unused.condition())));
        match chosen {
            // Pattern 5 is for indicators without a trend (deck slide 33).
            Pattern::UnitCost => out.extend(self.trend().and_then(|trend| differs(chosen, trend))),
            Pattern::Proportion | Pattern::Ranking if self.baseline.is_some() => {
                out.push(Warning::condition_unused(chosen, &Text::new("ข้อมูลพื้นฐาน", "a baseline")));
            }
            _ => {}
        }
        out.extend(self.mandate_reached().filter(|_| chosen != Pattern::Mandate));
        out
    }

    fn mandate_reached(&self) -> Option<Warning> {
        let (mandate, last) = (&self.input.mandate.as_ref()?.target_at_5, self.baseline.as_ref()?.last());
        let reached = self.input.direction?.at_least(last, mandate);
        reached.then(|| Warning::mandate_reached(mandate, last))
    }

    /// Why this pattern.
    fn why(&self, chosen: Pattern) -> Text {
        let number = chosen.number();
        if self.input.pattern.is_some() {
            return Text::new(format!("ระบุให้ใช้รูปแบบที่ {number}:"), format!("pattern {number} was asked for:"));
        }
        let flat = chosen.by_trend() && self.trend() == Some(Trend::Flat);
        let what = if flat {
            Text::new("ข้อมูลพื้นฐานที่คงที่", "a flat baseline")
        } else {
            chosen.condition()
        };
        Text::new(
            format!("มี{} จึงใช้รูปแบบที่ {number}:", what.th),
            format!("pattern {number} was chosen because {} is given:", what.en),
        )
    }
}

/// The one that is given, if any; two are refused by name.
fn only<T, const N: usize>(candidates: [(&'static str, Option<T>); N]) -> Result<Option<T>, TargetError> {
    let mut found: Option<(&'static str, T)> = None;
    for (name, value) in candidates {
        match (&found, value) {
            (Some((first, _)), Some(_)) => return Err(TargetError::Conflict { first, second: name }),
            (None, Some(value)) => found = Some((name, value)),
            (_, None) => {}
        }
    }
    Ok(found.map(|(_, value)| value))
}

//! What the engine proposes: levels around x, why, and what is doubtful about it; a value that can be recorded.

use serde::{Deserialize, Serialize};

use super::baseline::Baseline;
use super::details::{Details, ReasonCode, Targets};
use super::error::TargetError;
use super::figure::readable;
use super::pattern::Pattern;
use super::range::UnitRange;
use super::spacing::{self, even_step};
use super::trend::Trend;
use super::warning::{Warning, WarningCode};
use crate::criteria::{Direction, Levels, Placement, Position};
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

/// Most warnings of one proposal.
pub const MAX_WARNINGS: usize = 32;
/// Longest text of a proposal in characters.
const MAX_TEXT: usize = 4_000;

/// Levels proposed for one indicator. x stands at level 3 exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Proposal(Parts);

/// The parts of a proposal, as in records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    pub pattern: Pattern,
    pub reason_code: ReasonCode,
    pub reason: Text,
    pub x: Exact,
    pub targets: Targets,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Exact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    pub details: Details,
}

impl Proposal {
    /// Levels with x at level 3.
    pub(super) fn of_levels(
        pattern: Pattern,
        reason_code: ReasonCode,
        levels: Levels,
        details: Details,
    ) -> Result<Self, TargetError> {
        let x = levels.value(3).clone();
        Self::assemble(pattern, reason_code, x, Targets::Levels(levels), details)
    }

    /// Any targets; x must be worth level 3.
    pub(super) fn assemble(
        pattern: Pattern,
        reason_code: ReasonCode,
        x: Exact,
        targets: Targets,
        details: Details,
    ) -> Result<Self, TargetError> {
        let interval = match &targets {
            Targets::Levels(levels) => even_step(levels),
            Targets::Bands(_) => None,
        };
        let reason = reason_code.text();
        let parts = Parts {
            pattern,
            reason_code,
            reason,
            x,
            targets,
            interval,
            trend: None,
            baseline: None,
            warnings: Vec::new(),
            details,
        };
        // Everything else that is checked of a stored proposal holds by construction.
        parts.legible()?;
        let endless = !parts.x.rational().is_integer() && parts.x.to_string().contains('/');
        let warning = endless.then(|| Warning::non_terminating(&parts.x));
        Ok(Self(parts).warned(warning))
    }

    /// With the baseline it was made from, or that is shown beside it.
    #[must_use]
    pub(super) fn on(mut self, baseline: &Baseline) -> Self {
        self.0.trend = Some(baseline.trend(self.direction()));
        self.0.baseline = Some(baseline.clone());
        self
    }

    /// With what is doubtful about the distances between its levels.
    #[must_use]
    pub(super) fn spaced(self) -> Self {
        let doubts = self.levels().map(|levels| spacing::warnings(levels, self.interval().is_some()));
        self.warned(doubts.unwrap_or_default())
    }

    /// Without a doubt that something else has settled.
    #[must_use]
    pub(super) fn without(mut self, code: WarningCode) -> Self {
        self.0.warnings.retain(|w| w.code() != code);
        self
    }

    /// With more doubts; of two with the same code the one about more levels stays.
    #[must_use]
    pub(super) fn warned(mut self, more: impl IntoIterator<Item = Warning>) -> Self {
        for warning in more {
            let same = |w: &Warning| w.code() == warning.code() && w.code() != WarningCode::ConditionUnused;
            match self.0.warnings.iter_mut().find(|w| same(w)) {
                Some(known) if known.levels().len() >= warning.levels().len() => {}
                Some(known) => *known = warning,
                None => self.0.warnings.push(warning),
            }
        }
        self.0.warnings.truncate(MAX_WARNINGS);
        self
    }

    /// With the words why this pattern was chosen before those of its rule.
    #[must_use]
    pub(super) fn because(mut self, why: &Text) -> Self {
        let rule = &self.0.reason;
        self.0.reason = Text::new(format!("{} {}", why.th, rule.th), format!("{} {}", why.en, rule.en));
        self
    }

    /// Checked against what the unit can reach: levels beyond it are named in warnings. Bands of ranks end by
    /// themselves.
    #[must_use]
    pub fn within(self, range: &UnitRange) -> Self {
        let Targets::Levels(levels) = &self.0.targets else { return self };
        let found = range.infeasible(levels);
        let above = range.ceiling().filter(|_| !found.above_ceiling.is_empty());
        let below = range.floor().filter(|_| !found.below_floor.is_empty());
        let warnings: Vec<Warning> = above
            .map(|ceiling| Warning::ceiling_exceeded(&found.above_ceiling, ceiling))
            .into_iter()
            .chain(below.map(|floor| Warning::floor_passed(&found.below_floor, floor)))
            .collect();
        // Where the floor is known, whether levels may be negative is no guess any more.
        let checked = if range.floor().is_some() { self.without(WarningCode::LevelsBelowZero) } else { self };
        checked.warned(warnings)
    }

    /// Pattern it was made by.
    pub fn pattern(&self) -> Pattern {
        self.0.pattern
    }

    /// The value at level 3: a result, a mean, units, a percentage, a deviation or a rank.
    pub fn x(&self) -> &Exact {
        &self.0.x
    }

    /// Levels or bands.
    pub fn targets(&self) -> &Targets {
        &self.0.targets
    }

    /// The five levels, unless ranks are cut into bands.
    pub fn levels(&self) -> Option<&Levels> {
        match &self.0.targets {
            Targets::Levels(levels) => Some(levels),
            Targets::Bands(_) => None,
        }
    }

    /// Whether more or less is better.
    pub fn direction(&self) -> Direction {
        self.0.targets.direction()
    }

    /// Distance between neighbouring levels, when it is the same everywhere; above zero.
    pub fn interval(&self) -> Option<&Exact> {
        self.0.interval.as_ref()
    }

    /// What the baseline does, where there is one.
    pub fn trend(&self) -> Option<Trend> {
        self.0.trend
    }

    /// The baseline, where there is one.
    pub fn baseline(&self) -> Option<&Baseline> {
        self.0.baseline.as_ref()
    }

    /// Which rule gave x.
    pub fn reason_code(&self) -> ReasonCode {
        self.0.reason_code
    }

    /// Why this pattern, and what its rule is.
    pub fn reason(&self) -> &Text {
        &self.0.reason
    }

    /// What is doubtful about it.
    pub fn warnings(&self) -> &[Warning] {
        &self.0.warnings
    }

    /// Whether it has this warning.
    pub fn warns(&self, code: WarningCode) -> bool {
        self.0.warnings.iter().any(|w| w.code() == code)
    }

    /// What the pattern worked with.
    pub fn details(&self) -> &Details {
        &self.0.details
    }

    /// Places a trial result as it would be measured: the distance from the ideal in a two-sided proportion, the band
    /// of a rank. `None` for a rank better than the first.
    pub fn place(&self, actual: &Exact, policies: &Policies) -> Option<Placement> {
        match (&self.0.targets, &self.0.details) {
            (Targets::Levels(levels), Details::TwoSided { ideal }) => {
                Some(levels.place(&super::proportion::deviation(ideal, actual), policies))
            }
            (Targets::Levels(levels), _) => Some(levels.place(actual, policies)),
            (Targets::Bands(bands), _) => bands.level(actual).map(|level| Placement {
                score: policies.scale().points(level).clone(),
                position: Position::AtLevel(level),
            }),
        }
    }
}

impl Parts {
    /// Whether details belong to the pattern, and bands to a ranking.
    fn details_fit(&self) -> bool {
        use Pattern as P;
        if matches!(self.targets, Targets::Bands(_)) && self.pattern != P::Ranking {
            return false;
        }
        match &self.details {
            Details::Baseline => matches!(self.pattern, P::Improving | P::Fluctuating),
            Details::Decline { .. } => self.pattern == P::Declining,
            Details::Mandate { target, last } => {
                let Targets::Levels(levels) = &self.targets else { return false };
                self.pattern == P::Mandate
                    && levels.value(5) == target
                    && levels.direction().at_least(levels.value(3), last)
            }
            Details::UnitCost { .. } => self.pattern == P::UnitCost,
            Details::Benchmark { .. } => self.pattern == P::Benchmark,
            Details::Proportion { .. } | Details::TwoSided { .. } => self.pattern == P::Proportion,
            Details::Rank { .. } => self.pattern == P::Ranking,
        }
    }

    /// Whether every figure can be read back from a record.
    fn legible(&self) -> Result<(), TargetError> {
        if self.figures().into_iter().all(readable) { Ok(()) } else { Err(TargetError::TooManyDigits) }
    }

    /// Every figure of its own; baseline and comparators check theirs.
    fn figures(&self) -> Vec<&Exact> {
        let mut all = vec![&self.x];
        all.extend(&self.interval);
        if let Targets::Levels(levels) = &self.targets {
            all.extend(levels.values());
        }
        match &self.details {
            Details::Baseline | Details::Rank { .. } => {}
            Details::Decline { rejected_mean: one } | Details::TwoSided { ideal: one } => all.push(one),
            Details::Mandate { target: one, last: two } | Details::Proportion { first: one, second: two, .. } => {
                all.extend([one, two]);
            }
            Details::UnitCost { budget, units, unit_cost, planned, .. } => {
                all.extend([budget, units, unit_cost]);
                all.extend(planned.iter().flat_map(|(budget, units)| [budget, units]));
            }
            Details::Benchmark { own, mean, .. } => all.extend([own, mean]),
        }
        all
    }
}

impl TryFrom<Parts> for Proposal {
    type Error = TargetError;

    /// A stored proposal holds together, or is refused.
    fn try_from(parts: Parts) -> Result<Self, TargetError> {
        parts.legible()?;
        let (x_at_3, interval) = match &parts.targets {
            Targets::Levels(levels) => (*levels.value(3) == parts.x, even_step(levels)),
            Targets::Bands(bands) => (bands.level(&parts.x) == Some(3), None),
        };
        let trend = parts.baseline.as_ref().map(|b| b.trend(parts.targets.direction()));
        let long = |text: &Text| text.th.chars().count() > MAX_TEXT || text.en.chars().count() > MAX_TEXT;
        if !x_at_3 {
            Err(TargetError::Inconsistent("x"))
        } else if parts.interval != interval {
            Err(TargetError::Inconsistent("interval"))
        } else if parts.trend != trend {
            Err(TargetError::Inconsistent("trend"))
        } else if !parts.details_fit() {
            Err(TargetError::Inconsistent("details"))
        } else if parts.warnings.len() > MAX_WARNINGS
            || parts.warnings.iter().any(|w| long(w.text()) || w.levels().len() > 5)
        {
            Err(TargetError::Wording("warnings"))
        } else if parts.reason.th.is_empty() || long(&parts.reason) {
            Err(TargetError::Wording("reason"))
        } else {
            Ok(Self(parts))
        }
    }
}

impl From<Proposal> for Parts {
    fn from(proposal: Proposal) -> Self {
        proposal.0
    }
}

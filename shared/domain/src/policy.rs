//! Policies: how a framework settles what its criteria leave open; recorded with every score.
//!
//! The deck is silent on all of them, so they are parameters of a framework and never assumed (domain rules 10).

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// The points that levels 1 to 5 stand for: 1–5 in FY2555; a framework on the 100-point scale gives its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Exact>", into = "Vec<Exact>")]
pub struct Scale([Exact; 5]);

/// Why policies cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not five points.
    #[error("a scale has five points, one for each level, this one {0}: give all five")]
    ScaleCount(usize),
    /// Points that do not rise.
    #[error("the points of level {0} are not above those of the level before: let points rise strictly")]
    ScaleOrder(usize),
    /// Points below zero or above 100.
    #[error("{0} points lie outside 0 to 100: use a scale within it")]
    ScaleRange(Exact),
    /// A score outside the scale.
    #[error("{value} for `{field}` lies outside the scale of {lowest} to {highest}: use a value on the scale")]
    OffScale {
        /// Which parameter.
        field: &'static str,
        /// As given.
        value: Exact,
        /// Lowest score there is.
        lowest: Exact,
        /// Highest.
        highest: Exact,
    },
    /// A penalty that rewards.
    #[error("a penalty of {0} for each missed report would raise the score: use zero or more")]
    Penalty(Exact),
}

impl Scale {
    /// Points of levels 1 to 5, strictly rising, within 0 to 100.
    pub fn new(points: [Exact; 5]) -> Result<Self, PolicyError> {
        if let Some(level) = points.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(PolicyError::ScaleOrder(level + 2));
        }
        if let Some(off) = points.iter().find(|p| p.is_negative() || **p > Exact::whole(100)) {
            return Err(PolicyError::ScaleRange(off.clone()));
        }
        Ok(Self(points))
    }

    /// Levels 1 to 5 are worth 1 to 5 points, as in FY2555.
    pub fn one_to_five() -> Self {
        Self([1, 2, 3, 4, 5].map(Exact::whole))
    }

    /// Levels 1 to 5 are worth 20 to 100 points.
    pub fn hundred() -> Self {
        Self([20, 40, 60, 80, 100].map(Exact::whole))
    }

    /// Points of a level from 1 to 5; other numbers give the nearest.
    pub fn points(&self, level: u8) -> &Exact {
        &self.0[usize::from(level.clamp(1, 5) - 1)]
    }

    /// The whole level that points reach, 1 to 5; points below level 1 count as level 1.
    pub fn level(&self, points: &Exact) -> u8 {
        [5, 4, 3, 2].into_iter().find(|level| points >= self.points(*level)).unwrap_or(1)
    }

    /// Points of level 5, the highest score there is.
    pub fn highest(&self) -> &Exact {
        &self.0[4]
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self::one_to_five()
    }
}

impl TryFrom<Vec<Exact>> for Scale {
    type Error = PolicyError;
    fn try_from(points: Vec<Exact>) -> Result<Self, PolicyError> {
        let count = points.len();
        <[Exact; 5]>::try_from(points).map_err(|_| PolicyError::ScaleCount(count)).and_then(Self::new)
    }
}

impl From<Scale> for Vec<Exact> {
    fn from(scale: Scale) -> Self {
        scale.0.to_vec()
    }
}

/// What a result worse than level 1 scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BelowLevel1 {
    /// The points of level 1 (Thai practice).
    #[default]
    #[serde(rename = "floor_1")]
    Floor1,
    /// Zero.
    #[serde(rename = "zero")]
    Zero,
}

/// What a result better than level 5 scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AboveLevel5 {
    /// The points of level 5; nothing beyond is rewarded.
    #[default]
    #[serde(rename = "cap_5")]
    Cap5,
}

/// How the steps of a milestone are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneCount {
    /// Steps done before the first gap.
    #[default]
    Consecutive,
    /// All steps done, in any order.
    Count,
    /// Steps before the first gap, and the declared part of the next one.
    ConsecutivePartial,
}

/// Which rank organisations with equal measures share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The best of the places they take: 1, 2, 2, 4.
    #[default]
    Best,
    /// The mean of the places they take: 1, 2.5, 2.5, 4.
    Mean,
    /// The worst of the places they take: 1, 3, 3, 4.
    Worst,
}

/// All policies of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Policies {
    scale: Scale,
    below_level_1: BelowLevel1,
    above_level_5: AboveLevel5,
    milestone: MilestoneCount,
    tie: Tie,
    not_reported: Exact,
    penalty_per_missed_report: Exact,
    penalty_floor: Exact,
}

/// The form in files and records; everything not written has its default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Written {
    /// See [`Policies::scale`].
    pub scale: Scale,
    /// See [`Policies::below_level_1`].
    pub below_level_1: BelowLevel1,
    /// See [`Policies::above_level_5`].
    pub above_level_5: AboveLevel5,
    /// See [`Policies::milestone`].
    pub milestone: MilestoneCount,
    /// See [`Policies::tie`].
    pub tie: Tie,
    /// See [`Policies::not_reported`]; the points below level 1 where absent.
    pub not_reported: Option<Exact>,
    /// See [`Policies::penalty_per_missed_report`]; zero where absent.
    pub penalty_per_missed_report: Option<Exact>,
    /// See [`Policies::penalty_floor`]; the points below level 1 where absent, so that no penalty raises a score.
    pub penalty_floor: Option<Exact>,
}

impl Policies {
    /// Points of the levels.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// What a result worse than level 1 scores.
    pub fn below_level_1(&self) -> BelowLevel1 {
        self.below_level_1
    }

    /// What a result better than level 5 scores.
    pub fn above_level_5(&self) -> AboveLevel5 {
        self.above_level_5
    }

    /// How steps of a milestone count unless its criteria say otherwise.
    pub fn milestone(&self) -> MilestoneCount {
        self.milestone
    }

    /// Which rank equals share.
    pub fn tie(&self) -> Tie {
        self.tie
    }

    /// Points of an indicator that was due and not reported.
    pub fn not_reported(&self) -> &Exact {
        &self.not_reported
    }

    /// Points taken off the committee score for each report missed during the year; zero takes nothing.
    pub fn penalty_per_missed_report(&self) -> &Exact {
        &self.penalty_per_missed_report
    }

    /// Penalties never bring a score below this.
    pub fn penalty_floor(&self) -> &Exact {
        &self.penalty_floor
    }

    /// Points of a result worse than level 1.
    pub fn points_below(&self) -> Exact {
        match self.below_level_1 {
            BelowLevel1::Floor1 => self.scale.points(1).clone(),
            BelowLevel1::Zero => Exact::zero(),
        }
    }

    /// Lowest score there is: of a result worse than level 1, of one not reported, or after penalties.
    pub fn lowest(&self) -> Exact {
        self.points_below()
            .min(self.not_reported.clone())
            .min(self.penalty_floor.clone())
            .min(self.scale.points(1).clone())
    }
}

impl Default for Policies {
    fn default() -> Self {
        let one = Exact::one();
        Self {
            scale: Scale::default(),
            below_level_1: BelowLevel1::default(),
            above_level_5: AboveLevel5::default(),
            milestone: MilestoneCount::default(),
            tie: Tie::default(),
            not_reported: one.clone(),
            penalty_per_missed_report: Exact::zero(),
            penalty_floor: one,
        }
    }
}

impl TryFrom<Written> for Policies {
    type Error = PolicyError;
    fn try_from(w: Written) -> Result<Self, PolicyError> {
        let floor = match w.below_level_1 {
            BelowLevel1::Floor1 => w.scale.points(1).clone(),
            BelowLevel1::Zero => Exact::zero(),
        };
        let highest = w.scale.highest().clone();
        let on_scale = |field, value: Exact| {
            if value.is_negative() || value > highest {
                return Err(PolicyError::OffScale { field, value, lowest: Exact::zero(), highest: highest.clone() });
            }
            Ok(value)
        };
        let not_reported = on_scale("not_reported", w.not_reported.unwrap_or_else(|| floor.clone()))?;
        let penalty_floor = on_scale("penalty_floor", w.penalty_floor.unwrap_or(floor))?;
        let penalty_per_missed_report = w.penalty_per_missed_report.unwrap_or_default();
        if penalty_per_missed_report.is_negative() {
            return Err(PolicyError::Penalty(penalty_per_missed_report));
        }
        Ok(Self {
            scale: w.scale,
            below_level_1: w.below_level_1,
            above_level_5: w.above_level_5,
            milestone: w.milestone,
            tie: w.tie,
            not_reported,
            penalty_per_missed_report,
            penalty_floor,
        })
    }
}

impl From<Policies> for Written {
    fn from(p: Policies) -> Self {
        Self {
            scale: p.scale,
            below_level_1: p.below_level_1,
            above_level_5: p.above_level_5,
            milestone: p.milestone,
            tie: p.tie,
            not_reported: Some(p.not_reported),
            penalty_per_missed_report: Some(p.penalty_per_missed_report),
            penalty_floor: Some(p.penalty_floor),
        }
    }
}

impl Explain for PolicyError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::ScaleCount(count) => (
                "policy-scale-count",
                "scale",
                Text::new(
                    format!("มาตรคะแนนต้องมี 5 ค่า ระดับละหนึ่งค่า พบ {count} ค่า"),
                    format!("a scale has five points, one for each level; {count} given"),
                ),
                Text::new("กรุณาระบุให้ครบทั้ง 5 ระดับ", "give all five"),
            ),
            Self::ScaleOrder(level) => (
                "policy-scale-order",
                "scale",
                Text::new(
                    format!("คะแนนของระดับ {level} ต้องสูงกว่าระดับก่อนหน้า"),
                    format!("the points of level {level} must be above those of the level before"),
                ),
                Text::new("กรุณาเรียงคะแนนจากน้อยไปมาก", "let points rise strictly"),
            ),
            Self::ScaleRange(points) => (
                "policy-scale-range",
                "scale",
                Text::new(format!("คะแนน {points} อยู่นอกช่วง 0 ถึง 100"), format!("{points} points lie outside 0 to 100")),
                Text::new("กรุณาใช้มาตรคะแนนภายในช่วงนี้", "use a scale within it"),
            ),
            Self::OffScale { field, value, lowest, highest } => (
                "policy-off-scale",
                *field,
                Text::new(
                    format!("ค่า {value} อยู่นอกมาตรคะแนน {lowest} ถึง {highest}"),
                    format!("{value} lies outside the scale of {lowest} to {highest}"),
                ),
                Text::new("กรุณาใช้ค่าในมาตรคะแนน", "use a value on the scale"),
            ),
            Self::Penalty(value) => (
                "policy-penalty",
                "penalty_per_missed_report",
                Text::new(
                    format!("การหักคะแนน {value} ต่อรายงานที่ขาดส่งจะทำให้คะแนนเพิ่มขึ้น"),
                    format!("a penalty of {value} for each missed report would raise the score"),
                ),
                Text::new("กรุณาใช้ค่าตั้งแต่ 0 ขึ้นไป", "use zero or more"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests;

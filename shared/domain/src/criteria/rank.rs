//! Ranks: lower is better; bands are steps, single ranks may be proportional (deck slides 37, 38).

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use super::error::CriteriaError;
use super::levels::{Direction, Levels};
use crate::exact::Exact;
use crate::policy::Tie;

/// Most bands.
pub const MAX_BANDS: usize = 100;

/// A band of ranks and the points it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Points on the framework's scale.
    pub score: Exact,
    /// First rank of the band, from 1.
    pub from: u64,
    /// Last rank; null is open.
    #[serde(default)]
    pub to: Option<u64>,
}

impl Band {
    /// Whether the rank lies in it. A shared rank may be a fraction and counts as the next worse whole one, as ranks
    /// between two levels do; below 1 there is no rank.
    pub fn holds(&self, rank: &Exact) -> bool {
        let whole = |n: u64| Exact::from(BigRational::from_integer(n.into()));
        let counted = rank.ceil();
        *rank >= Exact::one() && counted >= whole(self.from) && self.to.is_none_or(|to| counted <= whole(to))
    }
}

/// Bands of ranks, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct RankBands {
    bands: Vec<Band>,
    pool: Option<u64>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    bands: Vec<Band>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pool: Option<u64>,
}

impl RankBands {
    /// Bands in any order, kept best first; `pool` is how many were ranked.
    pub fn new(mut bands: Vec<Band>, pool: Option<u64>) -> Result<Self, CriteriaError> {
        if bands.is_empty() || bands.len() > MAX_BANDS {
            return Err(CriteriaError::Bands(bands.len()));
        }
        if let Some(band) = bands.iter().find(|b| b.from == 0 || b.to.is_some_and(|to| to < b.from)) {
            return Err(CriteriaError::Band { from: band.from, to: band.to });
        }
        bands.sort_by_key(|b| b.from);
        match bands.windows(2).find(|pair| pair[0].to.is_none_or(|to| to >= pair[1].from)) {
            Some(pair) => Err(CriteriaError::BandsOverlap(pair[1].from)),
            None => Ok(Self { bands, pool }),
        }
    }

    /// Best first.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// How many were ranked, when known.
    pub fn pool(&self) -> Option<u64> {
        self.pool
    }

    /// The band a rank lies in.
    pub fn band(&self, rank: &Exact) -> Option<&Band> {
        self.bands.iter().find(|b| b.holds(rank))
    }

    /// Gaps, a missing first or open last band, and better bands that give no more.
    pub fn defects(&self) -> Vec<CriteriaError> {
        let mut out = Vec::new();
        let mut next = Some(1);
        for band in &self.bands {
            if let Some(from) = next.filter(|from| *from < band.from) {
                out.push(CriteriaError::BandGap { from, to: band.from - 1 });
            }
            next = band.to.map(|to| to.saturating_add(1));
        }
        if let Some(from) = next {
            out.push(CriteriaError::BandsEnd(from));
        }
        out.extend(
            self.bands.windows(2).filter(|p| p[0].score <= p[1].score).map(|p| CriteriaError::BandScores(p[1].from)),
        );
        out
    }
}

impl TryFrom<Written> for RankBands {
    type Error = CriteriaError;
    fn try_from(w: Written) -> Result<Self, CriteriaError> {
        Self::new(w.bands, w.pool)
    }
}

impl From<RankBands> for Written {
    fn from(r: RankBands) -> Self {
        Self { bands: r.bands, pool: r.pool }
    }
}

/// One rank for each level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenRank", into = "WrittenRank")]
pub struct Rank {
    levels: Levels,
    interpolate: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRank {
    values: Levels,
    interpolate: bool,
}

impl Rank {
    /// Falling levels; with `interpolate`, ranks between two levels score proportionally, otherwise as the lower level.
    pub fn new(levels: Levels, interpolate: bool) -> Result<Self, CriteriaError> {
        Ok(Self { levels: levels.running(Direction::Lower)?, interpolate })
    }

    /// Rank of each level, level 1 first.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Whether ranks between two levels score proportionally.
    pub fn interpolates(&self) -> bool {
        self.interpolate
    }
}

impl TryFrom<WrittenRank> for Rank {
    type Error = CriteriaError;
    fn try_from(w: WrittenRank) -> Result<Self, CriteriaError> {
        Self::new(w.values, w.interpolate)
    }
}

impl From<Rank> for WrittenRank {
    fn from(r: Rank) -> Self {
        Self { values: r.levels, interpolate: r.interpolate }
    }
}

/// Place of `own` among `others` (without it): 1 is best; equals share a place by the policy.
pub fn place_of(own: &Exact, others: &[Exact], direction: Direction, tie: Tie) -> Exact {
    let count = |n: usize| Exact::whole(i64::try_from(n).unwrap_or(i64::MAX));
    let best = &count(others.iter().filter(|o| direction.better(o, own)).count()) + &Exact::one();
    let equals = count(others.iter().filter(|o| *o == own).count());
    match tie {
        Tie::Best => best,
        Tie::Worst => &best + &equals,
        Tie::Mean => &best + &equals.checked_div(&Exact::whole(2)).unwrap_or_default(),
    }
}

//! Bands of ranks: each place in a ranking belongs to exactly one level (deck slides 37, 38).

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Largest rank there is: no ranking of organisations is longer.
pub const MAX_RANK: u32 = 1_000_000;
/// Fewest bands: one would give everybody the same.
const FEWEST: usize = 2;
/// Most bands: one for each level.
const MOST: usize = 5;

/// The ranks that reach one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Level from 1 to 5.
    pub level: u8,
    /// Best rank in it.
    pub from: u32,
    /// Worst rank in it; open when absent.
    #[serde(default)]
    pub to: Option<u32>,
}

/// Two to five bands, best first: they cover every rank from 1 on, once, and their levels fall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Band>", into = "Vec<Band>")]
pub struct Bands(Vec<Band>);

/// Why bands of ranks cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BandsError {
    /// Fewer than two or more than five.
    Count(usize),
    /// The best band does not begin with rank 1.
    Start(u32),
    /// A level outside 1 to 5, or not below that of the better band.
    Level(u8),
    /// A band that ends before it begins, or lies beyond any ranking.
    Edges(u8),
    /// Ranks that belong to no band.
    Gap {
        /// First rank without a band.
        from: u32,
        /// Last one.
        to: u32,
    },
    /// A rank that belongs to two bands.
    Overlap(u32),
    /// Only the worst band is open, and it must be.
    Open(u8),
}

impl Bands {
    /// Bands in any order.
    pub fn new(mut bands: Vec<Band>) -> Result<Self, BandsError> {
        if !(FEWEST..=MOST).contains(&bands.len()) {
            return Err(BandsError::Count(bands.len()));
        }
        bands.sort_by_key(|band| band.from);
        for band in &bands {
            if !(1..=5).contains(&band.level) {
                return Err(BandsError::Level(band.level));
            }
            if band.from > MAX_RANK || band.to.is_some_and(|to| to < band.from || to >= MAX_RANK) {
                return Err(BandsError::Edges(band.level));
            }
        }
        let (best, worst) = (bands[0], bands[bands.len() - 1]);
        if best.from != 1 {
            return Err(BandsError::Start(best.from));
        }
        for pair in bands.windows(2) {
            neighbours(pair[0], pair[1])?;
        }
        if worst.to.is_some() {
            return Err(BandsError::Open(worst.level));
        }
        Ok(Self(bands))
    }

    /// The bands, best first.
    pub fn as_slice(&self) -> &[Band] {
        &self.0
    }

    /// The level of a rank; none above rank 1. A shared rank that lies between two bands (4.5 where one ends with 4)
    /// has not reached the better one.
    pub fn level(&self, rank: &Exact) -> Option<u8> {
        let reaches = |band: &&Band| band.to.is_none_or(|to| *rank <= Exact::whole(to.into()));
        (*rank >= Exact::one()).then(|| self.0.iter().find(reaches).map(|band| band.level)).flatten()
    }

    /// Levels whose closed end, or whole band, lies beyond a ranking of that many.
    pub fn beyond(&self, pool: u32) -> Vec<u8> {
        self.0.iter().filter(|b| b.from > pool || b.to.is_some_and(|to| to > pool)).map(|b| b.level).collect()
    }
}

fn neighbours(better: Band, worse: Band) -> Result<(), BandsError> {
    let Some(end) = better.to else { return Err(BandsError::Open(better.level)) };
    if worse.from <= end {
        return Err(BandsError::Overlap(worse.from));
    }
    if worse.from > end + 1 {
        return Err(BandsError::Gap { from: end + 1, to: worse.from - 1 });
    }
    if worse.level >= better.level { Err(BandsError::Level(worse.level)) } else { Ok(()) }
}

impl TryFrom<Vec<Band>> for Bands {
    type Error = BandsError;
    fn try_from(bands: Vec<Band>) -> Result<Self, BandsError> {
        Self::new(bands)
    }
}

impl From<Bands> for Vec<Band> {
    fn from(bands: Bands) -> Self {
        bands.0
    }
}

super::error::display_as_explained!(BandsError);

impl Explain for BandsError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = match self {
            Self::Count(count) => (
                "bands-count",
                Text::new(
                    format!("ต้องกำหนดช่วงอันดับ 2 ถึง 5 ช่วง พบ {count} ช่วง"),
                    format!("a ranking is cut into two to five bands; {count} given"),
                ),
                Text::new("กรุณาระบุช่วงอันดับให้ครบ", "give two to five bands"),
            ),
            Self::Start(from) => (
                "bands-start",
                Text::new(
                    format!("ช่วงที่ดีที่สุดต้องเริ่มที่อันดับ 1 แต่เริ่มที่อันดับ {from}"),
                    format!("the best band must begin with rank 1; it begins with {from}"),
                ),
                Text::new("กรุณาให้ช่วงแรกเริ่มที่อันดับ 1", "let the first band begin with 1"),
            ),
            Self::Level(level) => (
                "bands-level",
                Text::new(
                    format!("ระดับคะแนนของช่วงอันดับต้องอยู่ระหว่าง 1 ถึง 5 และลดลงเมื่ออันดับแย่ลง แต่ระดับ {level} ไม่เป็นเช่นนั้น"),
                    format!("levels of bands lie within 1 to 5 and fall as ranks get worse; level {level} does not"),
                ),
                Text::new("กรุณาแก้ระดับคะแนนของช่วงนี้", "correct the level of this band"),
            ),
            Self::Edges(level) => (
                "bands-edges",
                Text::new(
                    format!("ช่วงอันดับของระดับ {level} สิ้นสุดก่อนเริ่มต้น หรือเกินอันดับสูงสุดที่รองรับ"),
                    format!("the band of level {level} ends before it begins, or lies beyond rank 1,000,000"),
                ),
                Text::new("กรุณาแก้อันดับเริ่มต้นหรืออันดับสิ้นสุด", "correct its first or its last rank"),
            ),
            Self::Gap { from, to } => (
                "bands-gap",
                Text::new(
                    format!("อันดับ {from} ถึง {to} ไม่อยู่ในช่วงใดเลย"),
                    format!("ranks {from} to {to} belong to no band"),
                ),
                Text::new("กรุณาต่อช่วงอันดับให้ติดกัน", "let each band begin where the one before ends"),
            ),
            Self::Overlap(rank) => (
                "bands-overlap",
                Text::new(format!("อันดับ {rank} อยู่ในสองช่วง"), format!("rank {rank} belongs to two bands")),
                Text::new("กรุณากำหนดช่วงอันดับไม่ให้ซ้อนกัน", "let each rank belong to one band"),
            ),
            Self::Open(level) => (
                "bands-open",
                Text::new(
                    format!("เฉพาะช่วงที่แย่ที่สุดเท่านั้นที่ต้องเปิดปลาย (ไม่มีอันดับสิ้นสุด) กรณีนี้ไม่ถูกต้องที่ระดับ {level}"),
                    format!(
                        "the worst band, and no other, is open to the end of the ranking; level {level} breaks this"
                    ),
                ),
                Text::new(
                    "กรุณาระบุอันดับสิ้นสุดให้ทุกช่วง ยกเว้นช่วงสุดท้าย",
                    "give every band but the last a last rank, and the last none",
                ),
            ),
        };
        Explanation { code, place: Place::field("bands"), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(rows: &[(u8, u32, Option<u32>)]) -> Result<Bands, BandsError> {
        Bands::new(rows.iter().map(|(level, from, to)| Band { level: *level, from: *from, to: *to }).collect())
    }

    #[test]
    fn the_bands_of_slide_37_give_every_rank_one_level() {
        let b = bands(&[(5, 1, Some(2)), (4, 3, Some(4)), (3, 5, Some(10)), (2, 11, Some(15)), (1, 16, None)]).unwrap();
        for (rank, level) in [(1, 5), (2, 5), (3, 4), (4, 4), (5, 3), (10, 3), (11, 2), (15, 2), (16, 1), (999, 1)] {
            assert_eq!(b.level(&Exact::whole(rank)), Some(level), "{rank}");
        }
        assert_eq!((b.level(&Exact::zero()), b.level(&"0.99".parse().unwrap())), (None, None));
    }

    #[test]
    fn a_shared_rank_between_two_bands_has_not_reached_the_better_one() {
        let b = bands(&[(4, 1, Some(4)), (3, 5, None)]).unwrap();
        assert_eq!((b.level(&Exact::whole(4)), b.level(&"4.5".parse().unwrap())), (Some(4), Some(3)));
    }

    #[test]
    fn gaps_overlaps_and_closed_ends_are_refused() {
        for (rows, error) in [
            (vec![(3, 1, None)], BandsError::Count(1)),
            (vec![(4, 2, Some(4)), (3, 5, None)], BandsError::Start(2)),
            (vec![(4, 0, Some(4)), (3, 5, None)], BandsError::Start(0)),
            (vec![(4, 1, Some(4)), (3, 6, None)], BandsError::Gap { from: 5, to: 5 }),
            (vec![(4, 1, Some(4)), (3, 9, None)], BandsError::Gap { from: 5, to: 8 }),
            (vec![(4, 1, Some(4)), (3, 4, None)], BandsError::Overlap(4)),
            (vec![(4, 1, Some(4)), (3, 5, Some(9))], BandsError::Open(3)),
            (vec![(4, 1, None), (3, 5, None)], BandsError::Open(4)),
            (vec![(4, 1, Some(4)), (4, 5, None)], BandsError::Level(4)),
            (vec![(3, 1, Some(4)), (4, 5, None)], BandsError::Level(4)),
            (vec![(6, 1, Some(4)), (4, 5, None)], BandsError::Level(6)),
            (vec![(4, 1, Some(4)), (0, 5, None)], BandsError::Level(0)),
            (vec![(5, 1, Some(4)), (4, 5, Some(4)), (3, 6, None)], BandsError::Edges(4)),
            (vec![(5, 1, Some(1_000_000)), (4, 1_000_001, None)], BandsError::Edges(5)),
            (vec![(5, 1, Some(u32::MAX)), (4, u32::MAX, None)], BandsError::Edges(5)),
            (vec![(5, 1, Some(999_999)), (4, 1_000_001, None)], BandsError::Edges(4)),
        ] {
            assert_eq!(bands(&rows), Err(error), "{rows:?}");
        }
        assert_eq!(bands(&[(1, 1, Some(1)); 6]), Err(BandsError::Count(6)));
        assert!(bands(&[(5, 1, Some(999_999)), (4, 1_000_000, None)]).is_ok());
        assert!(bands(&[(3, 5, None), (4, 1, Some(4))]).is_ok(), "the order they are typed in does not matter");
        assert!(bands(&[(4, 1, Some(1)), (3, 2, None)]).is_ok(), "a band may hold a single rank");
    }

    #[test]
    fn edges_beyond_the_pool_are_named() {
        let b = bands(&[(4, 1, Some(4)), (3, 5, Some(10)), (2, 11, None)]).unwrap();
        assert_eq!(b.beyond(11), Vec::<u8>::new());
        assert_eq!(b.beyond(10), [2]);
        assert_eq!(b.beyond(9), [3, 2]);
        assert_eq!(b.beyond(4), [3, 2]);
        assert_eq!(b.beyond(3), [4, 3, 2]);
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        let all = [
            BandsError::Count(1),
            BandsError::Start(2),
            BandsError::Level(6),
            BandsError::Edges(3),
            BandsError::Gap { from: 5, to: 8 },
            BandsError::Overlap(4),
            BandsError::Open(1),
        ];
        for error in &all {
            crate::target::error::speaks_both_languages(error);
        }
    }

    proptest::proptest! {
        #[test]
        fn accepted_bands_leave_no_rank_out(
            rows in proptest::collection::vec((0u8..7, 0u32..12, proptest::option::of(0u32..12)), 0..7),
        ) {
            if let Ok(b) = bands(&rows) {
                let levels: Vec<u8> = (1..=13).filter_map(|rank| b.level(&Exact::whole(rank))).collect();
                proptest::prop_assert_eq!(levels.len(), 13);
                proptest::prop_assert!(levels.is_sorted_by(|better, worse| better >= worse));
            }
        }
    }
}

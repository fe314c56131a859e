//! What is wrong with criteria, found when they are written down.

use super::composite::{MAX_DEPTH, MAX_PART_ID, MAX_PARTS, MAX_PARTS_IN_ALL};
use super::hybrid::MAX_CONDITIONS;
use super::levels::LevelsError;
use super::rank::MAX_BANDS;
use crate::agreement::MAX_TEXT;
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::formula::{FormulaError, MAX_LABEL, Name};
use crate::text::Text;

/// Why criteria cannot be agreed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CriteriaError {
    /// Values that are no levels.
    #[error(transparent)]
    Levels(#[from] LevelsError),
    /// Not five steps.
    #[error("a milestone has five steps, this one {0}: describe all five")]
    Steps(usize),
    /// A step without words or with too many.
    #[error("step {0} needs a Thai description of at most {MAX_TEXT} characters: write it")]
    StepText(usize),
    /// Not five levels.
    #[error("a hybrid has conditions for five levels, this one for {0}: give all five")]
    HybridLevels(usize),
    /// None or too many conditions.
    #[error("level {level} has {count} conditions: give 1 to {MAX_CONDITIONS}")]
    Conditions {
        /// Which level.
        level: usize,
        /// How many it has.
        count: usize,
    },
    /// Whoever reaches the levels before has reached this one too.
    #[error("level {0} asks for no more than the levels before: make it harder or leave the indicator out")]
    SameConditions(usize),
    /// A level that asks for less of a measure than one before.
    #[error("level {level} asks for less of `{measure}` than a level before: exchange or correct the numbers")]
    Eases {
        /// Which level.
        level: usize,
        /// Of what.
        measure: Name,
    },
    /// None or too many bands.
    #[error("{0} rank bands given: use 1 to {MAX_BANDS}")]
    Bands(usize),
    /// A band that begins at 0 or ends before it begins.
    #[error(
        "the band from rank {from} to {} holds no rank: ranks begin at 1 and a band ends at or after its first rank",
        end(*to)
    )]
    Band {
        /// First rank.
        from: u64,
        /// Last rank.
        to: Option<u64>,
    },
    /// Two bands hold the same rank.
    #[error("the band that begins at rank {0} overlaps the one before: let each rank stand in one band")]
    BandsOverlap(u64),
    /// Ranks in no band.
    #[error("no band holds ranks {from} to {to}: close the gap")]
    BandGap {
        /// First rank without a band.
        from: u64,
        /// Last one.
        to: u64,
    },
    /// The last band is not open.
    #[error("no band holds rank {0} and worse: leave the last band open")]
    BandsEnd(u64),
    /// A worse band gives as much as a better one.
    #[error("the band that begins at rank {0} gives as many points as a better band: let points fall with the rank")]
    BandScores(u64),
    /// A formula that does not fit its variables or its unit.
    #[error(transparent)]
    Formula(#[from] FormulaError),
    /// A formula that nothing is read off.
    #[error("these criteria are not read off a formula: remove it, or choose criteria for a value")]
    IdleFormula,
    /// An event without a Thai name, or with one that is too long.
    #[error("an event is called by 1 to {MAX_LABEL} characters, Thai always: correct its name")]
    EventLabel,
    /// A defect of a sub-indicator.
    #[error("sub-indicator {id}: {error}")]
    Part {
        /// Which.
        id: String,
        /// What is wrong with it.
        error: Box<CriteriaError>,
    },
    /// An ideal outside 0–100 percent.
    #[error("an ideal of {0} percent lies outside 0 to 100: give the first part as percent of both")]
    Ideal(Exact),
    /// None or too many parts.
    #[error("{0} sub-indicators given: use 1 to {MAX_PARTS}")]
    Parts(usize),
    /// Too many parts on all levels together.
    #[error("{0} sub-indicators on all levels together: use at most {MAX_PARTS_IN_ALL}")]
    PartsInAll(usize),
    /// No id, too long, or given twice.
    #[error("sub-indicator id `{0}` is empty, longer than {MAX_PART_ID} characters or given twice: give each its own")]
    PartId(String),
    /// A name with too many words.
    #[error("the name of sub-indicator {0} is longer than {MAX_TEXT} characters: shorten it")]
    PartName(String),
    /// A weight that is not positive, or has too many digits.
    #[error("sub-indicator {id} has weight {weight}: give a weight above zero with at most nine decimals")]
    PartWeight {
        /// Which one.
        id: String,
        /// As given.
        weight: Exact,
    },
    /// Internal weights that do not make one.
    #[error("internal weights add up to {0}, not 1: correct them, nothing is renormalised silently")]
    InternalWeights(Exact),
    /// Nested too deep.
    #[error("sub-indicators are nested deeper than {MAX_DEPTH} levels: flatten them")]
    Depth,
}

/// Last rank of a band, for readers.
fn end(to: Option<u64>) -> String {
    to.map_or_else(|| "…".into(), |rank| rank.to_string())
}

impl CriteriaError {
    /// The defect as one of a sub-indicator.
    pub(super) fn of_part(self, id: &str) -> Self {
        Self::Part { id: id.to_owned(), error: Box::new(self) }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Levels(error) => error.explain().code,
            Self::Steps(_) => "milestone-steps",
            Self::StepText(_) => "milestone-step-text",
            Self::HybridLevels(_) => "hybrid-levels",
            Self::Conditions { .. } => "hybrid-conditions",
            Self::SameConditions(_) => "hybrid-same-conditions",
            Self::Eases { .. } => "hybrid-eases",
            Self::Bands(_) => "rank-bands",
            Self::Band { .. } => "rank-band",
            Self::BandsOverlap(_) => "rank-bands-overlap",
            Self::BandGap { .. } => "rank-bands-gap",
            Self::BandsEnd(_) => "rank-bands-end",
            Self::BandScores(_) => "rank-bands-scores",
            Self::Formula(error) => error.explain().code,
            Self::IdleFormula => "formula-idle",
            Self::EventLabel => "hybrid-event-label",
            Self::Part { error, .. } => error.code(),
            Self::Ideal(_) => "proportion-ideal",
            Self::Parts(_) => "composite-parts",
            Self::PartsInAll(_) => "composite-parts-in-all",
            Self::PartId(_) => "composite-part-id",
            Self::PartName(_) => "composite-part-name",
            Self::PartWeight { .. } => "composite-part-weight",
            Self::InternalWeights(_) => "composite-weights",
            Self::Depth => "composite-depth",
        }
    }

    fn field(&self) -> String {
        match self {
            Self::Levels(error) => error.explain().place.field,
            Self::Steps(_) => "steps".into(),
            Self::StepText(step) => format!("steps {step}"),
            Self::HybridLevels(_) => "levels".into(),
            Self::Conditions { level, .. } | Self::SameConditions(level) | Self::Eases { level, .. } => {
                format!("levels {level}")
            }
            Self::Bands(_) | Self::BandGap { .. } | Self::BandsEnd(_) => "bands".into(),
            Self::Band { from, .. } | Self::BandsOverlap(from) | Self::BandScores(from) => format!("bands {from}"),
            Self::Formula(error) => error.explain().place.field,
            Self::IdleFormula => "formula".into(),
            Self::EventLabel => "events".into(),
            Self::Part { id, error } => format!("parts {id} {}", error.field()),
            Self::Ideal(_) => "ideal".into(),
            Self::Parts(_) | Self::PartsInAll(_) | Self::Depth => "parts".into(),
            Self::PartId(id) => format!("parts {id}"),
            Self::PartName(id) => format!("parts {id} name"),
            Self::PartWeight { id, .. } => format!("parts {id} weight"),
            Self::InternalWeights(_) => "parts weight".into(),
        }
    }

    fn rule(&self) -> Text {
        let (th, en) = match self {
            Self::Levels(error) => return error.explain().rule,
            Self::Steps(n) => {
                (format!("เกณฑ์แบบขั้นตอนต้องมี 5 ขั้น พบ {n} ขั้น"), format!("a milestone has five steps; {n} given"))
            }
            Self::StepText(n) => (
                format!("ขั้นตอนที่ {n} ต้องมีคำอธิบายภาษาไทยไม่เกิน {MAX_TEXT} ตัวอักษร"),
                format!("step {n} needs a Thai description of at most {MAX_TEXT} characters"),
            ),
            Self::HybridLevels(n) => (
                format!("เกณฑ์แบบผสมต้องมีเงื่อนไขครบ 5 ระดับ พบ {n} ระดับ"),
                format!("a hybrid has conditions for five levels; {n} given"),
            ),
            Self::Conditions { level, count } => (
                format!("ระดับ {level} มีเงื่อนไข {count} ข้อ ต้องมี 1 ถึง {MAX_CONDITIONS} ข้อ"),
                format!("level {level} has {count} conditions; 1 to {MAX_CONDITIONS} are possible"),
            ),
            Self::SameConditions(level) => (
                format!("ระดับ {level} ไม่มีเงื่อนไขเพิ่มจากระดับก่อนหน้า จึงแยกจากกันไม่ได้"),
                format!("level {level} asks for no more than the levels before"),
            ),
            Self::Eases { level, measure } => (
                format!("ระดับ {level} กำหนด “{measure}” ง่ายกว่าระดับก่อนหน้า"),
                format!("level {level} asks for less of `{measure}` than a level before"),
            ),
            Self::Bands(n) => (
                format!("มีช่วงอันดับ {n} ช่วง ต้องมี 1 ถึง {MAX_BANDS} ช่วง"),
                format!("{n} rank bands given; 1 to {MAX_BANDS} are possible"),
            ),
            Self::Band { from, to } => (
                format!("ช่วงอันดับ {from} ถึง {} ไม่มีอันดับอยู่ในช่วง", end(*to)),
                format!("the band from rank {from} to {} holds no rank", end(*to)),
            ),
            Self::BandsOverlap(from) => (
                format!("ช่วงที่เริ่มอันดับ {from} ซ้อนกับช่วงก่อนหน้า"),
                format!("the band that begins at rank {from} overlaps the one before"),
            ),
            Self::BandGap { from, to } => {
                (format!("ไม่มีช่วงใดรวมอันดับ {from} ถึง {to}"), format!("no band holds ranks {from} to {to}"))
            }
            Self::BandsEnd(from) => {
                (format!("ไม่มีช่วงใดรวมอันดับ {from} ลงไป"), format!("no band holds rank {from} and worse"))
            }
            Self::BandScores(from) => (
                format!("ช่วงที่เริ่มอันดับ {from} ได้คะแนนไม่น้อยกว่าช่วงที่ดีกว่า"),
                format!("the band that begins at rank {from} gives as many points as a better one"),
            ),
            Self::Formula(error) => return error.explain().rule,
            Self::IdleFormula => (
                "เกณฑ์แบบขั้นตอน แบบผสม และแบบมีตัวชี้วัดย่อย ไม่ได้อ่านค่าจากสูตร".into(),
                "milestones, hybrids and composites are not read off a formula".into(),
            ),
            Self::EventLabel => (
                format!("ชื่อของเหตุการณ์ต้องมีภาษาไทย 1 ถึง {MAX_LABEL} ตัวอักษร"),
                format!("an event is called by 1 to {MAX_LABEL} characters, Thai always"),
            ),
            Self::Part { error, .. } => return error.rule(),
            Self::Ideal(value) => (
                format!("สัดส่วนที่เหมาะสม {value} อยู่นอกช่วงร้อยละ 0 ถึง 100"),
                format!("an ideal of {value} percent lies outside 0 to 100"),
            ),
            Self::Parts(n) => (
                format!("มีตัวชี้วัดย่อย {n} ตัว ต้องมี 1 ถึง {MAX_PARTS} ตัว"),
                format!("{n} sub-indicators given; 1 to {MAX_PARTS} are possible"),
            ),
            Self::PartsInAll(n) => (
                format!("มีตัวชี้วัดย่อยทุกชั้นรวม {n} ตัว ต้องไม่เกิน {MAX_PARTS_IN_ALL} ตัว"),
                format!("{n} sub-indicators on all levels together; at most {MAX_PARTS_IN_ALL} are possible"),
            ),
            Self::PartId(id) => (
                format!("รหัสตัวชี้วัดย่อย “{id}” ว่าง ยาวเกิน {MAX_PART_ID} ตัวอักษร หรือซ้ำกัน"),
                format!("sub-indicator id `{id}` is empty, longer than {MAX_PART_ID} characters or given twice"),
            ),
            Self::PartName(id) => (
                format!("ชื่อตัวชี้วัดย่อย {id} ยาวเกิน {MAX_TEXT} ตัวอักษร"),
                format!("the name of sub-indicator {id} is longer than {MAX_TEXT} characters"),
            ),
            Self::PartWeight { id, weight } => {
                (format!("ตัวชี้วัดย่อย {id} มีน้ำหนัก {weight}"), format!("sub-indicator {id} has weight {weight}"))
            }
            Self::InternalWeights(sum) => {
                (format!("น้ำหนักภายในรวมได้ {sum} ไม่เท่ากับ 1"), format!("internal weights add up to {sum}, not 1"))
            }
            Self::Depth => (
                format!("ตัวชี้วัดย่อยซ้อนกันเกิน {MAX_DEPTH} ชั้น"),
                format!("sub-indicators are nested deeper than {MAX_DEPTH} levels"),
            ),
        };
        Text::new(th, en)
    }

    fn remedy(&self) -> Text {
        let (th, en) = match self {
            Self::Levels(error) => return error.explain().remedy,
            Self::Steps(_) => ("กรุณาระบุให้ครบทั้ง 5 ขั้น", "describe all five"),
            Self::StepText(_) => ("กรุณาเขียนคำอธิบายของขั้นนี้", "write what the step is"),
            Self::HybridLevels(_) => ("กรุณาระบุให้ครบทั้ง 5 ระดับ", "give all five"),
            Self::Conditions { .. } => ("กรุณาเพิ่มหรือลดเงื่อนไข", "add or remove conditions"),
            Self::SameConditions(_) => {
                ("กรุณากำหนดเงื่อนไขให้ยากขึ้น หรือตัดตัวชี้วัดออก", "make it harder, or leave the indicator out")
            }
            Self::Eases { .. } => ("กรุณาสลับหรือแก้ตัวเลข", "exchange or correct the numbers"),
            Self::Bands(_) => ("กรุณาแก้จำนวนช่วงอันดับ", "add or remove bands"),
            Self::Band { .. } => (
                "อันดับเริ่มที่ 1 กรุณาให้อันดับท้ายไม่น้อยกว่าอันดับแรก",
                "ranks begin at 1; let a band end at or after its first rank",
            ),
            Self::BandsOverlap(_) => ("กรุณาให้แต่ละอันดับอยู่ในช่วงเดียว", "let each rank stand in one band"),
            Self::BandGap { .. } => ("กรุณาปิดช่องว่างระหว่างช่วง", "close the gap"),
            Self::BandsEnd(_) => ("กรุณาเปิดช่วงสุดท้ายไว้โดยไม่ระบุอันดับท้าย", "leave the last band open"),
            Self::BandScores(_) => ("กรุณาให้คะแนนลดลงตามอันดับ", "let points fall with the rank"),
            Self::Formula(error) => return error.explain().remedy,
            Self::IdleFormula => {
                ("กรุณาลบสูตร หรือเลือกเกณฑ์ที่ให้คะแนนจากค่า", "remove the formula, or choose criteria for a value")
            }
            Self::EventLabel => ("กรุณาแก้ชื่อเหตุการณ์", "correct its name"),
            Self::Part { error, .. } => return error.remedy(),
            Self::Ideal(_) => ("กรุณาระบุส่วนแรกเป็นร้อยละของทั้งสองส่วน", "give the first part as percent of both"),
            Self::Parts(_) => ("กรุณาแก้จำนวนตัวชี้วัดย่อย", "add or remove sub-indicators"),
            Self::PartsInAll(_) => ("กรุณาลดจำนวนตัวชี้วัดย่อย", "remove sub-indicators"),
            Self::PartId(_) => ("กรุณากำหนดรหัสที่ไม่ซ้ำกัน", "give each its own"),
            Self::PartName(_) => ("กรุณาย่อชื่อ", "shorten it"),
            Self::PartWeight { .. } => {
                ("กรุณาระบุน้ำหนักที่มากกว่าศูนย์ ทศนิยมไม่เกิน 9 ตำแหน่ง", "give a weight above zero with at most nine decimals")
            }
            Self::InternalWeights(_) => {
                ("กรุณาแก้น้ำหนัก ระบบไม่ปรับให้เอง", "correct them; nothing is renormalised silently")
            }
            Self::Depth => ("กรุณาลดจำนวนชั้น", "flatten them"),
        };
        Text::new(th, en)
    }
}

impl Explain for CriteriaError {
    fn explain(&self) -> Explanation {
        Explanation { code: self.code(), place: Place::field(self.field()), rule: self.rule(), remedy: self.remedy() }
    }
}

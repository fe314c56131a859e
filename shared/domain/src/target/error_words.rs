//! Words of the refusals: the rule that was broken and what to do, in Thai and English.

use super::baseline::MAX_BASELINE_YEARS;
use super::benchmark::MAX_COMPARATORS;
use super::error::TargetError;
use crate::criteria::Direction;
use crate::exact::Exact;
use crate::explain::Explain;
use crate::text::Text;

impl TargetError {
    /// The rule and how it was broken.
    pub(super) fn rule(&self) -> Text {
        match self {
            Self::Levels(error) => error.explain().rule,
            Self::Bands(error) => error.explain().rule,
            Self::Pattern(number) => Text::new(format!("ไม่มีรูปแบบที่ {number}"), format!("there is no pattern {number}")),
            Self::BaselineCount(count) => Text::new(
                format!("ข้อมูลพื้นฐานต้องมี 1 ถึง {MAX_BASELINE_YEARS} ปี พบ {count} ปี"),
                format!("a baseline has 1 to {MAX_BASELINE_YEARS} years; {count} given"),
            ),
            Self::BaselineYears { values, years } => Text::new(
                format!("ข้อมูลพื้นฐานมี {values} ค่า แต่ระบุปีงบประมาณ {years} ปี"),
                format!("the baseline has {values} values and {years} fiscal years"),
            ),
            Self::BaselineOrder(year) => Text::new(
                format!("ปีงบประมาณ พ.ศ. {year} ซ้ำหรือไม่เรียงจากเก่าไปใหม่"),
                format!("fiscal year {year} is given twice or out of order"),
            ),
            Self::NothingToGoOn => {
                Text::new("ไม่มีข้อมูลที่ใช้กำหนดค่าเป้าหมายได้", "nothing is given from which a target could be set")
            }
            Self::Missing { pattern, field } => Text::new(
                format!("รูปแบบที่ {} ต้องใช้ข้อมูล {field}", pattern.number()),
                format!("pattern {} needs {field}", pattern.number()),
            ),
            Self::Conflict { first, second } => Text::new(
                format!("ระบุทั้ง {first} และ {second} ซึ่งใช้ได้เพียงอย่างเดียว"),
                format!("{first} and {second} are both given; only one of them can hold"),
            ),
            Self::Interval(n) => Text::new(
                format!("ช่วงปรับต้องมากกว่า 0 แต่ระบุ {}", n.shown(4)),
                format!("an interval is above zero; {} given", n.shown(4)),
            ),
            Self::CostOfNothing(level) => Text::new(
                format!("ระดับ {level} ไม่มีปริมาณผลผลิต จึงไม่มีต้นทุนต่อหน่วย"),
                format!("level {level} produces nothing, so it has no unit cost"),
            ),
            Self::Comparators(count) => Text::new(
                format!("ต้องมีหน่วยงานเทียบเคียง 1 ถึง {MAX_COMPARATORS} แห่ง พบ {count} แห่ง"),
                format!("a benchmark has 1 to {MAX_COMPARATORS} comparators; {count} given"),
            ),
            Self::TooManyDigits => Text::new(
                "ค่าที่คำนวณได้มีจำนวนหลักมากเกินกว่าที่เก็บได้ถูกต้องครบถ้วน",
                "a figure of the proposal has more digits than are kept exactly",
            ),
            Self::Wording(field) => Text::new(
                format!("ข้อความ {field} ว่างหรือยาวเกินไป"),
                format!("the text of {field} is missing or too long"),
            ),
            Self::Inconsistent(field) => Text::new(
                format!("ข้อเสนอค่าเป้าหมายที่จัดเก็บไว้ขัดแย้งกันเองที่ {field}"),
                format!("the stored proposal contradicts itself at {field}"),
            ),
            Self::DirectionFixed { pattern, needs: Direction::Higher } => Text::new(
                format!("รูปแบบที่ {} ใช้กับตัวชี้วัดที่ยิ่งมากยิ่งดีเท่านั้น", pattern.number()),
                format!("in pattern {} higher is better", pattern.number()),
            ),
            Self::DirectionFixed { pattern, needs: Direction::Lower } => Text::new(
                format!("รูปแบบที่ {} ใช้กับตัวชี้วัดที่ยิ่งน้อยยิ่งดีเท่านั้น", pattern.number()),
                format!("in pattern {} lower is better", pattern.number()),
            ),
            _ => self.rule_of_values(),
        }
    }

    /// Rules that compare figures.
    fn rule_of_values(&self) -> Text {
        let s = |value: &Exact| value.shown(4);
        match self {
            Self::Level3NotX { level3, x } => Text::new(
                format!("ระดับ 3 ต้องเท่ากับ x = {} แต่กำหนดไว้ {}", s(x), s(level3)),
                format!("level 3 is x = {}; {} given", s(x), s(level3)),
            ),
            Self::MandateNotAboveBaseline { mandate, last } => Text::new(
                format!("ค่าเป้าหมายที่กำหนดมา {} ไม่ดีกว่าผลการดำเนินงานปีล่าสุด {}", s(mandate), s(last)),
                format!("the mandate of {} is not better than last year's result of {}", s(mandate), s(last)),
            ),
            Self::Level3NotBelowMandate { level3, mandate } => Text::new(
                format!("ระดับ 3 = {} ต้องต่ำกว่าค่าเป้าหมายที่กำหนดมา {} ซึ่งอยู่ที่ระดับ 5", s(level3), s(mandate)),
                format!("level 3 of {} leaves no room below the mandate of {} at level 5", s(level3), s(mandate)),
            ),
            Self::MandateNotAtLevel5 { level5, mandate } => Text::new(
                format!("ระดับ 5 ต้องเท่ากับค่าเป้าหมายที่กำหนดมา {} แต่กำหนดไว้ {}", s(mandate), s(level5)),
                format!("the mandate of {} stands at level 5; {} given", s(mandate), s(level5)),
            ),
            Self::NotPositive { field, value } => Text::new(
                format!("{field} ต้องมากกว่า 0 แต่ระบุ {}", s(value)),
                format!("{field} is above zero; {} given", s(value)),
            ),
            Self::Proportion { first, second } => Text::new(
                format!("สัดส่วน {}:{} ใช้ไม่ได้", s(first), s(second)),
                format!("{}:{} is no proportion", s(first), s(second)),
            ),
            Self::Percent { field, value } => Text::new(
                format!("{field} ต้องอยู่ระหว่างร้อยละ 0 ถึง 100 แต่ระบุ {}", s(value)),
                format!("{field} lies within 0 to 100 percent; {} given", s(value)),
            ),
            Self::NotARank { field, value } => Text::new(
                format!("{field} ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป แต่ระบุ {}", s(value)),
                format!("{field} is a whole number from 1 to 1,000,000; {} given", s(value)),
            ),
            Self::RankNotAtLevel3 { rank, level } => Text::new(
                format!("อันดับเดิม {} ต้องได้ระดับ 3 แต่ช่วงอันดับที่กำหนดให้ระดับ {level}", s(rank)),
                format!("the same rank as before, {}, is worth level 3; its band has level {level}", s(rank)),
            ),
            Self::Range { floor, ceiling } => Text::new(
                format!("ค่าต่ำสุด {} ต้องน้อยกว่าค่าสูงสุด {}", s(floor), s(ceiling)),
                format!("the floor of {} must lie below the ceiling of {}", s(floor), s(ceiling)),
            ),
            _ => Text::default(),
        }
    }

    /// What to do.
    pub(super) fn remedy(&self) -> Text {
        match self {
            Self::Levels(error) => error.explain().remedy,
            Self::Bands(error) => error.explain().remedy,
            Self::Pattern(_) => Text::new("กรุณาระบุรูปแบบที่ 1 ถึง 8", "name a pattern from 1 to 8"),
            Self::BaselineCount(_) => {
                Text::new("กรุณาระบุข้อมูลพื้นฐานย้อนหลัง 3 ปี", "give the results of the last three years")
            }
            Self::BaselineYears { .. } => {
                Text::new("กรุณาระบุปีงบประมาณให้ครบทุกค่า หรือไม่ระบุเลย", "give one year for each value, or none")
            }
            Self::BaselineOrder(_) => {
                Text::new("กรุณาเรียงปีงบประมาณจากเก่าไปใหม่ ปีละหนึ่งค่า", "give each year once, oldest first")
            }
            Self::NothingToGoOn => Text::new(
                "กรุณาระบุข้อมูลพื้นฐาน ค่าเป้าหมายที่กำหนดมา หน่วยงานเทียบเคียง สัดส่วน อันดับ หรือต้นทุนต่อหน่วย",
                "give a baseline, a mandate, comparators, a ratio, a rank or a unit cost",
            ),
            Self::Missing { .. } => Text::new("กรุณาระบุข้อมูลนี้ หรือเลือกรูปแบบอื่น", "give it, or choose another pattern"),
            Self::Conflict { .. } => Text::new("กรุณาลบออกหนึ่งอย่าง", "leave one of them out"),
            Self::Interval(_) | Self::NotPositive { .. } => Text::new("กรุณาระบุค่าที่มากกว่า 0", "give a value above zero"),
            Self::Level3NotX { .. } | Self::MandateNotAtLevel5 { .. } | Self::RankNotAtLevel3 { .. } => Text::new(
                "กรุณาแก้ระดับนี้ หรือบันทึกเป็นมติของคณะกรรมการพร้อมเหตุผล",
                "correct it, or record other levels as the committee's decision with its reason",
            ),
            Self::MandateNotAboveBaseline { .. } => {
                Text::new("กรุณาเสนอคณะกรรมการเจรจาข้อตกลงและประเมินผลพิจารณา", "escalate to the negotiation committee")
            }
            Self::Level3NotBelowMandate { .. } => Text::new(
                "กรุณากำหนดระดับ 3 ระหว่างผลการดำเนินงานปีล่าสุดกับค่าเป้าหมายที่กำหนดมา",
                "choose a level 3 between last year's result and the mandate",
            ),
            Self::CostOfNothing(_) => {
                Text::new("กรุณาใช้ช่วงปรับที่แคบลง หรือให้คะแนนจากปริมาณผลผลิต", "use a smaller interval, or score the volume")
            }
            Self::Comparators(_) => Text::new("กรุณาระบุผลงานของหน่วยงานเทียบเคียง", "give the results of the comparators"),
            Self::Proportion { .. } => Text::new(
                "กรุณาระบุสองส่วนที่ไม่ติดลบและไม่เป็นศูนย์พร้อมกัน เช่น 70:30",
                "give two parts, none negative and not both zero, such as 70:30",
            ),
            Self::Percent { .. } => Text::new("กรุณาระบุร้อยละ 0 ถึง 100", "give a percentage from 0 to 100"),
            Self::NotARank { .. } => Text::new("กรุณาระบุเป็นจำนวนเต็ม", "give a whole number"),
            Self::DirectionFixed { .. } => {
                Text::new("กรุณาแก้ทิศทางของตัวชี้วัด หรือเลือกรูปแบบอื่น", "correct the direction, or choose another pattern")
            }
            Self::Range { .. } => Text::new("กรุณาแก้ค่าต่ำสุดหรือค่าสูงสุด", "correct the floor or the ceiling"),
            Self::TooManyDigits => Text::new("กรุณาปัดเศษข้อมูลนำเข้าให้สั้นลง", "round the figures that are given"),
            Self::Wording(_) => Text::new("กรุณาระบุข้อความให้กระชับ", "give a text within the limit"),
            Self::Inconsistent(_) => Text::new("กรุณาขอข้อเสนอค่าเป้าหมายใหม่", "ask for a new proposal"),
        }
    }
}

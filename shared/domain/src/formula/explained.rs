//! The refusals of formulas for their readers, in Thai and English.

use crate::explain::{Explain, Explanation, Place};
use crate::formula::MAX_SOURCE;
use crate::formula::error::{Expected, FormulaError, Limit, all_functions, brief, count};
use crate::formula::lexer::{MAX_DECIMALS, MAX_WHOLE_DIGITS};
use crate::formula::parser::{MAX_DEPTH, MAX_NODES, MAX_VARIABLES};
use crate::formula::unit::Unit;
use crate::text::Text;

impl Explain for FormulaError {
    fn explain(&self) -> Explanation {
        let field = match self.column() {
            0 => "formula".to_owned(),
            column => format!("formula character {column}"),
        };
        Explanation { code: code(self), place: Place::field(field), rule: rule(self), remedy: remedy(self) }
    }
}

fn code(error: &FormulaError) -> &'static str {
    match error {
        FormulaError::Empty => "formula-empty",
        FormulaError::TooLong { .. } => "formula-too-long",
        FormulaError::Character { .. } => "formula-character",
        FormulaError::PercentSign { .. } => "formula-percent-sign",
        FormulaError::ThousandsComma { .. } => "formula-thousands-comma",
        FormulaError::NumberForm { .. } => "formula-number-form",
        FormulaError::NumberTooLong { .. } => "formula-number-too-long",
        FormulaError::Name { error, .. } => error.explain().code,
        FormulaError::Unexpected { .. } => "formula-unexpected",
        FormulaError::EndsEarly { .. } => "formula-ends-early",
        FormulaError::Unclosed { .. } => "formula-parenthesis-unclosed",
        FormulaError::Unopened { .. } => "formula-parenthesis-unopened",
        FormulaError::UnknownFunction { .. } => "formula-function-unknown",
        FormulaError::Arguments { .. } => "formula-arguments",
        FormulaError::Places { .. } => "formula-round-decimals",
        FormulaError::Limit { limit: Limit::Parts, .. } => "formula-too-many-parts",
        FormulaError::Limit { limit: Limit::Depth, .. } => "formula-too-deep",
        FormulaError::Limit { limit: Limit::Variables, .. } => "formula-too-many-variables",
        FormulaError::TooManyDeclared { .. } => "formula-too-many-declared",
        FormulaError::DeclaredTwice { .. } => "formula-variable-declared-twice",
        FormulaError::Undeclared { .. } => "formula-variable-undeclared",
        FormulaError::UnitClash { .. } => "formula-unit-clash",
        FormulaError::ResultUnit { .. } => "formula-result-unit",
    }
}

fn rule(error: &FormulaError) -> Text {
    match error {
        FormulaError::Name { error, .. } => error.explain().rule,
        FormulaError::Empty => Text::new("ยังไม่ได้ระบุสูตรการคำนวณ", "the formula is empty"),
        FormulaError::TooLong { characters } => Text::new(
            format!("สูตรการคำนวณยาว {characters} อักขระ เกิน {MAX_SOURCE} อักขระ"),
            format!("the formula has {characters} characters, more than {MAX_SOURCE}"),
        ),
        FormulaError::Character { found, .. } => {
            Text::new(format!("อักขระ {found} ใช้ในสูตรไม่ได้"), format!("{found} is no part of a formula"))
        }
        FormulaError::PercentSign { .. } => Text::new(
            "เครื่องหมายเปอร์เซ็นต์ตีความได้สองทาง จึงใช้ในสูตรไม่ได้",
            "the percent sign means two things and is no part of a formula",
        ),
        FormulaError::ThousandsComma { .. } => {
            Text::new("ตัวเลขในสูตรไม่ใช้จุลภาคคั่นหลักพัน", "numbers in a formula have no thousands commas")
        }
        FormulaError::NumberForm { .. } => Text::new(
            "ตัวเลขมีจุดทศนิยมได้จุดเดียว และต้องมีตัวเลขทั้งหน้าและหลังจุด",
            "a number has at most one point and digits on both sides of it",
        ),
        FormulaError::NumberTooLong { .. } => Text::new(
            format!("ตัวเลขมีเกิน {MAX_WHOLE_DIGITS} หลักหน้าจุดทศนิยม หรือเกิน {MAX_DECIMALS} ตำแหน่งหลังจุด"),
            format!("the number has more than {MAX_WHOLE_DIGITS} digits before or {MAX_DECIMALS} after the point"),
        ),
        FormulaError::Unexpected { found, expected, .. } => Text::new(
            format!("พบ “{found}” ในตำแหน่งที่ควรเป็น{}", thai(*expected)),
            format!("found `{found}` where {expected} is expected"),
        ),
        FormulaError::EndsEarly { .. } => Text::new(
            format!("สูตรยังไม่จบ ตำแหน่งนี้ต้องเป็น{}", thai(Expected::Value)),
            format!("the formula ends where {} is expected", Expected::Value),
        ),
        FormulaError::Unclosed { column } => Text::new(
            format!("วงเล็บเปิดที่อักขระที่ {column} ไม่มีวงเล็บปิด"),
            format!("the parenthesis opened at character {column} is not closed"),
        ),
        FormulaError::Unopened { column } => Text::new(
            format!("วงเล็บปิดที่อักขระที่ {column} ไม่มีวงเล็บเปิด"),
            format!("the parenthesis closed at character {column} was never opened"),
        ),
        FormulaError::UnknownFunction { name, .. } => {
            Text::new(format!("ไม่มีฟังก์ชันชื่อ “{name}”"), format!("there is no function `{name}`"))
        }
        FormulaError::Arguments { function, found, .. } => Text::new(
            format!("ฟังก์ชัน {} มีค่าในวงเล็บ {found} ค่า แต่ต้องมี {} ค่า", function.name(), count(*function)),
            format!("`{}` is given {found} arguments and takes {}", function.name(), count(*function)),
        ),
        FormulaError::Places { .. } => Text::new(
            "จำนวนตำแหน่งทศนิยมของฟังก์ชัน round ต้องเขียนเป็นตัวเลขไว้ในสูตร",
            "the decimals of `round` must be written in the formula as a number",
        ),
        FormulaError::Limit { limit, .. } => {
            Text::new(thai_limit(*limit), format!("the formula has more than {}", limit.most()))
        }
        FormulaError::TooManyDeclared { found } => Text::new(
            format!("ประกาศตัวแปร {found} ตัว เกิน {MAX_VARIABLES} ตัว"),
            format!("{found} variables are declared, more than {MAX_VARIABLES}"),
        ),
        FormulaError::DeclaredTwice { name } => {
            Text::new(format!("ประกาศตัวแปร “{name}” ซ้ำ"), format!("the variable `{name}` is declared twice"))
        }
        FormulaError::Undeclared { name, .. } => {
            Text::new(format!("ตัวแปร “{name}” ยังไม่ได้ประกาศ"), format!("the variable `{name}` is not declared"))
        }
        FormulaError::UnitClash { operation, left, right, .. } => Text::new(
            format!("“{operation}” ต้องใช้หน่วยวัดเดียวกัน แต่พบ {} กับ {}", brief(left), brief(right)),
            format!("`{operation}` needs one unit, found {} and {}", brief(left), brief(right)),
        ),
        FormulaError::ResultUnit { found, declared, .. } => Text::new(
            format!("สูตรให้ผลเป็นหน่วย {} แต่หน่วยวัดที่กำหนดคือ {}", brief(found), brief(declared)),
            format!("the formula gives {} but its declared unit is {}", brief(found), brief(declared)),
        ),
    }
}

fn remedy(error: &FormulaError) -> Text {
    match error {
        FormulaError::Name { error, .. } => error.explain().remedy,
        FormulaError::Empty => Text::new("กรุณาระบุสูตร เช่น percent(ผล, แผน)", "write one such as percent(done, planned)"),
        FormulaError::TooLong { .. } => {
            Text::new("กรุณาย่อสูตรหรือชื่อตัวแปรให้สั้นลง", "shorten the formula or the names of its variables")
        }
        FormulaError::Character { .. } => Text::new(
            "กรุณาใช้เฉพาะตัวเลข ชื่อตัวแปร เครื่องหมาย + - × / และวงเล็บ ( )",
            "use numbers, names, + - × / and parentheses ( )",
        ),
        FormulaError::PercentSign { .. } => Text::new(
            "กรุณาใช้ percent(ส่วน, ทั้งหมด) สำหรับร้อยละ หรือเขียน 0.05 แทนร้อยละ 5",
            "write percent(part, whole), or 0.05 for five percent",
        ),
        FormulaError::ThousandsComma { .. } => Text::new(
            "กรุณาเขียน 1200 โดยไม่มีจุลภาค หากเป็นค่าสองค่าในฟังก์ชัน กรุณาเว้นวรรคหลังจุลภาค เช่น 1, 200",
            "write 1200 without a comma; for two arguments put a blank after the comma, as in 1, 200",
        ),
        FormulaError::NumberForm { .. } => Text::new("กรุณาเขียน เช่น 0.5 หรือ 5", "write it like 0.5 or 5"),
        FormulaError::NumberTooLong { .. } => {
            Text::new("กรุณาลดจำนวนหลัก หรือใช้หน่วยที่ใหญ่ขึ้น", "shorten it or use a larger unit")
        }
        FormulaError::Unexpected { .. } | FormulaError::EndsEarly { .. } => Text::new(
            "กรุณาตรวจสอบว่ามีเครื่องหมายคั่นระหว่างค่าทุกคู่ และไม่มีเครื่องหมายเกิน จุลภาคใช้เฉพาะในฟังก์ชัน",
            "put one operator between every two values; commas stand in functions only",
        ),
        FormulaError::Unclosed { .. } => Text::new("กรุณาเพิ่มวงเล็บปิด )", "add `)`"),
        FormulaError::Unopened { .. } => Text::new("กรุณาเพิ่มวงเล็บเปิด ( หรือลบวงเล็บปิด )", "add `(` or remove `)`"),
        FormulaError::UnknownFunction { nearest: Some(function), .. } => Text::new(
            format!("หมายถึง {} หรือไม่ กรุณาเลือกใช้ {}", function.name(), all_functions()),
            format!("did you mean `{}`? There are {}", function.name(), all_functions()),
        ),
        FormulaError::UnknownFunction { nearest: None, .. } => Text::new(
            format!("กรุณาเลือกใช้ {} หากต้องการคูณ กรุณาใส่เครื่องหมาย ×", all_functions()),
            format!("use one of {}; to multiply, write ×", all_functions()),
        ),
        FormulaError::Arguments { function, .. } => Text::new(
            format!("กรุณาระบุ {} ค่า คั่นด้วยจุลภาค", count(*function)),
            format!("give {}, with commas between", count(*function)),
        ),
        FormulaError::Places { .. } => Text::new(
            format!("กรุณาเขียนเลขจำนวนเต็ม 0 ถึง {MAX_DECIMALS}"),
            format!("write a whole number from 0 to {MAX_DECIMALS}"),
        ),
        FormulaError::Limit { limit, .. } => Text::new(thai_instead(*limit), limit.instead()),
        FormulaError::TooManyDeclared { .. } => Text::new("กรุณาลบตัวแปรที่ไม่ได้ใช้", "remove those that are not used"),
        FormulaError::DeclaredTwice { .. } => Text::new("กรุณาเปลี่ยนชื่อหรือลบตัวแปรหนึ่งตัว", "rename or remove one of them"),
        FormulaError::Undeclared { .. } => Text::new(
            "กรุณาประกาศตัวแปรพร้อมคำอธิบายและหน่วยวัด หรือตรวจสอบตัวสะกด",
            "declare it with label and unit, or check its spelling",
        ),
        FormulaError::UnitClash { left, right, .. } | FormulaError::ResultUnit { found: left, declared: right, .. } => {
            one_unit(left, right)
        }
    }
}

/// Two numbers differ by a factor of 100 only; anything else has to be declared alike.
fn one_unit(left: &Unit, right: &Unit) -> Text {
    if left.is_dimensionless() && right.is_dimensionless() {
        Text::new(
            "กรุณาคูณสัดส่วนด้วย 100 หรือใช้ percent(ส่วน, ทั้งหมด)",
            "multiply the share by 100, or use percent(part, whole)",
        )
    } else {
        Text::new(
            "กรุณากำหนดให้เป็นหน่วยเดียวกัน ระบบไม่แปลงหน่วยให้ ค่าคงที่ที่มีหน่วยให้ประกาศเป็นตัวแปร",
            "declare both in one unit, nothing is converted; a constant that has a unit is a variable of its own",
        )
    }
}

fn thai(expected: Expected) -> &'static str {
    match expected {
        Expected::Value => "ตัวเลข ชื่อตัวแปร ฟังก์ชัน หรือวงเล็บเปิด",
        Expected::Operator => "เครื่องหมาย + - × / หรือจบสูตร",
        Expected::OperatorOrClose => "เครื่องหมาย + - × / หรือวงเล็บปิด",
        Expected::CommaOrClose => "เครื่องหมาย + - × / จุลภาค หรือวงเล็บปิด",
    }
}

fn thai_limit(limit: Limit) -> String {
    match limit {
        Limit::Parts => format!("สูตรมีตัวเลข ตัวแปร เครื่องหมาย และฟังก์ชันรวมกันเกิน {MAX_NODES} รายการ"),
        Limit::Depth => format!("สูตรมีเครื่องหมายหรือวงเล็บซ้อนกันเกิน {MAX_DEPTH} ชั้น"),
        Limit::Variables => format!("สูตรมีตัวแปรเกิน {MAX_VARIABLES} ตัว"),
    }
}

fn thai_instead(limit: Limit) -> &'static str {
    match limit {
        Limit::Parts => "กรุณาย่อสูตร หรือคำนวณบางส่วนเป็นตัวแปรต่างหาก",
        Limit::Depth => "กรุณาใช้ sum(ก, ข, …) แทนการบวกต่อกันยาว ๆ และลบวงเล็บที่ไม่จำเป็น",
        Limit::Variables => "กรุณารวมค่าที่ต้องบวกกันเสมอไว้เป็นตัวแปรเดียว",
    }
}

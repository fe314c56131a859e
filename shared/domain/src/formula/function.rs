//! The functions a formula may call, and what people call them by mistake.

use std::ops::RangeInclusive;

/// Most arguments of one call.
pub const MAX_ARGUMENTS: usize = 100;

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `sum(a, b, …)`.
    Sum,
    /// `mean(a, b, …)`: the plain mean.
    Mean,
    /// `min(a, b, …)`.
    Min,
    /// `max(a, b, …)`.
    Max,
    /// `abs(x)`: distance from zero.
    Abs,
    /// `round(x, n)`: half-up to n decimals, n written as a whole number from 0 to 9.
    Round,
    /// `percent(part, whole)` = 100 × part / whole.
    Percent,
}

/// Other words for the functions, so that a refusal can name the right one.
const ALIASES: [(&str, Function); 21] = [
    ("ผลรวม", Function::Sum),
    ("รวม", Function::Sum),
    ("total", Function::Sum),
    ("add", Function::Sum),
    ("ค่าเฉลี่ย", Function::Mean),
    ("เฉลี่ย", Function::Mean),
    ("average", Function::Mean),
    ("avg", Function::Mean),
    ("ต่ำสุด", Function::Min),
    ("น้อยสุด", Function::Min),
    ("minimum", Function::Min),
    ("สูงสุด", Function::Max),
    ("มากสุด", Function::Max),
    ("maximum", Function::Max),
    ("ค่าสัมบูรณ์", Function::Abs),
    ("absolute", Function::Abs),
    ("ปัดเศษ", Function::Round),
    ("ปัด", Function::Round),
    ("ร้อยละ", Function::Percent),
    ("เปอร์เซ็นต์", Function::Percent),
    ("pct", Function::Percent),
];

impl Function {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Sum, Self::Mean, Self::Min, Self::Max, Self::Abs, Self::Round, Self::Percent];

    /// As written in a formula.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Round => "round",
            Self::Percent => "percent",
        }
    }

    /// How many arguments it takes.
    pub fn arguments(self) -> RangeInclusive<usize> {
        match self {
            Self::Sum | Self::Mean | Self::Min | Self::Max => 1..=MAX_ARGUMENTS,
            Self::Abs => 1..=1,
            Self::Round | Self::Percent => 2..=2,
        }
    }

    /// The function of exactly that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// The function somebody meant who wrote this: another word for it, or at most two slips of the pen away.
    pub(super) fn nearest(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        if let Some((_, function)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
            return Some(*function);
        }
        let (slips, function) = Self::ALL.map(|f| (slips(&name, f.name()), f)).into_iter().min_by_key(|(s, _)| *s)?;
        // Two slips in a word of three letters leave only one letter: that is another word.
        let allowed = if name.chars().count() > 3 { 2 } else { 1 };
        (slips <= allowed).then_some(function)
    }
}

/// Characters to insert, drop or replace to make one word of the other (Levenshtein's distance).
fn slips(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in to.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(a != *b)).min(left + 1).min(above + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_found_by_its_name_only() {
        for function in Function::ALL {
            assert_eq!(Function::find(function.name()), Some(function));
        }
        assert_eq!((Function::find("SUM"), Function::find("")), (None, None));
    }

    #[test]
    fn slips_of_the_pen_are_counted() {
        for (from, to, count) in [
            ("", "", 0),
            ("", "sum", 3),
            ("sum", "", 3),
            ("sum", "sum", 0),
            ("summ", "sum", 1),
            ("sm", "sum", 1),
            ("sun", "sum", 1),
            ("usm", "sum", 2),
            ("kitten", "sitting", 3),
            ("ปัด", "ปิด", 1),
        ] {
            assert_eq!(slips(from, to), count, "{from} {to}");
        }
    }

    #[test]
    fn what_was_meant_is_named_where_it_can_be_told() {
        for (written, meant) in [
            ("SUM", Some("sum")),
            ("summ", Some("sum")),
            ("sums_", Some("sum")),
            ("maxx", Some("max")),
            ("precent", Some("percent")),
            ("runod", Some("round")),
            ("avg", Some("mean")),
            ("Average", Some("mean")),
            ("ผลรวม", Some("sum")),
            ("ร้อยละ", Some("percent")),
            ("mux", Some("max")),
            ("mux2", Some("max")),
            ("xyn", None),
            ("xyn2", None),
            ("sqrt", None),
            ("ยอดขาย", None),
        ] {
            assert_eq!(Function::nearest(written).map(Function::name), meant, "{written}");
        }
    }
}

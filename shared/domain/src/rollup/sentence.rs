//! A total in words that a citizen understands: how it was reached, what it stands on, and what is not in it.

use super::figure::{Figure, Maturity, Mean, PLACES};
use super::standing::{Standing, State};
use super::trace::{RollUpTrace, TraceRow};
use super::tree_error::rounds;
use crate::exact::Exact;
use crate::text::Text;

/// Most items named for one reason; the rest are counted.
const MAX_NAMED: usize = 20;

impl RollUpTrace {
    /// The total in words, for example
    /// `คะแนนรวม 4.0540 = ผลรวมของ น้ำหนัก × คะแนน (405.4) ÷ น้ำหนักที่มีผล 100`; then what is not in it, and why.
    pub fn sentence(&self) -> Text {
        let mut parts = vec![self.reckoning()];
        for state in [State::AwaitingData, State::NotDue, State::Cancelled, State::NotReported] {
            parts.extend(self.named(state));
        }
        if !self.rows_add_up {
            parts.push(Text::new(
                "ผลรวมของคะแนนแต่ละแถวที่ปัดเศษแล้วไม่เท่ากับคะแนนรวม เพราะคะแนนรวมคิดจากค่าที่ยังไม่ปัดเศษ",
                "the rounded rows do not add up to the total, because the total is calculated from unrounded values",
            ));
        }
        joined(&parts, "; ")
    }

    fn reckoning(&self) -> Text {
        let base = shown(&self.total.base);
        let of = if self.total.base == self.total.whole {
            Text::default()
        } else {
            let whole = shown(&self.total.whole);
            Text::new(format!(" (น้ำหนัก {base} จาก {whole})"), format!(" (weight {base} of {whole})"))
        };
        let (exact, official, maturity) = match &self.total.mean {
            Mean::Score { exact, official, maturity } => (exact, official, maturity),
            Mean::Empty(state) => {
                let why = state.label();
                return Text::new(
                    format!("ยังไม่มีคะแนนรวม เพราะไม่มีตัวชี้วัดที่นับได้: {}{}", why.th, of.th),
                    format!("No total score, because no indicator counts: {}{}", why.en, of.en),
                );
            }
        };
        let kind = match maturity {
            Maturity::Provisional => Text::new("คะแนนรวมเบื้องต้น", "Provisional total score"),
            Maturity::Complete => Text::new("คะแนนรวม", "Total score"),
            Maturity::Final => Text::new("คะแนนรวมสุดท้าย", "Final total score"),
        };
        let rounded = if exact == official {
            Text::default()
        } else {
            Text::new(" ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง", ", rounded once to four decimals")
        };
        let (official, sum) = (four(official), shown(&self.total.sum));
        Text::new(
            format!(
                "{} {official}{} = ผลรวมของ น้ำหนัก × คะแนน ({sum}) ÷ น้ำหนักที่มีผล {base}{}",
                kind.th, of.th, rounded.th
            ),
            format!(
                "{} {official}{} = sum of weight × score ({sum}) ÷ weight in force {base}{}",
                kind.en, of.en, rounded.en
            ),
        )
    }

    /// The leaves in a state that readers must know of; `None` without any.
    fn named(&self, state: State) -> Option<Text> {
        let of_state = |row: &&TraceRow| row.standing().is_some_and(|standing| standing.state() == state);
        let mut names: Vec<Text> = self.rows.iter().filter(of_state).take(MAX_NAMED).map(TraceRow::named).collect();
        let more = self.rows.iter().filter(of_state).count() - names.len();
        if names.is_empty() {
            return None;
        }
        if more > 0 {
            names.push(Text::new(format!("และอีก {more} ตัวชี้วัด"), format!("and {more} more")));
        }
        let floor = four(self.policies.not_reported());
        let head = match state {
            State::AwaitingData => Text::new("ยังไม่นับเพราะรอข้อมูล", "not yet counted, awaiting data"),
            State::NotDue => Text::new("ไม่นับเพราะยังไม่ถึงรอบ", "not counted, not due"),
            State::Cancelled => Text::new("ไม่นับเพราะยกเลิก", "not counted, cancelled"),
            _ => Text::new(format!("ไม่รายงาน คิดเป็น {floor}"), format!("not reported, counted as {floor}")),
        };
        let names = joined(&names, ", ");
        Some(Text::new(format!("{}: {}", head.th, names.th), format!("{}: {}", head.en, names.en)))
    }
}

impl TraceRow {
    fn standing(&self) -> Option<&Standing> {
        match &self.figure {
            Figure::Leaf { standing, .. } => Some(standing),
            Figure::Group(_) => None,
        }
    }

    /// Number, name, weight and, where it was cancelled, since when and why.
    fn named(&self) -> Text {
        let weight = shown(&self.weight);
        let gone = match self.standing() {
            Some(Standing::Cancelled(cancellation)) => {
                let since = rounds(Some(cancellation.since));
                let because = |words: &str| if words.is_empty() { String::new() } else { format!(" {words}") };
                let reason = &cancellation.reason;
                Text::new(
                    format!(" ตั้งแต่{}{}", since.th, because(&reason.th)),
                    format!(" from {}{}", since.en, because(reason.english())),
                )
            }
            _ => Text::default(),
        };
        let name = |words: &str| format!("{} {words}", self.id).trim_end().to_owned();
        Text::new(
            format!("ตัวชี้วัดที่ {} (น้ำหนัก {weight}{})", name(&self.name.th), gone.th),
            format!("indicator {} (weight {weight}{})", name(self.name.english()), gone.en),
        )
    }
}

fn joined(parts: &[Text], between: &str) -> Text {
    let all = |words: fn(&Text) -> &str| parts.iter().map(words).collect::<Vec<_>>().join(between);
    Text::new(all(|text| &text.th), all(|text| &text.en))
}

/// Four decimals, as official scores are printed.
fn four(score: &Exact) -> String {
    score.official().map_or_else(|| shown(score), |official| official.to_string())
}

/// All digits where there are at most four decimals, otherwise marked as rounded.
fn shown(value: &Exact) -> String {
    let rounded = value.round_half_up(PLACES);
    if rounded == *value { rounded.to_string() } else { format!("≈{rounded}") }
}

#[cfg(test)]
mod tests {
    use super::super::item::Item;
    use super::super::sample::{exact, free, id, rolled};
    use super::super::standing::Outcome;
    use super::super::total::roll_up;
    use super::super::tree::{Assessor, Tree};
    use super::*;
    use crate::calendar::Round;
    use crate::policy::Policies;

    fn sentence(text: &str) -> Text {
        rolled(text).trace().sentence()
    }

    #[test]
    fn a_plain_total_is_one_sum() {
        let s = sentence("a=60:4 b=40:4.135");
        assert_eq!(s.th, "คะแนนรวม 4.0540 = ผลรวมของ น้ำหนัก × คะแนน (405.4) ÷ น้ำหนักที่มีผล 100");
        assert_eq!(s.en, "Total score 4.0540 = sum of weight × score (405.4) ÷ weight in force 100");
        assert!(sentence("a=60:f4 b=40:f4").th.starts_with("คะแนนรวมสุดท้าย 4.0000 = "));
    }

    #[test]
    fn a_provisional_total_states_its_base_and_what_it_waits_for() {
        let s = sentence("a=88:4 b=12:?");
        assert_eq!(
            s.th,
            "คะแนนรวมเบื้องต้น 4.0000 (น้ำหนัก 88 จาก 100) = ผลรวมของ น้ำหนัก × คะแนน (352) ÷ น้ำหนักที่มีผล 88; \
             ยังไม่นับเพราะรอข้อมูล: ตัวชี้วัดที่ b (น้ำหนัก 12)"
        );
        assert_eq!(
            s.en,
            "Provisional total score 4.0000 (weight 88 of 100) = sum of weight × score (352) ÷ weight in force 88; \
             not yet counted, awaiting data: indicator b (weight 12)"
        );
    }

    #[test]
    fn what_is_left_out_or_scored_at_the_floor_is_named() {
        let s = sentence("a=15:4 b=20:3 c=5:n d=5:2!9 e=5:x f=5:n");
        assert!(s.th.contains("(น้ำหนัก 40 จาก 55)"), "{}", s.th);
        assert!(s.th.contains("; ไม่นับเพราะยังไม่ถึงรอบ: ตัวชี้วัดที่ c (น้ำหนัก 5), ตัวชี้วัดที่ f (น้ำหนัก 5); "), "{}", s.th);
        assert!(s.th.contains("ไม่นับเพราะยกเลิก: ตัวชี้วัดที่ d (น้ำหนัก 5 ตั้งแต่รอบ 9 เดือน มติคณะรัฐมนตรี); "), "{}", s.th);
        assert!(s.th.ends_with("ไม่รายงาน คิดเป็น 1.0000: ตัวชี้วัดที่ e (น้ำหนัก 5)"), "{}", s.th);
        assert!(s.en.contains("not counted, not due: indicator c (weight 5), indicator f (weight 5)"), "{}", s.en);
        assert!(s.en.contains("not counted, cancelled: indicator d (weight 5 from the 9-month round"), "{}", s.en);
        assert!(s.en.ends_with("not reported, counted as 1.0000: indicator e (weight 5)"), "{}", s.en);
    }

    #[test]
    fn roundings_are_told() {
        let s = sentence("a=15:4 b=20:3");
        assert!(s.th.ends_with("(120) ÷ น้ำหนักที่มีผล 35 ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง"), "{}", s.th);
        assert!(s.th.starts_with("คะแนนรวม 3.4286 = ") && s.en.ends_with("35, rounded once to four decimals"));
        let rows = sentence("a=33.33:3.33335 b=33.33:3.33335 c=33.34:3.33335");
        assert!(rows.th.contains("ไม่เท่ากับคะแนนรวม") && rows.en.contains("rows do not add up"), "{rows:?}");
        // A sum that four decimals cannot show is marked.
        assert!(sentence("a=1:11/3 b=99:4").th.contains("(≈399.6667)"));
    }

    #[test]
    fn without_a_base_the_state_is_told() {
        let s = sentence("a=60:? b=40:n");
        assert!(s.th.starts_with("ยังไม่มีคะแนนรวม เพราะไม่มีตัวชี้วัดที่นับได้: รอข้อมูล (น้ำหนัก 0 จาก 100); "), "{}", s.th);
        assert!(s.en.starts_with("No total score, because no indicator counts: awaiting data (weight 0 of 100); "));
    }

    #[test]
    fn names_are_told_in_the_language_of_the_reader() {
        let named = |text: Text| {
            let item = Item { name: text, ..Item::leaf(id("7"), exact("5")) };
            let rest = Item::leaf(id("8"), exact("95")).with(Round::Six, Outcome::Reported(exact("3")));
            let tree = Tree::free(Assessor::Own, &[item, rest]).unwrap();
            roll_up(&tree, Round::Six, false, &Policies::default()).trace().sentence()
        };
        let s = named(Text::new("ต้นทุนต่อหน่วย", "unit cost"));
        assert!(s.th.ends_with("ตัวชี้วัดที่ 7 ต้นทุนต่อหน่วย (น้ำหนัก 5)") && s.en.ends_with("indicator 7 unit cost (weight 5)"));
        assert!(named(Text::new("ต้นทุน", "")).en.ends_with("indicator 7 ต้นทุน (weight 5)"));
    }

    #[test]
    fn long_lists_are_counted() {
        let many = |n: usize| {
            let text: Vec<String> = (0..n).map(|i| format!("i{i}=1:n")).collect();
            roll_up(&free(&(text.join(" ") + " z=1:4")), Round::Six, false, &Policies::default()).trace().sentence()
        };
        assert!(many(20).th.ends_with("ตัวชี้วัดที่ i19 (น้ำหนัก 1)"));
        assert!(many(21).th.ends_with("ตัวชี้วัดที่ i19 (น้ำหนัก 1), และอีก 1 ตัวชี้วัด"));
        assert!(many(25).en.ends_with(", and 5 more"));
    }
}

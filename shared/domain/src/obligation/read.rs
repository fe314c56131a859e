//! Reads a list of obligations and tells every defect with its line.

use std::collections::BTreeSet;

use super::written::{
    WrittenFact, WrittenItem, WrittenList, WrittenObligation, WrittenOccasion, WrittenRecipient, WrittenSubmission,
};
use super::{
    FactSource, FactWord, Item, Obligation, ObligationDefect, ObligationProblem, Obligations, Occasion, Recipient,
    Submission,
};
use crate::calendar::file::{self, Lines, Located, quoted};
use crate::text::Text;

/// Most entries of any list in the file.
pub const MAX_LIST: usize = 200;
/// Most characters of a name or note in one language.
pub const MAX_WORDS: usize = 1_000;

impl Obligations {
    /// Reads a file (TOML). Every defect is told at once, with its line.
    pub fn from_toml(text: &str) -> Result<Self, Vec<ObligationDefect>> {
        let syntax = |(line, message)| vec![ObligationDefect { line, problem: ObligationProblem::Syntax(message) }];
        let written: WrittenList = file::read(text).map_err(syntax)?;
        let mut reader = Reader { lines: Lines::of(text), defects: Vec::new() };
        let list = reader.list(written);
        if reader.defects.is_empty() { Ok(list) } else { Err(reader.defects) }
    }
}

/// The file and what was found wrong in it.
struct Reader {
    lines: Lines,
    defects: Vec<ObligationDefect>,
}

impl Reader {
    fn list(&mut self, written: WrittenList) -> Obligations {
        self.short_enough(1, "recipient", written.recipient.len());
        self.short_enough(1, "fact", written.fact.len());
        self.short_enough(1, "obligation", written.obligation.len());
        let recipients = self.recipients(written.recipient);
        let facts = self.facts(written.fact);
        let numbers: Vec<u8> = written.obligation.iter().map(|row| row.get_ref().number.get()).collect();
        let mut seen = BTreeSet::new();
        let mut owed = Vec::new();
        for row in written.obligation {
            let line = self.lines.line(&row);
            let row = row.into_inner();
            let number = row.number.get();
            if !seen.insert(number) {
                self.defect(line, ObligationProblem::NumberTwice(number));
            }
            if let Some(other) = &row.same_paper_as
                && (*other.get_ref() == number || !numbers.contains(other.get_ref()))
            {
                let problem = ObligationProblem::SamePaper { number, other: *other.get_ref() };
                self.defect(self.lines.line(other), problem);
            }
            owed.extend(self.obligation(line, row, &recipients, &facts));
        }
        Obligations {
            id: written.id,
            version: written.version,
            fiscal_year: written.fiscal_year,
            organisation_kind: written.organisation_kind,
            source: written.source,
            recipients,
            facts,
            owed,
        }
    }

    fn recipients(&mut self, rows: Vec<Located<WrittenRecipient>>) -> Vec<Recipient> {
        let mut out: Vec<Recipient> = Vec::new();
        for row in rows.into_iter().take(MAX_LIST) {
            let line = self.lines.line(&row);
            let WrittenRecipient { id, name, short } = row.into_inner();
            self.words(line, "name", &name);
            self.words(line, "short", &short);
            if out.iter().any(|known| known.id == id) {
                self.defect(line, ObligationProblem::RecipientTwice(id.to_string()));
            }
            out.push(Recipient { id, name, short });
        }
        out
    }

    fn facts(&mut self, rows: Vec<Located<WrittenFact>>) -> Vec<FactSource> {
        let mut out: Vec<FactSource> = Vec::new();
        for row in rows.into_iter().take(MAX_LIST) {
            let line = self.lines.line(&row);
            let WrittenFact { word, name, available } = row.into_inner();
            self.words(line, "name", &name);
            let word_line = self.lines.line(&word);
            match word.get_ref().parse::<FactWord>() {
                Err(problem) => self.defect(word_line, problem),
                Ok(word) => {
                    if out.iter().any(|known| known.word == word) {
                        self.defect(word_line, ObligationProblem::FactTwice(word.to_string()));
                    }
                    out.push(FactSource { word, name, available });
                }
            }
        }
        out
    }

    fn obligation(
        &mut self,
        line: usize,
        row: WrittenObligation,
        recipients: &[Recipient],
        facts: &[FactSource],
    ) -> Option<Obligation> {
        let number = row.number.get();
        self.words(line, "report", &row.report);
        self.short_enough(line, "submission", row.submission.len());
        self.short_enough(line, "facts", row.facts.len());
        if row.submission.is_empty() {
            self.defect(line, ObligationProblem::NoSubmission(number));
        }
        if row.facts.is_empty() {
            self.defect(line, ObligationProblem::NoItems(number));
        }
        let submissions: Vec<Submission> =
            row.submission.into_iter().take(MAX_LIST).map(|s| self.submission(number, &row.report, s)).collect();
        let (stated, computed) = (*row.per_year.get_ref(), submissions.iter().map(Submission::per_year).sum());
        if stated != computed {
            let problem = ObligationProblem::Count { number, stated, computed };
            self.defect(self.lines.line(&row.per_year), problem);
        }
        let items = row.facts.into_iter().take(MAX_LIST).filter_map(|item| self.item(number, item, facts)).collect();
        let recipient = recipients.iter().find(|known| known.id.as_str() == row.recipient.get_ref());
        if recipient.is_none() {
            let problem = ObligationProblem::UnknownRecipient { number, id: quoted(row.recipient.get_ref()) };
            self.defect(self.lines.line(&row.recipient), problem);
        }
        Some(Obligation {
            number,
            recipient: recipient?.clone(),
            report: row.report,
            channel: row.channel,
            deposited: row.deposited,
            same_paper_as: row.same_paper_as.map(Located::into_inner),
            submissions,
            items,
        })
    }

    fn submission(&mut self, number: u8, report: &Text, row: Located<WrittenSubmission>) -> Submission {
        let line = self.lines.line(&row);
        let WrittenSubmission { name, form, occasions } = row.into_inner();
        let name = name.unwrap_or_else(|| report.clone());
        self.words(line, "name", &name);
        self.words(line, "form", &form);
        if occasions.is_empty() {
            self.defect(line, ObligationProblem::NoSubmission(number));
        }
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for occasion in occasions {
            let line = self.lines.line(&occasion);
            let WrittenOccasion { frequency, due, note } = occasion.into_inner();
            if !seen.insert(frequency) {
                // One line tells it; a hostile file repeats itself no further than the eleven frequencies.
                self.defect(line, ObligationProblem::FrequencyTwice { number, frequency });
                break;
            }
            if let Some(note) = &note {
                self.words(line, "note", note);
            } else if due.is_none() && frequency.per_year() > 0 {
                self.defect(line, ObligationProblem::NoNote { number, frequency });
            }
            if due.is_some() && frequency.per_year() == 0 {
                self.defect(line, ObligationProblem::NeedlessDue { number, frequency });
            }
            out.push(Occasion { frequency, due, note: note.unwrap_or_default() });
        }
        Submission { name, form, occasions: out }
    }

    fn item(&mut self, number: u8, row: Located<WrittenItem>, facts: &[FactSource]) -> Option<Item> {
        let line = self.lines.line(&row);
        let WrittenItem { item, fact } = row.into_inner();
        self.words(line, "item", &item);
        let source = facts.iter().find(|source| source.word.as_str() == fact);
        if source.is_none() {
            self.defect(line, ObligationProblem::UnknownFact { number, word: quoted(&fact) });
        }
        let FactSource { word, available, .. } = source?.clone();
        Some(Item { name: item, fact: word, available })
    }

    fn words(&mut self, line: usize, field: &'static str, text: &Text) {
        let bad = |words: &str| words.trim().is_empty() || words.chars().count() > MAX_WORDS;
        if bad(&text.th) || bad(&text.en) {
            self.defect(line, ObligationProblem::Words(field));
        }
    }

    fn short_enough(&mut self, line: usize, field: &'static str, count: usize) {
        if count > MAX_LIST {
            self.defect(line, ObligationProblem::TooMany(field, count));
        }
    }

    fn defect(&mut self, line: usize, problem: ObligationProblem) {
        self.defects.push(ObligationDefect { line, problem });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obligation::Frequency;
    use crate::organisation::OrganisationKind;

    const HEAD: &str = r#"id = "small"
version = 1
fiscal_year = 2555
organisation_kind = "department"
source = "ทดสอบ"
[[recipient]]
id = "cgd"
name = { th = "กรมบัญชีกลาง", en = "CGD" }
short = { th = "บก.", en = "CGD" }
[[fact]]
word = "result.reported"
name = { th = "ผล", en = "results" }
available = true
"#;
    const ROW: &str = r#"[[obligation]]
number = 1
recipient = "cgd"
report = { th = "ต้นทุนต่อหน่วย", en = "unit cost" }
channel = "pa"
per_year = 3
facts = [
    { item = { th = "ผล", en = "result" }, fact = "result.reported" },
]
[[obligation.submission]]
form = { th = "ระบบคำรับรอง", en = "PA" }
occasions = [
    { frequency = "rounds", note = { th = "ไม่ระบุ", en = "none stated" } },
]
"#;

    const ITEM: &str = "    { item = { th = \"ผล\", en = \"result\" }, fact = \"result.reported\" },\n";
    const OCCASION: &str = "    { frequency = \"rounds\", note = { th = \"ไม่ระบุ\", en = \"none stated\" } },\n";

    /// Lines of `HEAD`: 13. So `ROW` begins on line 14, its number stands on 15, its facts on 21, its occasion on 26.
    fn defects(row: &str) -> Vec<(usize, ObligationProblem)> {
        let found = Obligations::from_toml(&[HEAD, row].concat());
        found.err().into_iter().flatten().map(|d| (d.line, d.problem)).collect()
    }

    #[test]
    fn a_small_list_is_read() {
        let list = Obligations::from_toml(&[HEAD, ROW].concat()).unwrap();
        assert_eq!((list.id(), list.version(), list.source()), ("small", 1, "ทดสอบ"));
        assert_eq!((list.fiscal_year().number(), list.organisation_kind()), (2555, OrganisationKind::Department));
        assert_eq!((list.recipients().len(), list.facts().len()), (1, 1));
        let row = list.get(1).unwrap();
        assert_eq!((row.per_year(), row.inside_pa(), row.deposited, row.same_paper_as), (3, true, false, None));
        assert_eq!((&row.submissions[0].name, row.items[0].available), (&row.report, true));
        assert_eq!(list.get(2), None);
    }

    #[test]
    fn every_defect_names_its_line() {
        let number = 1;
        for (from, to, expected) in [
            ("\"cgd\"", "\"cdg\"", (16, ObligationProblem::UnknownRecipient { number, id: "cdg".into() })),
            ("per_year = 3", "per_year = 4", (19, ObligationProblem::Count { number, stated: 4, computed: 3 })),
            (
                "fact = \"result.reported\"",
                "fact = \"feed:gfmis\"",
                (21, ObligationProblem::UnknownFact { number, word: "feed:gfmis".into() }),
            ),
            ("number = 1", "number = 1\nsame_paper_as = 1", (16, ObligationProblem::SamePaper { number, other: 1 })),
            ("number = 1", "number = 1\nsame_paper_as = 2", (16, ObligationProblem::SamePaper { number, other: 2 })),
            ("en = \"unit cost\"", "en = \" \"", (14, ObligationProblem::Words("report"))),
            ("th = \"ระบบคำรับรอง\"", "th = \"\"", (23, ObligationProblem::Words("form"))),
            ("en = \"none stated\"", "en = \"\"", (26, ObligationProblem::Words("note"))),
            ("en = \"result\"", "en = \"\"", (21, ObligationProblem::Words("item"))),
        ] {
            let row = ROW.replace(from, to);
            assert_ne!(row, ROW, "{from}");
            let found = defects(&row);
            assert!(found.contains(&expected), "{to}: {found:?}");
        }
    }

    #[test]
    fn things_given_twice_are_refused() {
        assert_eq!(defects(&[ROW, ROW].concat()), [(28, ObligationProblem::NumberTwice(1))]);
        let twice = ROW.replace(OCCASION, &OCCASION.repeat(2));
        assert_eq!(
            defects(&twice),
            [(27, ObligationProblem::FrequencyTwice { number: 1, frequency: Frequency::Rounds })]
        );
        let (recipient, fact) = HEAD.split_once("[[fact]]").unwrap();
        let (top, recipient) = recipient.split_once("[[recipient]]").unwrap();
        let text = format!("{top}[[recipient]]{recipient}[[recipient]]{recipient}[[fact]]{fact}[[fact]]{fact}{ROW}");
        let found: Vec<_> =
            Obligations::from_toml(&text).unwrap_err().into_iter().map(|d| (d.line, d.problem)).collect();
        assert_eq!(
            found,
            [
                (10, ObligationProblem::RecipientTwice("cgd".into())),
                (19, ObligationProblem::FactTwice("result.reported".into())),
            ]
        );
    }

    #[test]
    fn what_is_empty_is_refused() {
        let without =
            |from: &str, to: &str| defects(&ROW.replace(from, to)).into_iter().map(|d| d.1).collect::<Vec<_>>();
        assert_eq!(without(ITEM, ""), [ObligationProblem::NoItems(1)]);
        let count = ObligationProblem::Count { number: 1, stated: 3, computed: 0 };
        assert_eq!(without(OCCASION, ""), [ObligationProblem::NoSubmission(1), count.clone()]);
        let (before, _) = ROW.split_once("[[obligation.submission]]").unwrap();
        assert_eq!(
            defects(&format!("{before}submission = []\n")).into_iter().map(|d| d.1).collect::<Vec<_>>(),
            [ObligationProblem::NoSubmission(1), count]
        );
    }

    #[test]
    fn what_is_scheduled_has_a_date_or_says_why_not() {
        let no_note = |frequency| vec![(26, ObligationProblem::NoNote { number: 1, frequency })];
        let needless = |frequency| vec![(26, ObligationProblem::NeedlessDue { number: 1, frequency })];
        let due = ", due = { after = \"end\", days = 1 }";
        for (frequency, more, per_year, expected) in [
            ("rounds", "", 3, no_note(Frequency::Rounds)),
            ("end_of_year", "", 1, no_note(Frequency::EndOfYear)),
            ("rounds", due, 3, vec![]),
            ("voluntary", "", 0, vec![]),
            ("voluntary", due, 0, needless(Frequency::Voluntary)),
        ] {
            let row = ROW.replace(OCCASION, &format!("    {{ frequency = \"{frequency}\"{more} }},\n"));
            let found = defects(&row.replace("per_year = 3", &format!("per_year = {per_year}")));
            assert_eq!(found, expected, "{frequency}{more}");
        }
    }

    #[test]
    fn impossible_words_and_values_are_refused_on_their_line() {
        for (from, to, line) in [
            ("number = 1", "number = 0", 15),
            ("number = 1", "number = 256", 15),
            ("channel = \"pa\"", "channel = \"fax\"", 18),
            ("channel = \"pa\"", "channel = \"pa\"\nletter = true", 19),
            ("\"rounds\"", "\"weekly\"", 26),
            ("\"rounds\"", "\"rounds\", due = { after = \"end\", days = 400 }", 26),
        ] {
            let found = defects(&ROW.replace(from, to));
            assert!(matches!(&found[..], [(at, ObligationProblem::Syntax(_))] if *at == line), "{to}: {found:?}");
        }
        for (from, to, line) in [("2555", "2012", 3), ("\"cgd\"", "\"C\"", 7), ("\"department\"", "\"fan club\"", 4)] {
            let found = Obligations::from_toml(&[&HEAD.replace(from, to), ROW].concat()).unwrap_err();
            assert!(matches!(found[0].problem, ObligationProblem::Syntax(_)), "{found:?}");
            assert_eq!(found[0].line, line, "{found:?}");
        }
        let found =
            Obligations::from_toml(&[&HEAD.replace("result.reported", "result.dreamt"), ROW].concat()).unwrap_err();
        assert_eq!((found[0].line, &found[0].problem), (11, &ObligationProblem::FactWord("result.dreamt".into())));
    }

    #[test]
    fn lists_and_words_have_limits() {
        assert_eq!(defects(&ROW.replace(ITEM, &ITEM.repeat(200))), []);
        assert_eq!(defects(&ROW.replace(ITEM, &ITEM.repeat(201))), [(14, ObligationProblem::TooMany("facts", 201))]);
        assert_eq!(defects(&ROW.replace("unit cost", &"x".repeat(1000))), []);
        assert_eq!(
            defects(&ROW.replace("unit cost", &"x".repeat(1001))),
            [(14, ObligationProblem::Words("report")), (23, ObligationProblem::Words("name"))]
        );
        let rows = |n: u8| (1..=n).map(|i| ROW.replace("number = 1", &format!("number = {i}"))).collect::<String>();
        assert_eq!(defects(&rows(200)), []);
        assert_eq!(defects(&rows(201)), [(1, ObligationProblem::TooMany("obligation", 201))]);
    }

    #[test]
    fn a_file_cut_off_or_spoiled_anywhere_is_read_or_refused() {
        for at in (0..ROW.len()).filter(|at| ROW.is_char_boundary(*at)).step_by(5) {
            let (before, after) = ROW.split_at(at);
            let _ = (defects(before), defects(&format!("{before}\u{0}[\"{after}")));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_list_or_refused(text in "[a-z0-9=\"{}. \n\\[\\]]{0,40}") {
            let _ = Obligations::from_toml(&text);
        }
    }
}

//! Reading crosswalks, looking up in them, and what the shipped ones say.

use super::*;
use crate::explain::Explain;
use crate::framework::file::problem_tests::{file_problems, is_complete};
use crate::framework::{Framework, FrameworkProblem};

fn frameworks() -> Vec<Framework> {
    crate::framework::shipped::all().unwrap()
}

fn shipped(id: &str) -> Crosswalk {
    shipped::all(&frameworks()).unwrap().into_iter().find(|c| c.id() == id).unwrap()
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

fn joined(ids: &[Slug]) -> String {
    ids.iter().map(Slug::as_str).collect::<Vec<_>>().join(" ")
}

/// Where a look-up leads: the counterparts of each row, with how sure each is.
fn led(counterparts: &[Counterpart<'_>]) -> Vec<(String, Sureness)> {
    counterparts.iter().map(|c| (joined(c.nodes), c.row.sureness)).collect()
}

#[test]
fn the_table_of_slide_61_is_complete() {
    let crosswalk = shipped("crosswalk-2555");
    assert_eq!((crosswalk.version(), crosswalk.rows().len(), crosswalk.columns().len()), (1, 15, 5));
    assert!(crosswalk.name().th.contains("ค.ต.ป.") && crosswalk.source().contains("61, 62"));
    // Every indicator of the three frameworks that the slide sets side by side stands in exactly one row.
    for column in ["value-for-money", "departments-2554", "departments-2555"] {
        let items = &crosswalk.columns().iter().find(|c| c.id.as_str() == column).unwrap().items;
        for item in items.iter().filter(|item| item.leaf) {
            assert_eq!(crosswalk.related(column, &item.id, "integrated-ges").len(), 1, "{column} {}", item.id);
        }
    }
}

#[test]
fn look_ups_lead_where_the_domain_rules_say() {
    use Sureness::{High, Low, Medium};
    let crosswalk = shipped("crosswalk-2555");
    for (from, number, to, sureness) in [
        ("value-for-money", "1.1", "", High),
        ("value-for-money", "1.3", "1.1 1.2 2 3 4", High),
        ("departments-2554", "3.1", "1.1 1.2 2 3 4", High),
        ("value-for-money", "2.7", "5", High),
        ("departments-2554", "5", "6", High),
        ("departments-2554", "9", "7", High),
        ("value-for-money", "2.2", "", High),
        ("departments-2554", "8", "8", High),
        ("departments-2554", "7", "", Medium),
        ("value-for-money", "2.5", "", Low),
        ("departments-2554", "12", "", Low),
        ("departments-2554", "3.2", "9", High),
        ("value-for-money", "3.5", "", High),
        ("value-for-money", "4", "10 11 12", Medium),
        ("departments-2554", "3.3", "", Medium),
    ] {
        let found = crosswalk.to_2555(from, &number.parse().unwrap());
        assert_eq!(led(&found), [(to.to_owned(), sureness)], "{from} {number}");
    }
    let nine = "9".parse().unwrap();
    assert_eq!(led(&crosswalk.from_2555(&nine, "departments-2554")), [("3.2".to_owned(), High)]);
    assert_eq!(crosswalk.from_2555(&nine, "departments-2554")[0].row.budget_documents[0].th, "แบบ สงป.301");
    assert_eq!(led(&crosswalk.from_2555(&nine, "integrated-ges")), [("output".to_owned(), High)]);
    for (number, province) in [("1.4", "6"), ("6", "7"), ("7", "8"), ("11", "")] {
        let found = crosswalk.related("departments-2554", &slug(number), "provinces-2555");
        assert_eq!(led(&found), [(province.to_owned(), Medium)], "{number}");
    }
    // What no row names is not known, neither by number nor by column.
    assert!(crosswalk.to_2555("departments-2554", &"99".parse().unwrap()).is_empty());
    assert!(crosswalk.to_2555("provinces", &"1.1".parse().unwrap()).is_empty());
}

#[test]
fn export_promotion_kept_twelve_dropped_fourteen_and_added_one() {
    let crosswalk = shipped("crosswalk-dep-2555");
    let change = crosswalk.change("dep-before", "dep-after").unwrap();
    assert_eq!((change.kept.len(), change.dropped.len(), change.new.len()), (12, 14, 1));
    assert_eq!(joined(&change.dropped), "3 5 7 8 11 12 13 17 18 19 22 23 24 25");
    assert_eq!(joined(&change.new), "12");
    let back = crosswalk.change("dep-after", "dep-before").unwrap();
    assert_eq!((back.kept.len(), joined(&back.dropped)), (12, "12".to_owned()));
    assert_eq!(crosswalk.change("dep-before", "dep"), None);
    assert_eq!(crosswalk.change("dep", "dep-after"), None);
    for (old, new) in
        [("1", "1"), ("4", "3"), ("6", "4"), ("9", "5"), ("14", "11"), ("20", "10"), ("21", "9"), ("26", "13")]
    {
        assert_eq!(joined(crosswalk.related("dep-before", &slug(old), "dep-after")[0].nodes), new, "{old}");
    }
    let items = &crosswalk.columns()[0].items;
    assert_eq!((items.len(), crosswalk.columns()[1].items.len()), (26, 13));
    assert_eq!((items[5].tier, items[25].tier), (Some(Tier::MissionGroup), None));
}

/// Two frameworks and a list; the lines that tests name are lines of this text.
const SMALL: &str = r#"id = "small"
version = 1
name = { th = "ตารางเทียบ" }
source = "by hand"

[[column]]
id = "departments-2555"

[[column]]
id = "list"
name = { th = "รายการ" }

[[item]]
column = "list"
id = "1"
name = { th = "หนึ่ง" }
tier = "province"

[[item]]
column = "list"
id = "2"
name = { th = "สอง" }

[[row]]
sureness = "high"
[row.nodes]
list = ["1"]
departments-2555 = ["1.1", "external"]

[[row]]
sureness = "low"
note = { th = "ไม่แน่ใจ" }
budget_documents = [{ th = "แบบ" }]
[row.nodes]
list = ["1", "2"]
"#;

fn told(text: &str, frameworks: &[Framework]) -> Vec<(usize, &'static str)> {
    let defects = Crosswalk::from_toml(text, frameworks).unwrap_err();
    defects.iter().map(|d| (d.line, d.explain().code)).collect()
}

#[test]
fn one_number_may_stand_in_several_rows() {
    let crosswalk = Crosswalk::from_toml(SMALL, &frameworks()).unwrap();
    let found = crosswalk.to_2555("list", &"1".parse().unwrap());
    assert_eq!(led(&found), [("1.1 external".to_owned(), Sureness::High), (String::new(), Sureness::Low)]);
    assert_eq!(found[1].row.note.as_ref().map(|n| n.th.as_str()), Some("ไม่แน่ใจ"));
    // A heading above indicators may be named, but is not an indicator that was kept.
    let change = crosswalk.change("departments-2555", "list").unwrap();
    assert_eq!((joined(&change.kept), change.dropped.len(), joined(&change.new)), ("1.1".into(), 12, "2".into()));
    assert!(Sureness::High > Sureness::Medium && Sureness::Medium > Sureness::Low);
}

#[test]
fn every_defect_is_told_at_its_line() {
    let frameworks = frameworks();
    for (from, to, line, code) in [
        ("version = 1", "version = ", 2, "file-syntax"),
        ("version = 1", "version = 0", 2, "file-version"),
        ("id = \"small\"", "id = \"7\"", 1, "framework-id"),
        ("th = \"ตารางเทียบ\"", "th = \"\"", 3, "file-text-empty"),
        ("source = \"by hand\"\n", "", 1, "file-key-missing"),
        ("source = \"by hand\"", "source = \"by hand\"\nsauce = 1", 5, "file-key-unknown"),
        ("id = \"departments-2555\"\n", "", 6, "file-key-missing"),
        ("id = \"departments-2555\"", "id = \"departments-2555\"\nname = { th = \"ก\" }", 8, "crosswalk-not-a-list"),
        ("name = { th = \"รายการ\" }\n", "", 9, "file-key-missing"),
        (
            "id = \"departments-2555\"",
            "id = \"departments-2555\"\n[[column]]\nid = \"other\"",
            9,
            "crosswalk-framework-unknown",
        ),
        (
            "id = \"departments-2555\"",
            "id = \"departments-2555\"\n[[column]]\nid = \"list\"\nname = { th = \"ก\" }\n",
            14,
            "crosswalk-column-twice",
        ),
        (
            "column = \"list\"\nid = \"2\"",
            "column = \"lst\"\nid = \"3\"\nname = { th = \"ก\" }\n[[item]]\ncolumn = \"list\"\nid = \"2\"",
            20,
            "crosswalk-column-unknown",
        ),
        (
            "column = \"list\"\nid = \"2\"",
            "column = \"departments-2555\"\nid = \"3\"\nname = { th = \"ก\" }\n[[item]]\ncolumn = \"list\"\nid = \"2\"",
            20,
            "crosswalk-not-a-list",
        ),
        (
            "id = \"2\"\n",
            "id = \"2\"\nname = { th = \"ก\" }\n[[item]]\ncolumn = \"list\"\nid = \"2\"\n",
            25,
            "crosswalk-node-twice",
        ),
        ("tier = \"province\"", "tier = \"provincial\"", 17, "file-word-unknown"),
        ("sureness = \"low\"", "sureness = \"certain\"", 31, "file-word-unknown"),
        ("sureness = \"low\"\n", "", 30, "file-key-missing"),
        ("[\"1.1\", \"external\"]", "[\"1.1\", \"extrenal\"]", 28, "crosswalk-node-unknown"),
        ("[\"1.1\", \"external\"]", "[\"1.1\", \"1.1\"]", 28, "crosswalk-node-twice"),
        ("[\"1.1\", \"external\"]", "[\"1.1\", \"๑.๑\"]", 28, "crosswalk-node-twice"),
        ("[\"1.1\", \"external\"]", "[\"1.1\", \"!\"]", 28, "file-id"),
        ("[\"1.1\", \"external\"]", "\"1.1\"", 28, "file-value-kind"),
        ("[\"1.1\", \"external\"]", "[1.1]", 28, "file-value-kind"),
        ("departments-2555 = [\"1.1\"", "department-2555 = [\"1.1\"", 28, "crosswalk-column-unknown"),
        ("list = [\"1\", \"2\"]", "list = []", 34, "crosswalk-row-empty"),
        ("[row.nodes]\nlist = [\"1\", \"2\"]\n", "", 30, "file-key-missing"),
        ("th = \"แบบ\"", "th = \"\"", 33, "file-text-empty"),
    ] {
        assert_eq!(SMALL.matches(from).count(), 1, "{from}");
        let mut found = told(&SMALL.replace(from, to), &frameworks);
        if to.is_empty() && from.starts_with("id = \"departments") {
            // Without the column its nodes have none either.
            assert_eq!(found.pop(), Some((27, "crosswalk-column-unknown")));
        }
        assert_eq!(found, [(line, code)], "{from} → {to}");
    }
}

#[test]
fn both_sides_of_every_limit() {
    let frameworks = frameworks();
    let codes = |text: &str| -> Vec<&'static str> {
        let defects = Crosswalk::from_toml(text, &frameworks).err().unwrap_or_default();
        defects.iter().map(|d| d.explain().code).collect()
    };
    let none: [&str; 0] = [];
    let row = "\n[[row]]\nsureness = \"low\"\n[row.nodes]\nlist = [\"1\"]\n";
    let rows = |count: usize| format!("{SMALL}{}", row.repeat(count));
    assert_eq!(codes(&rows(MAX_ROWS - 2)), none);
    assert_eq!(codes(&rows(MAX_ROWS - 1)), ["file-list-long"]);
    let item = |i: usize| format!("\n[[item]]\ncolumn = \"list\"\nid = \"i{i}\"\nname = {{ th = \"ก\" }}\n");
    let items = |count: usize| format!("{SMALL}{}", (0..count).map(item).collect::<Vec<_>>().concat());
    assert_eq!(codes(&items(MAX_ITEMS - 2)), none);
    assert_eq!(codes(&items(MAX_ITEMS - 1)), ["file-list-long"]);
    let column = |i: usize| {
        let list = format!("\n[[column]]\nid = \"c{i}\"\nname = {{ th = \"ก\" }}\n");
        format!("{list}[[item]]\ncolumn = \"c{i}\"\nid = \"1\"\nname = {{ th = \"ก\" }}\n")
    };
    let columns = |count: usize| format!("{SMALL}{}", (0..count).map(column).collect::<Vec<_>>().concat());
    assert_eq!(codes(&columns(MAX_COLUMNS - 2)), none);
    // The column left out is missed by its item.
    assert_eq!(codes(&columns(MAX_COLUMNS - 1)), ["file-list-long", "crosswalk-column-unknown"]);
    let head = SMALL.split("\n[[column]]").next().unwrap();
    assert_eq!(codes(head), ["crosswalk-columns"]);
    assert_eq!(codes(&format!("{head}[[column]]\nid = \"departments-2555\"\n")), ["crosswalk-columns"]);
    let two = "[[column]]\nid = \"departments-2555\"\n[[column]]\nid = \"provinces-2555\"\n";
    assert_eq!(codes(&format!("{head}{two}")), none);
}

#[test]
fn every_problem_is_explained_in_both_languages() {
    let nearest = || Some("1.2".to_owned());
    let mut problems = vec![
        CrosswalkProblem::Id(FrameworkProblem::Id("7".into())),
        CrosswalkProblem::Columns(1),
        CrosswalkProblem::DuplicateColumn(slug("list")),
        CrosswalkProblem::UnknownFramework(slug("list")),
        CrosswalkProblem::NotAList(slug("list")),
        CrosswalkProblem::UnknownColumn { column: "lst".into(), nearest: None },
        CrosswalkProblem::UnknownNode { node: slug("1.3"), column: "list".into(), nearest: nearest() },
        CrosswalkProblem::DuplicateNode { node: slug("1.2"), column: "list".into() },
        CrosswalkProblem::EmptyRow,
    ];
    problems.extend(file_problems().into_iter().map(CrosswalkProblem::File));
    for problem in &problems {
        assert!(is_complete(&problem.explain()), "{:?}", problem.explain());
    }
    let near = CrosswalkProblem::UnknownColumn { column: "lst".into(), nearest: Some("list".into()) };
    assert!(near.to_string().ends_with("did you mean `list`?") && near.explain().remedy.th.contains("`list`"));
    assert_eq!(Sureness::ALL.map(Sureness::as_str), ["high", "medium", "low"]);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80)) {
        proptest::prop_assert!(Crosswalk::from_toml(&String::from_utf8_lossy(&bytes), &[]).is_err());
    }
}

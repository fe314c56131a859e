//! The matrix of fiscal year 2555 against slide 50 and domain rules 6, and files that are no matrix.

use super::super::shipped::{MATRIX_2555, matrix_2555};
use super::super::{Counted, model_check};
use super::*;
use crate::explain::Explain;

/// Rows of slide 50: agency, marks, strategies, joint indicators.
const PRINTED: [(&str, &str, u32, u32); 24] = [
    ("mod", "★✓✓", 3, 5),
    ("mots", "★✓", 2, 2),
    ("mof", "✓★✓", 3, 4),
    ("msdhs", "★", 1, 1),
    ("moac", "✓✓✓✓", 4, 7),
    ("mot", "✓★✓", 3, 3),
    ("mnre", "✓✓", 2, 2),
    ("moen", "✓", 1, 2),
    ("moc", "✓✓", 2, 4),
    ("moi", "✓✓✓(จว.)★", 5, 3),
    ("moj", "✓★", 2, 3),
    ("mol", "★✓✓", 3, 3),
    ("mocul", "★✓", 2, 2),
    ("most", "✓✓", 2, 3),
    ("moe", "★✓", 2, 2),
    ("moph", "✓✓", 2, 3),
    ("moind", "✓✓✓", 3, 5),
    ("isoc", "★✓", 2, 4),
    ("sbpac", "★", 1, 3),
    ("nia", "✓", 1, 3),
    ("nsc", "✓", 1, 3),
    ("rtp", "✓✓✓", 3, 5),
    ("nesdb", "★", 1, 1),
    ("opdc", "✓", 1, 1),
];

/// Columns of the table in domain rules 6: placed, then candidates of the open cells, then the likelier of them.
const INFERRED: [(&str, &str, &str, &str); 24] = [
    ("mod", "1★ 2✓", "3 4 5 9", ""),
    ("mots", "", "1 3 4 5 9", ""),
    ("mof", "1✓ 7★ 9✓", "", ""),
    ("msdhs", "", "1 3 4 5 9", ""),
    ("moac", "4✓ 5✓ 6✓ 7✓", "", ""),
    ("mot", "3", "1 4 5 9", ""),
    ("mnre", "4✓ 5✓", "", ""),
    ("moen", "7✓", "", ""),
    ("moc", "6✓ 9✓", "", ""),
    ("moi", "1 3 9", "2 4 5 6 7 8", ""),
    ("moj", "1✓ 8★", "", ""),
    ("mol", "", "1 3 4 5 9", ""),
    ("mocul", "", "1 3 4 5 9", ""),
    ("most", "", "1 3 4 5 7 8 9", ""),
    ("moe", "", "1 3 4 5 9", ""),
    ("moph", "8✓", "1 3 4 5 9", "1 3"),
    ("moind", "", "1 3 4 5 6 7 8 9", ""),
    ("isoc", "1★ 2✓", "", ""),
    ("sbpac", "2★", "", ""),
    ("nia", "2✓", "", ""),
    ("nsc", "2✓", "", ""),
    ("rtp", "1✓ 2✓ 3✓", "", ""),
    ("nesdb", "", "1 3 4 5 9", "9"),
    ("opdc", "9✓", "", ""),
];

fn shipped() -> Matrix {
    matrix_2555().unwrap()
}

fn agency(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

#[test]
fn the_printed_rows_are_all_there_as_printed() {
    let rows: Vec<(String, String, u32, u32)> = shipped()
        .agencies()
        .iter()
        .map(|a| (a.id.to_string(), a.marks.iter().map(|m| m.as_str()).collect(), a.strategies, a.indicators))
        .collect();
    assert_eq!(rows, PRINTED.map(|(a, m, s, k)| (a.to_owned(), m.to_owned(), s, k)));
}

#[test]
fn the_strategies_are_those_of_slide_49_in_its_order() {
    let matrix = shipped();
    let short: Vec<(u16, &str, u32)> =
        matrix.strategies().iter().map(|s| (s.number.get(), s.short.th.as_str(), s.indicators)).collect();
    let expected = [
        (1, "ยาเสพติด", 1),
        (2, "ชายแดนภาคใต้", 3),
        (3, "อุบัติเหตุทางถนน", 1),
        (4, "คุณภาพน้ำ", 1),
        (5, "หมอกควัน", 1),
        (6, "ข้าวไทย", 3),
        (7, "พลังงานผสม", 2),
        (8, "เอดส์", 2),
        (9, "Doing Business", 1),
    ];
    assert_eq!(short, expected);
    let named: Vec<u16> =
        matrix.strategies().iter().filter(|s| !s.fitting_names.is_empty()).map(|s| s.number.get()).collect();
    assert_eq!(named, [1, 3, 9], "slide 43 names three joint indicators of the Ministry of Interior");
    assert_eq!((matrix.fiscal_year().number(), matrix.source().english().starts_with("Deck slides")), (2555, true));
}

#[test]
fn marks_and_counts_add_up_as_printed() {
    let matrix = shipped();
    let marks: Vec<Mark> = matrix.agencies().iter().flat_map(|a| a.marks.clone()).collect();
    let of = |mark: Mark| marks.iter().filter(|m| **m == mark).count();
    assert_eq!((of(Mark::Star), of(Mark::Tick), of(Mark::Provinces)), (13, 38, 1), "51 marks and one จว.");
    let sums = matrix.totals().unwrap();
    assert_eq!(sums, Totals { agencies: 24, ministries: 17, cells: 52, assignments: 74 });
}

#[test]
fn every_cell_stands_as_inferred_and_nothing_is_called_certain() {
    let matrix = shipped();
    let columns: BTreeMap<&StrategyId, u16> = matrix.strategies().iter().map(|s| (&s.id, s.number.get())).collect();
    let joined = |mut cells: Vec<(u16, String)>| {
        cells.sort_unstable();
        cells.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    };
    for ((id, placed, open, likely), row) in INFERRED.into_iter().zip(matrix.agencies()) {
        assert_eq!(row.id.as_str(), id);
        let shown = row.placed.iter().map(|(s, cell)| {
            assert_eq!(cell.certainty, Certainty::Inferred, "{id}: the counts alone force no cell of this year");
            (columns[s], format!("{}{}", columns[s], cell.mark.map_or("", Mark::as_str)))
        });
        assert_eq!(joined(shown.collect()), placed, "{id}");
        let plain =
            |set: &BTreeSet<StrategyId>| joined(set.iter().map(|s| (columns[s], columns[s].to_string())).collect());
        assert_eq!((plain(&row.candidates), plain(&row.likely)), (open.into(), likely.into()), "{id}");
    }
}

#[test]
fn the_counts_alone_force_nothing() {
    let matrix = shipped();
    let indicators = matrix.indicators_per_strategy();
    let none = BTreeSet::new();
    for row in matrix.agencies() {
        let found = super::super::fits(&indicators, row.strategies, row.indicators, &none, &none).unwrap();
        assert_eq!(found.forced(), none, "{}", row.id);
        assert_eq!(found.sets.is_empty(), row.outside_model.is_some(), "{}", row.id);
    }
}

#[test]
fn cells_are_asked_for_by_agency_and_strategy() {
    let matrix = shipped();
    let cell = |a: &str, s: &str| matrix.cell(&agency(a), &s.parse().unwrap());
    let placed = |mark| Some(Cell::Placed(Placed { certainty: Certainty::Inferred, mark }));
    assert_eq!(cell("mod", "drugs"), placed(Some(Mark::Star)));
    assert_eq!(cell("mot", "road"), placed(None));
    assert_eq!(cell("moph", "road"), Some(Cell::Open { likely: true }));
    assert_eq!(cell("moph", "water"), Some(Cell::Open { likely: false }));
    assert_eq!(cell("moind", "south"), Some(Cell::Empty));
    assert_eq!((cell("mfa", "drugs"), cell("mod", "tourism")), (None, None));
    assert!(matrix.agency(&agency("moi")).is_some_and(|a| a.outside_model.is_some()));
}

#[test]
fn the_model_predicts_agriculture_and_fails_only_for_interior() {
    let matrix = shipped();
    let check = model_check(&matrix.indicators_per_strategy(), &matrix.placed_sets()).unwrap();
    assert_eq!(check.distinct, 15);
    assert_eq!(check.carried.get(&agency("moac")), Some(&7));
    let outcome = |id: &str| matrix.model_check().into_iter().find(|c| c.agency.as_str() == id).unwrap();
    for c in matrix.model_check() {
        assert_eq!(c.outcome == RowOutcome::OutsideModel, c.agency.as_str() == "moi", "{}", c.agency);
        if c.outcome == RowOutcome::Reproduced {
            assert_eq!(c.carried, u64::from(c.printed), "{}", c.agency);
            assert_eq!(check.carried.get(&c.agency), Some(&c.carried));
        }
    }
    let reproduced = matrix.model_check().iter().filter(|c| c.outcome == RowOutcome::Reproduced).count();
    assert_eq!((reproduced, check.carried.len()), (12, 12));
    assert_eq!(outcome("mod").outcome, RowOutcome::Consistent { sets: 4 });
    assert_eq!((outcome("mod").carried, outcome("mod").printed), (4, 5));
    // {energy, aids, one of five} or {rice, two of five}.
    assert_eq!(outcome("moind").outcome, RowOutcome::Consistent { sets: 15 });
    assert_eq!((outcome("moi").carried, outcome("moi").printed), (3, 3));
}

#[test]
fn the_words_say_how_the_model_stands_to_a_row() {
    let words = |id: &str| shipped().model_check().into_iter().find(|c| c.agency.as_str() == id).unwrap().words();
    assert_eq!(words("moac").th, "ยุทธศาสตร์ของกระทรวงเกษตรและสหกรณ์มีตัวชี้วัดร่วม 7 รายการ ตรงกับที่พิมพ์ไว้ 7 รายการ");
    assert_eq!(words("mod").en, "Ministry of Defence prints 5; 4 are placed, and the open cells allow 4 sets");
    assert!(words("mod").th.contains("เป็นไปได้ 4 ชุด") && words("moac").en.contains("the printed 7"));
    assert!(words("moi").th.starts_with("ไม่มีชุดยุทธศาสตร์ใด") && words("moi").en.starts_with("No set"));
}

/// The codes and lines that a change to the shipped file leads to.
fn broken(from: &str, to: &str) -> Vec<(usize, &'static str)> {
    assert_eq!(MATRIX_2555.matches(from).count(), 1, "{from}");
    defects(&MATRIX_2555.replace(from, to))
}

fn defects(text: &str) -> Vec<(usize, &'static str)> {
    Matrix::from_toml(text).unwrap_err().iter().map(|d| (d.line, d.explain().code)).collect()
}

/// The line of a text that stands once in the shipped file.
fn line(text: &str) -> usize {
    assert_eq!(MATRIX_2555.matches(text).count(), 1, "{text}");
    1 + MATRIX_2555.lines().position(|l| l.contains(text)).unwrap()
}

#[test]
fn a_broken_row_names_its_line() {
    let isoc = "placed = { drugs = \"inferred\", south = \"inferred\" }\n\n[[agency]]\nid = \"sbpac\"";
    let isoc_line = line("id = \"sbpac\"") - 3;
    let swap = |to: &str| broken(isoc, &isoc.replace("placed = { drugs = \"inferred\", south = \"inferred\" }", to));
    assert_eq!(swap("placed = { drugs = \"certain\", south = \"inferred\" }"), [(isoc_line, "matrix-certainty")]);
    let row = line("id = \"isoc\"") - 1;
    assert_eq!(swap("placed = { drugs = \"inferred\", road = \"inferred\" }"), [(row, "matrix-no-fit")]);
    assert_eq!(swap("placed = { drugs = \"inferred\" }"), [(row, "matrix-cells")]);
    assert_eq!(swap("placed = { drugs = \"inferred\", tourism = \"inferred\" }"), [(isoc_line, "matrix-strategy")]);
    assert_eq!(
        swap("placed = { drugs = \"inferred\", south = \"inferred\" }\nexcluded = [\"south\"]"),
        [(isoc_line + 1, "matrix-strategy")]
    );
    assert_eq!(
        swap("placed = { drugs = \"inferred\", south = \"inferred\" }\noutside_model = { th = \"เหตุผล\" }"),
        [(isoc_line + 1, "matrix-explained")]
    );
    let marks = "marks = [\"✓\", \"✓\", \"✓\", \"(จว.)\", \"★\"]";
    assert_eq!(broken(marks, "marks = [\"✓\", \"✓\", \"✓\", \"★\"]"), [(line(marks), "matrix-marks")]);
}

#[test]
fn candidates_are_exactly_what_the_counts_and_remit_allow() {
    let moph = "open = { cells = 1, candidates = [\"drugs\", \"road\", \"water\", \"haze\", \"doing-business\"], \
                likely = [\"drugs\", \"road\"] }";
    let with = |to: &str| broken(moph, to);
    let at = line(moph);
    let fewer = "open = { cells = 1, candidates = [\"drugs\", \"road\", \"water\", \"haze\"] }";
    assert_eq!(with(fewer), [(at, "matrix-candidates")]);
    assert_eq!(with(&moph.replace("\"haze\"", "\"haze\", \"rice\"")), [(at, "matrix-candidates")]);
    assert_eq!(with(&moph.replace("likely = [\"drugs\"", "likely = [\"rice\"")), [(at, "matrix-likely")]);
    assert_eq!(with(&moph.replace("\"haze\"", "\"haze\", \"haze\"")), [(at, "matrix-strategy")]);
    assert_eq!(with(&moph.replace("\"haze\"", "\"haze\", \"aids\"")), [(at, "matrix-strategy")]);
    assert_eq!(with(&moph.replace("cells = 1", "cells = 2")), [(at, "matrix-cells")]);
    // With the two others ruled out, one strategy is left for the open cell: it has to be placed.
    let ruled_out = format!(
        "excluded = [\"water\", \"haze\", \"doing-business\", \"drugs\"]\n{}",
        "open = { cells = 1, candidates = [\"road\"] }"
    );
    let row = line("id = \"moph\"") - 1;
    assert_eq!(with(&ruled_out), [(row, "matrix-unplaced")]);
    let both = ruled_out.replace("[\"road\"]", "[\"rice\"]");
    assert_eq!(with(&both), [(row, "matrix-unplaced"), (at + 1, "matrix-candidates")], "in the order of lines");
    let moi = "candidates = [\"south\", \"water\", \"haze\", \"rice\", \"energy\", \"aids\"]";
    assert_eq!(broken(moi, "candidates = [\"south\", \"water\"]"), [(line(moi), "matrix-candidates")]);
    // Outside the model everything is possible that is neither placed nor ruled out.
    let open = "open = { cells = 2, candidates = [\"south\", \"water\", \"haze\", \"rice\", \"energy\", \"aids\"] }";
    let without = open.replace(", \"aids\"", "");
    let ruled_out = MATRIX_2555.replace(open, &format!("excluded = [\"aids\"]\n{without}"));
    let matrix = Matrix::from_toml(&ruled_out).unwrap();
    assert_eq!(matrix.cell(&agency("moi"), &"aids".parse().unwrap()), Some(Cell::Empty));
}

#[test]
fn strategies_and_agencies_stand_once_with_sound_names_and_counts() {
    assert_eq!(
        broken("id = \"rice\"\nnumber = 6", "id = \"rice\"\nnumber = 5"),
        [(line("id = \"rice\"") - 1, "matrix-duplicate")]
    );
    let again = broken("id = \"aids\"", "id = \"rice\"");
    assert_eq!(again, [(line("id = \"aids\"") - 1, "matrix-duplicate")]);
    assert_eq!(broken("id = \"mots\"", "id = \"mod\""), [(line("id = \"mots\"") - 1, "matrix-duplicate")]);
    let rice = "short = { th = \"ข้าวไทย\", en = \"Thai rice\" }\nindicators = 3";
    assert!(
        broken(rice, &rice.replace("= 3", "= 0"))
            .contains(&(line("short = { th = \"ข้าวไทย\"") + 1, "matrix-indicators"))
    );
    let carrying = |count: u32| {
        let text = square(1, 1).replace("indicators = 1", &format!("indicators = {count}"));
        Matrix::from_toml(&text).map_err(|mut d| d.remove(0).error)
    };
    assert!(carrying(100).is_ok());
    assert_eq!(carrying(101), Err(MatrixError::Indicators("s1".parse().unwrap())));
    let drugs = "short = { th = \"ยาเสพติด\", en = \"Drugs\" }";
    assert_eq!(broken(drugs, "short = { th = \" \", en = \"Drugs\" }"), [(line(drugs), "matrix-name")]);
    let named = "{ th = \"ร้อยละที่ลดลงของจำนวนผู้เสพ/ผู้ติด/ผู้ค้ายาเสพติด\"";
    let twice = format!("{{ th = \"ก\" }},\n    {named}");
    assert_eq!(broken(named, &twice), [(line(named) - 2, "matrix-indicators")]);
    assert_eq!(broken(named, "{ th = \"\""), [(line(named), "matrix-name")]);
    for (name, to) in [
        ("name = { th = \"ยุทธศาสตร์ข้าวไทย\"", "name = { th = \"\""),
        ("name = { th = \"กระทรวงแรงงาน\"", "name = { th = \"\""),
    ] {
        assert_eq!(broken(name, to), [(line(name), "matrix-name")]);
    }
    let source = MATRIX_2555.lines().find(|l| l.starts_with("th = \"สไลด์")).unwrap();
    assert_eq!(broken(source, "th = \"\""), [(line("[source]"), "matrix-name")]);
    let reason = MATRIX_2555.lines().find(|l| l.starts_with("th = \"จำนวนตัวชี้วัดร่วมน้อย")).unwrap();
    assert_eq!(broken(reason, "th = \"\""), [(line("[agency.outside_model]"), "matrix-name")]);
}

#[test]
fn what_is_no_matrix_is_refused_at_its_line() {
    for (from, to) in [
        ("id = \"mots\"", "id = \"M O T S\""),
        ("id = \"rice\"", "id = \"Rice\""),
        ("number = 6", "number = 0"),
        ("fiscal_year = 2555", "fiscal_year = 2012"),
        ("fiscal_year = 2555", "fiscal_year = "),
        ("id = \"mots\"", "id = \"mots\"\ncolour = 1"),
        ("cells = 2, candidates = [\"south\"", "cells = -1, candidates = [\"south\""),
    ] {
        let found = broken(from, to);
        assert_eq!((found.len(), found[0].1), (1, "matrix-form"), "{from}");
        assert!(found[0].0.abs_diff(line(from)) <= 1, "{from}: {found:?}");
    }
    let padded = |bytes: usize| format!("{MATRIX_2555}{}", "\n".repeat(bytes - MATRIX_2555.len()));
    assert!(Matrix::from_toml(&padded(262_144)).is_ok());
    assert_eq!(defects(&padded(262_145)), [(1, "matrix-size")]);
}

/// A matrix of `columns` strategies with one joint indicator each and `rows` agencies that stand in all of them.
fn square(columns: usize, rows: usize) -> String {
    let column = |i| {
        format!(
            "[[strategy]]\nid = \"s{i}\"\nnumber = {i}\nname = {{ th = \"ก\" }}\nshort = {{ th = \"ก\" }}\nindicators = 1\n"
        )
    };
    let marks = vec!["\"✓\""; columns].join(", ");
    let placed = (1..=columns).map(|i| format!("s{i} = \"certain\"")).collect::<Vec<_>>().join(", ");
    let row = |i| {
        format!(
            "[[agency]]\nid = \"a{i}\"\nname = {{ th = \"ก\" }}\nministry = false\nmarks = [{marks}]\n\
             placed = {{ {placed} }}\nstrategies = {columns}\nindicators = {columns}\n"
        )
    };
    let head = "fiscal_year = 2556\nsource = { th = \"ก\" }\n".to_owned();
    head + &(1..=columns).map(column).chain((1..=rows).map(row)).collect::<String>()
}

#[test]
fn what_the_counts_force_is_certain_and_nothing_less() {
    let matrix = Matrix::from_toml(&square(3, 1)).unwrap();
    let cell = Placed { certainty: Certainty::Certain, mark: Some(Mark::Tick) };
    assert!(matrix.agencies()[0].placed.values().all(|p| *p == cell));
    assert_eq!(matrix.agencies()[0].placed.len(), 3);
    let inferred = square(3, 1).replace("s2 = \"certain\"", "s2 = \"inferred\"");
    assert_eq!(defects(&inferred).iter().map(|d| d.1).collect::<Vec<_>>(), ["matrix-certainty"]);
}

#[test]
fn a_matrix_has_limits() {
    let count = |what, found, most| MatrixError::Count { what, found, most };
    let refused = |text: &str| Matrix::from_toml(text).map_err(|mut d| d.remove(0).error);
    assert!(refused(&square(16, 1)).is_ok());
    assert_eq!(refused(&square(17, 1)), Err(count(Counted::Strategies, 17, 16)));
    assert!(refused(&square(2, 100)).is_ok());
    assert_eq!(refused(&square(2, 101)), Err(count(Counted::Agencies, 101, 100)));
    let all_wrong = square(2, 100).replace("certain", "inferred");
    assert_eq!(Matrix::from_toml(&all_wrong).unwrap_err().len(), MAX_DEFECTS, "of 200");
}

#[test]
fn a_file_cut_off_at_any_line_is_refused_or_read_whole() {
    let lines: Vec<&str> = MATRIX_2555.lines().collect();
    for kept in 0..lines.len() {
        match Matrix::from_toml(&lines[..kept].join("\n")) {
            Ok(matrix) => assert!(matrix.agencies().len() <= 24),
            Err(found) => {
                assert!(!found.is_empty() && found.iter().all(|d| (1..=kept + 1).contains(&d.line)), "{kept}");
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_matrix_or_refused(text in ".{0,90}") {
        let _ = Matrix::from_toml(&text);
    }
}

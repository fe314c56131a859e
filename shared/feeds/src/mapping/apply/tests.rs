use jiff::civil::date;

use super::*;

fn text(text: &str) -> Cell {
    Cell::text(text)
}

fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
    let rows = rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
    Table::new(columns.iter().map(ToString::to_string).collect(), rows).unwrap()
}

fn mapping(json: &str) -> Mapping {
    serde_json::from_str(json).unwrap()
}

/// A mapping of fiscal year 2568 over twelve months with these rules.
fn fixed(rules: &str) -> Mapping {
    mapping(&format!(r#"{{"era":"buddhist","fiscal_year":{{"fixed":2568}},"round":{{"fixed":12}},"rows":[{rules}]}}"#))
}

fn shown(figures: &[Figure]) -> Vec<String> {
    let one = |f: &Figure| format!("{}/{} {} {} = {}", f.fiscal_year, f.round, f.indicator, f.path, f.value);
    figures.iter().map(one).collect()
}

fn said(errors: &[MapError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn rows_become_figures_with_where_they_came_from() {
    let table = table(
        &["ปี", "รอบ", "แผนงาน", "เบิกจ่าย"],
        &[
            &["๒๕๖๘", "6", "07", "๑,๐๐๐,๐๐๐.๕๐"],
            &["2568", "6", "07", "250,000.25"],
            &["พ.ศ. 2568", "12", "07", "3000000"],
            &["2567", "6", "7", "x"],
        ],
    );
    let mapping = mapping(
        r#"{"era":"buddhist","fiscal_year":{"column":"ปี"},"round":{"column":"รอบ"},"rows":[
            {"where":{"แผนงาน":"07"},"indicator":"3.1","path":"var/เบิกจ่าย","column":"เบิกจ่าย","aggregate":"sum",
             "scale":"0.000001"}]}"#,
    );
    let figures = map(&table, &mapping).unwrap();
    assert_eq!(shown(&figures), ["2568/6 3.1 var/เบิกจ่าย = 1.25000075", "2568/12 3.1 var/เบิกจ่าย = 3"]);
    assert_eq!((figures[0].rows_used.as_slice(), figures[1].rows_used.as_slice()), ([1, 2].as_slice(), [3].as_slice()));
    assert_eq!(figures[0].source_digest, table.digest_of(&[0, 1]));
    assert_eq!(figures[1].source_digest, table.digest_of(&[2]));
}

#[test]
fn years_are_of_the_era_the_source_declares() {
    let years = |era: &str, year: &str| {
        let mapping = mapping(&format!(
            r#"{{"era":"{era}","fiscal_year":{{"column":"y"}},"round":{{"fixed":12}},
                "rows":[{{"indicator":"1","path":"value","column":"v"}}]}}"#
        ));
        map(&table(&["y", "v"], &[&[year, "1"]]), &mapping).map(|figures| figures[0].fiscal_year.number())
    };
    assert_eq!(years("buddhist", "2568"), Ok(2568));
    assert_eq!(years("christian", "2025"), Ok(2568));
    for (era, year, error) in [
        ("buddhist", "2025", "rule 1, row 1, column `y`: 2025 looks Christian, but its source says B.E."),
        ("christian", "2568", "rule 1, row 1, column `y`: 2568 looks Buddhist, but its source says C.E."),
        ("buddhist", "68", "rule 1, row 1, column `y`: year `68` is cut short"),
        ("buddhist", "2568.5", "rule 1, row 1, column `y`: `2568.5` has no form of a date"),
        ("buddhist", "", "rule 1, row 1, column `y`: no date given"),
        ("buddhist", "2300", "rule 1, row 1, column `y`: year 2300 is neither"),
    ] {
        let errors = said(&years(era, year).unwrap_err());
        assert!(errors[0].starts_with(error), "{errors:?}");
    }
}

#[test]
fn numbers_are_read_exactly_or_refused() {
    let read = |cell: &str| {
        let rule = r#"{"indicator":"1","path":"value","column":"v"}"#;
        map(&table(&["k", "v"], &[&["x", cell]]), &fixed(rule)).map(|figures| figures[0].value.to_string())
    };
    for (cell, value) in [
        ("๑,๒๓๔.๕", "1234.5"),
        ("-0.10", "-0.1"),
        ("−3", "-3"),
        ("0.333333333333333333333333333333", "0.333333333333333333333333333333"),
        ("1,234,567,890,123,456,789,012.25", "1234567890123456789012.25"),
    ] {
        assert_eq!(read(cell), Ok(value.to_owned()), "{cell}");
    }
    for (cell, error) in [
        ("", "the cell is empty"),
        ("45%", "`45%` has a percent sign"),
        ("45 ％", "`45 ％` has a percent sign"),
        ("12,34", "the commas in `12,34`"),
        ("1e5", "found `e`"),
        ("1/3", "found `/`"),
        ("#DIV/0!", "found `#DIV/`"),
        ("1 200", "found ` `"),
        ("5 ล้านบาท", "found `ล้านบาท`"),
    ] {
        let errors = said(&read(cell).unwrap_err());
        assert!(errors[0].starts_with(&format!("rule 1, row 1, column `v`: {error}")), "{cell}: {errors:?}");
    }
    assert!(read(&"1".repeat(80)).is_ok() && read(&"1".repeat(81)).is_err());
    let dated = Table::new(vec!["v".into()], vec![vec![Cell::Date(date(2025, 3, 31))]]).unwrap();
    let errors = map(&dated, &fixed(r#"{"indicator":"1","path":"value","column":"v"}"#)).unwrap_err();
    assert_eq!(errors[0].problem, MapProblem::DateForNumber("2025-03-31".into()));
}

#[test]
fn one_row_the_sum_or_the_latest() {
    let table = table(
        &["k", "at", "n", "v"],
        &[
            &["a", "31/3/2568", "9", "1"],
            &["a", "30 มิ.ย. 2568", "10", "2"],
            &["a", "2025-06-29", "2", "4"],
            &["b", "2025-06-30 10:00:00", "1", "8"],
            &["b", "2025-06-30 09:00:00", "1", "16"],
            &["c", "ไม่ทราบ", "1", "32"],
            &["d", "31/3/2568", "1", "64"],
            &["d", "5", "2", "128"],
        ],
    );
    let rule = |key: &str, aggregate: &str| {
        let rule = format!(
            r#"{{"where":{{"k":"{key}"}},"indicator":"1","path":"value","column":"v","aggregate":{aggregate}}}"#
        );
        match map(&table, &fixed(&rule)) {
            Ok(figures) => Ok((figures[0].value.to_string(), figures[0].rows_used.clone())),
            Err(errors) => Err(errors[0].problem.clone()),
        }
    };
    let (by_date, by_number) = (r#"{"latest":{"by":"at"}}"#, r#"{"latest":{"by":"n"}}"#);
    assert_eq!(rule("a", r#""only""#), Err(MapProblem::SeveralRows { rows: 3 }));
    assert_eq!(rule("c", r#""only""#), Ok(("32".into(), vec![6])));
    assert_eq!(rule("a", r#""sum""#), Ok(("7".into(), vec![1, 2, 3])));
    assert_eq!(rule("a", by_date), Ok(("2".into(), vec![2])));
    assert_eq!(rule("a", by_number), Ok(("2".into(), vec![2])));
    assert_eq!(rule("b", by_date), Ok(("8".into(), vec![4])));
    assert_eq!(rule("b", by_number), Err(MapProblem::Tie("4, 5".into())));
    assert_eq!(rule("c", by_date), Err(MapProblem::Order("ไม่ทราบ".into())));
    assert_eq!(rule("d", by_date), Err(MapProblem::Order("5".into())));
    assert_eq!(rule("z", r#""sum""#), Err(MapProblem::NoRow));
}

#[test]
fn conditions_are_met_letter_for_letter_and_numbers_by_value() {
    let cells = vec![
        vec![text("07"), Cell::number("1")],
        vec![Cell::number("7"), Cell::number("2")],
        vec![Cell::Date(date(2025, 3, 31)), Cell::number("4")],
        vec![Cell::Empty, Cell::number("8")],
    ];
    let table = Table::new(vec!["k".into(), "v".into()], cells).unwrap();
    for (content, value) in [("07", "3"), ("7", "2"), ("๗", "2"), ("7.0", "2"), ("2025-03-31", "4")] {
        let rule =
            format!(r#"{{"where":{{"k":"{content}"}},"indicator":"1","path":"value","column":"v","aggregate":"sum"}}"#);
        assert_eq!(map(&table, &fixed(&rule)).map(|f| f[0].value.to_string()), Ok(value.to_owned()), "{content}");
    }
}

#[test]
fn every_error_is_listed_and_no_figure_is_given() {
    let table = table(&["k", "r", "v"], &[&["a", "6", "1"], &["a", "7", "2"], &["a", "9", ""], &["b", "6", "x%"]]);
    let mapping = mapping(
        r#"{"era":"buddhist","fiscal_year":{"fixed":2568},"round":{"column":"r"},"rows":[
            {"where":{"k":"a"},"indicator":"1","path":"value","column":"v"},
            {"where":{"k":"a"},"indicator":"2","path":"value","column":"w"},
            {"where":{"k":"b"},"indicator":"1","path":"value","column":"v"},
            {"where":{"q":"b"},"indicator":"3","path":"value","column":"v","aggregate":{"latest":{"by":"p"}}}]}"#,
    );
    let there = "the table has no such column (it has k, r, v): correct the column's name";
    assert_eq!(
        said(&map(&table, &mapping).unwrap_err()),
        [
            "rule 1, row 2, column `r`: `7` is no round: use 6, 9 or 12".to_owned(),
            "rule 1, row 3, column `v`: the cell is empty: fill it in, write 0 if it is nothing, or leave the row out \
             with a condition"
                .to_owned(),
            format!("rule 2, column `w`: {there}"),
            "rule 3, row 4, column `v`: `x%` has a percent sign: give the number without it, as the indicator's unit \
             says"
                .to_owned(),
            format!("rule 4, column `q`: {there}"),
            format!("rule 4, column `p`: {there}"),
        ]
    );
}

#[test]
fn one_base_variable_comes_from_one_rule() {
    let table = table(&["v"], &[&["1"]]);
    let rule = r#"{"indicator":"1","path":"value","column":"v"}"#;
    let other = r#"{"indicator":"1","path":"partial","column":"v"}"#;
    assert_eq!(map(&table, &fixed(&format!("{rule},{other}"))).map(|f| f.len()), Ok(2));
    let errors = map(&table, &fixed(&format!("{rule},{other},{rule}"))).unwrap_err();
    assert_eq!((errors.len(), errors[0].at.rule), (1, 3));
    assert_eq!(errors[0].problem, MapProblem::Twice { earlier: 1 });
}

#[test]
fn lists_of_errors_end_somewhere() {
    let rows: Vec<Vec<Cell>> = (0..MAX_MAP_ERRORS + 5).map(|_| vec![text("x")]).collect();
    let table = Table::new(vec!["v".into()], rows).unwrap();
    let rule = r#"{"indicator":"1","path":"value","column":"v","aggregate":"sum"}"#;
    assert_eq!(map(&table, &fixed(rule)).unwrap_err().len(), MAX_MAP_ERRORS);
}

//! A source and its mapping tried out together.

use ges_feeds::{FeedError, Limits, Mapping, PREVIEW_ROWS, dry_run};
use serde_json::json;

use crate::source;

fn mapping(column: &str) -> Mapping {
    serde_json::from_value(json!({
        "era": "buddhist", "fiscal_year": {"fixed": 2568}, "round": {"fixed": 12},
        "rows": [{"indicator": "3.1", "path": "var/เบิกจ่าย", "column": column, "aggregate": "sum"}]
    }))
    .unwrap()
}

#[test]
fn a_trial_shows_what_was_seen_and_what_would_come_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    let csv: Vec<String> = (1..=30).map(|n: u8| n.to_string()).collect();
    std::fs::write(&file, format!("ยอด\n{}", csv.join("\n"))).unwrap();
    let source = source(&json!({"kind": "folder", "path": folder.path(), "pattern": "*.csv"}));
    let good = dry_run(&source, None, &mapping("ยอด"), &Limits::default()).seen.unwrap();
    assert_eq!((good.preview.rows().len(), good.rows), (PREVIEW_ROWS, 30));
    let figures = good.figures.unwrap();
    assert_eq!((figures.len(), figures[0].value.to_string().as_str()), (1, "465"));
    assert_eq!(figures[0].rows_used, (2..=31).collect::<Vec<_>>());

    // Whoever tries a wrong mapping still sees the table.
    let wrong = dry_run(&source, None, &mapping("ยอดรวม"), &Limits::default()).seen.unwrap();
    assert_eq!((wrong.preview.columns(), wrong.figures.unwrap_err().len()), (["ยอด".to_owned()].as_slice(), 1));

    std::fs::remove_file(&file).unwrap();
    let nothing = dry_run(&source, None, &mapping("ยอด"), &Limits::default()).seen;
    assert!(matches!(nothing, Err(FeedError::NothingFits { .. })));
}

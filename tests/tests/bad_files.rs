//! Files that cannot be imported: every defect with its row and column, nothing recorded.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::path::PathBuf;

use ges_tests::figures;
use ges_tests::world::{World, checkpoint};
use rust_xlsxwriter::Workbook;

const HEADINGS: [&str; 11] =
    ["number", "name_th", "unit_th", "weight", "level1", "level2", "level3", "level4", "level5", "decimals", "tier"];

/// A workbook of indicators; `rows` are cells as text.
fn workbook(world: &World, name: &str, rows: &[[&str; 11]]) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("indicators").expect("a name");
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(0, column, heading).expect("a cell");
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, *cell).expect("a cell");
        }
    }
    let head = book.add_worksheet().set_name("agreement").expect("a name");
    for (row, (key, value)) in (0..).zip([("fiscal_year", "2555"), ("version", "2"), ("framework", "departments-2555")])
    {
        head.write(row, 0, key).expect("a cell");
        head.write(row, 1, value).expect("a cell");
    }
    let path = world.scratch().join(name);
    book.save(&path).expect("saved");
    path
}

fn row<'a>(number: &'a str, weight: &'a str, level5: &'a str) -> [&'a str; 11] {
    [number, "ร้อยละความสำเร็จ", "ร้อยละ", weight, "65", "70", "75", "80", level5, "2", "department"]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_refused_with_the_place_of_every_defect_and_nothing_is_recorded() {
    let world = World::with(&["dep"]).await;
    let node = world.at(0);
    let good = workbook(&world, "good.xlsx", &[row("1", "60", "85"), row("2", "40", "85")]);
    let bytes = std::fs::read(&good).expect("read");
    let write = |name: &str, content: &[u8]| {
        let path = world.scratch().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    };
    let agreement = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = serde_json::to_value(figures::agreement("dep", 4, 2)).expect("plain data");
        change(&mut value);
        value.to_string().into_bytes()
    };
    // What is imported, from which file, and words that must be in the answer.
    let cases: Vec<(&str, PathBuf, &[&str])> = vec![
        ("agreement", write("cut.xlsx", &bytes[..bytes.len() / 2]), &[]),
        ("agreement", write("empty.xlsx", b""), &[]),
        ("agreement", write("text.xlsx", "ไม่ใช่สมุดงาน".as_bytes()), &[]),
        ("agreement", write("zeros.xlsx", &[0; 5_000]), &[]),
        ("agreement", workbook(&world, "weights.xlsx", &[row("1", "60", "85"), row("2", "30", "85")]), &["90"]),
        ("agreement", workbook(&world, "cells.xlsx", &[row("1", "หกสิบ", "85"), row("x", "40", "70")]), &["2", "3"]),
        ("agreement", workbook(&world, "twice.xlsx", &[row("1", "60", "85"), row("1", "40", "85")]), &["1"]),
        ("agreement", workbook(&world, "none.xlsx", &[]), &[]),
        ("agreement", write("cut.json", &agreement(&|_| {})[..100]), &["line"]),
        ("agreement", write("other.json", &agreement(&|v| v["organisation"] = "cdd".into())), &["cdd"]),
        ("agreement", write("old.json", &agreement(&|v| v["version"] = 1.into())), &["1"]),
        ("agreement", write("unknown.json", &agreement(&|v| v["colour"] = "red".into())), &["colour"]),
        ("agreement", write("agreement.doc", b"x"), &[".xlsx"]),
        ("results", write("results.json", r#"{"results":[{"fiscal_year":2555,"indicator":"9","round":6,"value":"1"},{"fiscal_year":2555,"indicator":"1","round":7,"value":"x"}]}"#.as_bytes()), &["results[1]"]),
        ("results", write("range.json", r#"[{"fiscal_year":2555,"indicator":"1","round":6,"value":"99999999999999999999999"}]"#.as_bytes()), &["[0]"]),
        ("results", write("cut.xlsx", &bytes[..bytes.len() - 200]), &[]),
        ("observations", write("bad.csv", b"series,period,value\na,2012-13,1\nb,2012-01,one\n"), &["2", "3"]),
        ("observations", write("binary.csv", &figures::bytes(3_000, 9)), &[]),
    ];
    let before = checkpoint(&node.rest, "/log/checkpoint").await.expect("a checkpoint");
    for (kind, path, words) in cases {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        for dry in [true, false] {
            let mut arguments = vec!["import", kind, path.to_str().expect("text")];
            if kind == "observations" {
                arguments.extend(["--dataflow", "monthly"]);
            }
            if dry {
                arguments.push("--dry-run");
            }
            let said = node.cli(&arguments).await;
            assert_eq!(said.status.code(), Some(1), "{kind} {name}: {}{}", said.out, said.err);
            let said = said.refused();
            assert!(said.len() > 40, "{kind} {name} says nothing: {said}");
            for word in words {
                assert!(said.contains(word), "{kind} {name} does not say `{word}`: {said}");
            }
            let after = checkpoint(&node.rest, "/log/checkpoint").await.expect("a checkpoint");
            assert_eq!(before, after, "{kind} {name} recorded something");
        }
    }
    let path = good.to_str().expect("text");
    node.json(&["import", "agreement", path, "--dry-run"]).await;
    assert_eq!(
        checkpoint(&node.rest, "/log/checkpoint").await.expect("a checkpoint"),
        before,
        "a dry run records nothing"
    );
    node.json(&["import", "agreement", path]).await;
    world.caught_up(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_request_over_rest_names_the_field_and_records_nothing() {
    let world = World::with(&["dep"]).await;
    let rest = &world.at(0).rest;
    let before = checkpoint(rest, "/log/checkpoint").await.expect("a checkpoint");
    let good = serde_json::json!({"fiscal_year": figures::YEAR, "indicator": "1", "round": 6, "value": "70"});
    let with = |field: &str, value: serde_json::Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let path = "/api/v1/agencies/dep/results";
    let cases = [
        ("value", with("value", "เจ็ดสิบ".into())),
        ("value", with("value", "1,23".into())),
        ("round", with("round", 7.into())),
        ("fiscal_year", with("fiscal_year", 2012.into())),
        ("indicator", with("indicator", "x".into())),
        ("audience", with("audience", "everybody".into())),
        ("evidence", with("evidence", serde_json::json!([{"digest": "00"}]))),
    ];
    for (field, body) in cases {
        let problem = rest.post(path, &body).await.problem(422);
        assert!(problem.to_string().contains(field), "{field}: {problem}");
    }
    assert!(rest.post(path, &with("indicator", "99".into())).await.status.is_client_error());
    assert!(rest.post(path, &with("colour", "red".into())).await.status.is_client_error());
    assert!(rest.post("/api/v1/agencies/cdd/results", &good).await.status.as_u16() == 404);
    let filed = with("evidence", serde_json::json!([{"digest": "00".repeat(32)}]));
    assert!(rest.post(path, &filed).await.status.is_client_error(), "evidence must be filed first");
    let text = rest.request(reqwest::Method::POST, path).header("content-type", "application/json").body("{");
    rest.send(text).await.expect("an answer").problem(400);
    let size =
        rest.request(reqwest::Method::POST, path).header("content-type", "application/json").body(vec![b' '; 40 << 20]);
    // The server may close the connection before the body is through.
    if let Ok(answer) = rest.send(size).await {
        assert_eq!(answer.status.as_u16(), 413);
    }
    assert_eq!(checkpoint(rest, "/log/checkpoint").await.expect("a checkpoint"), before);
}

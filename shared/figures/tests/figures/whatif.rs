//! `/api/v1/score`, `/targets`, `/rollup`: calculations with their traces, refusals with their rules; nothing is stored.

use ges_domain::audience::Audience;
use ges_domain::score::Trace;
use serde_json::{Value, json};

use crate::house::{Answer, post};
use crate::world::build;

async fn ask(url: &str, body: &Value) -> Answer {
    post(&build(Audience::Central).hub, url, &body.to_string()).await
}

#[tokio::test]
async fn a_score_comes_with_a_trace_that_gives_the_same_digits_again() {
    let body = json!({"levels": ["1800", "2100", "2400", "2700", "3000"], "value": "2489"});
    let answer = ask("/api/v1/score", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let scored = answer.json();
    assert_eq!((&scored["score"], &scored["exact"]), (&json!("3.2967"), &json!("989/300")));
    assert!(scored["sentence"]["th"].as_str().unwrap().contains("อยู่ระหว่างระดับ 3 (2,400) กับระดับ 4 (2,700)"));
    let mut trace: Trace = serde_json::from_value(scored["trace"].clone()).unwrap();
    assert!(trace.holds());
    trace.official += rust_decimal::Decimal::ONE;
    assert!(!trace.holds());
}

#[tokio::test]
async fn formulas_criteria_of_any_kind_and_policies_are_taken() {
    for (body, score) in [
        (
            json!({"levels": [80, 85, 90, 95, 100], "formula": "percent(disbursed, planned)", "inputs": {"variables": {"disbursed": 1846, "planned": 2000}}}),
            "3.4600",
        ),
        (json!({"levels": [50, 60, 70, 80, 90], "value": 10, "policies": {"below_level_1": "zero"}}), "0.0000"),
        (
            json!({"criteria": {"kind": "rank_bands", "bands": [{"score": 5, "from": 1, "to": 4}, {"score": 3, "from": 5}]}, "value": 7}),
            "3.0000",
        ),
    ] {
        let answer = ask("/api/v1/score", &body).await;
        assert_eq!(answer.json()["score"], score, "{body}: {}", answer.text());
    }
}

#[tokio::test]
async fn refusals_name_place_rule_and_remedy() {
    for (url, body, status, said) in [
        ("/api/v1/score", json!({"levels": [1, 1, 2, 3, 4], "value": 1}), 422, "strictly"),
        ("/api/v1/score", json!({"levels": [1, 2, 3, 4, 5]}), 422, "not reported yet"),
        ("/api/v1/score", json!({"value": 1}), 422, "either `levels` or `criteria`"),
        ("/api/v1/score", json!({"levels": [1, 2, 3, 4, 5], "value": 1, "colour": 1}), 422, "unknown field"),
        ("/api/v1/targets", json!({"baseline": [1, 2, 3], "direction": "higher"}), 422, "interval"),
        ("/api/v1/rollup", json!({"round": 7, "items": []}), 422, "reporting round"),
        (
            "/api/v1/rollup",
            json!({"round": 12, "agreement": true, "items": [{"id": "1", "weight": 90, "score": 3}]}),
            422,
            "100",
        ),
        ("/api/v1/rollup", json!({"round": 12, "items": [{"id": "1", "weight": 1, "score": 6}]}), 422, "scale"),
    ] {
        let answer = post(&build(Audience::Central).hub, url, &body.to_string()).await;
        assert_eq!(answer.status, status, "{url} {body}: {}", answer.text());
        assert!(answer.text().contains(said), "{url} {body}: {}", answer.text());
    }
    let long = r#"{"levels": [1, 2, 3, 4, 5], "value": 0.12345678901234567}"#;
    let long = post(&build(Audience::Central).hub, "/api/v1/score", long).await;
    assert!(long.status == 422 && long.text().contains("write it as text"), "{}", long.text());
    let broken = post(&build(Audience::Central).hub, "/api/v1/score", "{").await;
    assert_eq!(broken.status, 400, "{}", broken.text());
}

#[tokio::test]
async fn targets_are_proposed_with_their_warnings() {
    let body = json!({"mandate": {"target_at_5": "3000"}, "baseline": ["2000", "2323", "2489"], "direction": "higher"});
    let answer = ask("/api/v1/targets", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let proposed = answer.json();
    assert_eq!(proposed["proposal"]["pattern"], 4, "{proposed}");
    assert_eq!(proposed["proposal"]["x"], "2489");
    assert!(!proposed["sentence"]["th"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_total_states_its_base_and_what_is_awaited() {
    let body = json!({"round": 6, "items": [
        {"id": "3"},
        {"id": "3.1", "parent": "3", "weight": 15, "score": "4"},
        {"id": "3.2", "parent": "3", "weight": 20, "score": "3"},
        {"id": "7", "weight": 12, "state": "awaiting_data"},
        {"id": "10", "weight": 53, "starts": 9},
    ]});
    let answer = ask("/api/v1/rollup", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let rolled = answer.json();
    assert_eq!((&rolled["total"], &rolled["exact"]), (&json!("3.4286"), &json!("24/7")));
    assert!(rolled["sentence"]["th"].as_str().unwrap().contains("35"), "{rolled}");
}

//! `/api/v1/…`: forms, statuses, conditional answers, ranges, pages of lists, proofs that verify.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ges_domain::audience::Audience;
use ges_domain::ids::Digest;
use ges_figures::proof::{NotProved, Proof};
use ges_journal::Hash;
use ges_journal::entry::{Header, body_digest};
use ges_journal::hash::leaf_hash;
use ges_journal::note::{Checkpoint, SignedNote, SignerKey, VerifierKey, verify_cosignature};
use ges_journal::proof::verify_inclusion;

use crate::house::{Answer, ENGLISH, ask, bearer, get};
use crate::world::{OPEN, PDF, World, build};

async fn api(world: &World, url: &str) -> Answer {
    let token = bearer(&world.hub.token("analyst"));
    get(&world.hub, url, &[("authorization", &token)]).await
}

#[tokio::test]
async fn numbers_are_decimals_in_strings() {
    let world = build(Audience::Central);
    let all = api(&world, "/api/v1/agencies/dep/indicators").await.json();
    assert_eq!((all["fiscal_year"].as_u64(), all["items"].as_array().unwrap().len()), (Some(2555), 7));
    let third = &all["items"][2];
    assert_eq!(third["levels"], serde_json::json!(["1800", "2100", "2400", "2700", "3000"]));
    assert_eq!(third["rounds"][1]["value"], "2600");
    assert_eq!(third["rounds"][1]["score"], "3.6667");
    assert_eq!(third["rounds"][1]["state"], "attested");
    assert_eq!(third["rounds"][1]["evidence_count"], 1);
    assert_eq!(all["items"][1]["rounds"][0]["state"], "reported", "changed after it was attested");
    assert_eq!(all["items"][3]["rounds"][0]["state"], "awaiting", "erased");
    assert!(all["items"][3]["rounds"][0].get("value").is_none());
    let total = &all["totals"][1];
    let shown = ["round", "score", "weight_base", "weight_whole"].map(|key| total[key].clone());
    assert_eq!(serde_json::json!(shown), serde_json::json!([9, "3.6667", "15", "100"]));
    assert!(total["computation"]["rounding"].is_string(), "{total}");
    let one = api(&world, "/api/v1/agencies/dep/indicators/3").await.json();
    let values: Vec<_> = one["versions"].as_array().unwrap().iter().map(|v| v["value"].clone()).collect();
    assert_eq!(values, ["1905", "2545", "2600"]);
    let agency = api(&world, "/api/v1/agencies/dep").await.json();
    assert_eq!(agency["fiscal_years"], serde_json::json!([2555]));
    assert_eq!(agency["journal"]["origin"], "ges.local/dep/1");
}

#[tokio::test]
async fn pages_of_results_join_without_a_gap() {
    let world = build(Audience::Central);
    let whole = api(&world, "/api/v1/agencies/dep/results").await.json();
    let ids = |v: &serde_json::Value| -> Vec<String> {
        v["items"].as_array().unwrap().iter().map(|r| r["record"].as_str().unwrap().to_owned()).collect()
    };
    let mut joined = Vec::new();
    let mut url = "/api/v1/agencies/dep/results?limit=2".to_owned();
    loop {
        let page = api(&world, &url).await.json();
        assert!(ids(&page).len() <= 2);
        joined.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => url = format!("/api/v1/agencies/dep/results?limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(joined, ids(&whole));
    assert_eq!(joined.len(), 4, "2/6, 3/6, 3/9 and 5/6");
    let nine = api(&world, "/api/v1/agencies/dep/results?round=9").await.json();
    assert_eq!(ids(&nine), [world.records["3/9"].to_string()]);
    let first = api(&world, "/api/v1/agencies/dep/documents?limit=1").await.json();
    let next = first["next"].as_str().unwrap();
    let second = api(&world, &format!("/api/v1/agencies/dep/documents?limit=1&cursor={next}")).await.json();
    assert_ne!(first["items"][0]["digest"], second["items"][0]["digest"]);
    assert!(second.get("next").is_none());
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let world = build(Audience::Central);
    let token = bearer(&world.hub.token("analyst"));
    let digest = world.pdf;
    for url in [
        "/api/v1/agencies",
        "/api/v1/agencies/dep",
        "/api/v1/agencies/dep/indicators",
        "/api/v1/agencies/dep/indicators/3",
        "/api/v1/agencies/dep/results",
        "/api/v1/agencies/dep/attestations",
        &format!("/api/v1/agencies/dep/results/{}/proof", world.records["3/9"]),
        &format!("/api/v1/agencies/dep/documents/{digest}"),
    ] {
        let first = get(&world.hub, url, &[("authorization", &token)]).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 20, "{url}");
        let again = get(&world.hub, url, &[("authorization", &token), ("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{url}");
        assert_eq!(again.header("etag"), tag);
    }
}

#[tokio::test]
async fn problems_say_what_is_wrong_in_both_languages() {
    let world = build(Audience::Central);
    let token = bearer(&world.hub.token("analyst"));
    for (url, accept, status, code) in [
        ("/api/v1/agencies/dep/indicators?fiscal_year=2012", "*/*", 400, "malformed"),
        ("/api/v1/agencies/dep/results?round=7", "*/*", 400, "malformed"),
        ("/api/v1/agencies/dep/results?cursor=%25%25", "*/*", 400, "malformed"),
        ("/api/v1/agencies/dep/results?limit=x", "*/*", 400, "malformed"),
        ("/api/v1/agencies/DEP", "*/*", 404, "not-found"),
        ("/api/v1/agencies/dep/indicators?fiscal_year=2560", "*/*", 404, "not-found"),
        ("/api/v1/agencies/dep/indicators/3.3", "*/*", 404, "not-found"),
        ("/api/v1/agencies/dep/results/x/proof", "*/*", 404, "not-found"),
        ("/api/v1/documents/abc", "*/*", 404, "not-found"),
        ("/api/v1/agencies/dep", "application/xml", 406, "not-acceptable"),
    ] {
        for language in [("accept-language", "th"), ENGLISH] {
            let answer = get(&world.hub, url, &[("authorization", &token), ("accept", accept), language]).await;
            assert_eq!(answer.status, status, "{url}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{url}");
            let problem = answer.json();
            assert_eq!(problem["code"], code, "{url}");
            assert_eq!(problem["status"], status);
            assert!(!problem["title"].as_str().unwrap().contains('⟦'));
            assert_eq!(answer.header("content-language"), language.1);
        }
    }
    let url = "/api/v1/agencies/dep/indicators?fiscal_year=2012";
    let problem = get(&world.hub, url, &[("authorization", &token), ENGLISH]).await.json();
    assert_eq!(problem["errors"][0]["place"], "fiscal_year");
    assert!(problem["detail"].as_str().unwrap().contains("2012"));
}

fn hash(value: &serde_json::Value) -> Hash {
    value.as_str().unwrap().parse::<Digest>().unwrap().0
}

#[tokio::test]
async fn a_proof_verifies_with_nothing_but_itself_and_keys() {
    let world = build(Audience::Central);
    let record = world.records["3/9"];
    let proof = api(&world, &format!("/api/v1/agencies/dep/results/{record}/proof")).await.json();
    let bytes = |name: &str| BASE64_STANDARD.decode(proof[name].as_str().unwrap()).unwrap();
    let header_bytes = bytes("header_base64");
    let header = Header::decode(&header_bytes).unwrap();
    assert_eq!(header.record_id, record);
    assert_eq!(hash(&proof["leaf_hash"]), leaf_hash(&header_bytes));
    assert_eq!(body_digest(&bytes("salt"), &bytes("body_base64")), header.body_digest);
    assert!(String::from_utf8(bytes("body_base64")).unwrap().contains("\"value\":\"2600\""));
    let note = SignedNote::parse(proof["checkpoint"].as_str().unwrap().as_bytes()).unwrap();
    let key: VerifierKey = proof["vkey"].as_str().unwrap().parse().unwrap();
    assert_eq!(key, world.node.signer.verifier_key());
    note.verify(&key).unwrap();
    let witness: VerifierKey = proof["witness_vkey"].as_str().unwrap().parse().unwrap();
    assert_eq!(witness, world.witness.verifier_key());
    assert!(verify_cosignature(&note, &witness).unwrap() > 0);
    assert!(proof["checkpoint"].as_str().unwrap().contains(proof["cosignature"].as_str().unwrap()));
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    assert_eq!(proof["size"].as_u64(), Some(checkpoint.size));
    let path: Vec<Hash> = proof["inclusion"].as_array().unwrap().iter().map(hash).collect();
    let index = proof["index"].as_u64().unwrap();
    verify_inclusion(&leaf_hash(&header_bytes), index, checkpoint.size, &path, &checkpoint.root).unwrap();
    assert!(verify_inclusion(&leaf_hash(&header_bytes), index + 1, checkpoint.size, &path, &checkpoint.root).is_err());
    let cio: VerifierKey = proof["cio_vkey"].as_str().unwrap().parse().unwrap();
    SignedNote::parse(proof["attestation"].as_str().unwrap().as_bytes()).unwrap().verify(&cio).unwrap();
}

#[tokio::test]
async fn the_offline_check_proves_what_holds_and_names_what_does_not() {
    let world = build(Audience::Central);
    let url = format!("/api/v1/agencies/dep/results/{}/proof", world.records["3/9"]);
    let file = api(&world, &url).await.body;
    let proof = Proof::parse(&file).unwrap();
    let cio: VerifierKey = proof.cio_vkey.clone().unwrap().parse().unwrap();
    let keys = [world.node.signer.verifier_key(), world.witness.verifier_key(), cio];
    let proved = proof.verify(&keys).unwrap();
    assert_eq!(proved.not_proved, []);
    assert!(proved.witnessed_at.is_some() && proved.attestation.is_some() && proved.body.is_some());
    let alone = proof.verify(&[]).unwrap();
    assert_eq!(alone.not_proved.len(), 3, "three keys came from the file itself");
    // Anything that is changed is noticed.
    let with = |change: &dyn Fn(&mut Proof)| {
        let mut changed = proof.clone();
        change(&mut changed);
        changed.verify(&keys)
    };
    let body = |p: &mut Proof| p.body_base64 = Some(BASE64_STANDARD.encode("{\"value\":\"9999\"}"));
    assert!(matches!(with(&body), Err(NotProved::Body)));
    assert!(matches!(with(&|p| p.index += 1), Err(NotProved::Differs("index"))));
    assert!(matches!(with(&|p| p.size += 1), Err(NotProved::Differs("size"))));
    assert!(matches!(with(&|p| p.inclusion.swap(0, 1)), Err(NotProved::Inclusion(_))));
    assert!(matches!(with(&|p| p.inclusion.clear()), Err(NotProved::Inclusion(_))));
    assert!(matches!(with(&|p| p.checkpoint = p.checkpoint.replacen("\n1", "\n2", 1)), Err(NotProved::Signature(_))));
    let other = SignerKey::from_seed("ges.local/dep/1", &[77; 32]).unwrap().verifier_key();
    assert!(
        matches!(proof.verify(&[other]), Err(NotProved::Signature(_))),
        "a key known from elsewhere outranks the file's"
    );
    assert!(matches!(Proof::parse(b"{}"), Err(NotProved::Form(_))));
}

#[tokio::test]
async fn the_proof_of_an_erased_record_has_no_body() {
    let world = build(Audience::Central);
    let record = world.records["4/6"];
    let proof = api(&world, &format!("/api/v1/agencies/dep/results/{record}/proof")).await.json();
    assert!(proof.get("body_base64").is_none() && proof.get("salt").is_none());
    let header = BASE64_STANDARD.decode(proof["header_base64"].as_str().unwrap()).unwrap();
    assert_eq!(hash(&proof["leaf_hash"]), leaf_hash(&header));
    let proof: Proof = serde_json::from_value(proof).unwrap();
    assert!(proof.verify(&[world.node.signer.verifier_key()]).unwrap().body.is_none());
}

#[tokio::test]
async fn attestations_tell_what_checking_the_signature_found() {
    let world = build(Audience::Central);
    let all = api(&world, "/api/v1/agencies/dep/attestations").await.json();
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["signature"], "verified");
    assert_eq!(items[0]["signer"], "dep/cio");
    assert_eq!(items[0]["records"].as_array().unwrap().len(), 3);
    assert_eq!(items[1]["exceptions"][0]["indicator"], "6");
}

#[tokio::test]
async fn documents_come_whole_in_parts_or_not_at_all() {
    let world = build(Audience::Central);
    let token = bearer(&world.hub.token("analyst"));
    let page_url = format!("/agencies/dep/documents/{}", world.pdf);
    assert_eq!(get(&world.hub, &page_url, &[("authorization", &token)]).await.body, PDF);
    let url = format!("/api/v1{page_url}");
    let whole = get(&world.hub, &url, &[("authorization", &token)]).await;
    assert_eq!((whole.status, &whole.body[..]), (200, PDF));
    assert_eq!(whole.header("etag"), format!("\"{}\"", world.pdf));
    assert_eq!(whole.header("repr-digest"), format!("sha-256=:{}:", BASE64_STANDARD.encode(world.pdf.as_bytes())));
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(whole.header("content-type"), "application/pdf");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert!(whole.header("content-disposition").starts_with("attachment; filename=\""));
    assert!(whole.header("content-disposition").contains("filename*=UTF-8''%E0%B8%A3"));
    for (range, status, part) in [
        ("bytes=0-3", 206, Some(&PDF[..4])),
        ("bytes=5-", 206, Some(&PDF[5..])),
        ("bytes=-6", 206, Some(&PDF[PDF.len() - 6..])),
        ("bytes=9999-", 416, None),
        ("bytes=0-1,3-4", 200, Some(PDF)),
    ] {
        let answer = get(&world.hub, &url, &[("authorization", &token), ("range", range)]).await;
        assert_eq!(answer.status, status, "{range}");
        if let Some(part) = part {
            assert_eq!(&answer.body[..], part, "{range}");
        } else {
            assert_eq!(answer.header("content-range"), format!("bytes */{}", PDF.len()));
            assert_eq!(answer.json()["code"], "range-not-satisfiable");
        }
    }
    let part = get(&world.hub, &url, &[("authorization", &token), ("range", "bytes=0-3")]).await;
    assert_eq!(part.header("content-range"), format!("bytes 0-3/{}", PDF.len()));
    assert_eq!(part.header("content-length"), "4");
    let head = ask(&world.hub, "HEAD", &url, &[("authorization", &token)]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), PDF.len().to_string());
    let open = get(&world.hub, &format!("/api/v1/documents/{}", world.open), &[]).await;
    assert_eq!((open.status, &open.body[..]), (200, OPEN));
    let elsewhere = format!("/agencies/opdc/documents/{}", world.pdf);
    assert_eq!(get(&world.hub, &elsewhere, &[("authorization", &token)]).await.status, 404);
}

#[test]
fn the_description_has_every_path_with_its_problems() {
    let json = serde_json::to_value(ges_figures::openapi()).unwrap();
    assert!(json["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "/api/v1/agencies",
        "/api/v1/agencies/{id}",
        "/api/v1/agencies/{id}/indicators",
        "/api/v1/agencies/{id}/indicators/{number}",
        "/api/v1/agencies/{id}/results",
        "/api/v1/agencies/{id}/results/{record_id}/proof",
        "/api/v1/agencies/{id}/documents",
        "/api/v1/agencies/{id}/documents/{digest}",
        "/api/v1/documents/{digest}",
        "/api/v1/agencies/{id}/attestations",
        "/api/v1/agencies/{id}/questions",
        "/api/v1/agencies/{id}/questions/{question}",
        "/log/checkpoint",
        "/log/tile/{path}",
        "/agencies/{id}/log/checkpoint",
        "/agencies/{id}/log/tile/{path}",
    ] {
        let get = &json["paths"][path]["get"];
        assert!(get["responses"]["200"].is_object(), "{path}");
        if path.starts_with("/api") {
            assert!(get["responses"]["401"]["content"]["application/problem+json"].is_object(), "{path}");
        }
    }
    let ids: Vec<_> = json["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|p| p.as_object().unwrap().values())
        .map(|o| o["operationId"].clone())
        .collect();
    assert!(ids.iter().all(serde_json::Value::is_string), "{ids:?}");
    let distinct: std::collections::BTreeSet<_> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(ids.len(), distinct.len(), "operation ids are unique: {ids:?}");
}

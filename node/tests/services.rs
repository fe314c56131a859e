//! What may be recorded, and what is refused with state unchanged.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use ges_domain::access::Role;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::ids::Digest;
use ges_domain::result::Evidence;
use ges_domain::text::Text;
use ges_journal::attestation::Attestation;
use ges_journal::note::SignedNote;
use ges_ledger::read;
use ges_node::app::{Node, NodeError, own_log};
use ges_node::service::attestations::{Decision, attest, create_key, prepare};
use ges_node::service::documents::{NewDocument, file};
use ges_node::service::erasures::{NewErasure, erase};
use ges_node::service::results::NewResult;
use ges_node::service::{self, ServiceError, Who};
use support::{agreement, env, new_node, record, report, who, with_agreement, year};

const PASSPHRASE: &str = "ข้าวเหนียวมะม่วง 2555";

fn size(node: &Node) -> u64 {
    node.store().read(own_log).unwrap().size
}

fn code(result: Result<impl std::fmt::Debug, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn a_node_is_made_once_and_opens_with_its_own_seed_only() {
    let (_dir, node) = new_node("dep");
    let config = node.config().clone();
    assert_eq!(size(&node), 1, "the organisation describes itself");
    let request = ges_node::app::InitRequest {
        config: config.clone(),
        organisation: support::organisation("dep"),
        administrator: "admin".into(),
    };
    assert!(matches!(Node::init(request, env()), Err(NodeError::AlreadyInitialised(_))));
    drop(node);
    Node::open(config.clone(), env()).unwrap();
    let seed = config.journal_seed();
    let text = std::fs::read_to_string(&seed).unwrap();
    std::fs::write(&seed, text.replace(['0', '1'], "7")).unwrap();
    assert!(matches!(Node::open(config.clone(), env()), Err(NodeError::AnotherSeed { .. })));
    std::fs::write(&seed, text).unwrap();
    let mut other = config;
    other.organisation = support::id("cdd");
    assert!(matches!(Node::open(other, env()), Err(NodeError::AnotherOrganisation { .. })));
}

#[test]
fn results_are_checked_against_the_agreement_roles_and_evidence() {
    let (_dir, node) = new_node("dep");
    let now = node.env().clock.now();
    let new = |number: &str, value: &str| NewResult::new(report(number, Round::Nine, value));
    let add = |who: &Who, input: NewResult| service::results::record(&node, who, input, now);
    assert_eq!(code(add(&who(), new("1", "70"))), "no-agreement");
    with_agreement(&node);
    let before = size(&node);
    let mut unfiled = new("1", "70");
    unfiled.report.evidence.push(Evidence { digest: Digest([1; 32]), place: String::new() });
    let mut long = new("1", "70");
    long.report.note = "ก".repeat(4001);
    let executive = Who::new("boss", [Role::Executive]);
    for (who, input, expected) in [
        (who(), new("9", "70"), "unknown-indicator"),
        (who(), unfiled, "evidence-not-filed"),
        (who(), long, "bad-result"),
        (executive, new("1", "70"), "forbidden"),
    ] {
        assert_eq!(code(add(&who, input)), expected);
    }
    let half = vec![new("1", "70"), new("9", "1")];
    assert_eq!(code(service::results::record_all(&node, &who(), half, now)), "unknown-indicator");
    assert_eq!(size(&node), before, "nothing half-done is left behind");

    let first = add(&Who::new("keeper", [Role::DataKeeper]), new("1", "70")).unwrap();
    let fresh = NewResult { seen: Some(None), ..new("1", "71") };
    assert_eq!(code(add(&who(), fresh)), "overtaken");
    let corrected = NewResult { seen: Some(Some(first.record_id)), ..new("1", "71") };
    add(&who(), corrected).unwrap();
    let newest = node.store().read(|tx| read::results::newest(tx, node.own(), year())).unwrap();
    assert_eq!(newest.iter().map(|r| r.report.value.unwrap().to_string()).collect::<Vec<_>>(), ["71"]);
}

#[test]
fn agreements_must_be_this_organisations_and_newer() {
    let (_dir, node) = new_node("dep");
    let now = node.env().clock.now();
    let import = |a| service::agreements::import(&node, &who(), a, Audience::Central, now);
    assert_eq!(code(import(agreement("cdd", 1))), "another-organisation");
    let mut light = agreement("dep", 1);
    light.indicators.pop();
    assert_eq!(code(import(light)), "bad-agreement");
    import(agreement("dep", 1)).unwrap();
    assert_eq!(code(import(agreement("dep", 1))), "agreement-version");
    import(agreement("dep", 2)).unwrap();
    let keeper = Who::new("keeper", [Role::DataKeeper]);
    assert_eq!(
        code(service::agreements::import(&node, &keeper, agreement("dep", 3), Audience::Central, now)),
        "forbidden"
    );
}

/// A connection that is cut.
struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("cut"))
    }
}

#[test]
fn documents_are_filed_once_under_their_digest() {
    let (_dir, node) = new_node("dep");
    let now = node.env().clock.now();
    let input =
        NewDocument {
            name: "../รายงาน.pdf".into(), media_type: "application/pdf".into(), audience: Audience::Central
        };
    let first = file(&node, &who(), &input, b"content".as_slice(), now).unwrap();
    let again = file(&node, &who(), &input, b"content".as_slice(), now).unwrap();
    assert!(!first.known && again.known && first.record_id == again.record_id);
    assert_eq!(first.document.name, "รายงาน.pdf");
    assert_eq!(node.documents().verify(&first.document.digest).unwrap(), 7);
    let before = size(&node);
    assert_eq!(code(file(&node, &who(), &input, Broken, now)), "upload");
    let small = Node::open(
        {
            let mut c = node.config().clone();
            c.documents.limit = ges_runtime::config::Size(3);
            c
        },
        env(),
    )
    .unwrap();
    assert_eq!(code(file(&small, &who(), &input, b"content".as_slice(), now)), "too-large");
    assert_eq!(size(&node), before);
}

#[test]
fn the_cio_signs_exactly_what_was_shown_with_a_key_the_journal_appointed() {
    let (_dir, node) = new_node("dep");
    with_agreement(&node);
    record(&node, "1", "70");
    record(&node, "2", "4930");
    let now = node.env().clock.now();
    let decision = |exceptions: &[(&str, &str)], shown: Option<String>| Decision {
        year: year(),
        round: Round::Nine,
        exceptions: exceptions.iter().map(|(n, r)| (n.parse().unwrap(), (*r).to_owned())).collect(),
        shown,
        late: None,
    };
    let sign = |decision, passphrase: &str| attest(&node, &who(), "cio", passphrase, decision, now);
    let explained: &[(&str, &str)] = &[("3", "รอผลสำรวจ")];
    assert_eq!(code(sign(decision(explained, None), PASSPHRASE)), "no-cio-key");
    assert_eq!(code(create_key(&node, &who(), "cio", &Text::default(), "short", now)), "short-passphrase");
    assert_eq!(code(create_key(&node, &who(), "../x", &Text::default(), PASSPHRASE, now)), "cio-login");
    let key = create_key(&node, &who(), "cio", &Text::default(), PASSPHRASE, now).unwrap();
    assert_eq!(code(create_key(&node, &who(), "cio", &Text::default(), PASSPHRASE, now)), "cio-key-exists");

    let before = size(&node);
    assert_eq!(code(sign(decision(&[], None), PASSPHRASE)), "unexplained");
    assert_eq!(code(sign(decision(&[("3", " ")], None), PASSPHRASE)), "bad-exception");
    assert_eq!(code(sign(decision(&[("3", "x"), ("8", "x")], None), PASSPHRASE)), "bad-exception");
    assert_eq!(code(sign(decision(explained, None), "wrong passphrase")), "wrong-passphrase");
    assert_eq!(code(sign(decision(&[("1", "x"), ("2", "x"), ("3", "x")], None), PASSPHRASE)), "nothing-to-attest");
    let keeper = Who::new("keeper", [Role::DataKeeper]);
    assert_eq!(code(attest(&node, &keeper, "cio", PASSPHRASE, decision(explained, None), now)), "forbidden");
    assert_eq!(size(&node), before);

    let shown = prepare(&node, &who(), year(), Round::Nine).unwrap();
    assert_eq!((shown.figures.len(), shown.missing.len()), (2, 1));
    let newer = record(&node, "2", "4940");
    assert_eq!(code(sign(decision(explained, Some(shown.mark())), PASSPHRASE)), "list-changed");
    let shown = prepare(&node, &who(), year(), Round::Nine).unwrap();
    sign(decision(explained, Some(shown.mark())), PASSPHRASE).unwrap();

    let (attested, appointed) = node
        .store()
        .read(|tx| {
            Ok::<_, ges_ledger::LedgerError>((
                read::attestations::over(tx, node.own(), newer.record_id)?,
                read::attestations::appointments(tx, node.own())?,
            ))
        })
        .unwrap();
    let note = SignedNote::parse(attested.unwrap().note.as_bytes()).unwrap();
    let signed = Attestation::verify(&note, &key).unwrap();
    assert_eq!(signed.records.len(), 2);
    assert_eq!(signed.exceptions, [("3".to_owned(), "รอผลสำรวจ".to_owned())]);
    assert!(signed.statement.contains("กรมส่งเสริมการส่งออก"));
    assert_eq!(appointed.iter().map(|a| a.key.clone()).collect::<Vec<_>>(), [key.to_string()]);
}

#[test]
fn an_erasure_takes_the_body_and_the_bytes_and_leaves_the_hash() {
    let (_dir, node) = new_node("dep");
    with_agreement(&node);
    let now = node.env().clock.now();
    let input = NewDocument { name: "a.txt".into(), media_type: "text/plain".into(), audience: Audience::Central };
    let filed = file(&node, &who(), &input, b"personal".as_slice(), now).unwrap();
    let gone =
        |order: &str, reason: &str| NewErasure { record: filed.record_id, order: order.into(), reason: reason.into() };
    assert_eq!(code(erase(&node, &who(), &gone("", "x"), now)), "erasure-words");
    assert_eq!(code(erase(&node, &Who::new("k", [Role::DataKeeper]), &gone("1", "x"), now)), "forbidden");
    erase(&node, &who(), &gone("ศาล 12/2555", "ข้อมูลส่วนบุคคล"), now).unwrap();
    assert_eq!(node.documents().has(&filed.document.digest).unwrap(), None);
    let documents = node.store().read(|tx| read::documents::of(tx, node.own())).unwrap();
    assert!(documents.is_empty());
    let unknown =
        NewErasure { record: ges_domain::ids::RecordId(uuid::Uuid::nil()), order: "1".into(), reason: "x".into() };
    assert_eq!(code(erase(&node, &who(), &unknown, now)), "unknown-record");
}

//! `/journal`: the head of the own log, the key that signs it, and the hub's receipts.

use askama::Template;
use axum::extract::State;
use ges_figures::House as _;
use ges_journal::note::{Checkpoint, SignedNote, verify_cosignature};
use ges_ledger::{LedgerError, log, read};
use ges_web::format::{self, Moment};
use ges_web::page::View;
use ges_web::{Html, Page, Problem, Reader, Signed};
use jiff::Timestamp;

use crate::app::{Node, own_log};
use crate::service::ServiceError;

/// Receipts shown.
const SHOWN: u32 = 20;

struct ReceiptRow {
    size: String,
    received: Html,
    witnessed: Html,
    note: String,
}

#[derive(Template)]
#[template(path = "node/journal.html")]
pub(super) struct JournalPage {
    page: Page,
    log: String,
    size: String,
    vkey: String,
    checkpoint: String,
    root: String,
    receipts: Vec<ReceiptRow>,
    quarantined: Vec<String>,
    command: String,
}

pub(super) async fn page(State(node): State<Node>, _: Signed, reader: Reader) -> Result<View<JournalPage>, Problem> {
    let inner = node.clone();
    let read = node.store().read_async(move |tx| {
        let log = own_log(tx)?;
        let note = inner.signing(&log.id, |key| log::sign(tx, &log, log.size, key))?;
        let receipts = log::receipts(tx, log.key, SHOWN)?;
        let quarantined = read::provenance::quarantined(tx, &log)?;
        Ok::<_, LedgerError>((log, note, receipts, quarantined))
    });
    let (log, note, receipts, quarantined) = read.await.map_err(ServiceError::from)?;
    let locale = reader.locale();
    let witness = node.link().map(|l| l.witness.clone());
    let at =
        |micros: i64| Timestamp::from_microsecond(micros).map(|t| Moment::DateTime.html(locale, t)).unwrap_or_default();
    let receipts = receipts.iter().map(|receipt| {
        let note = SignedNote::parse(&receipt.note).ok();
        let time = note.as_ref().zip(witness.as_ref()).and_then(|(n, w)| verify_cosignature(n, w).ok());
        let time = time.and_then(|seconds| i64::try_from(seconds).ok()).map(|s| at(s.saturating_mul(1_000_000)));
        ReceiptRow {
            size: format::count(receipt.size),
            received: at(receipt.received_at),
            witnessed: time.unwrap_or_else(|| Html::text(&reader.tr("node-receipt-unverified"))),
            note: String::from_utf8_lossy(&receipt.note).into_owned(),
        }
    });
    let root = Checkpoint::parse(note.text()).map(|c| ges_domain::ids::Digest(c.root).to_string()).unwrap_or_default();
    Ok(View::ok(JournalPage {
        receipts: receipts.collect(),
        quarantined: quarantined.iter().map(|q| format!("{} {}: {}", q.sequence, q.kind, q.reason)).collect(),
        command: format!("ges-node --dir {} verify --vkey '{}'", node.config().dir.display(), log.verifier),
        log: log.id.to_string(),
        size: format::count(log.size),
        vkey: log.verifier.to_string(),
        checkpoint: note.to_string(),
        root,
        page: node.page(&reader, reader.tr("node-journal-title")),
    }))
}

//! The whole story once: a figure is recorded at an agency, reaches the hub by itself, and verifies.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use ges_domain::audience::Viewer;
use ges_domain::calendar::Round;
use ges_domain::ids::RecordId;
use ges_domain::result::{Report, Source};
use ges_domain::score::Inputs;
use ges_hub::documents;
use ges_journal::attestation::Attestation;
use ges_journal::note::{SignedNote, verify_cosignature};
use ges_journal::proof::verify_inclusion;
use ges_ledger::{LedgerError, log, read};
use ges_node::service::Who;
use ges_node::service::results::{self, NewResult};

use crate::Demo;
use crate::house::House;

/// Longest wait for something that normally takes a second.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until the hub has every entry of every node, with a receipt.
pub async fn everything_arrived(demo: &Demo) -> Result<()> {
    for house in &demo.houses {
        let id = house.node.own().clone();
        let wanted = *house.node.head().borrow();
        until(demo, &format!("the journal of {id}"), || {
            let known = demo.hub.store().read(|tx| {
                let Some(log) = log::newest(tx, &id)? else { return Ok((0, false)) };
                Ok::<_, LedgerError>((log.size, log.receipt.is_some()))
            })?;
            Ok(known.0 >= wanted && known.1)
        })
        .await?;
    }
    Ok(())
}

/// Waits for a condition, looking again whenever the hub's board rings.
async fn until(demo: &Demo, what: &str, holds: impl Fn() -> Result<bool>) -> Result<()> {
    let mut board = demo.hub.board().subscribe();
    let clock = &demo.hub.env().clock;
    let wait = async {
        while !holds()? {
            tokio::select! {
                changed = board.changed() => changed.context("the hub has stopped")?,
                () = clock.sleep(Duration::from_millis(100)) => {}
            }
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(PATIENCE, wait).await.with_context(|| format!("{what} did not arrive within a minute"))?
}

/// Tells the story step by step; an error names the step that failed.
pub async fn tell(demo: &Demo) -> Result<()> {
    let house = demo.houses.first().context("no agency")?;
    let id = house.node.own().clone();
    let clock = &demo.hub.env().clock;
    println!("1. {} records 81.20 for indicator 7, nine months, at its own node.", house.agency.organisation.name.en);
    let begun = clock.now();
    let record = record(house)?;
    let year = house.agency.agreement.fiscal_year;
    until(demo, "the figure", || {
        let newest = demo.hub.store().read(|tx| read::results::newest(tx, &id, year))?;
        Ok(newest.iter().any(|r| r.record_id == record))
    })
    .await
    .context("step 2")?;
    let took = clock.now().duration_since(begun).as_millis();
    println!("2. Nobody sent anything: the hub had it {took} ms later.");
    until(demo, "the cosignature", || Ok(proven(demo, house, record)?.is_some())).await.context("step 3")?;
    let proven = proven(demo, house, record)?.context("the proof is gone")?;
    println!("3. Entry {} of {}: {proven}", sequence(demo, house, record)?, house.node.origin());
    let filed = demo
        .hub
        .store()
        .read(|tx| read::documents::of(tx, &id))?
        .into_iter()
        .find(|f| f.audience.admits(&id, &Viewer::Central(demo.hub.organisation().clone())))
        .context("no document at the hub")?;
    documents::ensure(&demo.hub, &id, &filed.document).await.context("step 4: fetching a document")?;
    println!(
        "4. The hub opened “{}”: {} bytes, digest {}.",
        filed.document.name, filed.document.size, filed.document.digest
    );
    let attested = attestation(demo, house)?;
    println!("5. {attested}");
    println!("\nEverything verified. ทุกขั้นตรวจแล้วตรงกัน");
    Ok(())
}

fn record(house: &House) -> Result<RecordId> {
    let report = Report {
        fiscal_year: house.agency.agreement.fiscal_year,
        indicator: "7".parse()?,
        round: Round::Nine,
        value: Some("81.20".parse()?),
        inputs: Inputs::default(),
        note: "ผลการสำรวจผู้รับบริการ (ข้อมูลสาธิต)".into(),
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: true,
    };
    let who = Who::console("demo");
    Ok(results::record(&house.node, &who, NewResult::new(report), house.node.env().clock.now())?.record_id)
}

fn sequence(demo: &Demo, house: &House, record: RecordId) -> Result<u64> {
    let found = demo.hub.store().read(|tx| read::provenance::of(tx, house.node.own(), record))?;
    Ok(found.context("the record is not at the hub")?.stored.sequence)
}

/// Checks the record at the hub with public keys alone; `None` while the cosignature is still on its way.
fn proven(demo: &Demo, house: &House, record: RecordId) -> Result<Option<String>> {
    let id = house.node.own();
    let store = demo.hub.store();
    let Some(found) = store.read(|tx| read::provenance::of(tx, id, record))? else { return Ok(None) };
    let Some(receipt) = &found.receipt else { return Ok(None) };
    let sequence = found.stored.sequence;
    let inclusion = store.read(|tx| read::provenance::inclusion(tx, &found.log, sequence, &receipt.note))?;
    let inclusion = inclusion.context("the receipt does not cover the record")?;
    let (size, root) = (inclusion.checkpoint.size, inclusion.checkpoint.root);
    let content = found.stored.sealed.content().context("the body is hidden or erased")?;
    ensure!(content.is(&found.header.body_digest), "the body does not have the digest in its header");
    verify_inclusion(&found.leaf, sequence, size, &inclusion.proof, &root)?;
    let note = SignedNote::parse(&receipt.note)?;
    note.verify(&house.node.signer().verifier_key())?;
    verify_cosignature(&note, &demo.hub.witness().verifier_key())?;
    Ok(Some(format!("in the tree of {size} entries, signed by the agency, cosigned by the hub.")))
}

fn attestation(demo: &Demo, house: &House) -> Result<String> {
    let (id, year) = (house.node.own(), house.agency.agreement.fiscal_year);
    let store = demo.hub.store();
    let newest = store.read(|tx| read::attestations::of(tx, id, year))?.pop().context("nothing is attested")?;
    let key = store.read(|tx| read::attestations::appointments(tx, id))?.into_iter().next().context("no CIO key")?;
    let note = SignedNote::parse(newest.note.as_bytes())?;
    let attestation = Attestation::verify(&note, &key.key.parse()?)?;
    Ok(format!(
        "The CIO vouched for {} figures of the {}-month round; the signature verifies.",
        attestation.records.len(),
        newest.round.months()
    ))
}

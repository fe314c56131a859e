//! The CIO vouches for a round: the newest figures, the exceptions with their reasons, signed with the CIO's own key.

use std::collections::BTreeMap;

use ges_domain::access::Act;
use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};
use ges_domain::records::{Appointment, Fact};
use ges_domain::score::Scored;
use ges_domain::text::Text;
use ges_domain::workflow::round::RoundStage;
use ges_domain::workflow::wording::Remark;
use ges_journal::Hash;
use ges_journal::attestation::Attestation;
use ges_journal::note::{SignerKey, VerifierKey};
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::{LedgerError, log, read};
use ges_runtime::keyfile;
use ges_store::Tx;
use jiff::Timestamp;

use super::marks::{self, Mark, Signed};
use super::opening::{self, Opening};
use super::rounds::{self, Card, Frame};
use super::{ServiceError, Who, only, record as commit};
use crate::app::{Node, own_log};
use crate::config::Config;
use crate::files;

/// What the CIO is shown before signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preparation {
    /// The year.
    pub year: FiscalYear,
    /// The round.
    pub round: Round,
    /// Newest figure of each indicator that has one, with the digest of its body.
    pub figures: Vec<(Indicator, read::results::Recorded, Hash)>,
    /// Indicators without a figure to vouch for: each needs a reason.
    pub missing: Vec<Indicator>,
    /// Of those, the ones still on their way through the agency, with where they are.
    pub waiting: BTreeMap<IndicatorNumber, RoundStage>,
    /// Whether the round has closed: what is released for the first time is late and needs a reason.
    pub late: bool,
    /// What calls for a look before signing.
    pub marks: BTreeMap<IndicatorNumber, Vec<Mark>>,
    /// The documents behind each figure: what the signature opens, and what stays internal.
    pub evidence: BTreeMap<IndicatorNumber, Vec<(Digest, Opening)>>,
    /// When the rounds so far were signed.
    pub signed: Vec<Signed>,
    /// The statement in words.
    pub statement: String,
    /// The agreement in force, by which figures are scored.
    pub agreement: Agreement,
}

impl Preparation {
    /// The score of a figure, where it has one.
    pub fn score(&self, indicator: &Indicator, recorded: &read::results::Recorded) -> Option<Scored> {
        self.agreement.score(indicator, &recorded.report).ok()
    }

    /// Stable mark of exactly this list and of the documents it opens: what was shown is what gets signed.
    pub fn mark(&self) -> String {
        let mut all: Vec<u8> =
            self.figures.iter().flat_map(|(_, r, d)| r.record_id.as_bytes().iter().chain(d).copied()).collect();
        for (digest, opening) in self.evidence.values().flatten().filter(|(_, opening)| opening.waits()) {
            all.extend(digest.as_bytes());
            all.extend(opening.meant.to_string().bytes());
        }
        Digest(ges_journal::hash::leaf_hash(&all)).to_string()
    }
}

/// What the CIO decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The year.
    pub year: FiscalYear,
    /// The round.
    pub round: Round,
    /// Indicators not vouched for, with the reason. Every indicator without a figure must be among them.
    pub exceptions: Vec<(IndicatorNumber, String)>,
    /// [`Preparation::mark`] of the list that was shown; `None` signs whatever is newest.
    pub shown: Option<String>,
    /// Why figures are released after the round has closed.
    pub late: Option<String>,
}

/// Collects the newest figures of a round and puts the statement into words.
pub fn prepare(node: &Node, who: &Who, year: FiscalYear, round: Round) -> Result<Preparation, ServiceError> {
    who.must(Act::ReadFigures)?;
    let (own, frame, now) = (node.own().clone(), Frame::of(node), node.env().clock.now());
    node.store().read(|tx| Ok(collect(tx, &own, &frame, (year, round), now)?.0))
}

/// What can be signed, and the cards whose figures are released by it.
fn collect(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    frame: &Frame,
    (year, round): (FiscalYear, Round),
    now: Timestamp,
) -> Result<(Preparation, Vec<Card>), ServiceError> {
    let found = rounds::year(tx, frame, year)?;
    let (mut figures, mut missing, mut waiting, mut checked) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
    let (mut late, mut noticed, mut evidence) = (false, BTreeMap::new(), BTreeMap::new());
    let closes_at = frame.closes_at(year, round);
    for card in found.of(round) {
        let at_check = card.stage() == RoundStage::CioCheck;
        let figure = if at_check { card.submitted() } else { card.released() };
        let Some(figure) = figure else {
            if card.newest().is_some() {
                waiting.insert(card.indicator.number.clone(), card.stage());
            }
            missing.push(card.indicator.clone());
            continue;
        };
        let digest = body_digest(tx, own, figure.record_id)?;
        figures.push((card.indicator.clone(), figure.clone(), digest));
        noticed.insert(card.indicator.number.clone(), marks::marks(card, closes_at));
        evidence.insert(card.indicator.number.clone(), opening::behind(tx, own, &figure.report)?);
        if at_check {
            late |= card.standing.state.overdue(now.as_microsecond());
            checked.push(card.clone());
        }
    }
    let name = read::organisations::one(tx, own)?.map_or_else(|| own.to_string(), |o| o.name.th);
    let statement = statement(&name, year, round);
    let (marks, signed, agreement) = (noticed, marks::signed(tx, frame)?, found.agreement);
    let prepared =
        Preparation { year, round, figures, missing, waiting, late, marks, evidence, signed, statement, agreement };
    Ok((prepared, checked))
}

/// Digest of a record's body, whichever epoch of the own log it stands in.
fn body_digest(tx: &mut Tx<'_>, own: &OrganisationId, record: RecordId) -> Result<Hash, LedgerError> {
    for log in log::of(tx, own)?.iter().filter(|log| log.side.own) {
        if let Some(Ok(header)) = log::by_record(tx, log.key, record)?.and_then(|stored| stored.sealed.header()) {
            return Ok(header.body_digest);
        }
    }
    Err(LedgerError::UnknownRecord(record))
}

/// The statement above the records, in the words the CIO reads.
fn statement(name: &str, year: FiscalYear, round: Round) -> String {
    format!(
        "ข้าพเจ้า ในฐานะผู้บริหารเทคโนโลยีสารสนเทศระดับสูงของ{name} ขอรับรองว่า ผลการปฏิบัติราชการตามคำรับรองฯ \
         ปีงบประมาณ พ.ศ. {year} รอบ {} เดือน ตามรายการข้างท้ายนี้ ถูกต้องตรงตามหลักฐานของหน่วยงาน \
         เว้นแต่รายการที่ระบุเหตุผลไว้",
        round.months()
    )
}

/// Signs and records. Opening the key takes some tenths of a second: call it where blocking is allowed.
pub fn attest(
    node: &Node,
    who: &Who,
    signer_login: &str,
    passphrase: &str,
    decision: Decision,
    now: Timestamp,
) -> Result<Recorded, ServiceError> {
    who.must(Act::AttestRound)?;
    let Decision { year, round, exceptions, shown, late } = decision;
    let (own, frame) = (node.own().clone(), Frame::of(node));
    let prepared = node.store().read(|tx| Ok::<_, ServiceError>(collect(tx, &own, &frame, (year, round), now)?.0))?;
    if shown.is_some_and(|shown| shown != prepared.mark()) {
        return Err(ServiceError::ListChanged);
    }
    check_exceptions(&prepared, &exceptions)?;
    let listed: Vec<(String, String)> =
        exceptions.iter().map(|(number, reason)| (number.to_string(), reason.trim().to_owned())).collect();
    let vouched = move |number: &IndicatorNumber| !exceptions.iter().any(|(n, _)| n == number);
    if !prepared.figures.iter().any(|(indicator, ..)| vouched(&indicator.number)) {
        return Err(ServiceError::NothingToAttest { year, round });
    }
    let late = late.filter(|words| !words.trim().is_empty()).map(Remark::new).transpose()?;
    let mark = prepared.mark();
    let key = open_key(node.config(), signer_login, passphrase)?;
    let (entropy, who) = (node.env().entropy.clone(), who.clone());
    let (recorded, size) = node.store().write(move |tx| {
        let (prepared, mut checked) = collect(tx, &own, &frame, (year, round), now)?;
        // Between reading and signing somebody may have recorded another figure.
        if prepared.mark() != mark {
            return Err(ServiceError::ListChanged);
        }
        checked.retain(|card| vouched(&card.indicator.number));
        let figures: Vec<_> = checked.iter().filter_map(|card| card.submitted().cloned()).collect();
        let all =
            prepared.figures.iter().filter(|(indicator, ..)| vouched(&indicator.number)).map(|(_, figure, _)| figure);
        let released = rounds::release(tx, &own, &figures, all, now, &entropy)?;
        let mut records: Vec<(RecordId, Hash)> = Vec::with_capacity(prepared.figures.len());
        for (indicator, figure, digest) in &prepared.figures {
            let place = checked.iter().position(|card| card.indicator.number == indicator.number);
            match place.and_then(|place| released.get(place)) {
                Some(copy) => records.push((copy.record_id, body_digest(tx, &own, copy.record_id)?)),
                None if vouched(&indicator.number) => records.push((figure.record_id, *digest)),
                None => {}
            }
        }
        let attestation = Attestation {
            organisation: own.clone(),
            fiscal_year: year,
            round,
            attested_at: now.as_microsecond(),
            statement: prepared.statement,
            records,
            exceptions: listed.clone(),
        };
        let note = attestation.sign(&key)?.to_string();
        let snapshot = Digest(ges_journal::hash::leaf_hash(note.as_bytes()));
        let steps = rounds::attested(&frame, &who, checked, snapshot, late.as_ref(), now)?;
        let fact = Fact::Attestation(note);
        let mut statements = vec![Statement { fact, audience: Audience::Central, author: who.author.clone() }];
        statements.extend(steps);
        let log = own_log(tx)?;
        let recorded = append::record(tx, &log, &statements, now, &entropy)?;
        Ok::<_, ServiceError>((only(&recorded)?, log.size + recorded.len() as u64))
    })?;
    node.ring(size);
    Ok(recorded)
}

fn check_exceptions(prepared: &Preparation, exceptions: &[(IndicatorNumber, String)]) -> Result<(), ServiceError> {
    let (round, year) = (prepared.round, prepared.year);
    if prepared.figures.is_empty() {
        return Err(ServiceError::NothingToAttest { year, round });
    }
    for (number, reason) in exceptions {
        let known = prepared.figures.iter().map(|(i, ..)| i).chain(&prepared.missing).any(|i| i.number == *number);
        if !known {
            return Err(ServiceError::UnknownException(number.clone()));
        }
        if reason.trim().is_empty() {
            return Err(ServiceError::NoReason(number.clone()));
        }
    }
    let explained = |i: &&Indicator| !exceptions.iter().any(|(n, _)| *n == i.number);
    let indicators: Vec<_> = prepared.missing.iter().filter(explained).map(|i| i.number.clone()).collect();
    if indicators.is_empty() { Ok(()) } else { Err(ServiceError::Unexplained { round, indicators }) }
}

/// Makes a CIO's key, sealed under a passphrase, appoints it in the journal and returns its public half.
///
/// The sealed key is on disk before the journal appoints it: an appointed key can always sign.
pub fn create_key(
    node: &Node,
    who: &Who,
    login: &str,
    title: &Text,
    passphrase: &str,
    now: Timestamp,
) -> Result<VerifierKey, ServiceError> {
    who.must(Act::Administer)?;
    let path = key_path(node.config(), login)?;
    if path.exists() {
        return Err(ServiceError::CioKeyExists(login.to_owned()));
    }
    let entropy = &node.env().entropy;
    let seed = zeroize::Zeroizing::new(entropy.bytes::<32>());
    let key = cio_key(node.config(), login, &seed)?.verifier_key();
    let sealed = keyfile::seal_under_passphrase(&seed, passphrase, entropy)?;
    files::write_secret(&path, sealed.as_bytes())?;
    let title = if title.th.is_empty() { default_title() } else { title.clone() };
    let fact = Fact::Appointment(Appointment { key: key.to_string(), title });
    let statement = Statement { fact, audience: Audience::Public, author: who.author.clone() };
    only(&commit(node, now, vec![statement], |_| Ok(()))?)?;
    Ok(key)
}

fn default_title() -> Text {
    Text::new("ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง", "Chief information officer")
}

/// Whether the person has a key.
pub fn has_key(config: &Config, login: &str) -> bool {
    key_path(config, login).is_ok_and(|path| path.exists())
}

fn open_key(config: &Config, login: &str, passphrase: &str) -> Result<SignerKey, ServiceError> {
    let none = || ServiceError::NoCioKey(login.to_owned());
    let sealed = files::read_text(&key_path(config, login)?)?.ok_or_else(none)?;
    let seed = keyfile::open_under_passphrase(&sealed, passphrase)?;
    cio_key(config, login, &seed)
}

fn cio_key(config: &Config, login: &str, seed: &[u8; 32]) -> Result<SignerKey, ServiceError> {
    let name = format!("{}/{}/cio/{login}", config.domain, config.organisation);
    SignerKey::from_seed(&name, seed).map_err(|_| ServiceError::CioLogin(login.to_owned()))
}

/// A login stands in a file name: nothing but what logins are made of.
fn key_path(config: &Config, login: &str) -> Result<std::path::PathBuf, ServiceError> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._@-".contains(c);
    let good = !login.is_empty() && login.len() <= 64 && login.chars().all(letters) && !login.starts_with('.');
    if good { Ok(config.cio_key(login)) } else { Err(ServiceError::CioLogin(login.chars().take(64).collect())) }
}

/// Title of the page that signs.
pub fn title(round: Round, year: FiscalYear) -> Text {
    let months = round.months();
    Text::new(
        format!("รับรองผลรอบ {months} เดือน ปีงบประมาณ {year}"),
        format!("Attest {months} months of fiscal year {year}"),
    )
}

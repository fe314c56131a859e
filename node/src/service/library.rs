//! The library of evidence of this agency: each content once, with its filings, its readers, its versions and the
//! figures it supports.

use std::collections::{BTreeMap, BTreeSet};

use ges_documents::{DocumentError, Documents};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};
use ges_domain::result::Document;
use ges_domain::text::Text;
use ges_ledger::read;
use ges_ledger::read::documents::Filed;
use ges_store::Tx;

use super::ServiceError;
use super::opening::Opening;

/// A figure that a document supports: the newest version of the figure names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorNumber,
    /// Its name, as far as the agreement still has it.
    pub name: Text,
    /// Round.
    pub round: Round,
    /// Where in the document; each as it was typed.
    pub places: Vec<String>,
}

/// One content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Every time it was filed, newest first; never empty.
    pub filings: Vec<Filed>,
    /// Whom it is meant for, and who may open it already.
    pub opening: Opening,
    /// The newest figures that name it.
    pub uses: Vec<Use>,
    /// Documents filed as its new versions.
    pub replaced_by: BTreeSet<Digest>,
}

impl Entry {
    /// The newest filing.
    pub fn newest(&self) -> Option<&Filed> {
        self.filings.first()
    }

    /// The documents of which it is a new version.
    pub fn replaces(&self) -> BTreeSet<Digest> {
        self.filings.iter().filter_map(|f| f.document.replaces).collect()
    }
}

/// How the bytes of a document are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bytes {
    /// Here, with the length that was recorded.
    Whole,
    /// Not on this machine.
    Missing,
    /// Here with another length.
    Differs,
}

/// Looks for the bytes; they are not read.
pub fn bytes(documents: &Documents, document: &Document) -> Result<Bytes, DocumentError> {
    Ok(match documents.has(&document.digest)? {
        None => Bytes::Missing,
        Some(size) if size == document.size => Bytes::Whole,
        Some(_) => Bytes::Differs,
    })
}

/// Every content that the agency filed, the newest filing first.
pub fn read(tx: &mut Tx<'_>, own: &OrganisationId) -> Result<Vec<Entry>, ServiceError> {
    let mut order: Vec<Digest> = Vec::new();
    let mut filings: BTreeMap<Digest, Vec<Filed>> = BTreeMap::new();
    let mut replaced_by: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
    for filed in read::documents::of(tx, own)? {
        let digest = filed.document.digest;
        if let Some(old) = filed.document.replaces {
            replaced_by.entry(old).or_default().insert(digest);
        }
        let known = filings.entry(digest).or_default();
        if known.is_empty() {
            order.push(digest);
        }
        known.push(filed);
    }
    let mut uses = uses(tx, own)?;
    let entry = |digest: &Digest| {
        let filings = filings.remove(digest).unwrap_or_default();
        let opening = Opening::of(&filings);
        let uses = uses.remove(digest).unwrap_or_default();
        Entry { filings, opening, uses, replaced_by: replaced_by.remove(digest).unwrap_or_default() }
    };
    Ok(order.iter().map(entry).collect())
}

/// Which figures name which document, newest year first, then as in the agreement.
fn uses(tx: &mut Tx<'_>, own: &OrganisationId) -> Result<BTreeMap<Digest, Vec<Use>>, ServiceError> {
    let mut found: BTreeMap<Digest, Vec<Use>> = BTreeMap::new();
    for year in read::agreements::years(tx, own)? {
        let agreement = read::agreements::in_force(tx, own, year)?.map(|a| a.agreement);
        for figure in read::results::newest(tx, own, year)? {
            let report = figure.report;
            let known = agreement.as_ref().and_then(|a| a.indicator(&report.indicator));
            for evidence in report.evidence {
                let uses = found.entry(evidence.digest).or_default();
                let same = uses
                    .iter()
                    .position(|u| (u.year, &u.indicator, u.round) == (year, &report.indicator, report.round));
                let at = same.unwrap_or_else(|| {
                    uses.push(Use {
                        year,
                        indicator: report.indicator.clone(),
                        name: known.map(|i| i.name.clone()).unwrap_or_default(),
                        round: report.round,
                        places: Vec::new(),
                    });
                    uses.len() - 1
                });
                if let Some(one) = uses.get_mut(at).filter(|_| !evidence.place.is_empty()) {
                    one.places.push(evidence.place);
                }
            }
        }
    }
    Ok(found)
}

/// What names a document on its page: its digest or one of its records.
pub fn find(all: &[Entry], name: &str) -> Option<usize> {
    let digest = name.parse::<Digest>().ok();
    let record = name.parse::<RecordId>().ok();
    let named = |f: &Filed| Some(f.document.digest) == digest || Some(f.record_id) == record;
    all.iter().position(|entry| entry.filings.iter().any(named))
}

/// All versions that hang together with this content by replacing one another, in the order of the library.
pub fn versions(all: &[Entry], at: usize) -> Vec<usize> {
    let mut found = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(entry) = open.pop().and_then(|at| all.get(at)) {
        for next in entry.replaces().iter().chain(&entry.replaced_by) {
            let place = all.iter().position(|e| e.newest().is_some_and(|f| f.document.digest == *next));
            if let Some(place) = place.filter(|place| found.insert(*place)) {
                open.push(place);
            }
        }
    }
    found.into_iter().collect()
}

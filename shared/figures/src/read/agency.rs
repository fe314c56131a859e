//! An agency with its agreement of one year and what was reported under it.

use ges_domain::audience::{Audience, Viewer};
use ges_domain::calendar::FiscalYear;
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::text::Text;
use ges_journal::entry::Sealed;
use ges_ledger::LedgerError;
use ges_ledger::log::{self, Log};
use ges_ledger::read::agreements::{self, InForce};
use ges_ledger::read::documents::{self, Filed};
use ges_ledger::read::results::{self, Recorded};
use ges_ledger::read::{attestations, organisations};
use ges_store::Tx;

use super::signatures::{self, Judged, Signature};
use crate::access::{Asker, entry_of};

/// What one reader may see of an agency in one year.
#[derive(Debug, Clone)]
pub(crate) struct Agency {
    pub(crate) organisation: Organisation,
    /// Its newest journal, if there is one here.
    pub(crate) log: Option<Log>,
    /// Years with an agreement that the reader may see, newest first.
    pub(crate) years: Vec<FiscalYear>,
    /// The year shown.
    pub(crate) year: Option<FiscalYear>,
    pub(crate) agreement: Option<InForce>,
    /// Newest figures.
    pub(crate) results: Vec<Recorded>,
    pub(crate) attestations: Vec<Judged>,
    pub(crate) documents: Vec<Filed>,
    /// Records that an attestation names and whose bodies were erased by order since.
    pub(crate) erased: Vec<RecordId>,
    /// True when a missing figure is really missing for this reader.
    pub(crate) whole: bool,
    /// Records that an attestation names with their present digest.
    signed: Vec<(RecordId, Signature)>,
}

impl Agency {
    /// Reads an agency with everything of one year; `None` when there is nothing that the reader may see.
    pub(crate) fn read(
        tx: &mut Tx,
        asker: &Asker,
        id: &OrganisationId,
        wanted: Option<FiscalYear>,
    ) -> Result<Option<Self>, LedgerError> {
        let Some(mut agency) = Self::outline(tx, asker, id, wanted)? else { return Ok(None) };
        agency.documents = visible_documents(tx, asker, id)?;
        if let Some(year) = agency.year {
            agency.results = visible_results(tx, asker, id, year)?;
            agency.attestations = visible_attestations(tx, asker, id, year)?;
            agency.read_signed(tx)?;
        }
        Ok(Some(agency))
    }

    /// Only who it is, which years there are and the agreement, without figures and documents.
    pub(crate) fn outline(
        tx: &mut Tx,
        asker: &Asker,
        id: &OrganisationId,
        wanted: Option<FiscalYear>,
    ) -> Result<Option<Self>, LedgerError> {
        let log = log::newest(tx, id)?;
        let described = organisations::one(tx, id)?;
        if log.is_none() && described.is_none() {
            return Ok(None);
        }
        let mut agreements = visible_agreements(tx, asker, id)?;
        if agreements.is_empty() && asker.viewer == Viewer::Public {
            return Ok(None);
        }
        let years: Vec<FiscalYear> = agreements.iter().map(|(year, _)| *year).collect();
        let year = wanted.or_else(|| years.first().copied());
        let place = agreements.iter().position(|(y, _)| Some(*y) == year);
        Ok(Some(Self {
            organisation: described.unwrap_or_else(|| unnamed(id)),
            log,
            years,
            year,
            agreement: place.map(|place| agreements.swap_remove(place).1),
            results: Vec::new(),
            attestations: Vec::new(),
            documents: Vec::new(),
            erased: Vec::new(),
            whole: asker.sees_whole_rounds(id),
            signed: Vec::new(),
        }))
    }

    /// What the newest attestation over a record is worth; `None` when none names it as it is now.
    pub(crate) fn signature_over(&self, record: RecordId) -> Option<Signature> {
        self.signed.iter().find(|(id, _)| *id == record).map(|(_, signature)| *signature)
    }

    /// Compares every attested digest with the record's own.
    fn read_signed(&mut self, tx: &mut Tx) -> Result<(), LedgerError> {
        let mut signed = Vec::new();
        let mut erased = Vec::new();
        for (record, judged) in signatures::by_record(&self.attestations) {
            let Some(stored) = entry_of(tx, &self.organisation.id, record)? else { continue };
            if matches!(stored.sealed, Sealed::Erased { .. }) {
                erased.push((stored.sequence, record));
            }
            if let Some(Ok(header)) = stored.sealed.header()
                && judged.digest_of(record) == Some(&header.body_digest)
            {
                signed.push((record, judged.signature));
            }
        }
        erased.sort_unstable();
        self.erased = erased.into_iter().map(|(_, record)| record).collect();
        self.signed = signed;
        Ok(())
    }
}

fn unnamed(id: &OrganisationId) -> Organisation {
    Organisation {
        id: id.clone(),
        name: Text::new(id.as_str(), ""),
        kind: OrganisationKind::Department,
        parent: Text::default(),
    }
}

fn visible_agreements(
    tx: &mut Tx,
    asker: &Asker,
    id: &OrganisationId,
) -> Result<Vec<(FiscalYear, InForce)>, LedgerError> {
    let mut out = Vec::new();
    for year in agreements::years(tx, id)? {
        if let Some(agreement) = agreements::in_force(tx, id, year)?
            && asker.sees_record(tx, id, agreement.record_id)?
        {
            out.push((year, agreement));
        }
    }
    Ok(out)
}

/// Newest figures of a year that the reader may see. Where the newest version is not for the reader, nothing is
/// shown: an older one would pass for the present figure. What is still internal, on its way through the agency, hides
/// nothing that was released before.
pub(crate) fn visible_results(
    tx: &mut Tx,
    asker: &Asker,
    id: &OrganisationId,
    year: FiscalYear,
) -> Result<Vec<Recorded>, LedgerError> {
    let released = |audience: &Audience| *audience != Audience::Internal || asker.sees(id, audience);
    let newest = results::newest_seen(tx, id, year, released)?;
    Ok(newest.into_iter().filter(|r| asker.sees(id, &r.audience)).collect())
}

/// Documents whose filing the reader may see, newest first.
pub(crate) fn visible_documents(tx: &mut Tx, asker: &Asker, id: &OrganisationId) -> Result<Vec<Filed>, LedgerError> {
    Ok(documents::of(tx, id)?.into_iter().filter(|f| asker.sees(id, &f.audience)).collect())
}

/// Attestations of a year that the reader may see, oldest first, with their signatures judged.
pub(crate) fn visible_attestations(
    tx: &mut Tx,
    asker: &Asker,
    id: &OrganisationId,
    year: FiscalYear,
) -> Result<Vec<Judged>, LedgerError> {
    let keys = signatures::keys(tx, id)?;
    let mut out = Vec::new();
    for attested in attestations::of(tx, id, year)? {
        if asker.sees_record(tx, id, attested.record_id)?
            && let Some(judged) = signatures::judge(attested, &keys)
        {
            out.push(judged);
        }
    }
    Ok(out)
}

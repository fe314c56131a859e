//! When evidence opens to others: what people file stays internal until a figure or an answer that names it is released;
//! then it is recorded again for those it is meant for, in the same transaction, and once only.

use std::collections::BTreeSet;

use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, OrganisationId};
use ges_domain::records::Fact;
use ges_domain::result::Report;
use ges_ledger::append::Statement;
use ges_ledger::read::documents::Filed;
use ges_ledger::{LedgerError, read};
use ges_store::Tx;

/// For whom a content is meant, and who may open it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Whom its newest filing is meant for.
    pub meant: Audience,
    /// Who may open it now; what was open once stays so.
    pub now: Audience,
    /// Since when, microseconds since 1970 UTC.
    pub since: Option<i64>,
}

impl Opening {
    /// Of one content: its filings by one organisation, newest first.
    pub fn of(filings: &[Filed]) -> Self {
        let open = || filings.iter().filter(|f| *f.readers() != Audience::Internal);
        let now = widest(open().map(Filed::readers));
        let meant = filings.first().map_or(Audience::Internal, |f| f.document.audience.clone());
        let since = open().rfind(|f| covers(f.readers(), &now)).or_else(|| open().next());
        let since = since.map(|f| f.recorded_at);
        Self { meant, now, since }
    }

    /// Somebody it is meant for cannot open it yet.
    pub fn waits(&self) -> bool {
        !covers(&self.now, &self.meant)
    }

    /// It was open to more than it is meant for now.
    pub fn narrowed(&self) -> bool {
        !covers(&self.meant, &self.now)
    }

    /// Who may open it once everything that names it is released.
    pub fn ahead(&self) -> Audience {
        widest([&self.now, &self.meant])
    }
}

/// Whether everybody of `inner` is among those of `outer`.
fn covers(outer: &Audience, inner: &Audience) -> bool {
    match (outer, inner) {
        (Audience::Public, _)
        | (_, Audience::Internal)
        | (Audience::Named(_) | Audience::Central, Audience::Central) => true,
        (Audience::Named(outer), Audience::Named(inner)) => inner.is_subset(outer),
        _ => false,
    }
}

/// Whoever is in one of them.
fn widest<'a>(all: impl IntoIterator<Item = &'a Audience>) -> Audience {
    let (mut named, mut central) = (BTreeSet::new(), false);
    for audience in all {
        match audience {
            Audience::Public => return Audience::Public,
            Audience::Central => central = true,
            Audience::Named(list) => named.extend(list.iter().cloned()),
            Audience::Internal => {}
        }
    }
    match (named.is_empty(), central) {
        (false, _) => Audience::Named(named),
        (true, true) => Audience::Central,
        (true, false) => Audience::Internal,
    }
}

/// The documents that a figure names, each once, and how each of them stands.
pub fn behind(tx: &mut Tx<'_>, own: &OrganisationId, report: &Report) -> Result<Vec<(Digest, Opening)>, LedgerError> {
    let named: BTreeSet<Digest> = report.evidence.iter().map(|e| e.digest).collect();
    named.into_iter().map(|digest| Ok((digest, Opening::of(&filings(tx, own, &digest)?)))).collect()
}

/// What opens the documents that something released names: one record for each that waits, by whoever filed it.
pub(super) fn openings(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    named: impl IntoIterator<Item = Digest>,
) -> Result<Vec<Statement>, LedgerError> {
    let named: BTreeSet<Digest> = named.into_iter().collect();
    let mut statements = Vec::new();
    for digest in &named {
        let filings = filings(tx, own, digest)?;
        let opening = Opening::of(&filings);
        let Some(newest) = filings.first().filter(|_| opening.waits()) else { continue };
        let mut document = newest.document.clone();
        document.replaces = match filings.iter().find_map(|f| f.document.replaces) {
            // Of an earlier version that others know nothing of, they do not learn the digest either.
            Some(old)
                if named.contains(&old) || Opening::of(&self::filings(tx, own, &old)?).now != Audience::Internal =>
            {
                Some(old)
            }
            _ => None,
        };
        let (audience, author) = (document.audience.clone(), newest.author.clone());
        statements.push(Statement { fact: Fact::Document(document), audience, author });
    }
    Ok(statements)
}

/// The filings of one content by this organisation, newest first.
pub(super) fn filings(tx: &mut Tx<'_>, own: &OrganisationId, digest: &Digest) -> Result<Vec<Filed>, LedgerError> {
    let mut filed = read::documents::by_digest(tx, digest)?;
    filed.retain(|f| f.organisation == *own);
    Ok(filed)
}

#[cfg(test)]
mod tests {
    use ges_domain::ids::RecordId;
    use ges_domain::result::Document;

    use super::*;

    /// Filings, and who may open them now, whether somebody waits, whether it was narrowed, since when.
    type Case = (&'static [(&'static str, &'static str)], (&'static str, bool, bool, Option<i64>));

    /// Filings from the newest to the oldest, each with the audience of its record and of its document.
    fn opening(filings: &[(&str, &str)]) -> (String, bool, bool, Option<i64>) {
        let filed = |(at, (record, document)): (usize, &(&str, &str))| Filed {
            organisation: OrganisationId::parse("dep").unwrap(),
            document: Document {
                digest: Digest([1; 32]),
                size: 0,
                name: String::new(),
                media_type: String::new(),
                audience: document.parse().unwrap(),
                chunks: Vec::new(),
                replaces: None,
            },
            record_id: RecordId(uuid::Uuid::nil()),
            sequence: 0,
            audience: record.parse().unwrap(),
            author: String::new(),
            recorded_at: i64::try_from(filings.len() - at).unwrap(),
        };
        let all: Vec<Filed> = filings.iter().enumerate().map(filed).collect();
        let opening = Opening::of(&all);
        (opening.now.to_string(), opening.waits(), opening.narrowed(), opening.since)
    }

    #[test]
    fn a_document_waits_until_it_is_recorded_for_whom_it_is_meant_and_what_was_open_stays_open() {
        let (waits, narrowed) = (true, true);
        let table: [Case; 13] = [
            (&[], ("internal", !waits, !narrowed, None)),
            (&[("internal", "internal")], ("internal", !waits, !narrowed, None)),
            (&[("internal", "central")], ("internal", waits, !narrowed, None)),
            (&[("central", "central")], ("central", !waits, !narrowed, Some(1))),
            (&[("central", "central"), ("internal", "central")], ("central", !waits, !narrowed, Some(2))),
            (&[("internal", "internal"), ("internal", "central")], ("internal", !waits, !narrowed, None)),
            (&[("internal", "central"), ("internal", "internal")], ("internal", waits, !narrowed, None)),
            (&[("internal", "internal"), ("central", "central")], ("central", !waits, narrowed, Some(1))),
            (&[("internal", "public"), ("central", "central")], ("central", waits, !narrowed, Some(1))),
            (&[("internal", "named:cdd"), ("central", "central")], ("central", waits, !narrowed, Some(1))),
            (&[("internal", "central"), ("named:cdd", "named:cdd")], ("named:cdd", !waits, narrowed, Some(1))),
            (&[("internal", "named:cdd,moi"), ("named:cdd", "named:cdd")], ("named:cdd", waits, !narrowed, Some(1))),
            (&[("public", "public"), ("central", "central")], ("public", !waits, !narrowed, Some(2))),
        ];
        for (filings, expected) in table {
            let (now, waits, narrowed, since) = expected;
            assert_eq!(opening(filings), (now.to_owned(), waits, narrowed, since), "{filings:?}");
        }
    }
}

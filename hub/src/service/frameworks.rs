//! The frameworks that come with the program, published in the hub's own journal.

use ges_domain::audience::Audience;
use ges_domain::framework::shipped;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::records::Fact;
use ges_domain::text::Text;
use ges_ledger::append::Statement;
use ges_ledger::{LedgerError, read};

use crate::app::{Hub, HubError};

/// Statements of the hub's beginnings that its journal does not hold yet.
pub fn unpublished(hub: &Hub) -> Result<Vec<Statement>, HubError> {
    let id = hub.organisation().clone();
    let (known, itself) = hub.store().read(|tx| {
        let known = read::agreements::frameworks(tx)?;
        Ok::<_, LedgerError>((known, read::organisations::one(tx, &id)?))
    })?;
    let state = |fact| Statement { fact, audience: Audience::Public, author: "ges-hub".into() };
    let mut out = Vec::new();
    if itself.is_none() {
        out.push(state(Fact::Organisation(Organisation {
            id,
            name: hub.name(),
            kind: OrganisationKind::CentralAgency,
            parent: Text::default(),
        })));
    }
    let published = |id: &str, version| known.iter().any(|f| f.id == id && f.version >= version);
    let new = shipped::all()?.into_iter().filter(|f| !published(&f.id, f.version));
    out.extend(new.map(|f| state(Fact::Framework(f))));
    Ok(out)
}

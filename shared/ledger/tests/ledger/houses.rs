//! Organisations with logs of their own, and a hub that mirrors them, over real stores.

use ges_domain::agreement::{Agreement, Indicator, Tier};
use ges_domain::audience::{Audience, Viewer};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::{Criteria, Levels};
use ges_domain::definition::Definition;
use ges_domain::exact::Exact;
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::policy::Policies;
use ges_domain::records::Fact;
use ges_domain::result::{Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use ges_journal::log_id::LogId;
use ges_journal::note::SignerKey;
use ges_journal::witness::Mirror;
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::log::{self, Log, Side};
use ges_ledger::mirror::{self, Prepared};
use ges_ledger::{LedgerError, feed};
use ges_proto::observations::{Observations, Period};
use ges_runtime::Entropy;
use ges_store::{Options, Store, StoreUrl};
use jiff::Timestamp;
use rust_decimal::Decimal;

pub const NOW: &str = "2012-07-04T07:20:00Z";

pub fn year() -> FiscalYear {
    FiscalYear::new(2555).unwrap()
}

/// One organisation with its own log.
pub struct House {
    pub id: OrganisationId,
    pub store: Store,
    pub entropy: Entropy,
    pub key: SignerKey,
    pub log: Log,
}

impl House {
    pub fn new(name: &str) -> Self {
        let id = OrganisationId::parse(name).unwrap();
        let store = Store::open(&StoreUrl::memory(), Options::default()).unwrap();
        ges_ledger::migrate(&store).unwrap();
        let log_id = LogId::new("ges.local", id.clone(), 1).unwrap();
        let key = SignerKey::from_seed(&log_id.to_string(), &[7; 32]).unwrap();
        let verifier = key.verifier_key();
        let log = store
            .write(move |tx| {
                let key = log::create(tx, &log_id, &verifier, Side { own: true, central: false })?;
                log::get(tx, key)
            })
            .unwrap();
        Self { id, store, entropy: Entropy::seeded(5), key, log }
    }

    pub fn record(&self, facts: Vec<(Fact, Audience)>) -> Vec<Recorded> {
        let (log, entropy) = (self.log.clone(), self.entropy.clone());
        let statements: Vec<Statement> =
            facts.into_iter().map(|(fact, audience)| Statement { fact, audience, author: "keeper".into() }).collect();
        self.store
            .write(move |tx| append::record(tx, &log, &statements, NOW.parse::<Timestamp>().unwrap(), &entropy))
            .unwrap()
    }

    pub fn batch(&self, first: u64, max_bytes: usize, viewer: &Viewer) -> Option<ges_proto::exchange::Batch> {
        self.store
            .read(|tx| {
                let log = log::get(tx, self.log.key)?;
                feed::next_batch(tx, &log, first, max_bytes, viewer, &self.key)
            })
            .unwrap()
    }

    pub fn describe(&self) -> (Fact, Audience) {
        let organisation = Organisation {
            id: self.id.clone(),
            name: Text::new("กรมส่งเสริมการส่งออก", "Department of Export Promotion"),
            kind: OrganisationKind::Department,
            parent: Text::default(),
        };
        (Fact::Organisation(organisation), Audience::Public)
    }

    pub fn agreement(&self) -> (Fact, Audience) {
        let indicators = [("1", 60), ("2", 40)]
            .map(|(number, weight)| Indicator {
                number: number.parse().unwrap(),
                name: Text::new("ร้อยละของระดับความพึงพอใจของผู้รับบริการ", ""),
                unit: Text::new("ร้อยละ", ""),
                weight: Decimal::from(weight),
                definition: Definition::of(Criteria::levels(
                    Levels::new([65, 70, 75, 80, 85].map(Exact::whole)).unwrap(),
                )),
                decimals: 2,
                dimension: Text::default(),
                tier: Tier::Department,
                host: Text::default(),
                illustrative: true,
            })
            .to_vec();
        let agreement = Agreement {
            organisation: self.id.clone(),
            fiscal_year: year(),
            version: 1,
            framework: "departments-2555".into(),
            framework_version: None,
            policies: Policies::default(),
            source: String::new(),
            indicators,
        };
        (Fact::Agreement(agreement), Audience::Central)
    }
}

pub fn result(indicator: &str, value: i64, audience: Audience) -> (Fact, Audience) {
    let report = Report {
        fiscal_year: year(),
        indicator: indicator.parse().unwrap(),
        round: Round::Nine,
        value: Some(Decimal::from(value)),
        inputs: Inputs::default(),
        note: String::new(),
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: true,
    };
    (Fact::Result(report), audience)
}

pub fn observations(series: &[&str], value: i64) -> (Fact, Audience) {
    let rows = series.len();
    let batch = Observations {
        dataflow: "monthly".into(),
        series: series.iter().map(|s| (*s).to_owned()).collect(),
        series_index: (0..u32::try_from(rows).unwrap()).collect(),
        period: vec![Period::parse("2012-04").unwrap().code(); rows],
        mantissa: vec![value; rows],
        scale: vec![2],
        note_length: Vec::new(),
        notes: String::new(),
    };
    (Fact::Observations(batch.encode().unwrap().to_vec()), Audience::Central)
}

/// The hub's side: a store with mirrors.
pub struct Hub {
    pub store: Store,
}

impl Hub {
    pub fn new() -> Self {
        Self::over(&StoreUrl::memory())
    }

    pub fn over(url: &StoreUrl) -> Self {
        let store = Store::open(url, Options::default()).unwrap();
        ges_ledger::migrate(&store).unwrap();
        Self { store }
    }

    pub fn open(&self, house: &House) -> Log {
        let (id, key) = (house.log.id.clone(), house.key.verifier_key());
        self.store.write(move |tx| mirror::open(tx, &id, &key, false)).unwrap()
    }

    pub fn commit(&self, log: &Log, prepared: &Prepared) -> Result<(), LedgerError> {
        let (prepared, key) = (prepared.clone(), log.key);
        self.store.write(move |tx| prepared.commit(tx, key))
    }

    pub fn pull(&self, house: &House, max_bytes: usize) -> usize {
        let viewer = Viewer::Central(OrganisationId::parse("opdc").unwrap());
        let log = self.open(house);
        let mut mirror: Mirror = log.mirror();
        let mut batches = 0;
        while let Some(batch) = house.batch(mirror.edge.size(), max_bytes, &viewer) {
            let prepared = Prepared::new(&mut mirror, &batch).unwrap();
            self.commit(&log, &prepared).unwrap();
            batches += 1;
        }
        batches
    }
}

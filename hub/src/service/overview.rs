//! All agencies in one round: what was reported of what is due, who attested, what it adds up to.

use std::collections::{BTreeMap, HashMap};

use ges_domain::agreement::Indicator;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::Score;
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::text::Text;
use ges_journal::attestation::Attestation;
use ges_journal::note::{SignedNote, VerifierKey};
use ges_ledger::read::results::Recorded;
use ges_ledger::read::{agreements, attestations, organisations, results};
use ges_ledger::{LedgerError, log};
use ges_store::Tx;
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::app::Hub;
use crate::pull::board::LinkState;
use crate::store::agencies::{self, Agency, Status, moment};

/// How far the CIO vouches for what an agency reported in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vouched {
    /// Nothing is attested.
    No,
    /// Attested, but figures were added or changed since.
    Partly,
    /// The CIO's signature over every figure shown was verified.
    Fully,
}

/// One round of one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundState {
    /// Round.
    pub round: Round,
    /// Indicators of the agreement.
    pub due: usize,
    /// Indicators with a figure.
    pub reported: usize,
    /// Attestation.
    pub vouched: Vouched,
}

/// One indicator in the round shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its number.
    pub number: IndicatorNumber,
    /// The whole level reached, if a figure is here.
    pub level: Option<u8>,
}

/// The weighted mean of an agency's self-assessed scores, with the weight it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Official score, four decimals.
    pub score: Decimal,
    /// Weight of the indicators with a figure.
    pub base: Decimal,
}

/// One agency.
#[derive(Debug, Clone)]
pub struct Row {
    /// The agency as it describes itself, or as the operator entered it.
    pub organisation: Organisation,
    /// How far enrolment has come.
    pub status: Status,
    /// Its link.
    pub link: LinkState,
    /// Entries verified here.
    pub size: u64,
    /// All three rounds.
    pub rounds: Vec<RoundState>,
    /// Indicators in the round shown.
    pub cells: Vec<Cell>,
    /// Total of the round shown.
    pub total: Option<Total>,
    /// Total of the round before it.
    pub before: Option<Total>,
    /// When the newest figure was recorded at the agency.
    pub last_data: Option<Timestamp>,
}

impl Row {
    /// The round shown.
    pub fn in_round(&self, round: Round) -> Option<&RoundState> {
        self.rounds.iter().find(|r| r.round == round)
    }
}

/// Agencies below one ministry.
#[derive(Debug, Clone)]
pub struct Group {
    /// The ministry; empty for those that name none.
    pub parent: Text,
    /// Its agencies.
    pub rows: Vec<Row>,
}

/// The overview of one round.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Year; none while there is no agreement at all.
    pub year: Option<FiscalYear>,
    /// Round.
    pub round: Round,
    /// Agencies by ministry.
    pub groups: Vec<Group>,
}

impl Overview {
    /// All agencies.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|g| &g.rows)
    }
}

/// The overview of `year` (default: the newest) and `round` (default: the latest with figures).
pub async fn read(hub: &Hub, year: Option<FiscalYear>, round: Option<Round>) -> Result<Overview, LedgerError> {
    let live = hub.board().states();
    let own = hub.organisation().clone();
    hub.store().read_async(move |tx| overview(tx, &own, &live, year, round)).await
}

fn overview(
    tx: &mut Tx,
    own: &OrganisationId,
    live: &BTreeMap<OrganisationId, LinkState>,
    year: Option<FiscalYear>,
    round: Option<Round>,
) -> Result<Overview, LedgerError> {
    let year = match year {
        Some(year) => Some(year),
        None => agreements::newest_year(tx)?,
    };
    let known: HashMap<_, _> = organisations::all(tx)?.into_iter().map(|o| (o.id.clone(), o)).collect();
    let mut gathered = Vec::new();
    for agency in agencies::all(tx)?.into_iter().filter(|a| a.id != *own) {
        let organisation = known.get(&agency.id).cloned().unwrap_or_else(|| entered(&agency));
        gathered.push(gather(tx, organisation, &agency, live, year)?);
    }
    let latest = gathered.iter().flat_map(|g| &g.results).map(|r| r.report.round).max();
    let round = round.or(latest).unwrap_or(Round::Six);
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for one in gathered {
        let parent = one.organisation.parent.clone();
        let group = groups.entry(parent.th.clone()).or_insert_with(|| Group { parent, rows: Vec::new() });
        group.rows.push(one.row(round));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    // Those without a ministry come last.
    groups.sort_by_key(|g| (g.parent.th.is_empty(), g.parent.th.clone()));
    Ok(Overview { year, round, groups })
}

fn entered(agency: &Agency) -> Organisation {
    let kind = OrganisationKind::Department;
    Organisation { id: agency.id.clone(), name: agency.name.clone(), kind, parent: Text::default() }
}

struct Gathered {
    organisation: Organisation,
    status: Status,
    link: LinkState,
    size: u64,
    indicators: Vec<Indicator>,
    results: Vec<Recorded>,
    /// Per round: records vouched for under a verified signature.
    vouched: HashMap<Round, Vec<RecordId>>,
}

fn gather(
    tx: &mut Tx,
    organisation: Organisation,
    agency: &Agency,
    live: &BTreeMap<OrganisationId, LinkState>,
    year: Option<FiscalYear>,
) -> Result<Gathered, LedgerError> {
    let id = &agency.id;
    let (indicators, results, vouched) = match year {
        None => (Vec::new(), Vec::new(), HashMap::new()),
        Some(year) => (
            agreements::in_force(tx, id, year)?.map_or(Vec::new(), |a| a.indicators),
            results::newest(tx, id, year)?,
            vouched_for(tx, id, year)?,
        ),
    };
    Ok(Gathered {
        status: agency.status,
        link: live.get(id).cloned().unwrap_or_default(),
        size: log::newest(tx, id)?.map_or(0, |l| l.size),
        organisation,
        indicators,
        results,
        vouched,
    })
}

/// Records of each round under a signature that verifies with a key the agency's journal appointed.
fn vouched_for(
    tx: &mut Tx,
    id: &OrganisationId,
    year: FiscalYear,
) -> Result<HashMap<Round, Vec<RecordId>>, LedgerError> {
    let keys: Vec<VerifierKey> =
        attestations::appointments(tx, id)?.iter().filter_map(|a| a.key.parse().ok()).collect();
    let mut out: HashMap<Round, Vec<RecordId>> = HashMap::new();
    for attested in attestations::of(tx, id, year)? {
        let Ok(note) = SignedNote::parse(attested.note.as_bytes()) else { continue };
        let Some(content) = keys.iter().find_map(|k| Attestation::verify(&note, k).ok()) else { continue };
        out.entry(attested.round).or_default().extend(content.records.iter().map(|(record, _)| *record));
    }
    Ok(out)
}

impl Gathered {
    fn row(self, round: Round) -> Row {
        let rounds = Round::ALL.into_iter().map(|r| self.round_state(r)).collect();
        let cells = self
            .indicators
            .iter()
            .map(|i| Cell { number: i.number.clone(), level: self.score(i, round).map(|s| s.level()) })
            .collect();
        let total = self.total(round);
        let before = round.previous().and_then(|r| self.total(r));
        let last_data = self.results.iter().map(|r| r.recorded_at).max().map(moment);
        Row {
            organisation: self.organisation,
            status: self.status,
            link: self.link,
            size: self.size,
            rounds,
            cells,
            total,
            before,
            last_data,
        }
    }

    fn in_round(&self, round: Round) -> impl Iterator<Item = &Recorded> {
        self.results
            .iter()
            .filter(move |r| r.report.round == round && self.indicators.iter().any(|i| i.number == r.report.indicator))
    }

    fn round_state(&self, round: Round) -> RoundState {
        let reported = self.in_round(round).count();
        let signed = self.vouched.get(&round).map_or(&[][..], Vec::as_slice);
        let covered = self.in_round(round).filter(|r| signed.contains(&r.record_id)).count();
        let vouched = match (signed.is_empty(), covered == reported && reported > 0) {
            (true, _) => Vouched::No,
            (false, true) => Vouched::Fully,
            (false, false) => Vouched::Partly,
        };
        RoundState { round, due: self.indicators.len(), reported, vouched }
    }

    fn score(&self, indicator: &Indicator, round: Round) -> Option<Score> {
        let figure = self.in_round(round).find(|r| r.report.indicator == indicator.number)?;
        Some(indicator.levels.place(figure.report.value).score)
    }

    fn total(&self, round: Round) -> Option<Total> {
        let scored: Vec<_> =
            self.indicators.iter().filter_map(|i| Some((i.weight, self.score(i, round)?))).collect();
        let base = scored.iter().map(|(weight, _)| *weight).sum();
        let score = Score::weighted_mean(scored.iter().map(|(w, s)| (*w, s)))?;
        Some(Total { score: score.official(), base })
    }
}

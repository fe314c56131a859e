//! All agencies in one round: what is reported, attested and scored, and how each is linked.

use std::collections::BTreeMap;

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::exact::Exact;
use ges_domain::ids::IndicatorNumber;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::text::Text;
use ges_ledger::read::{agreements, attestations, organisations, results};
use ges_ledger::{LedgerError, log};
use ges_store::Tx;
use rust_decimal::{Decimal, RoundingStrategy};

/// One indicator of one agency in the round shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its number.
    pub number: IndicatorNumber,
    /// Whole level reached; `None` when nothing is reported for the round.
    pub level: Option<u8>,
}

/// What one agency has done in one round.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoundState {
    /// Indicators with a result.
    pub reported: usize,
    /// Indicators of the agreement.
    pub due: usize,
    /// The CIO vouches for every newest result of the round.
    pub attested: bool,
    /// Self-assessed total, exact; `None` when nothing is reported.
    pub score: Option<Exact>,
    /// Whole level of that total.
    pub level: Option<u8>,
    /// Weight of the reported indicators: the base of the total, of 100.
    pub base: Exact,
}

/// One agency.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub organisation: Organisation,
    /// The three rounds.
    pub rounds: [RoundState; 3],
    /// One cell per indicator in the round shown.
    pub cells: Vec<Cell>,
    /// Documents that support figures of the round shown.
    pub evidence: usize,
    /// Entries verified and kept.
    pub entries: u64,
}

impl Row {
    /// What was done in `round`.
    pub fn round(&self, round: Round) -> &RoundState {
        &self.rounds[usize::from(round.months() / 3 - 2)]
    }
}

/// Agencies grouped by what is above them.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Year shown.
    pub year: FiscalYear,
    /// Round shown.
    pub round: Round,
    /// Years there are.
    pub years: Vec<FiscalYear>,
    /// Groups by name.
    pub groups: Vec<(Text, Vec<Row>)>,
}

impl Overview {
    /// Every agency.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|(_, rows)| rows)
    }

    /// Median of the official self-assessed totals of the round shown; of an even number, the mean of the middle two,
    /// half-up to four decimals.
    pub fn median(&self) -> Option<Decimal> {
        let mut totals: Vec<Decimal> =
            self.rows().filter_map(|r| r.round(self.round).score.as_ref().and_then(Exact::official)).collect();
        totals.sort_unstable();
        let middle = totals.len() / 2;
        match totals.len() {
            0 => None,
            n if n % 2 == 1 => totals.get(middle).copied(),
            _ => {
                let mean = (totals[middle - 1] + totals[middle]) / Decimal::TWO;
                Some(mean.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero))
            }
        }
    }
}

/// Reads the overview; without a wish, the newest year and the newest round in which anybody has reported.
pub fn read(tx: &mut Tx, year: Option<FiscalYear>, round: Option<Round>) -> Result<Option<Overview>, LedgerError> {
    let agencies: Vec<Organisation> =
        organisations::all(tx)?.into_iter().filter(|o| o.kind != OrganisationKind::CentralAgency).collect();
    let mut years = Vec::new();
    for o in &agencies {
        years.extend(agreements::years(tx, &o.id)?);
    }
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let Some(year) = year.or_else(|| years.first().copied()) else { return Ok(None) };
    let mut read = Vec::with_capacity(agencies.len());
    let mut newest = Round::Six;
    for organisation in agencies {
        let agreement = agreements::in_force(tx, &organisation.id, year)?;
        let reported = results::newest(tx, &organisation.id, year)?;
        newest = reported.iter().map(|r| r.report.round).max().map_or(newest, |r| r.max(newest));
        let vouched = attestations::of(tx, &organisation.id, year)?;
        let entries = log::newest(tx, &organisation.id)?.map_or(0, |l| l.size);
        let covered = attestations::covered(tx, &organisation.id)?;
        read.push((organisation, agreement, reported, covered, vouched, entries));
    }
    let round = round.unwrap_or(newest);
    let mut groups: BTreeMap<Text, Vec<Row>> = BTreeMap::new();
    for (organisation, agreement, reported, covered, vouched, entries) in read {
        let agreement = agreement.map(|a| a.agreement);
        let scored: BTreeMap<(Round, &IndicatorNumber), (&Indicator, Exact)> = reported
            .iter()
            .filter_map(|r| {
                let agreement = agreement.as_ref()?;
                let indicator = agreement.indicator(&r.report.indicator)?;
                let scored = agreement.score(indicator, &r.report).ok()?;
                Some(((r.report.round, &indicator.number), (indicator, scored.exact)))
            })
            .collect();
        let rounds = Round::ALL.map(|round| {
            let of_round: Vec<_> =
                scored.iter().filter(|((r, _), _)| *r == round).map(|(_, (i, score))| (*i, score)).collect();
            let all_covered =
                reported.iter().filter(|r| r.report.round == round).all(|r| covered.contains(&r.record_id));
            let rolled = agreement.as_ref().and_then(|a| a.roll_up(&of_round, round).ok());
            let score = rolled.as_ref().and_then(|r| r.total().mean.exact().cloned());
            let level = agreement.as_ref().zip(score.as_ref()).map(|(a, s)| a.policies.scale().level(s));
            let due = |a: &Agreement| a.indicators.iter().filter(|i| i.definition.schedule.in_force(round)).count();
            RoundState {
                reported: reported.iter().filter(|r| r.report.round == round).count(),
                due: agreement.as_ref().map_or(0, due),
                attested: all_covered && vouched.iter().any(|v| v.round == round),
                base: rolled.map_or_else(Exact::zero, |r| r.total().base.clone()),
                score,
                level,
            }
        });
        let cell = |a: &Agreement, i: &Indicator| Cell {
            number: i.number.clone(),
            level: scored.get(&(round, &i.number)).map(|(_, s)| a.policies.scale().level(s)),
        };
        let cells = agreement.iter().flat_map(|a| a.indicators.iter().map(|i| cell(a, i))).collect();
        let evidence = reported.iter().filter(|r| r.report.round == round).map(|r| r.report.evidence.len()).sum();
        let parent = organisation.parent.clone();
        groups.entry(parent).or_default().push(Row { organisation, rounds, cells, evidence, entries });
    }
    Ok(Some(Overview { year, round, years, groups: groups.into_iter().collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ges_domain::ids::OrganisationId;

    fn overview(values: &[&str]) -> Overview {
        let row = |value: &&str| {
            let score = value.parse().unwrap();
            let state = RoundState { reported: 1, due: 1, score: Some(score), ..RoundState::default() };
            Row {
                organisation: Organisation {
                    id: OrganisationId::parse("dep").unwrap(),
                    name: Text::default(),
                    kind: OrganisationKind::Department,
                    parent: Text::default(),
                },
                rounds: [state, RoundState::default(), RoundState::default()],
                cells: Vec::new(),
                evidence: 0,
                entries: 0,
            }
        };
        let rows = values.iter().map(row).collect();
        let year = FiscalYear::new(2555).unwrap();
        Overview { year, round: Round::Six, years: vec![year], groups: vec![(Text::default(), rows)] }
    }

    #[test]
    fn the_median_is_rounded_half_up_once() {
        for (values, expected) in [
            (&["3"][..], Some("3.0000")),
            (&["4", "2", "3"], Some("3.0000")),
            (&["3.0000", "3.0001"], Some("3.0001")),
            (&["2.9999", "3.0000"], Some("3.0000")),
            (&[], None),
        ] {
            assert_eq!(overview(values).median(), expected.map(|e| e.parse().unwrap()), "{values:?}");
        }
    }

    #[test]
    fn each_round_has_its_own_state() {
        let shown = overview(&["3"]);
        let row = shown.rows().next().unwrap();
        assert_eq!(Round::ALL.map(|r| row.round(r).reported), [1, 0, 0]);
    }
}

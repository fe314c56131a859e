//! The chain of approval of each indicator in a round: data keeper, supervisor, PA unit, CIO (domain rules 5.4).
//!
//! Everything on the way is internal: figures, steps and remarks stay in this node. What the CIO signs is recorded
//! again for the centre (see [`super::attestations`]); nothing of the chain is ever overwritten.

use ges_domain::access::{self, Act};
use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::workflow::round::{Draft, ReportingRound, RoundCase, RoundEvent, RoundMoved, RoundStage, Window};
use ges_domain::workflow::wording::{Line, Remark};
use ges_domain::workflow::{Actor, ActorRole, By, Folded, Machine as _, Parties, Points};
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::read::results::Recorded as Figure;
use ges_ledger::{LedgerError, read};
use ges_runtime::Entropy;
use ges_store::Tx;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use super::opening::openings;
use super::results::{self, NewResult};
use super::{ServiceError, Who};
use crate::app::{Node, own_log};
use crate::config::Approval;

/// Time of the rounds: Bangkok.
pub(super) const ZONE: Offset = Offset::constant(7);

/// One indicator in one round: its figures, and where it stands.
#[derive(Debug, Clone)]
pub struct Card {
    /// The indicator.
    pub indicator: Indicator,
    /// The round.
    pub round: Round,
    /// Where it stands, with every step so far.
    pub standing: Folded<ReportingRound>,
    /// The records of its steps.
    pub steps: Vec<read::rounds::Moved>,
    /// Every figure of the round, oldest first.
    pub figures: Vec<Figure>,
}

impl Card {
    /// The newest figure, a draft included.
    pub fn newest(&self) -> Option<&Figure> {
        self.figures.last()
    }

    /// What is on its way through the agency, if anything is.
    pub fn draft(&self) -> Option<&Draft> {
        self.standing.state.draft()
    }

    /// The figure that was submitted last and waits for somebody.
    pub fn submitted(&self) -> Option<&Figure> {
        let (record, _) = self.draft()?.submitted_as()?;
        self.figures.iter().find(|f| f.record_id == *record)
    }

    /// Every figure that was submitted, oldest first.
    pub fn submissions(&self) -> Vec<&Figure> {
        let submitted = self.steps.iter().filter_map(|step| match &step.moved.event {
            RoundEvent::Submit { report, .. } => Some(*report),
            _ => None,
        });
        submitted.filter_map(|record| self.figures.iter().find(|f| f.record_id == record)).collect()
    }

    /// The newest figure that the centre sees.
    pub fn released(&self) -> Option<&Figure> {
        self.figures.iter().rfind(|f| f.audience != Audience::Internal)
    }

    /// Whether a figure was released outside the chain, by an import or a system, and nothing has happened since.
    pub fn direct(&self) -> bool {
        self.standing.history.is_empty() && self.released().is_some()
    }

    /// Where it stands: on its way through the agency, or with the centre.
    pub fn stage(&self) -> RoundStage {
        match self.draft() {
            Some(_) if self.direct() => RoundStage::Released,
            Some(draft) => draft.stage(),
            None => self.standing.state.stage(),
        }
    }

    /// Released, and nothing under way: only a correction with a reason changes it.
    pub fn locked(&self) -> bool {
        self.draft().is_none()
    }
}

/// All cards of a year by the agreement in force.
#[derive(Debug, Clone)]
pub struct Year {
    /// The year.
    pub year: FiscalYear,
    /// The agreement.
    pub agreement: Agreement,
    /// One card for each indicator and round in force, by indicator.
    pub cards: Vec<Card>,
}

impl Year {
    /// The cards of a round.
    pub fn of(&self, round: Round) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(move |c| c.round == round)
    }

    /// One card.
    pub fn card(&self, number: &IndicatorNumber, round: Round) -> Option<&Card> {
        self.of(round).find(|c| c.indicator.number == *number)
    }
}

/// Who takes part here and when rounds are open.
#[derive(Debug, Clone)]
pub struct Frame {
    own: OrganisationId,
    centre: OrganisationId,
    days_open: u16,
}

impl Frame {
    /// Of this node. Before it is enrolled the centre is nobody who could write here.
    pub fn of(node: &Node) -> Self {
        let centre = node.link().map_or_else(|| node.own().clone(), |link| link.hub.clone());
        Self { own: node.own().clone(), centre, days_open: node.config().rounds.days_open }
    }

    /// Whose node it is.
    pub fn own(&self) -> &OrganisationId {
        &self.own
    }

    /// The moment after which a round takes no reports, in microseconds since 1970.
    pub fn closes_at(&self, year: FiscalYear, round: Round) -> Option<i64> {
        self.window(year, round).map(Window::closes_at)
    }

    /// Last day on which a round takes reports.
    pub fn closes(&self, year: FiscalYear, round: Round) -> Option<Date> {
        last_day(year, round)?.checked_add(Span::new().days(self.days_open)).ok()
    }

    /// Whether a round takes reports already.
    pub fn opened(&self, year: FiscalYear, round: Round, now: Timestamp) -> bool {
        last_day(year, round).is_some_and(|day| ZONE.to_datetime(now).date() >= day.first_of_month())
    }

    /// From the first day of the round's last month to the end of the last day it is open.
    fn window(&self, year: FiscalYear, round: Round) -> Option<Window> {
        let opens = last_day(year, round)?.first_of_month().to_datetime(Time::midnight());
        let closes = self.closes(year, round)?.to_datetime(Time::MAX);
        let micros = |at: jiff::civil::DateTime| ZONE.to_timestamp(at).map(Timestamp::as_microsecond);
        Window::new(micros(opens).ok()?, micros(closes).ok()?)
    }

    fn start(&self, case: RoundCase, steps: &[read::rounds::Moved]) -> Result<Folded<ReportingRound>, ServiceError> {
        let parties = Parties::new(self.own.clone(), self.centre.clone(), Vec::new())
            .map_err(|_| ServiceError::NothingRecorded)?;
        let window = self.window(case.fiscal_year, case.round).ok_or(ServiceError::NoAgreement(case.fiscal_year))?;
        Ok(read::rounds::stand(case, parties, window, steps))
    }
}

/// The day at the agency.
pub(crate) fn day(now: Timestamp) -> Date {
    ZONE.to_datetime(now).date()
}

fn last_day(year: FiscalYear, round: Round) -> Option<Date> {
    let (y, m, d) = round.last_day(year);
    Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

/// Reads all cards of a year.
pub fn year(tx: &mut Tx<'_>, frame: &Frame, year: FiscalYear) -> Result<Year, ServiceError> {
    let own = &frame.own;
    let agreement = read::agreements::in_force(tx, own, year)?.ok_or(ServiceError::NoAgreement(year))?.agreement;
    let mut figures = read::results::all(tx, own, year)?;
    let mut steps = read::rounds::of(tx, own, year)?;
    let mut cards = Vec::new();
    for indicator in &agreement.indicators {
        for round in Round::ALL.into_iter().filter(|r| indicator.definition.schedule.in_force(*r)) {
            let place = (indicator.number.clone(), round);
            let case = case(own, year, &indicator.number, round);
            let steps = steps.remove(&place).unwrap_or_default();
            let standing = frame.start(case, &steps)?;
            let figures = figures.remove(&place).unwrap_or_default();
            cards.push(Card { indicator: indicator.clone(), round, standing, steps, figures });
        }
    }
    Ok(Year { year, agreement, cards })
}

/// All cards of the newest year that has an agreement.
pub fn newest(tx: &mut Tx<'_>, frame: &Frame) -> Result<Option<Year>, ServiceError> {
    match read::agreements::years(tx, &frame.own)?.first() {
        Some(newest) => year(tx, frame, *newest).map(Some),
        None => Ok(None),
    }
}

/// Reads one card.
pub fn card(
    tx: &mut Tx<'_>,
    frame: &Frame,
    fiscal_year: FiscalYear,
    number: &IndicatorNumber,
    round: Round,
) -> Result<Card, ServiceError> {
    let found =
        year(tx, frame, fiscal_year)?.cards.into_iter().find(|c| c.indicator.number == *number && c.round == round);
    found.ok_or_else(|| ServiceError::UnknownIndicator { number: number.clone(), year: fiscal_year })
}

fn case(own: &OrganisationId, fiscal_year: FiscalYear, indicator: &IndicatorNumber, round: Round) -> RoundCase {
    RoundCase { organisation: own.clone(), fiscal_year, indicator: indicator.clone(), round }
}

/// Who acts: in the function a step asks for where their roles allow it, otherwise in the first one they have, and the
/// process says whose task the step is.
fn actor(own: &OrganisationId, who: &Who, wanted: ActorRole) -> Result<Actor, ServiceError> {
    let acting = access::acting(&who.roles);
    let role = if acting.contains(&wanted) { Some(wanted) } else { acting.first().copied() };
    let role = role.ok_or(ServiceError::Forbidden(Act::RecordResult))?;
    Ok(Actor { organisation: own.clone(), role, person: Line::new(who.author.clone())? })
}

/// Takes a step in memory, or says why it cannot be taken; gives the record that tells it.
fn step(
    state: ReportingRound,
    own: &OrganisationId,
    actor: &Actor,
    event: RoundEvent,
    now: Timestamp,
) -> Result<(ReportingRound, Fact), ServiceError> {
    let by = By { journal: own, actor, at: now.as_microsecond() };
    let case = state.case().clone();
    let state = state.apply(&event, &by).map_err(|e| ServiceError::Transition(Box::new(e)))?;
    Ok((state, Fact::Round(RoundMoved { case, actor: actor.clone(), event })))
}

fn internal(fact: Fact, who: &Who) -> Statement {
    Statement { fact, audience: Audience::Internal, author: who.author.clone() }
}

/// What becomes of a figure that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It stays a draft of the agency.
    Keep,
    /// It goes to the supervisor.
    Submit,
}

/// A figure that somebody typed, and what becomes of it.
struct Putting {
    frame: Frame,
    who: Who,
    turn: Turn,
    /// Why a released figure is corrected.
    reason: Option<Remark>,
    now: Timestamp,
    entropy: Entropy,
}

/// Keeps or submits a figure; after a release only with the reason of a correction. Where the node has no chain of
/// approval, a submitted figure is released at once.
pub fn put(
    node: &Node,
    who: &Who,
    input: NewResult,
    turn: Turn,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Recorded, ServiceError> {
    let reason = reason.map(|r| Remark::new(r.to_owned())).transpose()?;
    super::only(&put_all(node, who, vec![input], turn, reason, now)?)
}

/// Keeps or submits many figures in one transaction: all of them or none.
pub fn put_all(
    node: &Node,
    who: &Who,
    inputs: Vec<NewResult>,
    turn: Turn,
    reason: Option<Remark>,
    now: Timestamp,
) -> Result<Vec<Recorded>, ServiceError> {
    who.must(Act::RecordResult)?;
    if turn == Turn::Submit && node.config().rounds.approval == Approval::None {
        return results::record_all(node, who, inputs, now);
    }
    let settled = inputs.into_iter().map(|input| {
        let report = results::settled(node, input.report)?.checked()?;
        Ok::<_, ServiceError>(NewResult { report, ..input })
    });
    let inputs = settled.collect::<Result<Vec<_>, _>>()?;
    let entropy = node.env().entropy.clone();
    let putting = Putting { frame: Frame::of(node), who: who.clone(), turn, reason, now, entropy };
    let (recorded, size) = node.store().write(move |tx| {
        let mut recorded = Vec::with_capacity(inputs.len());
        for input in &inputs {
            recorded.push(putting.write(tx, input)?);
        }
        Ok::<_, ServiceError>((recorded, own_log(tx)?.size))
    })?;
    node.ring(size);
    Ok(recorded)
}

impl Putting {
    fn write(&self, tx: &mut Tx<'_>, input: &NewResult) -> Result<Recorded, ServiceError> {
        let Self { frame, who, turn, now, entropy, .. } = self;
        let report = &input.report;
        results::check(tx, &frame.own, report, input.seen.as_ref())?;
        let found = year(tx, frame, report.fiscal_year)?;
        let card = found.card(&report.indicator, report.round).ok_or_else(|| ServiceError::UnknownIndicator {
            number: report.indicator.clone(),
            year: report.fiscal_year,
        })?;
        let mut state = card.standing.state.clone();
        let keeper = actor(&frame.own, who, ActorRole::DataKeeper)?;
        // The figure first: its record is what is submitted.
        let mut statements = vec![internal(Fact::Result(report.clone()), who)];
        if state.draft().is_none() {
            let reason = self.reason.clone().ok_or_else(|| ServiceError::Locked(report.indicator.clone()))?;
            let (corrected, fact) = step(state, &frame.own, &keeper, RoundEvent::Correct { reason }, *now)?;
            state = corrected;
            statements.push(internal(fact, who));
        } else if state.draft().is_some_and(|d| d.stage() != RoundStage::Draft) && *turn == Turn::Keep {
            return Err(ServiceError::UnderWay(report.indicator.clone()));
        }
        let log = own_log(tx)?;
        let figure = super::only(&append::record(tx, &log, &statements, *now, entropy)?)?;
        if *turn == Turn::Submit {
            let self_score = match found.agreement.score(&card.indicator, report) {
                Ok(scored) => Some(Points::new(scored.exact).map_err(|_| ServiceError::NothingRecorded)?),
                Err(_) => None,
            };
            let event = RoundEvent::Submit { report: figure.record_id, self_score };
            let (_, fact) = step(state, &frame.own, &keeper, event, *now)?;
            append::record(tx, &log, &[internal(fact, who)], *now, entropy)?;
        }
        Ok(figure)
    }
}

/// What somebody decides about cards that wait for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on to the next.
    Approve,
    /// It goes back to the data keeper, with the reason.
    Return(String),
}

/// A card to be decided, and the figure that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The round.
    pub round: Round,
    /// The indicator.
    pub number: IndicatorNumber,
    /// The figure that was read; another one is not approved unseen.
    pub figure: RecordId,
}

/// Approves or returns cards, all of them or none. What the CIO approves is signed (see [`super::attestations`]).
pub fn decide(
    node: &Node,
    who: &Who,
    year: FiscalYear,
    cards: &[Shown],
    verdict: &Verdict,
    now: Timestamp,
) -> Result<Vec<Recorded>, ServiceError> {
    if access::acting(&who.roles).is_empty() {
        return Err(ServiceError::Forbidden(Act::RecordResult));
    }
    let frame = Frame::of(node);
    let remark = match verdict {
        Verdict::Approve => None,
        Verdict::Return(words) => Some(Remark::new(words.clone())?),
    };
    let (entropy, who, cards) = (node.env().entropy.clone(), who.clone(), cards.to_vec());
    let (recorded, size) = node.store().write(move |tx| {
        let mut statements = Vec::with_capacity(cards.len());
        for shown in &cards {
            let card = card(tx, &frame, year, &shown.number, shown.round)?;
            if card.submitted().is_some_and(|f| f.record_id != shown.figure) {
                return Err(ServiceError::Overtaken { newer: shown.figure });
            }
            let (role, event) = decision(card.stage(), remark.clone());
            let actor = actor(&frame.own, &who, role)?;
            let (_, fact) = step(card.standing.state, &frame.own, &actor, event, now)?;
            statements.push(internal(fact, &who));
        }
        if statements.is_empty() {
            return Err(ServiceError::NothingChosen);
        }
        let log = own_log(tx)?;
        let recorded = append::record(tx, &log, &statements, now, &entropy)?;
        let size = log.size + recorded.len() as u64;
        Ok((recorded, size))
    })?;
    node.ring(size);
    Ok(recorded)
}

/// Whose step it is in a stage, and which. In stages that nobody here decides the process refuses it.
fn decision(stage: RoundStage, remark: Option<Remark>) -> (ActorRole, RoundEvent) {
    match (stage, remark) {
        (RoundStage::WithPaUnit, None) => (ActorRole::PaUnit, RoundEvent::PaUnitApprove {}),
        (RoundStage::WithPaUnit, Some(remark)) => (ActorRole::PaUnit, RoundEvent::PaUnitReject { remark }),
        (RoundStage::CioCheck, Some(remark)) => (ActorRole::Cio, RoundEvent::Return { remark }),
        (_, None) => (ActorRole::Supervisor, RoundEvent::SupervisorApprove {}),
        (_, Some(remark)) => (ActorRole::Supervisor, RoundEvent::SupervisorReject { remark }),
    }
}

/// Whose task a card is now, by its stage; nothing once it is with the centre.
pub fn whose(stage: RoundStage) -> Option<ActorRole> {
    match stage {
        RoundStage::Draft => Some(ActorRole::DataKeeper),
        RoundStage::WithSupervisor => Some(ActorRole::Supervisor),
        RoundStage::WithPaUnit => Some(ActorRole::PaUnit),
        RoundStage::CioCheck => Some(ActorRole::Cio),
        _ => None,
    }
}

/// Records the figures of cards at the CIO's check again, for the centre, and opens the evidence of everything that is
/// `vouched` for. Gives each figure its new record, in order.
pub(super) fn release<'a>(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    figures: &[Figure],
    vouched: impl Iterator<Item = &'a Figure>,
    now: Timestamp,
    entropy: &Entropy,
) -> Result<Vec<Recorded>, LedgerError> {
    let mut statements: Vec<_> = figures
        .iter()
        .map(|f| Statement {
            fact: Fact::Result(f.report.clone()),
            audience: Audience::Central,
            author: f.author.clone(),
        })
        .collect();
    statements.extend(openings(tx, own, vouched.flat_map(|f| &f.report.evidence).map(|e| e.digest))?);
    let log = own_log(tx)?;
    let mut recorded = append::record(tx, &log, &statements, now, entropy)?;
    recorded.truncate(figures.len());
    Ok(recorded)
}

/// The steps that tell that cards were attested.
pub(super) fn attested(
    frame: &Frame,
    who: &Who,
    cards: Vec<Card>,
    snapshot: ges_domain::ids::Digest,
    late: Option<&Remark>,
    now: Timestamp,
) -> Result<Vec<Statement>, ServiceError> {
    let actor = actor(&frame.own, who, ActorRole::Cio)?;
    let statement = |card: Card| {
        let event = RoundEvent::Attest { snapshot, exceptions: Vec::new(), late_remark: late.cloned() };
        let (_, fact) = step(card.standing.state, &frame.own, &actor, event, now)?;
        Ok(internal(fact, who))
    };
    cards.into_iter().map(statement).collect()
}

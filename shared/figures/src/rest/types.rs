//! The JSON forms of resources. Decimals are strings, times are RFC 3339 in UTC, hashes are hexadecimal digits.

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::criteria::Direction;
use ges_domain::definition::Definition;
use ges_domain::exact::Exact;
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::Organisation;
use ges_domain::rollup::{RollUp, RollUpTrace};
use ges_domain::score::Trace;
use ges_domain::text::Text;
use ges_ledger::read::documents::Filed;
use ges_ledger::read::results::Recorded;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::places;
use crate::read::signatures::{Judged, Signature};
use crate::read::{Agency, Cell, State};

/// The same words in Thai and English; English is empty where nobody has translated yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Words {
    #[schema(example = "กรมส่งเสริมการส่งออก")]
    pub(crate) th: String,
    #[schema(example = "Department of Export Promotion")]
    pub(crate) en: String,
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Self {
        Self { th: text.th.clone(), en: text.en.clone() }
    }
}

/// RFC 3339 of a time in microseconds since 1970 UTC.
pub(crate) fn time(micros: i64) -> String {
    Timestamp::from_microsecond(micros).unwrap_or_default().to_string()
}

/// Where an agency's journal stands here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JournalHead {
    /// Origin of its checkpoints (C2SP tlog-checkpoint).
    #[schema(example = "ges.local/dep/1")]
    origin: String,
    /// Entries.
    #[schema(example = 41)]
    size: u64,
    /// C2SP verifier key.
    #[schema(example = "ges.local/dep/1+3a5c9d10+AQc…")]
    vkey: String,
}

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyOut {
    #[schema(example = "dep")]
    pub(crate) id: String,
    pub(crate) name: Words,
    /// `ministry`, `department`, `province`, `public_organisation` or `central_agency`.
    #[schema(example = "department")]
    kind: &'static str,
    parent: Words,
    /// Years with an agreement, newest first.
    #[schema(example = json!([2555]))]
    fiscal_years: Vec<u16>,
    journal: Option<JournalHead>,
}

impl AgencyOut {
    pub(crate) fn of(agency: &Agency) -> Self {
        let organisation: &Organisation = &agency.organisation;
        Self {
            id: organisation.id.to_string(),
            name: (&organisation.name).into(),
            kind: organisation.kind.as_str(),
            parent: (&organisation.parent).into(),
            fiscal_years: agency.years.iter().map(|y| y.number()).collect(),
            journal: agency.log.as_ref().map(|log| JournalHead {
                origin: log.id.to_string(),
                size: log.size,
                vkey: log.verifier.to_string(),
            }),
        }
    }
}

/// One indicator in one round.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoundOut {
    /// Months from 1 October: 6, 9 or 12.
    #[schema(example = 9)]
    round: u8,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2600")]
    value: Option<String>,
    /// Half-up to four decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "3.6667")]
    score: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0190a5b2-7c1e-7abc-8def-0123456789ab")]
    record: Option<String>,
    evidence_count: usize,
}

impl RoundOut {
    fn of(cell: &Cell) -> Self {
        Self {
            round: cell.round.months(),
            state: cell.state,
            value: cell.figure.as_ref().and_then(|f| f.report.value).map(|v| v.to_string()),
            score: cell.score().map(|s| s.official.to_string()),
            record: cell.figure.as_ref().map(|f| f.record_id.to_string()),
            evidence_count: cell.figure.as_ref().map_or(0, |f| f.report.evidence.len()),
        }
    }
}

/// An indicator as agreed, and its rounds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorOut {
    #[schema(example = "3")]
    number: String,
    name: Words,
    unit: Words,
    /// Percent of the whole agreement.
    #[schema(example = "15")]
    weight: String,
    /// How results become points: `levels`, `milestone`, `hybrid`, `rank_bands`, `rank`, `proportion` or `composite`.
    #[schema(example = "levels")]
    criteria: &'static str,
    /// Values of levels 1 to 5, of criteria that have them.
    #[schema(example = json!(["1800", "2100", "2400", "2700", "3000"]))]
    levels: Vec<String>,
    /// `higher` or `lower` is better, of criteria with level values.
    #[schema(example = "higher")]
    direction: Option<&'static str>,
    /// The whole definition: template fields, variables, formula and criteria.
    #[schema(value_type = Object)]
    definition: Definition,
    decimals: u8,
    dimension: Words,
    tier: &'static str,
    host: Words,
    /// Weight or levels only illustrate; the source does not give them.
    illustrative: bool,
    rounds: Vec<RoundOut>,
}

impl IndicatorOut {
    pub(crate) fn of(indicator: &Indicator, cells: &[Cell]) -> Self {
        Self {
            number: indicator.number.to_string(),
            name: (&indicator.name).into(),
            unit: (&indicator.unit).into(),
            weight: indicator.weight.to_string(),
            criteria: indicator.criteria().kind(),
            levels: indicator.levels().map_or_else(Vec::new, |l| l.values().iter().map(ToString::to_string).collect()),
            direction: indicator.levels().map(|l| match l.direction() {
                Direction::Higher => "higher",
                Direction::Lower => "lower",
            }),
            definition: indicator.definition.clone(),
            decimals: indicator.decimals,
            dimension: (&indicator.dimension).into(),
            tier: indicator.tier.as_str(),
            host: (&indicator.host).into(),
            illustrative: indicator.illustrative,
            rounds: cells.iter().map(RoundOut::of).collect(),
        }
    }
}

/// Self-assessed total of a round.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotalOut {
    #[schema(example = 9)]
    round: u8,
    /// Weighted mean over the indicators that have a figure, half-up to four decimals.
    #[schema(example = "3.9132")]
    score: String,
    /// Weight of those indicators.
    #[schema(example = "88")]
    weight_base: String,
    /// Weight of the whole agreement.
    #[schema(example = "100")]
    weight_whole: String,
    /// Every row, the base and the rounding; null for readers from whom figures may be kept back.
    #[schema(value_type = Option<Object>)]
    computation: Option<RollUpTrace>,
}

impl TotalOut {
    /// `whole`: nothing is kept back from this reader.
    pub(crate) fn of(rolled: &RollUp, whole: bool) -> Self {
        let total = rolled.total();
        Self {
            round: rolled.round().months(),
            score: total.mean.exact().and_then(Exact::official).unwrap_or_default().to_string(),
            weight_base: total.base.to_string(),
            weight_whole: total.whole.to_string(),
            computation: whole.then(|| rolled.trace()),
        }
    }
}

/// A piece of evidence of a result.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceOut {
    /// SHA-256 of the document.
    digest: String,
    /// What in it supports the figure.
    #[schema(example = "หน้า 4")]
    place: String,
    /// Address of the bytes.
    href: String,
}

/// One version of a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultOut {
    #[schema(example = "0190a5b2-7c1e-7abc-8def-0123456789ab")]
    pub(crate) record: String,
    #[schema(example = 2555)]
    fiscal_year: u16,
    #[schema(example = "3")]
    indicator: String,
    #[schema(example = 9)]
    round: u8,
    /// Null where no figure can be calculated.
    #[schema(example = "2600")]
    value: Option<String>,
    /// Half-up to four decimals.
    #[schema(example = "3.6667")]
    score: Option<String>,
    /// How the score came about: inputs, each step, policies, rounding. Null without a score.
    #[schema(value_type = Option<Object>)]
    computation: Option<Trace>,
    note: String,
    evidence: Vec<EvidenceOut>,
    /// `typed`, `imported` or `system`.
    source: &'static str,
    illustrative: bool,
    author: String,
    /// `public`, `central`, `named:…` or `internal`.
    #[schema(example = "central")]
    audience: String,
    recorded_at: String,
    epoch: u32,
    /// Place in the journal, from 0.
    sequence: u64,
    /// Address of the proof.
    proof: String,
}

impl ResultOut {
    pub(crate) fn of(organisation: &OrganisationId, agreement: Option<&Agreement>, r: &Recorded) -> Self {
        let scored = agreement
            .and_then(|a| a.indicator(&r.report.indicator).map(|i| a.score(i, &r.report)))
            .and_then(Result::ok);
        Self {
            record: r.record_id.to_string(),
            fiscal_year: r.report.fiscal_year.number(),
            indicator: r.report.indicator.to_string(),
            round: r.report.round.months(),
            value: r.report.value.map(|v| v.to_string()),
            score: scored.as_ref().map(|s| s.official.to_string()),
            computation: scored.map(|s| s.trace),
            note: r.report.note.clone(),
            evidence: r
                .report
                .evidence
                .iter()
                .map(|e| EvidenceOut {
                    digest: e.digest.to_string(),
                    place: e.place.clone(),
                    href: places::document_bytes(organisation, &e.digest),
                })
                .collect(),
            source: r.report.source.as_str(),
            illustrative: r.report.illustrative,
            author: r.author.clone(),
            audience: r.audience.to_string(),
            recorded_at: time(r.recorded_at),
            epoch: r.epoch,
            sequence: r.sequence,
            proof: places::proof(organisation, r.record_id),
        }
    }
}

/// A filed document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentOut {
    /// SHA-256 of the content, as `sha256sum` prints it.
    digest: String,
    /// Bytes.
    size: u64,
    #[schema(example = "รายงานสรุปผล รอบ 9 เดือน.pdf")]
    name: String,
    #[schema(example = "application/pdf")]
    media_type: String,
    /// Who may read the bytes now.
    audience: String,
    pub(crate) record: String,
    author: String,
    recorded_at: String,
    /// Address of the bytes.
    href: String,
}

impl From<&Filed> for DocumentOut {
    fn from(filed: &Filed) -> Self {
        Self {
            digest: filed.document.digest.to_string(),
            size: filed.document.size,
            name: filed.document.name.clone(),
            media_type: filed.document.media_type.clone(),
            audience: filed.readers().to_string(),
            record: filed.record_id.to_string(),
            author: filed.author.clone(),
            recorded_at: time(filed.recorded_at),
            href: places::document_bytes(&filed.organisation, &filed.document.digest),
        }
    }
}

/// A record named in an attestation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttestedRecord {
    record: String,
    /// SHA-256 of salt and body, as the CIO signed it.
    body_digest: String,
}

/// An indicator that the CIO did not vouch for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExceptionOut {
    #[schema(example = "7")]
    indicator: String,
    reason: String,
}

/// A CIO's attestation of a round.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttestationOut {
    pub(crate) record: String,
    #[schema(example = 2555)]
    fiscal_year: u16,
    #[schema(example = 9)]
    round: u8,
    attested_at: String,
    statement: String,
    records: Vec<AttestedRecord>,
    exceptions: Vec<ExceptionOut>,
    author: String,
    /// Name of the key that signed.
    signer: String,
    /// What checking the signature found just now.
    signature: Signature,
    /// Verifier key that the journal appointed and that verified the signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    vkey: Option<String>,
    /// The signed note, byte for byte.
    note: String,
}

impl From<&Judged> for AttestationOut {
    fn from(judged: &Judged) -> Self {
        let content = &judged.content;
        Self {
            record: judged.attested.record_id.to_string(),
            fiscal_year: content.fiscal_year.number(),
            round: content.round.months(),
            attested_at: time(content.attested_at),
            statement: content.statement.clone(),
            records: content
                .records
                .iter()
                .map(|(record, digest)| AttestedRecord {
                    record: record.to_string(),
                    body_digest: ges_domain::ids::Digest(*digest).to_string(),
                })
                .collect(),
            exceptions: content
                .exceptions
                .iter()
                .map(|(indicator, reason)| ExceptionOut { indicator: indicator.clone(), reason: reason.clone() })
                .collect(),
            author: judged.attested.author.clone(),
            signer: judged.signer.clone(),
            signature: judged.signature,
            vkey: judged.key.as_ref().map(ToString::to_string),
            note: judged.attested.note.clone(),
        }
    }
}

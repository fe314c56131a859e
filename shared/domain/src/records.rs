//! Facts: what journals are made of. Small facts are JSON, so that an auditor reads a body with any editor.
//!
//! Each stored body version keeps its conversion to the next: old bytes stay legible, new code sees one type.

use serde::{Deserialize, Serialize};

use crate::agreement::{Agreement, AgreementError};
use crate::framework::{Framework, FrameworkError};
use crate::ids::OrganisationId;
use crate::organisation::Organisation;
use crate::result::{Document, Report, ReportError};
use crate::text::Text;
use crate::together::{FindingMoved, TaskMoved, ThreadMoved};
use crate::workflow::question::QuestionMoved;
use crate::workflow::round::RoundMoved;

/// Names of the kinds as they stand in headers.
pub mod kind {
    /// An organisation describes itself.
    pub const ORGANISATION: &str = "organisation.described";
    /// An agreement, or an amended version of it.
    pub const AGREEMENT: &str = "agreement.signed";
    /// A result of one indicator and round.
    pub const RESULT: &str = "result.reported";
    /// A document was filed.
    pub const DOCUMENT: &str = "document.filed";
    /// Many observations at once, columnar.
    pub const OBSERVATIONS: &str = "observations.imported";
    /// The CIO vouches for a round; the body is a signed note.
    pub const ATTESTATION: &str = "round.attested";
    /// The agency names the key its CIO signs with.
    pub const APPOINTMENT: &str = "cio.appointed";
    /// A body was deleted by order.
    pub const ERASURE: &str = "entry.erased";
    /// A restored log goes on under a new epoch.
    pub const DISCONTINUITY: &str = "log.continued";
    /// The hub admitted an agency.
    pub const ENROLMENT: &str = "agency.enrolled";
    /// The hub published a framework.
    pub const FRAMEWORK: &str = "framework.published";
    /// One step of an indicator in a reporting round.
    pub const ROUND: &str = crate::workflow::round::KIND;
    /// One step of a question from the centre.
    pub const QUESTION: &str = crate::workflow::question::KIND;
    /// What people of an agency say to each other.
    pub const THREAD: &str = crate::together::THREAD;
    /// What somebody of an agency is asked to do.
    pub const TASK: &str = crate::together::TASK;
    /// What an internal auditor found.
    pub const FINDING: &str = crate::together::FINDING;
}

/// What one record tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// See [`kind::ORGANISATION`].
    Organisation(Organisation),
    /// See [`kind::AGREEMENT`].
    Agreement(Agreement),
    /// See [`kind::RESULT`].
    Result(Report),
    /// See [`kind::DOCUMENT`].
    Document(Document),
    /// See [`kind::OBSERVATIONS`]; columnar bytes, read by the exchange's codec.
    Observations(Vec<u8>),
    /// See [`kind::ATTESTATION`]; text of the signed note.
    Attestation(String),
    /// See [`kind::APPOINTMENT`].
    Appointment(Appointment),
    /// See [`kind::ERASURE`]; text.
    Erasure(String),
    /// See [`kind::DISCONTINUITY`]; text.
    Discontinuity(String),
    /// See [`kind::ENROLMENT`].
    Enrolment(Enrolment),
    /// See [`kind::FRAMEWORK`].
    Framework(Framework),
    /// See [`kind::ROUND`].
    Round(RoundMoved),
    /// See [`kind::QUESTION`].
    Question(QuestionMoved),
    /// See [`kind::THREAD`].
    Thread(ThreadMoved),
    /// See [`kind::TASK`].
    Task(TaskMoved),
    /// See [`kind::FINDING`].
    Finding(FindingMoved),
}

/// The hub admitted an agency and this is its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The agency.
    pub organisation: OrganisationId,
    /// Its name at that time.
    pub name: Text,
    /// Fingerprint of its key, as the operator confirmed it.
    pub fingerprint: String,
    /// Verifier key of its journal.
    pub journal_key: String,
}

/// The agency's CIO signs with this key from now on (deck slide 59: every agency appoints a CIO).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// C2SP verifier key of the CIO.
    pub key: String,
    /// Position of the signer, for example ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง.
    pub title: Text,
}

/// Why a body is not understood; such records are kept and projected after an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// A kind that this version does not know.
    #[error("record kind `{0}` is unknown to this version: it is kept and will be shown after an upgrade")]
    Kind(String),
    /// A known kind in a newer version.
    #[error("version {version} of `{kind}` is newer than this version understands: it is kept until an upgrade")]
    Version {
        /// Kind.
        kind: String,
        /// Version in the header.
        version: u32,
    },
    /// Not what its kind and version promise.
    #[error("the body of `{kind}` is not well formed: {reason}")]
    Malformed {
        /// Kind.
        kind: String,
        /// What is wrong.
        reason: String,
    },
}

impl Fact {
    /// Kind, current schema version and body bytes.
    pub fn encode(&self) -> (&'static str, u32, Vec<u8>) {
        match self {
            Self::Organisation(f) => (kind::ORGANISATION, 1, json(f)),
            Self::Agreement(f) => (kind::AGREEMENT, 2, json(f)),
            Self::Result(f) => (kind::RESULT, result_version(f), json(f)),
            Self::Document(f) => (kind::DOCUMENT, 2, json(f)),
            Self::Observations(bytes) => (kind::OBSERVATIONS, 1, bytes.clone()),
            Self::Attestation(text) => (kind::ATTESTATION, 1, text.clone().into_bytes()),
            Self::Appointment(f) => (kind::APPOINTMENT, 1, json(f)),
            Self::Erasure(text) => (kind::ERASURE, 1, text.clone().into_bytes()),
            Self::Discontinuity(text) => (kind::DISCONTINUITY, 1, text.clone().into_bytes()),
            Self::Enrolment(f) => (kind::ENROLMENT, 1, json(f)),
            Self::Framework(f) => (kind::FRAMEWORK, 2, json(f)),
            Self::Round(f) => (kind::ROUND, 1, json(f)),
            Self::Question(f) => (kind::QUESTION, 1, json(f)),
            Self::Thread(f) => (kind::THREAD, 1, json(f)),
            Self::Task(f) => (kind::TASK, 1, json(f)),
            Self::Finding(f) => (kind::FINDING, 1, json(f)),
        }
    }

    /// Reads a body of any version this code has ever written and checks its rules.
    pub fn decode(kind: &str, version: u32, body: &[u8]) -> Result<Self, Undecodable> {
        let newest = newest_version(kind).ok_or_else(|| Undecodable::Kind(kind.chars().take(80).collect()))?;
        if version == 0 || version > newest {
            return Err(Undecodable::Version { kind: kind.to_owned(), version });
        }
        let bad = |reason: String| Undecodable::Malformed { kind: kind.to_owned(), reason };
        match kind {
            kind::ORGANISATION => read(kind, body).map(Self::Organisation),
            kind::AGREEMENT => read::<Agreement>(kind, body)?
                .checked()
                .map(Self::Agreement)
                .map_err(|e: AgreementError| bad(e.to_string())),
            kind::RESULT => {
                let report =
                    if version == 1 { read::<v1::Report>(kind, body)?.into() } else { read::<Report>(kind, body)? };
                if version < 4 && report.inputs.has_months() {
                    return Err(bad("months came with version 4".into()));
                }
                if version < 5 && report.inputs.has_value_months() {
                    return Err(bad("months of the value came with version 5".into()));
                }
                report.checked().map(Self::Result).map_err(|e: ReportError| bad(e.to_string()))
            }
            kind::DOCUMENT => {
                let document =
                    if version == 1 { read::<v1::Document>(kind, body)?.into() } else { read::<Document>(kind, body)? };
                document.checked().map(Self::Document).map_err(|e| bad(e.to_string()))
            }
            kind::OBSERVATIONS => Ok(Self::Observations(body.to_vec())),
            kind::APPOINTMENT => read(kind, body).map(Self::Appointment),
            kind::ENROLMENT => read(kind, body).map(Self::Enrolment),
            kind::ROUND => RoundMoved::decode(body).map(Self::Round).map_err(|e| bad(e.to_string())),
            kind::QUESTION => QuestionMoved::decode(body).map(Self::Question).map_err(|e| bad(e.to_string())),
            kind::THREAD => ThreadMoved::decode(body).map(Self::Thread).map_err(|e| bad(e.to_string())),
            kind::TASK => TaskMoved::decode(body).map(Self::Task).map_err(|e| bad(e.to_string())),
            kind::FINDING => FindingMoved::decode(body).map(Self::Finding).map_err(|e| bad(e.to_string())),
            kind::FRAMEWORK => {
                let framework: Framework = read(kind, body)?;
                framework.check().map_err(|e: FrameworkError| bad(e.to_string()))?;
                Ok(Self::Framework(framework))
            }
            _ => {
                let text = std::str::from_utf8(body).map_err(|e| bad(e.to_string()))?.to_owned();
                Ok(match kind {
                    kind::ATTESTATION => Self::Attestation(text),
                    kind::ERASURE => Self::Erasure(text),
                    _ => Self::Discontinuity(text),
                })
            }
        }
    }
}

/// The oldest version that holds a report: whoever does not know months yet still understands every figure without
/// them.
fn result_version(report: &Report) -> u32 {
    match (report.inputs.has_value_months(), report.inputs.has_months()) {
        (true, _) => 5,
        (false, true) => 4,
        (false, false) => 3,
    }
}

/// The newest body version of a kind this code knows.
pub fn newest_version(kind: &str) -> Option<u32> {
    match kind {
        kind::RESULT => Some(5),
        kind::AGREEMENT | kind::FRAMEWORK | kind::DOCUMENT => Some(2),
        kind::ORGANISATION
        | kind::OBSERVATIONS
        | kind::ATTESTATION
        | kind::APPOINTMENT
        | kind::ERASURE
        | kind::DISCONTINUITY
        | kind::ENROLMENT
        | kind::ROUND
        | kind::QUESTION
        | kind::THREAD
        | kind::TASK
        | kind::FINDING => Some(1),
        _ => None,
    }
}

/// First versions of bodies that have since changed.
pub mod v1 {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Serialize};

    use crate::audience::Audience;
    use crate::calendar::{FiscalYear, Round};
    use crate::ids::{Digest, IndicatorNumber};
    use crate::result::{Evidence, Source};
    use crate::score::Inputs;

    /// `result.reported` before the source of the figure was recorded; whoever wrote it had typed it.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Report {
        /// Year.
        pub fiscal_year: FiscalYear,
        /// Indicator.
        pub indicator: IndicatorNumber,
        /// Round.
        pub round: Round,
        /// Value.
        pub value: Decimal,
        /// Note.
        #[serde(default)]
        pub note: String,
        /// Evidence.
        #[serde(default)]
        pub evidence: Vec<Evidence>,
    }

    impl From<Report> for crate::result::Report {
        fn from(old: Report) -> Self {
            Self {
                fiscal_year: old.fiscal_year,
                indicator: old.indicator,
                round: old.round,
                value: Some(old.value),
                inputs: Inputs::default(),
                note: old.note,
                evidence: old.evidence,
                narrative: crate::result::Narrative::default(),
                answers: crate::plausibility::Answers::default(),
                source: Source::Typed,
                illustrative: false,
            }
        }
    }

    /// `document.filed` before a document could be the new version of another.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Document {
        /// SHA-256.
        pub digest: Digest,
        /// Bytes.
        pub size: u64,
        /// File name.
        pub name: String,
        /// Media type.
        pub media_type: String,
        /// Who may read the bytes.
        pub audience: Audience,
        /// SHA-256 of each chunk.
        pub chunks: Vec<Digest>,
    }

    impl From<Document> for crate::result::Document {
        fn from(old: Document) -> Self {
            Self {
                digest: old.digest,
                size: old.size,
                name: old.name,
                media_type: old.media_type,
                audience: old.audience,
                chunks: old.chunks,
                replaces: None,
            }
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(kind: &str, body: &[u8]) -> Result<T, Undecodable> {
    serde_json::from_slice(body).map_err(|e| Undecodable::Malformed { kind: kind.to_owned(), reason: e.to_string() })
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    // Plain structs with text keys: serialisation has no way to fail.
    serde_json::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Source;

    const V1: &str = r#"{"fiscal_year":2555,"indicator":"3","round":9,"value":"2600","note":"ครบตามแผน"}"#;

    #[test]
    fn the_first_version_of_a_result_is_still_read() {
        let Fact::Result(report) = Fact::decode(kind::RESULT, 1, V1.as_bytes()).unwrap() else { panic!("a result") };
        assert_eq!((report.value.unwrap().to_string(), report.source), ("2600".to_owned(), Source::Typed));
        let (kind, version, body) = Fact::Result(report.clone()).encode();
        assert_eq!(version, 3);
        assert_eq!(Fact::decode(kind, version, &body), Ok(Fact::Result(report)));
    }

    #[test]
    fn the_second_version_of_a_result_is_still_read() {
        let v2 = r#"{"fiscal_year":2555,"indicator":"3","round":9,"value":"2600","note":"","evidence":[],"source":"imported",
            "illustrative":true}"#;
        let Fact::Result(report) = Fact::decode(kind::RESULT, 2, v2.as_bytes()).unwrap() else { panic!("a result") };
        assert_eq!((report.value.unwrap().to_string(), report.source), ("2600".to_owned(), Source::Imported));
        assert!(report.inputs.is_empty() && report.illustrative);
    }

    #[test]
    fn a_result_with_months_has_the_fourth_version_and_its_months_add_up() {
        let body = |sum: &str, round: u8| {
            format!(
                r#"{{"fiscal_year":2555,"indicator":"3","round":{round},"value":"3","inputs":{{"variables":{{"a":"{sum}"}},"months":{{"a":["1","0.5","1.5","0","0","0","0"]}}}},"source":"typed"}}"#
            )
        };
        let good = body("3", 9);
        let Fact::Result(report) = Fact::decode(kind::RESULT, 4, good.as_bytes()).unwrap() else { panic!("a result") };
        assert_eq!(report.inputs.months_at("var/a").unwrap().len(), 7);
        let (kind, version, bytes) = Fact::Result(report.clone()).encode();
        assert_eq!((version, Fact::decode(kind, version, &bytes)), (4, Ok(Fact::Result(report))));
        for (version, body, said) in
            [(3, good.clone(), "version 4"), (4, body("3.1", 9), "add up"), (4, body("3", 6), "1 to 6")]
        {
            let Err(Undecodable::Malformed { reason, .. }) = Fact::decode(kind, version, body.as_bytes()) else {
                panic!("{body}")
            };
            assert!(reason.contains(said), "{reason}");
        }
    }

    #[test]
    fn a_result_whose_value_is_given_by_months_has_the_fifth_version() {
        let body = |value: &str, months: &str| {
            format!(
                r#"{{"fiscal_year":2555,"indicator":"3","round":6,"value":"3","inputs":{{"value":"{value}","value_months":{months}}},"source":"typed"}}"#
            )
        };
        let good = body("3", r#"["1","0.5","1.5"]"#);
        let Fact::Result(report) = Fact::decode(kind::RESULT, 5, good.as_bytes()).unwrap() else { panic!("a result") };
        let (kind, version, bytes) = Fact::Result(report.clone()).encode();
        assert_eq!((version, Fact::decode(kind, version, &bytes)), (5, Ok(Fact::Result(report))));
        let seven = body("7", r#"["1","1","1","1","1","1","1"]"#);
        for (version, body, said) in [
            (4, good, "version 5"),
            (5, body("3.1", r#"["3"]"#), "the months of the figure do not add up"),
            (5, seven, "1 to 6"),
        ] {
            let Err(Undecodable::Malformed { reason, .. }) = Fact::decode(kind, version, body.as_bytes()) else {
                panic!("{body}")
            };
            assert!(reason.contains(said), "{reason}");
        }
    }

    #[test]
    fn the_first_version_of_an_agreement_is_still_read() {
        let v1 = r#"{"organisation":"dep","fiscal_year":2555,"version":1,"framework":"departments-2555","source":"",
            "indicators":[{"number":"1","name":{"th":"มูลค่าการส่งออก"},"unit":{"th":"ล้านบาท"},"weight":"100",
            "levels":["60","65","70","75","80"],"decimals":2,"dimension":{"th":""},"tier":"ministry","host":{"th":""},
            "illustrative":false}]}"#;
        let Fact::Agreement(agreement) = Fact::decode(kind::AGREEMENT, 1, v1.as_bytes()).unwrap() else { panic!() };
        let levels = agreement.indicators[0].levels().unwrap().values().clone().map(|v| v.to_string());
        assert_eq!(levels, ["60", "65", "70", "75", "80"]);
        let (kind, version, body) = Fact::Agreement(agreement.clone()).encode();
        assert_eq!((version, Fact::decode(kind, version, &body)), (2, Ok(Fact::Agreement(agreement))));
    }

    #[test]
    fn questions_are_read_within_their_limits() {
        let body = |about: &str, more: &str| {
            format!(
                r#"{{"case":{{"about":{{"organisation":"dep","fiscal_year":2555,"indicator":"3","round":9}},
                "question":"01890a5d-ac96-774b-bcce-b302099a8057"}},"actor":{{"organisation":"opdc","role":"reviewer",
                "person":"a"}},"event":{{"type":"ask","about":[{about}],"due_at":1,"text":"x"{more}}}}}"#
            )
        };
        let figure = r#"{"type":"figure","field":"value"}"#;
        let good = Fact::decode(kind::QUESTION, 1, body(figure, "").as_bytes()).unwrap();
        let (kind, version, bytes) = good.encode();
        assert_eq!((version, Fact::decode(kind, version, &bytes)), (1, Ok(good)));
        for bad in [body("", ""), body(figure, r#","secret":1"#)] {
            assert!(matches!(Fact::decode(kind, 1, bad.as_bytes()), Err(Undecodable::Malformed { .. })), "{bad}");
        }
        assert!(matches!(Fact::decode(kind, 2, b"{}"), Err(Undecodable::Version { version: 2, .. })));
    }

    #[test]
    fn the_first_version_of_a_document_is_still_read_and_only_the_second_replaces_another() {
        let (old, new) = ("ab".repeat(32), "cd".repeat(32));
        let v1 = format!(
            r#"{{"digest":"{new}","size":3,"name":"รายงาน.pdf","media_type":"application/pdf","audience":"central","chunks":["{new}"]}}"#
        );
        let Fact::Document(document) = Fact::decode(kind::DOCUMENT, 1, v1.as_bytes()).unwrap() else { panic!() };
        assert_eq!((document.name.as_str(), document.replaces), ("รายงาน.pdf", None));
        let (kind, version, body) = Fact::Document(document.clone()).encode();
        assert_eq!((version, String::from_utf8(body.clone()).unwrap()), (2, v1.clone()), "the same text as before");
        assert_eq!(Fact::decode(kind, version, &body), Ok(Fact::Document(document.clone())));
        let replacing = Document { replaces: old.parse().ok(), ..document };
        let (_, _, body) = Fact::Document(replacing.clone()).encode();
        assert_eq!(Fact::decode(kind, 2, &body), Ok(Fact::Document(replacing.clone())));
        assert!(matches!(Fact::decode(kind, 1, &body), Err(Undecodable::Malformed { .. })));
        let itself = Document { replaces: new.parse().ok(), ..replacing };
        let (_, _, body) = Fact::Document(itself).encode();
        assert!(matches!(Fact::decode(kind, 2, &body), Err(Undecodable::Malformed { .. })));
    }

    #[test]
    fn unknown_kinds_versions_and_bodies_are_told_apart() {
        assert_eq!(Fact::decode("visit.planned", 1, b"{}"), Err(Undecodable::Kind("visit.planned".into())));
        assert!(matches!(Fact::decode(kind::RESULT, 6, b"{}"), Err(Undecodable::Version { version: 6, .. })));
        assert!(matches!(Fact::decode(kind::RESULT, 2, V1.as_bytes()), Err(Undecodable::Malformed { .. })));
        assert!(matches!(Fact::decode(kind::ATTESTATION, 1, &[0xff]), Err(Undecodable::Malformed { .. })));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200), version in 0u32..4) {
            for kind in [kind::RESULT, kind::AGREEMENT, kind::FRAMEWORK, kind::DOCUMENT, kind::ERASURE, kind::THREAD, kind::TASK, "x"] {
                let _ = Fact::decode(kind, version, &body);
            }
        }
    }
}

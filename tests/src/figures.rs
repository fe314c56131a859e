//! Figures for tests: agreements, results and files in the shapes that nodes take.

use ges_domain::agreement::{Agreement, Indicator, Tier};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::{Criteria, Levels};
use ges_domain::definition::Definition;
use ges_domain::exact::Exact;
use ges_domain::ids::{Digest, OrganisationId};
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::policy::Policies;
use ges_domain::result::{Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use rust_decimal::Decimal;
use sha2::Digest as _;

/// The fiscal year of every figure in these tests.
pub const YEAR: u16 = 2555;

/// An id known to be good.
///
/// # Panics
/// When it is not.
pub fn organisation_id(text: &str) -> OrganisationId {
    OrganisationId::parse(text).expect("a good id")
}

/// The fiscal year of [`YEAR`].
///
/// # Panics
/// Never.
pub fn year() -> FiscalYear {
    FiscalYear::new(YEAR).expect("a good year")
}

/// An agency that exists for a test.
pub fn organisation(id: &str) -> Organisation {
    Organisation {
        id: organisation_id(id),
        name: Text::new(format!("หน่วยงาน {id}"), format!("Agency {id}")),
        kind: OrganisationKind::Department,
        parent: Text::default(),
    }
}

/// An agreement of `count` indicators, numbered from 1, with weights that add up to 100.
///
/// # Panics
/// When `count` is not 1 to 100.
pub fn agreement(id: &str, count: u16, version: u32) -> Agreement {
    let indicator = |n: u16| {
        let rest = if n == 1 { 100 - 100 / count * count } else { 0 };
        Indicator {
            number: n.to_string().parse().expect("a number"),
            name: Text::new(format!("ร้อยละความสำเร็จของงานที่ {n}"), format!("Success of task {n}")),
            unit: Text::new("ร้อยละ", "per cent"),
            weight: Decimal::from(100 / count + rest),
            definition: Definition::of(Criteria::levels(
                Levels::new([65, 70, 75, 80, 85].map(Exact::whole)).expect("rising levels"),
            )),
            decimals: 2,
            dimension: Text::default(),
            tier: Tier::Department,
            host: Text::default(),
            illustrative: false,
        }
    };
    Agreement {
        organisation: organisation_id(id),
        fiscal_year: year(),
        version,
        framework: "departments-2555".into(),
        framework_version: None,
        policies: Policies::default(),
        source: String::new(),
        indicators: (1..=count).map(indicator).collect(),
    }
}

/// A result of one indicator in one round.
///
/// # Panics
/// When the indicator is 0.
pub fn report(indicator: u16, round: Round, value: Decimal, note: &str) -> Report {
    Report {
        fiscal_year: year(),
        indicator: indicator.to_string().parse().expect("a number"),
        round,
        value: Some(value),
        inputs: Inputs::default(),
        note: note.to_owned(),
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: false,
    }
}

/// Bytes that look like nothing but are the same each time.
pub fn bytes(length: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; length];
    ges_runtime::Entropy::seeded(seed).fill(&mut bytes);
    bytes
}

/// What `sha256sum` says of bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(bytes).into())
}

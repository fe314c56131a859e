//! The deck's agreements as data files. Names are the deck's; figures it does not give are illustrative.

use anyhow::{Context as _, Result};
use ges_domain::agreement::Agreement;
use ges_domain::calendar::Round;
use ges_domain::ids::IndicatorNumber;
use ges_domain::organisation::Organisation;
use ges_domain::score::Inputs;
use rust_decimal::Decimal;
use serde::Deserialize;

const FILES: [(&str, &str); 4] = [
    ("dep.json", include_str!("../data/dep.json")),
    ("cdd.json", include_str!("../data/cdd.json")),
    ("province.json", include_str!("../data/province.json")),
    ("moi.json", include_str!("../data/moi.json")),
];

/// One agency of the demonstration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Who.
    pub organisation: Organisation,
    /// What was agreed for FY 2555.
    pub agreement: Agreement,
    /// What was reached, illustrative.
    pub results: Vec<Figure>,
}

/// One illustrative figure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Indicator.
    pub indicator: IndicatorNumber,
    /// Round.
    pub round: Round,
    /// Value; absent where it follows from inputs.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// What it is calculated from.
    #[serde(default)]
    pub inputs: Inputs,
    /// Note.
    #[serde(default)]
    pub note: String,
}

/// The agencies in the order of their ports.
pub fn agencies() -> Result<Vec<Agency>> {
    FILES
        .into_iter()
        .map(|(name, text)| {
            let agency: Agency = serde_json::from_str(text).with_context(|| format!("reading {name}"))?;
            let agreement = agency.agreement.checked().with_context(|| format!("checking {name}"))?;
            Ok(Agency { agreement, ..agency })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_agency_keeps_the_rules_of_agreements() {
        let counts: Vec<(String, usize)> =
            agencies().unwrap().iter().map(|a| (a.organisation.id.to_string(), a.agreement.indicators.len())).collect();
        let expected = [("dep", 13), ("cdd", 20), ("province", 15), ("moi", 7)];
        assert_eq!(counts, expected.map(|(id, n)| (id.to_owned(), n)));
    }

    #[test]
    fn every_figure_belongs_to_an_indicator() {
        for agency in agencies().unwrap() {
            for figure in &agency.results {
                assert!(agency.agreement.indicator(&figure.indicator).is_some(), "{}", figure.indicator);
            }
        }
    }
}

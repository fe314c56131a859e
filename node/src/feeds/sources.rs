//! A figure beside the newest values of its source: the same, or how far apart.

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::FiscalYear;
use ges_domain::exact::Exact;
use ges_domain::result::Report;
use ges_domain::text::Text;

use super::dispute::rounded;
use super::kept::{self, Given, Values};
use super::{label, names, number_at};
use crate::app::Node;
use crate::service::ServiceError;

/// A value of a figure beside that of its source.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What the value is called.
    pub label: Text,
    /// In the figure; `None` where it holds none.
    pub typed: Option<Exact>,
    /// At the source.
    pub given: Given,
    /// Whether feeds say different things about it.
    pub disputed: bool,
    /// Figure less source, where they differ by more than the agreed decimals hide.
    pub difference: Option<Exact>,
}

impl Compared {
    /// Whether the figure says something else than the source.
    pub fn differs(&self) -> bool {
        self.difference.is_some()
    }
}

/// The newest values of the feeds there are now, for a year.
pub async fn given(node: &Node, year: FiscalYear) -> Result<Values, ServiceError> {
    node.blocking(move |node| {
        let mut values = node.store().read(|tx| kept::values(tx, year))?;
        if !values.is_empty() {
            // A source that was taken away contradicts nobody any more.
            let names = names(node.config());
            for all in values.values_mut() {
                all.retain(|g| names.contains(&g.feed));
            }
        }
        Ok(values)
    })
    .await
}

/// A report beside the newest values of its sources.
pub fn compare(agreement: &Agreement, indicator: &Indicator, report: Option<&Report>, all: &[Given]) -> Vec<Compared> {
    let one = |given: &Given| {
        let typed = report.and_then(|r| number_at(indicator, r, &given.path));
        let rounded = |n: &Exact| rounded(indicator, &given.path, n);
        let disputed = all.iter().any(|g| g.path == given.path && rounded(&g.value) != rounded(&given.value));
        let difference = typed.as_ref().filter(|n| rounded(n) != rounded(&given.value));
        let difference = difference.map(|n| n - &given.value);
        Compared { label: label(agreement, indicator, &given.path), typed, given: given.clone(), disputed, difference }
    };
    all.iter().map(one).collect()
}

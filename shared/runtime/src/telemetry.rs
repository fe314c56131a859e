//! What the process tells its operator: log lines and numbers.

use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};
use tracing_subscriber::EnvFilter;

/// The content type of [`Metrics::encode`] (`OpenMetrics` 1.0.0).
pub const METRICS_CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Why logging could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level is not a filter.
    #[error(
        "log level `{level}` is not understood ({reason}): write error, warn, info, debug, trace, or a filter such as `info,ges_hub=debug`"
    )]
    Level {
        /// What was written.
        level: String,
        /// What the parser said.
        reason: String,
    },
}

/// Starts logging to standard error, as text or as one JSON object per line.
///
/// `level` is a filter such as `info` or `info,ges_hub=debug`. A process that already logs keeps
/// its first setting: tests start this many times.
pub fn init(json: bool, level: &str) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(level).map_err(|error| TelemetryError::Level {
        level: level.chars().take(80).collect(),
        reason: error.to_string(),
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json {
        lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    } else {
        // Colours are for a terminal; a log file stays plain text.
        lines.with_target(false).with_ansi(std::io::stderr().is_terminal()).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging was already started");
    }
    Ok(())
}

/// The process's numbers, served at `/metrics`. Cheap to clone; names get the prefix `ges_`.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Where every metric is registered.
    pub registry: Arc<Mutex<Registry>>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { registry: Arc::new(Mutex::new(Registry::with_prefix("ges"))) }
    }
}

impl Metrics {
    /// No metrics yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers any metric and gives it back.
    pub fn register<M: Metric + Clone>(&self, name: &str, help: &str, metric: M) -> M {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner).register(name, help, metric.clone());
        metric
    }

    /// A number that only grows; `_total` is added to its name.
    pub fn counter(&self, name: &str, help: &str) -> Counter {
        self.register(name, help, Counter::default())
    }

    /// A number that goes up and down.
    pub fn gauge(&self, name: &str, help: &str) -> Gauge {
        self.register(name, help, Gauge::default())
    }

    /// How long something took, in seconds, in buckets from one millisecond to one minute.
    pub fn seconds(&self, name: &str, help: &str) -> Histogram {
        const BUCKETS: [f64; 15] =
            [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
        self.register(name, help, Histogram::new(BUCKETS))
    }

    /// One counter for each set of labels.
    pub fn counters<L>(&self, name: &str, help: &str) -> Family<L, Counter>
    where
        L: Clone + std::hash::Hash + Eq + EncodeLabelSet + std::fmt::Debug + Send + Sync + 'static,
    {
        self.register(name, help, Family::<L, Counter>::default())
    }

    /// One gauge for each set of labels.
    pub fn gauges<L>(&self, name: &str, help: &str) -> Family<L, Gauge>
    where
        L: Clone + std::hash::Hash + Eq + EncodeLabelSet + std::fmt::Debug + Send + Sync + 'static,
    {
        self.register(name, help, Family::<L, Gauge>::default())
    }

    /// All numbers as `OpenMetrics` text.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        if prometheus_client::encoding::text::encode(&mut text, &registry).is_err() {
            tracing::error!("the metrics could not be written as text");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_read_as_open_metrics_text() {
        let metrics = Metrics::new();
        metrics.counter("pulled_entries", "Entries pulled").inc_by(3);
        metrics
            .gauges::<Vec<(String, String)>>("lag", "Entries behind")
            .get_or_create(&vec![("node".into(), "dep".into())])
            .set(7);
        metrics.seconds("commit_seconds", "Time of a commit").observe(0.004);
        let text = metrics.encode();
        assert!(text.contains("ges_pulled_entries_total 3\n"), "{text}");
        assert!(text.contains("ges_lag{node=\"dep\"} 7\n"), "{text}");
        assert!(text.contains("ges_commit_seconds_bucket{le=\"0.005\"} 1\n"), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }

    #[test]
    fn a_bad_level_is_refused_with_an_example() {
        let error = init(false, "ges=loud").unwrap_err().to_string();
        assert!(error.contains("ges=loud") && error.contains("info,ges_hub=debug"), "{error}");
    }
}

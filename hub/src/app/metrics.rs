//! The hub's numbers, per node and altogether.

use ges_domain::ids::OrganisationId;
use ges_runtime::telemetry::Metrics;
use jiff::Timestamp;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;

use crate::pull::board::LinkState;

type Labels = Vec<(String, String)>;

/// Counters and gauges of a hub.
#[derive(Debug, Clone)]
pub struct HubMetrics {
    all: Metrics,
    batches: Family<Labels, Counter>,
    entries: Family<Labels, Gauge>,
    observations: Counter,
    lag: Family<Labels, Gauge>,
    connected: Family<Labels, Gauge>,
    contact_age: Family<Labels, Gauge>,
    certificate_days: Family<Labels, Gauge>,
    ends: Family<Labels, Counter>,
    commits: Gauge,
}

impl HubMetrics {
    pub(super) fn new() -> Self {
        let all = Metrics::new();
        Self {
            batches: all.counters("hub_batches", "Batches committed per node"),
            entries: all.gauges("hub_entries", "Entries mirrored per node"),
            observations: all.counter("hub_observations", "Observations committed"),
            lag: all.gauges("hub_lag_entries", "Entries the node has and the hub has not"),
            connected: all.gauges("hub_connected", "1 while a session with the node is open"),
            contact_age: all.gauges("hub_last_contact_age_seconds", "Seconds since anything came from the node"),
            certificate_days: all.gauges("hub_certificate_days_left", "Days until the node's certificate ends"),
            ends: all.counters("hub_session_ends", "Ended sessions and attempts per node and reason"),
            commits: all.gauge("hub_commits", "Durable commits of the store since start"),
            all,
        }
    }

    pub(crate) fn committed(&self, id: &OrganisationId, size: u64, observations: usize, state: &LinkState) {
        self.batches.get_or_create(&labels(id)).inc();
        self.entries.get_or_create(&labels(id)).set(whole(size));
        self.observations.inc_by(observations as u64);
        self.lag.get_or_create(&labels(id)).set(whole(state.head.saturating_sub(size)));
    }

    pub(crate) fn seen(&self, id: &OrganisationId, state: &LinkState) {
        self.connected.get_or_create(&labels(id)).set(i64::from(state.connected));
    }

    pub(crate) fn ended(&self, id: &OrganisationId, code: &str) {
        let mut labels = labels(id);
        labels.push(("reason".into(), code.into()));
        self.ends.get_or_create(&labels).inc();
    }

    /// All numbers as `OpenMetrics` text; those that depend on the time of asking are set first.
    pub fn encode(&self, nodes: &[crate::service::nodes::Node], commits: u64, now: Timestamp) -> String {
        for node in nodes {
            let labels = labels(&node.agency.id);
            self.lag.get_or_create(&labels).set(whole(node.lag()));
            self.entries.get_or_create(&labels).set(whole(node.size));
            self.connected.get_or_create(&labels).set(i64::from(node.link.connected));
            if let Some(at) = node.link.last_contact {
                self.contact_age.get_or_create(&labels).set(now.duration_since(at).as_secs());
            }
            if let Some(days) = node.certificate_days(now) {
                self.certificate_days.get_or_create(&labels).set(days);
            }
        }
        self.commits.set(whole(commits));
        self.all.encode()
    }
}

fn labels(id: &OrganisationId) -> Labels {
    vec![("node".into(), id.to_string())]
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

//! Counters and gauges at `/metrics`.

use std::sync::atomic::AtomicU64;

use ges_proto::exchange::Batch;
use ges_runtime::telemetry::Metrics;
use jiff::Timestamp;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;

/// What this node counts.
#[derive(Debug, Clone)]
pub struct Numbers {
    metrics: Metrics,
    batches: Counter<u64, AtomicU64>,
    entries: Counter<u64, AtomicU64>,
    delivered: Counter<u64, AtomicU64>,
    receipts: Counter<u64, AtomicU64>,
    document_bytes: Counter<u64, AtomicU64>,
    certificate: Gauge,
    size: Gauge,
}

impl Numbers {
    pub(crate) fn new() -> Self {
        let metrics = Metrics::new();
        Self {
            batches: metrics.counter("node_batches_sent", "Batches sent to the hub"),
            entries: metrics.counter("node_entries_sent", "Entries sent to the hub"),
            delivered: metrics.counter("node_entries_delivered", "Entries of the hub's log received"),
            receipts: metrics.counter("node_receipts", "Receipts of the hub kept"),
            document_bytes: metrics.counter("node_document_bytes_sent", "Bytes of documents sent to the hub"),
            certificate: metrics.gauge("node_certificate_seconds_left", "Seconds until the certificate ends"),
            size: metrics.gauge("node_log_size", "Entries of the own log"),
            metrics,
        }
    }

    pub(crate) fn sent(&self, batch: &Batch) {
        self.batches.inc();
        self.entries.inc_by(batch.entries.len() as u64);
    }

    pub(crate) fn delivered(&self, entries: u64) {
        self.delivered.inc_by(entries);
    }

    pub(crate) fn receipt(&self) {
        self.receipts.inc();
    }

    pub(crate) fn document_bytes(&self, count: usize) {
        self.document_bytes.inc_by(count as u64);
    }

    pub(crate) fn certificate(&self, now: Timestamp, not_after: Timestamp) {
        self.certificate.set(not_after.duration_since(now).as_secs());
    }

    /// Everything as `OpenMetrics` text.
    pub fn encode(&self, size: u64) -> String {
        self.size.set(i64::try_from(size).unwrap_or(i64::MAX));
        self.metrics.encode()
    }
}

//! Wire messages of the exchange and their conversions: generated types live for one function, here or under `grpc/`.

pub mod batch;
pub mod observations;

/// Generated from `ges/exchange/v1`.
pub mod exchange {
    #![expect(
        missing_docs,
        clippy::allow_attributes,
        clippy::allow_attributes_without_reason,
        clippy::pedantic,
        reason = "generated; the .proto files carry the documentation"
    )]
    tonic::include_proto!("ges.exchange.v1");
}

/// Generated from `ges/record/v1`.
pub(crate) mod record {
    include!(concat!(env!("OUT_DIR"), "/ges.record.v1.rs"));
}

/// Encoded file descriptors, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Oldest protocol version this code speaks.
pub const PROTOCOL_MIN: u32 = 1;
/// Newest protocol version this code speaks.
pub const PROTOCOL_MAX: u32 = 1;
/// Largest gRPC message either side accepts: one entry of the largest size and some room.
pub const MAX_MESSAGE: usize = 24 * 1024 * 1024;

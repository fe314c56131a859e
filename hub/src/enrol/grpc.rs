//! The enrolment service on the wire: convert in, call once, convert out.

use ges_proto::exchange::enrol_reply::Outcome;
use ges_proto::exchange::enrolment_server::{Enrolment, EnrolmentServer};
use ges_proto::exchange::{Certificate, EnrolReply, EnrolRequest, Pending, RenewRequest};
use ges_runtime::identity::Kind;
use ges_runtime::net::PeerInfo;
use tonic::{Code, Request, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{Admission, EnrolError};
use crate::app::Hub;

/// A request, a token and a key are small.
const LARGEST: usize = 64 * 1024;

/// The service, ready to be routed.
pub fn service(hub: &Hub) -> EnrolmentServer<Desk> {
    EnrolmentServer::new(Desk(hub.clone())).max_decoding_message_size(LARGEST)
}

/// Answers enrolment calls.
#[derive(Debug, Clone)]
pub struct Desk(Hub);

#[tonic::async_trait]
impl Enrolment for Desk {
    async fn enrol(&self, request: Request<EnrolRequest>) -> Result<Response<EnrolReply>, Status> {
        let asked = request.into_inner();
        let asked = super::Request {
            token: asked.token,
            csr: asked.csr.to_vec(),
            journal_key: asked.journal_key,
            address: asked.address,
        };
        let outcome = match super::request(&self.0, asked).await.map_err(|e| status(&e))? {
            Admission::Pending(fingerprint) => Outcome::Pending(Pending { fingerprint }),
            Admission::Certificate(chain) => Outcome::Certificate(certificate(&self.0, chain)),
        };
        Ok(Response::new(EnrolReply { outcome: Some(outcome) }))
    }

    async fn renew(&self, request: Request<RenewRequest>) -> Result<Response<EnrolReply>, Status> {
        let peer = request.extensions().get::<PeerInfo>().cloned().unwrap_or_default();
        let Some(id) = peer.organisation.filter(|_| peer.kind != Some(Kind::System)) else {
            return Err(status(&EnrolError::NoCertificate));
        };
        let csr = request.into_inner().csr.to_vec();
        let agency = super::renew(&self.0, &id, peer.serial, csr).await.map_err(|e| status(&e))?;
        let chain = agency.chain_pem.unwrap_or_default();
        Ok(Response::new(EnrolReply { outcome: Some(Outcome::Certificate(certificate(&self.0, chain))) }))
    }
}

fn certificate(hub: &Hub, chain_pem: String) -> Certificate {
    Certificate {
        chain_pem,
        authorities_pem: hub.authorities_pem(),
        hub: hub.organisation().to_string(),
        hub_journal_key: hub.signer().verifier_key().to_string(),
        hub_witness_key: hub.witness().verifier_key().to_string(),
    }
}

/// The error with its reason as `google.rpc.ErrorInfo`, so that programs need not read the words.
fn status(error: &EnrolError) -> Status {
    let code = match error {
        EnrolError::UnknownToken | EnrolError::ReusedToken | EnrolError::NoCertificate => Code::Unauthenticated,
        EnrolError::ExpiredToken | EnrolError::State { .. } => Code::FailedPrecondition,
        EnrolError::Request(_)
        | EnrolError::JournalKey { .. }
        | EnrolError::Address(_)
        | EnrolError::Fingerprint { .. } => Code::InvalidArgument,
        EnrolError::KeyInUse { .. } | EnrolError::JournalKeyChanged(_) => Code::AlreadyExists,
        EnrolError::UnknownAgency(_) => Code::NotFound,
        EnrolError::Ledger(_) => Code::Unavailable,
    };
    let message = match error {
        EnrolError::Ledger(cause) => {
            tracing::error!(%cause, "enrolment could not be stored");
            "the hub cannot store the enrolment just now: try again in a minute".to_owned()
        }
        other => other.to_string(),
    };
    let details = ErrorDetails::with_error_info(error.code(), "ges.enrolment", std::collections::HashMap::new());
    Status::with_error_details(code, message, details)
}

/// Name of the service, for health reports.
pub type Service = EnrolmentServer<Desk>;

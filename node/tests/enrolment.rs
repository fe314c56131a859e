//! Enrolment against a hub's door: repeated until confirmed, typed refusals, the wrong certificate refused.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ges_domain::ids::OrganisationId;
use ges_node::app::Node;
use ges_node::enrolment::{EnrolError, Enrolling, enrol, renew};
use ges_proto::exchange::enrol_reply::Outcome;
use ges_proto::exchange::enrolment_server::{Enrolment, EnrolmentServer};
use ges_proto::exchange::{Certificate, EnrolReply, EnrolRequest, Pending, RenewRequest};
use ges_runtime::identity::{Kind, fingerprint_of_csr};
use ges_runtime::net::{self, Limits, Sessions, tls_incoming};
use ges_runtime::shutdown::Token;
use ges_runtime::tls::{ClientAuth, Hot, server_config};
use support::{Hub, id, new_node};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::{Code, Request, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// What the hub does with the next request.
#[derive(Clone)]
enum Answer {
    Pending,
    Certify(OrganisationId),
    Refuse(Code, &'static str),
}

#[derive(Clone)]
struct Door {
    hub: Arc<Hub>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<EnrolRequest>>>,
}

impl Door {
    fn answer(&self, csr: &[u8]) -> Result<Response<EnrolReply>, Status> {
        let outcome = match self.answers.lock().unwrap().pop_front().unwrap() {
            Answer::Pending => Outcome::Pending(Pending { fingerprint: fingerprint_of_csr(csr).unwrap() }),
            Answer::Certify(who) => {
                let issued = self.hub.ca.issue(csr, &who, Kind::Node, self.hub.env.clock.now(), 30);
                let issued = issued.map_err(|e| Status::invalid_argument(e.to_string()))?;
                Outcome::Certificate(Certificate {
                    chain_pem: issued.chain_pem,
                    authorities_pem: self.hub.ca.ca_pem(),
                    hub: self.hub.id.to_string(),
                    hub_journal_key: self.hub.journal.verifier_key().to_string(),
                    hub_witness_key: self.hub.witness.verifier_key().to_string(),
                })
            }
            Answer::Refuse(code, reason) => {
                let details = ErrorDetails::with_error_info(reason, "ges", []);
                return Err(Status::with_error_details(code, "refused", details));
            }
        };
        Ok(Response::new(EnrolReply { outcome: Some(outcome) }))
    }
}

#[tonic::async_trait]
impl Enrolment for Door {
    async fn enrol(&self, request: Request<EnrolRequest>) -> Result<Response<EnrolReply>, Status> {
        let request = request.into_inner();
        self.asked.lock().unwrap().push(request.clone());
        self.answer(&request.csr)
    }

    async fn renew(&self, request: Request<RenewRequest>) -> Result<Response<EnrolReply>, Status> {
        self.answer(&request.into_inner().csr)
    }
}

struct Standing {
    _dir: TempDir,
    node: Node,
    door: Door,
    wanted: Enrolling,
}

async fn standing(answers: Vec<Answer>) -> Standing {
    let (dir, node) = new_node("dep");
    let hub = Arc::new(Hub::new());
    let ca: PathBuf = dir.path().join("ca.pem");
    std::fs::write(&ca, hub.ca.ca_pem()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let hot = Hot::new(&hub.identity(&hub.id, Kind::Hub)).unwrap();
    let config = server_config(&hot, &hub.ca.ca_pem(), ClientAuth::Optional, &hub.env.clock).unwrap();
    let incoming = tls_incoming(listener, config, Limits::new(&hub.env.clock, &Sessions::new()));
    let door = Door { hub, answers: Arc::new(Mutex::new(answers.into())), asked: Arc::default() };
    let service = EnrolmentServer::new(door.clone());
    tokio::spawn(net::server().add_service(service).serve_with_incoming(incoming));
    let wanted =
        Enrolling { hub: address, expect: None, authority: ca, token: "t".into(), address: "127.0.0.1:8411".into() };
    Standing { _dir: dir, node, door, wanted }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_waits_for_the_operator_and_keeps_what_it_gets() {
    let certify = Answer::Certify(id("dep"));
    let s = standing(vec![Answer::Pending, Answer::Pending, certify.clone(), certify]).await;
    let mut told = Vec::new();
    let link = enrol(&s.node, &s.wanted, &Token::new(), |fingerprint| told.push(fingerprint.to_owned())).await.unwrap();
    assert_eq!(told.len(), 1, "the fingerprint is told once");
    let asked = s.door.asked.lock().unwrap().clone();
    assert!(
        asked.len() == 3 && asked.iter().all(|a| fingerprint_of_csr(&a.csr).unwrap() == told[0]),
        "the same key each time"
    );
    assert_eq!(asked[0].journal_key, s.node.signer().verifier_key().to_string());
    assert_eq!(link.hub, id("opdc"));
    assert_eq!(s.node.link().as_deref(), Some(&link));
    let again = Node::open(s.node.config().clone(), support::env()).unwrap();
    assert_eq!(again.link().unwrap().witness, s.door.hub.witness.verifier_key());
    let before = s.node.hot().peer().unwrap();
    assert_eq!(before.organisation, id("dep"));
    renew(&s.node, &link).await.unwrap();
    assert_ne!(s.node.hot().peer().unwrap().serial, before.serial);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_typed_and_leave_the_node_as_it_was() {
    for (code, reason) in [
        (Code::NotFound, "token-unknown"),
        (Code::FailedPrecondition, "token-expired"),
        (Code::FailedPrecondition, "token-used"),
    ] {
        let s = standing(vec![Answer::Refuse(code, reason)]).await;
        let refused = enrol(&s.node, &s.wanted, &Token::new(), |_| ()).await.unwrap_err();
        assert!(
            matches!(&refused, EnrolError::Refused { reason: r, transient: false, .. } if r == reason),
            "{refused}"
        );
        assert!(s.node.link().is_none() && !s.node.config().hub_file().exists());
    }
    let s = standing(vec![Answer::Pending]).await;
    let stop = Token::new();
    stop.cancel();
    assert!(matches!(enrol(&s.node, &s.wanted, &stop, |_| ()).await, Err(EnrolError::Stopped)));
    let mut wrong = s.wanted.clone();
    wrong.expect = Some(id("nesdb"));
    assert!(matches!(enrol(&s.node, &wrong, &Token::new(), |_| ()).await, Err(EnrolError::Dial(_))));
    let mut foreign = s.wanted.clone();
    std::fs::write(&foreign.authority, Hub::new().ca.ca_pem()).unwrap();
    assert!(matches!(enrol(&s.node, &foreign, &Token::new(), |_| ()).await, Err(EnrolError::Dial(_))));
    foreign.authority = s.node.config().dir.join("node.toml");
    assert!(matches!(enrol(&s.node, &foreign, &Token::new(), |_| ()).await, Err(EnrolError::NoAuthority(_))));
    assert!(s.node.link().is_none());
}

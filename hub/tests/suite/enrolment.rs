//! Who is let in, and every way of not being let in.

use ges_domain::ids::OrganisationId;
use ges_domain::records::Fact;
use ges_hub::enrol::{self, Admission, EnrolError, Request};
use ges_hub::store::agencies::Status;
use ges_journal::note::SignerKey;
use ges_proto::exchange::enrol_reply::Outcome;
use ges_proto::exchange::enrolment_client::EnrolmentClient;
use ges_proto::exchange::{EnrolRequest, RenewRequest};
use ges_runtime::identity::{Identity, KeyPair, peer_of};
use ges_runtime::net::{Dialer, Sessions, TlsDialer, connect};
use ges_runtime::tls::{Hot, client_config};
use tokio_util::sync::CancellationToken;
use tonic_types::StatusExt as _;

use crate::hub_fixture::{HubFixture, start_of_tests};
use crate::node_fixture::{NodeFixture, days_later};

fn code(outcome: Result<Admission, EnrolError>) -> String {
    match outcome {
        Ok(Admission::Pending(_)) => "pending".into(),
        Ok(Admission::Certificate(_)) => "certificate".into(),
        Err(error) => error.code().into(),
    }
}

#[tokio::test]
async fn every_request_that_may_not_pass_is_named_and_changes_nothing() {
    let hub = HubFixture::new().await;
    let (dep, cdd) = (NodeFixture::new("dep"), NodeFixture::new("cdd"));
    let address = "127.0.0.1:8411";
    hub.enrol(&cdd, address).await;
    let token = hub.invite(&dep.id).await;
    assert!(token.starts_with("enrol_"), "a token may never read as a flag: {token}");
    let good = dep.request(&token, address);
    let foreign_csr = dep.tls.csr(&OrganisationId::parse("moc").unwrap()).unwrap();
    let table: Vec<(&str, Request)> = vec![
        ("token-unknown", Request { token: "nonsense".into(), ..good.clone() }),
        ("token-unknown", Request { token: String::new(), ..good.clone() }),
        ("request-malformed", Request { csr: vec![1, 2, 3], ..good.clone() }),
        ("request-malformed", Request { csr: Vec::new(), ..good.clone() }),
        ("request-of-another", Request { csr: foreign_csr, ..good.clone() }),
        ("key-in-use", Request { csr: cdd.tls.csr(&dep.id).unwrap(), ..good.clone() }),
        ("journal-key", Request { journal_key: cdd.key.verifier_key().to_string(), ..good.clone() }),
        ("journal-key", Request { journal_key: "nonsense".into(), ..good.clone() }),
        ("journal-key", Request { journal_key: cosigner(), ..good.clone() }),
        ("journal-key", Request { journal_key: named("other.domain/dep/1"), ..good.clone() }),
        ("key-in-use", Request { journal_key: same_secret_as_cdd(), ..good.clone() }),
        ("address", Request { address: String::new(), ..good.clone() }),
        ("address", Request { address: "no-port".into(), ..good.clone() }),
        ("address", Request { address: "http://host:1".into(), ..good.clone() }),
    ];
    let before = hub.node(&dep.id).await.agency;
    for (n, (expected, request)) in table.into_iter().enumerate() {
        assert_eq!(code(enrol::request(&hub.hub, request).await), expected, "case {n}");
        assert_eq!(hub.node(&dep.id).await.agency, before, "case {n} changed the agency");
    }
    // None of the refusals used the token up.
    assert_eq!(code(enrol::request(&hub.hub, good.clone()).await), "pending");
    assert_eq!(code(enrol::request(&hub.hub, good).await), "pending");
    let other = Request { csr: KeyPair::generate().unwrap().csr(&dep.id).unwrap(), ..dep.request(&token, address) };
    assert_eq!(code(enrol::request(&hub.hub, other).await), "token-used");
}

fn cosigner() -> String {
    SignerKey::cosigner_from_seed("ges.local/dep/1", &[3; 32]).unwrap().verifier_key().to_string()
}

fn named(name: &str) -> String {
    SignerKey::from_seed(name, &[3; 32]).unwrap().verifier_key().to_string()
}

fn same_secret_as_cdd() -> String {
    let mut seed = [7; 32];
    seed[..3].copy_from_slice(b"cdd");
    SignerKey::from_seed("ges.local/dep/1", &seed).unwrap().verifier_key().to_string()
}

#[tokio::test]
async fn a_token_ends_after_a_day_but_a_slow_operator_loses_nothing() {
    let hub = HubFixture::new().await;
    let (dep, cdd) = (NodeFixture::new("dep"), NodeFixture::new("cdd"));
    let (first, second) = (hub.invite(&dep.id).await, hub.invite(&cdd.id).await);
    let asked = dep.request(&first, "127.0.0.1:1");
    assert_eq!(code(enrol::request(&hub.hub, asked.clone()).await), "pending");
    hub.clock.set(days_later(2));
    assert_eq!(code(enrol::request(&hub.hub, cdd.request(&second, "127.0.0.1:1")).await), "token-expired");
    assert_eq!(code(enrol::request(&hub.hub, asked.clone()).await), "pending");
    let now = hub.env.clock.now();
    enrol::confirm_async(&hub.hub, &dep.id, &dep.tls.fingerprint(), "operator", now).await.unwrap();
    assert_eq!(code(enrol::request(&hub.hub, asked).await), "certificate");
}

#[tokio::test]
async fn only_the_right_fingerprint_confirms_and_the_journal_tells() {
    let hub = HubFixture::new().await;
    let dep = NodeFixture::new("dep");
    let now = start_of_tests();
    let unknown = enrol::confirm_async(&hub.hub, &dep.id, "AA", "operator", now).await.unwrap_err();
    assert_eq!(unknown.code(), "agency-unknown");
    let token = hub.invite(&dep.id).await;
    let early = enrol::confirm_async(&hub.hub, &dep.id, &dep.tls.fingerprint(), "operator", now).await.unwrap_err();
    assert_eq!(early.code(), "agency-state");
    enrol::request(&hub.hub, dep.request(&token, "127.0.0.1:1")).await.unwrap();
    let wrong = enrol::confirm_async(&hub.hub, &dep.id, "0000 1111", "operator", now).await.unwrap_err();
    assert_eq!(wrong.code(), "fingerprint");
    assert_eq!(hub.node(&dep.id).await.agency.status, Status::Waiting);
    // As people type it: small letters, no spaces.
    let typed = dep.tls.fingerprint().to_lowercase().replace(' ', "");
    let agency = enrol::confirm_async(&hub.hub, &dep.id, &typed, "operator", now).await.unwrap();
    assert_eq!(agency.status, Status::Active);
    let facts = hub.hub.store().read_async(ges_ledger::read::organisations::enrolments).await.unwrap();
    assert_eq!(facts.len(), 1);
    assert_eq!((facts[0].organisation.clone(), facts[0].fingerprint.clone()), (dep.id.clone(), dep.tls.fingerprint()));
    assert!(
        matches!(Fact::Enrolment(facts[0].clone()), Fact::Enrolment(e) if e.journal_key == dep.key.verifier_key().to_string())
    );
}

struct Port {
    address: String,
    ca: String,
    stop: CancellationToken,
}

impl Drop for Port {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn port(hub: &HubFixture) -> Port {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let stop = CancellationToken::new();
    let (own, stopped) = (hub.hub.clone(), stop.clone());
    tokio::spawn(async move { own.serve_grpc(listener, stopped).await });
    Port { address, ca: hub.hub.authorities_pem(), stop }
}

async fn client(hub: &HubFixture, port: &Port, as_who: Option<&Hot>) -> EnrolmentClient<tonic::transport::Channel> {
    let config = client_config(as_who, &port.ca, &hub.env.clock).unwrap();
    let dialer = TlsDialer::new(config, &hub.env.clock, &Sessions::new());
    let link = connect(&dialer as &dyn Dialer, &port.address, hub.hub.organisation()).await.unwrap();
    EnrolmentClient::new(link.channel)
}

#[tokio::test]
async fn enrolment_and_renewal_work_over_the_wire() {
    let hub = HubFixture::new().await;
    let dep = NodeFixture::new("dep");
    let token = hub.invite(&dep.id).await;
    let port = port(&hub).await;
    let mut nobody = client(&hub, &port, None).await;
    let asked = dep.request(&token, "127.0.0.1:1");
    let request = EnrolRequest {
        token: asked.token,
        csr: asked.csr.into(),
        journal_key: asked.journal_key,
        address: asked.address,
    };
    let wrong = nobody.enrol(EnrolRequest { token: "x".into(), ..request.clone() }).await.unwrap_err();
    let info = wrong.get_details_error_info().unwrap();
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("token-unknown", "ges.enrolment"));
    let Some(Outcome::Pending(pending)) = nobody.enrol(request.clone()).await.unwrap().into_inner().outcome else {
        panic!("pending until confirmed");
    };
    assert_eq!(pending.fingerprint, dep.tls.fingerprint());
    enrol::confirm_async(&hub.hub, &dep.id, &pending.fingerprint, "operator", start_of_tests()).await.unwrap();
    let Some(Outcome::Certificate(given)) = nobody.enrol(request).await.unwrap().into_inner().outcome else {
        panic!("certified once confirmed");
    };
    assert_eq!(given.hub_journal_key, hub.hub.signer().verifier_key().to_string());
    assert_eq!(given.hub_witness_key, hub.hub.witness().verifier_key().to_string());
    let identity = Identity::new(&given.chain_pem, &dep.tls).unwrap();
    assert_eq!(identity.organisation(), &dep.id);
    assert_eq!(identity.not_after().duration_since(start_of_tests()).as_hours(), 30 * 24);

    // Renewal: with the certificate, not without.
    let csr: bytes::Bytes = dep.tls.csr(&dep.id).unwrap().into();
    let refused = nobody.renew(RenewRequest { csr: csr.clone() }).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "certificate-needed");
    hub.clock.set(days_later(20));
    let hot = Hot::new(&identity).unwrap();
    let mut own = client(&hub, &port, Some(&hot)).await;
    let of_another = dep.tls.csr(&OrganisationId::parse("cdd").unwrap()).unwrap();
    let refused = own.renew(RenewRequest { csr: of_another.into() }).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "request-of-another");
    let Some(Outcome::Certificate(renewed)) = own.renew(RenewRequest { csr }).await.unwrap().into_inner().outcome
    else {
        panic!("renewed");
    };
    let renewed = Identity::new(&renewed.chain_pem, &dep.tls).unwrap();
    assert_eq!(renewed.not_after().duration_since(days_later(20)).as_hours(), 30 * 24);
    assert_ne!(peer_of(&renewed.chain()[0]).unwrap().serial, identity.peer().serial);

    // Revoked: the old certificate opens nothing any more.
    let (revoking, id) = (hub.hub.clone(), dep.id.clone());
    tokio::task::spawn_blocking(move || enrol::revoke(&revoking, &id, days_later(20)).unwrap()).await.unwrap();
    let csr: bytes::Bytes = dep.tls.csr(&dep.id).unwrap().into();
    let refused = own.renew(RenewRequest { csr }).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "certificate-needed");
}

#[tokio::test]
async fn a_revoked_certificate_stays_worthless_after_the_agency_enrolled_anew() {
    let mut hub = HubFixture::new().await;
    let dep = NodeFixture::new("dep");
    let size = dep.begin();
    hub.admit(&dep).await;
    let serial = hub.node(&dep.id).await.agency.serial;
    let (revoking, id) = (hub.hub.clone(), dep.id.clone());
    tokio::task::spawn_blocking(move || enrol::revoke(&revoking, &id, start_of_tests()).unwrap()).await.unwrap();

    // The node makes a new key and enrols again; whoever has the old key still holds its certificate.
    let mut again = dep.clone();
    again.tls = KeyPair::generate().unwrap();
    let token = hub.invite(&dep.id).await;
    let address = hub.node(&dep.id).await.agency.address;
    enrol::request(&hub.hub, again.request(&token, &address)).await.unwrap();
    enrol::confirm_async(&hub.hub, &dep.id, &again.tls.fingerprint(), "operator", start_of_tests()).await.unwrap();
    let csr = dep.tls.csr(&dep.id).unwrap();
    let refused = enrol::renew(&hub.hub, &dep.id, serial, csr).await.unwrap_err();
    assert_eq!(refused.code(), "certificate-needed");

    // Nor is it pulled from, although the authority signed that certificate.
    hub.pull();
    let state = hub.until_trouble(&dep.id, "certificate-replaced").await;
    assert_eq!((state.size, state.link.connected), (0, false));
    let chain = hub.node(&dep.id).await.agency.chain_pem.unwrap();
    again.show(&chain);
    hub.until_size(&dep.id, size).await;
}

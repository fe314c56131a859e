//! How this node gets its certificate from the hub and keeps it fresh.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use ges_domain::ids::OrganisationId;
use ges_proto::exchange::enrol_reply::Outcome;
use ges_proto::exchange::enrolment_client::EnrolmentClient;
use ges_proto::exchange::{Certificate, EnrolReply, EnrolRequest, RenewRequest};
use ges_runtime::backoff::FullJitter;
use ges_runtime::identity::{Identity, IdentityError, KeyPair, Kind};
use ges_runtime::net::{DialError, Dialer, Link as Connection, Sessions, TlsDialer, connect};
use ges_runtime::shutdown::Token;
use ges_runtime::tls::{Hot, TlsError, client_config};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::app::{Node, NodeError};
use crate::files::{self, FileError};
use crate::link::{Link, LinkError};

/// How often the hub is asked while the operator has not confirmed yet.
const ASK: Duration = Duration::from_secs(2);
/// How often the certificate's age is looked at.
const LOOK: Duration = Duration::from_mins(1);
const RETRY: FullJitter = FullJitter { base: Duration::from_secs(10), max: Duration::from_hours(1) };

/// Why enrolment did not succeed. The node's own state is as before.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The hub cannot be reached, or is not who it should be.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Key or certificate.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Files.
    #[error(transparent)]
    File(#[from] FileError),
    /// The hub's keys.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The node's folder.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The authority's file.
    #[error("{0} holds no certificate: copy the hub's ca.pem there")]
    NoAuthority(PathBuf),
    /// The hub refused; `reason` is its stable word, for example `token-expired`.
    #[error("the hub refused: {message}")]
    Refused {
        /// Stable word; empty when the hub gave none.
        reason: String,
        /// In the hub's words, with what to do.
        message: String,
        /// Whether trying again later makes sense.
        transient: bool,
    },
    /// An answer that makes no sense.
    #[error("the hub's answer cannot be used: {0}; upgrade the older of the two programs")]
    Answer(&'static str),
    /// The certificate is for somebody else.
    #[error("the hub issued a certificate for `{found}`, this node is `{own}`: tell the hub's operator")]
    AnotherAgency {
        /// In the certificate.
        found: String,
        /// Here.
        own: String,
    },
    /// Asked to stop.
    #[error("stopped before the operator confirmed; run the same command again, nothing is lost")]
    Stopped,
}

impl From<Status> for EnrolError {
    fn from(status: Status) -> Self {
        let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
        let transient =
            matches!(status.code(), Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded);
        Self::Refused { reason, message: status.message().chars().take(500).collect(), transient }
    }
}

/// What the operator of this node gave.
#[derive(Debug, Clone)]
pub struct Enrolling {
    /// Address of the hub's exchange port.
    pub hub: String,
    /// Organisation id of the hub; checked in its certificate. `None`: whoever the authority certified.
    pub expect: Option<OrganisationId>,
    /// The hub's `ca.pem`.
    pub authority: PathBuf,
    /// One-time token.
    pub token: String,
    /// Where the hub reaches this node.
    pub address: String,
}

/// Asks the hub for a certificate until it gives one; `waiting` is told the fingerprint to read to its operator.
///
/// Every step may be repeated: the key is kept, and the hub knows the same request again.
pub async fn enrol(
    node: &Node,
    wanted: &Enrolling,
    stop: &Token,
    mut waiting: impl FnMut(&str),
) -> Result<Link, EnrolError> {
    let ca = authority(&wanted.authority)?;
    let key = key(node)?;
    let request = EnrolRequest {
        token: wanted.token.clone(),
        csr: Bytes::from(key.csr(node.own())?),
        journal_key: node.signer().verifier_key().to_string(),
        address: wanted.address.clone(),
    };
    let mut told = false;
    let mut attempt = 0;
    loop {
        match ask(node, wanted, &ca, request.clone()).await {
            Ok(Outcome::Certificate(certificate)) => return accept(node, &key, &wanted.hub, &ca, &certificate),
            Ok(Outcome::Pending(pending)) => {
                attempt = 0;
                if pending.fingerprint != key.fingerprint() {
                    return Err(EnrolError::Answer("it shows another fingerprint than this node's key has"));
                }
                if !std::mem::replace(&mut told, true) {
                    waiting(&pending.fingerprint);
                }
            }
            // Once it has answered, a hub that is away for a moment is waited for.
            Err(EnrolError::Refused { transient: true, .. } | EnrolError::Dial(_)) if told && attempt < 30 => {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = stop.cancelled() => return Err(EnrolError::Stopped),
            () = node.env().clock.sleep(ASK) => {}
        }
    }
}

fn authority(path: &Path) -> Result<String, EnrolError> {
    let text = files::read_text(path)?.ok_or_else(|| EnrolError::NoAuthority(path.to_owned()))?;
    if text.contains("-----BEGIN CERTIFICATE-----") { Ok(text) } else { Err(EnrolError::NoAuthority(path.to_owned())) }
}

/// The key of the TLS identity, made at the first attempt.
fn key(node: &Node) -> Result<KeyPair, EnrolError> {
    let path = node.config().tls_key();
    if path.exists() {
        return Ok(KeyPair::load(&path)?);
    }
    files::make_folder(path.parent().unwrap_or(&path))?;
    let key = KeyPair::generate()?;
    key.save(&path)?;
    Ok(key)
}

async fn ask(node: &Node, wanted: &Enrolling, ca: &str, request: EnrolRequest) -> Result<Outcome, EnrolError> {
    let connection = dial(node, None, ca, &wanted.hub, wanted.expect.as_ref()).await?;
    let reply: EnrolReply = EnrolmentClient::new(connection.channel.clone()).enrol(request).await?.into_inner();
    reply.outcome.ok_or(EnrolError::Answer("it is empty"))
}

/// Dials the hub. Before enrolment its organisation id may not be known: then the authority alone vouches for it, and
/// only a certificate for hubs will do.
async fn dial(
    node: &Node,
    hot: Option<&Hot>,
    ca: &str,
    address: &str,
    expect: Option<&OrganisationId>,
) -> Result<Connection, EnrolError> {
    let clock = &node.env().clock;
    let dialer = TlsDialer::new(client_config(hot, ca, clock)?, clock, &Sessions::new());
    if let Some(hub) = expect {
        return Ok(connect(&dialer, address, hub).await?);
    }
    // The dialer insists on one organisation; the refusal names who really answered.
    let anybody = node.own();
    match dialer.dial(address, anybody).await.map_err(DialError::from) {
        Err(DialError::AnotherAgency { found, .. }) => {
            let hub = OrganisationId::parse(&found).map_err(|_| EnrolError::Answer("its certificate names nobody"))?;
            let connection = connect(&dialer, address, &hub).await?;
            if connection.peer.kind.is_some_and(|kind| kind != Kind::Hub) {
                return Err(EnrolError::Answer("an agency's node answers at that address, not a hub"));
            }
            Ok(connection)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Err(EnrolError::Answer("this agency's own node answers at that address, not a hub")),
    }
}

/// Keeps a certificate: files first, the link last, so that a crash leaves either nothing or all of it.
fn accept(node: &Node, key: &KeyPair, address: &str, ca: &str, c: &Certificate) -> Result<Link, EnrolError> {
    let identity = Identity::new(&c.chain_pem, key)?;
    if identity.organisation() != node.own() {
        let (found, own) = (identity.organisation().to_string(), node.own().to_string());
        return Err(EnrolError::AnotherAgency { found, own });
    }
    let hub = OrganisationId::parse(&c.hub).map_err(|_| EnrolError::Answer("its organisation id is not one"))?;
    let now = node.env().clock.now();
    let link = Link::new(hub, address, &c.hub_journal_key, &c.hub_witness_key, now)?;
    let config = node.config();
    let authorities = if c.authorities_pem.trim().is_empty() { ca } else { &c.authorities_pem };
    files::write(&config.authorities(), authorities.as_bytes())?;
    files::write(&config.tls_chain(), identity.chain_pem().as_bytes())?;
    link.save(config)?;
    node.hot().swap(&identity)?;
    node.set_link(Some(link.clone()));
    Ok(link)
}

/// Renews the certificate at two thirds of its life, for as long as the node runs.
pub async fn keep_renewed(node: Node, shutdown: Token) -> Result<(), NodeError> {
    let clock = node.env().clock.clone();
    let mut attempt = 0;
    loop {
        let due = node.hot().peer().is_some_and(|peer| {
            let life = peer.not_after.duration_since(peer.not_before);
            peer.not_before.checked_add(life / 3 * 2).is_ok_and(|at| at <= clock.now())
        });
        let mut wait = LOOK;
        if due && let Some(link) = node.link() {
            match renew(&node, &link).await {
                Ok(()) => {
                    tracing::info!("the certificate was renewed");
                    attempt = 0;
                }
                Err(error) => {
                    tracing::warn!(%error, "the certificate could not be renewed; it is tried again");
                    wait = RETRY.delay(attempt, &node.env().entropy).max(Duration::from_secs(1));
                    attempt += 1;
                }
            }
        }
        if let Some(peer) = node.hot().peer() {
            node.numbers().certificate(clock.now(), peer.not_after);
        }
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = clock.sleep(wait) => {}
        }
    }
}

/// Asks the hub for a new certificate over the old one.
pub async fn renew(node: &Node, link: &Link) -> Result<(), EnrolError> {
    let ca = authority(&node.config().authorities())?;
    let key = key(node)?;
    let connection = dial(node, Some(node.hot()), &ca, &link.address, Some(&link.hub)).await?;
    let request = RenewRequest { csr: Bytes::from(key.csr(node.own())?) };
    let reply = EnrolmentClient::new(connection.channel.clone()).renew(request).await?.into_inner();
    match reply.outcome {
        Some(Outcome::Certificate(certificate)) => {
            if certificate.hub_journal_key != link.journal.to_string() || certificate.hub != link.hub.as_str() {
                return Err(EnrolError::Answer("the hub's keys have changed: enrol again after asking its operator"));
            }
            accept(node, &key, &link.address, &ca, &certificate).map(drop)
        }
        Some(Outcome::Pending(_)) => Err(EnrolError::Answer("it wants the operator to confirm first")),
        None => Err(EnrolError::Answer("it is empty")),
    }
}

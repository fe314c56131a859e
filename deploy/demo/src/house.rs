//! One agency's node: made or opened, served, enrolled with the hub.

use std::path::Path;

use anyhow::{Context as _, Result};
use ges_hub::app::Hub;
use ges_node::app::{Config, InitRequest, Node};
use ges_node::enrolment::{self, Enrolling};
use ges_node::exchange::Listeners;
use ges_runtime::Env;
use ges_runtime::shutdown::Token;
use tokio::task::JoinSet;

use crate::access::Access;
use crate::data::Agency;

const ROLES: [&str; 7] = ["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor", "administrator"];

/// A node of the demonstration.
pub struct House {
    /// What it is filled with.
    pub agency: Agency,
    /// The node.
    pub node: Node,
    /// Who may come in.
    pub access: Access,
    /// Port of its pages; the exchange is at the next.
    pub port: u16,
}

/// 1 October 2012, midnight in Bangkok: the end of fiscal year 2555, in seconds since 1970.
const END_OF_2555: i64 = 1_349_024_400;
/// 1 April 2012, midnight in Bangkok: the end of its first six months.
const END_OF_SIX_MONTHS: i64 = 1_333_213_200;

impl House {
    /// Opens the node in its folder, or makes it; a `fresh` one has its first round still to come.
    pub fn open(dir: &Path, agency: Agency, port: u16, fresh: bool, env: &Env) -> Result<Self> {
        let id = agency.organisation.id.clone();
        let folder = dir.join(id.as_str());
        let mut config = Config::new(&folder, id);
        config.demo = true;
        // The year of the deck is long over: its open round stays open for a month from today.
        let ended = if fresh { END_OF_SIX_MONTHS } else { END_OF_2555 };
        let since = env.clock.now().as_second().saturating_sub(ended) / 86_400;
        config.rounds.days_open = u16::try_from(since.saturating_add(30)).unwrap_or(u16::MAX);
        config.http.listen = ([127, 0, 0, 1], port).into();
        config.exchange.listen = ([127, 0, 0, 1], port + 1).into();
        let node = if config.database().exists() {
            Node::open(config, env.clone())?
        } else {
            let organisation = agency.organisation.clone();
            Node::init(InitRequest { config, organisation, administrator: "administrator".into() }, env.clone())?.0
        };
        let access = Access::open(&folder, node.kit().accounts(), &ROLES, env)?;
        Ok(Self { agency, node, access, port })
    }

    /// Serves pages and exchange.
    pub async fn start(&self, running: &mut JoinSet<Result<()>>, stop: &Token) -> Result<()> {
        let listeners = Listeners::bind(self.node.config()).await?;
        let (node, stop) = (self.node.clone(), stop.clone());
        running.spawn(async move { node.serve(listeners, stop).await.map_err(anyhow::Error::from) });
        Ok(())
    }

    /// Enrols with the hub the way an operator does: token, request, confirmed fingerprint, certificate.
    pub async fn enrol(&self, hub: &Hub, stop: &Token) -> Result<()> {
        if self.node.link().is_some() {
            return Ok(());
        }
        let id = self.node.own().clone();
        let address = format!("127.0.0.1:{}", self.port + 1);
        let now = hub.env().clock.now();
        let token = ges_hub::enrol::invite(hub, &id, self.agency.organisation.name.clone(), &address, now)?;
        let wanted = Enrolling {
            hub: hub.config().grpc.to_string(),
            expect: Some(hub.organisation().clone()),
            authority: hub.ca_file(),
            token,
            address,
        };
        let (asked, mut fingerprints) = tokio::sync::mpsc::unbounded_channel();
        let enrolling = enrolment::enrol(&self.node, &wanted, stop, move |fingerprint| {
            let _ = asked.send(fingerprint.to_owned());
        });
        let confirming = async {
            let fingerprint = fingerprints.recv().await.context("the node asked for nothing")?;
            ges_hub::enrol::confirm_async(hub, &id, &fingerprint, "demo", hub.env().clock.now()).await?;
            anyhow::Ok(())
        };
        let (enrolled, confirmed) = tokio::join!(enrolling, confirming);
        confirmed?;
        enrolled?;
        self.node.reload_link()?;
        Ok(())
    }
}

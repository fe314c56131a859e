//! The hosts of a simulation: real nodes and a real hub over folders that survive a crash.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_hub::app::Hub;
use ges_hub::pull::supervise;
use ges_hub::store::agencies::{self, Agency, Status};
use ges_ledger::{LedgerError, mirror};
use ges_node::app::{InitRequest, Node};
use ges_node::link::Link;
use ges_node::service::{Who, agreements};
use ges_runtime::net::{plain_incoming, server};
use ges_runtime::shutdown::Token;
use ges_runtime::{Entropy, Env};

use super::INDICATORS;
use super::clock::{Elapsed, Wall};
use super::wire::{SimulatedDialer, incoming};
use crate::figures;

/// A process that may be dead: what is inside is there while it lives.
pub type Slot<T> = Rc<RefCell<Option<T>>>;

/// Outcome of a simulated process.
pub type Ended = Result<(), Box<dyn std::error::Error>>;

/// A node's machine.
#[derive(Debug)]
pub struct NodeHost {
    /// Organisation, and the name of the machine.
    pub id: OrganisationId,
    /// Its wall clock.
    pub wall: Wall,
    /// The living node.
    pub node: Slot<Node>,
    config: ges_node::config::Config,
    env: Env,
    hub: OrganisationId,
}

/// The hub's machine.
#[derive(Debug)]
pub struct HubHost {
    /// Organisation, and the name of the machine.
    pub id: OrganisationId,
    /// The living hub.
    pub hub: Slot<Hub>,
    config: ges_hub::app::Config,
    env: Env,
}

/// Makes the hub's folder.
pub fn make_hub(folder: &Path, elapsed: &Elapsed, seed: u64) -> HubHost {
    let env = Env { clock: Wall::new(elapsed).clock(), entropy: Entropy::seeded(seed) };
    let mut config = ges_hub::app::Config::in_dir(folder.join("hub"));
    config.inline = true;
    config.readers = 1;
    config.cache_mib = 4;
    let hub = Hub::init(config.clone(), env.clone()).expect("a hub is made");
    HubHost { id: hub.organisation().clone(), hub: Slot::default(), config, env }
}

/// Makes a node's folder with an agreement, and makes it and the hub known to each other.
pub fn make_node(folder: &Path, id: &str, hub: &HubHost, elapsed: &Elapsed, seed: u64) -> NodeHost {
    let wall = Wall::new(elapsed);
    let env = Env { clock: wall.clock(), entropy: Entropy::seeded(seed) };
    let now = env.clock.now();
    let id = figures::organisation_id(id);
    let mut config = ges_node::config::Config::new(folder.join(id.as_str()), id.clone());
    config.inline = true;
    config.store.readers = 1;
    let request = InitRequest {
        config: config.clone(),
        organisation: figures::organisation(id.as_str()),
        administrator: "administrator".into(),
    };
    let (node, _) = Node::init(request, env.clone()).expect("a node is made");
    let agreement = figures::agreement(id.as_str(), INDICATORS, 1);
    agreements::import(&node, &Who::console("tests"), agreement, Audience::Public, now).expect("an agreement");

    let opened = Hub::open(hub.config.clone(), hub.env.clone()).expect("the hub opens");
    let link = Link::new(
        hub.id.clone(),
        "hub:8401",
        &opened.signer().verifier_key().to_string(),
        &opened.witness().verifier_key().to_string(),
        now,
    );
    link.expect("keys of the hub").save(&config).expect("hub.json");
    let mut agency = Agency::invited(id.clone(), figures::organisation(id.as_str()).name, id.to_string(), now);
    agency.status = Status::Active;
    agency.journal_key = Some(node.signer().verifier_key());
    let (log, key) = (node.origin().clone(), node.signer().verifier_key());
    let known = opened.store().write(move |tx| {
        agencies::put(tx, &agency)?;
        mirror::open(tx, &log, &key, false)?;
        Ok::<_, LedgerError>(())
    });
    known.expect("the agency is known");
    NodeHost { hub: hub.id.clone(), id, wall, node: Slot::default(), config, env }
}

impl NodeHost {
    /// What the machine runs; called again after every crash.
    pub fn software(&self) -> impl Fn() -> std::pin::Pin<Box<dyn Future<Output = Ended>>> + use<> {
        let (config, env, slot, hub) = (self.config.clone(), self.env.clone(), Rc::clone(&self.node), self.hub.clone());
        move || {
            let (config, env, slot, hub) = (config.clone(), env.clone(), Rc::clone(&slot), hub.clone());
            Box::pin(async move {
                let node = Node::open(config, env.clone())?;
                *slot.borrow_mut() = Some(node.clone());
                let connections = plain_incoming(incoming(hub).await?, &env.clock, node.sessions());
                server().add_routes(node.exchange_routes()).serve_with_incoming(connections).await?;
                Ok(())
            })
        }
    }
}

impl HubHost {
    /// What the machine runs; called again after every crash.
    pub fn software(&self) -> impl Fn() -> std::pin::Pin<Box<dyn Future<Output = Ended>>> + use<> {
        let (config, env, slot) = (self.config.clone(), self.env.clone(), Rc::clone(&self.hub));
        move || {
            let (config, env, slot) = (config.clone(), env.clone(), Rc::clone(&slot));
            Box::pin(async move {
                let hub = Hub::open(config, env)?;
                *slot.borrow_mut() = Some(hub.clone());
                supervise(hub, Arc::new(SimulatedDialer), Token::new()).await;
                Ok(())
            })
        }
    }
}

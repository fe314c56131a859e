//! What is known of every link right now: written by the pullers, read by pages, REST and metrics.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_runtime::net::Link;
use jiff::Timestamp;
use tokio::sync::watch;

/// Why a link does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Stable short name.
    pub code: String,
    /// What happened and what to do.
    pub words: Text,
    /// Evidence against the node that a person has to look at.
    pub alarm: bool,
    /// Since when.
    pub since: Timestamp,
}

/// What is known of one link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkState {
    /// A session is open.
    pub connected: bool,
    /// Last time anything came from the node.
    pub last_contact: Option<Timestamp>,
    /// Last time entries came.
    pub last_batch: Option<Timestamp>,
    /// Entries the node says it has.
    pub head: u64,
    /// How far the node has received the hub's journal.
    pub acknowledged: u64,
    /// The node's clock minus the hub's, microseconds.
    pub skew_micros: i64,
    /// Sessions after the first.
    pub reconnects: u64,
    /// Why it does not work, or did not last time.
    pub trouble: Option<Trouble>,
}

#[derive(Debug, Default)]
struct Place {
    state: LinkState,
    link: Option<Link>,
    /// Last contact that is not yet in the store.
    unsaved: bool,
}

/// All links. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Board {
    places: Arc<Mutex<BTreeMap<OrganisationId, Place>>>,
    changed: watch::Sender<u64>,
}

impl Board {
    /// The board as the store last knew it; nobody is connected yet.
    pub fn new(known: Vec<(OrganisationId, LinkState)>) -> Self {
        let place = |(id, state)| (id, Place { state: LinkState { connected: false, ..state }, ..Place::default() });
        Self { places: Arc::new(Mutex::new(known.into_iter().map(place).collect())), changed: watch::Sender::new(0) }
    }

    /// Rings whenever something a page shows has changed.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Tells every listener that something changed.
    pub fn ring(&self) {
        self.changed.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// State of one link.
    pub fn state(&self, id: &OrganisationId) -> LinkState {
        self.lock().get(id).map(|p| p.state.clone()).unwrap_or_default()
    }

    /// States of all links.
    pub fn states(&self) -> BTreeMap<OrganisationId, LinkState> {
        self.lock().iter().map(|(id, p)| (id.clone(), p.state.clone())).collect()
    }

    /// The open connection to a node.
    pub fn link(&self, id: &OrganisationId) -> Option<Link> {
        self.lock().get(id).and_then(|p| p.link.clone()).filter(|l| !l.gone.is_cancelled())
    }

    /// Changes the state of one link and rings.
    pub fn change(&self, id: &OrganisationId, change: impl FnOnce(&mut LinkState)) -> LinkState {
        let mut places = self.lock();
        let place = places.entry(id.clone()).or_default();
        change(&mut place.state);
        let state = place.state.clone();
        drop(places);
        self.ring();
        state
    }

    /// Notes a sign of life without ringing: idle nodes cost nothing.
    pub fn heard(&self, id: &OrganisationId, now: Timestamp, skew: Option<i64>) {
        let mut places = self.lock();
        let place = places.entry(id.clone()).or_default();
        place.state.last_contact = Some(now);
        if let Some(skew) = skew {
            place.state.skew_micros = skew;
        }
        place.unsaved = true;
    }

    /// Puts up or takes down the open connection of a node.
    pub fn set_link(&self, id: &OrganisationId, link: Option<Link>) {
        self.lock().entry(id.clone()).or_default().link = link;
    }

    /// States whose last contact is not yet in the store; they count as saved from now on.
    pub fn take_unsaved(&self) -> Vec<(OrganisationId, LinkState)> {
        let mut places = self.lock();
        let take = |(id, p): (&OrganisationId, &mut Place)| {
            std::mem::take(&mut p.unsaved).then(|| (id.clone(), p.state.clone()))
        };
        places.iter_mut().filter_map(take).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<OrganisationId, Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What the pages and resources of this crate need from the server they run in: a node or the hub.

use axum::body::Body;
use futures_util::future::BoxFuture;
use ges_domain::audience::Viewer;
use ges_domain::ids::OrganisationId;
use ges_journal::note::{SignerKey, VerifierKey};
use ges_ledger::read::documents::Filed;
use ges_store::Store;
use ges_web::{KitState, Page, Problem, Product, Reader, Signed};

/// Bytes of a document, or of a part of one.
#[derive(Debug)]
pub struct Opened {
    /// How many bytes `body` will give.
    pub length: u64,
    /// The bytes from the offset asked for.
    pub body: Body,
}

/// A node or the hub, as far as figures are concerned. It is the axum state of [`crate::routes`].
pub trait House: KitState {
    /// Node or hub; decides which pages exist.
    const PRODUCT: Product;

    /// Where journals and projections are.
    fn store(&self) -> &Store;

    /// Who runs this server.
    fn own(&self) -> &OrganisationId {
        self.kit().organisation_id()
    }

    /// As whom a reader sees records. Node: signed in is [`Viewer::Organisation`] of its own; hub: signed in is
    /// [`Viewer::Central`]; nobody is [`Viewer::Public`].
    fn viewer(&self, reader: Option<&Signed>) -> Viewer {
        match (reader, Self::PRODUCT) {
            (None, _) => Viewer::Public,
            (Some(_), Product::Node) => Viewer::Organisation(self.own().clone()),
            (Some(_), Product::Hub) => Viewer::Central(self.own().clone()),
        }
    }

    /// Key of this server's own journal: signs its checkpoint when one is asked for.
    fn signer(&self) -> &SignerKey;

    /// Key with which the hub cosigns checkpoints: at the hub its own, at a node the one learnt when it enrolled.
    /// `None` before enrolment.
    fn witness(&self) -> Option<VerifierKey>;

    /// Opens the bytes of a filed document from `offset` on, at most `length` of them. The caller has checked that the
    /// reader may have them and that `offset` lies within the document.
    ///
    /// A node reads its disk; the hub fetches through the exchange on demand and keeps what it verified.
    fn open_document(
        &self,
        filed: Filed,
        offset: u64,
        length: Option<u64>,
    ) -> BoxFuture<'static, Result<Opened, Problem>>;

    /// The command that checks a downloaded proof file without any server; `keys` are verifier keys for it.
    fn verify_command(&self, file: &str, keys: &[String]) -> String {
        let mut command = format!("ges-{} verify --proof {file}", Self::PRODUCT.name());
        for key in keys {
            command.push_str(" --vkey '");
            command.push_str(key);
            command.push('\'');
        }
        command
    }

    /// The frame of a page for this reader: header, tabs, signed-in person.
    fn page(&self, reader: &Reader, title: String) -> Page {
        Page::new(self.kit(), reader, title)
    }
}

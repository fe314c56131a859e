//! A node as the house of the shared pages of figures.

use axum::body::Body;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, stream};
use ges_domain::access::Act;
use ges_figures::{House, Opened};
use ges_journal::note::{SignerKey, VerifierKey};
use ges_ledger::read::documents::Filed;
use ges_store::Store;
use ges_web::kit::{Kit, KitState};
use ges_web::ui::{self, Tone};
use ges_web::{Page, Problem, Product, Reader};

use crate::app::Node;
use crate::evidence::Reading;
use crate::service::ServiceError;

impl KitState for Node {
    fn kit(&self) -> &Kit {
        Self::kit(self)
    }
}

impl House for Node {
    const PRODUCT: Product = Product::Node;

    fn store(&self) -> &Store {
        Self::store(self)
    }

    fn signer(&self) -> &SignerKey {
        Self::signer(self)
    }

    fn witness(&self) -> Option<VerifierKey> {
        self.link().map(|link| link.witness.clone())
    }

    fn open_document(
        &self,
        filed: Filed,
        offset: u64,
        length: Option<u64>,
    ) -> BoxFuture<'static, Result<Opened, Problem>> {
        let node = self.clone();
        async move {
            let size = filed.document.size;
            let end = length.map_or(size, |length| offset.saturating_add(length).min(size));
            let reading = Reading::open(&node, filed.document, offset, end).await.map_err(ServiceError::from)?;
            let body = Body::from_stream(stream::unfold(Some(reading), async |reading: Option<Reading>| {
                let mut reading = reading?;
                match reading.next().await {
                    Ok(None) => None,
                    Ok(Some(bytes)) => Some((Ok(bytes), Some(reading))),
                    // The answer breaks off: the reader sees fewer bytes than were announced, never wrong ones.
                    Err(error) => {
                        tracing::error!(%error, "a document cannot be sent");
                        Some((Err(error), None))
                    }
                }
            }));
            Ok(Opened { length: end.saturating_sub(offset), body })
        }
        .boxed()
    }

    fn page(&self, reader: &Reader, title: String) -> Page {
        let mut page = Page::new(self.kit(), reader, title);
        page.live = reader.person.is_some().then(|| "/live".to_owned());
        // How many wait, as far as this process knows: the tabs are made without a look at the store.
        if let Some(tab) = page.tabs.iter_mut().find(|tab| tab.href == "/questions") {
            tab.count = Some(self.questions_waiting()).filter(|count| *count > 0);
        }
        let number = reader.path().strip_prefix("/indicators/").filter(|rest| !rest.is_empty() && !rest.contains('/'));
        if let Some(number) = number
            && super::may(reader, Act::RecordResult)
        {
            let query = reader.url.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
            let act = ui::Act::new(reader.tr("node-record-act"), format!("/indicators/{number}/record{query}"));
            page.banner = ui::notice(Tone::Plain, &reader.tr("node-record-invite"), "", Some(&act));
        }
        page
    }
}

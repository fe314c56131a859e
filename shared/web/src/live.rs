//! Pages that refresh themselves: one server-sent event says that something changed, the page then asks again.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

/// A bell: whoever changes something rings it, every open page hears it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Live(watch::Sender<u64>);

impl Default for Live {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Live {
    /// A bell nobody has rung.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells every open page to refresh its `data-live` parts. Rings close together are heard as one.
    pub fn ring(&self) {
        self.0.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// How often the bell has been rung.
    pub fn rung(&self) -> u64 {
        *self.0.borrow()
    }

    /// How many pages listen.
    pub fn listeners(&self) -> usize {
        self.0.receiver_count()
    }

    /// The stream for one page: an event `change` per ring, a comment every 20 s so that proxies keep it open.
    /// It ends when the last [`Live`] is dropped.
    pub fn events(&self) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        // Only a receiver goes into the stream: a held sender would keep it open for ever.
        let heard = self.0.subscribe();
        let stream = stream::unfold(heard, |mut heard| async move {
            heard.changed().await.ok()?;
            let number = *heard.borrow_and_update();
            Some((Ok(Event::default().event("change").data(number.to_string())), heard))
        });
        Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn every_open_page_hears_the_bell_until_the_server_stops() {
        let live = Live::new();
        let mut body = live.events().into_response().into_body();
        assert_eq!(live.listeners(), 1);
        live.ring();
        live.ring();
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(std::str::from_utf8(&frame).unwrap(), "event: change\ndata: 2\n\n");
        drop(live);
        assert!(body.frame().await.is_none());
    }
}

//! Pictures of pages, made when somebody looks at them, and kept for a while.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use ges_domain::ids::Digest;
use ges_extract::worker::{Request, Worker};
use ges_extract::{Found, Picture, Unread};
use tokio::sync::Semaphore;

use crate::app::Node;
use crate::service::ServiceError;

/// Widths in pixels in which pages are shown, the smallest first.
const WIDTHS: [u16; 4] = [400, 800, 1200, 1600];
/// The width when none is asked for.
pub const DEFAULT_WIDTH: u16 = 800;
/// Bytes of pictures that are kept.
const KEPT_BYTES: usize = 64 << 20;
/// Pictures, and reasons why there is none, that are kept.
const KEPT: usize = 512;
/// Requests that may wait for a picture at once; further ones are told to come again.
const WAITING: usize = 8;

/// The width in which a page is shown to whoever asks for `asked` pixels.
pub fn width(asked: u16) -> u16 {
    WIDTHS.into_iter().find(|width| *width >= asked).unwrap_or(WIDTHS[WIDTHS.len() - 1])
}

/// Document, page, width.
type Key = (Digest, u32, u16);
/// A picture, or why there will never be one.
type Shown = Result<Arc<Picture>, Unread>;

/// Makes and keeps pictures.
pub(super) struct Pictures {
    worker: Worker,
    waiting: Semaphore,
    kept: Mutex<Kept>,
}

impl Pictures {
    pub(super) fn new(worker: Worker) -> Self {
        Self { worker, waiting: Semaphore::new(WAITING), kept: Mutex::default() }
    }

    fn kept<T>(&self, with: impl FnOnce(&mut Kept) -> T) -> T {
        with(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The newest pictures, the oldest in front.
#[derive(Default)]
struct Kept {
    all: VecDeque<(Key, Shown)>,
    bytes: usize,
}

fn bytes(shown: &Shown) -> usize {
    shown.as_ref().map_or(0, |picture| picture.png.len())
}

impl Kept {
    fn get(&self, key: &Key) -> Option<Shown> {
        self.all.iter().find(|(known, _)| known == key).map(|(_, shown)| shown.clone())
    }

    fn put(&mut self, key: Key, shown: Shown) {
        if self.get(&key).is_some() {
            return;
        }
        self.bytes += bytes(&shown);
        self.all.push_back((key, shown));
        while (self.bytes > KEPT_BYTES || self.all.len() > KEPT)
            && let Some((_, gone)) = self.all.pop_front()
        {
            self.bytes -= bytes(&gone);
        }
    }

    fn forget(&mut self, digest: &Digest) {
        self.all.retain(|((known, ..), _)| known != digest);
        self.bytes = self.all.iter().map(|(_, shown)| bytes(shown)).sum();
    }
}

impl Node {
    /// The picture of a page, counted from 1, in one of the widths of [`width`]. Who may see it is asked before.
    pub(crate) async fn picture(&self, digest: Digest, page: u32, width: u16) -> Result<Shown, ServiceError> {
        let Some(pictures) = &self.reading().pictures else { return Ok(Err(Unread::Unstartable)) };
        let key = (digest, page, width);
        if let Some(shown) = pictures.kept(|kept| kept.get(&key)) {
            return Ok(shown);
        }
        let Ok(_turn) = pictures.waiting.try_acquire() else { return Ok(Err(Unread::Busy)) };
        self.blocking(move |node| {
            let Some(pictures) = &node.reading().pictures else { return Ok(Err(Unread::Unstartable)) };
            let file = node.documents().open_document(&digest)?.into_file();
            let shown = match pictures.worker.read(file, Request::Image { page, width }).found {
                Ok(Found::Image(picture)) => Ok(Arc::new(picture)),
                Ok(Found::Text { .. }) => Err(Unread::Crashed),
                Err(reason) => Err(reason),
            };
            if shown.as_ref().err().is_none_or(|reason| reason.is_final()) {
                pictures.kept(|kept| kept.put(key, shown.clone()));
            }
            Ok(shown)
        })
        .await
    }

    /// Forgets the pictures of a document that was erased.
    pub(crate) fn forget_pictures(&self, digest: &Digest) {
        if let Some(pictures) = &self.reading().pictures {
            pictures.kept(|kept| kept.forget(digest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bytes: usize) -> Arc<Picture> {
        Arc::new(Picture { width: 1, height: 1, png: vec![0; bytes] })
    }

    #[test]
    fn a_width_is_the_next_larger_one_that_is_made() {
        for (asked, given) in [(0, 400), (400, 400), (401, 800), (800, 800), (1600, 1600), (1601, 1600), (65535, 1600)]
        {
            assert_eq!(width(asked), given, "{asked}");
        }
    }

    #[test]
    fn pictures_are_kept_within_their_bytes_and_number_and_the_oldest_goes_first() {
        let mut kept = Kept::default();
        let key = |n: u32| (Digest([1; 32]), n, 800);
        kept.put(key(1), Ok(picture(KEPT_BYTES / 2)));
        kept.put(key(2), Ok(picture(KEPT_BYTES / 2)));
        assert!(kept.get(&key(1)).is_some() && kept.get(&key(2)).is_some());
        kept.put(key(2), Ok(picture(1)));
        assert_eq!(kept.bytes, KEPT_BYTES, "the same page counts once");
        kept.put(key(3), Ok(picture(1)));
        assert!(kept.get(&key(1)).is_none() && kept.get(&key(3)).is_some());
        for n in 10..10 + u32::try_from(KEPT).unwrap() {
            kept.put(key(n), Err(Unread::NoImage));
        }
        assert!(kept.all.len() == KEPT && kept.bytes == 0 && kept.get(&key(3)).is_none());
        kept.forget(&Digest([1; 32]));
        assert!(kept.all.is_empty());
    }
}

//! The digest of the whole and of each chunk of it, computed in one pass.

use ges_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

/// The length of every chunk but the last, in bytes.
pub const CHUNK: usize = 1 << 20;

/// How many chunks a document of `size` bytes has.
pub(crate) fn count(size: u64) -> u64 {
    size.div_ceil(CHUNK as u64)
}

pub(crate) fn digest_of(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// The digest of the whole alone, for bytes whose chunks are checked one by one.
#[derive(Default)]
pub(crate) struct Whole {
    digest: Sha256,
    size: u64,
}

impl Whole {
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
    }

    pub(crate) fn finish(self) -> Digest {
        Digest(self.digest.finalize().into())
    }
}

/// Takes bytes in pieces of any length.
#[derive(Default)]
pub(crate) struct Hashing {
    whole: Whole,
    chunk: Sha256,
    in_chunk: usize,
    chunks: Vec<Digest>,
}

impl Hashing {
    pub(crate) fn size(&self) -> u64 {
        self.whole.size()
    }

    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.in_chunk));
            self.chunk.update(now);
            self.in_chunk += now.len();
            if self.in_chunk == CHUNK {
                self.end_chunk();
            }
            bytes = later;
        }
    }

    fn end_chunk(&mut self) {
        self.chunks.push(Digest(std::mem::take(&mut self.chunk).finalize().into()));
        self.in_chunk = 0;
    }

    pub(crate) fn finish(mut self) -> (Digest, Vec<Digest>) {
        if self.in_chunk > 0 {
            self.end_chunk();
        }
        (self.whole.finish(), self.chunks)
    }
}

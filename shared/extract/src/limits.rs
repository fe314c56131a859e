//! What one worker may use.

/// Largest width of a page image in pixels.
pub const MAX_IMAGE_WIDTH: u16 = 1600;
/// A page image is at most this many times as high as wide.
pub const MAX_IMAGE_ASPECT: u16 = 4;
/// Pages (sheets, slides) of one document that are read; what follows is cut off and told.
pub const MAX_PAGES: u32 = 2_000;
/// Bytes of text of one page; what follows is cut off and told.
pub const MAX_PAGE_BYTES: usize = 1 << 20;
/// Members of a packed document.
pub const MAX_MEMBERS: usize = 20_000;

/// What one worker may use. Outside these limits it is ended, and the document counts as not readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space in MiB. A program whose allocator reserves more at its start gets that and a little to work with.
    pub memory_mib: u32,
    /// Seconds of computing.
    pub cpu_seconds: u32,
    /// Milliseconds from the start to the answer.
    pub wall_ms: u32,
    /// Bytes of the document.
    pub input_bytes: u64,
    /// Bytes of the answer: all text, or one image.
    pub output_bytes: u32,
    /// Workers at the same time; who comes further waits up to `wall_ms`.
    pub at_once: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mib: 1024,
            cpu_seconds: 30,
            wall_ms: 60_000,
            input_bytes: 128 << 20,
            output_bytes: 16 << 20,
            at_once: 2,
        }
    }
}

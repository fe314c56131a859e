//! Reads documents in a sandboxed worker process, and makes their Thai and English text searchable.
//!
//! Documents come from outside and their formats are large, so they are never parsed in the process that serves people.
//! [`worker::Worker`] starts the same program again under a hidden subcommand, which calls [`worker::main`]: that process
//! can open nothing, connect nowhere and use only the memory and time of its [`Limits`]; it reads the document from a
//! file it is handed, and answers in frames the supervisor checks. Whatever a document does is an [`Outcome`].
//!
//! [`fold`](fold()) brings words into the form in which they are compared, [`Query`] is what somebody looks for, and
//! [`index`] keeps texts in the store and finds them. [`clamd`] asks a virus scanner.
//!
//! ```no_run
//! # use ges_extract::{Limits, index, worker::{Request, Worker}};
//! # fn file_of(_: ges_domain::ids::Digest) -> std::fs::File { unimplemented!() }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let store = ges_store::Store::open(&ges_store::StoreUrl::memory(), ges_store::Options::default())?;
//! index::migrate(&store)?;
//! let worker = Worker::of_this_program(Limits::default())?;
//! for digest in store.read(|tx| index::waiting(tx, 10))? {
//!     let outcome = worker.read(file_of(digest), Request::Text);
//!     store.write(move |tx| index::put(tx, &digest, &outcome))?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is read
//!
//! PDF (text in the order it is printed, and page images), DOC, DOCX (a page where a page break is written down), XLS,
//! XLSX (a page for each sheet), PPT, PPTX (a page for each slide), text and CSV (UTF-8, UTF-16, windows-874), and PNG
//! and JPEG as pages without text. The kind is what the content says ([`Sniffed`]), never what the name says.
//!
//! # What the sandbox does not do
//!
//! Landlock is enforced as far as the kernel knows it; a kernel without it leaves the process the rights of its user,
//! with no file to be opened because no descriptor is left. The limit on processes does not bind root: run the service
//! as a user of its own. A worker that was taken over can still answer untruths within the frames: texts are shown as
//! text, and its images as `image/png` with `nosniff`.

pub mod clamd;
mod fold;
mod frame;
pub mod index;
pub mod limits;
mod outcome;
mod plain;
mod query;
mod read;
mod sniff;
mod unread;
pub mod worker;

pub use fold::{Folded, fold};
pub use limits::Limits;
pub use outcome::{Found, Outcome, Page, Picture};
pub use query::{Query, QueryError, bigrams};
pub use sniff::{Kind, Sniffed};
pub use unread::Unread;

#[cfg(test)]
fn speaks_both_languages<E: ges_domain::explain::Explain + std::fmt::Display>(error: &E) {
    let thai = |text: &str| text.chars().any(|c| ('ก'..='\u{e4e}').contains(&c));
    let e = error.explain();
    assert!(e.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()), "{}", e.code);
    assert!(thai(&e.rule.th) && e.remedy.th.contains("กรุณา"), "{}: {e:?}", e.code);
    assert!(!e.rule.en.is_empty() && !e.remedy.en.is_empty() && !thai(&e.remedy.en), "{}: {e:?}", e.code);
}

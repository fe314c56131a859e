//! Mail to people who said where to: once a day what they have not read and what is due. A mail names counts, days, indicators and
//! addresses within this node; figures and what people wrote never leave it.

mod digest;
mod job;
mod message;
mod send;
mod settings;

pub use self::digest::{Digest, digest, waiting};
pub(crate) use self::job::{MailState, keep_sending};
pub use self::job::{Trouble, attempt};
pub use self::send::{MailError, test};
pub use self::settings::{Mail, Security, SettingsError};

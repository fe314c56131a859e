//! The first record of a log's new epoch: which log it continues, and from where.

use bytes::Bytes;
use ges_domain::ids::Digest;

use crate::{
    Hash,
    lines::{Reader, TextError, Writer, plain_number},
    log_id::LogId,
};

const TITLE: &str = "ges.discontinuity/v1";

/// Why and where the log of an earlier epoch ended; sequence numbers start again from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discontinuity {
    /// The log that ended.
    pub previous: LogId,
    /// How many of its entries are known to the log that continues.
    pub last_size: u64,
    /// Its root at that size.
    pub last_root: Hash,
    /// Why it ended, in words.
    pub reason: String,
}

impl Discontinuity {
    /// The body of the record, as text.
    pub fn to_text(&self) -> String {
        let mut writer = Writer::new(TITLE);
        writer.value("previous", &self.previous);
        writer.value("last-size", self.last_size);
        writer.value("last-root", Digest(self.last_root));
        writer.text("reason", &self.reason);
        writer.finish()
    }

    /// Reads what [`Discontinuity::to_text`] wrote; any other spelling is refused.
    ///
    /// # Errors
    /// [`TextError`] naming the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let mut reader = Reader::open(text, TITLE)?;
        let read = Self {
            previous: reader.parsed("previous", LogId::parse)?,
            last_size: reader.parsed("last-size", |size| plain_number(size).ok_or("expected a decimal number"))?,
            last_root: reader.parsed("last-root", str::parse::<Digest>)?.0,
            reason: reader.text("reason")?,
        };
        reader.finish()?;
        if read.to_text() != text {
            return Err(TextError::Spelling);
        }
        Ok(read)
    }

    /// The body of the record.
    pub fn to_bytes(&self) -> Bytes {
        Bytes::from(self.to_text())
    }

    /// Reads the body of the record.
    ///
    /// # Errors
    /// [`TextError`] naming the line that is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TextError> {
        Self::parse(str::from_utf8(bytes).map_err(|_| TextError::NotUtf8)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Discontinuity, LogId, TextError};

    fn discontinuity(reason: &str) -> Discontinuity {
        Discontinuity {
            previous: LogId::parse("ges.local/dep/1").unwrap(),
            last_size: 42,
            last_root: [0x0c; 32],
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn the_body_is_readable_and_reads_back() {
        let record = discontinuity("กู้คืนจากสำรอง\nดิสก์เสีย");
        assert_eq!(
            record.to_text(),
            "ges.discontinuity/v1\n\
             previous: ges.local/dep/1\n\
             last-size: 42\n\
             last-root: 0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c\n\
             reason: กู้คืนจากสำรอง\n\
             reason: ดิสก์เสีย\n"
        );
        assert_eq!(Discontinuity::from_bytes(&record.to_bytes()), Ok(record));
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        let text = discontinuity("x").to_text().replace("42", "042");
        assert!(matches!(Discontinuity::parse(&text), Err(TextError::Value { name: "last-size", line: 3, .. })));
        assert_eq!(Discontinuity::from_bytes(&[0xff]), Err(TextError::NotUtf8));
    }

    proptest! {
        #[test]
        fn any_reason_reads_back(reason in any::<String>()) {
            let record = discontinuity(&reason);
            prop_assert_eq!(Discontinuity::from_bytes(&record.to_bytes()), Ok(record));
        }

        #[test]
        fn reading_any_bytes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let titled = [b"ges.discontinuity/v1\nprevious: ".as_slice(), &bytes].concat();
            prop_assert!(Discontinuity::from_bytes(&bytes).is_err());
            prop_assert!(Discontinuity::from_bytes(&titled).is_err());
        }
    }
}

//! The record that a body was deleted: which one, by whose order and why.

use bytes::Bytes;
use ges_domain::ids::RecordId;

use crate::lines::{Reader, TextError, Writer, plain_number};

const TITLE: &str = "ges.erasure/v1";

/// A body that was deleted by order; its header and leaf stay for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The record whose body is gone.
    pub record_id: RecordId,
    /// Its place in the same log.
    pub sequence: u64,
    /// The order that required it, such as the number of a court's order.
    pub order: String,
    /// Why, in words.
    pub reason: String,
}

impl Erasure {
    /// The body of the record, as text.
    pub fn to_text(&self) -> String {
        let mut writer = Writer::new(TITLE);
        writer.value("record", self.record_id);
        writer.value("sequence", self.sequence);
        writer.text("order", &self.order);
        writer.text("reason", &self.reason);
        writer.finish()
    }

    /// Reads what [`Erasure::to_text`] wrote; any other spelling is refused.
    ///
    /// # Errors
    /// [`TextError`] naming the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let mut reader = Reader::open(text, TITLE)?;
        let read = Self {
            record_id: reader.parsed("record", str::parse)?,
            sequence: reader
                .parsed("sequence", |sequence| plain_number(sequence).ok_or("expected a decimal number"))?,
            order: reader.text("order")?,
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
    use uuid::Uuid;

    use super::{Erasure, RecordId, TextError};

    #[test]
    fn the_body_is_readable_and_only_one_spelling_reads_back() {
        let record = Erasure {
            record_id: RecordId(Uuid::from_u128(0xabc)),
            sequence: 7,
            order: "คำสั่งศาล 12/2570".to_owned(),
            reason: "ข้อมูลส่วนบุคคล".to_owned(),
        };
        let text = record.to_text();
        assert_eq!(
            text,
            "ges.erasure/v1\n\
             record: 00000000-0000-0000-0000-000000000abc\n\
             sequence: 7\n\
             order: คำสั่งศาล 12/2570\n\
             reason: ข้อมูลส่วนบุคคล\n"
        );
        assert_eq!(Erasure::parse(&text), Ok(record));
        assert_eq!(Erasure::parse(&text.replace("abc", "ABC")), Err(TextError::Spelling));
        assert!(matches!(
            Erasure::parse(&text.replace(": 7", ": seven")),
            Err(TextError::Value { name: "sequence", line: 3, .. })
        ));
    }

    proptest! {
        #[test]
        fn any_order_and_reason_read_back(id in any::<u128>(), sequence in any::<u64>(), order in any::<String>(), reason in "(reason: |order: |\n|.){0,9}") {
            let record = Erasure { record_id: RecordId(Uuid::from_u128(id)), sequence, order, reason };
            prop_assert_eq!(Erasure::from_bytes(&record.to_bytes()), Ok(record));
        }

        #[test]
        fn reading_any_bytes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(Erasure::from_bytes(&bytes).is_err());
        }
    }
}

//! The CIO's attestation of a round: a signed note whose text a person can read.

use ges_domain::{
    calendar::{FiscalYear, Round},
    ids::{Digest, OrganisationId, RecordId},
};
use jiff::Timestamp;
use thiserror::Error;

use crate::{
    Hash,
    lines::{Reader, TextError, Writer},
    note::{NoteError, SignedNote, SignerKey, VerifierKey},
};

const TITLE: &str = "ges.attestation/v1";

/// What the CIO vouches for: these records, as they stood, for one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The organisation whose round it is.
    pub organisation: OrganisationId,
    /// The fiscal year, Buddhist era.
    pub fiscal_year: FiscalYear,
    /// The reporting round.
    pub round: Round,
    /// When, in microseconds since 1970 UTC.
    pub attested_at: i64,
    /// What is attested, in the words shown to the CIO; lines end with a bare newline.
    pub statement: String,
    /// The records vouched for, each with the salted digest of its body.
    pub records: Vec<(RecordId, Hash)>,
    /// Indicators not vouched for, each with the reason.
    pub exceptions: Vec<(String, String)>,
}

/// Why something is not an attestation, or not one to believe.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AttestationError {
    /// The note is not one, or not signed with the key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not an attestation.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The time is outside the years that can be written.
    #[error("{micros} µs is not a time that can be written down")]
    Time {
        /// Microseconds since 1970 UTC.
        micros: i64,
    },
    /// The name of an excepted indicator is empty or has several lines.
    #[error("the indicator of exception {position} is empty or has more than one line")]
    Indicator {
        /// Which exception, from 0.
        position: usize,
    },
}

impl Attestation {
    /// The text that is signed.
    ///
    /// # Errors
    /// [`AttestationError::Time`] and [`AttestationError::Indicator`].
    pub fn to_text(&self) -> Result<String, AttestationError> {
        let micros = self.attested_at;
        let time = Timestamp::from_microsecond(micros).map_err(|_| AttestationError::Time { micros })?;
        let mut writer = Writer::new(TITLE);
        writer.value("organisation", &self.organisation);
        writer.value("fiscal-year", self.fiscal_year);
        writer.value("round", self.round);
        writer.value("attested-at", time);
        writer.text("statement", &self.statement);
        for (id, digest) in &self.records {
            writer.value("record", format_args!("{id} {}", Digest(*digest)));
        }
        for (position, (indicator, reason)) in self.exceptions.iter().enumerate() {
            if indicator.is_empty() || indicator.contains('\n') {
                return Err(AttestationError::Indicator { position });
            }
            writer.value("exception", indicator);
            writer.text("reason", reason);
        }
        Ok(writer.finish())
    }

    /// Reads what [`Attestation::to_text`] wrote; any other spelling is refused.
    ///
    /// # Errors
    /// [`AttestationError::Text`] naming the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, AttestationError> {
        let mut reader = Reader::open(text, TITLE)?;
        let mut read = Self {
            organisation: reader.parsed("organisation", OrganisationId::parse)?,
            fiscal_year: reader.parsed("fiscal-year", str::parse)?,
            round: reader.parsed("round", str::parse)?,
            attested_at: reader.parsed("attested-at", str::parse::<Timestamp>)?.as_microsecond(),
            statement: reader.text("statement")?,
            records: Vec::new(),
            exceptions: Vec::new(),
        };
        while let Some(value) = reader.optional("record") {
            let record = read_record(value)
                .ok_or_else(|| reader.invalid("record", "expected a record id and a SHA-256 digest"))?;
            read.records.push(record);
        }
        while let Some(indicator) = reader.optional("exception") {
            let reason = reader.text("reason")?;
            read.exceptions.push((indicator.to_owned(), reason));
        }
        reader.finish()?;
        if read.to_text()? != text {
            return Err(TextError::Spelling.into());
        }
        Ok(read)
    }

    /// Signs the attestation; the note's bytes are the body of the record.
    ///
    /// # Errors
    /// As [`Attestation::to_text`], and [`AttestationError::Note`] when the statement or a reason
    /// has control characters (carriage returns included) or the text is too large.
    pub fn sign(&self, key: &SignerKey) -> Result<SignedNote, AttestationError> {
        Ok(SignedNote::sign(self.to_text()?, key)?)
    }

    /// Reads a signed attestation after checking that `key` signed it.
    ///
    /// # Errors
    /// [`AttestationError::Note`] when it is not signed with the key, otherwise as
    /// [`Attestation::parse`].
    pub fn verify(note: &SignedNote, key: &VerifierKey) -> Result<Self, AttestationError> {
        note.verify(key)?;
        Self::parse(note.text())
    }
}

fn read_record(value: &str) -> Option<(RecordId, Hash)> {
    let (id, digest) = value.split_once(' ')?;
    Some((id.parse().ok()?, digest.parse::<Digest>().ok()?.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Attestation, AttestationError, FiscalYear, OrganisationId, RecordId, Round};
    use crate::{
        TextError,
        note::{NoteError, SignedNote, SignerKey},
    };

    fn attestation() -> Attestation {
        Attestation {
            organisation: OrganisationId::parse("dep").unwrap(),
            fiscal_year: FiscalYear::new(2555).unwrap(),
            round: Round::Twelve,
            attested_at: 1_350_270_000_000_000,
            statement: "ขอรับรองว่าข้อมูลถูกต้อง\n\nตามหลักฐานที่มีอยู่".to_owned(),
            records: vec![(RecordId(Uuid::from_u128(7)), [0xab; 32])],
            exceptions: vec![("2.1".to_owned(), "รอผลสำรวจ".to_owned())],
        }
    }

    #[test]
    fn the_signed_text_is_what_a_person_reads() {
        assert_eq!(
            attestation().to_text().unwrap(),
            "ges.attestation/v1\n\
             organisation: dep\n\
             fiscal-year: 2555\n\
             round: 12\n\
             attested-at: 2012-10-15T03:00:00Z\n\
             statement: ขอรับรองว่าข้อมูลถูกต้อง\n\
             statement: \n\
             statement: ตามหลักฐานที่มีอยู่\n\
             record: 00000000-0000-0000-0000-000000000007 \
             abababababababababababababababababababababababababababababababab\n\
             exception: 2.1\n\
             reason: รอผลสำรวจ\n"
        );
    }

    #[test]
    fn only_the_key_that_signed_verifies() {
        let key = SignerKey::from_seed("ges.local/dep/cio", &[1; 32]).unwrap();
        let other = SignerKey::from_seed("ges.local/dep/cio", &[2; 32]).unwrap();
        let note = attestation().sign(&key).unwrap();
        let read = SignedNote::parse(&note.encode()).unwrap();
        assert_eq!(Attestation::verify(&read, &key.verifier_key()), Ok(attestation()));
        assert!(matches!(
            Attestation::verify(&read, &other.verifier_key()),
            Err(AttestationError::Note(NoteError::NotSigned { .. }))
        ));
        let changed = note.to_string().replace("round: 12", "round: 9");
        let changed = SignedNote::parse(changed.as_bytes()).unwrap();
        assert!(matches!(
            Attestation::verify(&changed, &key.verifier_key()),
            Err(AttestationError::Note(NoteError::BadSignature { .. }))
        ));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_written() {
        let mut forged = attestation();
        forged.exceptions[0].0 = "2.1\nrecord: x".to_owned();
        assert_eq!(forged.to_text(), Err(AttestationError::Indicator { position: 0 }));
        let mut late = attestation();
        late.attested_at = i64::MAX;
        assert_eq!(late.to_text(), Err(AttestationError::Time { micros: i64::MAX }));
        let mut windows = attestation();
        windows.statement = "a\r\nb".to_owned();
        let key = SignerKey::from_seed("cio", &[1; 32]).unwrap();
        assert_eq!(windows.sign(&key), Err(AttestationError::Note(NoteError::ControlCharacter)));
    }

    #[test]
    fn another_spelling_or_order_is_refused_with_its_line() {
        let text = attestation().to_text().unwrap();
        let cases = [
            (text.replace("2555", "๒๕๕๕"), TextError::Spelling),
            (text.replace("03:00:00Z", "10:00:00+07"), TextError::Spelling),
            (text.replace("abab", "ABAB"), TextError::Spelling),
            (text.replace("round: 12\n", ""), TextError::Expected { name: "round", line: 4 }),
            (text.replace("reason: ", "because: "), TextError::Expected { name: "reason", line: 11 }),
            (format!("{text}record: x\n"), TextError::End { line: 12 }),
            (text.trim_end().to_owned(), TextError::End { line: 12 }),
            (text.replace("attestation/v1", "attestation/v2"), TextError::Title { expected: "ges.attestation/v1" }),
        ];
        for (wrong, expected) in cases {
            assert_eq!(Attestation::parse(&wrong), Err(AttestationError::Text(expected)), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_statement_and_reason_read_back_as_they_were(
            statement in "(.|\n){0,60}",
            records in proptest::collection::vec((any::<u128>(), any::<[u8; 32]>()), 0..5),
            exceptions in proptest::collection::vec(("[0-9.]{1,9}", "(.|\n|(reason: )){0,30}"), 0..4),
        ) {
            let written = Attestation {
                statement,
                records: records.into_iter().map(|(id, digest)| (RecordId(Uuid::from_u128(id)), digest)).collect(),
                exceptions,
                ..attestation()
            };
            prop_assert_eq!(Attestation::parse(&written.to_text().unwrap()), Ok(written));
        }

        #[test]
        fn reading_any_text_never_panics(text in "(ges.attestation/v1\n)?((organisation|round|record|reason): .{0,9}\n|.|\n){0,20}") {
            if let Ok(read) = Attestation::parse(&text) {
                prop_assert_eq!(read.to_text().unwrap(), text);
            }
        }
    }
}

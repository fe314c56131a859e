//! The envelope: text, a blank line, and one line for every signature (C2SP signed-note).

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use thiserror::Error;

use super::{KeyKind, SignerKey, VerifierKey, cosignature, key::is_name};

/// The largest note read, in bytes. Room for an attestation of tens of thousands of records.
pub const MAX_NOTE: usize = 4 << 20;
/// The most signatures a note may carry; C2SP asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;
/// The longest signature kept, in bytes. Post-quantum ones take nearly five thousand.
const MAX_SIGNATURE: usize = 8 << 10;

const SIGNATURE_MARK: &str = "\u{2014} ";

/// Why bytes are not a note, or a note is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// More bytes than allowed.
    #[error("the note has {got} bytes, more than the {limit} allowed")]
    TooLarge {
        /// How many bytes it has.
        got: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The bytes are not UTF-8.
    #[error("the note is not UTF-8 text")]
    NotUtf8,
    /// A control character other than newline.
    #[error("a note may have no control characters but newlines")]
    ControlCharacter,
    /// The signed text is empty or its last newline is missing.
    #[error("the text of a note ends with a newline")]
    TextEnd,
    /// There is no blank line with signatures after it, or the last newline is missing.
    #[error("the note ends before its signatures do")]
    Truncated,
    /// More than [`MAX_SIGNATURES`] signatures.
    #[error("a note may have at most {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A line after the blank line is not a signature.
    #[error("line {line} of the signatures does not have the form `\u{2014} name base64`")]
    SignatureLine {
        /// Which line after the blank one, from 1; 1 when read on its own.
        line: usize,
    },
    /// None of the signatures is by this key.
    #[error("the note is not signed by {name}")]
    NotSigned {
        /// The name of the key.
        name: String,
    },
    /// A signature in the name of this key is not its signature.
    #[error("the signature in the name of {name} is false")]
    BadSignature {
        /// The name of the key.
        name: String,
    },
    /// A cosigner's key where a note's key is needed, or the other way round.
    #[error("{name} is a key of the wrong type for this")]
    WrongKind {
        /// The name of the key.
        name: String,
    },
    /// A cosigned text is not a checkpoint.
    #[error("only a checkpoint can be cosigned")]
    NotACheckpoint,
    /// A cosignature's time is beyond 2^63 − 1 seconds.
    #[error("the time of a cosignature is out of range")]
    Time,
}

/// One signature, as it stands on its line: `— name base64(id ‖ signature)`.
///
/// What the signature bytes mean depends on the key; those of unknown keys are carried along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    name: String,
    id: u32,
    signature: Vec<u8>,
}

impl SignatureLine {
    pub(super) fn new(key: &SignerKey, signature: Vec<u8>) -> Self {
        Self { name: key.name().to_owned(), id: key.id(), signature }
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The signature without the id before it.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    fn is_by(&self, key: &VerifierKey) -> bool {
        self.id == key.id() && self.name == key.name()
    }

    fn read(text: &str) -> Option<Self> {
        let (name, encoded) = text.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
        if !is_name(name) {
            return None;
        }
        let blob = BASE64_STANDARD.decode(encoded).ok()?;
        let (id, signature) = blob.split_first_chunk::<4>()?;
        if signature.is_empty() || signature.len() > MAX_SIGNATURE {
            return None;
        }
        Some(Self { name: name.to_owned(), id: u32::from_be_bytes(*id), signature: signature.to_vec() })
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blob = [self.id.to_be_bytes().as_slice(), &self.signature].concat();
        write!(f, "{SIGNATURE_MARK}{} {}", self.name, BASE64_STANDARD.encode(blob))
    }
}

impl FromStr for SignatureLine {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        Self::read(text).ok_or(NoteError::SignatureLine { line: 1 })
    }
}

/// A text and the signatures of it. The text is to be ignored until a signature was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<SignatureLine>,
}

impl SignedNote {
    /// Signs a text, which must end with a newline.
    ///
    /// # Errors
    /// [`NoteError::TextEnd`], [`NoteError::ControlCharacter`], [`NoteError::TooLarge`], and
    /// [`NoteError::WrongKind`] for a cosigner's key.
    pub fn sign(text: impl Into<String>, key: &SignerKey) -> Result<Self, NoteError> {
        let text = text.into();
        if key.kind() != KeyKind::Ed25519 {
            let name = key.name().to_owned();
            return Err(NoteError::WrongKind { name });
        }
        // Leaves room for the signatures, so that what is signed here can be read there.
        let limit = MAX_NOTE / 2;
        if text.len() > limit {
            let got = text.len();
            return Err(NoteError::TooLarge { got, limit });
        }
        check_characters(&text)?;
        if !text.ends_with('\n') {
            return Err(NoteError::TextEnd);
        }
        let signature = key.raw_signature(text.as_bytes()).to_vec();
        let signatures = vec![SignatureLine::new(key, signature)];
        Ok(Self { text, signatures })
    }

    /// Reads a note of at most [`MAX_NOTE`] bytes. Nothing is verified yet.
    ///
    /// # Errors
    /// [`NoteError`] saying what is not as a note should be.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        Self::parse_at_most(bytes, MAX_NOTE)
    }

    /// Reads a note of at most `limit` bytes. Nothing is verified yet.
    ///
    /// # Errors
    /// [`NoteError`] saying what is not as a note should be.
    pub fn parse_at_most(bytes: &[u8], limit: usize) -> Result<Self, NoteError> {
        if bytes.len() > limit {
            let got = bytes.len();
            return Err(NoteError::TooLarge { got, limit });
        }
        let note = str::from_utf8(bytes).map_err(|_| NoteError::NotUtf8)?;
        check_characters(note)?;
        let blank = note.rfind("\n\n").ok_or(NoteError::Truncated)?;
        let (text, signatures) = (&note[..=blank], &note[blank + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::Truncated)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            let number = signatures.len() + 1;
            let signature = SignatureLine::read(line).ok_or(NoteError::SignatureLine { line: number })?;
            signatures.push(signature);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The signed text, its last newline included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures in order, whoever they are by.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Checks that `key` signed this text (or cosigned it, if it is a cosigner's key).
    ///
    /// Signatures by other keys are ignored; one false signature in the name of this key
    /// condemns the note.
    ///
    /// # Errors
    /// [`NoteError::NotSigned`] and [`NoteError::BadSignature`].
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        if key.kind() == KeyKind::Cosignature {
            return cosignature::verify_cosignature(self, key).map(|_| ());
        }
        let message = self.text.as_bytes();
        for line in self.by(key)? {
            if !key.verify(message, &line.signature) {
                return Err(Self::false_signature(key));
            }
        }
        Ok(())
    }

    /// Puts a signature behind the others, or in the place of an older one by the same key.
    pub fn add_signature(&mut self, line: SignatureLine) {
        let same = |old: &&mut SignatureLine| old.id == line.id && old.name == line.name;
        match self.signatures.iter_mut().find(same) {
            Some(old) => *old = line,
            None => self.signatures.push(line),
        }
    }

    /// The bytes as they travel and are stored.
    pub fn encode(&self) -> Vec<u8> {
        self.to_string().into_bytes()
    }

    /// The signatures in the name of `key`, at least one.
    pub(super) fn by(&self, key: &VerifierKey) -> Result<Vec<&SignatureLine>, NoteError> {
        let lines: Vec<_> = self.signatures.iter().filter(|line| line.is_by(key)).collect();
        if lines.is_empty() {
            let name = key.name().to_owned();
            return Err(NoteError::NotSigned { name });
        }
        Ok(lines)
    }

    pub(super) fn false_signature(key: &VerifierKey) -> NoteError {
        let name = key.name().to_owned();
        NoteError::BadSignature { name }
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn check_characters(text: &str) -> Result<(), NoteError> {
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(NoteError::ControlCharacter);
    }
    Ok(())
}

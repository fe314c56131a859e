//! Signing secrets on disk: seeds of the servers' own keys, and the CIO's key under a passphrase.

use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::PemLabel as _;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoRef, LineEnding, SecretDocument};
use zeroize::Zeroizing;

use crate::Entropy;
pub use crate::files::FileError;
use crate::files::{self, Kind};

/// A passphrase has at least this many characters (NIST SP 800-63B, §5.1.1).
pub const SHORTEST_PASSPHRASE: usize = 8;

// The OWASP Password Storage Cheat Sheet's first choice for scrypt: N = 2^17, r = 8, p = 1.
const SCRYPT_LOG_N: u8 = 17;
const SCRYPT_R: u32 = 8;
const SCRYPT_P: u32 = 1;

/// Why a secret could not be read, made or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file could not be read or written, or others could read it.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file does not hold a seed.
    #[error("{0} is not a key file: expected 64 hexadecimal digits; restore it from a backup")]
    NotASeed(PathBuf),
    /// The file does not hold text.
    #[error("{0} is not text; restore it from a backup")]
    NotText(PathBuf),
    /// The passphrase is not the one the key was sealed under.
    #[error("wrong passphrase: the key stays sealed; try again")]
    WrongPassphrase,
    /// The passphrase is too short to protect anything.
    #[error("the passphrase is too short: use at least {SHORTEST_PASSPHRASE} characters, better a sentence")]
    ShortPassphrase,
    /// Not a sealed key.
    #[error(
        "this is not a sealed key ({0}): expected a PEM text beginning with `-----BEGIN ENCRYPTED PRIVATE KEY-----`"
    )]
    NotSealed(String),
    /// The key could not be sealed.
    #[error("the key could not be sealed: {0}")]
    Sealing(String),
}

/// Reads the 32-byte seed in `path`, or draws one and keeps it there, readable by the owner alone.
///
/// The file holds 64 hexadecimal digits and a line end. Two processes starting at once agree: the
/// second reads what the first wrote.
pub fn read_or_create_seed(path: &Path, entropy: &Entropy) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    match read_seed(path) {
        Err(KeyFileError::File(FileError::Missing(_))) => {}
        read => return read,
    }
    let seed = Zeroizing::new(entropy.bytes::<32>());
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in seed.iter() {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
        }
    }
    text.push('\n');
    match files::write(path, text.as_bytes(), Kind::NewSecret) {
        Ok(()) => Ok(seed),
        Err(FileError::Exists(_)) => read_seed(path),
        Err(error) => Err(error.into()),
    }
}

/// Reads the 32-byte seed in `path`; refuses a file that others on the machine can read.
pub fn read_seed(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let text = files::read_secret(path)?;
    let digits = text.trim_ascii();
    let mut seed = Zeroizing::new([0_u8; 32]);
    if digits.len() != 64 {
        return Err(KeyFileError::NotASeed(path.into()));
    }
    for (byte, pair) in seed.iter_mut().zip(digits.chunks_exact(2)) {
        let mut value = 0;
        for digit in pair {
            let digit = char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            value = value << 4 | digit.ok_or_else(|| KeyFileError::NotASeed(path.into()))?;
        }
        *byte = value;
    }
    Ok(seed)
}

/// Writes a secret text, such as a sealed key, readable by the owner alone; replaces what was there
/// so that after a crash the file is either as before or whole.
pub fn write_secret(path: &Path, text: &str) -> Result<(), KeyFileError> {
    Ok(files::write(path, text.as_bytes(), Kind::Secret)?)
}

/// Reads a secret text; refuses a file that others on the machine can read.
pub fn read_secret(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let mut bytes = files::read_secret(path)?;
    match String::from_utf8(std::mem::take(&mut bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(KeyFileError::NotText(path.into()))
        }
    }
}

/// Seals an Ed25519 seed under a passphrase: encrypted PKCS#8 PEM (RFC 5958, RFC 8410) with PBES2,
/// scrypt (RFC 7914, 2¹⁷ rounds of 8 blocks: 128 MiB, some tenths of a second) and AES-256-CBC.
pub fn seal_under_passphrase(seed: &[u8; 32], passphrase: &str, entropy: &Entropy) -> Result<String, KeyFileError> {
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(KeyFileError::ShortPassphrase);
    }
    let plain = SigningKey::from_bytes(seed).to_pkcs8_der().map_err(sealing)?;
    let cost = scrypt::Params::new(SCRYPT_LOG_N, SCRYPT_R, SCRYPT_P).map_err(sealing)?;
    let scheme =
        pbes2::Parameters::generate_scrypt_aes256cbc(cost, &entropy.bytes::<16>(), entropy.bytes()).map_err(sealing)?;
    let sealed = scheme.encrypt(passphrase.as_bytes(), plain.as_bytes()).map_err(sealing)?;
    let encrypted_data = OctetStringRef::new(&sealed).map_err(sealing)?;
    let document =
        SecretDocument::try_from(EncryptedPrivateKeyInfoRef { encryption_algorithm: scheme.into(), encrypted_data })
            .map_err(sealing)?;
    let pem = document.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(sealing)?;
    Ok(pem.as_str().to_owned())
}

/// Opens what [`seal_under_passphrase`] sealed. As slow as sealing: call it on a blocking thread.
pub fn open_under_passphrase(pem: &str, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let not_sealed = |error: &dyn std::fmt::Display| KeyFileError::NotSealed(error.to_string());
    let (label, document) = SecretDocument::from_pem(pem).map_err(|error| not_sealed(&error))?;
    EncryptedPrivateKeyInfoRef::validate_pem_label(label).map_err(|error| not_sealed(&error))?;
    let sealed = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|error| not_sealed(&error))?;
    // AES-CBC has no tag: a wrong passphrase shows as bad padding, bad DER, or a public key that
    // does not fit the private one, and cannot be told from a damaged file.
    let plain = sealed.decrypt(passphrase.as_bytes()).map_err(|_| KeyFileError::WrongPassphrase)?;
    let key = SigningKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| KeyFileError::WrongPassphrase)?;
    Ok(Zeroizing::new(key.to_bytes()))
}

fn sealing(error: impl std::fmt::Display) -> KeyFileError {
    KeyFileError::Sealing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_seed_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/journal.seed");
        let made = read_or_create_seed(&path, &Entropy::seeded(1)).unwrap();
        assert_eq!(*made, *read_or_create_seed(&path, &Entropy::seeded(2)).unwrap());
        assert_eq!(*made, Entropy::seeded(1).bytes::<32>());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn a_seed_others_can_read_is_refused_with_the_command_that_helps() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.seed");
        read_or_create_seed(&path, &Entropy::system()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = read_or_create_seed(&path, &Entropy::system()).unwrap_err();
            assert!(matches!(error, KeyFileError::File(FileError::TooOpen { .. })));
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        read_or_create_seed(&path, &Entropy::system()).unwrap();
    }

    #[test]
    fn a_damaged_seed_is_refused_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.seed");
        for text in ["", "abcd\n", &"g".repeat(64), &"a".repeat(66)] {
            files::write(&path, text.as_bytes(), Kind::Secret).unwrap();
            let error = read_or_create_seed(&path, &Entropy::system()).unwrap_err();
            assert!(matches!(error, KeyFileError::NotASeed(_)), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn a_sealed_key_opens_under_its_passphrase_alone() {
        let seed = Entropy::seeded(9).bytes::<32>();
        let pem = seal_under_passphrase(&seed, "ข้าวเหนียวมะม่วง 2555", &Entropy::seeded(4)).unwrap();
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{pem}");
        assert_eq!(*open_under_passphrase(&pem, "ข้าวเหนียวมะม่วง 2555").unwrap(), seed);
        for wrong in ["ข้าวเหนียวมะม่วง 2556", "", "ข้าวเหนียวมะม่วง 2555 "]
        {
            assert!(matches!(open_under_passphrase(&pem, wrong), Err(KeyFileError::WrongPassphrase)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_sealed_key_on_disk_is_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cio.pem");
        write_secret(&path, "first").unwrap();
        write_secret(&path, "second").unwrap();
        assert_eq!(*read_secret(&path).unwrap(), "second");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, [0xff]).unwrap();
        assert!(matches!(read_secret(&path), Err(KeyFileError::NotText(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(read_secret(&path), Err(KeyFileError::File(FileError::TooOpen { .. }))));
    }

    #[test]
    fn a_short_passphrase_and_a_text_that_is_no_key_are_refused() {
        let refused = seal_under_passphrase(&[1; 32], "1234567", &Entropy::seeded(4));
        assert!(matches!(refused, Err(KeyFileError::ShortPassphrase)));
        let plain = SigningKey::from_bytes(&[1; 32]).to_pkcs8_pem(LineEnding::LF).unwrap();
        for text in [
            "",
            "hello",
            plain.as_str(),
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        ] {
            assert!(matches!(open_under_passphrase(text, "12345678"), Err(KeyFileError::NotSealed(_))), "{text}");
        }
    }
}

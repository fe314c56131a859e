//! Notes and keys against the published examples, and against every byte changed.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::prelude::*;

use super::*;

/// The example of golang.org/x/mod/sumdb/note: verifier key, signer's seed, text, signature line.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SEED: &str = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
const PETER_TEXT: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n";
const PETER_LINE: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

/// The example of C2SP signed-note's verifier keys.
const FOO: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const FOO_NOTE: &str = "This is an example message.\n\n\
    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of C2SP tlog-cosignature; its keys are not published.
const SOFA: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

/// A checkpoint of a public staging log of certificates, cosigned by public witnesses.
const ARCHE: &str = "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n\
    — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n\
    — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n\
    — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n\
    — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n";
const ARCHE_KEY: &str = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
const WITNESS_KEYS: [&str; 2] = [
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
];

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

fn note(text: &str) -> SignedNote {
    SignedNote::parse(text.as_bytes()).unwrap()
}

fn log_key() -> SignerKey {
    SignerKey::from_seed("ges.local/dep/1", &[3; 32]).unwrap()
}

fn witness_key() -> SignerKey {
    SignerKey::cosigner_from_seed("ges.local/hub/witness", &[4; 32]).unwrap()
}

fn head() -> Checkpoint {
    Checkpoint::new("ges.local/dep/1", 17, [0x5a; 32])
}

#[test]
fn the_example_of_the_go_checksum_database_verifies_and_is_signed_byte_for_byte() {
    let published = format!("{PETER_TEXT}\n{PETER_LINE}\n");
    let read = note(&published);
    assert_eq!(read.text(), PETER_TEXT);
    assert_eq!(read.verify(&key(PETER)), Ok(()));
    assert_eq!(read.to_string(), published);

    let seed = BASE64_STANDARD.decode(PETER_SEED).unwrap().try_into().unwrap();
    let signer = SignerKey::from_seed("PeterNeumann", &seed).unwrap();
    assert_eq!(signer.verifier_key().to_string(), PETER);
    assert_eq!(SignedNote::sign(PETER_TEXT, &signer).unwrap().to_string(), published);
}

#[test]
fn the_examples_of_signed_note_verify_and_read() {
    assert_eq!(note(FOO_NOTE).verify(&key(FOO)), Ok(()));
    // A text may have empty lines; the signatures follow the last one.
    let poem = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n";
    let line = "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=";
    let read = note(&format!("{poem}\n{line}\n"));
    assert_eq!(read.text(), poem);
    assert_eq!(read.signatures().len(), 1);
    assert_eq!(read.signatures()[0].name(), "quasimodo.example/salvatore");
    assert_eq!(read.signatures()[0].id(), 0x367b_a04b);
    assert_eq!(read.signatures()[0].to_string(), line);
}

#[test]
fn the_example_of_tlog_cosignature_has_the_parts_it_describes() {
    let read = note(SOFA);
    let checkpoint = Checkpoint::parse(read.text()).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    let witness = &read.signatures()[1];
    assert_eq!((witness.name(), witness.id()), ("witness.example.com/w1", 0x8d66_cf3f));
    assert_eq!(witness.signature().len(), 8 + 64);
    assert_eq!(witness.signature()[..8], 1_679_315_147_u64.to_be_bytes());
    assert_eq!(read.to_string(), SOFA);
}

#[test]
fn a_real_log_and_real_witnesses_verify_and_a_changed_size_does_not() {
    let real = note(ARCHE);
    let clobbered = note(&ARCHE.replace("\n1432088532\n", "\n42\n"));
    let log = key(ARCHE_KEY);
    assert_eq!(real.verify(&log), Ok(()));
    assert_eq!(clobbered.verify(&log), Err(NoteError::BadSignature { name: log.name().to_owned() }));
    for witness in WITNESS_KEYS.map(key) {
        assert_eq!(verify_cosignature(&real, &witness), Ok(1_779_573_024));
        assert_eq!(real.verify(&witness), Ok(()));
        let name = witness.name().to_owned();
        assert_eq!(verify_cosignature(&clobbered, &witness), Err(NoteError::BadSignature { name }));
    }
    let name = "PeterNeumann".to_owned();
    assert_eq!(real.verify(&key(PETER)), Err(NoteError::NotSigned { name }));
}

#[test]
fn keys_print_as_they_read_and_wrong_ones_are_named() {
    for text in [PETER, FOO, ARCHE_KEY, WITNESS_KEYS[0], WITNESS_KEYS[1]] {
        assert_eq!(key(text).to_string(), text);
    }
    assert_eq!(key(PETER).kind(), KeyKind::Ed25519);
    assert_eq!(key(WITNESS_KEYS[0]).kind(), KeyKind::Cosignature);
    let (stated, computed) = (0xc74f_20a4, 0xc74f_20a3);
    let table = [
        ("PeterNeumann", KeyError::Form),
        ("PeterNeumann+c74f20a3", KeyError::Form),
        ("PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Form),
        ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Form),
        ("PeterNeumann+c74f20a3+!!!!", KeyError::Form),
        ("PeterNeumann+c74f20a3+", KeyError::Form),
        ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Id { stated, computed }),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Kind { found: 0x65 }),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAAAA", KeyError::Key),
        ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Name),
        ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Name),
    ];
    for (text, expected) in table {
        assert_eq!(text.parse::<VerifierKey>(), Err(expected), "{text}");
    }
}

#[test]
fn a_signing_key_never_shows_its_seed() {
    let seed = [0x42; 32];
    let shown = format!("{:?}", SignerKey::from_seed("dep", &seed).unwrap());
    assert!(shown.contains("dep+"));
    for secret in ["424242", "66, 66", "QkJC"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn the_same_seed_signs_differently_under_another_name_or_for_another_purpose() {
    let keys = [
        SignerKey::from_seed("a", &[1; 32]).unwrap().verifier_key(),
        SignerKey::from_seed("b", &[1; 32]).unwrap().verifier_key(),
        SignerKey::cosigner_from_seed("a", &[1; 32]).unwrap().verifier_key(),
    ];
    assert!(keys[0].id() != keys[1].id() && keys[0].id() != keys[2].id());
    let checkpoint = head().sign(&log_key()).unwrap();
    let name = "ges.local/dep/1".to_owned();
    assert_eq!(cosign(&checkpoint, &log_key(), 1), Err(NoteError::WrongKind { name: name.clone() }));
    assert_eq!(verify_cosignature(&checkpoint, &log_key().verifier_key()), Err(NoteError::WrongKind { name }));
    let name = "ges.local/hub/witness".to_owned();
    assert_eq!(SignedNote::sign("x\n", &witness_key()), Err(NoteError::WrongKind { name }));
}

#[test]
fn a_cosignature_states_its_time_and_is_replaced_by_a_newer_one() {
    let mut signed = head().sign(&log_key()).unwrap();
    for time in [1_700_000_000, 1_700_000_060] {
        signed.add_signature(cosign(&signed, &witness_key(), time).unwrap());
        let read = SignedNote::parse(&signed.encode()).unwrap();
        assert_eq!(read.signatures().len(), 2);
        assert_eq!(verify_cosignature(&read, &witness_key().verifier_key()), Ok(time));
        assert_eq!(read.verify(&log_key().verifier_key()), Ok(()));
    }
    // The time is signed too.
    let line = signed.signatures()[1].clone();
    let later = BASE64_STANDARD.encode(
        [line.id().to_be_bytes().as_slice(), &1_700_000_061_u64.to_be_bytes(), &line.signature()[8..]].concat(),
    );
    let forged = signed.to_string().replace(&line.to_string(), &format!("— {} {later}", line.name()));
    assert_eq!(
        verify_cosignature(&note(&forged), &witness_key().verifier_key()),
        Err(NoteError::BadSignature { name: line.name().to_owned() })
    );
    assert_eq!(cosign(&signed, &witness_key(), 1 << 63), Err(NoteError::Time));
    let prose = SignedNote::sign("not a checkpoint\n", &log_key()).unwrap();
    assert_eq!(cosign(&prose, &witness_key(), 1), Err(NoteError::NotACheckpoint));
}

#[test]
fn one_false_signature_in_a_known_name_condemns_the_note() {
    let signed = head().sign(&log_key()).unwrap();
    let true_line = signed.signatures()[0].to_string();
    let false_line = Checkpoint::new("x", 1, [0; 32]).sign(&log_key()).unwrap().signatures()[0].to_string();
    let both = note(&format!("{}\n{true_line}\n{false_line}\n", signed.text()));
    let name = "ges.local/dep/1".to_owned();
    assert_eq!(both.verify(&log_key().verifier_key()), Err(NoteError::BadSignature { name }));
}

#[test]
fn what_is_not_a_note_is_refused_by_name() {
    let line = PETER_LINE;
    let table: [(Vec<u8>, NoteError); 12] = [
        (Vec::new(), NoteError::Truncated),
        (b"text\n".to_vec(), NoteError::Truncated),
        (format!("text\n{line}\n").into(), NoteError::Truncated),
        (format!("text\n\n{line}").into(), NoteError::Truncated),
        (b"text\n\n".to_vec(), NoteError::Truncated),
        (b"text\n\n\n".to_vec(), NoteError::Truncated),
        (format!("text\n\n{line}\nmore\n").into(), NoteError::SignatureLine { line: 2 }),
        (format!("text\n\n{}\n", line.replace('—', "-")).into(), NoteError::SignatureLine { line: 1 }),
        (b"text\n\n\xe2\x80\x94 name AAAAAA==\n".to_vec(), NoteError::SignatureLine { line: 1 }),
        (format!("te\rxt\n\n{line}\n").into(), NoteError::ControlCharacter),
        (vec![0xff; 9], NoteError::NotUtf8),
        (vec![b'a'; MAX_NOTE + 1], NoteError::TooLarge { got: MAX_NOTE + 1, limit: MAX_NOTE }),
    ];
    for (bytes, expected) in table {
        assert_eq!(
            SignedNote::parse(&bytes),
            Err(expected),
            "{}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
        );
    }
    let many = |count: usize| format!("text\n\n{}", format!("{line}\n").repeat(count));
    assert!(SignedNote::parse(many(MAX_SIGNATURES).as_bytes()).is_ok());
    assert_eq!(SignedNote::parse(many(MAX_SIGNATURES + 1).as_bytes()), Err(NoteError::TooManySignatures));
    for (text, expected) in
        [("", NoteError::TextEnd), ("x", NoteError::TextEnd), ("x\ty\n", NoteError::ControlCharacter)]
    {
        assert_eq!(SignedNote::sign(text, &log_key()), Err(expected));
    }
}

#[test]
fn what_is_not_a_checkpoint_is_refused_by_name() {
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    let table = [
        (String::new(), CheckpointError::Lines),
        ("log\n1\n".to_owned(), CheckpointError::Lines),
        (format!("log\n1\n{root}"), CheckpointError::Lines),
        (format!("\n1\n{root}\n"), CheckpointError::Lines),
        (format!("log\n1\n{root}\n\n"), CheckpointError::Lines),
        (format!("log\n01\n{root}\n"), CheckpointError::Size),
        (format!("log\n+1\n{root}\n"), CheckpointError::Size),
        (format!("log\n\n{root}\n"), CheckpointError::Size),
        (format!("log\n18446744073709551616\n{root}\n"), CheckpointError::Size),
        (format!("log\n1\n{}\n", &root[4..]), CheckpointError::Root),
        (format!("log\n1\n{}\n", root.replace('=', "")), CheckpointError::Root),
        (format!("log\n1\n{}\n", root.replace("I=", "J=")), CheckpointError::Root),
    ];
    for (text, expected) in table {
        assert_eq!(Checkpoint::parse(&text), Err(expected), "{text}");
    }
    let extended = Checkpoint::parse(&format!("log\n0\n{root}\none\ntwo\n")).unwrap();
    assert_eq!((extended.size, extended.extensions), (0, vec!["one".to_owned(), "two".to_owned()]));
    let two_lines = Checkpoint::new("ges.local\n9", 1, [0; 32]);
    assert!(two_lines.sign(&log_key()).is_err());
}

proptest! {
    #[test]
    fn no_byte_of_a_signed_note_can_change_unnoticed(at in any::<proptest::sample::Index>(), bits in 1_u8..) {
        let signed = head().sign(&log_key()).unwrap().encode();
        let mut changed = signed.clone();
        let at = at.index(signed.len());
        changed[at] ^= bits;
        let verified = SignedNote::parse(&changed).is_ok_and(|note| note.verify(&log_key().verifier_key()).is_ok());
        prop_assert!(!verified, "byte {at} changed from {:#04x} to {:#04x}", signed[at], changed[at]);
    }

    #[test]
    fn checkpoints_read_as_they_were_written(origin in "[a-z./0-9]{1,30}", size in any::<u64>(), root in any::<[u8; 32]>(), extensions in proptest::collection::vec("[a-z ]{1,9}", 0..3)) {
        let checkpoint = Checkpoint { origin, size, root, extensions };
        prop_assert_eq!(Checkpoint::parse(&checkpoint.to_text()), Ok(checkpoint));
    }

    #[test]
    fn reading_any_bytes_never_panics_and_keeps_the_spelling(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        text in "([a-zé]{0,9}\n){0,3}\n?(— [a-z]{1,5} [A-Za-z0-9+/]{8}\n){0,3}",
        typed in "[a-z]{1,4}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}",
    ) {
        for bytes in [bytes.as_slice(), text.as_bytes(), typed.as_bytes()] {
            if let Ok(note) = SignedNote::parse(bytes) {
                prop_assert_eq!(note.encode(), bytes);
                let _ = note.verify(&log_key().verifier_key());
                let _ = verify_cosignature(&note, &witness_key().verifier_key());
            }
            if let Ok(text) = str::from_utf8(bytes) {
                if let Ok(checkpoint) = Checkpoint::parse(text) {
                    prop_assert_eq!(checkpoint.to_text(), text);
                }
                if let Ok(line) = text.parse::<SignatureLine>() {
                    prop_assert_eq!(line.to_string(), text);
                }
                if let Ok(key) = text.parse::<VerifierKey>() {
                    prop_assert_eq!(key.to_string(), text);
                }
            }
        }
    }
}

//! The stored form of entries, byte for byte, and what is left of them hidden or erased.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::proof::vectors::hex;

/// Spoils one part of a good draft.
type Change = fn(&mut Draft);

fn draft() -> Draft {
    Draft {
        record_id: RecordId(Uuid::from_bytes([0x11; 16])),
        kind: "k".to_owned(),
        schema_version: 1,
        audience: Audience::Public,
        author: "a".to_owned(),
        recorded_at: 300,
        body: Bytes::from_static(b"abc"),
    }
}

fn sealed() -> Sealed {
    let salts = Salts { header: [0x22; 16], body: [0x33; 32] };
    seal(&draft(), 7, true, &salts)
}

/// SHA-256 of 32 bytes 0x33 and `abc`, computed with sha256sum.
const DIGEST: &str = "278698493be7f7a51e9f63aa64c87cbdd3551a0e52df3c4872c194a0280f9ae2";

#[test]
fn a_header_is_stored_as_the_protobuf_message_it_is_documented_to_be() {
    // Tags and lengths written out by hand from the protobuf encoding rules.
    let expected = [
        b"\x08\x07".as_slice(),
        b"\x12\x10",
        &[0x11; 16],
        b"\x1a\x01k",
        b"\x20\x01",
        b"\x2a\x06public",
        b"\x32\x01a",
        b"\x38\xac\x02",
        b"\x42\x10",
        &[0x22; 16],
        b"\x4a\x20",
        &hex(DIGEST),
        b"\x50\x01",
    ]
    .concat();
    let entry = sealed();
    assert_eq!(entry.header_bytes().unwrap(), &expected);
    assert_eq!(entry.leaf(), leaf_hash(&expected));
    assert_eq!(entry.size(), expected.len() + 32 + 3);
}

#[test]
fn hiding_and_erasing_keep_the_leaf_and_nothing_more() {
    let whole = sealed();
    let (erased, hidden) = (whole.erase(), whole.hide());
    assert_eq!((erased.leaf(), hidden.leaf()), (whole.leaf(), whole.leaf()));
    assert_eq!(erased.header(), whole.header());
    assert!(erased.content().is_none() && hidden.content().is_none());
    assert!(hidden.header().is_none());
    assert_eq!(hidden.size(), 32);
    assert_eq!((erased.hide(), hidden.erase()), (hidden.clone(), hidden));
}

#[test]
fn fields_of_later_versions_stay_in_the_bytes_and_in_the_leaf() {
    let Sealed::Whole { header, content } = sealed() else { unreachable!() };
    // Field 99, length-delimited.
    let longer = Bytes::from([&header[..], b"\x9a\x06\x03new"].concat());
    let entry = Sealed::Whole { header: longer.clone(), content };
    assert_eq!(entry.header(), sealed().header());
    assert_eq!(entry.leaf(), leaf_hash(&longer));
    assert_ne!(entry.leaf(), sealed().leaf());
}

#[test]
fn a_body_is_the_promised_one_only_behind_a_salt_of_full_length() {
    let digest = hex(DIGEST);
    let content =
        |salt: &[u8], body: &[u8]| Content { salt: Bytes::copy_from_slice(salt), body: Bytes::copy_from_slice(body) };
    assert!(content(&[0x33; 32], b"abc").is(&digest));
    assert!(!content(&[0x33; 32], b"abd").is(&digest));
    assert!(!content(&[0x34; 32], b"abc").is(&digest));
    // The same bytes divided elsewhere have the same digest but are another record.
    assert_eq!(body_digest(&[0x33; 31], b"\x33abc"), digest);
    assert!(!content(&[0x33; 31], b"\x33abc").is(&digest));
    assert!(!content(b"", &[[0x33; 32].as_slice(), b"abc"].concat()).is(&digest));
}

#[test]
fn drafts_no_mirror_would_take_are_refused_before_they_are_written() {
    assert_eq!(draft().check(), Ok(()));
    let with = |change: Change| {
        let mut draft = draft();
        change(&mut draft);
        draft.check()
    };
    let table: [(Change, DraftError); 6] = [
        (|draft| draft.kind = String::new(), DraftError::Header(HeaderError::Kind)),
        (|draft| draft.kind = "x".repeat(65), DraftError::Header(HeaderError::Kind)),
        (|draft| draft.kind = "two words".to_owned(), DraftError::Header(HeaderError::Kind)),
        (|draft| draft.author = "line\nbreak".to_owned(), DraftError::Header(HeaderError::Author)),
        (|draft| draft.author = "ก".repeat(86), DraftError::Header(HeaderError::Author)),
        (|draft| draft.body = Bytes::from(vec![0; MAX_BODY + 1]), DraftError::BodyTooLarge { got: MAX_BODY + 1 }),
    ];
    for (change, expected) in table {
        assert_eq!(with(change), Err(expected));
    }
    let nobody = with(|draft| draft.audience = Audience::Named(std::collections::BTreeSet::new()));
    assert!(matches!(nobody, Err(DraftError::Header(HeaderError::Audience(_)))));
    assert_eq!(with(|draft| draft.author = "ก".repeat(85)), Ok(()));
}

#[test]
fn what_is_not_a_header_is_refused_by_name() {
    let Some(bytes) = sealed().header_bytes().cloned() else { unreachable!() };
    assert_eq!(Header::decode(b""), Err(HeaderError::Kind));
    assert!(matches!(Header::decode(&bytes[..bytes.len() - 1]), Err(HeaderError::Malformed { .. })));
    let short_id = [b"\x12\x01x".as_slice(), b"\x1a\x01k\x2a\x06public"].concat();
    let error = HeaderError::Length { field: "record_id", expected: 16, got: 1 };
    assert_eq!(Header::decode(&short_id), Err(error));
    let padded = [&bytes[..], b"\x9a\x06\xff\x3f", &[0; 8191]].concat();
    assert_eq!(Header::decode(&padded), Err(HeaderError::TooLarge { got: padded.len() }));
}

proptest! {
    #[test]
    fn every_header_reads_as_it_was_written(
        (sequence, id, kind, schema_version) in (any::<u64>(), any::<[u8; 16]>(), "[!-~]{1,64}", any::<u32>()),
        audience in prop_oneof![
            Just("public"), Just("central"), Just("internal"), Just("named:dep"), Just("named:cdd,opdc"),
        ],
        (author, recorded_at) in ("[^\\p{Cc}]{0,60}", any::<i64>()),
        (header_salt, body_digest, end_of_transaction) in (any::<[u8; 16]>(), any::<Hash>(), any::<bool>()),
    ) {
        let header = Header {
            sequence, record_id: RecordId(Uuid::from_bytes(id)), kind, schema_version,
            audience: audience.parse().unwrap(), author, recorded_at, header_salt, body_digest, end_of_transaction,
        };
        prop_assert_eq!(Header::decode(&header.encode()), Ok(header));
    }

    #[test]
    fn reading_any_bytes_never_panics(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        at in any::<proptest::sample::Index>(),
    ) {
        let _ = Header::decode(&bytes);
        let mut header = sealed().header_bytes().unwrap().to_vec();
        let at = at.index(header.len());
        header.splice(at..at, bytes);
        let _ = Header::decode(&header);
    }
}

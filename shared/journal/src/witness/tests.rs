//! Admission: what a mirror takes, and each of the reasons for which it does not.

use bytes::Bytes;
use ges_domain::{audience::Audience, ids::RecordId};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    entry::{Content, Draft, HeaderError, Salts, seal},
    note::SignerKey,
    tile::{MemoryTiles, append, consistency_proof},
};

const LOG: &str = "ges.local/dep/1";

fn signer(name: &str) -> SignerKey {
    SignerKey::from_seed(name, &[5; 32]).unwrap()
}

fn fresh() -> Mirror {
    Mirror::new(LogId::parse(LOG).unwrap(), signer(LOG).verifier_key())
}

fn entry(sequence: u64, body: &[u8], end_of_transaction: bool) -> Sealed {
    let draft = Draft {
        record_id: RecordId(Uuid::from_u128(u128::from(sequence))),
        kind: "result.reported".to_owned(),
        schema_version: 1,
        audience: Audience::Central,
        author: "ผู้รายงาน".to_owned(),
        recorded_at: 1_350_270_000_000_000,
        body: Bytes::copy_from_slice(body),
    };
    let salts = Salts { header: [0x22; 16], body: [0x33; 32] };
    seal(&draft, sequence, end_of_transaction, &salts)
}

/// A log of transactions of one entry each.
fn entries(count: u64) -> Vec<Sealed> {
    (0..count).map(|sequence| entry(sequence, &sequence.to_be_bytes(), true)).collect()
}

fn edge_of(entries: &[Sealed]) -> Edge {
    let mut edge = Edge::new();
    edge.extend(entries.iter().map(Sealed::leaf));
    edge
}

/// The head over these entries, signed by the log.
fn signed(entries: &[Sealed]) -> Vec<u8> {
    let edge = edge_of(entries);
    let checkpoint = Checkpoint::new(LOG, edge.size(), edge.root());
    checkpoint.sign(&signer(LOG)).unwrap().encode()
}

/// A mirror that has already admitted these entries.
fn following(entries: &[Sealed]) -> Mirror {
    Mirror { edge: edge_of(entries), ..fresh() }
}

fn admit(mirror: &Mirror, first_sequence: u64, entries: &[Sealed], checkpoint: &[u8]) -> Result<Admitted, Refusal> {
    mirror.admit(&Offer { first_sequence, entries, checkpoint })
}

#[test]
fn batches_of_any_length_lead_to_the_same_tree() {
    let all = entries(10);
    let mut mirror = fresh();
    for (from, to) in [(0, 1), (1, 4), (4, 4), (4, 10)] {
        let admitted = admit(&mirror, from as u64, &all[from..to], &signed(&all[..to])).unwrap();
        assert_eq!(admitted.checkpoint.size, to as u64);
        assert_eq!(admitted.leaves.len(), to - from);
        let sequences = admitted.headers.iter().flatten().map(|header| header.sequence);
        assert!(sequences.eq(from as u64..to as u64));
        assert_eq!(admitted.note.encode(), signed(&all[..to]));
        mirror.edge = admitted.edge;
    }
    assert_eq!(mirror.edge, edge_of(&all));
}

#[test]
fn an_empty_log_can_be_admitted() {
    let admitted = admit(&fresh(), 0, &[], &signed(&[])).unwrap();
    assert_eq!(admitted.edge, Edge::new());
}

#[test]
fn hidden_and_erased_entries_are_admitted_with_what_is_left_of_them() {
    let all = entries(3);
    let sent = [all[0].hide(), all[1].erase(), all[2].clone()];
    let admitted = admit(&fresh(), 0, &sent, &signed(&all)).unwrap();
    assert_eq!(admitted.edge, edge_of(&all));
    assert!(admitted.headers[0].is_none());
    assert!(admitted.headers[1].is_some() && admitted.headers[2].is_some());
    // Where a transaction ends is unknown behind a hidden last entry.
    let open = [entry(0, b"x", false), entry(1, b"y", false).hide()];
    assert!(admit(&fresh(), 0, &open, &signed(&open)).is_ok());
}

/// Changes the bytes of one header.
fn with_header(entry: &Sealed, change: impl FnOnce(&mut Vec<u8>)) -> Sealed {
    let Sealed::Whole { header, content } = entry else { unreachable!() };
    let mut header = header.to_vec();
    change(&mut header);
    Sealed::Whole { header: Bytes::from(header), content: content.clone() }
}

fn with_content(entry: &Sealed, salt: &[u8], body: &[u8]) -> Sealed {
    let Sealed::Whole { header, .. } = entry else { unreachable!() };
    let content = Content { salt: Bytes::copy_from_slice(salt), body: Bytes::copy_from_slice(body) };
    Sealed::Whole { header: header.clone(), content }
}

fn replaced(entries: &[Sealed], at: usize, entry: Sealed) -> Vec<Sealed> {
    let mut entries = entries.to_vec();
    entries[at] = entry;
    entries
}

#[test]
fn a_batch_that_does_not_begin_where_the_mirror_ends_is_a_gap() {
    let all = entries(8);
    let mirror = following(&all[..3]);
    let head = signed(&all);
    for (got, batch) in [(0, &all[..]), (2, &all[2..]), (4, &all[4..]), (u64::MAX, &[])] {
        assert_eq!(admit(&mirror, got, batch, &head), Err(Refusal::Gap { expected: 3, got }));
    }
}

#[test]
fn a_signed_head_behind_the_mirror_is_a_rollback() {
    let all = entries(5);
    let mirror = following(&all);
    let refusal = Err(Refusal::Rollback { known: 5, offered: 3 });
    assert_eq!(admit(&mirror, 5, &[], &signed(&all[..3])), refusal);
    assert_eq!(admit(&mirror, 0, &all[..3], &signed(&all[..3])), refusal);
}

#[test]
fn a_signed_head_of_another_history_is_a_fork() {
    let all = entries(5);
    let mirror = following(&all);
    let other = replaced(&all, 2, entry(2, b"other", true));
    assert_eq!(admit(&mirror, 5, &[], &signed(&other)), Err(Refusal::Fork { size: 5 }));
    let longer = [other, vec![entry(5, b"next", true)]].concat();
    assert_eq!(admit(&mirror, 5, &longer[5..], &signed(&longer)), Err(Refusal::Fork { size: 6 }));
    // A leaf that was not signed, under a true head.
    let fake = [all[..4].to_vec(), vec![Sealed::Hidden { leaf: [9; 32] }]].concat();
    assert_eq!(admit(&fresh(), 0, &fake, &signed(&all)), Err(Refusal::Fork { size: 5 }));
}

#[test]
fn an_edited_header_under_a_true_head_is_a_fork() {
    let all = entries(4);
    let edited = with_header(&all[1], |header| {
        let at = header.windows(6).position(|window| window == b"result").unwrap();
        header[at] = b'R';
    });
    assert_eq!(admit(&fresh(), 0, &replaced(&all, 1, edited), &signed(&all)), Err(Refusal::Fork { size: 4 }));
}

#[test]
fn a_head_not_signed_with_the_logs_key_is_refused() {
    let all = entries(2);
    let edge = edge_of(&all);
    let checkpoint = Checkpoint::new(LOG, 2, edge.root());
    let stranger = SignerKey::from_seed(LOG, &[6; 32]).unwrap();
    let by_stranger = checkpoint.sign(&stranger).unwrap().encode();
    assert_eq!(admit(&fresh(), 0, &all, &by_stranger), Err(Refusal::BadSignature));
    // The log's name and key id over a signature of something else.
    let elsewhere = String::from_utf8(signed(&all[..1])).unwrap();
    let line = elsewhere.lines().last().unwrap();
    let borrowed = format!("{}\n{line}\n", checkpoint.to_text());
    assert_eq!(admit(&fresh(), 0, &all, borrowed.as_bytes()), Err(Refusal::BadSignature));
}

#[test]
fn the_head_of_another_log_is_refused_even_if_well_signed() {
    let all = entries(2);
    for other in ["ges.local/dep/2", "ges.local/cdd/1"] {
        let checkpoint = Checkpoint::new(other, 2, edge_of(&all).root());
        for key in [signer(other), signer(LOG)] {
            let (expected, got) = (LOG.to_owned(), other.to_owned());
            assert_eq!(
                admit(&fresh(), 0, &all, &checkpoint.sign(&key).unwrap().encode()),
                Err(Refusal::WrongLog { expected, got })
            );
        }
    }
}

#[test]
fn a_body_other_than_the_promised_one_is_refused() {
    let all = entries(3);
    let body = 1_u64.to_be_bytes();
    let shifted = [&[0x33], body.as_slice()].concat();
    for (salt, body) in
        [([0x33; 32].as_slice(), b"changed".as_slice()), (&[0x34; 32], &body), (&[0x33; 31], &shifted), (&[], &body)]
    {
        let changed = replaced(&all, 1, with_content(&all[1], salt, body));
        assert_eq!(admit(&fresh(), 0, &changed, &signed(&changed)), Err(Refusal::BodyMismatch { sequence: 1 }));
    }
}

#[test]
fn a_header_that_cannot_be_read_is_refused_even_under_a_true_head() {
    let all = entries(3);
    let broken = replaced(&all, 2, with_header(&all[2], |header| header.truncate(19)));
    assert!(matches!(
        admit(&fresh(), 0, &broken, &signed(&broken)),
        Err(Refusal::Header { sequence: 2, source: HeaderError::Malformed { .. } })
    ));
    let erased = replaced(&broken, 2, broken[2].erase());
    assert!(matches!(admit(&fresh(), 0, &erased, &signed(&erased)), Err(Refusal::Header { sequence: 2, .. })));
}

#[test]
fn a_header_at_another_place_than_its_own_is_refused() {
    let mut all = entries(4);
    all.swap(1, 2);
    assert_eq!(admit(&fresh(), 0, &all, &signed(&all)), Err(Refusal::SequenceMismatch { expected: 1, got: 2 }));
}

#[test]
fn a_head_of_another_size_than_the_batch_is_refused() {
    let all = entries(4);
    for (sent, head) in [(3, 4), (4, 3)] {
        let (expected, got) = (sent as u64, head as u64);
        assert_eq!(
            admit(&fresh(), 0, &all[..sent], &signed(&all[..head])),
            Err(Refusal::SizeMismatch { expected, got })
        );
    }
}

#[test]
fn an_entry_above_the_limits_is_refused_before_it_is_hashed() {
    let all = entries(2);
    let size = all[1].size() - 8 + MAX_BODY + 1;
    let large = replaced(&all, 1, with_content(&all[1], &[0x33; 32], &vec![0; MAX_BODY + 1]));
    assert_eq!(admit(&fresh(), 0, &large, &signed(&all)), Err(Refusal::TooLarge { sequence: 1, size }));
    let padded = with_header(&all[0], |header| header.resize(MAX_HEADER + 1, 0)).erase();
    let padded = replaced(&all, 0, padded);
    let size = MAX_HEADER + 1;
    assert_eq!(admit(&fresh(), 0, &padded, &signed(&padded)), Err(Refusal::TooLarge { sequence: 0, size }));
}

#[test]
fn a_checkpoint_that_cannot_be_read_is_refused() {
    let all = entries(2);
    let head = signed(&all);
    let truncated = Refusal::Checkpoint(CheckpointError::Note(NoteError::Truncated));
    assert_eq!(admit(&fresh(), 0, &all, &head[..head.len() - 1]), Err(truncated.clone()));
    assert_eq!(admit(&fresh(), 0, &all, b""), Err(truncated));
    let prose = SignedNote::sign("prose\n", &signer(LOG)).unwrap().encode();
    assert_eq!(admit(&fresh(), 0, &all, &prose), Err(Refusal::Checkpoint(CheckpointError::Lines)));
    let (got, limit) = (MAX_CHECKPOINT + 1, MAX_CHECKPOINT);
    let large = Refusal::Checkpoint(CheckpointError::Note(NoteError::TooLarge { got, limit }));
    assert_eq!(admit(&fresh(), 0, &all, &vec![b'x'; got]), Err(large));
}

#[test]
fn a_batch_that_ends_inside_a_transaction_is_refused() {
    let open = [entry(0, b"x", true), entry(1, b"y", false)];
    assert_eq!(admit(&fresh(), 0, &open, &signed(&open)), Err(Refusal::Unfinished { sequence: 1 }));
    let closed = [open.to_vec(), vec![entry(2, b"z", true)]].concat();
    assert!(admit(&fresh(), 0, &closed, &signed(&closed)).is_ok());
}

#[test]
fn a_claimed_head_must_extend_what_is_known() {
    let all = entries(300);
    let mut tiles = MemoryTiles::new();
    let leaves: Vec<_> = all.iter().map(Sealed::leaf).collect();
    append(&mut tiles, 0, &leaves).unwrap();
    let note = |entries: &[Sealed]| SignedNote::parse(&signed(entries)).unwrap();
    let mirror = following(&all[..77]);

    let proof = consistency_proof(&mut tiles, 77, 300).unwrap();
    let checkpoint = compare_heads(&mirror, &note(&all), &proof).unwrap();
    assert_eq!(checkpoint.size, 300);
    assert!(compare_heads(&mirror, &note(&all[..77]), &[]).is_ok());
    assert!(compare_heads(&fresh(), &note(&all), &[]).is_ok());

    let fork = Err(Refusal::Fork { size: 77 });
    assert_eq!(compare_heads(&mirror, &note(&all), &proof[1..]), fork);
    assert_eq!(compare_heads(&mirror, &note(&all), &[]), fork);
    let other = replaced(&all, 5, entry(5, b"other", true));
    assert_eq!(compare_heads(&mirror, &note(&other), &proof), fork);
    assert_eq!(compare_heads(&mirror, &note(&other[..77]), &[]), fork);
    let rollback = Err(Refusal::Rollback { known: 77, offered: 76 });
    assert_eq!(compare_heads(&mirror, &note(&all[..76]), &[]), rollback);
    let stranger = SignerKey::from_seed(LOG, &[6; 32]).unwrap();
    let forged = Checkpoint::new(LOG, 77, mirror.edge.root()).sign(&stranger).unwrap();
    assert_eq!(compare_heads(&mirror, &forged, &[]), Err(Refusal::BadSignature));
}

#[test]
fn every_refusal_has_its_own_code_and_words_in_both_languages() {
    let refusals = [
        Refusal::Gap { expected: 1, got: 2 },
        Refusal::Rollback { known: 2, offered: 1 },
        Refusal::Fork { size: 1 },
        Refusal::BadSignature,
        Refusal::WrongLog { expected: "a".into(), got: "b".into() },
        Refusal::BodyMismatch { sequence: 1 },
        Refusal::Header { sequence: 1, source: HeaderError::Kind },
        Refusal::SequenceMismatch { expected: 1, got: 2 },
        Refusal::Checkpoint(CheckpointError::Lines),
        Refusal::SizeMismatch { expected: 1, got: 2 },
        Refusal::TooLarge { sequence: 1, size: 2 },
        Refusal::Unfinished { sequence: 1 },
    ];
    let mut codes: Vec<_> = refusals.iter().map(Refusal::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), refusals.len());
    for refusal in refusals {
        let text = refusal.explain();
        assert!(text.th.chars().any(|letter| ('ก'..='๛').contains(&letter)), "{}", text.th);
        assert!(text.en.is_ascii(), "{}", text.en);
    }
}

proptest! {
    #[test]
    fn any_mixture_of_whole_erased_and_hidden_entries_gives_the_same_tree(forms in proptest::collection::vec(0..3, 1..20)) {
        let all = entries(forms.len() as u64);
        let sent: Vec<_> = all.iter().zip(&forms).map(|(entry, form)| match form {
            0 => entry.clone(),
            1 => entry.erase(),
            _ => entry.hide(),
        }).collect();
        let admitted = admit(&fresh(), 0, &sent, &signed(&all)).unwrap();
        prop_assert_eq!(admitted.edge, edge_of(&all));
        let visible = admitted.headers.iter().map(Option::is_some);
        prop_assert!(visible.eq(forms.iter().map(|form| *form < 2)));
    }

    #[test]
    fn no_bit_of_an_entry_can_change_unnoticed(which in 0_usize..4, at in any::<proptest::sample::Index>(), bit in 0..8) {
        let all = entries(4);
        let Sealed::Whole { header, content } = &all[which] else { unreachable!() };
        let mut bytes = [&header[..], &content.salt, &content.body].concat();
        bytes[at.index(all[which].size())] ^= 1_u8 << bit;
        let bytes = Bytes::from(bytes);
        let changed = Sealed::Whole {
            header: bytes.slice(..header.len()),
            content: Content {
                salt: bytes.slice(header.len()..header.len() + 32),
                body: bytes.slice(header.len() + 32..),
            },
        };
        prop_assert!(admit(&fresh(), 0, &replaced(&all, which, changed), &signed(&all)).is_err());
    }

    #[test]
    fn no_bytes_make_admission_panic(
        checkpoint in proptest::collection::vec(any::<u8>(), 0..100),
        header in proptest::collection::vec(any::<u8>(), 0..100),
        first_sequence in any::<u64>(),
    ) {
        prop_assert!(admit(&fresh(), first_sequence, &[], &checkpoint).is_err());
        let strange = [Sealed::Erased { header: Bytes::from(header) }];
        prop_assert!(admit(&fresh(), 0, &strange, &signed(&strange)).is_err());
        prop_assert!(admit(&fresh(), first_sequence.max(1), &strange, &signed(&strange)).is_err());
    }
}

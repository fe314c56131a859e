//! Behaviour of the store: whole or absent, named by its bytes, resumable at any byte.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use ges_domain::ids::Digest;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

fn store() -> (TempDir, Documents) {
    let folder = tempfile::tempdir().unwrap();
    let documents = Documents::open(&folder.path().join("documents")).unwrap();
    (folder, documents)
}

/// Bytes that differ everywhere, so that a chunk in the wrong place is noticed.
fn content(size: usize, seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    (0..size).map(|_| next()).collect()
}

fn put(documents: &Documents, bytes: &[u8]) -> Stored {
    let mut upload = documents.begin().unwrap();
    upload.write(bytes).unwrap();
    upload.finish().unwrap()
}

fn all(documents: &Documents, digest: &Digest) -> Vec<u8> {
    let mut bytes = Vec::new();
    documents.open_document(digest).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn place(documents: &Documents, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    documents.root().join(&name[..2]).join(&name[2..])
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

fn damage(path: &Path, offset: u64) {
    let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(offset)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(offset)).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
}

#[test]
fn a_document_is_named_as_sha256sum_names_it() {
    let (_folder, documents) = store();
    let stored = put(&documents, b"abc");
    // FIPS 180-2, appendix B.1.
    assert_eq!(stored.digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(stored.chunks, [stored.digest]);
    assert_eq!(documents.has(&stored.digest).unwrap(), Some(3));
    assert_eq!(all(&documents, &stored.digest), b"abc");
    assert!(documents.root().join("ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad").is_file());
    assert_eq!(files_in(&documents.incoming()), 0);
}

#[test]
fn an_empty_document_has_a_name_and_no_chunks() {
    let (_folder, documents) = store();
    let stored = put(&documents, b"");
    assert_eq!(stored.digest.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!((stored.size, stored.chunks.len()), (0, 0));
    let (_other, elsewhere) = store();
    Partial::open(&elsewhere, stored.digest, 0, Vec::new()).unwrap().finish().unwrap();
    assert_eq!(elsewhere.has(&stored.digest).unwrap(), Some(0));
}

#[test]
fn the_same_bytes_are_kept_once_and_heal_a_damaged_copy() {
    let (_folder, documents) = store();
    let stored = put(&documents, b"annual report");
    damage(&place(&documents, &stored.digest), 3);
    assert!(matches!(documents.verify(&stored.digest), Err(DocumentError::DigestMismatch { .. })));
    assert_eq!(put(&documents, b"annual report"), stored);
    assert_eq!(documents.verify(&stored.digest).unwrap(), 13);
    assert_eq!(documents.list().unwrap(), [(stored.digest, 13)]);
}

#[test]
fn an_upload_that_is_dropped_leaves_nothing_behind() {
    let (_folder, documents) = store();
    let mut upload = documents.begin().unwrap();
    upload.write(&content(3 * CHUNK, 1)).unwrap();
    assert_eq!(files_in(&documents.incoming()), 1);
    drop(upload);
    assert_eq!(files_in(&documents.incoming()), 0);
    assert_eq!(documents.list().unwrap(), []);
}

#[test]
fn opening_removes_uploads_of_dead_processes_and_keeps_those_of_living_ones() {
    let (_folder, documents) = store();
    fs::write(documents.incoming().join("99-0"), b"half an upl").unwrap();
    let mut living = documents.begin().unwrap();
    living.write(b"still being ").unwrap();
    let again = Documents::open(documents.root()).unwrap();
    assert_eq!(files_in(&again.incoming()), 1);
    living.write(b"written").unwrap();
    let stored = living.finish().unwrap();
    assert_eq!(all(&again, &stored.digest), b"still being written");
}

#[test]
fn a_document_over_the_limit_is_refused_and_nothing_is_kept() {
    let (_folder, documents) = store();
    let documents = documents.with_limit(10);
    let mut upload = documents.begin().unwrap();
    upload.write(b"0123456789").unwrap();
    assert!(matches!(upload.write(b"x"), Err(DocumentError::TooLarge { limit: 10 })));
    assert!(matches!(upload.write(b""), Err(DocumentError::Failed)));
    assert!(matches!(upload.finish(), Err(DocumentError::Failed)));
    assert_eq!((files_in(&documents.incoming()), documents.list().unwrap().len()), (0, 0));
    let refused = Partial::open(&documents, Digest([1; 32]), 11, vec![Digest([2; 32])]);
    assert!(matches!(refused, Err(DocumentError::TooLarge { limit: 10 })));
    assert_eq!(files_in(&documents.partial()), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_as_such() {
    let (_folder, documents) = store();
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut upload = Upload::over(documents.clone(), full, documents.incoming().join("none"));
    let error = upload.write(b"no room").unwrap_err();
    assert!(matches!(error, DocumentError::DiskFull(_)), "{error}");
    assert!(matches!(upload.finish(), Err(DocumentError::Failed)));
}

#[test]
fn ranges_give_exactly_the_bytes_asked_for() {
    let (_folder, documents) = store();
    let bytes = content(CHUNK + 500, 4);
    let digest = put(&documents, &bytes).digest;
    for (offset, length) in [(0, 0), (0, 10), (CHUNK - 5, 10), (CHUNK + 490, 10), (CHUNK + 500, 0)] {
        assert_eq!(documents.read_range(&digest, offset as u64, length).unwrap(), bytes[offset..offset + length]);
    }
}

#[test]
fn a_document_that_is_missing_or_shrank_is_told_as_such() {
    let (_folder, documents) = store();
    let absent = Digest([7; 32]);
    assert_eq!(documents.has(&absent).unwrap(), None);
    assert!(matches!(documents.read_range(&absent, 0, 1), Err(DocumentError::NotHere(digest)) if digest == absent));
    assert!(matches!(documents.verify(&absent), Err(DocumentError::NotHere(_))));
    assert!(!documents.remove(&absent).unwrap());

    let digest = put(&documents, &content(1000, 5)).digest;
    File::options().write(true).open(place(&documents, &digest)).unwrap().set_len(600).unwrap();
    let shrank = documents.read_range(&digest, 500, 500);
    assert!(matches!(shrank, Err(DocumentError::Shrank { expected: 1000, got: 600, .. })));
    assert!(documents.read_range(&digest, 500, 100).is_ok());
    // A length from a hostile peer costs no memory.
    assert!(matches!(documents.read_range(&digest, u64::MAX, usize::MAX), Err(DocumentError::Shrank { .. })));
    assert!(matches!(documents.verify(&digest), Err(DocumentError::DigestMismatch { .. })));
}

#[test]
fn the_list_shows_documents_and_nothing_else() {
    let (_folder, documents) = store();
    let mut expected: Vec<_> = (0..5).map(|seed| (put(&documents, &content(100, seed * 2)).digest, 100)).collect();
    expected.sort_unstable();
    documents.begin().unwrap().write(b"x").unwrap();
    fs::write(documents.root().join("notes.txt"), b"x").unwrap();
    fs::create_dir(documents.root().join("zz")).unwrap();
    fs::write(documents.root().join("zz/short"), b"x").unwrap();
    assert_eq!(documents.list().unwrap(), expected);
    assert!(documents.remove(&expected[0].0).unwrap());
    assert_eq!(documents.list().unwrap(), expected[1..]);
}

#[test]
fn a_transfer_with_chunk_digests_that_do_not_fit_its_size_is_refused() {
    let (_folder, documents) = store();
    for (size, chunks) in [(0, 1), (1, 0), (CHUNK as u64 + 1, 1), (CHUNK as u64, 2)] {
        let refused = Partial::open(&documents, Digest([1; 32]), size, vec![Digest([2; 32]); chunks]);
        assert!(matches!(refused, Err(DocumentError::ChunkCount { .. })), "{size} {chunks}");
    }
}

#[test]
fn a_damaged_chunk_is_refused_and_only_that_chunk_is_lost() {
    let (_folder, documents) = store();
    let bytes = content(3 * CHUNK + 100, 6);
    let stored = put(&documents, &bytes);
    let (_other, elsewhere) = store();
    let mut partial = Partial::open(&elsewhere, stored.digest, stored.size, stored.chunks.clone()).unwrap();
    let mut sent = bytes.clone();
    sent[CHUNK + 17] ^= 4;
    let error = partial.write(&sent).unwrap_err();
    assert!(
        matches!(error, DocumentError::ChunkMismatch { chunk: 1, offset, .. } if offset == CHUNK as u64),
        "{error}"
    );
    assert_eq!(partial.offset(), CHUNK as u64);
    partial.write(&bytes[CHUNK..]).unwrap();
    partial.finish().unwrap();
    assert_eq!(all(&elsewhere, &stored.digest), bytes);
    assert_eq!(files_in(&elsewhere.partial()), 0);
}

#[test]
fn damage_on_the_disk_between_restarts_is_noticed_before_going_on() {
    let (_folder, documents) = store();
    let bytes = content(3 * CHUNK, 7);
    let stored = put(&documents, &bytes);
    let (_other, elsewhere) = store();
    let open =
        |elsewhere: &Documents| Partial::open(elsewhere, stored.digest, stored.size, stored.chunks.clone()).unwrap();
    let mut partial = open(&elsewhere);
    partial.write(&bytes[..2 * CHUNK + 5]).unwrap();
    drop(partial);
    damage(&elsewhere.partial().join(stored.digest.to_string()), CHUNK as u64 + 9);
    let elsewhere = Documents::open(elsewhere.root()).unwrap();
    let mut partial = open(&elsewhere);
    assert_eq!(partial.offset(), CHUNK as u64);
    partial.write(&bytes[CHUNK..]).unwrap();
    partial.finish().unwrap();
    assert_eq!(elsewhere.verify(&stored.digest).unwrap(), stored.size);
}

#[test]
fn a_transfer_that_stops_early_is_kept_and_one_that_never_ends_is_refused() {
    let (_folder, documents) = store();
    let bytes = content(CHUNK + 10, 8);
    let stored = put(&documents, &bytes);
    let (_other, elsewhere) = store();
    let open = || Partial::open(&elsewhere, stored.digest, stored.size, stored.chunks.clone());
    let mut partial = open().unwrap();
    partial.write(&bytes[..CHUNK + 9]).unwrap();
    let error = partial.finish().unwrap_err();
    assert!(matches!(error, DocumentError::Shrank { expected, got, .. } if expected == got + 1), "{error}");
    assert_eq!(elsewhere.has(&stored.digest).unwrap(), None);

    let mut partial = open().unwrap();
    assert_eq!(partial.offset(), CHUNK as u64);
    assert!(matches!(open(), Err(DocumentError::Busy(_))), "one transfer at a time");
    partial.write(&bytes[CHUNK..]).unwrap();
    assert!(matches!(partial.write(b"x"), Err(DocumentError::Overrun { .. })));
    partial.finish().unwrap();
    assert_eq!(all(&elsewhere, &stored.digest), bytes);
}

#[test]
fn a_file_that_got_its_name_before_it_was_locked_is_left_alone() {
    let (_folder, documents) = store();
    let path = documents.partial().join("transfer");
    let file = disk::create(&path, true).unwrap();
    fs::rename(&path, documents.root().join("published")).unwrap();
    assert!(!disk::take(&file, &path).unwrap());
    let other = disk::create(&path, true).unwrap();
    assert!(!disk::take(&file, &path).unwrap(), "another file has that path now");
    assert!(disk::take(&other, &path).unwrap());
}

#[test]
fn a_record_whose_chunks_are_not_those_of_its_name_is_refused_and_forgotten() {
    let (_folder, documents) = store();
    let bytes = content(100, 9);
    let stored = put(&documents, &bytes);
    let (_other, elsewhere) = store();
    let wrong = Digest([3; 32]);
    let mut partial = Partial::open(&elsewhere, wrong, stored.size, stored.chunks).unwrap();
    partial.write(&bytes).unwrap();
    let error = partial.finish().unwrap_err();
    assert!(
        matches!(error, DocumentError::DigestMismatch { expected, got } if expected == wrong && got == stored.digest)
    );
    assert_eq!((files_in(&elsewhere.partial()), elsewhere.list().unwrap().len()), (0, 0));
}

#[test]
fn a_transfer_whose_document_arrived_otherwise_is_forgotten_on_opening() {
    let (_folder, documents) = store();
    let bytes = content(2 * CHUNK, 10);
    let stored = put(&documents, &bytes);
    let mut partial = Partial::open(&documents, stored.digest, stored.size, stored.chunks.clone()).unwrap();
    partial.write(&bytes[..CHUNK]).unwrap();
    drop(partial);
    let unfinished = documents.partial().join(Digest([9; 32]).to_string());
    fs::write(&unfinished, b"of another document").unwrap();
    Documents::open(documents.root()).unwrap();
    assert_eq!(files_in(&documents.partial()), 1);
    assert!(unfinished.exists());
}

#[cfg(unix)]
#[test]
fn documents_are_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, documents) = store();
    let stored = put(&documents, b"not public");
    let mode = fs::metadata(place(&documents, &stored.digest)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn however_the_writes_are_split_the_document_is_the_same(
        size in 0..3 * CHUNK,
        seed: u32,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let (_folder, documents) = store();
        let bytes = content(size, seed);
        let expected = put(&documents, &bytes);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(size + 1)).collect();
        cuts.extend([0, size]);
        cuts.sort_unstable();
        let mut upload = documents.begin().unwrap();
        for pair in cuts.windows(2) {
            upload.write(&bytes[pair[0]..pair[1]]).unwrap();
        }
        prop_assert_eq!(&upload.finish().unwrap(), &expected);
        prop_assert_eq!(expected.chunks.len(), size.div_ceil(CHUNK));
        prop_assert_eq!(all(&documents, &expected.digest), bytes);
    }

    #[test]
    fn a_transfer_cut_anywhere_and_resumed_gives_the_same_bytes(
        size in 1..4 * CHUNK,
        seed: u32,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
    ) {
        let (_folder, documents) = store();
        let bytes = content(size, seed);
        let stored = put(&documents, &bytes);
        let (_other, elsewhere) = store();
        for cut in cuts {
            // The process restarts at each cut.
            let elsewhere = Documents::open(elsewhere.root()).unwrap();
            let mut partial = Partial::open(&elsewhere, stored.digest, stored.size, stored.chunks.clone()).unwrap();
            let from = usize::try_from(partial.offset()).unwrap();
            let to = cut.index(size + 1).max(from);
            prop_assert_eq!(from % CHUNK * usize::from(from != size), 0, "only whole chunks survive");
            partial.write(&bytes[from..to]).unwrap();
            prop_assert_eq!(partial.offset(), to as u64);
        }
        let mut partial = Partial::open(&elsewhere, stored.digest, stored.size, stored.chunks.clone()).unwrap();
        let from = usize::try_from(partial.offset()).unwrap();
        partial.write(&bytes[from..]).unwrap();
        partial.finish().unwrap();
        prop_assert_eq!(all(&elsewhere, &stored.digest), bytes);
    }

    #[test]
    fn one_flipped_bit_anywhere_is_refused_at_its_chunk(
        size in 1..3 * CHUNK,
        seed: u32,
        at: prop::sample::Index,
        bit in 0..8_u8,
    ) {
        let (_folder, documents) = store();
        let bytes = content(size, seed);
        let stored = put(&documents, &bytes);
        let (_other, elsewhere) = store();
        let mut partial = Partial::open(&elsewhere, stored.digest, stored.size, stored.chunks.clone()).unwrap();
        let at = at.index(size);
        let mut sent = bytes.clone();
        sent[at] ^= 1 << bit;
        let error = partial.write(&sent).unwrap_err();
        let refused = matches!(error, DocumentError::ChunkMismatch { chunk, .. } if chunk == at / CHUNK);
        prop_assert!(refused, "{}", error);
        prop_assert_eq!(partial.offset(), (at / CHUNK * CHUNK) as u64);
    }
}

fn announce(documents: &Documents, size: usize) -> UploadId {
    let id = UploadId([size.to_le_bytes()[0]; 16]);
    documents.announce(id, size as u64, b"note", |_| Ok::<_, DocumentError>(())).unwrap();
    id
}

fn resume(documents: &Documents, id: UploadId) -> Resumable {
    documents.resume(id).unwrap().unwrap()
}

#[test]
fn an_upload_is_announced_listed_and_forgotten() {
    let (_folder, documents) = store();
    let id = announce(&documents, 10);
    let known = Announced { id, size: 10, offset: 0, filed: None, note: b"note".to_vec() };
    assert_eq!(documents.uploads_under_way().unwrap(), [known]);
    let refused = documents.announce(UploadId([2; 16]), 1, b"", |under_way| {
        if under_way.is_empty() { Ok(()) } else { Err(DocumentError::Failed) }
    });
    assert!(matches!(refused, Err(DocumentError::Failed)));
    documents.forget_upload(id).unwrap();
    assert_eq!((documents.upload(id).unwrap(), files_in(&documents.uploads())), (None, 1), "only the lock is left");
    assert!(documents.resume(id).unwrap().is_none());
}

#[test]
fn what_is_announced_too_large_or_comes_too_long_is_refused() {
    let (_folder, documents) = store();
    let documents = documents.with_limit(10);
    let large = documents.announce(UploadId([1; 16]), 11, b"", |_| Ok::<_, DocumentError>(()));
    assert!(matches!(large, Err(DocumentError::TooLarge { limit: 10 })));
    let mut upload = resume(&documents, announce(&documents, 10));
    upload.append(b"12345").unwrap();
    assert!(matches!(upload.append(b"678901"), Err(DocumentError::Beyond { size: 10 })));
    assert_eq!(upload.offset(), 5, "what was too long left nothing behind");
    assert!(matches!(upload.publish(), Err(DocumentError::Incomplete { size: 10, got: 5 })));
    upload.append(b"67890").unwrap();
    assert_eq!(upload.publish().unwrap().size, 10);
}

#[test]
fn only_one_writes_to_an_upload_at_a_time() {
    let (_folder, documents) = store();
    let id = announce(&documents, 3);
    let first = resume(&documents, id);
    assert!(matches!(documents.resume(id), Err(DocumentError::UnderWay)));
    drop(first);
    assert!(documents.resume(id).is_ok());
}

#[test]
fn a_filed_upload_tells_what_it_became_and_takes_no_more() {
    let (_folder, documents) = store();
    let id = announce(&documents, 3);
    let mut upload = resume(&documents, id);
    upload.append(b"abc").unwrap();
    let stored = upload.publish().unwrap();
    assert_eq!(upload.publish().unwrap(), stored, "until it is filed it can be published again");
    upload.filed(&stored.digest).unwrap();
    assert_eq!(put(&documents, b"abc"), stored);
    let known = documents.upload(id).unwrap().unwrap();
    assert_eq!((known.offset, known.filed), (3, Some(stored.digest)));
    assert!(documents.resume(id).unwrap().is_none());
    assert_eq!((all(&documents, &stored.digest), files_in(&documents.incoming())), (b"abc".to_vec(), 0));
}

#[test]
fn a_torn_line_and_bytes_without_a_line_are_forgotten_after_a_crash() {
    let (_folder, documents) = store();
    let id = announce(&documents, 300);
    let bytes = content(300, 3);
    let mut upload = resume(&documents, id);
    upload.append(&bytes[..100]).unwrap();
    upload.append(&bytes[100..250]).unwrap();
    drop(upload);
    let part = |part: &str| documents.uploads().join(format!("{id}.{part}"));
    File::options().write(true).open(part("pieces")).unwrap().set_len(79).unwrap();
    let orphan = documents.uploads().join(format!("{}.bytes", UploadId([9; 16])));
    fs::write(&orphan, b"never announced").unwrap();
    let again = Documents::open(documents.root()).unwrap();
    assert!(!orphan.exists());
    assert_eq!(again.upload(id).unwrap().unwrap().offset, 100);
    let mut upload = resume(&again, id);
    upload.append(&bytes[100..]).unwrap();
    let stored = upload.publish().unwrap();
    assert_eq!(all(&again, &stored.digest), bytes);
}

#[test]
fn a_piece_that_the_disk_damaged_is_asked_for_again() {
    let (_folder, documents) = store();
    let id = announce(&documents, 300);
    let bytes = content(300, 4);
    let mut upload = resume(&documents, id);
    for piece in bytes.chunks(100) {
        upload.append(piece).unwrap();
    }
    damage(&documents.uploads().join(format!("{id}.bytes")), 150);
    assert!(matches!(upload.publish(), Err(DocumentError::Incomplete { size: 300, got: 100 })));
    upload.append(&bytes[100..]).unwrap();
    assert_eq!(all(&documents, &upload.publish().unwrap().digest), bytes);
}

#[test]
fn uploads_in_crumbs_come_to_an_end() {
    let (_folder, documents) = store();
    let mut upload = resume(&documents, announce(&documents, 5000));
    let crumbs = std::iter::repeat_with(|| upload.append(b"x")).take(5000).position(|done| done.is_err());
    assert_eq!(crumbs, Some(4096));
}

#[test]
fn names_of_uploads_are_read_as_they_are_written_and_nothing_else_is() {
    let id = UploadId([0xa7; 16]);
    assert_eq!(id.to_string().parse(), Ok(id));
    for bad in ["", "../../../../../etc/passwd......", &"A".repeat(32), &"a".repeat(31), &"+".repeat(32), "๐"] {
        assert!(bad.parse::<UploadId>().is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn an_upload_cut_anywhere_and_resumed_after_a_restart_gives_the_same_digest(
        size in 1..3 * CHUNK,
        seed: u32,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
    ) {
        let (_folder, documents) = store();
        let bytes = content(size, seed);
        let (_other, elsewhere) = store();
        let id = announce(&elsewhere, size);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(size + 1)).collect();
        cuts.sort_unstable();
        cuts.push(size);
        let mut upload = resume(&elsewhere, id);
        for to in cuts {
            drop(upload);
            let restarted = Documents::open(elsewhere.root()).unwrap();
            upload = resume(&restarted, id);
            let from = usize::try_from(upload.offset()).unwrap();
            upload.append(&bytes[from..to]).unwrap();
        }
        prop_assert_eq!(upload.publish().unwrap(), put(&documents, &bytes));
    }
}

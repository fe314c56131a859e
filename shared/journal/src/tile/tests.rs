//! Trees of tiles against the recursive definition, and the addresses of the specification.

use std::{collections::BTreeMap, convert::Infallible};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::{
    edge::Edge,
    hash::leaf_hash,
    proof::{
        tests::{leaves, naive_path, naive_proof, naive_root},
        vectors::{CONSISTENCY, INCLUSION, LEAVES, ROOTS, hex},
        verify_consistency, verify_inclusion,
    },
};

/// Appends `all` in chunks of the given sizes, then the rest at once.
fn grown(all: &[Hash], chunks: &[usize]) -> MemoryTiles {
    let mut tiles = MemoryTiles::new();
    let mut size = 0;
    for chunk in chunks.iter().copied().chain([all.len()]) {
        let end = all.len().min(size + chunk);
        append(&mut tiles, size as u64, &all[size..end]).unwrap();
        size = end;
    }
    tiles
}

#[test]
fn tiles_give_the_published_roots_and_proofs() {
    let all: Vec<_> = LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect();
    let mut tiles = grown(&all, &[3]);
    for (size, published) in (1..).zip(ROOTS) {
        assert_eq!(root(&mut tiles, size), Ok(hex(published)));
    }
    for (leaf, size, path) in INCLUSION {
        let path: Vec<_> = path.iter().map(|hash| hex(hash)).collect();
        assert_eq!(inclusion_proof(&mut tiles, leaf as u64 - 1, size as u64), Ok(path));
    }
    for (old, new, path) in CONSISTENCY {
        let path: Vec<_> = path.iter().map(|hash| hex(hash)).collect();
        assert_eq!(consistency_proof(&mut tiles, old as u64, new as u64), Ok(path));
    }
}

#[test]
fn every_proof_of_every_small_tree_is_the_one_the_rfc_defines() {
    let all = leaves(66);
    let mut tiles = grown(&all, &[]);
    for size in 1..=all.len() {
        for index in 0..size {
            let path = naive_path(index, &all[..size]);
            assert_eq!(inclusion_proof(&mut tiles, index as u64, size as u64), Ok(path));
        }
        for old in 1..=size {
            let path = naive_proof(old, &all[..size]);
            assert_eq!(consistency_proof(&mut tiles, old as u64, size as u64), Ok(path));
        }
        assert_eq!(consistency_proof(&mut tiles, 0, size as u64), Ok(Vec::new()));
    }
}

#[test]
fn one_leaf_at_a_time_every_size_has_the_root_of_the_recursive_definition() {
    let all = leaves(600);
    let mut tiles = MemoryTiles::new();
    let mut growing = Edge::new();
    for (count, leaf) in (1..).zip(&all) {
        let size = count as u64;
        append(&mut tiles, size - 1, &[*leaf]).unwrap();
        growing.push(*leaf);
        let expected = naive_root(&all[..count]);
        assert_eq!(root(&mut tiles, size), Ok(expected));
        assert_eq!(growing.root(), expected);
        assert_eq!(edge(&mut tiles, size).as_ref(), Ok(&growing));
    }
    assert_eq!(tiles, grown(&all, &[1, 254, 1, 1, 300]));
    assert_eq!(root(&mut tiles, 0), Ok(crate::hash::empty_root()));
    assert_eq!(edge(&mut tiles, 0), Ok(Edge::new()));
}

#[test]
fn a_tree_of_70000_has_the_tiles_the_specification_counts() {
    let all = leaves(70_000);
    let mut tiles = grown(&all, &[256, 65_280, 1, 4_000]);
    let mut counts = BTreeMap::new();
    for (id, tile) in tiles.iter() {
        *counts.entry((id.level, tile.len() / 32)).or_insert(0) += 1;
    }
    let expected = [((0, 112), 1), ((0, 256), 273), ((1, 17), 1), ((1, 256), 1), ((2, 1), 1)];
    assert_eq!(counts, BTreeMap::from(expected));
    for size in [255, 256, 257, 65_535, 65_536, 65_537, 70_000] {
        let tree = &all[..size];
        assert_eq!(root(&mut tiles, size as u64), Ok(naive_root(tree)));
        for index in [0, 255, 256, size / 2, size - 1].into_iter().filter(|index| *index < size) {
            assert_eq!(inclusion_proof(&mut tiles, index as u64, size as u64), Ok(naive_path(index, tree)));
        }
        for old in [1, 255, 256, size - 1, size].into_iter().filter(|old| *old <= size) {
            assert_eq!(consistency_proof(&mut tiles, old as u64, size as u64), Ok(naive_proof(old, tree)));
        }
    }
}

/// Counts accesses, and fails when told to.
#[derive(Default)]
struct Watched {
    tiles: MemoryTiles,
    reads: BTreeMap<TileId, usize>,
    writes: BTreeMap<TileId, usize>,
    broken: bool,
}

impl Tiles for Watched {
    type Error = &'static str;

    fn read(&mut self, id: TileId) -> Result<Option<Vec<u8>>, &'static str> {
        if self.broken {
            return Err("broken");
        }
        *self.reads.entry(id).or_default() += 1;
        Ok(self.tiles.get(id).map(<[u8]>::to_vec))
    }

    fn write(&mut self, id: TileId, hashes: &[u8]) -> Result<(), &'static str> {
        *self.writes.entry(id).or_default() += 1;
        let written: Result<(), Infallible> = self.tiles.write(id, hashes);
        written.map_err(|never| match never {})
    }
}

#[test]
fn an_append_or_a_proof_touches_each_tile_once() {
    let all = leaves(66_000);
    let mut watched = Watched::default();
    append(&mut watched, 0, &all[..300]).unwrap();
    watched.writes.clear();
    append(&mut watched, 300, &all[300..]).unwrap();
    assert_eq!(watched.reads.keys().count(), 2, "only the two partial tiles are read");
    // 256 tiles of leaves from the second on, the two above them, and the root's.
    assert_eq!(watched.writes.len(), 257 + 2 + 1);
    assert!(watched.reads.values().chain(watched.writes.values()).all(|times| *times == 1));
    watched.reads.clear();
    inclusion_proof(&mut watched, 1_000, 66_000).unwrap();
    assert!(watched.reads.values().all(|times| *times == 1));
    assert!(watched.reads.len() <= 5, "{:?}", watched.reads);
}

#[test]
fn an_append_whose_size_was_never_recorded_can_be_made_again() {
    let all = leaves(1_000);
    let mut tiles = grown(&all[..500], &[]);
    append(&mut tiles, 500, &leaves(900)[100..]).unwrap();
    append(&mut tiles, 500, &all[500..]).unwrap();
    assert_eq!(root(&mut tiles, 1_000), Ok(naive_root(&all)));
}

#[test]
fn missing_and_narrow_tiles_and_failing_storage_are_told_apart() {
    let all = leaves(300);
    let mut tiles = grown(&all, &[]);
    let id = TileId { level: 0, index: 1 };
    assert_eq!(root(&mut tiles, 301), Err(TreeError::Narrow { id, need: 45, got: 44 }));
    assert_eq!(append(&mut tiles, 301, &all), Err(TreeError::Narrow { id, need: 45, got: 44 }));
    let id = TileId { level: 0, index: 2 };
    assert_eq!(append(&mut tiles, 600, &all), Err(TreeError::Narrow { id, need: 88, got: 0 }));
    assert_eq!(inclusion_proof(&mut tiles, 300, 300), Err(TreeError::OutOfRange { asked: 300, size: 300 }));
    assert_eq!(consistency_proof(&mut tiles, 301, 300), Err(TreeError::OutOfRange { asked: 301, size: 300 }));
    let mut watched = Watched { broken: true, ..Watched::default() };
    assert_eq!(root(&mut watched, 1), Err(TreeError::Storage("broken")));
    assert_eq!(append(&mut watched, 1, &all), Err(TreeError::Storage("broken")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_chunking_of_any_size_gives_one_tree_and_only_true_proofs(
        size in 1_usize..=5_000,
        chunks in proptest::collection::vec(0_usize..700, 0..8),
        (at, before, bit) in (any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0_usize..256),
    ) {
        let all = leaves(size as u64);
        let mut tiles = grown(&all, &chunks);
        let expected = naive_root(&all);
        prop_assert_eq!(root(&mut tiles, size as u64), Ok(expected));
        let mut pushed = Edge::new();
        pushed.extend(all.iter().copied());
        prop_assert_eq!(edge(&mut tiles, size as u64), Ok(pushed));

        let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
        let index = at.index(size);
        let path = inclusion_proof(&mut tiles, index as u64, size as u64).unwrap();
        let verify = |leaf: &Hash, path: &[Hash], root: &Hash| verify_inclusion(leaf, index as u64, size as u64, path, root);
        prop_assert_eq!(verify(&all[index], &path, &expected), Ok(()));
        for changed in 0..path.len() {
            let mut path = path.clone();
            flip(&mut path[changed]);
            prop_assert!(verify(&all[index], &path, &expected).is_err());
        }
        let (mut leaf, mut other) = (all[index], expected);
        flip(&mut leaf);
        flip(&mut other);
        prop_assert!(verify(&leaf, &path, &expected).is_err());
        prop_assert!(verify(&all[index], &path, &other).is_err());

        let old = before.index(size) + 1;
        let old_root = naive_root(&all[..old]);
        let path = consistency_proof(&mut tiles, old as u64, size as u64).unwrap();
        let verify = |old_root: &Hash, path: &[Hash], root: &Hash| verify_consistency(old as u64, old_root, size as u64, root, path);
        prop_assert_eq!(verify(&old_root, &path, &expected), Ok(()));
        for changed in 0..path.len() {
            let mut path = path.clone();
            flip(&mut path[changed]);
            prop_assert!(verify(&old_root, &path, &expected).is_err());
        }
        let mut older = old_root;
        flip(&mut older);
        prop_assert!(verify(&older, &path, &expected).is_err());
        prop_assert!(verify(&old_root, &path, &other).is_err());
    }
}

#[test]
fn addresses_are_those_of_the_specification() {
    let tile = |level, index| TileOrEntries::Tile(TileId { level, index });
    let table = [
        ("tile/0/x001/x234/067", tile(0, 1_234_067), 256),
        ("tile/0/x001/067.p/8", tile(0, 1_067), 8),
        ("tile/0/000", tile(0, 0), 256),
        ("tile/0/272", tile(0, 272), 256),
        ("tile/0/273.p/112", tile(0, 273), 112),
        ("tile/2/000.p/1", tile(2, 0), 1),
        ("tile/63/999.p/255", tile(63, 999), 255),
        ("tile/0/x001/000", tile(0, 1_000), 256),
        ("tile/0/x018/x446/x744/x073/x709/x551/615", tile(0, u64::MAX), 256),
        ("tile/entries/x123/x456/789", TileOrEntries::Entries(123_456_789), 256),
        ("tile/entries/000.p/17", TileOrEntries::Entries(0), 17),
    ];
    for (path, what, width) in table {
        assert_eq!(parse_tile_path(path), Ok((what, width)), "{path}");
        let written = match what {
            TileOrEntries::Tile(id) => tile_path(id, width),
            TileOrEntries::Entries(index) => entries_path(index, width),
        };
        assert_eq!(written, path);
    }
}

#[test]
fn every_other_spelling_of_an_address_is_refused() {
    let table = [
        ("", PathError::Form),
        ("checkpoint", PathError::Form),
        ("/tile/0/000", PathError::Form),
        ("tile/0", PathError::Form),
        ("tile//000", PathError::Level),
        ("tile/00/000", PathError::Level),
        ("tile/64/000", PathError::Level),
        ("tile/-1/000", PathError::Level),
        ("tile/Entries/000", PathError::Level),
        ("tile/0/", PathError::Index),
        ("tile/0/1", PathError::Index),
        ("tile/0/0001", PathError::Index),
        ("tile/0/x000/001", PathError::Index),
        ("tile/0/001/067", PathError::Index),
        ("tile/0/x001/x067", PathError::Index),
        ("tile/0/x001", PathError::Index),
        ("tile/0/+01", PathError::Index),
        ("tile/0/๐๐๑", PathError::Index),
        ("tile/0/x018/x446/x744/x073/x709/x551/616", PathError::Index),
        ("tile/0/x001/x000/x000/x000/x000/x000/x000/000", PathError::Index),
        ("tile/0/000.p/0", PathError::Width),
        ("tile/0/000.p/256", PathError::Width),
        ("tile/0/000.p/01", PathError::Width),
        ("tile/0/000.p/", PathError::Width),
        ("tile/0/000.p/8/", PathError::Width),
        ("tile/0/000.p", PathError::Index),
    ];
    for (path, expected) in table {
        assert_eq!(parse_tile_path(path), Err(expected), "{path}");
    }
}

proptest! {
    #[test]
    fn every_address_reads_as_it_was_written(level in 0_u8..64, index in any::<u64>(), width in 1_u16..=256) {
        let id = TileId { level, index };
        prop_assert_eq!(parse_tile_path(&tile_path(id, width)), Ok((TileOrEntries::Tile(id), width)));
        prop_assert_eq!(parse_tile_path(&entries_path(index, width)), Ok((TileOrEntries::Entries(index), width)));
    }

    #[test]
    fn an_address_that_is_read_is_the_only_spelling(path in "(tile/(entries|[0-9]{1,2})(/x?[0-9]{1,3}){1,4}(.p/[0-9]{1,3})?)|.{0,20}") {
        match parse_tile_path(&path) {
            Ok((TileOrEntries::Tile(id), width)) => prop_assert_eq!(tile_path(id, width), path),
            Ok((TileOrEntries::Entries(index), width)) => prop_assert_eq!(entries_path(index, width), path),
            Err(_) => {}
        }
    }

    #[test]
    fn a_bundle_reads_back_and_any_bytes_are_safe(
        headers in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40).prop_map(Bytes::from), 0..=256),
        noise in proptest::collection::vec(any::<u8>(), 0..600).prop_map(Bytes::from),
    ) {
        let bundle = Bytes::from(entry_bundle(&headers).unwrap());
        prop_assert_eq!(parse_entry_bundle(&bundle), Ok(headers));
        if let Ok(read) = parse_entry_bundle(&noise) {
            prop_assert_eq!(entry_bundle(&read).unwrap(), noise);
        }
    }
}

#[test]
fn a_bundle_is_lengths_and_entries_one_after_another() {
    let headers = [Bytes::from_static(b"ab"), Bytes::new(), Bytes::from(vec![9; 300])];
    let bundle = entry_bundle(&headers).unwrap();
    assert_eq!(bundle[..8], [0, 2, b'a', b'b', 0, 0, 1, 44]);
    assert_eq!(bundle.len(), 4 + 2 + 302);
    let cut = Bytes::from(bundle).slice(..307);
    assert_eq!(parse_entry_bundle(&cut), Err(BundleError::Truncated { position: 2 }));
    let long = [Bytes::from(vec![0; 65_536])];
    assert_eq!(entry_bundle(&long), Err(BundleError::TooLong { position: 0, length: 65_536 }));
    assert_eq!(entry_bundle(&vec![Bytes::new(); 257]), Err(BundleError::TooMany));
    assert_eq!(parse_entry_bundle(&Bytes::from(vec![0; 2 * 257])), Err(BundleError::TooMany));
}

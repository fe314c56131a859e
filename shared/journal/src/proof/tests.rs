//! Proofs against the published vectors, an implementation of the RFC's recursive definitions,
//! and every single-bit change.

use proptest::prelude::*;

use super::{
    ProofError,
    vectors::{CONSISTENCY, INCLUSION, LEAVES, ROOTS, hex},
    verify_consistency, verify_inclusion,
};
use crate::{
    Hash,
    hash::{empty_root, leaf_hash, node_hash},
};

/// Distinct leaves, numbered.
pub(crate) fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|leaf| leaf_hash(&leaf.to_be_bytes())).collect()
}

/// `MTH` of RFC 6962 section 2.1, as written there.
pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// `PATH` of RFC 6962 section 2.1.1, as written there.
pub(crate) fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if index < left.len() {
        [naive_path(index, left), vec![naive_root(right)]].concat()
    } else {
        [naive_path(index - left.len(), right), vec![naive_root(left)]].concat()
    }
}

/// `PROOF` of RFC 6962 section 2.1.2, as written there.
pub(crate) fn naive_proof(old: usize, leaves: &[Hash]) -> Vec<Hash> {
    subproof(old, leaves, true)
}

fn subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if old <= left.len() {
        [subproof(old, left, whole), vec![naive_root(right)]].concat()
    } else {
        [subproof(old - left.len(), right, false), vec![naive_root(left)]].concat()
    }
}

/// The largest power of two smaller than `count`.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut changed = *hash;
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

#[test]
fn published_inclusion_proofs_verify() {
    for (leaf, size, path) in INCLUSION {
        let hash = leaf_hash(LEAVES[leaf - 1]);
        let path: Vec<_> = path.iter().map(|hash| hex(hash)).collect();
        let root = hex(ROOTS[size - 1]);
        assert_eq!(verify_inclusion(&hash, leaf as u64 - 1, size as u64, &path, &root), Ok(()), "{leaf} {size}");
    }
}

#[test]
fn published_consistency_proofs_verify() {
    for (old, new, path) in CONSISTENCY {
        let path: Vec<_> = path.iter().map(|hash| hex(hash)).collect();
        let (old_root, new_root) = (hex(ROOTS[old - 1]), hex(ROOTS[new - 1]));
        assert_eq!(verify_consistency(old as u64, &old_root, new as u64, &new_root, &path), Ok(()), "{old} {new}");
    }
}

#[test]
fn every_proof_of_every_small_tree_verifies_and_only_at_its_own_index() {
    let all = leaves(70);
    for size in 1..=all.len() {
        let tree = &all[..size];
        let root = naive_root(tree);
        for (index, leaf) in tree.iter().enumerate() {
            let path = naive_path(index, tree);
            for claimed in 0..=size as u64 {
                let verdict = verify_inclusion(leaf, claimed, size as u64, &path, &root);
                assert_eq!(verdict.is_ok(), claimed == index as u64, "{index} as {claimed} of {size}");
            }
        }
        for old in 0..=size {
            let path = if old == 0 { Vec::new() } else { naive_proof(old, tree) };
            let old_root = naive_root(&all[..old]);
            assert_eq!(verify_consistency(old as u64, &old_root, size as u64, &root, &path), Ok(()), "{old} of {size}");
        }
    }
}

#[test]
fn every_single_bit_change_is_noticed() {
    let all = leaves(9);
    for size in 1..=all.len() {
        let tree = &all[..size];
        let root = naive_root(tree);
        for (index, leaf) in tree.iter().enumerate() {
            let path = naive_path(index, tree);
            let verify =
                |leaf: &Hash, path: &[Hash], root: &Hash| verify_inclusion(leaf, index as u64, size as u64, path, root);
            for bit in 0..256 {
                let wrong = Err(ProofError::RootMismatch);
                assert_eq!(verify(&flipped(leaf, bit), &path, &root), wrong);
                assert_eq!(verify(leaf, &path, &flipped(&root, bit)), wrong);
                for at in 0..path.len() {
                    let mut changed = path.clone();
                    changed[at] = flipped(&path[at], bit);
                    assert_eq!(verify(leaf, &changed, &root), wrong);
                }
            }
        }
        for old in 1..size {
            let path = naive_proof(old, tree);
            let old_root = naive_root(&all[..old]);
            let verify = |old_root: &Hash, root: &Hash, path: &[Hash]| {
                verify_consistency(old as u64, old_root, size as u64, root, path)
            };
            for bit in 0..256 {
                let wrong = Err(ProofError::RootMismatch);
                assert_eq!(verify(&flipped(&old_root, bit), &root, &path), wrong);
                assert_eq!(verify(&old_root, &flipped(&root, bit), &path), wrong);
                for at in 0..path.len() {
                    let mut changed = path.clone();
                    changed[at] = flipped(&path[at], bit);
                    assert_eq!(verify(&old_root, &root, &changed), wrong);
                }
            }
        }
    }
}

#[test]
fn proofs_that_are_too_short_or_too_long_are_refused() {
    let all = leaves(21);
    let root = naive_root(&all);
    let size = all.len() as u64;
    for index in 0..all.len() {
        let path = naive_path(index, &all);
        let shorter = &path[..path.len() - 1];
        let longer = [path.clone(), vec![[7; 32]]].concat();
        for wrong in [shorter, &longer] {
            let got = wrong.len();
            let verdict = verify_inclusion(&all[index], index as u64, size, wrong, &root);
            assert_eq!(verdict, Err(ProofError::Length { got }));
        }
    }
    for old in 1..all.len() {
        let path = naive_proof(old, &all);
        let old_root = naive_root(&all[..old]);
        let shorter = &path[..path.len() - 1];
        let longer = [path.clone(), vec![[7; 32]]].concat();
        for wrong in [shorter, &longer] {
            let got = wrong.len();
            let verdict = verify_consistency(old as u64, &old_root, size, &root, wrong);
            assert_eq!(verdict, Err(ProofError::Length { got }));
        }
    }
}

#[test]
fn the_proofs_that_need_no_hashes_still_compare_roots() {
    let (one, two) = ([1; 32], [2; 32]);
    assert_eq!(verify_consistency(4, &one, 4, &one, &[]), Ok(()));
    assert_eq!(verify_consistency(4, &one, 4, &two, &[]), Err(ProofError::RootMismatch));
    assert_eq!(verify_consistency(4, &one, 4, &one, &[two]), Err(ProofError::Length { got: 1 }));
    assert_eq!(verify_consistency(0, &empty_root(), 4, &one, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &two, 4, &one, &[]), Err(ProofError::RootMismatch));
    assert_eq!(verify_consistency(5, &one, 4, &one, &[]), Err(ProofError::SizesReversed { old: 5, new: 4 }));
    assert_eq!(verify_inclusion(&one, 0, 0, &[], &one), Err(ProofError::IndexOutOfRange { index: 0, size: 0 }));
}

proptest! {
    #[test]
    fn no_numbers_and_no_hashes_make_a_verifier_panic(
        a in any::<u64>(), b in any::<u64>(), proof in proptest::collection::vec(any::<Hash>(), 0..70),
        x in any::<Hash>(), y in any::<Hash>(),
    ) {
        prop_assert!(verify_inclusion(&x, a, b, &proof, &y).is_err() || a < b);
        prop_assert!(verify_consistency(a, &x, b, &y, &proof).is_err());
    }
}

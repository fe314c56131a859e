//! `/log/…` and `/agencies/{id}/log/…` for a verifier that knows C2SP and nothing of this program.
//!
//! The verifier here uses SHA-256 and Ed25519 alone: it parses notes and keys itself, gathers leaves from tiles and
//! computes the root by the recursive definition of RFC 6962.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::records::Fact;
use ges_domain::text::Text;
use sha2::{Digest as _, Sha256};

use crate::house::{Server, get};
use crate::world::{World, at, build};

/// What a verifier reads from a checkpoint.
struct Head {
    size: usize,
    root: Vec<u8>,
}

/// Reads a checkpoint after checking its Ed25519 signature with a `vkey`.
fn head(note: &str, vkey: &str) -> Head {
    let (text, signatures) = note.split_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let mut parts = vkey.splitn(3, '+');
    let (name, id, key) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let key = BASE64_STANDARD.decode(key).unwrap();
    assert_eq!(key[0], 1);
    let line = signatures.lines().find_map(|l| l.strip_prefix(&format!("\u{2014} {name} "))).unwrap();
    let signature = BASE64_STANDARD.decode(line).unwrap();
    assert_eq!(u32::from_be_bytes(signature[..4].try_into().unwrap()), u32::from_str_radix(id, 16).unwrap());
    let key = VerifyingKey::from_bytes(key[1..].try_into().unwrap()).unwrap();
    key.verify_strict(text.as_bytes(), &Signature::from_slice(&signature[4..]).unwrap()).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(name));
    Head { size: lines.next().unwrap().parse().unwrap(), root: BASE64_STANDARD.decode(lines.next().unwrap()).unwrap() }
}

/// MTH of RFC 6962 §2.1 over leaf hashes.
fn root(leaves: &[Vec<u8>]) -> Vec<u8> {
    match leaves {
        [] => Sha256::digest([]).to_vec(),
        [one] => one.clone(),
        many => {
            let split = many.len().next_power_of_two() / 2;
            let (left, right) = many.split_at(split);
            Sha256::digest([&[1][..], &root(left), &root(right)].concat()).to_vec()
        }
    }
}

fn address(level: u8, index: usize, width: usize) -> String {
    let suffix = if width == 256 { String::new() } else { format!(".p/{width}") };
    let index = if index < 1000 { format!("{index:03}") } else { format!("x{:03}/{:03}", index / 1000, index % 1000) };
    format!("tile/{level}/{index}{suffix}")
}

/// Hashes of one level of a tree of `size` leaves, tile by tile.
async fn level<const HUB: bool>(server: &Server<HUB>, base: &str, number: u8, count: usize) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for index in 0..count.div_ceil(256) {
        let width = (count - index * 256).min(256);
        let answer = get(server, &format!("{base}/{}", address(number, index, width)), &[]).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (200, width * 32),
            "level {number}, tile {index}, width {width}"
        );
        assert!(answer.header("cache-control").contains("immutable"));
        out.extend(answer.body.chunks(32).map(<[u8]>::to_vec));
    }
    out
}

/// Fetches tiles at the size of a checkpoint and compares roots, at the leaves and one level up.
async fn verify<const HUB: bool>(server: &Server<HUB>, base: &str, head: &Head) {
    let leaves = level(server, base, 0, head.size).await;
    assert_eq!(root(&leaves), head.root, "root of {} leaves", head.size);
    let above = level(server, base, 1, head.size / 256).await;
    for (node, tile) in above.iter().zip(leaves.chunks(256)) {
        assert_eq!(*node, root(tile));
    }
}

fn grow(world: &World, count: usize) {
    let facts = (0..count)
        .map(|n| {
            let organisation = Organisation {
                id: OrganisationId::parse("dep").unwrap(),
                name: Text::new(format!("กรมส่งเสริมการส่งออก {n}"), ""),
                kind: OrganisationKind::Department,
                parent: Text::default(),
            };
            (Fact::Organisation(organisation), Audience::Public)
        })
        .collect();
    world.node.record(facts, "administrator", at("2012-07-19T03:00:00Z"), &world.env.entropy);
}

#[tokio::test]
async fn node_and_mirror_give_the_same_root_to_anybody() {
    let world = build(Audience::Central);
    let vkey = world.node.signer.verifier_key().to_string();
    grow(&world, 700);
    world.hub.pull(&world.node, &world.witness, at("2012-07-20T02:00:00Z"));
    let own = get(&world.node, "/log/checkpoint", &[]).await;
    assert_eq!((own.status, own.header("content-type")), (200, "text/plain; charset=utf-8"));
    let mirrored = get(&world.hub, "/agencies/dep/log/checkpoint", &[]).await;
    let (at_node, at_hub) = (head(&own.text(), &vkey), head(&mirrored.text(), &vkey));
    assert_eq!((at_node.size, &at_node.root), (at_hub.size, &at_hub.root));
    assert!(at_node.size > 700);
    verify(&world.node, "/log", &at_node).await;
    verify(&world.hub, "/agencies/dep/log", &at_hub).await;
    assert!(mirrored.text().contains("\u{2014} ges.local/opdc/witness "), "the mirror shows the hub's cosignature");
    assert!(own.text().contains("\u{2014} ges.local/opdc/witness "), "and so does the node once it has the receipt");
}

#[tokio::test]
async fn a_checkpoint_fetched_earlier_still_verifies_after_the_log_has_grown() {
    let world = build(Audience::Central);
    let vkey = world.node.signer.verifier_key().to_string();
    let mut heads = Vec::new();
    for step in [0, 3, 240, 30, 300] {
        grow(&world, step);
        heads.push(head(&get(&world.node, "/log/checkpoint", &[]).await.text(), &vkey));
    }
    assert_eq!(heads.iter().map(|h| h.size - heads[0].size).collect::<Vec<_>>(), [0, 3, 243, 273, 573]);
    for head in &heads {
        verify(&world.node, "/log", head).await;
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = build(Audience::Central);
    let size = world.node.log().size;
    for path in [
        "/log/tile/0/000".to_owned(),
        format!("/log/tile/0/000.p/{}", size + 1),
        "/log/tile/0/000.p/0".to_owned(),
        "/log/tile/0/000.p/256".to_owned(),
        "/log/tile/0/000.p/01".to_owned(),
        "/log/tile/0/0".to_owned(),
        "/log/tile/0/001.p/1".to_owned(),
        "/log/tile/1/000.p/1".to_owned(),
        "/log/tile/63/000.p/1".to_owned(),
        "/log/tile/0/x999/x999/x999/x999/x999/x999/999".to_owned(),
        "/log/tile/64/000".to_owned(),
        "/log/tile/x".to_owned(),
    ] {
        let answer = get(&world.node, &path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"), "{path}");
    }
    for path in
        ["/agencies/no-such/log/checkpoint", "/agencies/X/log/checkpoint", "/agencies/no-such/log/tile/0/000.p/1"]
    {
        assert_eq!(get(&world.hub, path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(get(&world.hub, "/log/checkpoint", &[]).await.status, 200, "the hub has a journal of its own");
}

#[tokio::test]
async fn entries_are_served_only_where_all_of_them_are_public() {
    let world = build(Audience::Central);
    let first = get(&world.node, "/log/tile/entries/000.p/1", &[]).await;
    assert_eq!(first.status, 200, "the organisation's description is public");
    let length = usize::from(u16::from_be_bytes(first.body[..2].try_into().unwrap()));
    assert_eq!(first.body.len(), length + 2);
    let leaf = Sha256::digest([&[0][..], &first.body[2..]].concat()).to_vec();
    let tile = get(&world.node, "/log/tile/0/000.p/1", &[]).await;
    assert_eq!(leaf, tile.body.to_vec());
    assert_eq!(get(&world.node, "/log/tile/entries/000.p/2", &[]).await.status, 404, "the appointment is not");
    assert_eq!(get(&world.hub, "/agencies/dep/log/tile/entries/000.p/1", &[]).await.status, 200);
    assert_eq!(get(&world.node, "/log/tile/entries/x999/x999/x999/x999/x999/x999/999", &[]).await.status, 404);
}

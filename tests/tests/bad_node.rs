//! A node that lies or breaks the protocol: the hub names what is wrong, takes nothing, keeps what it had, and goes on
//! once the node behaves.

use bytes::Bytes;
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{Batch, Entry, PullFrame};
use ges_tests::exchange::at;
use ges_tests::impostor::{Twist, serve};
use ges_tests::wait;
use ges_tests::world::World;

/// Changes every batch; bookmarks pass.
fn batches(change: impl Fn(&mut Batch) + Send + Sync + 'static) -> Twist {
    Twist::frame(move |frame| match frame.frame {
        Some(Frame::Batch(mut batch)) => {
            change(&mut batch);
            vec![PullFrame { frame: Some(Frame::Batch(batch)) }]
        }
        other => vec![PullFrame { frame: other }],
    })
}

fn flipped(bytes: &Bytes) -> Bytes {
    let mut changed = bytes.to_vec();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    changed.into()
}

fn hidden() -> Entry {
    Entry { leaf: Bytes::from(vec![7; 32]), ..Entry::default() }
}

/// What the impostor does, and the codes by which the hub may name it.
fn table() -> Vec<(&'static str, Twist, &'static [&'static str])> {
    vec![
        ("says it is another agency", Twist::hello(|h| h.organisation = "cdd".into()), &["identity"]),
        ("speaks a protocol of the future", Twist::hello(|h| h.protocol = 9), &["protocol"]),
        (
            "offers a log of another name",
            Twist::hello(|h| h.log = "ges.local/cdd/1".into()),
            &["older-epoch", "wrong-log", "malformed"],
        ),
        ("offers a log without a name", Twist::hello(|h| h.log = "???".into()), &["malformed"]),
        (
            "offers an epoch before the first",
            Twist::hello(|h| h.log = "ges.local/dep/0".into()),
            &["malformed", "older-epoch"],
        ),
        (
            "shows another journal key",
            Twist::hello(|h| h.verifier_key = "ges.local/dep/1+00000000+AAAA".into()),
            &["wrong-key", "malformed"],
        ),
        (
            "shows a checkpoint that is none",
            Twist::hello(|h| h.checkpoint = Bytes::from_static(b"\xff\xfe")),
            &["malformed", "malformed-checkpoint"],
        ),
        (
            "shows a checkpoint signed by nobody",
            Twist::hello(|h| {
                let text = String::from_utf8(h.checkpoint.to_vec()).unwrap_or_default();
                h.checkpoint = Bytes::from(text.replacen("1\n", "2\n", 1));
            }),
            &["bad-signature", "malformed", "wrong-log"],
        ),
        (
            "proves nothing of its growth",
            Twist::hello(|h| h.consistency.clear()),
            &["fork", "bad-proof", "inconsistent"],
        ),
        (
            "sends a proof of odd hashes",
            Twist::hello(|h| h.consistency = vec![Bytes::from_static(b"short")]),
            &["malformed"],
        ),
        ("sends an empty frame", Twist::frame(|_| vec![PullFrame { frame: None }]), &["malformed"]),
        ("sends a batch of nothing", batches(|b| b.entries.clear()), &["batch"]),
        ("sends more entries than a batch may have", batches(|b| b.entries = vec![hidden(); 10_001]), &["batch"]),
        (
            "sends a message larger than the protocol allows",
            batches(|b| {
                b.entries = vec![Entry { body: Bytes::from(vec![0; 26 << 20]), ..b.entries[0].clone() }];
            }),
            &["malformed", "batch", "too-large", "answer"],
        ),
        ("sends an entry that is neither whole nor hidden", batches(|b| b.entries[0] = Entry::default()), &["batch"]),
        ("sends an entry that is both", batches(|b| b.entries[0].leaf = Bytes::from(vec![1; 32])), &["batch"]),
        (
            "sends a header that is none",
            batches(|b| b.entries[0].header = Bytes::from_static(b"\xff\xff\xff")),
            &["header", "malformed-header", "body-mismatch"],
        ),
        ("changes a body", batches(|b| b.entries[0].body = flipped(&b.entries[0].body)), &["body-mismatch"]),
        (
            "changes a header",
            batches(|b| b.entries[0].header = flipped(&b.entries[0].header)),
            &["header", "malformed-header", "fork", "body-mismatch", "sequence-mismatch"],
        ),
        ("hides what it once counted", batches(|b| b.entries[0] = hidden()), &["fork"]),
        ("leaves a gap", batches(|b| b.first_sequence += 1), &["gap"]),
        ("begins again from the start", batches(|b| b.first_sequence = 0), &["gap", "rollback"]),
        ("counts beyond all numbers", batches(|b| b.first_sequence = u64::MAX), &["batch", "gap"]),
        (
            "sends a batch with the checkpoint of another size",
            batches(|b| {
                let text = String::from_utf8(b.checkpoint.to_vec()).unwrap_or_default();
                let mut lines: Vec<&str> = text.split('\n').collect();
                lines[1] = "1000000";
                b.checkpoint = Bytes::from(lines.join("\n"));
            }),
            &["bad-signature", "size-mismatch"],
        ),
        (
            "sends a batch without checkpoint",
            batches(|b| b.checkpoint = Bytes::new()),
            &["checkpoint", "malformed-checkpoint", "malformed"],
        ),
        (
            "names another log in a batch",
            batches(|b| {
                b.checkpoint =
                    Bytes::from(String::from_utf8(b.checkpoint.to_vec()).unwrap_or_default().replace("/dep/", "/cdd/"));
            }),
            &["wrong-log", "bad-signature", "checkpoint"],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_node_sends_the_hub_names_it_and_takes_nothing() {
    let mut world = World::with(&["dep"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    let mut wrong = Vec::new();
    for (number, (what, twist, codes)) in table().into_iter().enumerate() {
        let node = &world.nodes[0];
        node.line.redirect(node.site.grpc);
        world.caught_up(0).await;
        // Something new to send, recorded while nobody can pull it.
        node.line.refuse();
        let value = (100 + number).to_string();
        world.report(0, 1, 6, &value).await.expect("recorded");
        let real = at(&world, &node.site.id, node.site.grpc).await;
        let (address, serving) = serve(node, real, twist).await;
        let before = world.mirrored("dep").await.expect("a checkpoint");
        node.line.redirect(address);
        node.line.open();
        let seen = wait::value(&format!("the hub names a node that {what}"), || async {
            let link = world.link("dep").await?;
            match link["trouble"]["code"].as_str() {
                Some(code)
                    if !["cut", "unreachable", "handshake", "timed-out"].contains(&code) || codes.contains(&code) =>
                {
                    Ok((code.to_owned(), link["trouble"]["words"].to_string()))
                }
                _ => Err(link.to_string()),
            }
        })
        .await;
        if !codes.contains(&seen.0.as_str()) {
            wrong.push(format!("{what}: `{}` instead of one of {codes:?}: {}", seen.0, seen.1));
        }
        if seen.1.len() < 30 {
            wrong.push(format!("{what}: `{}` does not say what to do", seen.1));
        }
        let after = world.mirrored("dep").await.expect("a checkpoint");
        if before != after {
            wrong.push(format!("{what}: the mirror changed from {before:?} to {after:?}"));
        }
        println!("{what}: {}", seen.0);
        serving.abort();
        node.line.redirect(node.site.grpc);
        world.caught_up(0).await;
        world.shows("dep", 1, 6, &value).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!world.hub.has_ended());
    world.hub.stop().await;
    assert_eq!(world.hub.json(&["verify"]).await["verified"], true);
    assert_eq!(world.hub.json(&["rebuild"]).await["equal"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_with_the_certificate_of_another_agency_is_not_believed() {
    let world = World::with(&["dep", "cdd"]).await;
    let before = world.caught_up(1).await;
    // The line to one agency suddenly leads to another.
    world.nodes[1].line.redirect(world.at(0).grpc);
    wait::value("the hub names the wrong certificate", || async {
        let link = world.link("cdd").await?;
        if link["trouble"]["code"] == "another-agency" { Ok(()) } else { Err(link.to_string()) }
    })
    .await;
    assert_eq!(world.mirrored("cdd").await.expect("a checkpoint").0, before);
    world.nodes[1].line.redirect(world.at(1).grpc);
    world.report(1, 1, 6, "80").await.expect("recorded");
    world.shows("cdd", 1, 6, "80").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_agency_is_cut_off_and_what_it_reported_stays() {
    let world = World::with(&["dep"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    let size = world.caught_up(0).await;
    world.hub.json(&["agency", "revoke", "dep"]).await;
    wait::value("the link ends", || async {
        let link = world.link("dep").await?;
        if link["connected"] == false && link["status"] == "revoked" { Ok(()) } else { Err(link.to_string()) }
    })
    .await;
    world.report(0, 1, 6, "72").await.expect("a node works for its own people without a hub");
    let again = world.nodes[0].line.dialled();
    world.nodes[0].line.cut();
    ges_runtime::Clock::system().sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(world.nodes[0].line.dialled(), again, "the hub does not dial a revoked agency");
    assert_eq!(world.mirrored("dep").await.expect("a checkpoint").0, size);
    assert!(world.results("dep").await.expect("results").iter().any(|r| ges_tests::world::is(r, 1, 6, "71")));
}

//! `/uploads`: what is announced arrives piece by piece, whatever happens between.

use axum::body::Body;
use bytes::Bytes;
use futures_util::StreamExt as _;
use ges_domain::audience::Audience;
use ges_domain::ids::Digest;
use ges_domain::organisation::OrganisationKind;
use ges_node::service::uploads::{self, LIFETIME, MOST, NewUpload};
use http::{StatusCode, header};
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

use super::house::{House, LIMIT, house, pdf, program};
use super::support::who;

const SIZE: usize = 700_000;

fn digest(bytes: &[u8]) -> String {
    Digest(Sha256::digest(bytes).into()).to_string()
}

/// Names of the files of documents that are whole.
fn kept(house: &House) -> Vec<String> {
    house.node.documents().list().unwrap().into_iter().map(|(digest, _)| digest.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_filed_once_it_is_whole_and_the_right_place_is_told_meanwhile() {
    let house = house();
    let bytes = pdf(SIZE);
    let place = house.begun("รายงาน.pdf", SIZE).await;
    assert_eq!(house.patch(&place, &house.keeper, 0, bytes[..300_000].to_vec()).await.told().2, Some(300_000));
    for wrong in [0, 299_999, 300_001, u64::MAX] {
        let refused = house.patch(&place, &house.keeper, wrong, bytes[..10].to_vec()).await;
        assert_eq!(refused.told(), (409, "upload-offset".into(), Some(300_000)), "{wrong}");
    }
    let head = house.call("HEAD", &place, &house.keeper).await;
    assert_eq!((head.told().2, &head.headers["upload-length"]), (Some(300_000), &SIZE.into()));
    assert!(kept(&house).is_empty(), "nothing is filed before the last byte");
    let done = house.patch(&place, &house.keeper, 300_000, bytes[300_000..].to_vec()).await;
    let filed = done.json()["filed"].clone();
    assert_eq!((done.status, filed["digest"].as_str()), (StatusCode::OK, Some(digest(&bytes).as_str())), "{filed}");
    assert_eq!(filed["known"], false);
    assert!(house.page(filed["href"].as_str().unwrap(), &house.cio).await.contains("รายงาน.pdf"));
    // A sender who did not hear the answer asks again.
    let again = house.call("GET", &place, &house.keeper).await.json();
    assert_eq!(again["filed"]["digest"], filed["digest"]);
    let twice = house.patch(&place, &house.keeper, SIZE as u64, Body::empty()).await;
    assert_eq!(twice.json()["filed"]["digest"], filed["digest"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_under_another_name_are_the_known_document_and_that_is_said() {
    let house = house();
    let bytes = pdf(1000);
    for (name, known) in [("รายงาน.pdf", false), ("สำเนา.pdf", true)] {
        let place = house.begun(name, bytes.len()).await;
        let filed = house.patch(&place, &house.keeper, 0, bytes.clone()).await.json()["filed"].clone();
        assert_eq!((filed["known"].as_bool(), filed["name"].as_str()), (Some(known), Some("รายงาน.pdf")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_in_the_middle_goes_on_where_it_stopped_and_gives_the_same_digest() {
    let house = house();
    let bytes = pdf(SIZE);
    let place = house.begun("รายงาน.pdf", SIZE).await;
    let pieces = vec![Ok(Bytes::copy_from_slice(&bytes[..400_000])), Err(std::io::Error::other("cut"))];
    let cut = house.patch(&place, &house.keeper, 0, Body::from_stream(futures_util::stream::iter(pieces))).await;
    assert!(cut.status.is_client_error(), "{}", cut.body);
    assert_eq!(house.call("HEAD", &place, &house.keeper).await.told().2, Some(400_000));
    let done = house.patch(&place, &house.keeper, 400_000, bytes[400_000..].to_vec()).await;
    assert_eq!(done.json()["filed"]["digest"], digest(&bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_after_a_restart_of_the_node() {
    let house = house();
    let bytes = pdf(SIZE);
    let place = house.begun("รายงาน.pdf", SIZE).await;
    house.patch(&place, &house.keeper, 0, bytes[..123_456].to_vec()).await;
    let house = house.restarted();
    let mine = house.call("GET", "/uploads", &house.keeper).await.json();
    assert_eq!((mine[0]["name"].as_str(), mine[0]["offset"].as_u64()), (Some("รายงาน.pdf"), Some(123_456)), "{mine}");
    let page = house.page("/documents", &house.keeper).await;
    assert!(page.contains("ไฟล์ที่ส่งค้างไว้") && page.contains("123"), "{page}");
    assert!(!house.page("/documents", &house.other).await.contains("ไฟล์ที่ส่งค้างไว้"));
    let done = house.patch(&place, &house.keeper, 123_456, bytes[123_456..].to_vec()).await;
    assert_eq!(done.json()["filed"]["digest"], digest(&bytes));
    let house = house.restarted();
    assert_eq!(kept(&house), [digest(&bytes)]);
    assert!(house.dir.path().join("node/documents/uploads").is_dir());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_of_the_person_who_began_it() {
    let house = house();
    let place = house.begun("a.pdf", 100).await;
    for method in ["GET", "HEAD", "DELETE"] {
        assert_eq!(house.call(method, &place, &house.other).await.status, StatusCode::NOT_FOUND, "{method}");
    }
    assert_eq!(house.patch(&place, &house.other, 0, pdf(100)).await.told().1, "unknown-upload");
    assert_eq!(house.call("GET", "/uploads", &house.other).await.json(), json!([]));
    let cio = house.announce(&house.cio, &json!({ "name": "a.pdf", "size": 1 })).await;
    assert_eq!(cio.told().1, "forbidden");
    for name in ["/uploads/zz", "/uploads/..%2F..%2Fetc", &format!("/uploads/{}", "0".repeat(32))] {
        assert_eq!(house.call("GET", name, &house.keeper).await.told().1, "unknown-upload", "{name}");
    }
    assert_eq!(house.call("DELETE", &place, &house.keeper).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.call("GET", &place, &house.keeper).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_refused_is_refused_at_the_announcement() {
    let house = house();
    house.knows("oag", OrganisationKind::CentralAgency, "สำนักงานการตรวจเงินแผ่นดิน");
    let table = [
        (json!({ "name": "a.pdf", "size": LIMIT }), "201"),
        (json!({ "name": "a.pdf", "size": LIMIT + 1 }), "too-large"),
        (json!({ "name": "a.pdf", "size": u64::MAX }), "too-large"),
        (json!({ "name": "a.pdf", "size": 0 }), "evidence-empty"),
        (json!({ "name": "a.exe", "size": 1 }), "evidence-kind"),
        (json!({ "name": "a.pdf.html", "size": 1 }), "evidence-kind"),
        (json!({ "name": "pdf", "size": 1 }), "evidence-kind"),
        (json!({ "name": "../../etc/passwd", "size": 1 }), "evidence-kind"),
        (json!({ "name": "ก\u{202e}fdp.exe", "size": 1 }), "evidence-direction"),
        (json!({ "name": "a\u{0}.pdf", "size": 1 }), "document-name"),
        (json!({ "name": format!("{}.pdf", "ก".repeat(252)), "size": 1 }), "document-name"),
        (json!({ "name": "", "size": 1 }), "document-name"),
        (json!({ "name": "a.pdf", "size": -1 }), "malformed"),
        (json!({ "name": "a.pdf", "size": 1, "audience": "all" }), "malformed"),
        (json!({ "name": "a.pdf", "size": 1, "audience": "named:" }), "evidence-nobody-named"),
        (json!({ "name": "a.pdf", "size": 1, "audience": "named:moi" }), "evidence-unknown-named"),
        (json!({ "name": "a.pdf", "size": 1, "audience": "named:oag" }), "201"),
        (json!({ "name": "a.pdf", "size": 1, "owner": "other" }), "malformed"),
        (json!({ "name": "a.pdf", "size": 1, "replaces": "ab".repeat(32) }), "unknown-version"),
    ];
    for (body, expected) in table {
        let answer = house.announce(&house.keeper, &body).await;
        let (status, code, _) = answer.told();
        assert_eq!(if code.is_empty() { status.to_string() } else { code }, expected, "{body}: {}", answer.body);
    }
    let stripped = house.announce(&house.keeper, &json!({ "name": "C:\\งาน\\ราย\u{200b}งาน.pdf", "size": 1 })).await;
    assert_eq!(stripped.json()["name"], "รายงาน.pdf");
    let words = house.announce(&house.keeper, &json!({ "name": "ก\u{202e}fdp.exe", "size": 1 })).await.body;
    assert!(words.contains("กลับทิศทางการอ่าน") && words.contains("กรุณาเปลี่ยนชื่อไฟล์"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn content_that_is_not_what_the_name_says_is_refused_and_forgotten() {
    let house = house();
    let mut archive = b"PK\x03\x04".to_vec();
    archive.resize(200, 0);
    for (name, bytes) in
        [("a.pdf", vec![b'x'; 200]), ("a.png", pdf(200)), ("a.docx", archive), ("a.pdf", b"x".to_vec())]
    {
        let place = house.begun(name, bytes.len()).await;
        let refused = house.patch(&place, &house.keeper, 0, bytes).await;
        assert_eq!((refused.status.as_u16(), refused.told().1.as_str()), (422, "evidence-content"), "{name}");
        assert_eq!(house.call("GET", &place, &house.keeper).await.status, StatusCode::NOT_FOUND);
    }
    // The first piece is enough: nobody sends the rest in vain.
    let place = house.begun("a.pdf", 1000).await;
    assert_eq!(house.patch(&place, &house.keeper, 0, vec![0; 16]).await.told().1, "evidence-content");
    assert!(kept(&house).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_bytes_than_announced_are_refused_and_what_was_here_stays() {
    let house = house();
    let place = house.begun("a.pdf", 100).await;
    house.patch(&place, &house.keeper, 0, pdf(60)).await;
    assert_eq!(house.patch(&place, &house.keeper, 60, vec![0; 41]).await.told().1, "upload-beyond");
    let endless = futures_util::stream::iter((0..10).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![0; 100]))));
    assert_eq!(house.patch(&place, &house.keeper, 60, Body::from_stream(endless)).await.told().1, "upload-beyond");
    assert_eq!(house.call("HEAD", &place, &house.keeper).await.told().2, Some(60));
    let missing = house.send(program("PATCH", &place, &house.keeper).body(Body::empty()).unwrap()).await;
    assert_eq!(missing.told().1, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_has_a_bounded_number_under_way_and_all_together_a_bounded_size() {
    let house = house();
    let mut places = Vec::new();
    for n in 0..MOST {
        places.push(house.begun(&format!("{n}.pdf"), 10).await);
    }
    let small = json!({ "name": "a.pdf", "size": 10 });
    assert_eq!(house.announce(&house.keeper, &small).await.told().1, "upload-too-many");
    assert_eq!(house.announce(&house.other, &small).await.status, StatusCode::CREATED);
    house.call("DELETE", &places[0], &house.keeper).await;
    assert_eq!(house.announce(&house.keeper, &small).await.status, StatusCode::CREATED);
    let whole = json!({ "name": "a.pdf", "size": LIMIT });
    let mut room = 0;
    while house.announce(&house.other, &whole).await.status == StatusCode::CREATED {
        room += 1;
    }
    assert_eq!(room, 15, "sixteen times the largest document, less what is there");
    assert_eq!(house.announce(&house.other, &whole).await.told().1, "upload-no-room");
}

#[test]
fn an_upload_expires_after_seven_days_and_its_bytes_go() {
    let house = house();
    let (node, now) = (&house.node, house.node.env().clock.now());
    let new = |name: &str| NewUpload {
        name: name.into(),
        size: 100,
        audience: Audience::Central,
        replaces: None,
        modified: None,
    };
    let begun = uploads::announce(node, &who(), new("a.pdf"), now).unwrap();
    let mut writing = uploads::resume(node, &who(), begun.id, 0, now).unwrap().unwrap();
    uploads::append(node, &mut writing, &pdf(50)).unwrap();
    drop(writing);
    let last = now + LIFETIME - SignedDuration::from_micros(1);
    assert_eq!(uploads::one(node, &who(), begun.id, last).unwrap().offset, 50);
    let over = now + LIFETIME;
    assert_eq!(uploads::one(node, &who(), begun.id, over).unwrap_err().code(), "unknown-upload");
    assert_eq!(uploads::resume(node, &who(), begun.id, 50, over).unwrap_err().code(), "unknown-upload");
    assert_eq!(uploads::of(node, &who(), over).unwrap(), []);
    // One that was filed on its sixth day is told as filed, too.
    let late = uploads::announce(node, &who(), new("c.pdf"), now).unwrap();
    let sixth = now + SignedDuration::from_hours(6 * 24);
    let mut writing = uploads::resume(node, &who(), late.id, 0, sixth).unwrap().unwrap();
    uploads::append(node, &mut writing, &pdf(100)).unwrap();
    let filed = uploads::finish(node, &who(), writing, sixth).unwrap();
    assert_eq!(uploads::one(node, &who(), late.id, sixth).unwrap().filed, Some(filed.document.digest));
    let next = uploads::announce(node, &who(), new("b.pdf"), over).unwrap();
    let left: Vec<_> = node.documents().uploads_under_way().unwrap().into_iter().map(|one| one.id).collect();
    assert_eq!(left, [next.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_senders_of_one_upload_do_not_mix() {
    let house = house();
    let place = house.begun("a.pdf", 100).await;
    let id = place.strip_prefix("/uploads/").unwrap().parse().unwrap();
    let held = house.node.documents().resume(id).unwrap().unwrap();
    let busy = house.patch(&place, &house.keeper, 0, pdf(100)).await;
    assert_eq!((busy.told().1.as_str(), &busy.headers[header::RETRY_AFTER]), ("upload-busy", &2.into()));
    drop(held);
    assert_eq!(house.patch(&place, &house.keeper, 0, pdf(100)).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_file_of_a_request_that_was_dropped_is_never_filed() {
    let house = house();
    let incoming = house.dir.path().join("node/documents/incoming");
    let files = || std::fs::read_dir(&incoming).unwrap().count();
    let half = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(pdf(100)))]);
    let body = Body::from_stream(half.chain(futures_util::stream::pending()));
    let request = program("POST", "/api/v1/agencies/dep/documents?name=a.pdf", &house.keeper).body(body).unwrap();
    let sending = tokio::spawn(house.node.http_router().oneshot(request));
    while files() == 0 {
        tokio::task::yield_now().await;
    }
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    while files() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(kept(&house).is_empty());
}

//! Evidence at a node: uploads that go on after a cut, the library and its pages, and `ReadDocument`: ranges, resuming,
//! and evidence that is missing, shrunk, damaged or not for the hub.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "documents/house.rs"]
mod house;
#[path = "documents/library.rs"]
mod library;
mod support;
#[path = "documents/uploads.rs"]
mod uploads;

use std::path::PathBuf;

use bytes::Bytes;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::ids::Digest;
use ges_domain::result::Evidence;
use ges_node::service::documents::{FiledDocument, NewDocument, begin, file, finish_evidence};
use ges_node::service::results::{self, NewResult};
use ges_proto::exchange::ReadDocumentRequest;
use support::{Served, reason, report, served, who, with_agreement};
use tonic::Code;

const SIZE: usize = 2_500_000;

fn content() -> Vec<u8> {
    (0..SIZE).map(|i| u8::try_from(i * i % 251).unwrap()).collect()
}

fn filed(served: &Served, bytes: &[u8], audience: Audience) -> FiledDocument {
    let input =
        NewDocument { name: "รายงานผล.pdf".into(), media_type: "application/pdf".into(), audience };
    file(&served.node, &who(), &input, bytes, served.node.env().clock.now()).unwrap()
}

fn path(served: &Served, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    served.node.config().documents_dir().join(&name[..2]).join(&name[2..])
}

async fn read(served: &Served, digest: &Digest, offset: u64, length: u64) -> Result<(u64, Vec<u8>), tonic::Status> {
    let request = ReadDocumentRequest { digest: Bytes::copy_from_slice(&digest.0), offset, length };
    let mut stream = served.client.clone().read_document(request).await?.into_inner();
    let (mut size, mut data) = (0, Vec::new());
    while let Some(chunk) = stream.message().await? {
        assert!(chunk.data.len() <= 256 * 1024);
        size = if data.is_empty() { chunk.size } else { size };
        data.extend_from_slice(&chunk.data);
    }
    Ok((size, data))
}

#[tokio::test(flavor = "multi_thread")]
async fn any_range_of_a_document_can_be_read() {
    let served = served().await;
    let bytes = content();
    let digest = filed(&served, &bytes, Audience::Central).document.digest;
    let all = SIZE as u64;
    for (offset, length) in
        [(0, 0), (0, 10), (1_048_570, 20), (1_300_000, 0), (all - 1, 1), (all, 0), (300_000, 2_000_000)]
    {
        let end = if length == 0 { SIZE } else { usize::try_from(offset + length).unwrap() };
        let (size, data) = read(&served, &digest, offset, length).await.unwrap();
        assert_eq!(size, all, "{offset}+{length}");
        assert!(data == bytes[usize::try_from(offset).unwrap()..end], "{offset}+{length}");
    }
    for (offset, length) in [(all + 1, 0), (all, 1), (0, all + 1), (u64::MAX, u64::MAX)] {
        let refused = read(&served, &digest, offset, length).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::OutOfRange, "range"), "{offset}+{length}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_document_has_a_size_and_no_bytes() {
    let served = served().await;
    let digest = filed(&served, &[], Audience::Central).document.digest;
    assert_eq!(read(&served, &digest, 0, 0).await.unwrap(), (0, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_the_hub_or_not_there_is_not_read() {
    let served = served().await;
    let internal = filed(&served, b"internal", Audience::Internal).document.digest;
    let gone = filed(&served, b"gone", Audience::Central).document.digest;
    std::fs::remove_file(path(&served, &gone)).unwrap();
    for (digest, expected) in
        [(internal, "unknown-document"), (Digest([9; 32]), "unknown-document"), (gone, "document-missing")]
    {
        let refused = read(&served, &digest, 0, 0).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, expected));
    }
    let short = ReadDocumentRequest { digest: Bytes::from_static(b"short"), offset: 0, length: 0 };
    assert_eq!(reason(&served.client.clone().read_document(short).await.unwrap_err()), "bad-digest");
}

/// As a person files it on a page.
fn held(served: &Served, bytes: &[u8], audience: Audience) -> Digest {
    let node = &served.node;
    let input = NewDocument { name: "แผน.pdf".into(), media_type: String::new(), audience };
    let mut upload = begin(node.documents(), &who(), &input).unwrap();
    upload.write(bytes).unwrap();
    finish_evidence(node, &who(), &input, None, upload, node.env().clock.now()).unwrap().document.digest
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_files_is_read_only_once_a_figure_that_names_it_is_released() {
    let served = served().await;
    let node = &served.node;
    with_agreement(node);
    let (central, internal) =
        (held(&served, b"%PDF-1.7 a", Audience::Central), held(&served, b"%PDF-1.7 b", Audience::Internal));
    let refused = read(&served, &central, 0, 0).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "unknown-document"));
    let mut report = report("1", Round::Nine, "70");
    report.evidence = [central, internal].map(|digest| Evidence { digest, place: String::new() }).into();
    // What is recorded for nobody else opens nothing.
    let inside = NewResult { audience: Audience::Internal, ..NewResult::new(report.clone()) };
    results::record(node, &who(), inside, node.env().clock.now()).unwrap();
    assert!(read(&served, &central, 0, 0).await.is_err());
    let figure = results::record(node, &who(), NewResult::new(report), node.env().clock.now()).unwrap();
    assert_eq!(read(&served, &central, 0, 0).await.unwrap().1, b"%PDF-1.7 a");
    assert_eq!(reason(&read(&served, &internal, 0, 0).await.unwrap_err()), "unknown-document");
    let own = node.own().clone();
    let newest = node.store().read(|tx| ges_ledger::read::results::newest(tx, &own, support::year())).unwrap();
    assert_eq!(newest[0].record_id, figure.record_id, "the record that is told is the figure's");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_files_is_open_at_once_even_where_a_person_filed_it_before() {
    let served = served().await;
    let bytes = b"%PDF-1.7 a";
    let digest = held(&served, bytes, Audience::Central);
    let input =
        NewDocument { name: "แผน.pdf".into(), media_type: "application/pdf".into(), audience: Audience::Central };
    let now = served.node.env().clock.now();
    let filed = [(); 2].map(|()| file(&served.node, &who(), &input, bytes.as_slice(), now).unwrap());
    assert_eq!(filed.map(|f| (f.known, f.document.digest)), [(false, digest), (true, digest)]);
    assert_eq!(read(&served, &digest, 0, 0).await.unwrap().1, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_shrank_or_was_changed_is_named_and_no_wrong_byte_is_sent() {
    let served = served().await;
    let mut bytes = content();
    let digest = filed(&served, &bytes, Audience::Central).document.digest;
    let path = path(&served, &digest);
    bytes[1_500_000] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let refused = read(&served, &digest, 0, 0).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::DataLoss, "document-damaged"));
    // The chunk before the damage is still good.
    assert_eq!(read(&served, &digest, 0, 1_000_000).await.unwrap().1, bytes[..1_000_000]);
    std::fs::write(&path, &bytes[..1000]).unwrap();
    let refused = read(&served, &digest, 0, 0).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::DataLoss, "document-shrank"));
}

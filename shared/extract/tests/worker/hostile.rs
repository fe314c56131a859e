//! Documents made to hurt: each ends as an outcome within the limits, and the next document is read.

use ges_extract::worker::{Request, Worker};
use ges_extract::{Limits, Unread};
use proptest::prelude::*;

use crate::{ask, make, reason, text_of, texts, worker, worker_within};

/// The worker process is new for each document: the next one is read whatever the last one did.
fn still_reads() {
    assert_eq!(texts(&text_of(b"after")), ["after"]);
}

#[test]
fn an_empty_file_and_one_of_no_kind_are_refused() {
    assert_eq!(reason(&text_of(b"")), Some(Unread::Empty));
    assert_eq!(reason(&text_of(b"\0\x01\x02")), Some(Unread::Unknown));
    assert_eq!(reason(&text_of(&make::package(&[("notes.txt", b"a")]))), Some(Unread::Unknown));
    let nested = make::package(&[("inner.zip", &make::bomb("zeros", 1 << 20, &[]))]);
    assert_eq!(reason(&text_of(&nested)), Some(Unread::Unknown));
}

#[test]
fn a_small_package_of_very_many_zeros_is_refused() {
    let limits = Limits { memory_mib: 256, cpu_seconds: 10, wall_ms: 30_000, ..Limits::default() };
    let docx = make::docx_parts("");
    let others: Vec<(&str, &[u8])> = docx.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let bomb = make::bomb("word/document.xml", 192 << 20, &others[..2]);
    assert!(bomb.len() < 1 << 20);
    let outcome = ask(&worker_within(limits), &bomb, Request::Text);
    assert_eq!(reason(&outcome), Some(Unread::Memory));
    still_reads();
}

#[test]
fn an_old_document_of_noise_is_damaged() {
    for stream in ["WordDocument", "Workbook", "PowerPoint Document"] {
        let noise: Vec<u8> = (0..9_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
        let outcome = text_of(&make::compound(&[(stream, &noise)]));
        assert_eq!(reason(&outcome), Some(Unread::Damaged), "{stream}");
    }
}

#[test]
fn deeply_nested_xml_is_no_more_than_an_outcome() {
    let depth = 200_000;
    for (open, close) in [("<w:p>", "</w:p>"), ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")] {
        let outcome = text_of(&make::docx_of(&format!("{}{}", open.repeat(depth), close.repeat(depth))));
        assert!(
            !matches!(reason(&outcome), Some(Unread::Unstartable | Unread::Busy | Unread::Unknown)),
            "{:?}",
            outcome.found
        );
        still_reads();
    }
}

#[test]
fn a_pdf_cut_short_anywhere_is_an_outcome() {
    let whole = make::pdf(&["BT /L 12 Tf 20 300 Td (whole) Tj ET"]);
    assert_eq!(texts(&text_of(&whole)), ["whole"]);
    for tenth in 1..10 {
        let outcome = text_of(&whole[..whole.len() * tenth / 10]);
        assert!(matches!(reason(&outcome), None | Some(Unread::Damaged)), "{tenth}: {outcome:?}");
    }
}

#[test]
fn a_pdf_whose_pages_lead_back_to_themselves_is_an_outcome() {
    let pages = |kids: &str| format!("<</Type /Pages /Count 2 /Kids [{kids}] /Parent 3 0 R>>");
    let loops = [
        vec!["<</Type /Catalog /Pages 2 0 R>>".into(), pages("3 0 R"), pages("2 0 R")],
        vec!["<</Type /Catalog /Pages 2 0 R>>".into(), pages("2 0 R 2 0 R 2 0 R")],
        vec!["<</Type /Catalog /Pages 1 0 R>>".into()],
    ];
    for objects in loops {
        let outcome = text_of(&make::pdf_of(&objects));
        assert!(matches!(reason(&outcome), None | Some(Unread::Damaged)), "{outcome:?}");
    }
    still_reads();
}

#[test]
fn a_form_that_draws_itself_is_an_outcome() {
    let form = "<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F 4 0 R>>>> /Length 11>>
stream
/F Do /F Do
endstream";
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources <</XObject <</F 4 0 R>>>>>>",
        form,
        &make::stream("/F Do"),
    ];
    let limits = Limits { cpu_seconds: 2, ..Limits::default() };
    let outcome = ask(&worker_within(limits), &make::pdf_of(&objects.map(str::to_owned)), Request::Text);
    assert!(matches!(reason(&outcome), None | Some(Unread::TimedOut)), "{outcome:?}");
}

/// A page that draws letters for longer than anybody waits.
fn endless() -> Vec<u8> {
    let line = format!("BT /L 12 Tf 20 300 Td ({}) Tj ET 0 0 300 400 re f\n", "x".repeat(100));
    make::pdf(&[&line.repeat(200_000)])
}

#[test]
fn computing_too_long_ends_the_worker() {
    let limits = Limits { cpu_seconds: 1, ..Limits::default() };
    let outcome = ask(&worker_within(limits), &endless(), Request::Image { page: 1, width: 1600 });
    assert_eq!(reason(&outcome), Some(Unread::TimedOut));
    still_reads();
}

#[test]
fn waiting_too_long_ends_the_worker() {
    let limits = Limits { wall_ms: 50, ..Limits::default() };
    let outcome = ask(&worker_within(limits), &endless(), Request::Image { page: 1, width: 1600 });
    assert_eq!(reason(&outcome), Some(Unread::TimedOut));
    still_reads();
}

#[test]
fn using_too_much_memory_ends_the_worker() {
    for memory_mib in [1, 72, 100] {
        let limits = Limits { memory_mib, ..Limits::default() };
        let outcome = ask(&worker_within(limits), &vec![b'a'; 100 << 20], Request::Text);
        assert_eq!(reason(&outcome), Some(Unread::Memory), "{memory_mib} MiB");
    }
    still_reads();
}

#[test]
fn a_picture_of_billions_of_pixels_is_refused() {
    let mut png = make::picture(1, 1, image::ImageFormat::Png);
    // The size stands behind the mark and the name of the first chunk; its check sum is mended.
    png[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    let outcome = ask(&worker(), &png, Request::Image { page: 1, width: 100 });
    assert_eq!(reason(&outcome), Some(Unread::Memory));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[test]
fn a_program_that_is_no_worker_is_told_as_such() {
    let missing = Worker::of_program("/nowhere/worker".into(), Vec::new(), Limits::default());
    assert_eq!(reason(&ask(&missing, b"a", Request::Text)), Some(Unread::Unstartable));
    let silent = Worker::of_program("/bin/true".into(), Vec::new(), Limits::default());
    assert_eq!(reason(&ask(&silent, b"a", Request::Text)), Some(Unread::Crashed));
    let talking = Worker::of_program("/bin/yes".into(), Vec::new(), Limits { output_bytes: 10, ..Limits::default() });
    assert_eq!(reason(&ask(&talking, b"a", Request::Text)), Some(Unread::Output));
    let idle =
        Worker::of_program("/bin/cat".into(), vec!["/dev/zero".into()], Limits { wall_ms: 10, ..Limits::default() });
    assert!(matches!(reason(&ask(&idle, b"a", Request::Text)), Some(Unread::TimedOut | Unread::Output)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_behind_any_beginning_are_an_outcome(
        head in prop::sample::select(vec![
            b"%PDF-1.7\n".to_vec(), b"PK\x03\x04".to_vec(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            b"\x89PNG\r\n\x1a\n".to_vec(), b"\xff\xd8\xff\xe0".to_vec(), b"".to_vec(),
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..2000),
        image in any::<bool>(),
    ) {
        let request = if image { Request::Image { page: 1, width: 100 } } else { Request::Text };
        let outcome = ask(&worker(), &[head, rest].concat(), request);
        prop_assert!(!matches!(reason(&outcome), Some(Unread::Unstartable | Unread::Busy)), "{:?}", outcome);
    }

    #[test]
    fn a_good_document_with_some_bytes_changed_is_an_outcome(
        which in 0usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = match which {
            0 => make::docx(&["รายงาน"]),
            1 => make::xlsx(&[("ผล", &[&["1"]])]),
            2 => make::pptx(&["หนึ่ง"]),
            _ => make::pdf(&["BT /L 12 Tf 20 300 Td (text) Tj ET"]),
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let outcome = ask(&worker(), &bytes, Request::Text);
        prop_assert!(!matches!(reason(&outcome), Some(Unread::Unstartable | Unread::Busy)), "{:?}", outcome);
    }
}

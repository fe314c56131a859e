//! Documents read by the real worker: found by what they say, shown page by page, hostile ones told in words; and the
//! virus scanner before they are filed.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "documents/house.rs"]
#[expect(dead_code, reason = "uploads of other tests")]
mod house;
#[path = "reading/make.rs"]
mod make;
#[path = "reading/scanner.rs"]
mod scanner;
mod support;

use std::time::Duration;

use ges_domain::audience::Audience;
use ges_domain::ids::Digest;
use ges_extract::Unread;
use ges_extract::index::{self, State};
use ges_ledger::read;
use ges_node::exchange::Listeners;
use ges_node::service::documents::{self, NewDocument};
use ges_node::service::erasures::{NewErasure, erase};
use ges_runtime::shutdown::Token;
use ges_web::{Locale, Translations};
use http::{StatusCode, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use house::{House, house_with};
use support::who;

/// A house that serves, with the real program as worker; it ends with this value.
struct Serving {
    house: House,
    stop: Token,
    served: JoinHandle<()>,
}

impl Serving {
    async fn new() -> Self {
        let house = house_with(|config| config.document_worker = Some(env!("CARGO_BIN_EXE_ges-node").into()));
        let listen = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listeners = Listeners { http: listen().await, exchange: listen().await };
        let (stop, node) = (Token::new(), house.node.clone());
        let ending = stop.clone();
        let served = tokio::spawn(async move { node.serve(listeners, ending).await.unwrap() });
        Self { house, stop, served }
    }

    /// Files a document without asking whether it is what its name says, as programs may.
    fn file(&self, name: &str, bytes: &[u8]) -> Digest {
        let input = NewDocument { name: name.into(), media_type: String::new(), audience: Audience::Internal };
        let node = &self.house.node;
        documents::file(node, &who(), &input, bytes, node.env().clock.now()).unwrap().document.digest
    }

    /// Waits until a document was read, and gives what came of it.
    async fn read(&self, digest: Digest) -> State {
        let node = &self.house.node;
        loop {
            let known = node.store().read_async(move |tx| index::state(tx, &digest)).await;
            match known.unwrap() {
                Some(known) if known.state != State::Waiting => return known.state,
                _ => node.env().clock.sleep(Duration::from_millis(20)).await,
            }
        }
    }

    async fn page(&self, path: &str) -> String {
        self.house.page(path, &self.house.keeper).await
    }

    async fn end(self) {
        self.stop.cancel();
        self.served.await.unwrap();
    }
}

fn done(pages: u32) -> State {
    State::Done { pages, cut: false }
}

/// Everything before the list of documents: the hits.
fn hits(page: &str) -> &str {
    page.split("class=\"hits\"").nth(1).unwrap().split("</section>").next().unwrap()
}

const PAGES: [(&str, &str); 2] = [("Annual Budget report", "รายงานประจำปี"), ("Second sheet", "งบประมาณรายจ่าย")];

#[tokio::test(flavor = "multi_thread")]
async fn a_filed_document_is_found_by_what_it_says_and_its_page_is_shown() {
    let serving = Serving::new().await;
    let pdf = serving.file("แผน.pdf", &make::pdf(&PAGES));
    let docx = serving.file("บันทึก.docx", &make::docx(&make::paragraph("ประชุมเรื่องงบลงทุน &lt;b&gt; budget"), &[]));
    assert_eq!((serving.read(pdf).await, serving.read(docx).await), (done(2), done(1)));

    let page = serving.page("/documents?q=%E0%B8%87%E0%B8%9A").await;
    let found = hits(&page);
    assert!(found.contains("แผน.pdf · หน้า 2") && found.contains("บันทึก.docx · หน้า 1"), "{found}");
    assert!(found.contains("<mark>งบ</mark>ประมาณ") && !found.contains("<b>"), "{found}");
    assert!(found.contains(&format!("/documents/{pdf}?page=2")) && found.contains("q=%E0%B8%87%E0%B8%9A"), "{found}");
    assert!(page.contains("อ่านแล้ว 2 หน้า"), "{page}");
    let page = serving.page("/documents?q=BUDGET").await;
    assert!(hits(&page).contains("แผน.pdf · หน้า 1") && hits(&page).contains("<mark>Budget</mark>"), "{page}");
    assert!(serving.page("/documents?q=%E0%B8%87").await.contains("เป็นอักษรตัวเดียว"));
    assert!(hits(&serving.page("/documents?q=zebra").await).contains("ไม่พบในเนื้อหา"));

    let view = serving.page(&format!("/documents/{pdf}?page=2&q=%E0%B8%87%E0%B8%9A")).await;
    assert!(view.contains("หน้า 2 จาก 2") && view.contains("<mark>งบ</mark>ประมาณรายจ่าย"), "{view}");
    assert!(view.contains("width=\"800\" height=\"1067\"") && view.contains(&format!("{pdf}/pages/2.png?width=800")));
    assert!(view.contains("data-key=\"BracketLeft\"") && !view.contains("data-key=\"BracketRight\""), "the last page");
    let first = serving.page(&format!("/documents/{pdf}")).await;
    assert!(first.contains("หน้า 1 จาก 2") && first.contains("data-key=\"BracketRight\""));
    assert!(serving.page(&format!("/documents/{pdf}?page=9")).await.contains("เอกสารนี้ไม่มีหน้าที่ระบุ"));
    let text = serving.page(&format!("/documents/{docx}?q=b")).await;
    assert!(text.contains("&lt;b&gt;") && !text.contains("<img class=\"sheet\""), "{text}");
    assert!(serving.page(&format!("/documents/{pdf}?lang=en")).await.contains("Page 1 of 2"));
    serving.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_hits_are_for_those_who_may_open_the_document() {
    let serving = Serving::new().await;
    let pdf = serving.file("แผน.pdf", &make::pdf(&PAGES));
    let docx = serving.file("บันทึก.docx", &make::docx(&make::paragraph("ข้อความ"), &[]));
    assert_eq!((serving.read(pdf).await, serving.read(docx).await), (done(2), done(1)));
    let house = &serving.house;
    let shown = house.call("GET", &format!("/documents/{pdf}/pages/1.png?width=400"), &house.cio).await;
    assert_eq!((shown.status, &shown.headers[header::CONTENT_TYPE]), (StatusCode::OK, &"image/png".parse().unwrap()));
    assert!(shown.headers[header::CACHE_CONTROL].to_str().unwrap().starts_with("private"));
    assert_eq!(shown.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(shown.body.contains("PNG"));
    let absent = Digest([7; 32]);
    for (path, status) in [
        (format!("/documents/{pdf}/pages/3.png"), StatusCode::NOT_FOUND),
        (format!("/documents/{pdf}/pages/0.png"), StatusCode::NOT_FOUND),
        (format!("/documents/{pdf}/pages/1"), StatusCode::NOT_FOUND),
        (format!("/documents/{docx}/pages/1.png"), StatusCode::NOT_FOUND),
        (format!("/documents/{absent}/pages/1.png"), StatusCode::NOT_FOUND),
        (format!("/documents/{pdf}/pages/1.png?width=zz"), StatusCode::OK),
    ] {
        assert_eq!(house.call("GET", &path, &house.cio).await.status, status, "{path}");
    }
    for path in [format!("/documents/{pdf}/pages/1.png"), "/documents?q=budget".into(), format!("/documents/{pdf}")] {
        let refused = house.call("GET", &path, &house.administrator).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!refused.body.contains("แผน") && !refused.body.contains("Budget"), "{}", refused.body);
    }
    // Erased: neither found nor shown.
    let own = house.node.own().clone();
    let filed = house.node.store().read(|tx| read::documents::of(tx, &own)).unwrap();
    let record = filed.iter().find(|f| f.document.digest == pdf).unwrap().record_id;
    let order = NewErasure { record, order: "1/2555".into(), reason: "คำสั่งศาล".into() };
    let (node, now) = (&house.node, house.node.env().clock.now());
    erase(node, &who(), &order, now).unwrap();
    let page = serving.page("/documents?q=budget").await;
    assert!(hits(&page).contains("ไม่พบในเนื้อหา") && !page.contains("แผน.pdf"), "{page}");
    let gone = house.call("GET", &format!("/documents/{pdf}/pages/1.png?width=400"), &house.cio).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    serving.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_told_in_words_and_the_node_goes_on() {
    let serving = Serving::new().await;
    let deep = 200_000;
    let nested = format!("{}{}", "<w:p>".repeat(deep), "</w:p>".repeat(deep));
    let whole = make::pdf(&PAGES);
    let bomb = serving.file("ระเบิด.docx", &make::bomb(1200 << 20));
    let short = serving.file("ขาด.pdf", &whole[..whole.len() / 3]);
    let deep = serving.file("ลึก.docx", &make::docx(&nested, &[]));
    let macros = serving.file("มาโคร.docx", &make::docx(&make::paragraph("มีมาโคร"), &[("word/vbaProject.bin", b"x")]));
    let wrong = serving.file("ผิดนามสกุล.pdf", &make::docx(&make::paragraph("เป็นเวิร์ด"), &[]));
    let noise = serving.file("เสียง.bin", &[0, 1, 2, 255]);
    let good = serving.file("ดี.pdf", &whole);
    let ready = async || {
        let answer = serving.house.call("GET", "/readyz", "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    };
    ready().await;
    assert_eq!(serving.read(good).await, done(2));
    ready().await;
    assert_eq!(serving.read(bomb).await, State::Failed(Unread::Memory));
    assert_eq!(serving.read(noise).await, State::Failed(Unread::Unknown));
    for (name, digest) in [("ขาด", short), ("ลึก", deep)] {
        assert_ne!(serving.read(digest).await, State::Failed(Unread::Unstartable), "{name}");
    }
    assert_eq!((serving.read(macros).await, serving.read(wrong).await), (done(1), done(1)));
    let page = serving.page("/documents").await;
    for said in ["อ่านเนื้อหาไม่ได้", "หน่วยความจำ", "มีมาโครหรือสคริปต์", "เนื้อหาไม่ตรงกับนามสกุลไฟล์", "ไม่ใช่ชนิดที่อ่านได้"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(serving.page(&format!("/documents/{bomb}")).await.contains("กรุณาแบ่งเป็นหลายไฟล์"));
    let house = &serving.house;
    let turned = house.form("/documents", &house.keeper, &[], &[("a\u{202e}fdp.exe", &whole)]).await;
    assert!(turned.body.contains("กลับทิศทางการอ่าน"), "{}", turned.body);
    let wrong = house.form("/documents", &house.keeper, &[], &[("ก.pdf", &make::docx("", &[]))]).await;
    assert!(wrong.body.contains("ไม่ใช่ PDF"), "{}", wrong.body);
    serving.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_names_a_page_leads_to_it() {
    let serving = Serving::new().await;
    let pdf = serving.file("แผน.pdf", &make::pdf(&PAGES));
    let house = &serving.house;
    let used = pdf.to_string();
    let fields = [("fiscal_year", "2555"), ("round", "9"), ("value", "70"), ("act", "record"), ("library", &used)];
    for (number, place) in [(1, "หน้า ๒"), (2, "ตาราง 4")] {
        let fields = [&fields[..], &[("place", place)]].concat();
        let answer = house.form(&format!("/indicators/{number}/record"), &house.keeper, &fields, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let link = format!("/documents/{pdf}?page=2");
        for path in ["record?round=9", "approve?fiscal_year=2555&round=9"] {
            let page = house.page(&format!("/indicators/{number}/{path}"), &house.keeper).await;
            assert!(page.contains(place) && page.contains(&link) == (number == 1), "{path}: {place}: {page}");
        }
    }
    serving.end().await;
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/reading.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/reading.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    assert_eq!(Translations::new(&borrowed).unwrap().missing_keys(), []);
}

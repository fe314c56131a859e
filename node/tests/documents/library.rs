//! `/documents`, the page of one document, and evidence in the record form; all of it without scripts.

use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::organisation::OrganisationKind;
use ges_ledger::read;
use ges_node::service::library;
use ges_web::{Locale, Translations};
use http::{StatusCode, header};

use super::house::{Answer, House, house, pdf};
use super::support::year;

fn digest_in(answer: &Answer) -> String {
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

/// Digest of the newest document with that name.
fn digest(house: &House, name: &str) -> String {
    let own = house.node.own().clone();
    let filed = house.node.store().read(|tx| read::documents::of(tx, &own)).unwrap();
    filed.iter().find(|f| f.document.name == name).unwrap().document.digest.to_string()
}

async fn filed(house: &House, name: &str, bytes: &[u8], audience: &str) -> String {
    let answer = house.form("/documents", &house.keeper, &[("audience", audience)], &[(name, bytes)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    digest(house, name)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_says_what_is_there_who_may_open_it_and_what_it_supports() {
    let house = house();
    let empty = house.page("/documents", &house.keeper).await;
    assert!(empty.contains("ยังไม่มีเอกสารในคลัง") && empty.contains("type=\"file\""), "{empty}");
    assert!(empty.contains("capture=\"environment\"") && empty.contains(".docx"), "{empty}");
    let sentences = [
        ("public", "จะเปิดให้ทุกคน รวมถึงประชาชนเมื่อบันทึกผลที่อ้างเอกสารนี้"),
        ("central", "ส่วนกลางเปิดดูได้ตั้งแต่"),
        ("internal", "เฉพาะผู้ใช้ของหน่วยงานนี้"),
    ];
    for (n, (audience, _)) in sentences.iter().enumerate() {
        filed(&house, &format!("รายงาน-{audience}.pdf"), &pdf(100 + n), audience).await;
    }
    let used = digest(&house, "รายงาน-central.pdf");
    let waits = house.page(&format!("/documents/{used}"), &house.cio).await;
    assert!(waits.contains("จะเปิดให้ส่วนกลางเมื่อบันทึกผลที่อ้างเอกสารนี้"), "{waits}");
    assert!(waits.contains("เก็บไว้ภายใน จัดไว้ให้ส่วนกลาง"), "{waits}");
    let fields = [("fiscal_year", "2555"), ("round", "9"), ("value", "70"), ("act", "record"), ("library", &used)];
    let recorded =
        house.form("/indicators/1/record", &house.keeper, &[&fields[..], &[("place", "หน้า 12")]].concat(), &[]).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);

    let page = house.page("/documents", &house.cio).await;
    for (audience, sentence) in sentences {
        assert!(page.contains(&format!("รายงาน-{audience}.pdf")) && page.contains(sentence), "{audience}: {page}");
    }
    assert!(page.contains("ตัวชี้วัดที่ 1 · 9 เดือน 2555 · หน้า 12") && page.contains("ครบถ้วน"), "{page}");
    assert!(!page.contains("type=\"file\""), "who may not file is not asked to");
    let shows = async |query: &str| {
        let page = house.page(&format!("/documents?{query}"), &house.cio).await;
        sentences.map(|(audience, _)| page.contains(&format!("รายงาน-{audience}.pdf")))
    };
    assert_eq!(shows("use=used&q=").await, [false, true, false]);
    assert_eq!(shows("use=unused&q=").await, [true, false, true]);
    assert_eq!(shows("use=missing&q=").await, [false, false, false]);
    assert_eq!(shows("q=INTERNAL").await, [false, false, true]);
    assert!(house.page("/documents?q=ไม่มี", &house.cio).await.contains("ไม่พบเอกสารตามที่ค้นหา"));
    house.node.documents().remove(&used.parse().unwrap()).unwrap();
    assert_eq!(shows("use=missing&q=").await, [false, true, false]);
    let page = house.page(&format!("/documents/{used}"), &house.cio).await;
    assert!(page.contains("ไม่พบไฟล์") && !page.contains("ดาวน์โหลดเอกสาร"), "{page}");
    assert!(house.page("/documents?lang=en", &house.keeper).await.contains("Library of evidence"));
    let en = house.page(&format!("/documents/{used}?lang=en"), &house.keeper).await;
    assert!(en.contains("Figures this document supports") && en.contains("Indicator 1"), "{en}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_is_for_those_who_may_open_documents() {
    let house = house();
    let used = filed(&house, "ก.pdf", &pdf(100), "internal").await;
    for path in ["/documents".to_owned(), format!("/documents/{used}")] {
        assert_eq!(house.call("GET", &path, &house.administrator).await.status, StatusCode::FORBIDDEN, "{path}");
        assert!(house.page(&path, &house.cio).await.contains("ก.pdf"), "{path}");
    }
    let refused = house.form("/documents", &house.cio, &[], &[("a.pdf", &pdf(10))]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for absent in ["00".repeat(32), "x".into(), "..".into()] {
        let answer = house.call("GET", &format!("/documents/{absent}"), &house.cio).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{absent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_come_with_one_form_and_what_is_good_is_kept() {
    let house = house();
    let (a, b) = (pdf(100), pdf(200));
    let files: [(&str, &[u8]); 4] = [("ก.pdf", &a), ("ข.pdf", &b), ("ค.pdf", b"<html>"), ("ง.exe", b"MZ")];
    let answer = house.form("/documents", &house.keeper, &[("audience", "internal")], &files).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["เก็บเอกสารใหม่ 2 รายการแล้ว", "ไม่ใช่ PDF", "ไม่รับไฟล์ชนิดของ “ง.exe”", "href=\"#file\""]
    {
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    let again = house.form("/documents", &house.keeper, &[("audience", "internal")], &files[..1]).await;
    assert_eq!(digest_in(&again), "/documents?done=0&known=1");
    assert!(house.page("/documents?done=0&known=1", &house.keeper).await.contains("จึงใช้เอกสารเดิม"));
    let nothing = house.form("/documents", &house.keeper, &[], &[]).await;
    assert!(nothing.body.contains("กรุณาเลือกไฟล์อย่างน้อยหนึ่งไฟล์"), "{}", nothing.body);
    let empty = house.form("/documents", &house.keeper, &[], &[("จ.pdf", b"")]).await;
    assert!(empty.body.contains("ว่างเปล่า"), "{}", empty.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_filed_as_the_new_version_of_another_and_the_old_one_stays() {
    let house = house();
    let first = filed(&house, "แผน.pdf", &pdf(100), "central").await;
    let fields = [("audience", "central"), ("replaces", first.as_str())];
    let answer = house.form("/documents", &house.keeper, &fields, &[("แผน-แก้ไข.pdf", &pdf(101))]).await;
    let second = digest(&house, "แผน-แก้ไข.pdf");
    assert_eq!(digest_in(&answer), format!("/documents/{second}?done=version"));
    let new = house.page(&digest_in(&answer), &house.keeper).await;
    assert!(new.contains("ฉบับก่อนยังอยู่ครบ") && new.contains(&format!("/documents/{first}")), "{new}");
    let old = house.page(&format!("/documents/{first}"), &house.keeper).await;
    assert!(old.contains("มีฉบับใหม่กว่าแล้ว") && old.contains("แผน-แก้ไข.pdf"), "{old}");
    let same = house.form("/documents", &house.keeper, &fields, &[("แผน.pdf", &pdf(100))]).await;
    assert!(same.body.contains("เหมือนฉบับก่อนทุกประการ"), "{}", same.body);
    let unknown = [("replaces", "ab".repeat(32))];
    let unknown = unknown.each_ref().map(|(name, value)| (*name, value.as_str()));
    let refused = house.form("/documents", &house.keeper, &unknown, &[("ข.pdf", &pdf(102))]).await;
    assert!(refused.body.contains("ไม่พบเอกสารฉบับก่อน"), "{}", refused.body);
    let own = house.node.own().clone();
    let record = house.node.store().read(|tx| read::documents::of(tx, &own)).unwrap()[0].record_id;
    assert!(house.page(&format!("/documents/{record}"), &house.cio).await.contains("แผน-แก้ไข.pdf"), "by its record");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_form_attaches_new_files_and_documents_of_the_library_with_their_pages() {
    let house = house();
    let known = filed(&house, "แผนประจำปี.pdf", &pdf(100), "central").await;
    let path = "/indicators/2/record";
    let typed = [("fiscal_year", "2555"), ("round", "9"), ("value", "ยังไม่ทราบ"), ("note", "ร่างไว้ก่อน")];
    let attach = [&typed[..], &[("library", known.as_str()), ("place", "หน้า 4"), ("act", "attach")]].concat();
    let answer =
        house.form(path, &house.keeper, &attach, &[("ภาพ.png", b"\x89PNG\r\n\x1a\n1"), ("ข.pdf", &pdf(50))]).await;
    assert_eq!(answer.status, StatusCode::OK, "the value is not judged yet: {}", answer.body);
    for kept in ["ยังไม่ทราบ", "ร่างไว้ก่อน", "value=\"หน้า 4\"", "ภาพ.png", "ข.pdf", "name=\"place-2\""]
    {
        assert!(answer.body.contains(kept), "{kept}: {}", answer.body);
    }
    assert!(!answer.body.contains('⟦'));
    let places = ["name=\"audience\"", "type=\"file\""].map(|part| answer.body.find(part).unwrap());
    assert!(places[0] < places[1], "who may open a file is read before the file arrives");
    let internal = [&attach[..], &[("audience", "internal")]].concat();
    house.form(path, &house.keeper, &internal, &[("ภายใน.pdf", &pdf(70))]).await;
    let own = house.node.own().clone();
    let filed = house.node.store().read(|tx| read::documents::of(tx, &own)).unwrap();
    let audiences = ["ข.pdf", "ภายใน.pdf"].map(|name| {
        filed
            .iter()
            .find(|f| f.document.name == name)
            .map(|f| (f.audience.clone(), f.document.audience.clone()))
            .unwrap()
    });
    let held = |audience: Audience| (Audience::Internal, audience);
    assert_eq!(audiences, [held(Audience::Central), held(Audience::Internal)]);
    let bad = house.form(path, &house.keeper, &attach, &[("ค.pdf", b"<html>")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("ยังไม่ทราบ") && bad.body.contains("ไม่ใช่ PDF") && bad.body.contains("value=\"หน้า 4\""));
    let find = [&typed[..], &[("find", "ประจำ"), ("act", "find")]].concat();
    let found = house.form(path, &house.keeper, &find, &[]).await.body;
    let offered = found.split("<select id=\"library\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(offered.contains("แผนประจำปี.pdf") && !offered.contains("ข.pdf"), "{offered}");

    let rows = [format!("0:{known}"), format!("1:{known}"), format!("2:{}", digest(&house, "ข.pdf"))];
    let record = [
        ("fiscal_year", "2555"),
        ("round", "9"),
        ("value", "4930"),
        ("evidence", &rows[0]),
        ("place-0", "หน้า 4, 12"),
        ("evidence", &rows[1]),
        ("place-1", "ตาราง 2"),
        ("place-2", "ไม่ได้เลือก"),
        ("act", "record"),
    ];
    let answer = house.form(path, &house.keeper, &record, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let own = house.node.own().clone();
    let all = house.node.store().read(|tx| library::read(tx, &own)).unwrap();
    let entry = &all[library::find(&all, &known).unwrap()];
    let uses: Vec<_> = entry.uses.iter().map(|u| (u.year, u.round, u.places.join(" / "))).collect();
    assert_eq!(uses, [(year(), Round::Nine, "หน้า 4, 12 / ตาราง 2".to_owned())]);
    assert_eq!((&entry.opening.now, entry.opening.waits()), (&Audience::Central, false));
    // The next correction begins with what is attached.
    let page = house.page("/indicators/2/record?round=9", &house.keeper).await;
    assert!(page.contains("value=\"หน้า 4, 12\"") && page.contains("value=\"ตาราง 2\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_are_named_as_readers_by_ticking_them() {
    let house = house();
    assert!(!house.page("/documents", &house.keeper).await.contains("value=\"named\""), "nobody is known to be named");
    house.knows("cdd", OrganisationKind::Department, "กรมการพัฒนาชุมชน");
    house.knows("oag", OrganisationKind::CentralAgency, "สำนักงานการตรวจเงินแผ่นดิน");
    let page = house.page("/documents", &house.keeper).await;
    let places = ["value=\"named\"", "value=\"oag\"", "value=\"cdd\"", "type=\"file\""];
    let places = places.map(|part| page.find(part).unwrap_or_else(|| panic!("{part}: {page}")));
    assert!(places.is_sorted(), "central agencies come first, and all of it before the file");
    assert!(!page.contains("value=\"dep\""), "not the agency itself");

    let named: Vec<String> = (0..65).map(|n| format!("org{n}")).collect();
    let many: Vec<(&str, &str)> = named.iter().map(|id| ("reader", id.as_str())).collect();
    let wrong: [(&[(&str, &str)], &str); 4] = [
        (&[], "กรุณาเลือกอย่างน้อยหนึ่งหน่วยงาน"),
        (&[("reader", "moi")], "ไม่รู้จักหน่วยงาน “moi”"),
        (&[("reader", "dep")], "ไม่รู้จักหน่วยงาน “dep”"),
        (&many, "เลือกได้ไม่เกิน 64 หน่วยงาน"),
    ];
    for (readers, said) in wrong {
        for path in ["/documents", "/indicators/2/record"] {
            let typed = [("fiscal_year", "2555"), ("round", "9"), ("act", "attach"), ("audience", "named")];
            let fields = [&typed[..], readers].concat();
            let refused = house.form(path, &house.keeper, &fields, &[("ก.pdf", &pdf(100))]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(
                refused.body.contains(said) && refused.body.contains("href=\"#audience\""),
                "{said}: {}",
                refused.body
            );
            assert!(refused.body.contains("value=\"named\" checked"), "what was chosen stays chosen");
        }
    }
    let fields = [("audience", "named"), ("reader", "cdd"), ("reader", "oag")];
    let answer = house.form("/documents", &house.keeper, &fields, &[("ก.pdf", &pdf(100))]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let digest = digest(&house, "ก.pdf");
    let said = "จะเปิดให้ส่วนกลางและ กรมการพัฒนาชุมชน, สำนักงานการตรวจเงินแผ่นดินเมื่อบันทึกผล";
    let page = house.page(&format!("/documents/{digest}"), &house.cio).await;
    assert!(page.contains(said), "{page}");
    let fields = [("fiscal_year", "2555"), ("round", "9"), ("value", "4930"), ("act", "record"), ("library", &digest)];
    let recorded = house.form("/indicators/2/record", &house.keeper, &fields, &[]).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    let own = house.node.own().clone();
    let filed = house.node.store().read(|tx| read::documents::of(tx, &own)).unwrap();
    let audiences: Vec<String> = filed.iter().map(|f| f.audience.to_string()).collect();
    assert_eq!(audiences, ["named:cdd,oag", "internal"]);
    // The form of the next version begins with the same readers.
    let page = house.page(&format!("/documents/{digest}"), &house.keeper).await;
    assert!(page.contains("value=\"cdd\" checked") && page.contains("เปิดดูได้ตั้งแต่"), "{page}");
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../../locales/th/documents.ftl").into()));
    sources.push((Locale::En, include_str!("../../locales/en/documents.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    assert_eq!(Translations::new(&borrowed).unwrap().missing_keys(), []);
}

//! `/indicators`, `/agencies/{id}` and the pages under them: the right words for every state, in both languages.

use ges_domain::audience::Audience;

use crate::house::{ENGLISH, PAGE, bearer, get};
use crate::world::{HOSTILE, World, build};

fn world() -> World {
    build(Audience::Central)
}

/// Asserts that a page has every one of these texts.
fn has(page: &str, all: &[&str]) {
    for text in all {
        assert!(page.contains(text), "`{text}` is missing in:\n{page}");
    }
    assert!(!page.contains('⟦'), "a message is missing: {}", &page[page.find('⟦').unwrap()..][..60]);
}

async fn node_page(world: &World, url: &str) -> String {
    let token = bearer(&world.node.token("data_keeper"));
    let answer = get(&world.node, url, &[PAGE, ("authorization", &token)]).await;
    assert_eq!(answer.status, 200, "{url}: {}", answer.text());
    answer.text()
}

#[tokio::test]
async fn the_agency_page_says_how_every_figure_stands() {
    let world = world();
    let page = node_page(&world, "/indicators").await;
    has(
        &page,
        &[
            "มิติภายนอก",
            "จำนวนธุรกิจที่ได้รับการส่งเสริม",
            "น้ำหนัก 60",
            "2,600\u{a0}ราย",
            "3.6667",
            "ยังไม่ถึงรอบ",
            "รอข้อมูล",
            "รายงานแล้ว",
            "CIO รับรอง",
            "หลักฐาน 1 แฟ้ม",
            "ข้อมูลสาธิต",
            "ปีงบประมาณ 2555",
            "เนื้อหาที่ถูกลบตามคำสั่ง",
            "รายงานสรุปผล รอบ 9 เดือน.pdf",
            "ลายเซ็นถูกต้อง",
            "ตัวชี้วัดที่ 6: อยู่ระหว่างตรวจสอบภายใน",
            "ges.local/dep/1",
        ],
    );
    assert!(!page.contains(">0.0000<"), "nothing missing is shown as zero");
}

#[tokio::test]
async fn the_total_names_the_weight_it_stands_on() {
    let world = world();
    let page = node_page(&world, "/indicators").await;
    // Nine months: 1 (10, 3.3500) and 3 (15, 3.6667): (33.5 + 55) ÷ 25 = 3.54.
    has(&page, &["3.5400", "น้ำหนัก 25 จาก 100"]);
    // Six months: 2 (20, 1), 3 (15, 1.35), 5 (20, 3), 6 (10, 4): (20 + 20.25 + 60 + 40) ÷ 65.
    has(&page, &["2.1577", "น้ำหนัก 65 จาก 100"]);
}

#[tokio::test]
async fn an_indicator_shows_figure_reckoning_history_and_provenance() {
    let world = world();
    let page = node_page(&world, "/indicators/3").await;
    has(
        &page,
        &[
            "2,600\u{a0}ราย",
            "ผล 2,600\u{a0}ราย อยู่ระหว่างระดับ 3 (2,400) กับระดับ 4 (2,700) เทียบบัญญัติไตรยางศ์: \
             3 + (2,600 − 2,400) ÷ (2,700 − 2,400) = 3.6667",
            "▲\u{a0}+2.3167",
            "ยิ่งมากยิ่งดี",
            "เจ้าภาพ: สำนักงาน ก.พ.ร.",
            "ฉบับที่ 2",
            "ฉบับปัจจุบัน",
            "2,545",
            "(+55)",
            "ยังไม่ครบ",
            "หน้า 4",
            "ตัวเลข 2,600 มาจากไหน",
            "ทั้ง 7 ขั้นตรงกัน",
            "ส่วนกลางตรวจว่าสมุดเขียนต่อจากเดิมแล้วลงชื่อเมื่อ 16 ก.ค. 2555 14:20",
            "CIO ลงนามครอบคลุมรายการนี้ทุกตัวอักษรเมื่อ 16 ก.ค. 2555 14:20",
            "ถูกต้องและทันเวลา",
            "ges-node verify",
            &world.node.log().verifier.to_string(),
            &world.records["3/9"].to_string(),
        ],
    );
}

#[tokio::test]
async fn less_is_better_is_reckoned_without_negative_numbers() {
    let world = world();
    let page = node_page(&world, "/indicators/1").await;
    has(
        &page,
        &[
            "อยู่ระหว่างระดับ 3 (5,000) กับระดับ 4 (4,800) เทียบบัญญัติไตรยางศ์: \
             3 + (5,000 − 4,930) ÷ (5,000 − 4,800) = 3.3500",
            "ยิ่งน้อยยิ่งดี",
            // Recorded after the hub last pulled: nothing claims more than was checked.
            "ส่วนกลางยังไม่ลงชื่อ",
            "CIO ยังไม่รับรองรายการนี้",
            "ตรงกัน 5 ขั้น อีก 2 ขั้นยังตรวจไม่ได้ที่นี่",
        ],
    );
}

#[tokio::test]
async fn a_figure_changed_after_attestation_says_so() {
    let world = world();
    let page = node_page(&world, "/indicators/2?round=6").await;
    has(&page, &["ตัวเลขนี้แก้หลัง CIO รับรอง", "10.20", "9.80", "ต่ำกว่าระดับ 1", "(+0.40)"]);
}

#[tokio::test]
async fn rounds_without_a_figure_say_why() {
    let world = world();
    let awaited = node_page(&world, "/indicators/4?round=9").await;
    has(&awaited, &["รอผลจากกรมส่งเสริมการส่งออก รอบนี้สิ้นสุดเมื่อ 30 มิ.ย. 2555", "รอบนี้ยังไม่มีหลักฐานแนบ"]);
    assert!(!awaited.contains("มาจากไหน"), "no panel without a figure");
    let not_due = node_page(&world, "/indicators/4?round=12").await;
    has(&not_due, &["รอบนี้สิ้นสุด 30 ก.ย. 2555 ยังไม่ต้องรายงาน"]);
}

#[tokio::test]
async fn an_erased_record_keeps_its_place_and_says_so() {
    let world = world();
    let page = node_page(&world, &format!("/records/{}", world.records["4/6"])).await;
    has(&page, &["เนื้อหาของรายการนี้ถูกลบตามคำสั่ง", "เนื้อหาถูกลบตามคำสั่ง เหลือหัวรายการและลายนิ้วมือ", "รายงานผลตัวชี้วัด"]);
    assert!(!page.contains("88.25"));
    let list = node_page(&world, "/indicators").await;
    has(&list, &[&world.records["4/6"].to_string()]);
}

#[tokio::test]
async fn the_hub_shows_its_mirror_and_not_what_was_kept_from_it() {
    let world = world();
    let token = bearer(&world.hub.token("analyst"));
    let page = get(&world.hub, "/agencies/dep", &[PAGE, ("authorization", &token)]).await;
    assert_eq!(page.status, 200);
    has(&page.text(), &["กรมส่งเสริมการส่งออก", "กระทรวงพาณิชย์", "3.6667", "2,600\u{a0}ราย"]);
    assert!(!page.text().contains("4.0000"), "the internal figure never reached the hub");
    let one = get(&world.hub, "/agencies/dep/indicators/3", &[PAGE, ("authorization", &token)]).await;
    has(&one.text(), &["ทั้ง 7 ขั้นตรงกัน", "ges-hub verify", "หน่วยงาน"]);
    let hidden = world.records["6/6"];
    let url = format!("/agencies/dep/records/{hidden}");
    assert_eq!(get(&world.hub, &url, &[PAGE, ("authorization", &token)]).await.status, 404);
}

#[tokio::test]
async fn whatever_was_changed_behind_the_journal_is_called_out() {
    let record = |world: &World| world.records["3/9"].as_bytes().to_vec();
    let cases: [(&str, &str); 4] = [
        (
            "UPDATE result SET body = replace(body, '2600', '2999') WHERE record_id = $1",
            "ตัวเลขบนหน้านี้ไม่ตรงกับเนื้อหาของรายการ",
        ),
        (
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '2600', '2999') AS BLOB) WHERE record_id = $1",
            "คำนวณจากเนื้อหาใหม่แล้วไม่ตรงกับที่หัวรายการจดไว้",
        ),
        ("UPDATE attested SET position = position WHERE record_id = $1", "ทั้ง 7 ขั้นตรงกัน"),
        ("UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE $1 IS NOT NULL", "คำนวณจากหัวรายการใหม่แล้วไม่ตรงกับสมุด"),
    ];
    for (sql, words) in cases {
        let world = world();
        let id = record(&world);
        world.node.store.write(move |tx| tx.exec(sql, &[id.as_slice().into()])).unwrap();
        let page = node_page(&world, "/indicators/3").await;
        has(&page, &[words]);
        if !words.starts_with("ทั้ง") {
            has(&page, &["กรุณาอย่าใช้ตัวเลขนี้จนกว่าผู้ดูแลระบบจะชี้แจง"]);
            assert!(!page.contains("ขั้นตรงกัน</p>"), "no claim that all is well: {sql}");
        }
    }
}

#[tokio::test]
async fn a_signature_by_a_key_nobody_appointed_is_not_called_an_attestation() {
    let world = world();
    world.node.store.write(|tx| tx.exec("DELETE FROM cio", &[])).unwrap();
    let page = node_page(&world, "/indicators/3").await;
    has(&page, &["มีลายเซ็นในชื่อ dep/cio แต่ที่นี่ไม่รู้จักกุญแจนั้น", "มีลายเซ็น CIO ที่ยังเชื่อไม่ได้"]);
    assert!(!page.contains("ลงนามรับรองตัวเลขฉบับนี้แล้ว"));
}

#[tokio::test]
async fn pages_speak_english_too() {
    let world = world();
    let token = bearer(&world.hub.token("analyst"));
    for (url, words) in [
        (
            "/agencies/dep",
            vec!["Self-assessed score", "weight 15 of 100", "Awaiting data", "Not due yet", "CIO attested"],
        ),
        (
            "/agencies/dep/indicators/3",
            vec![
                "The result 2,600\u{a0}ราย lies between level 3 (2,400) and level 4 (2,700)",
                "all 7 steps agree",
                "Where the number 2,600 comes from",
                "16 Jul 2012 (B.E.\u{a0}2555)",
                "1 file",
            ],
        ),
    ] {
        let answer = get(&world.hub, url, &[PAGE, ENGLISH, ("authorization", &token)]).await;
        assert_eq!(answer.status, 200);
        has(&answer.text(), &words);
        assert!(answer.text().contains("<html lang=\"en\""));
    }
}

#[tokio::test]
async fn hostile_names_stay_text() {
    let world = world();
    for url in ["/indicators", "/indicators/3", "/indicators/7"] {
        let page = node_page(&world, url).await;
        assert!(!page.contains("<script>alert"), "{url}");
        assert!(!page.contains("<b>เปิดเผย"), "{url}");
        assert!(page.contains("alert(&#39;x&#39;)") || page.contains("alert(&#x27;x&#x27;)"), "{url} shows {HOSTILE}");
    }
}

#[tokio::test]
async fn a_year_without_agreement_says_what_comes_next() {
    let world = world();
    has(&node_page(&world, "/indicators?fiscal_year=2560").await, &["ยังไม่มีตัวชี้วัด", "ปีงบประมาณ 2560"]);
    let token = bearer(&world.node.token("data_keeper"));
    for url in ["/indicators/99", "/indicators/x", "/records/x", "/indicators/3?fiscal_year=2560"] {
        assert_eq!(get(&world.node, url, &[PAGE, ("authorization", &token)]).await.status, 404, "{url}");
    }
}

#[test]
fn both_languages_have_every_word() {
    let sources: Vec<_> = ges_figures::LOCALES.to_vec();
    let words = ges_web::Translations::new(&sources).unwrap();
    assert_eq!(words.missing_keys(), []);
}

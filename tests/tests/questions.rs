//! A question from the centre to an agency and back: it waits for a node that is away, is answered with a document, and
//! nobody else's node ever holds the words.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use ges_tests::figures;
use ges_tests::rest::Rest;
use ges_tests::wait;
use ges_tests::world::World;
use serde_json::Value;

const QUESTION: &str = "ตัวเลขร้อยละ 71.5 มาจากระบบใด";
const ANSWER: &str = "จากระบบติดตามโครงการ หน้า 4 ของหนังสือที่แนบ";
const FURTHER: &str = "ขอทราบวันที่ดึงข้อมูล";

async fn desk(rest: &Rest, login: &str) -> Rest {
    let desk = Rest::new_like(rest);
    desk.sign_in(login).await;
    desk
}

/// Waits until a question stands there as wanted, and gives it.
async fn stands(rest: &Rest, question: &str, stage: &str) -> Value {
    stands_of(rest, "dep", question, stage).await
}

/// The same for a question to any agency.
async fn stands_of(rest: &Rest, agency: &str, question: &str, stage: &str) -> Value {
    wait::value(&format!("the question is {stage} at {}", rest.base()), || async {
        let answer = rest.try_get(&format!("/api/v1/agencies/{agency}/questions/{question}")).await?;
        if !answer.status.is_success() {
            return Err(format!("{}: {}", answer.status, answer.text()));
        }
        let found = answer.json();
        if found["stage"] == stage { Ok(found) } else { Err(found.to_string()) }
    })
    .await
}

/// Every text in the projections and entries of a store.
fn holds(dir: &std::path::Path, words: &str) -> bool {
    let found = std::fs::read_dir(dir).expect("a folder").filter_map(Result::ok).filter(|f| f.path().is_file());
    let mut files = found.map(|f| std::fs::read(f.path()).unwrap_or_default());
    files.any(|bytes| bytes.windows(words.len()).any(|w| w == words.as_bytes()))
}

async fn good_page(rest: &Rest, path: &str) -> String {
    let page = rest.get(path).await.good().text();
    assert!(!page.contains('⟦'), "every word of {path} is there: {page}");
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_goes_to_an_agency_that_was_away_and_its_answer_comes_back() {
    let mut world = World::with(&["dep", "cdd"]).await;
    world.hub.person("analyst-1", &["analyst"]).await;
    world.hub.person("host-1", &["host"]).await;
    world.at(0).person("keeper-1", &["data_keeper"]).await;
    world.at(0).person("pa-1", &["pa_unit"]).await;
    world.report(0, 1, 9, "71.5").await.expect("a result");
    world.shows("dep", 1, 9, "71.5").await;
    let analyst = desk(&world.hub.rest, "analyst-1").await;

    // The agency is away when it is asked.
    world.nodes[0].site.stop().await;
    let page = good_page(&analyst, "/agencies/dep/indicators/1?fiscal_year=2555&round=9").await;
    assert!(page.contains("/questions/ask?agency=dep&amp;indicator=1&amp;fiscal_year=2555&amp;round=9"), "{page}");
    let form = good_page(&analyst, "/questions/ask?agency=dep&indicator=1&fiscal_year=2555&round=9").await;
    assert!(form.contains("71.50") && form.contains("value=\"dep\" checked"), "{form}");
    let due = form.split("name=\"due\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).expect("a due date");
    let due = due.split('"').next().expect("a value").to_owned();
    let mut fields = vec![
        ("agency", "dep"),
        ("fiscal_year", "2555"),
        ("indicator", "1"),
        ("round", "9"),
        ("about", "value"),
        ("page", ""),
        ("due", due.as_str()),
        ("text", ""),
    ];
    let empty = analyst.form("/questions", &fields).await;
    assert_eq!(empty.status.as_u16(), 422, "{}", empty.text());
    assert!(empty.text().contains("href=\"#text\"") && empty.text().contains(&due), "{}", empty.text());
    fields.pop();
    fields.push(("text", QUESTION));
    let asked = analyst.form("/questions", &fields).await;
    assert!(asked.status.is_redirection(), "{} {}", asked.status, asked.text());
    let place = asked.header("location").split('?').next().expect("an address").to_owned();
    let question = place.rsplit('/').next().expect("an id").to_owned();
    assert_eq!(stands(&world.hub.rest, &question, "asked").await["turns"][0]["text"], QUESTION);
    assert!(good_page(&analyst, "/questions").await.contains(&place));

    // It comes back, and the question is there by itself.
    world.nodes[0].site.start().await;
    stands(&world.at(0).rest, &question, "delivered").await;
    stands(&world.hub.rest, &question, "delivered").await;
    let unit = desk(&world.at(0).rest, "pa-1").await;
    assert!(unit.form(&format!("{place}/assign"), &[("to", "keeper-1")]).await.status.is_redirection());
    stands(&world.at(0).rest, &question, "assigned").await;
    let keeper = desk(&world.at(0).rest, "keeper-1").await;
    let work = good_page(&keeper, "/").await;
    assert!(work.contains(QUESTION) && work.contains(&place), "{work}");

    // Answered with a document while the line is down; the answer goes out when it is up again.
    world.nodes[0].line.refuse();
    world.nodes[0].line.cut();
    let (letter, digest) = ("หนังสือยืนยัน".as_bytes(), figures::sha256("หนังสือยืนยัน".as_bytes()).to_string());
    let seen = stands(&world.at(0).rest, &question, "assigned").await["seen"].as_str().expect("a record").to_owned();
    let fields = [("text", ANSWER), ("seen", seen.as_str())];
    let answered = keeper.multipart(&format!("{place}/answer"), &fields, Some(("หนังสือ.txt", letter))).await;
    assert!(answered.status.is_redirection(), "{} {}", answered.status, answered.text());
    assert_eq!(stands(&world.hub.rest, &question, "delivered").await["turns"].as_array().map(Vec::len), Some(1));
    world.nodes[0].line.open();
    let at_hub = stands(&world.hub.rest, &question, "answered").await;
    assert_eq!(
        (&at_hub["turns"][1]["text"], &at_hub["turns"][1]["evidence"][0]),
        (&ANSWER.into(), &digest.as_str().into())
    );
    let document = world.hub.rest.get(&format!("/api/v1/agencies/dep/documents/{digest}")).await.good();
    assert_eq!(document.body, letter, "the centre opens the evidence");

    // Another function cannot go on; whoever asked asks further, and is satisfied in the end.
    let page = good_page(&analyst, &place).await;
    assert!(page.contains(ANSWER) && page.contains("name=\"remark\"") && page.contains(&digest), "{page}");
    let seen = page.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a record");
    let host = desk(&world.hub.rest, "host-1").await;
    assert!(!good_page(&host, &place).await.contains("name=\"remark\""));
    let refused = host.form(&place, &[("act", "resolve"), ("seen", seen)]).await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.text());
    let further = [("act", "follow_up"), ("seen", seen), ("text", FURTHER), ("due", due.as_str())];
    assert!(analyst.form(&place, &further).await.status.is_redirection());
    let again = stands(&world.at(0).rest, &question, "followed_up").await;
    let body = serde_json::json!({ "text": "วันที่ 5 กรกฎาคม 2555", "seen": again["seen"] });
    let done = world.at(0).rest.post(&format!("/api/v1/agencies/dep/questions/{question}/answers"), &body).await;
    assert_eq!(done.status.as_u16(), 201, "{}", done.text());
    stands(&world.hub.rest, &question, "answered").await;
    let resolve = serde_json::json!({ "step": "resolve", "text": "ครบถ้วน" });
    let steps = format!("/api/v1/agencies/dep/questions/{question}/steps");
    assert_eq!(world.hub.rest.post(&steps, &resolve).await.good().status.as_u16(), 201);
    stands(&world.hub.rest, &question, "resolved").await;
    stands(&world.at(0).rest, &question, "resolved").await;
    assert!(good_page(&keeper, &place).await.contains("ครบถ้วน"));

    // The other agency has the hub's whole journal and none of the words.
    let own = serde_json::json!({
        "fiscal_year": figures::YEAR, "indicator": "2", "round": 9, "due": due, "text": "คำถามของอีกหน่วยงาน",
    });
    let own = world.hub.rest.post("/api/v1/agencies/cdd/questions", &own).await;
    assert_eq!(own.status.as_u16(), 201, "{}", own.text());
    let own = own.json()["id"].as_str().expect("an id").to_owned();
    // A journal arrives in order: whoever has this has everything before it.
    stands_of(&world.at(1).rest, "cdd", &own, "delivered").await;
    assert_eq!(world.at(1).rest.get("/api/v1/agencies/dep/questions").await.status.as_u16(), 404);
    let theirs = world.at(1).rest.get("/api/v1/agencies/cdd/questions").await.good().json();
    assert_eq!(theirs["items"].as_array().map(Vec::len), Some(1));
    for words in [QUESTION, FURTHER, ANSWER, "keeper-1"] {
        assert!(!holds(&world.at(1).dir, words), "`{words}` is in the other agency's files");
    }
    assert!(holds(&world.at(0).dir, QUESTION) && holds(&world.hub.dir, ANSWER));
}

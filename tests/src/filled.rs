//! A demonstration in which people have begun to work together: one of everything that pages show.

use jiff::ToSpan as _;
use jiff::tz::TimeZone;

use crate::demo::Demo;
use crate::rest::Rest;
use crate::wait;

/// The figure everything is about.
const FIGURE: &str = "result:2555:3:9";
/// A document of one page without anything on it.
const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

/// Addresses of what was made, by the words that stand for them in a list of pages.
pub type Places = Vec<(&'static str, String)>;

/// Value of the field of that name on a page.
fn value(page: &str, name: &str) -> String {
    let field = page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_else(|| panic!("no field {name}: {page}"));
    field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
}

/// Fills in a form and sends it: the address that follows, without what it says there.
async fn send(desk: &Rest, form: &str, to: &str, fields: &[(&str, &str)]) -> String {
    let act = value(&desk.get(form).await.good().text(), "act");
    let fields: Vec<_> = [("act", act.as_str())].into_iter().chain(fields.iter().copied()).collect();
    follow(&desk.form(to, &fields).await)
}

fn follow(answer: &crate::rest::Answer) -> String {
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.text());
    answer.header("location").split(['?', '#']).next().expect("an address").to_owned()
}

/// A day that has not come yet.
fn later() -> String {
    let today = TimeZone::UTC.to_datetime(ges_runtime::Clock::system().now()).date();
    today.checked_add(10.days()).expect("a date").to_string()
}

/// Makes a thread, a task, a finding, a document, a question that has arrived and a feed that has run.
pub async fn fill(demo: &Demo, id: &str) -> Places {
    let keeper = demo.desk(id, "data_keeper").await;
    let unit = demo.desk(id, "pa_unit").await;
    let auditor = demo.desk(id, "auditor").await;
    let day = later();
    let on = ("anchor", FIGURE);
    let words = [on, ("text", "ขอยืนยันยอดของเดือนมิถุนายน @pa-unit"), ("to", "supervisor")];
    let thread = send(&keeper, &format!("/threads/new?anchor={FIGURE}"), "/threads", &words).await;
    let reply = [("text", "ตรวจแล้ว ใช้ยอดตามหน้า 4"), ("to", "data-keeper"), ("then", "stay")];
    send(&unit, &thread, &thread, &reply).await;
    let words = [on, ("title", "ส่งหนังสือยืนยันยอด"), ("to", "data-keeper"), ("due", &day)];
    let task = send(&unit, "/tasks/new", "/tasks", &words).await;
    let words = [on, ("title", "หลักฐานไม่ระบุเลขหน้า"), ("text", "จึงตรวจทานไม่ได้"), ("severity", "medium")];
    let finding = send(&auditor, "/findings/new", "/findings", &words).await;
    let answer = [("text", "จะระบุเลขหน้าให้ครบ"), ("due", day.as_str()), ("step", "answer")];
    send(&unit, &finding, &finding, &answer).await;
    let file = Some(("หนังสือยืนยันยอด เดือนมิถุนายน.pdf", PDF));
    follow(&keeper.multipart("/documents", &[("audience", "central")], file).await);
    let document = format!("/documents/{}", crate::figures::sha256(PDF));
    let question = ask(demo, id, &unit).await;
    feed(demo, id, &unit).await;
    vec![
        ("{thread}", thread),
        ("{task}", task),
        ("{finding}", finding),
        ("{document}", document),
        ("{question}", question),
        ("{feed}", "/feeds/finance".to_owned()),
    ]
}

/// The centre asks, and the question is at the node.
async fn ask(demo: &Demo, id: &str, unit: &Rest) -> String {
    let analyst = demo.desk("", "analyst").await;
    let form = format!("/questions/ask?agency={id}&indicator=3&fiscal_year=2555&round=9");
    let due = value(&analyst.get(&form).await.good().text(), "due");
    let fields = [
        ("agency", id),
        ("fiscal_year", "2555"),
        ("indicator", "3"),
        ("round", "9"),
        ("about", "value"),
        ("page", ""),
        ("due", &due),
        ("text", "ตัวเลขนี้รวมผู้เข้าร่วมซ้ำหรือไม่"),
    ];
    let question = follow(&analyst.form("/questions", &fields).await);
    wait::until("the question is at the node", || async { unit.get(&question).await.status.is_success() }).await;
    question
}

/// One feed that works and one that nobody can read.
async fn feed(demo: &Demo, id: &str, unit: &Rest) {
    let (files, feeds) = (demo.scratch().join("exports"), demo.dir(id).join("feeds"));
    for folder in [&files, &feeds] {
        std::fs::create_dir_all(folder).expect("a folder");
    }
    let text = format!(
        "[source]\nkind = \"folder\"\npath = \"{}\"\npattern = \"*.csv\"\nheader_row = 1\n\n\
         [schedule]\nevery = \"day\"\nat = \"06:00\"\n\n\
         [mapping]\nera = \"buddhist\"\nfiscal_year = {{ fixed = 2555 }}\nround = {{ fixed = 12 }}\n\n\
         [[mapping.rows]]\nwhere = {{ indicator = \"3\" }}\nindicator = \"3\"\npath = \"value\"\n\
         column = \"result\"\naggregate = \"only\"\n",
        files.display()
    );
    let write = |path: std::path::PathBuf, text: &str| std::fs::write(path, text).expect("a file");
    write(files.join("june.csv"), "indicator,result\n3,1905\n");
    write(feeds.join("finance.toml"), &text);
    write(feeds.join("broken.toml"), "[source]\nkind = \"pigeon\"\n");
    let run = unit.form("/feeds/finance/run", &[]).await;
    assert!(run.status.is_redirection(), "{} {}", run.status, run.text());
}

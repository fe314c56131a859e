//! Sample values of the gallery; figures are made up, indicator names are the deck's.

use askama::Template;
use ges_web::ui::{
    Act, Beyond, Change, ChartPoint, DataState, Evidence, EvidenceState, Fact, Field, FieldError, FieldKind, Filter,
    HeatCell, HeatState, LevelBar, LinkHealth, Mark, Part, Provenance, Step, StepState, Tone, WorkStatus,
};
use ges_web::{Html, Page};
use jiff::Timestamp;
use rust_decimal::Decimal;

pub const NAME: &str = "จำนวนธุรกิจที่ได้รับการส่งเสริมและพัฒนาให้สามารถดำเนินธุรกิจในต่างประเทศได้";
const DIGEST: &str = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

#[derive(Template)]
#[template(path = "gallery.html")]
pub struct GalleryPage {
    page: Page,
    bars: Vec<(String, LevelBar)>,
    scores: Vec<Decimal>,
    deltas: Vec<Decimal>,
    statuses: Vec<WorkStatus>,
    states: Vec<DataState>,
    links: Vec<LinkHealth>,
    cells: Vec<HeatCell>,
    parts: Vec<Part>,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
    filters: Vec<Filter>,
    evidence: Vec<Evidence>,
    change: Change,
    steps: Vec<Step>,
    provenance: Provenance,
    total: Option<u64>,
    target: Option<Decimal>,
    years: Vec<ChartPoint>,
    rounds: Vec<ChartPoint>,
    levels: [String; 5],
    series: Vec<Option<Decimal>>,
    at: Timestamp,
    act: Act,
}

fn d(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn s(text: &str) -> String {
    text.to_owned()
}

impl GalleryPage {
    pub fn new(page: Page) -> Self {
        let errors = errors();
        let lang = page.lang.clone();
        Self {
            bars: bars(),
            scores: ["1", "1.7", "2.3833", "3.6667", "4.1", "5"].map(d).to_vec(),
            deltas: ["0.7405", "-0.38", "0"].map(d).to_vec(),
            statuses: statuses(),
            states: states(),
            links: vec![
                LinkHealth::Live(s("09:14 น.")),
                LinkHealth::Behind(12),
                LinkHealth::Lost(s("2 ก.ค. 2555 16:02 น.")),
                LinkHealth::Diverged,
                LinkHealth::Never,
            ],
            cells: cells(),
            parts: vec![
                Part { label: s("CIO รับรองแล้ว"), count: 17, tone: Tone::Good },
                Part { label: s("อยู่ระหว่าง"), count: 6, tone: Tone::Plain },
                Part { label: s("เลยกำหนด"), count: 2, tone: Tone::Warn },
                Part { label: s("ขาดการติดต่อ"), count: 1, tone: Tone::Bad },
            ],
            fields: fields(&errors),
            errors,
            filters: [("ทั้งหมด", 26, true), ("เลยกำหนด", 2, false), ("คะแนนลดลง", 5, false)]
                .map(|(label, count, current)| Filter { label: s(label), count: Some(count), href: s("/"), current })
                .to_vec(),
            evidence: evidence(),
            change: Change {
                label: s("ดำเนินการแล้ว"),
                old: Some(s("2,431")),
                new: Some(s("2,486")),
                difference: Some(s("+55")),
                by: Some(s("ผู้จัดเก็บข้อมูล 10 ก.ค. 2555 10:42 น.")),
            },
            steps: [
                ("บันทึก 10 ก.ค.", StepState::Done),
                ("ผู้กำกับดูแล", StepState::Done),
                ("กพร. แก้หลังเห็นชอบ", StepState::Attention),
                ("CIO", StepState::Open),
                ("ส่วนกลางได้รับ", StepState::Open),
            ]
            .map(|(label, state)| Step { label: s(label), state, href: None })
            .to_vec(),
            total: Some(26),
            target: Some(d("5")),
            provenance: Provenance {
                title: s("ตัวเลข 2,600 มาจากไหน"),
                verdict: Some((Tone::Good, s("ตรวจแล้วเมื่อ 09:41 น. ทุกขั้นตรงกัน"))),
                verify_command: Some(s("ges-node verify proof-2555-9-3.json --key dep.vkey")),
                facts: vec![
                    Fact::text("ตัวเลขตั้งต้น", "2,486 + 114 = 2,600 ราย"),
                    Fact::link("กติกาที่ใช้คิดคะแนน", "/", "นิยามฉบับที่ 2"),
                    Fact::html("บันทึกเมื่อ", ges_web::ui::date_time(&lang, at())),
                    Fact::digest(&lang, "ลายนิ้วมือของรายการ", DIGEST),
                    Fact::html("หลักฐาน", Html::text("3 แฟ้ม")),
                ],
            },
            years: [("2552", "2,000", "1.6667"), ("2553", "2,323", "2.7433"), ("2554", "2,489", "3.2967")]
                .map(point)
                .to_vec(),
            rounds: [("6 ด.", "1,905", "1.35"), ("9 ด.", "2,600", "3.6667")].map(point).to_vec(),
            levels: ["1,800", "2,100", "2,400", "2,700", "3,000"].map(s),
            series: ["3", "4", "5", "4", "7"].map(|v| Some(d(v))).to_vec(),
            at: at(),
            act: Act::new("ดูผลที่ส่งแล้ว", "/"),
            page,
        }
    }
}

fn at() -> Timestamp {
    "2012-07-04T07:20:00Z".parse().expect("an instant")
}

fn point((label, value, score): (&str, &str, &str)) -> ChartPoint {
    ChartPoint { label: s(label), value: Some(s(value)), score: Some(d(score)) }
}

fn bars() -> Vec<(String, LevelBar)> {
    let higher = LevelBar {
        levels: ["1,800", "2,100", "2,400", "2,700", "3,000"].map(s),
        unit: s("ราย"),
        now: Some(Mark::new("2,600", d("3.6667"))),
        before: Some(Mark::new("1,905", d("1.35"))),
        ..LevelBar::default()
    };
    let lower = LevelBar {
        levels: ["5,400", "5,200", "5,000", "4,800", "4,600"].map(s),
        lower_is_better: true,
        now: Some(Mark::new("4,930", d("3.35"))),
        before: Some(Mark::new("5,060", d("2.7"))),
        ..LevelBar::default()
    };
    let money = LevelBar {
        levels: ["1,250,000.00", "1,500,000.00", "1,750,000.00", "2,000,000.00", "2,250,000.00"].map(s),
        now: Some(Mark::new("2,310,000.00", d("5")).beyond(Beyond::Above)),
        before: Some(Mark::new("1,300,000.00", d("1.2"))),
        ..LevelBar::default()
    };
    vec![
        (s("ยิ่งมากยิ่งดี"), higher.clone()),
        (s("ยิ่งน้อยยิ่งดี: ระดับ 5 อยู่ขวาเสมอ"), lower),
        (
            s("ต่ำกว่าระดับ 1"),
            LevelBar { now: Some(Mark::new("1,690", d("1")).beyond(Beyond::Below)), before: None, ..higher.clone() },
        ),
        (s("เกินระดับ 5 และตัวเลขยาว"), money),
        (s("ยังไม่มีผลรอบนี้"), LevelBar { now: None, ..higher }),
    ]
}

fn statuses() -> Vec<WorkStatus> {
    vec![
        WorkStatus::Draft,
        WorkStatus::Supervisor,
        WorkStatus::PaUnit,
        WorkStatus::Returned,
        WorkStatus::AwaitingCio,
        WorkStatus::Attested,
        WorkStatus::Overdue(2),
        WorkStatus::Lost,
    ]
}

fn states() -> Vec<DataState> {
    vec![
        DataState::NotYet,
        DataState::Awaiting { source: s("GFMIS"), expected: Some(s("8 ก.ค. 2555")) },
        DataState::NotReported { days_late: 3 },
        DataState::Cancelled { decision: Some(s("/")) },
    ]
}

fn cells() -> Vec<HeatCell> {
    use HeatState::{Awaiting, Cancelled, Level, Missing, NotYet};
    [Level(1), Level(4), Level(3), Level(2), Level(5), Missing, NotYet, NotYet, Awaiting, Cancelled, Level(3)]
        .into_iter()
        .zip(1..)
        .map(|(state, n)| HeatCell { number: n.to_string(), state, href: (n < 6).then(|| s("/")) })
        .collect()
}

fn errors() -> Vec<FieldError> {
    let message = "พบตัวอักษร “ราย” ในช่องตัวเลข กรุณาใส่เฉพาะตัวเลข เช่น 2,486 หรือ ๒,๔๘๖";
    vec![FieldError::new("done", "ดำเนินการแล้ว", message), FieldError::new("why", "เหตุผล", "กรุณาบอกเหตุผลสั้น ๆ")]
}

fn fields(errors: &[FieldError]) -> Vec<Field> {
    vec![
        Field::text("done", "ดำเนินการแล้ว", "2,486 ราย")
            .kind(FieldKind::Number)
            .hint("นับรายธุรกิจไม่ซ้ำ")
            .unit("ราย")
            .errors(errors),
        Field::text("follow", "อยู่ระหว่างติดตาม", "๑๑๔").kind(FieldKind::Number).echo("อ่านได้ว่า 114 ราย").unit("ราย"),
        Field::text("text", "สิ่งที่ได้ดำเนินการ", "จัดงานแสดงสินค้าในต่างประเทศ คณะผู้แทนการค้า").kind(FieldKind::Area),
        Field::text("why", "เหตุผล", "").optional().errors(errors),
        Field::text("verdict", "ความเห็นของท่าน", "b").kind(FieldKind::Radio).choices([
            ("a", "เห็นด้วยกับผลที่รายงาน"),
            ("b", "ขอคำชี้แจงเพิ่มเติม"),
            ("c", "เสนอผลอื่น"),
        ]),
        Field::text("round", "รอบ", "9").kind(FieldKind::Select).choices([("6", "6 เดือน"), ("9", "9 เดือน")]),
        Field::text("visit", "ใส่ในรายการตรวจเยี่ยม", "yes").kind(FieldKind::Check),
    ]
}

fn evidence() -> Vec<Evidence> {
    let file = |kind: &str, name: &str, about: &str, size, state| Evidence {
        kind: s(kind),
        name: s(name),
        about: s(about),
        size,
        state,
        href: s("/"),
    };
    vec![
        file("PDF", "รายงานสรุปผลโครงการ รอบ 9 เดือน", "หน้า 4 รองรับตัวเลข 2,486 และ 114", 1_400_000, EvidenceState::Whole),
        file("XLSX", "ทะเบียนธุรกิจที่ได้รับการส่งเสริม 2,600 ราย", "", 380_000, EvidenceState::Interrupted),
        file("PDF", "หนังสือยืนยันจากสำนักงานส่งเสริมการค้าในต่างประเทศ", "", 5_000_000, EvidenceState::Sending(62)),
        file("DOCX", "บันทึกข้อตกลง", "", 90_000, EvidenceState::Differs),
    ]
}

//! A department with one agreement in every state a figure can be in, at its node and mirrored at the hub.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use ges_domain::agreement::{Agreement, Indicator, Tier};
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::{Criteria, Levels};
use ges_domain::definition::Definition;
use ges_domain::exact::Exact;
use ges_domain::ids::{Digest, OrganisationId, RecordId};
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::policy::Policies;
use ges_domain::records::{Appointment, Fact};
use ges_domain::result::{Document, Evidence, Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use ges_journal::attestation::Attestation;
use ges_journal::entry::body_digest;
use ges_journal::note::SignerKey;
use ges_ledger::append::{self, Order};
use ges_ledger::{LedgerError, log};
use ges_runtime::Env;
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::house::{Server, clock};

pub const PDF: &[u8] = b"%PDF-1.4 report of the nine-month round";
pub const OPEN: &[u8] = b"%PDF-1.4 open to everybody";
pub const HOSTILE: &str = "<script>alert('x')</script>&\"";

pub struct World {
    pub env: Env,
    pub node: Server<false>,
    pub hub: Server<true>,
    pub witness: SignerKey,
    /// Records by a name that tests use.
    pub records: HashMap<&'static str, RecordId>,
    pub pdf: Digest,
    pub open: Digest,
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn digest(bytes: &[u8]) -> Digest {
    Digest(body_digest(&[], bytes))
}

fn levels(values: [i64; 5]) -> Levels {
    Levels::new(values.map(Exact::whole)).unwrap()
}

fn indicator(number: &str, name: &str, unit: &str, weight: i64, values: [i64; 5], dimension: &str) -> Indicator {
    Indicator {
        number: number.parse().unwrap(),
        name: Text::new(name, ""),
        unit: Text::new(unit, ""),
        weight: Decimal::from(weight),
        definition: Definition::of(Criteria::levels(levels(values))),
        decimals: if number == "2" { 2 } else { 0 },
        dimension: Text::new(dimension, ""),
        tier: Tier::Department,
        host: Text::new("สำนักงาน ก.พ.ร.", "OPDC"),
        illustrative: number == "5",
    }
}

pub fn agreement() -> Agreement {
    const OUT: &str = "มิติภายนอก";
    const IN: &str = "มิติภายใน";
    Agreement {
        organisation: OrganisationId::parse("dep").unwrap(),
        fiscal_year: FiscalYear::new(2555).unwrap(),
        version: 1,
        framework: "departments-2555".into(),
        framework_version: None,
        policies: Policies::default(),
        source: "deck slides 68–70".into(),
        indicators: vec![
            indicator("1", "ต้นทุนต่อหน่วยผลผลิต", "บาท", 10, [5400, 5200, 5000, 4800, 4600], OUT),
            indicator("2", "มูลค่าการส่งออกที่เพิ่มขึ้น", "ร้อยละ", 20, [11, 13, 15, 17, 19], OUT),
            indicator(
                "3",
                "จำนวนธุรกิจที่ได้รับการส่งเสริมและพัฒนาให้สามารถดำเนินธุรกิจในต่างประเทศได้",
                "ราย",
                15,
                [1800, 2100, 2400, 2700, 3000],
                OUT,
            ),
            indicator("4", "ระดับความพึงพอใจของผู้รับบริการ", "ร้อยละ", 15, [65, 70, 75, 80, 85], OUT),
            indicator("5", "การพัฒนาสมรรถนะของบุคลากร", "ระดับ", 20, [1, 2, 3, 4, 5], IN),
            indicator("6", "การควบคุมภายใน", "ระดับ", 10, [1, 2, 3, 4, 5], IN),
            indicator("7", HOSTILE, "ราย", 10, [1, 2, 3, 4, 5], IN),
        ],
    }
}

pub fn report(number: &str, round: Round, value: &str) -> Report {
    Report {
        fiscal_year: FiscalYear::new(2555).unwrap(),
        indicator: number.parse().unwrap(),
        round,
        value: Some(value.parse().unwrap()),
        inputs: Inputs::default(),
        note: String::new(),
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: false,
    }
}

fn document(bytes: &[u8], name: &str, audience: Audience) -> Document {
    Document {
        digest: digest(bytes),
        size: bytes.len() as u64,
        name: name.into(),
        media_type: "application/pdf".into(),
        audience,
        chunks: vec![digest(bytes)],
        replaces: None,
    }
}

/// Builds node and hub; `audience` is that of the agreement.
pub fn build(audience: Audience) -> World {
    // 20 July 2012: the nine-month round has ended, the twelve-month round has not.
    let env = clock("2012-07-20T02:41:00Z");
    let name = Text::new("กรมส่งเสริมการส่งออก", "Department of Export Promotion");
    let mut node = Server::<false>::new("dep", name.clone(), &env, 1);
    let mut hub = Server::<true>::new("opdc", Text::new("สำนักงาน ก.พ.ร.", "OPDC"), &env, 2);
    let witness = SignerKey::cosigner_from_seed("ges.local/opdc/witness", &[3; 32]).unwrap();
    node.witness = Some(witness.verifier_key());
    hub.witness = Some(witness.verifier_key());
    let files: HashMap<Digest, Bytes> = [PDF, OPEN].into_iter().map(|b| (digest(b), Bytes::from_static(b))).collect();
    node.files = Arc::new(files);
    hub.files = Arc::clone(&node.files);
    let mut world = World { env, node, hub, witness, records: HashMap::new(), pdf: digest(PDF), open: digest(OPEN) };
    world.fill(name, audience);
    world
}

impl World {
    pub fn say(&mut self, name: &'static str, fact: Fact, audience: Audience, author: &str, when: &str) {
        let done = self.node.record(vec![(fact, audience)], author, at(when), &self.env.entropy);
        self.records.insert(name, done[0].record_id);
    }

    fn fill(&mut self, name: Text, audience: Audience) {
        const SETUP: &str = "2011-10-03T02:00:00Z";
        let own = OrganisationId::parse("dep").unwrap();
        let organisation = Organisation {
            id: own,
            name,
            kind: OrganisationKind::Department,
            parent: Text::new("กระทรวงพาณิชย์", "Ministry of Commerce"),
        };
        self.say("organisation", Fact::Organisation(organisation), Audience::Public, "administrator", SETUP);
        let cio = SignerKey::from_seed("dep/cio", &[9; 32]).unwrap();
        let appointment = Appointment {
            key: cio.verifier_key().to_string(),
            title: Text::new("ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง", "CIO"),
        };
        self.say("appointment", Fact::Appointment(appointment), Audience::Central, "administrator", SETUP);
        self.say("agreement", Fact::Agreement(agreement()), audience, "pa_unit", SETUP);
        self.documents();
        self.six_months();
        self.attest(&cio, Round::Six, &["3/6", "2/6 first", "4/6"], "2012-04-16T07:20:00Z");
        self.nine_months();
        self.attest(&cio, Round::Nine, &["3/9"], "2012-07-16T07:20:00Z");
        self.erase("4/6");
        self.hub.pull(&self.node, &self.witness, at("2012-07-16T07:20:05Z"));
        // Recorded after the hub last heard of this node.
        let late = Fact::Result(report("1", Round::Nine, "4930"));
        self.say("1/9", late, Audience::Central, "data_keeper", "2012-07-19T02:00:00Z");
    }

    fn documents(&mut self) {
        let when = "2012-04-10T03:42:00Z";
        let pdf = document(PDF, "รายงานสรุปผล รอบ 9 เดือน.pdf", Audience::Central);
        self.say("pdf", Fact::Document(pdf), Audience::Central, "data_keeper", when);
        let open = document(OPEN, "<b>เปิดเผย</b>.pdf", Audience::Public);
        self.say("open", Fact::Document(open), Audience::Public, "data_keeper", when);
    }

    fn six_months(&mut self) {
        let when = "2012-04-11T03:42:00Z";
        let mut say = |name, number: &str, value: &str, audience| {
            self.say(name, Fact::Result(report(number, Round::Six, value)), audience, "data_keeper", when);
        };
        say("3/6", "3", "1905", Audience::Central);
        say("2/6 first", "2", "9.80", Audience::Central);
        say("4/6", "4", "88.25", Audience::Central);
        say("5/6", "5", "3", Audience::Public);
        say("6/6", "6", "4", Audience::Internal);
    }

    fn nine_months(&mut self) {
        self.say(
            "2/6",
            Fact::Result(report("2", Round::Six, "10.20")),
            Audience::Central,
            "data_keeper",
            "2012-05-02T03:42:00Z",
        );
        let first = Report { note: "ยังไม่ครบ".into(), ..report("3", Round::Nine, "2545") };
        self.say("3/9 first", Fact::Result(first), Audience::Central, "data_keeper", "2012-07-10T03:42:00Z");
        let mut second = report("3", Round::Nine, "2600");
        second.note = format!("นับเฉพาะธุรกิจที่เริ่มดำเนินกิจการแล้ว {HOSTILE}");
        second.evidence = vec![Evidence { digest: self.pdf, place: "หน้า 4".into() }];
        second.illustrative = true;
        self.say("3/9", Fact::Result(second), Audience::Central, "data_keeper", "2012-07-11T02:20:00Z");
    }

    /// Signs a round over these records as they are now.
    fn attest(&mut self, key: &SignerKey, round: Round, names: &[&str], when: &str) {
        let records = names
            .iter()
            .map(|name| {
                let id = self.records[name];
                let key = self.node.log().key;
                let stored = self
                    .node
                    .store
                    .read(move |tx| Ok::<_, LedgerError>(log::by_record(tx, key, id)?.unwrap()))
                    .unwrap();
                (id, stored.sealed.header().unwrap().unwrap().body_digest)
            })
            .collect();
        let attestation = Attestation {
            organisation: OrganisationId::parse("dep").unwrap(),
            fiscal_year: FiscalYear::new(2555).unwrap(),
            round,
            attested_at: at(when).as_microsecond(),
            statement: "ถูกต้องและทันเวลา".into(),
            records,
            exceptions: vec![("6".into(), "อยู่ระหว่างตรวจสอบภายใน".into())],
        };
        let note = attestation.sign(key).unwrap().to_string();
        let name = if round == Round::Six { "attestation six" } else { "attestation nine" };
        self.say(name, Fact::Attestation(note), Audience::Central, "cio", when);
    }

    fn erase(&mut self, name: &str) {
        let (record, entropy) = (self.records[name], self.env.entropy.clone());
        self.node
            .store
            .write(move |tx| {
                let log = append::own_log(tx)?.unwrap();
                let order =
                    Order {
                        record, order: "ศาลปกครอง 12/2555", reason: "ข้อมูลส่วนบุคคล", author: "administrator"
                    };
                append::erase(tx, &log, &order, at("2012-07-16T07:20:03Z"), &entropy)
            })
            .unwrap();
    }
}

//! Fills a node as its people would: agreement, evidence, results, attestation by the CIO.

use anyhow::Result;
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::result::{Evidence, Report, Source};
use ges_domain::text::Text;
use ges_ledger::read;
use ges_node::service::attestations::{self, Decision};
use ges_node::service::documents::{self, NewDocument};
use ges_node::service::results::{self, NewResult};
use ges_node::service::{Who, agreements};
use rust_xlsxwriter::Workbook;

use crate::data::Figure;
use crate::house::House;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Records everything once, a `fresh` year's agreement alone; a node that has its agreement is left as it is.
pub fn fill(house: &House, fresh: bool) -> Result<()> {
    let node = &house.node;
    let (own, year) = (node.own().clone(), house.agency.agreement.fiscal_year);
    if node.store().read(|tx| read::agreements::in_force(tx, &own, year))?.is_some() {
        return Ok(());
    }
    let who = Who::console("demo");
    let now = || node.env().clock.now();
    agreements::import(node, &who, house.agency.agreement.clone(), Audience::Public, now())?;
    attestations::create_key(
        node,
        &who,
        "cio",
        &Text::new("ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง (CIO)", "Chief Information Officer"),
        &house.access.passphrase,
        now(),
    )?;
    if fresh {
        return Ok(());
    }
    for round in [Round::Six, Round::Nine] {
        let months = round.months();
        let sheet = sheet(house, round)?;
        let name = format!("รายงานสรุปผล รอบ {months} เดือน.xlsx");
        let input = NewDocument { name, media_type: XLSX.into(), audience: Audience::Central };
        let summary = documents::file(node, &who, &input, sheet.as_slice(), now())?.document;
        let reports = house
            .agency
            .results
            .iter()
            .filter(|f| f.round == round)
            .map(|f| {
                let place = format!("แถวของตัวชี้วัดที่ {}", f.indicator);
                NewResult::new(report(house, f, vec![Evidence { digest: summary.digest, place }]))
            })
            .collect();
        results::record_all(node, &who, reports, now())?;
    }
    let minutes = "บันทึกการตรวจทานภายใน (ข้อมูลสาธิต): หน่วยงานเห็นได้หน่วยงานเดียว\n";
    let input = NewDocument {
        name: "บันทึกการตรวจทานภายใน.txt".into(),
        media_type: "text/plain; charset=utf-8".into(),
        audience: Audience::Internal,
    };
    documents::file(node, &who, &input, minutes.as_bytes(), now())?;
    attest(house, &who, year, Round::Six)?;
    // Two agencies are a step ahead, so that the overview has both states.
    if ["dep", "province"].contains(&own.as_str()) {
        attest(house, &who, year, Round::Nine)?;
    }
    Ok(())
}

/// An illustrative figure as a report.
fn report(house: &House, f: &Figure, evidence: Vec<Evidence>) -> Report {
    Report {
        fiscal_year: house.agency.agreement.fiscal_year,
        indicator: f.indicator.clone(),
        round: f.round,
        value: f.value,
        inputs: f.inputs.clone(),
        note: f.note.clone(),
        evidence,
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Imported,
        illustrative: true,
    }
}

/// Vouches for exactly what is shown now; what has no figure is an exception with its reason.
fn attest(house: &House, who: &Who, year: FiscalYear, round: Round) -> Result<()> {
    let shown = attestations::prepare(&house.node, who, year, round)?;
    let reason = "วัดผลปลายปี ยังไม่มีผลในรอบนี้ (ข้อมูลสาธิต)";
    let decision = Decision {
        year,
        round,
        exceptions: shown.missing.iter().map(|i| (i.number.clone(), reason.to_owned())).collect(),
        shown: Some(shown.mark()),
        late: None,
    };
    attestations::attest(&house.node, who, "cio", &house.access.passphrase, decision, house.node.env().clock.now())?;
    Ok(())
}

/// The round's figures as a workbook: the evidence that the figures point to.
fn sheet(house: &House, round: Round) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (column, head) in ["ตัวชี้วัดที่", "ตัวชี้วัด", "หน่วยวัด", "ผลสะสม (ข้อมูลสาธิต)"].into_iter().enumerate()
    {
        page.write_string(0, u16::try_from(column)?, head)?;
    }
    let figures = house.agency.results.iter().filter(|f| f.round == round);
    for (row, figure) in (1u32..).zip(figures) {
        let Some(indicator) = house.agency.agreement.indicator(&figure.indicator) else { continue };
        page.write_string(row, 0, figure.indicator.to_string())?;
        page.write_string(row, 1, indicator.name.th.as_str())?;
        page.write_string(row, 2, indicator.unit.th.as_str())?;
        let settled = results::settle(&house.agency.agreement, report(house, figure, Vec::new()))?;
        page.write_string(row, 3, settled.value.map_or_else(String::new, |v| v.to_string()))?;
    }
    Ok(book.save_to_buffer()?)
}

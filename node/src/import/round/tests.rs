use ges_domain::exact::Exact;

use super::*;

fn agreement() -> Agreement {
    let text = r#"{"organisation":"dep","fiscal_year":2555,"version":1,"framework":"departments-2555","indicators":[
        {"number":"1","name":{"th":"เบิกจ่าย"},"unit":{"th":"ร้อยละ"},"weight":"60","tier":"department","definition":{
            "measurement":{"variables":[{"name":"paid","label":{"th":"จ่ายจริง"},"unit":"ล้านบาท","decimals":2},
                {"name":"plan","label":{"th":"แผน"},"unit":"ล้านบาท","decimals":2}],
                "formula":"percent(paid, plan)","criteria":{"kind":"levels","values":[60,65,70,75,80]}}}},
        {"number":"2","name":{"th":"ขั้นตอน"},"unit":{"th":"ระดับ"},"weight":"40","tier":"department","definition":{
            "measurement":{"criteria":{"kind":"milestone","steps":[{"th":"ก"},{"th":"ข"},{"th":"ค"},{"th":"ง"},{"th":"จ"}]}}}}]}"#;
    serde_json::from_str(text).unwrap()
}

fn read(text: &str) -> Result<Vec<Filled>, Vec<String>> {
    let rows = of_text(text).map_err(|d| d.into_iter().map(|d| d.place).collect::<Vec<_>>())?;
    let places = |d: Vec<Defect>| d.into_iter().map(|d| format!("{}: {}", d.place, d.said.en)).collect();
    filled(&agreement(), Round::Nine, &Known::new(), &rows).map_err(places)
}

#[test]
fn what_goes_out_comes_back() {
    let report: Report = serde_json::from_str(
        r#"{"fiscal_year":2555,"indicator":"1","round":9,"value":"70","source":"typed","note":"ครบ",
            "inputs":{"variables":{"paid":"70.5","plan":"100"}}}"#,
    )
    .unwrap();
    let known = Known::from([("1".parse().unwrap(), &report)]);
    let bytes = workbook(&agreement(), Round::Nine, &known, &Known::new()).unwrap();
    let rows = of_workbook(&bytes).unwrap();
    assert_eq!(rows.len(), 2 + 1 + 5 + 1, "each value asked for, and a note for each indicator");
    let back = filled(&agreement(), Round::Nine, &Known::new(), &rows).unwrap();
    assert_eq!(back.len(), 1, "rows without a value say nothing");
    assert_eq!((&back[0].inputs, back[0].note.as_deref()), (&report.inputs, Some("ครบ")));
    assert_eq!(filled(&agreement(), Round::Nine, &Known::new(), &of_text(&grid(&rows)).unwrap()).unwrap(), {
        let mut pasted = back;
        pasted[0].place = "บรรทัด 2 value".into();
        pasted
    });
}

#[test]
fn pasted_cells_fill_what_they_name_and_keep_what_was_known() {
    let done = read("ที่\tรหัสรายการ\tผล\n1\tvar/paid\t๗๐.๕\n2\tstep/1\tใช่\n2\tstep/2\tno\n").unwrap();
    assert_eq!(done[0].inputs.at("var/paid"), Some(Answer::Number(Exact::ratio(141, 2).unwrap())));
    assert_eq!(done[1].inputs.steps, Some([true, false, false, false, false]));
    let known: Report = serde_json::from_str(
        r#"{"fiscal_year":2555,"indicator":"1","round":9,"value":"70","source":"typed","inputs":{"variables":{"plan":"100"}}}"#,
    )
    .unwrap();
    let rows = of_text("ที่\tรหัสรายการ\tผล\n1\tvar/paid\t70\n").unwrap();
    let done = filled(&agreement(), Round::Nine, &Known::from([("1".parse().unwrap(), &known)]), &rows).unwrap();
    assert_eq!(done[0].inputs.variables.len(), 2);
}

#[test]
fn every_wrong_cell_is_named_and_nothing_is_taken() {
    let said = read(
        "ที่\tรหัสรายการ\tผล\n1\tvar/paid\t70 ล้าน\n7\tvalue\t1\n1\tvar/other\t1\n2\tstep/1\tอาจจะ\n1\tvar/plan\t1\n1\tvar/plan\t2\n",
    )
    .unwrap_err();
    let lines: Vec<_> = said.iter().map(|d| d.split(' ').nth(1).unwrap().trim_end_matches(':').to_owned()).collect();
    assert_eq!(lines, ["2", "3", "4", "5", "7"], "{said:#?}");
    assert_eq!(read("เลข\tผล\n1\t2\n").unwrap_err(), ["grid 1"]);
    assert_eq!(read("").unwrap(), []);
    assert!(of_workbook(b"PK nothing").is_err());
}

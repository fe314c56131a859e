//! An agreement from JSON or from a workbook.
//!
//! Workbook: a sheet `indicators` (or the only sheet) with one row per indicator, and a sheet `agreement` with names in
//! column A and values in column B (`fiscal_year`, `version`, `framework`, `source`).

use ges_domain::agreement::{Agreement, Indicator, Tier};
use ges_domain::calendar::FiscalYear;
use ges_domain::criteria::{Criteria, Levels};
use ges_domain::definition::Definition;
use ges_domain::exact::Exact;
use ges_domain::explain::Explain as _;
use ges_domain::ids::{IndicatorNumber, OrganisationId};
use ges_domain::policy::Policies;
use ges_domain::text::Text;
use rust_decimal::Decimal;

use super::fields::{Fields, Record};
use super::{Defect, Form, json, sheet};

const HEAD: [&str; 6] = ["organisation", "fiscal_year", "version", "framework", "framework_version", "source"];
const ROW: [&str; 18] = [
    "number",
    "name_th",
    "name_en",
    "unit_th",
    "unit_en",
    "weight",
    "level1",
    "level2",
    "level3",
    "level4",
    "level5",
    "decimals",
    "dimension_th",
    "dimension_en",
    "tier",
    "host_th",
    "host_en",
    "illustrative",
];

/// What the file may leave out because the command line says it.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The node's organisation.
    pub organisation: Option<OrganisationId>,
    /// Year.
    pub fiscal_year: Option<FiscalYear>,
    /// Version.
    pub version: Option<u32>,
    /// Framework.
    pub framework: Option<String>,
}

/// What a file holds: flat fields, and the parts of a JSON file that have a structure of their own.
struct Parts {
    head: Record,
    rows: Vec<Record>,
    /// One for each row; a workbook has none.
    definitions: Vec<Option<Definition>>,
    policies: Option<Policies>,
}

/// Reads an agreement; every defect is in the error.
pub fn read(bytes: &[u8], form: Form, given: &Given) -> Result<Agreement, Vec<Defect>> {
    let mut defects = Vec::new();
    let parts = match form {
        Form::Json => from_json(bytes, &mut defects),
        Form::Xlsx => from_workbook(bytes, &mut defects),
        Form::Csv => Err(Defect::new(
            "file",
            Text::new("คำรับรองฯ ต้องเป็น .json หรือ .xlsx", "an agreement comes as .json or .xlsx"),
        )),
    }
    .map_err(|defect| vec![defect])?;
    let agreement = agreement(&parts, given, &mut defects);
    match agreement {
        Some(agreement) if defects.is_empty() => {
            for defect in agreement.defects() {
                let said = defect.explain();
                let of = |number: &IndicatorNumber| {
                    let rest = said.place.field.strip_prefix(&format!("indicator {number}"));
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                };
                let row = parts.rows.iter().zip(&agreement.indicators).find(|(_, i)| of(&i.number));
                let place = row.map_or_else(|| said.place.field.clone(), |(r, _)| r.place.clone());
                defects.push(Defect::new(place, said.words()));
            }
            if defects.is_empty() { Ok(agreement) } else { Err(defects) }
        }
        _ => Err(defects),
    }
}

fn from_json(bytes: &[u8], defects: &mut Vec<Defect>) -> Result<Parts, Defect> {
    let document = json::parse(bytes)?;
    let object = json::object(&document, "$")?;
    let head = json::record(object, "$", &["indicators", "policies"], defects);
    let policies = json::value(object, "policies", "$", defects);
    let (mut rows, mut definitions) = (Vec::new(), Vec::new());
    for (i, value) in json::list(object, "indicators", "$")?.iter().enumerate() {
        let path = format!("$.indicators[{i}]");
        match json::object(value, &path) {
            Ok(object) => {
                definitions.push(json::value(object, "definition", &path, defects));
                rows.push(json::record(object, &path, &["definition"], defects));
            }
            Err(defect) => defects.push(defect),
        }
    }
    Ok(Parts { head, rows, definitions, policies })
}

fn from_workbook(bytes: &[u8], defects: &mut Vec<Defect>) -> Result<Parts, Defect> {
    let sheets = sheet::open(bytes)?;
    let named = |names: &[&str]| sheets.iter().find(|s| names.contains(&s.name.trim().to_lowercase().as_str()));
    let head = named(&["agreement", "คำรับรอง"]);
    let table =
        named(&["indicators", "ตัวชี้วัด"]).or_else(|| sheets.iter().find(|s| head.is_none_or(|h| h.name != s.name)));
    let table = table
        .ok_or_else(|| Defect::new("workbook", Text::new("ไม่มีแผ่นงาน indicators", "there is no sheet `indicators`")))?;
    let rows = table.table(heading, defects);
    let definitions = vec![None; rows.len()];
    Ok(Parts { head: head.map(sheet::Sheet::pairs).unwrap_or_default(), rows, definitions, policies: None })
}

/// The field of a heading, in either language.
fn heading(text: &str) -> Option<&'static str> {
    let thai = [
        ("ลำดับ", "number"),
        ("เลขที่", "number"),
        ("ที่", "number"),
        ("ตัวชี้วัด", "name_th"),
        ("ชื่อตัวชี้วัด", "name_th"),
        ("หน่วยวัด", "unit_th"),
        ("หน่วย", "unit_th"),
        ("น้ำหนัก", "weight"),
        ("ระดับ 1", "level1"),
        ("ระดับ 2", "level2"),
        ("ระดับ 3", "level3"),
        ("ระดับ 4", "level4"),
        ("ระดับ 5", "level5"),
        ("ทศนิยม", "decimals"),
        ("มิติ", "dimension_th"),
        ("ระดับหน่วยงาน", "tier"),
        ("เจ้าภาพ", "host_th"),
        ("ข้อมูลสาธิต", "illustrative"),
    ];
    let plain = text.to_lowercase().replace(' ', "_");
    ROW.iter()
        .find(|name| **name == plain)
        .copied()
        .or_else(|| thai.iter().find(|(t, _)| *t == text).map(|(_, name)| *name))
}

fn agreement(parts: &Parts, given: &Given, defects: &mut Vec<Defect>) -> Option<Agreement> {
    let mut fields = Fields::new(&parts.head, defects);
    fields.refuse_unknown(&HEAD);
    let organisation = match (fields.optional("organisation"), &given.organisation) {
        (None, Some(own)) => Some(own.clone()),
        _ => fields.parsed("organisation", OrganisationId::parse),
    };
    let fiscal_year = match (fields.optional("fiscal_year"), given.fiscal_year) {
        (None, Some(year)) => Some(year),
        _ => fields.parsed("fiscal_year", str::parse),
    };
    let version = match (fields.optional("version"), given.version) {
        (_, Some(version)) => Some(version),
        (None, None) => Some(1),
        _ => fields.parsed("version", |t| {
            ges_domain::number::arabic_digits(t).parse::<u32>().map_err(|_| "versions are whole numbers from 1")
        }),
    };
    let framework = match (fields.optional("framework"), &given.framework) {
        (None, Some(framework)) => Some(framework.clone()),
        _ => fields.required("framework").map(str::to_owned),
    };
    let source = fields.text("source");
    let framework_version = match fields.optional("framework_version") {
        None => None,
        Some(_) => Some(fields.parsed("framework_version", |t| {
            ges_domain::number::arabic_digits(t).parse::<u32>().map_err(|_| "versions are whole numbers from 1")
        })?),
    };
    let rows = parts.rows.iter().zip(&parts.definitions);
    let indicators: Vec<Option<Indicator>> =
        rows.map(|(row, definition)| indicator(row, definition.clone(), defects)).collect();
    let indicators: Option<Vec<Indicator>> = indicators.into_iter().collect();
    Some(Agreement {
        organisation: organisation?,
        fiscal_year: fiscal_year?,
        version: version?,
        framework: framework?,
        framework_version,
        policies: parts.policies.clone().unwrap_or_default(),
        source,
        indicators: indicators?,
    })
}

fn indicator(row: &Record, definition: Option<Definition>, defects: &mut Vec<Defect>) -> Option<Indicator> {
    let mut fields = Fields::new(row, defects);
    fields.refuse_unknown(&ROW);
    let number = fields.parsed("number", str::parse::<IndicatorNumber>);
    let name = fields.required("name_th").map(|th| Text::new(th, fields.text("name_en")));
    let unit = fields.required("unit_th").map(|th| Text::new(th, fields.text("unit_en")));
    let weight = fields.decimal("weight");
    let named = ["level1", "level2", "level3", "level4", "level5"];
    // A whole definition has its criteria in it; otherwise the five values make them.
    let given = definition.is_some();
    if given && named.iter().any(|level| fields.optional(level).is_some()) {
        fields.defect(
            "level1",
            Text::new("กรุณาระบุ definition หรือ levels อย่างใดอย่างหนึ่ง", "give either `definition` or `levels`"),
        );
    }
    let levels = if given { [None; 5] } else { named.map(|level| fields.decimal(level)) };
    let levels = match levels {
        [Some(a), Some(b), Some(c), Some(d), Some(e)] => match Levels::new([a, b, c, d, e].map(Exact::from)) {
            Ok(levels) => Some(levels),
            Err(error) => {
                fields.defect("level1", error.explain().words());
                None
            }
        },
        _ => None,
    };
    let decimals = match fields.optional("decimals") {
        None => Some(0),
        Some(_) => fields.decimal("decimals").and_then(|d| {
            let whole = d.is_integer() && d >= Decimal::ZERO && d <= Decimal::from(ges_domain::number::MAX_SCALE);
            if !whole {
                fields.defect("decimals", Text::new("ทศนิยมต้องเป็น 0 ถึง 9", "decimals are 0 to 9"));
            }
            u8::try_from(d).ok().filter(|_| whole)
        }),
    };
    let tier = fields.parsed("tier", tier);
    let (dimension, host) = (
        Text::new(fields.text("dimension_th"), fields.text("dimension_en")),
        Text::new(fields.text("host_th"), fields.text("host_en")),
    );
    let illustrative = fields.flag("illustrative");
    Some(Indicator {
        number: number?,
        name: name?,
        unit: unit?,
        weight: weight?,
        definition: match definition {
            Some(definition) => definition,
            None => Definition::of(Criteria::levels(levels?)),
        },
        decimals: decimals?,
        dimension,
        tier: tier?,
        host,
        illustrative,
    })
}

fn tier(text: &str) -> Result<Tier, &'static str> {
    match text {
        "ministry" | "กระทรวง" => Ok(Tier::Ministry),
        "mission_group" | "กลุ่มภารกิจ" => Ok(Tier::MissionGroup),
        "department" | "กรม" => Ok(Tier::Department),
        "province" | "จังหวัด" => Ok(Tier::Province),
        _ => Err("tier is one of ministry, mission_group, department, province"),
    }
}

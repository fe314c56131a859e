//! From the text of a crosswalk file to the crosswalk, or to everything that is wrong with it.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::{
    Column, Crosswalk, CrosswalkDefect, CrosswalkProblem, Item, MAX_COLUMNS, MAX_ITEMS, MAX_ROWS, Row, Sureness,
};
use crate::agreement::Tier;
use crate::framework::file::{Fields, FileProblem, Sheet, nearest};
use crate::framework::{Framework, Node, Slug, rules};

const KEYS: [&str; 7] = ["id", "version", "name", "source", "column", "item", "row"];
const COLUMN_KEYS: [&str; 2] = ["id", "name"];
const ITEM_KEYS: [&str; 5] = ["column", "id", "name", "tier", "note"];
const ROW_KEYS: [&str; 4] = ["nodes", "budget_documents", "sureness", "note"];

type Reading = Sheet<CrosswalkProblem>;

impl Crosswalk {
    /// Reads a crosswalk file (TOML) against the frameworks it sets side by side. A column is a framework, or a list
    /// whose indicators stand in the file itself. All defects are told at once, each with its line.
    pub fn from_toml(text: &str, frameworks: &[Framework]) -> Result<Self, Vec<CrosswalkDefect>> {
        let (mut sheet, table) = Reading::open(text)?;
        let crosswalk = read(&mut sheet, table, frameworks);
        sheet.finish(crosswalk)
    }
}

fn read(sheet: &mut Reading, table: DeTable<'_>, frameworks: &[Framework]) -> Option<Crosswalk> {
    let mut fields = sheet.fields(table, 1, "", &KEYS);
    let id = sheet.text(&mut fields, "id");
    if let Some(problem) = id.as_deref().and_then(rules::framework_id) {
        sheet.complain(&mut fields, "id", CrosswalkProblem::Id(problem));
    }
    let version = sheet.whole(&mut fields, "version");
    if version == Some(0) {
        sheet.complain(&mut fields, "version", FileProblem::Version);
    }
    let name = sheet.words(&mut fields, "name");
    let source = sheet.text(&mut fields, "source");
    let columns = columns(sheet, &mut fields, frameworks);
    let mut rows = Vec::new();
    for (line, table) in sheet.tables(&mut fields, "row", MAX_ROWS) {
        rows.extend(row(sheet, line, table, &columns));
    }
    Some(Crosswalk { id: id?, version: version?, name: name?, source: source?, columns, rows })
}

fn columns(sheet: &mut Reading, fields: &mut Fields<'_>, frameworks: &[Framework]) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    let mut places = Vec::new();
    let mut unread = false;
    for (line, table) in sheet.tables(fields, "column", MAX_COLUMNS) {
        let mut fields = sheet.fields(table, line, "column", &COLUMN_KEYS);
        let Some(id) = sheet.named(&mut fields, "column") else {
            unread = true;
            continue;
        };
        if out.iter().any(|column| column.id == id) {
            sheet.complain(&mut fields, "id", CrosswalkProblem::DuplicateColumn(id));
            unread = true;
            continue;
        }
        let name = sheet.optional_words(&mut fields, "name");
        let framework = frameworks.iter().find(|framework| framework.id == id.as_str());
        if framework.is_some() && fields.has("name") {
            sheet.complain(&mut fields, "name", CrosswalkProblem::NotAList(id.clone()));
        }
        let name = framework.map(|framework| framework.name.clone()).or(name).unwrap_or_default();
        let items = framework.map(items_of).unwrap_or_default();
        out.push(Column { id, name, items });
        places.push((fields, framework.is_some()));
    }
    if out.len() < 2 && !unread {
        sheet.complain(fields, "column", CrosswalkProblem::Columns(out.len()));
    }
    for (line, table) in sheet.tables(fields, "item", MAX_ITEMS) {
        item(sheet, line, table, &mut out, frameworks);
    }
    for (column, (fields, is_framework)) in out.iter().zip(&mut places) {
        if column.items.is_empty() && !*is_framework {
            sheet.complain(fields, "id", CrosswalkProblem::UnknownFramework(column.id.clone()));
        } else if !*is_framework && !fields.has("name") {
            sheet.complain(fields, "name", FileProblem::Missing("name"));
        }
    }
    out
}

fn items_of(framework: &Framework) -> Vec<Item> {
    let item = |node: &Node| {
        let id = node.id.clone().or_else(|| node.number.as_ref().map(Slug::from))?;
        Some(Item { id, name: node.name.clone(), tier: node.tier, leaf: node.is_leaf(), note: node.note.clone() })
    };
    framework.every_node().filter_map(item).collect()
}

fn item(sheet: &mut Reading, line: usize, table: DeTable<'_>, columns: &mut [Column], frameworks: &[Framework]) {
    let mut fields = sheet.fields(table, line, "item", &ITEM_KEYS);
    let id = sheet.named(&mut fields, "item");
    let column = sheet.required_slug(&mut fields, "column");
    let name = sheet.words(&mut fields, "name");
    let tier = sheet.word(&mut fields, "tier", &Tier::ALL.map(|tier| (tier.as_str(), tier)));
    let note = sheet.optional_words(&mut fields, "note");
    let (Some(id), Some(column)) = (id, column) else { return };
    if frameworks.iter().any(|framework| framework.id == column.as_str()) {
        sheet.complain(&mut fields, "column", CrosswalkProblem::NotAList(column));
        return;
    }
    let known: Vec<String> = columns.iter().map(|column| column.id.to_string()).collect();
    let Some(column) = columns.iter_mut().find(|there| there.id == column) else {
        sheet.complain(&mut fields, "column", unknown_column(column.as_str(), &known));
        return;
    };
    if column.items.iter().any(|there| there.id == id) {
        let column = column.id.to_string();
        sheet.complain(&mut fields, "id", CrosswalkProblem::DuplicateNode { node: id, column });
        return;
    }
    column.items.push(Item { id, name: name.unwrap_or_default(), tier, leaf: true, note });
}

fn unknown_column(column: &str, known: &[String]) -> CrosswalkProblem {
    let nearest = nearest(column, known.iter().map(String::as_str)).map(str::to_owned);
    CrosswalkProblem::UnknownColumn { column: column.chars().take(60).collect(), nearest }
}

fn row(sheet: &mut Reading, line: usize, table: DeTable<'_>, columns: &[Column]) -> Option<Row> {
    let mut fields = sheet.fields(table, line, "row", &ROW_KEYS);
    let sureness = sheet.required_word(&mut fields, "sureness", &Sureness::ALL.map(|s| (s.as_str(), s)));
    let budget_documents = sheet.words_list(&mut fields, "budget_documents");
    let note = sheet.optional_words(&mut fields, "note");
    let mut nodes = BTreeMap::new();
    if let Some((line, table)) = sheet.table(&mut fields, "nodes") {
        let mut cells = sheet.free_fields(table.into_inner(), line, "row nodes");
        for key in Reading::keys(&cells) {
            if let Some((column, ids)) = cell(sheet, &mut cells, &key, columns) {
                nodes.insert(column, ids);
            }
        }
        if nodes.is_empty() && Reading::keys(&cells).is_empty() {
            sheet.complain(&mut fields, "nodes", CrosswalkProblem::EmptyRow);
        }
    } else {
        sheet.complain(&mut fields, "nodes", FileProblem::Missing("nodes"));
    }
    Some(Row { nodes, budget_documents, sureness: sureness?, note })
}

/// The nodes of one column in a row; `None` where something about them is wrong or there are none.
fn cell(sheet: &mut Reading, cells: &mut Fields<'_>, key: &str, columns: &[Column]) -> Option<(Slug, Vec<Slug>)> {
    let ids = sheet.slugs(cells, key);
    let Some(column) = columns.iter().find(|column| column.id.as_str() == key) else {
        let known: Vec<String> = columns.iter().map(|column| column.id.to_string()).collect();
        sheet.complain(cells, key, unknown_column(key, &known));
        return None;
    };
    for (at, id) in ids.iter().enumerate() {
        let (node, name) = (id.clone(), column.id.to_string());
        if ids.iter().take(at).any(|before| before == id) {
            sheet.complain(cells, key, CrosswalkProblem::DuplicateNode { node, column: name });
        } else if !column.items.is_empty() && !column.items.iter().any(|item| item.id == *id) {
            let nearest = nearest(id.as_str(), column.items.iter().map(|item| item.id.as_str())).map(str::to_owned);
            sheet.complain(cells, key, CrosswalkProblem::UnknownNode { node, column: name, nearest });
        }
    }
    (!ids.is_empty()).then(|| (column.id.clone(), ids))
}

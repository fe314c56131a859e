//! From the text of a framework file to the framework, or to everything that is wrong with it.

use toml::de::{DeTable, DeValue};

use super::file::{Fields, FileProblem, Kind, Sheet, nearest};
use super::tree::{Loose, arrange};
use super::{
    ChildrenWeights, Framework, FrameworkDefect, FrameworkProblem, Host, MAX_HOSTS, MAX_NODES, Node, Slug, WeightRange,
    WeightRangeError, policies, rules,
};
use crate::agreement::Tier;
use crate::calendar::FiscalYear;
use crate::ids::IndicatorNumber;
use crate::number::arabic_digits;
use crate::organisation::OrganisationKind;
use crate::policy::Policies;
use crate::text::Text;

const KEYS: [&str; 9] =
    ["id", "version", "name", "organisation_kind", "fiscal_year", "source", "policies", "host", "node"];
const HOST_KEYS: [&str; 2] = ["id", "name"];
const NODE_KEYS: [&str; 15] = [
    "id",
    "parent",
    "number",
    "name",
    "aliases",
    "weight",
    "weight_range",
    "children_weights",
    "tier",
    "host",
    "optional",
    "condition",
    "data_sources",
    "uncertain",
    "note",
];
const KINDS: [(&str, OrganisationKind); 5] = [
    ("ministry", OrganisationKind::Ministry),
    ("department", OrganisationKind::Department),
    ("province", OrganisationKind::Province),
    ("public_organisation", OrganisationKind::PublicOrganisation),
    ("central_agency", OrganisationKind::CentralAgency),
];
const CHILDREN_WEIGHTS: [(&str, ChildrenWeights); 2] =
    [("share", ChildrenWeights::Share), ("internal", ChildrenWeights::Internal)];

type Reading = Sheet<FrameworkProblem>;

/// A `[[node]]` as it stands in the file: not yet in the tree.
struct Draft<'i> {
    node: Node,
    parent: Option<Slug>,
    fields: Fields<'i>,
}

impl Framework {
    /// Reads a framework file (TOML). All defects are told at once, each with its line; of a file that is no TOML only
    /// the syntax errors, and sums only where every node has found its place.
    pub fn from_toml(text: &str) -> Result<Self, Vec<FrameworkDefect>> {
        let (mut sheet, table) = Reading::open(text)?;
        let framework = read(&mut sheet, table);
        sheet.finish(framework)
    }
}

fn read(sheet: &mut Reading, table: DeTable<'_>) -> Option<Framework> {
    let mut fields = sheet.fields(table, 1, "", &KEYS);
    let id = sheet.text(&mut fields, "id");
    if let Some(problem) = id.as_deref().and_then(rules::framework_id) {
        sheet.complain(&mut fields, "id", problem);
    }
    let version = sheet.whole(&mut fields, "version");
    if version == Some(0) {
        sheet.complain(&mut fields, "version", FileProblem::Version);
    }
    let name = sheet.words(&mut fields, "name");
    let organisation_kind = sheet.required_word(&mut fields, "organisation_kind", &KINDS);
    let fiscal_year = fiscal_year(sheet, &mut fields);
    let source = sheet.text(&mut fields, "source");
    let policies = match sheet.table(&mut fields, "policies") {
        Some((line, table)) => policies::read(sheet, line, table),
        None => Some(Policies::default()),
    };
    let hosts = hosts(sheet, &mut fields);
    let nodes = nodes(sheet, &mut fields, name.as_ref(), &hosts);
    Some(Framework {
        id: id?,
        version: version?,
        name: name?,
        organisation_kind: organisation_kind?,
        fiscal_year: fiscal_year?,
        source: source?,
        policies: Box::new(policies?),
        hosts,
        nodes: nodes?,
    })
}

/// A Buddhist-era year, as a number or as text with Thai or Arabic digits.
fn fiscal_year(sheet: &mut Reading, fields: &mut Fields<'_>) -> Option<FiscalYear> {
    let Some(value) = Reading::take(fields, "fiscal_year") else {
        sheet.complain(fields, "fiscal_year", FileProblem::Missing("fiscal_year"));
        return None;
    };
    let typed = match value.get_ref() {
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::String(text) => arabic_digits(text.trim()),
        _ => {
            sheet.complain(fields, "fiscal_year", FileProblem::Kind(Kind::Whole));
            return None;
        }
    };
    let number = typed.parse::<u16>().ok();
    if let Some(year) = number.and_then(|number| FiscalYear::new(number).ok()) {
        return Some(year);
    }
    let problem = match number.and_then(|given| Some((given, FiscalYear::new(given.checked_add(543)?).ok()?))) {
        Some((given, meant)) => FrameworkProblem::ChristianYear { given, meant: meant.number() },
        None => FrameworkProblem::Year(typed.chars().take(20).collect()),
    };
    sheet.complain(fields, "fiscal_year", problem);
    None
}

fn hosts(sheet: &mut Reading, fields: &mut Fields<'_>) -> Vec<Host> {
    let mut out = Vec::new();
    let mut places = Vec::new();
    for (line, table) in sheet.tables(fields, "host", MAX_HOSTS) {
        let mut fields = sheet.fields(table, line, "host", &HOST_KEYS);
        let id = sheet.named(&mut fields, "host");
        let name = sheet.words(&mut fields, "name");
        // A host without a proper name still has its id, so that nodes that name it are not told as well.
        if let Some(id) = id {
            out.push(Host { id, name: name.unwrap_or_default() });
            places.push(fields);
        }
    }
    for (at, (key, problem)) in rules::hosts(&out) {
        if let Some(fields) = places.get_mut(at) {
            sheet.complain(fields, key, problem);
        }
    }
    out
}

/// The tree, if every node has a place in it.
fn nodes(sheet: &mut Reading, fields: &mut Fields<'_>, name: Option<&Text>, hosts: &[Host]) -> Option<Vec<Node>> {
    let mut tables = sheet.tables(fields, "node", MAX_NODES + 1);
    if tables.is_empty() {
        sheet.complain(fields, "node", FrameworkProblem::NoNodes);
    }
    let too_many = tables.get(MAX_NODES).map(|(line, _)| *line);
    tables.truncate(MAX_NODES);
    let mut drafts: Vec<Draft<'_>> = tables.into_iter().map(|(line, table)| draft(sheet, line, table, hosts)).collect();
    let nodes: Vec<&Node> = drafts.iter().map(|d| &d.node).collect();
    let twice = rules::twice(&nodes);
    let named = nodes.iter().all(|n| n.id.is_some()) && twice.iter().all(|(_, (key, _))| *key != "id");
    for (at, (key, problem)) in twice {
        if let Some(draft) = drafts.get_mut(at) {
            sheet.complain(&mut draft.fields, key, problem);
        }
    }
    if let Some(line) = too_many {
        sheet.report(line, "node", FrameworkProblem::TooManyNodes);
        return None;
    }
    // Without an id of its own for every node nothing can be said about who stands below whom.
    let linked = drafts.iter().all(|d| d.parent.is_some() || !d.fields.has("parent"));
    if named && linked { nested(sheet, drafts, name) } else { None }
}

/// The drafts as a tree, with its sums checked.
fn nested(sheet: &mut Reading, mut drafts: Vec<Draft<'_>>, name: Option<&Text>) -> Option<Vec<Node>> {
    let ids: Vec<Slug> = drafts.iter().filter_map(|d| d.node.id.clone()).collect();
    let parents: Vec<Option<Slug>> = drafts.iter_mut().map(|d| d.parent.take()).collect();
    let above: Vec<Option<&Slug>> = parents.iter().map(Option::as_ref).collect();
    match arrange(&ids.iter().collect::<Vec<_>>(), &above) {
        Ok(arrangement) => {
            let (nodes, places): (Vec<Node>, Vec<Fields<'_>>) = drafts.into_iter().map(|d| (d.node, d.fields)).unzip();
            let (tree, order) = arrangement.nest(nodes);
            tell_sums(sheet, name, &tree, &order, &places);
            Some(tree)
        }
        Err(loose) => {
            for (at, loose) in loose {
                let problem = loose_problem(&loose, above.get(at).copied().flatten(), &ids);
                if let Some(draft) = drafts.get_mut(at) {
                    sheet.complain(&mut draft.fields, "parent", problem);
                }
            }
            None
        }
    }
}

fn loose_problem(loose: &Loose, parent: Option<&Slug>, ids: &[Slug]) -> FrameworkProblem {
    let id = |at: &usize| ids.get(*at).map(ToString::to_string);
    match loose {
        Loose::Deep => FrameworkProblem::TooDeep,
        Loose::Cycle(chain) => {
            let names: Vec<String> = chain.iter().chain(chain.first()).filter_map(id).collect();
            FrameworkProblem::Cycle(names.join(" → "))
        }
        Loose::Parent => {
            let parent = parent.map(ToString::to_string).unwrap_or_default();
            let nearest = nearest(&parent, ids.iter().map(Slug::as_str)).map(str::to_owned);
            FrameworkProblem::UnknownParent { parent, nearest }
        }
    }
}

fn tell_sums(sheet: &mut Reading, name: Option<&Text>, tree: &[Node], order: &[usize], places: &[Fields<'_>]) {
    for (at, (key, problem)) in rules::sums(name.unwrap_or(&Text::default()), tree) {
        // The sum of the top is told at the first node of the top.
        let place = order.get(at.unwrap_or(0)).and_then(|draft| places.get(*draft));
        // What its parts should add up to is unknown where the word for it is.
        let Some(fields) = place.filter(|fields| at.is_none() || !fields.is_told("children_weights")) else { continue };
        let key = if fields.has("weight_range") { "weight_range" } else { key };
        let field = if at.is_some() { fields.field(key) } else { key.to_owned() };
        sheet.report(fields.line_of(key), field, problem);
    }
}

fn draft<'i>(sheet: &mut Reading, line: usize, table: DeTable<'i>, hosts: &[Host]) -> Draft<'i> {
    let mut fields = sheet.fields(table, line, "node", &NODE_KEYS);
    let id = sheet.named(&mut fields, "node");
    let parent = sheet.slug(&mut fields, "parent");
    let number = number(sheet, &mut fields).or_else(|| id.as_ref().and_then(Slug::number));
    let name = sheet.words(&mut fields, "name").unwrap_or_default();
    let host_id = sheet.slug(&mut fields, "host");
    let host = hosts.iter().find(|host| Some(&host.id) == host_id.as_ref());
    let optional = sheet.flag(&mut fields, "optional");
    let condition = sheet.optional_words(&mut fields, "condition");
    if optional != fields.has("condition") && !fields.is_told("optional") {
        sheet.complain(&mut fields, if optional { "optional" } else { "condition" }, FrameworkProblem::Condition);
    }
    let mut node = Node {
        number,
        name,
        aliases: sheet.words_list(&mut fields, "aliases"),
        weight: sheet.decimal(&mut fields, "weight"),
        weight_range: weight_range(sheet, &mut fields),
        children_weights: sheet.word(&mut fields, "children_weights", &CHILDREN_WEIGHTS).unwrap_or_default(),
        tier: sheet.word(&mut fields, "tier", &Tier::ALL.map(|tier| (tier.as_str(), tier))),
        host: host.map(|host| host.name.clone()).unwrap_or_default(),
        host_id,
        condition,
        data_sources: sheet.words_list(&mut fields, "data_sources"),
        uncertain: sheet.optional_words(&mut fields, "uncertain"),
        note: sheet.optional_words(&mut fields, "note"),
        id,
        children: Vec::new(),
    };
    for (key, problem) in rules::node(&node, hosts) {
        sheet.complain(&mut fields, key, problem);
    }
    if fields.is_told("weight") {
        // What is no weight counts as not given, so that its parent is not told to add up wrongly as well.
        node.weight = None;
    }
    Draft { node, parent, fields }
}

fn number(sheet: &mut Reading, fields: &mut Fields<'_>) -> Option<IndicatorNumber> {
    let given = sheet.optional_text(fields, "number")?;
    let number = given.parse().ok();
    if number.is_none() {
        sheet.complain(fields, "number", FrameworkProblem::Number(given.chars().take(40).collect()));
    }
    number
}

fn weight_range(sheet: &mut Reading, fields: &mut Fields<'_>) -> Option<WeightRange> {
    match WeightRange::try_from(sheet.pair(fields, "weight_range")?) {
        Ok(range) => Some(range),
        Err(error) => {
            let problem = match error {
                WeightRangeError::Order { low, high } => FrameworkProblem::RangeOrder { low, high },
                WeightRangeError::Outside(weight) => FrameworkProblem::Weight(weight),
            };
            sheet.complain(fields, "weight_range", problem);
            None
        }
    }
}

//! The rules every framework keeps, read from a file or from a record (domain rules 10.1).

use std::collections::BTreeSet;

use super::file::{nearest, too_long, unfit};
use super::tree::preorder;
use super::weight::{self, Bounds, ChildrenWeights, Reach};
use super::{FileProblem, Framework, FrameworkProblem, Host, MAX_DEPTH, MAX_HOSTS, MAX_NODES, MAX_WORDS, Node, Slug};
use crate::exact::Exact;
use crate::text::Text;

/// A broken rule and the node and key at which it is broken.
pub(super) struct Broken {
    pub place: String,
    pub problem: FrameworkProblem,
}

/// Key and what is wrong with its value.
pub(super) type Found = (&'static str, FrameworkProblem);

/// Everything wrong with a framework value.
pub(super) fn of(framework: &Framework) -> Vec<Broken> {
    let broken =
        |place: &str, (key, problem): Found| Broken { place: format!("{place} {key}").trim().to_owned(), problem };
    let mut out: Vec<Broken> = head(framework).into_iter().map(|f| broken("", f)).collect();
    out.extend(hosts(&framework.hosts).into_iter().map(|(at, f)| broken(framework.hosts[at].id.as_str(), f)));
    let visits = preorder(&framework.nodes);
    if visits.len() > MAX_NODES {
        out.push(broken("", ("node", FrameworkProblem::TooManyNodes)));
        return out;
    }
    let nodes: Vec<&Node> = visits.iter().map(|v| v.node).collect();
    for visit in &visits {
        let label = visit.node.label();
        if visit.depth == MAX_DEPTH + 1 {
            out.push(broken(&label, ("parent", FrameworkProblem::TooDeep)));
        }
        out.extend(node(visit.node, &framework.hosts).into_iter().map(|f| broken(&label, f)));
    }
    out.extend(twice(&nodes).into_iter().map(|(at, f)| broken(&nodes[at].label(), f)));
    let label = |at: Option<usize>| at.map(|i| nodes[i].label()).unwrap_or_default();
    out.extend(sums(&framework.name, &framework.nodes).into_iter().map(|(at, f)| broken(&label(at), f)));
    out
}

fn head(framework: &Framework) -> Vec<Found> {
    let mut out = Vec::new();
    out.extend(framework_id(&framework.id).map(|p| ("id", p)));
    if framework.version == 0 {
        out.push(("version", FileProblem::Version.into()));
    }
    out.extend(words("name", &framework.name));
    out.extend(long("source", &framework.source));
    if framework.nodes.is_empty() {
        out.push(("node", FrameworkProblem::NoNodes));
    }
    out
}

/// A framework is not called by a number.
pub(crate) fn framework_id(id: &str) -> Option<FrameworkProblem> {
    let good = id.parse::<Slug>().is_ok_and(|slug| slug.number().is_none());
    (!good).then(|| FrameworkProblem::Id(id.chars().take(60).collect()))
}

/// Defects of hosts by their position.
pub(super) fn hosts(hosts: &[Host]) -> Vec<(usize, Found)> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, host) in hosts.iter().enumerate() {
        if !seen.insert(&host.id) {
            out.push((at, ("id", FrameworkProblem::DuplicateHost(host.id.to_string()))));
        }
        out.extend(words("name", &host.name).map(|f| (at, f)));
        if at == MAX_HOSTS {
            out.push((at, ("id", FileProblem::LongList(MAX_HOSTS).into())));
            break;
        }
    }
    out
}

/// Defects of one node, whatever stands above or below it.
pub(super) fn node(node: &Node, hosts: &[Host]) -> Vec<Found> {
    let mut out: Vec<Found> = words("name", &node.name).into_iter().collect();
    for (key, list) in [("aliases", &node.aliases), ("data_sources", &node.data_sources)] {
        if list.len() > MAX_WORDS {
            out.push((key, FileProblem::LongList(MAX_WORDS).into()));
        }
        out.extend(list.iter().find_map(|text| words(key, text)));
    }
    for (key, text) in [("condition", &node.condition), ("uncertain", &node.uncertain), ("note", &node.note)] {
        out.extend(text.as_ref().and_then(|text| words(key, text)));
    }
    if let (Some(id), Some(number)) = (&node.id, &node.number)
        && id.number().is_some_and(|of_id| of_id != *number)
    {
        out.push(("number", FrameworkProblem::NumberUnlikeId { number: number.clone(), id: id.to_string() }));
    }
    if let Some(id) = &node.host_id
        && !hosts.iter().any(|host| host.id == *id && host.name == node.host)
    {
        let known = hosts.iter().map(|host| host.id.as_str());
        let nearest = nearest(id.as_str(), known).map(str::to_owned);
        out.push(("host", FrameworkProblem::UnknownHost { host: id.to_string(), nearest }));
    }
    if node.host_id.is_none() {
        out.extend(long("host", &node.host.th).or_else(|| long("host", &node.host.en)));
    }
    if node.weight.is_some() && node.weight_range.is_some() {
        out.push(("weight", FrameworkProblem::TwoWeights));
    }
    out.extend(node.weight.filter(|w| !weight::is_weight(*w)).map(|w| ("weight", FrameworkProblem::Weight(w))));
    out
}

/// Ids and numbers that stand twice, by the position of the second.
pub(super) fn twice(nodes: &[&Node]) -> Vec<(usize, Found)> {
    let (mut ids, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let new_number = node.number.as_ref().is_none_or(|n| numbers.insert(n));
        if let Some(id) = node.id.as_ref().filter(|id| !ids.insert(*id)) {
            out.push((at, ("id", FrameworkProblem::DuplicateId(id.to_string()))));
        } else if let Some(number) = node.number.as_ref().filter(|_| !new_number) {
            out.push((at, ("number", FrameworkProblem::DuplicateNumber(number.clone()))));
        }
    }
    out
}

/// Weights that cannot add up, by the position of the parent in the order of the tree; `None` is the top.
pub(super) fn sums(name: &Text, nodes: &[Node]) -> Vec<(Option<usize>, Found)> {
    let one_value = |value: Exact| Bounds { low: value.clone(), high: value };
    let broken = |parent: &Text, target: &Bounds, children: &[Node]| {
        let reach = Reach::of(children).filter(|reach| !reach.meets(target))?;
        let (parent, target, sum) = (parent.clone(), target.to_string(), reach.to_string());
        Some(("weight", FrameworkProblem::Sum { parent, target, sum }))
    };
    let mut out = Vec::new();
    out.extend(broken(name, &one_value(Exact::whole(100)), nodes).map(|f| (None, f)));
    for (at, visit) in preorder(nodes).into_iter().enumerate() {
        let target = match visit.node.children_weights {
            ChildrenWeights::Share => Bounds::of(visit.node),
            ChildrenWeights::Internal => Some(one_value(Exact::one())),
        };
        let found = target.and_then(|target| broken(&visit.node.name, &target, &visit.node.children));
        out.extend(found.map(|f| (Some(at), f)));
    }
    out
}

fn words(key: &'static str, text: &Text) -> Option<Found> {
    unfit(text).map(|problem| (key, problem.into()))
}

fn long(key: &'static str, text: &str) -> Option<Found> {
    too_long(text).map(|problem| (key, problem.into()))
}

//! How a score came about: each step in words, the rules that were applied, and what each level asks for.

use ges_domain::agreement::Indicator;
use ges_domain::criteria::Criteria;
use ges_domain::explain::Explain as _;
use ges_domain::policy::{BelowLevel1, MilestoneCount};
use ges_domain::score::{Scored, Trace, Unscored};
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, format};

use super::shown;

/// One line of the rules that were applied.
pub(crate) struct Term {
    pub(crate) label: String,
    pub(crate) value: String,
}

/// A computation for readers; without a score, why there is none.
pub(crate) struct Computation {
    /// What decided the score, in a sentence: the last step, without rounding and versions.
    pub(crate) lead: String,
    pub(crate) steps: Vec<String>,
    pub(crate) terms: Vec<Term>,
    /// Why there is no score.
    pub(crate) none: Html,
}

impl Computation {
    pub(crate) fn of(lang: &Lang, scored: &Result<Scored, Unscored>) -> Self {
        match scored {
            Ok(scored) => Self {
                lead: reading(lang, scored),
                steps: sentences(lang, &scored.trace, false),
                terms: terms(lang, &scored.trace),
                none: Html::empty(),
            },
            Err(unscored) => {
                let said = unscored.explain();
                let committee = unscored.needs_committee_decision();
                let title = lang.tr(if committee { "figures-committee-decides" } else { "figures-no-score" });
                let words = format!("{} {}", lang.of(&said.rule), lang.of(&said.remedy));
                Self {
                    lead: String::new(),
                    steps: Vec::new(),
                    terms: Vec::new(),
                    none: ui::notice(Tone::Warn, &title, &words, None),
                }
            }
        }
    }
}

/// What decided a score, in a sentence, with the labels of variables and events.
pub fn reading(lang: &Lang, scored: &Scored) -> String {
    sentences(lang, &scored.trace, true).pop().unwrap_or_default()
}

/// Each step in words, with the labels of the variables; `bare` leaves out rounding and versions.
fn sentences(lang: &Lang, trace: &Trace, bare: bool) -> Vec<String> {
    let said = trace.sentences_named(&|name| trace.measurement.label(name));
    let kept = said.len() - usize::from(bare && said.len() > 1);
    said.iter().take(kept).map(|s| lang.of(s).to_owned()).collect()
}

fn terms(lang: &Lang, trace: &Trace) -> Vec<Term> {
    let term = |key: &str, value: String| Term { label: lang.tr(key), value };
    let version = |v: Option<u32>| v.map_or_else(String::new, |v| lang.tr1("figures-version-n", "n", v));
    let subject = &trace.subject;
    let framework = subject.framework.clone().unwrap_or_default();
    let below = match trace.policies.below_level_1() {
        BelowLevel1::Floor1 => "figures-policy-floor",
        BelowLevel1::Zero => "figures-policy-zero",
    };
    let mut out = vec![
        term("figures-definition", version(subject.definition_version)),
        term("figures-framework", [framework, version(subject.framework_version)].join(" ").trim().to_owned()),
        term("figures-policy-below", lang.tr(below)),
        term("figures-policy-above", lang.tr("figures-policy-cap")),
    ];
    if matches!(trace.measurement.criteria, Criteria::Milestone(_)) {
        let count = match trace.policies.milestone() {
            MilestoneCount::Consecutive => "figures-policy-consecutive",
            MilestoneCount::Count => "figures-policy-count",
            MilestoneCount::ConsecutivePartial => "figures-policy-partial",
        };
        out.push(term("figures-policy-milestone", lang.tr(count)));
    }
    out.push(term("figures-exact", trace.exact.fraction()));
    out.push(term("figures-official", format::score(trace.official)));
    out.retain(|t| !t.value.is_empty());
    out
}

/// What a level asks for.
pub(crate) struct Level {
    pub(crate) level: String,
    pub(crate) asks: Vec<String>,
}

/// What each level asks for, of criteria that have no values to draw on the bar.
pub(crate) fn criteria(lang: &Lang, indicator: &Indicator) -> Vec<Level> {
    let level = |n: usize, asks: Vec<String>| Level { level: lang.tr1("figures-level-n", "n", n), asks };
    match indicator.criteria() {
        Criteria::Milestone(milestone) => {
            (1..).zip(milestone.steps()).map(|(n, step)| level(n, vec![lang.of(step).to_owned()])).collect()
        }
        Criteria::Hybrid(hybrid) => (1..)
            .zip(hybrid.levels())
            .map(|(n, all)| {
                level(
                    n,
                    all.iter()
                        .map(|c| {
                            lang.of(&c.words_named(&|name| indicator.definition.measurement.label(name))).to_owned()
                        })
                        .collect(),
                )
            })
            .collect(),
        Criteria::RankBands(bands) => bands
            .bands()
            .iter()
            .map(|band| {
                let to = band.to.map_or_else(|| lang.tr("figures-rank-on"), |to| to.to_string());
                Level {
                    level: lang.tr1("figures-points-n", "n", band.score.to_string()),
                    asks: vec![lang.tr2("figures-ranks", "from", band.from, "to", to)],
                }
            })
            .collect(),
        Criteria::Composite(composite) => composite
            .parts()
            .iter()
            .map(|part| Level {
                level: part.id.clone(),
                asks: vec![
                    lang.of(&part.name).to_owned(),
                    lang.tr1("figures-weight-of", "weight", part.weight.to_string()),
                    shown::kind(lang, &part.measurement.criteria),
                ],
            })
            .collect(),
        Criteria::Levels { .. } | Criteria::Rank(_) | Criteria::Proportion(_) => Vec::new(),
    }
}

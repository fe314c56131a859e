//! What-if calculations: `/api/v1/score`, `/api/v1/targets`, `/api/v1/rollup`. The rules as agreements use them, with the
//! trace; nothing is stored, and anybody may ask, since the rules are public.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use ges_domain::calendar::Round;
use ges_domain::criteria::{Criteria, Levels, Measurement};
use ges_domain::exact::Exact;
use ges_domain::explain::{Explain, Explanation};
use ges_domain::formula::Formula;
use ges_domain::policy::Policies;
use ges_domain::rollup::{
    Assessor, Cancellation, Children, Item, ItemId, Outcome, PerRound, RollUpTrace, Tree, TreeError, Weight, roll_up,
};
use ges_domain::score::{Inputs, Subject, Trace, score};
use ges_domain::target::{Proposal, TargetInput, propose};
use ges_domain::text::Text;
use ges_web::Problem;
use ges_web::problem::ProblemDocument;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::types::Words;

/// A body that was read, or the problem that says why not.
fn body<T>(read: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    match read {
        Ok(Json(value)) => Ok(value),
        Err(JsonRejection::JsonDataError(e)) => {
            let reason = e.body_text();
            let rule = Text::new(format!("JSON ที่ส่งมาไม่ตรงตามโครงสร้าง: {reason}"), reason);
            Err(Problem::invalid(Text::new("ข้อมูลที่ส่งมาไม่ถูกต้อง", "what was sent breaks a rule")).defect(
                "body",
                rule,
                Text::new("กรุณาแก้ไขตามโครงสร้างใน /api/openapi.json", "correct it by the schema in /api/openapi.json"),
            ))
        }
        Err(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE || e.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Err(Problem::of_status(e.status()))
        }
        Err(e) => Err(Problem::malformed(Text::new("อ่าน JSON ที่ส่งมาไม่ได้ กรุณาตรวจสอบรูปแบบ", e.body_text()))),
    }
}

fn refused(said: impl IntoIterator<Item = Explanation>) -> Problem {
    let start = Problem::invalid(Text::new("คำนวณตามข้อมูลนี้ไม่ได้", "nothing can be calculated from this"));
    said.into_iter().fold(start, |problem, e| {
        let place = e.place.row.map_or_else(|| e.place.field.clone(), |row| format!("{row}: {}", e.place.field));
        problem.defect(place, e.rule, e.remedy)
    })
}

/// What to score: five `levels`, or whole `criteria`; an optional `formula`; and what is reported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreIn {
    /// Values of levels 1 to 5, rising or falling; short for criteria of kind `levels`.
    #[schema(value_type = Option<Vec<String>>, example = json!(["1800", "2100", "2400", "2700", "3000"]))]
    levels: Option<Levels>,
    /// Criteria of any kind, as in a definition.
    #[schema(value_type = Option<Object>)]
    criteria: Option<Criteria>,
    /// Formula over the reported variables, for example `percent(disbursed, planned)`.
    #[schema(value_type = Option<String>)]
    formula: Option<Formula>,
    /// The value; short for inputs with a value only.
    #[schema(value_type = Option<String>, example = "2600")]
    value: Option<Exact>,
    /// What is reported: `value`, `variables`, `events`, `steps`, `partial_of_next`, `ratio`, `parts`.
    #[serde(default)]
    #[schema(value_type = Object)]
    inputs: Inputs,
    /// Policies of the framework; the defaults of FY2555 where left out.
    #[serde(default)]
    #[schema(value_type = Object)]
    policies: Policies,
}

/// A score with its trace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreOut {
    /// Half-up to four decimals.
    #[schema(example = "3.6667")]
    score: String,
    /// Exact, as a reduced fraction.
    #[schema(example = "11/3")]
    exact: String,
    /// The value the score is read off.
    #[schema(example = "2600")]
    value: Option<String>,
    /// In words.
    sentence: Words,
    /// Everything that went into it, and each step.
    #[schema(value_type = Object)]
    trace: Trace,
}

/// Score a result by criteria and policies, without storing anything.
#[utoipa::path(post, operation_id = "whatIfScore", path = "/api/v1/score", tag = "rules",
    request_body = ScoreIn,
    responses(
        (status = 200, description = "The score with its trace", body = ScoreOut),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not `application/json`", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; each is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn scores(read: Result<Json<ScoreIn>, JsonRejection>) -> Result<Response, Problem> {
    let asked = body(read)?;
    let criteria = match (asked.criteria, asked.levels) {
        (Some(criteria), None) => criteria,
        (None, Some(values)) => Criteria::levels(values),
        _ => {
            let rule = Text::new("กรุณาระบุ levels หรือ criteria อย่างใดอย่างหนึ่ง", "give either `levels` or `criteria`");
            return Err(Problem::invalid(rule.clone()).defect("criteria", rule, Text::default()));
        }
    };
    let inputs = Inputs { value: asked.value.or(asked.inputs.value), ..asked.inputs };
    let measurement = Measurement { formula: asked.formula, ..Measurement::of(criteria) };
    let scored =
        score(Subject::default(), &measurement, &inputs, &asked.policies).map_err(|e| refused([e.explain()]))?;
    Ok(Json(ScoreOut {
        score: scored.official.to_string(),
        exact: scored.exact.fraction(),
        value: scored.value.as_ref().map(ToString::to_string),
        sentence: (&scored.trace.sentence()).into(),
        trace: scored.trace,
    })
    .into_response())
}

/// A proposal of levels.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetsOut {
    /// In words: pattern, baseline, x, interval, levels.
    sentence: Words,
    /// Warnings in words.
    warnings: Vec<Words>,
    /// The whole proposal.
    #[schema(value_type = Object)]
    proposal: Proposal,
}

/// Propose levels from baseline, mandate, budget, comparators, proportion or rank, without storing anything.
#[utoipa::path(post, operation_id = "whatIfTargets", path = "/api/v1/targets", tag = "rules",
    request_body(content = Object, description = "`baseline` (oldest first), `years`, `direction`, `interval` or `levels`, `floor`, `ceiling`, `mandate`, `budget`, `benchmark`, `ratio`, `two_sided`, `rank`, `pattern`",
        example = json!({"baseline": ["72", "75", "78"], "direction": "higher", "interval": "2"})),
    responses(
        (status = 200, description = "The proposal with its warnings", body = TargetsOut),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not `application/json`", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; each is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn targets(read: Result<Json<TargetInput>, JsonRejection>) -> Result<Response, Problem> {
    let proposal = propose(&body(read)?).map_err(|e| refused([e.explain()]))?;
    let sentence = (&proposal.sentence()).into();
    let warnings = proposal.warnings().iter().map(|w| w.text().into()).collect();
    Ok(Json(TargetsOut { sentence, warnings, proposal }).into_response())
}

/// Weight of an item: one for all rounds, or one for each.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum WeightIn {
    /// Each round's own.
    #[schema(value_type = Object)]
    PerRound(PerRound<Exact>),
    /// The same in every round.
    #[schema(value_type = String)]
    Same(Exact),
}

/// One item of the tree.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ItemIn {
    #[schema(example = "3.1")]
    id: String,
    /// Id of the item above.
    parent: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    name: Text,
    /// Percent of the whole, or part of the parent's; not needed for items that have others below them.
    weight: Option<WeightIn>,
    /// What the weights of the items below mean: `shares` (default) or `internal`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    children: Children,
    /// First round in force: 6 (default), 9 or 12.
    #[schema(value_type = Option<u8>)]
    starts: Option<Round>,
    /// Round from which it is cancelled.
    #[schema(value_type = Option<u8>)]
    cancelled_from: Option<Round>,
    /// `reported`, `final`, `not_reported`, `awaiting_data` or `not_due`; by default `reported` with a score, else
    /// `awaiting_data`.
    state: Option<String>,
    /// Score of the round.
    #[schema(value_type = Option<String>, example = "3.6667")]
    score: Option<Exact>,
}

/// What to roll up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollupIn {
    /// 6, 9 or 12.
    #[schema(value_type = u8, example = 12)]
    round: Round,
    /// The round is closed: what was awaited counts as not reported.
    #[serde(default)]
    closed: bool,
    /// Leaf weights must add up to 100, as in an agreement.
    #[serde(default)]
    agreement: bool,
    items: Vec<ItemIn>,
    #[serde(default)]
    #[schema(value_type = Object)]
    policies: Policies,
}

/// A total with its rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollupOut {
    /// Half-up to four decimals; null when nothing is in the base.
    #[schema(example = "4.0540")]
    total: Option<String>,
    /// Exact, as a reduced fraction.
    exact: Option<String>,
    /// In words, with the base.
    sentence: Words,
    /// Every row, group and policy.
    #[schema(value_type = Object)]
    trace: RollUpTrace,
}

impl ItemIn {
    fn read(self, round: Round) -> Result<Item, TreeError> {
        let outcome = match (self.state.as_deref(), self.score) {
            (None | Some("reported"), Some(score)) => Outcome::Reported(score),
            (Some("final"), Some(score)) => Outcome::Final(score),
            (None | Some("awaiting_data"), None) => Outcome::AwaitingData,
            (Some("not_reported"), None) => Outcome::NotReported,
            (Some("not_due"), None) => Outcome::NotDue,
            _ => return Err(TreeError::Id(format!("{} (state and score do not fit)", self.id))),
        };
        let weight = self.weight.map(|w| match w {
            WeightIn::Same(weight) => Weight::Same(weight),
            WeightIn::PerRound(weights) => Weight::PerRound(weights),
        });
        let id = ItemId::parse(&self.id)?;
        let item = Item {
            parent: self.parent.as_deref().map(ItemId::parse).transpose()?,
            name: self.name,
            weight,
            children: self.children,
            starts: self.starts.unwrap_or(Round::Six),
            cancelled: self.cancelled_from.map(|since| Cancellation { since, reason: Text::default() }),
            ..Item::node(id)
        };
        Ok(if outcome == Outcome::AwaitingData { item } else { item.with(round, outcome) })
    }
}

/// Roll scores up along a tree of weights, without storing anything.
#[utoipa::path(post, operation_id = "whatIfRollup", path = "/api/v1/rollup", tag = "rules",
    request_body = RollupIn,
    responses(
        (status = 200, description = "The total with its rows", body = RollupOut),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not `application/json`", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; each is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn rollups(read: Result<Json<RollupIn>, JsonRejection>) -> Result<Response, Problem> {
    let asked = body(read)?;
    let all = |defects: Vec<TreeError>| refused(defects.iter().map(Explain::explain));
    let items: Vec<Item> =
        asked.items.into_iter().map(|i| i.read(asked.round)).collect::<Result<_, _>>().map_err(|e| all(vec![e]))?;
    let tree = if asked.agreement { Tree::agreement(Assessor::Own, &items) } else { Tree::free(Assessor::Own, &items) };
    let tree = tree.map_err(all)?;
    tree.on_scale(&asked.policies).map_err(all)?;
    let rolled = roll_up(&tree, asked.round, asked.closed, &asked.policies);
    let mean = &rolled.total().mean;
    Ok(Json(RollupOut {
        total: mean.exact().and_then(Exact::official).map(|s| s.to_string()),
        exact: mean.exact().map(Exact::fraction),
        sentence: (&rolled.trace().sentence()).into(),
        trace: rolled.trace(),
    })
    .into_response())
}

//! A roll-up as a record: everything that went in and came out, from which the same digits follow years later
//! (domain rules 10.1 no. 3).

use serde::{Deserialize, Serialize};

use super::figure::{Figure, Group};
use super::item::{Item, ItemId};
use super::per_round::PerRound;
use super::standing::{Outcome, Standing};
use super::total::{RollUp, roll_up};
use super::tree::{Assessor, Tree};
use super::tree_error::TreeError;
use super::wide;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

/// How official figures and rows are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rounding {
    /// Once, from the exact value, half-up to four decimals.
    #[serde(rename = "half_up_4")]
    HalfUp4,
}

/// One item of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceRow {
    /// Its id.
    pub id: ItemId,
    /// The item above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ItemId>,
    /// For readers; may be empty.
    #[serde(default)]
    pub name: Text,
    /// Weight in this round, as share of the whole.
    #[serde(with = "wide")]
    pub weight: Exact,
    /// Score or mean, with its state.
    pub figure: Figure,
}

/// A roll-up with all it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollUpTrace {
    /// Whose scores.
    pub assessor: Assessor,
    /// Which round.
    pub round: Round,
    /// Whether what was awaited counts as not reported.
    pub closed: bool,
    /// What the framework settles.
    pub policies: Policies,
    /// How figures are rounded.
    pub rounding: Rounding,
    /// The total: base, sum, exact and official figure.
    pub total: Group,
    /// Whether the rounded rows give the rounded total.
    pub rows_add_up: bool,
    /// Every item in tree order.
    pub rows: Vec<TraceRow>,
}

impl RollUp {
    /// The record of this roll-up.
    pub fn trace(&self) -> RollUpTrace {
        let rows = self.rows().iter().map(|row| TraceRow {
            id: row.id.clone(),
            parent: row.parent.and_then(|above| self.rows().get(above)).map(|above| above.id.clone()),
            name: Text::clone(&row.name),
            weight: row.weight.clone(),
            figure: row.figure.clone(),
        });
        RollUpTrace {
            assessor: self.assessor(),
            round: self.round(),
            closed: self.closed(),
            policies: self.policies().clone(),
            rounding: Rounding::HalfUp4,
            total: self.total().clone(),
            rows_add_up: self.rows_add_up(),
            rows: rows.collect(),
        }
    }
}

impl RollUpTrace {
    /// Calculates everything again from weights and standings alone. A true trace gives itself; one whose rows make no
    /// tree is refused.
    pub fn rerun(&self) -> Result<Self, Vec<TreeError>> {
        let items: Vec<Item> = self.rows.iter().map(TraceRow::item).collect();
        let tree = Tree::free(self.assessor, &items)?;
        Ok(roll_up(&tree, self.round, self.closed, &self.policies).trace())
    }
}

impl TraceRow {
    /// The item as it must have been agreed, as far as this round tells.
    fn item(&self) -> Item {
        let item = Item {
            parent: self.parent.clone(),
            name: self.name.clone(),
            ..Item::leaf(self.id.clone(), self.weight.clone())
        };
        let Figure::Leaf { standing, .. } = &self.figure else { return item };
        let cancelled = match standing {
            Standing::Cancelled(cancellation) => Some(cancellation.clone()),
            _ => None,
        };
        let outcome = match standing {
            Standing::NotDue | Standing::Cancelled(_) => Outcome::NotDue,
            Standing::AwaitingData => Outcome::AwaitingData,
            Standing::Reported(score) => Outcome::Reported(score.clone()),
            Standing::NotReported => Outcome::NotReported,
            Standing::Final(score) => Outcome::Final(score.clone()),
        };
        Item { cancelled, outcomes: PerRound::same(outcome), ..item }
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::{Maturity, Mean};
    use super::super::sample::{exact, free, rolled};
    use super::super::total::roll_up;
    use super::*;

    const MIXED: &str = "g a<g=1/3:11/3 b<g=15:f4.9214 c<g=7:x d=10:? e=12.5:4!9 f=20:3@12 h=0.17:n";

    #[test]
    fn a_trace_gives_the_same_digits_from_itself_alone() {
        for closed in [false, true] {
            for round in Round::ALL {
                let policies: Policies = serde_json::from_str(r#"{"not_reported":"1/3"}"#).unwrap();
                let trace = roll_up(&free(MIXED), round, closed, &policies).trace();
                let json = serde_json::to_string(&trace).unwrap();
                let read: RollUpTrace = serde_json::from_str(&json).unwrap();
                assert_eq!((&read, read.rerun()), (&trace, Ok(trace.clone())), "{round} {closed}");
            }
        }
    }

    #[test]
    fn a_changed_figure_does_not_survive_a_rerun() {
        let trace = rolled("g a<g=60:4 b<g=40:3").trace();
        let rerun = trace.rerun().unwrap();
        assert_eq!(rerun.total.mean.official(), Some(&exact("3.6")));
        let mut forged = trace.clone();
        forged.total.mean = Mean::Score { exact: exact("5"), official: exact("5"), maturity: Maturity::Complete };
        assert_eq!(forged.rerun(), Ok(rerun));
        let mut moved = trace.clone();
        moved.rows[1].weight = exact("50");
        assert!(matches!(moved.rerun().unwrap_err().as_slice(), [TreeError::Sum { .. }]));
        let mut looped = trace;
        looped.rows[0].parent = Some(looped.rows[1].id.clone());
        assert!(matches!(looped.rerun().unwrap_err().as_slice(), [TreeError::Cycle(_)]));
    }

    #[test]
    fn means_longer_than_a_typed_number_read_back() {
        // Thirty primes under the line: the total has far more than 80 characters.
        let primes = [
            101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199,
            211, 223, 227, 229, 233, 239, 241, 251, 257,
        ];
        let text: Vec<String> = primes.iter().map(|p| format!("i{p}=1:401/{p}")).collect();
        let trace = rolled(&text.join(" ")).trace();
        assert!(trace.total.mean.exact().is_some_and(|mean| mean.fraction().len() > 120));
        let json = serde_json::to_string(&trace).unwrap();
        let read: RollUpTrace = serde_json::from_str(&json).unwrap();
        assert_eq!((&read, read.rerun()), (&trace, Ok(trace.clone())));
    }

    #[test]
    fn traces_say_everything_in_plain_json() {
        let trace = rolled("g a<g=60:4 b<g=40:?").trace();
        let json = serde_json::to_value(&trace).unwrap();
        assert_eq!(json["assessor"], "own");
        assert_eq!(
            (&json["round"], &json["closed"], &json["rounding"]),
            (&12.into(), &false.into(), &"half_up_4".into())
        );
        assert_eq!(json["total"]["mean"]["score"]["maturity"], "provisional");
        assert_eq!(json["total"]["awaiting"], "40");
        assert_eq!(json["policies"]["not_reported"], "1");
        let leaf = &json["rows"][1]["figure"]["leaf"];
        assert_eq!((&leaf["standing"]["reported"], &leaf["counted"]["product"]), (&"4".into(), &"240".into()));
        assert_eq!(json["rows"][2]["figure"]["leaf"]["standing"], "awaiting_data");
        assert_eq!(json["rows"][2]["figure"]["leaf"]["counted"], serde_json::Value::Null);
        assert_eq!((&json["rows"][2]["parent"], json["rows"][0].get("parent")), (&"g".into(), None));
        assert!(serde_json::from_str::<RollUpTrace>(r#"{"round":12}"#).is_err());
    }
}

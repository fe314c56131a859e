//! What may happen in a simulation, and lists of it drawn from a seed.

use ges_runtime::Entropy;
use serde::{Deserialize, Serialize};

use super::{INDICATORS, NODES};

/// One thing that happens. Nodes are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    /// Somebody records a result at a node.
    Result {
        /// Where.
        node: u8,
        /// Of which indicator, from 1.
        indicator: u16,
        /// In which round: 6, 9 or 12.
        round: u8,
        /// Hundredths of the value.
        hundredths: i64,
        /// Only the agency itself may see it.
        internal: bool,
    },
    /// Several results in one transaction.
    Results {
        /// Where.
        node: u8,
        /// How many.
        count: u8,
    },
    /// A system imports many values.
    Observations {
        /// Where.
        node: u8,
        /// How many.
        rows: u16,
    },
    /// Somebody files a document.
    Document {
        /// Where.
        node: u8,
        /// How large.
        bytes: u32,
    },
    /// The CIO attests a round.
    Attest {
        /// Where.
        node: u8,
        /// 6, 9 or 12.
        round: u8,
    },
    /// A court orders the newest document record erased.
    Erase {
        /// Where.
        node: u8,
    },
    /// The hub records something of its own that every agency is to receive.
    Publish,
    /// The line between hub and node swallows everything.
    Cut {
        /// Whose line.
        node: u8,
    },
    /// The line holds everything back, to deliver it later.
    Hold {
        /// Whose line.
        node: u8,
    },
    /// The line loses some messages.
    Lose {
        /// Whose line.
        node: u8,
        /// Of a hundred.
        percent: u8,
    },
    /// The line is well again.
    Heal {
        /// Whose line.
        node: u8,
    },
    /// A node dies and comes back with what was on its disk.
    CrashNode {
        /// Which.
        node: u8,
        /// How long it is away, milliseconds.
        away: u32,
    },
    /// The hub dies and comes back with what was on its disk.
    CrashHub {
        /// How long it is away, milliseconds.
        away: u32,
    },
    /// A node's wall clock is set, forwards or backwards.
    Jump {
        /// Which.
        node: u8,
        /// By how much.
        seconds: i64,
    },
    /// Nothing happens for a while.
    Wait {
        /// How long, milliseconds.
        milliseconds: u32,
    },
}

/// A run: seed of everything random, and what happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Seed of the network, the nodes and the hub.
    pub seed: u64,
    /// What happens, in order.
    pub operations: Vec<Operation>,
    /// For a kept failure: what went wrong when it was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
}

/// The list of a seed.
pub fn generate(seed: u64) -> List {
    let draw = Entropy::seeded(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let length = 25 + draw.below(20);
    let operations = (0..length).map(|_| operation(&draw)).collect();
    List { seed, operations, found: String::new() }
}

fn small<T: TryFrom<u64>>(draw: &Entropy, below: u64) -> T {
    T::try_from(draw.below(below)).unwrap_or_else(|_| unreachable!("bounds are small"))
}

fn operation(draw: &Entropy) -> Operation {
    let node = small(draw, u64::from(NODES));
    let round = [6, 9, 12][small::<usize>(draw, 3)];
    match draw.below(100) {
        0..=27 => Operation::Result {
            node,
            indicator: 1 + small::<u16>(draw, u64::from(INDICATORS)),
            round,
            hundredths: small(draw, 20_000),
            internal: draw.below(6) == 0,
        },
        28..=32 => Operation::Results { node, count: 2 + small::<u8>(draw, 20) },
        33..=38 => Operation::Observations { node, rows: 1 + small::<u16>(draw, 600) },
        39..=44 => Operation::Document { node, bytes: small(draw, 40_000) },
        45..=48 => Operation::Attest { node, round },
        49..=50 => Operation::Erase { node },
        51..=54 => Operation::Publish,
        55..=61 => Operation::Cut { node },
        62..=65 => Operation::Hold { node },
        66..=69 => Operation::Lose { node, percent: 1 + small::<u8>(draw, 30) },
        70..=76 => Operation::Heal { node },
        77..=82 => Operation::CrashNode { node, away: small(draw, 4_000) },
        83..=86 => Operation::CrashHub { away: small(draw, 4_000) },
        87..=90 => Operation::Jump { node, seconds: small::<i64>(draw, 172_800) - 86_400 },
        _ => Operation::Wait { milliseconds: small(draw, 8_000) },
    }
}

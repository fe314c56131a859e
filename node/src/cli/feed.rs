//! `ges-node feed list|try|run`.

use ges_domain::explain::Explain as _;
use ges_domain::text::Text;
use serde_json::{Value, json};

use super::{CliError, Context, Exit};
use crate::feeds::{self, Failure, Outcome, Place};

/// What is done with feeds.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// รายการแหล่งข้อมูล · List feeds (files in the folder `feeds`)
    List,
    /// ทดลองอ่าน ไม่บันทึก · Read and map, keep nothing
    Try {
        /// ชื่อแหล่งข้อมูล · Name of the feed
        name: String,
    },
    /// อ่านและบันทึกเป็นร่าง · Read, map and record as drafts
    Run {
        /// ชื่อแหล่งข้อมูล · Name of the feed
        name: String,
    },
}

pub(super) fn run(context: &Context, command: Command) -> Result<(), CliError> {
    let node = context.node()?;
    match command {
        Command::List => {
            let names = feeds::names(node.config());
            let text = if names.is_empty() { "–".to_owned() } else { names.join("\n") };
            context.answer(&Text::new(text.clone(), text), &json!({ "feeds": names }));
            Ok(())
        }
        Command::Try { name } => {
            let (feed, secret) = feeds::load(node.config(), &name).map_err(|e| failed(&Failure::File(e)))?;
            let seen = feeds::dry_run(&feed, secret.as_ref()).seen.map_err(|e| failed(&Failure::Read(e)))?;
            let figures = seen.figures.map_err(|e| failed(&Failure::Rows(e)))?;
            let told: Vec<Value> = figures.iter().map(told).collect();
            let lines: Vec<String> = figures.iter().map(line).collect();
            let text = lines.join("\n");
            context.answer(&Text::new(text.clone(), text), &json!({ "figures": told }));
            Ok(())
        }
        Command::Run { name } => {
            let ran = feeds::run(&node, &name, &context.who().author)?;
            let done = ran.done.map_err(|failure| failed(&failure))?;
            let refused = done.iter().filter(|(_, o)| matches!(o, Outcome::Refused(_))).count();
            let told: Vec<Value> = done.iter().map(|(place, outcome)| report(context, place, outcome)).collect();
            if refused > 0 {
                let said = Text::new(
                    format!("มี {refused} ตัวชี้วัดที่บันทึกไม่ได้ ดูเหตุผลข้างบน"),
                    format!("{refused} indicators were refused, see the reasons above"),
                );
                if context.json {
                    context.answer(&Text::default(), &json!({ "results": told }));
                }
                return Err(CliError::new(Exit::Refused, "feed-refused", said));
            }
            context.answer(&Text::new("อ่านแหล่งข้อมูลแล้ว", "the feed was read"), &json!({ "results": told }));
            Ok(())
        }
    }
}

/// Tells what became of an indicator in a round.
fn report(context: &Context, (year, number, round): &Place, outcome: &Outcome) -> Value {
    let (state, said) = match outcome {
        Outcome::Recorded(_) => ("recorded", Text::default()),
        Outcome::Same => ("same", Text::default()),
        Outcome::Stands => {
            ("stands", Text::new("ตัวเลขที่บันทึกไว้ต่างจากแหล่งข้อมูลและคงไว้", "the figure on record differs and stays"))
        }
        Outcome::Disputed => ("disputed", Text::new("แหล่งข้อมูลอื่นให้ค่าต่างกัน", "another feed says something else")),
        Outcome::Refused(error) => ("refused", error.words()),
    };
    context.tell(&Text::new(
        format!("{number} รอบ {} เดือน: {state} {}", round.months(), said.th),
        format!("{number}, {} months: {state} {}", round.months(), said.english()),
    ));
    json!({ "fiscal_year": year, "indicator": number, "round": round, "state": state, "reason": said.english() })
}

/// Everything that is wrong, with the code a program reads.
fn failed(failure: &Failure) -> CliError {
    let (exit, code) = match failure {
        Failure::Read(error) => (Exit::Unavailable, error.explain().code),
        // One code for all that is wrong with the file.
        Failure::File(_) => (Exit::Refused, "feed-file"),
        Failure::Rows(_) | Failure::TooMany(_) | Failure::Node(_) => (Exit::Refused, failure.code()),
    };
    CliError::new(exit, code, failure.words(usize::MAX))
}

fn line(f: &ges_feeds::Figure) -> String {
    format!("{} {} {:>2}  {} = {}", f.fiscal_year, f.indicator, f.round.months(), f.path, f.value)
}

fn told(f: &ges_feeds::Figure) -> Value {
    json!({ "fiscal_year": f.fiscal_year, "indicator": f.indicator, "round": f.round, "path": f.path,
        "value": f.value, "rows": f.rows_used, "source_digest": f.source_digest.to_string() })
}

//! `ges-node feed list|try|run`.

use ges_domain::explain::Explain as _;
use ges_domain::text::Text;
use ges_feeds::DryRun;
use serde_json::{Value, json};

use super::{CliError, Context, Exit};
use crate::feeds::{self, FeedFileError, Outcome};

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
            let (feed, secret) = feeds::load(node.config(), &name).map_err(|e| file(&e))?;
            let figures = figures(feeds::dry_run(&feed, secret.as_ref()))?;
            let told: Vec<Value> = figures.iter().map(told).collect();
            let lines: Vec<String> = figures.iter().map(line).collect();
            let text = lines.join("\n");
            context.answer(&Text::new(text.clone(), text), &json!({ "figures": told }));
            Ok(())
        }
        Command::Run { name } => {
            let (feed, secret) = feeds::load(node.config(), &name).map_err(|e| file(&e))?;
            let figures = figures(feeds::dry_run(&feed, secret.as_ref()))?;
            let done = feeds::record(&node, &feed, &figures, context.now());
            let refused = done.iter().filter(|(_, o)| matches!(o, Outcome::Refused(_))).count();
            let told: Vec<Value> = done
                .iter()
                .map(|((year, number, round), outcome)| {
                    let (state, said) = match outcome {
                        Outcome::Recorded(_) => ("recorded", Text::default()),
                        Outcome::Same => ("same", Text::default()),
                        Outcome::Refused(error) => ("refused", error.words()),
                    };
                    context.tell(&Text::new(
                        format!("{number} รอบ {} เดือน: {state} {}", round.months(), said.th),
                        format!("{number}, {} months: {state} {}", round.months(), said.english()),
                    ));
                    json!({ "fiscal_year": year, "indicator": number, "round": round, "state": state,
                        "reason": said.english() })
                })
                .collect();
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

fn file(error: &FeedFileError) -> CliError {
    let thai = match error {
        FeedFileError::Name(name) => format!("ชื่อแหล่งข้อมูล “{name}” ใช้ไม่ได้ กรุณาใช้อักษร a-z ตัวเลข และ - ไม่เกิน 40 ตัว"),
        FeedFileError::Missing(path) => format!("ไม่มีไฟล์ {} กรุณาสร้างไฟล์แหล่งข้อมูลก่อน", path.display()),
        FeedFileError::Form { path, reason } => format!("ไฟล์ {} ไม่ถูกต้อง: {reason}", path.display()),
        FeedFileError::File(error) => format!("อ่านไฟล์ไม่ได้: {error}"),
    };
    CliError::new(Exit::Refused, "feed-file", Text::new(thai, error.to_string()))
}

/// The figures of a trial, or everything that is wrong.
fn figures(tried: DryRun) -> Result<Vec<ges_feeds::Figure>, CliError> {
    let seen = tried.seen.map_err(|e| CliError::new(Exit::Unavailable, e.explain().code, e.explain().words()))?;
    seen.figures.map_err(|errors| {
        let (mut th, mut en) = (Vec::new(), Vec::new());
        for error in &errors {
            let said = error.explain().words();
            en.push(said.english().to_string());
            th.push(said.th);
        }
        CliError::new(Exit::Refused, "feed-mapping", Text::new(th.join("\n"), en.join("\n")))
    })
}

fn line(f: &ges_feeds::Figure) -> String {
    format!("{} {} {:>2}  {} = {}", f.fiscal_year, f.indicator, f.round.months(), f.path, f.value)
}

fn told(f: &ges_feeds::Figure) -> Value {
    json!({ "fiscal_year": f.fiscal_year, "indicator": f.indicator, "round": f.round, "path": f.path,
        "value": f.value, "rows": f.rows_used, "source_digest": f.source_digest.to_string() })
}

//! `ges-node restore FILE`: goes on from a backup under a new epoch, so that no sequence number ever means two records.

use std::path::PathBuf;

use ges_domain::text::Text;
use ges_journal::note::SignerKey;
use ges_runtime::keyfile;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::app::{Node, NodeError};
use crate::service::continuity::continue_log;

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ไฟล์สำรอง · The backup; without it the database in the folder is itself the restored one
    file: Option<PathBuf>,
    /// เหตุผล · Why, in words; stands in the journal
    #[arg(long)]
    reason: String,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    let config = context.config(&[])?;
    // A serving process would go on writing into the file that is replaced.
    for address in [config.http.listen, config.exchange.listen] {
        if std::net::TcpListener::bind(address).is_err_and(|e| e.kind() == std::io::ErrorKind::AddrInUse) {
            let said = Text::new(
                format!("{address} ยังเปิดอยู่ กรุณาหยุดเครื่องก่อนกู้คืน"),
                format!("{address} is in use: stop the node before restoring"),
            );
            return Err(CliError::new(Exit::Refused, "still-serving", said));
        }
    }
    let io = |e: std::io::Error| CliError::plain(Exit::Unavailable, "restore", &e);
    if let Some(file) = &args.file {
        let database = config.database();
        let suffix = |end: &str| PathBuf::from(format!("{}{end}", database.display()));
        // The database that is replaced is kept: it may hold entries that the backup lacks.
        let kept = suffix(&format!(".before-restore-{}", context.now().as_second()));
        let draft = suffix(".restoring");
        std::fs::copy(file, &draft).map_err(io)?;
        if database.exists() {
            std::fs::rename(&database, &kept).map_err(io)?;
        }
        for end in ["-wal", "-shm"] {
            if suffix(end).exists() {
                std::fs::rename(suffix(end), format!("{}{end}", kept.display())).map_err(io)?;
            }
        }
        std::fs::rename(&draft, &database).map_err(io)?;
    }
    let node = Node::open(config.clone(), context.env.clone())?;
    let next = node.origin().next_epoch();
    let seed = keyfile::read_seed(&config.journal_seed()).map_err(NodeError::from)?;
    let key = SignerKey::from_seed(&next.to_string(), &seed).map_err(NodeError::from)?;
    let log = continue_log(&node, &context.who(), &key, &next, &args.reason, context.now())?;
    let vkey = key.verifier_key().to_string();
    let said = Text::new(
        format!("สมุดบันทึกดำเนินต่อเป็น {log} กุญแจตรวจสอบ: {vkey}"),
        format!("the journal goes on as {log}; verifier key: {vkey}"),
    );
    context.answer(&said, &json!({ "log": log.to_string(), "vkey": vkey }));
    Ok(())
}

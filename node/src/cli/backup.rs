//! `ges-node backup FILE`: a consistent copy of the database while the node serves.

use std::path::PathBuf;

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ไฟล์สำรองใหม่ · New file
    file: PathBuf,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    let node = context.node()?;
    node.store().backup_to(&args.file)?;
    let file = args.file.display();
    let said = Text::new(
        format!("สำรองฐานข้อมูลไว้ที่ {file} แล้ว กรุณาสำรองโฟลเดอร์ keys และ documents ด้วย"),
        format!("the database is backed up to {file}; copy the folders keys and documents as well"),
    );
    context.answer(&said, &json!({ "file": args.file }));
    Ok(())
}

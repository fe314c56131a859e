//! `ges-node cio create LOGIN`: the CIO's own key, sealed under a passphrase and appointed in the journal.

use std::path::PathBuf;

use ges_domain::text::Text;
use ges_ledger::read;
use serde_json::json;

use super::{CliError, Context};
use crate::service::attestations::create_key;

/// What is done with keys.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// สร้างกุญแจ · Make a key
    Create {
        /// ชื่อเข้าระบบ · Login of the CIO
        #[arg(default_value = "cio")]
        login: String,
        /// ตำแหน่ง · Position, in Thai
        #[arg(long, default_value = "")]
        title_th: String,
        /// ตำแหน่ง (อังกฤษ) · Position, in English
        #[arg(long, default_value = "")]
        title_en: String,
        /// ไฟล์รหัสผ่าน · File with the passphrase; otherwise typed, or the first line of standard input
        #[arg(long, env = "GES_NODE_PASSPHRASE_FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// รายการกุญแจ · Keys the journal appointed
    List,
}

pub(super) fn run(context: &Context, command: Command) -> Result<(), CliError> {
    let node = context.node()?;
    match command {
        Command::Create { login, title_th, title_en, passphrase_file } => {
            let prompt =
                Text::new("ตั้งรหัสผ่านของกุญแจ (อย่างน้อย 8 ตัวอักษร)", "new passphrase of the key (at least 8 characters)");
            let passphrase = context.secret(passphrase_file.as_deref(), &prompt)?;
            let title = Text::new(title_th, title_en);
            let key = create_key(&node, &context.who(), &login, &title, &passphrase, context.now())?.to_string();
            let said = Text::new(
                format!("สร้างกุญแจของ {login} แล้ว กุญแจตรวจสอบ: {key}"),
                format!("the key of {login} is ready; verifier key: {key}"),
            );
            context.answer(&said, &json!({ "login": login, "vkey": key }));
        }
        Command::List => {
            let own = node.own().clone();
            let keys = node.store().read(|tx| read::attestations::appointments(tx, &own))?;
            let lines = keys.iter().map(|k| format!("{}  {}", k.key, k.title.th)).collect::<Vec<_>>().join("\n");
            context.answer(&Text::new(lines.clone(), lines), &json!({ "keys": keys }));
        }
    }
    Ok(())
}

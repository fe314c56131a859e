//! `ges-node config check|show`.

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context, Exit};

/// What is done with settings.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// ตรวจการตั้งค่า · Check node.toml and the environment
    Check,
    /// แสดงการตั้งค่าที่ใช้ · Show the settings in force
    Show,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), CliError> {
    let config = context.config(&[])?;
    match command {
        Command::Check => {
            config.identity_provider().map_err(|e| CliError::plain(Exit::Refused, "config", &e))?;
            let said = Text::new("การตั้งค่าถูกต้อง", "the settings are good");
            context.answer(&said, &json!({ "good": true }));
        }
        Command::Show => {
            let text = config.to_toml();
            let data = serde_json::to_value(&config).unwrap_or_default();
            context.answer(&Text::new(text.clone(), text), &data);
        }
    }
    Ok(())
}

//! `ges-hub config check`.

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context, Exit};

/// What is done with settings.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// ตรวจการตั้งค่า · Read the settings and name what is wrong
    Check,
}

pub(super) fn check(context: &Context) -> Result<(), CliError> {
    let config = context.config(&[])?;
    config.identity_provider().map_err(|e| CliError::plain(Exit::Refused, "config", &e))?;
    let store = config.store_url()?;
    let mut data = serde_json::to_value(&config).map_err(|e| CliError::plain(Exit::Unavailable, "config", &e))?;
    // Shown without its password.
    data["store"] = json!(store.to_string());
    let said = Text::new(
        format!("การตั้งค่าใช้ได้ ที่เก็บข้อมูล {store} หน้าเว็บ {} ลงทะเบียน {}", config.http, config.grpc),
        format!("the settings are good: store {store}, pages {}, enrolment {}", config.http, config.grpc),
    );
    context.answer(&said, &data);
    Ok(())
}

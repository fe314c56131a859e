//! `ges-node mail`: tries the mail server out, and sends today's digests at once.

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::mail::{self, MailError};

/// What is done with mail.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// ส่งเมลทดสอบ · Send a mail that says only that mail works
    Test {
        /// ที่อยู่เมลผู้รับ · Where to
        to: String,
    },
    /// เมลสรุปเรื่องที่ยังไม่อ่าน · Digests of what people have not read; without --now only counts them
    Digest {
        /// ส่งทันที · Send them now, also to whoever was sent one today
        #[arg(long)]
        now: bool,
    },
}

impl From<MailError> for CliError {
    fn from(error: MailError) -> Self {
        let (exit, code, th) = match &error {
            MailError::NotConfigured => {
                (Exit::Refused, "no-mail", "เครื่องนี้ยังไม่ได้ตั้งค่าเมล กรุณาเพิ่มส่วน [mail] ใน node.toml")
            }
            MailError::File(_) => (Exit::Refused, "mail-file", "อ่านไฟล์รหัสผ่านหรือใบรับรองของเมลไม่ได้ กรุณาตรวจที่อยู่ไฟล์และสิทธิ"),
            MailError::Address => (Exit::Refused, "mail-address", "ที่อยู่เมลไม่ถูกต้อง กรุณาเขียนแบบ name@dep.go.th"),
            MailError::Server(_) => (Exit::Unavailable, "mail-server", "ใช้เครื่องแม่ข่ายเมลไม่ได้ กรุณาตรวจส่วน [mail]"),
            MailError::Refused(_) => (Exit::Refused, "mail-refused", "เครื่องแม่ข่ายเมลไม่รับเมลนี้ กรุณาตรวจที่อยู่"),
            MailError::Service(_) => {
                let MailError::Service(inner) = error else { return Self::plain(Exit::Unavailable, "mail", &error) };
                return inner.into();
            }
        };
        Self::new(exit, code, Text::new(th, error.to_string()))
    }
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), CliError> {
    let node = context.node()?;
    let runtime = Context::runtime()?;
    match command {
        Command::Test { to } => {
            runtime.block_on(mail::test(&node, to))?;
            context.answer(&Text::new("ส่งเมลทดสอบแล้ว", "the mail was sent"), &json!({ "sent": true }));
        }
        Command::Digest { now: false } => {
            let due = runtime.block_on(mail::waiting(&node, false))?;
            let logins: Vec<&str> = due.iter().map(|d| d.login.as_str()).collect();
            let said = Text::new(
                format!("มีผู้รอรับเมลสรุป {} คน ใช้ --now เพื่อส่งทันที", logins.len()),
                format!("{} people wait for a digest; send them with --now", logins.len()),
            );
            context.answer(&said, &json!({ "waiting": logins }));
        }
        Command::Digest { now: true } => {
            let done = runtime.block_on(mail::digest(&node, true))?;
            let said = Text::new(
                format!("ส่งเมลสรุปแล้ว {} คน ส่งไม่ได้ {} คน", done.sent.len(), done.refused.len()),
                format!("{} digests were sent, {} were refused", done.sent.len(), done.refused.len()),
            );
            let refused: Vec<_> =
                done.refused.iter().map(|(login, said)| json!({ "login": login, "said": said })).collect();
            context.answer(&said, &json!({ "sent": done.sent, "refused": refused }));
        }
    }
    Ok(())
}

//! `ges-node user …` and `ges-node token …`.

use std::path::PathBuf;

use ges_domain::access::Role;
use ges_domain::text::Text;
use ges_web::accounts::{NewPerson, NewToken, link_path};
use serde_json::json;

use super::{CliError, Context, Exit};

/// What is done with people.
#[derive(Debug, clap::Subcommand)]
pub enum UserCommand {
    /// เพิ่มผู้ใช้ · Add a person; prints a one-time sign-in link
    Add {
        /// ชื่อเข้าระบบ · Login
        login: String,
        /// บทบาท · Role; may be given again
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
        /// ชื่อที่แสดง · How the person is shown, by role, in Thai
        #[arg(long, default_value = "")]
        label_th: String,
        /// ชื่อที่แสดง (อังกฤษ) · The same in English
        #[arg(long, default_value = "")]
        label_en: String,
    },
    /// รายชื่อผู้ใช้ · List people
    List,
    /// นำพาสคีย์ทั้งหมดออก · Remove all passkeys, as for a lost device
    ClearPasskeys {
        /// ชื่อเข้าระบบ · Login
        login: String,
    },
    /// ระงับผู้ใช้ · Switch an account off
    Disable {
        /// ชื่อเข้าระบบ · Login
        login: String,
    },
    /// คืนสิทธิผู้ใช้ · Switch an account on again
    Enable {
        /// ชื่อเข้าระบบ · Login
        login: String,
    },
    /// ตั้งรหัสผ่าน · Set a password
    Password {
        /// ชื่อเข้าระบบ · Login
        login: String,
        /// ไฟล์รหัสผ่าน · File with the password; otherwise typed, or the first line of standard input
        #[arg(long, env = "GES_NODE_PASSWORD_FILE")]
        password_file: Option<PathBuf>,
    },
    /// ลิงก์เข้าระบบครั้งเดียว · One-time sign-in link
    Link {
        /// ชื่อเข้าระบบ · Login
        login: String,
    },
}

/// What is done with tokens.
#[derive(Debug, clap::Subcommand)]
pub enum TokenCommand {
    /// สร้างโทเคน · Make a token; it is shown once
    Create {
        /// ชื่อระบบ · Name of the system, or login of a person
        login: String,
        /// ใช้ทำอะไร · What it is for
        #[arg(long, default_value = "")]
        label: String,
        /// บทบาท · Role; may be given again
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
        /// อายุเป็นวัน · Days until it ends; 0 = until revoked
        #[arg(long, default_value_t = 365)]
        days: u32,
    },
    /// รายการโทเคน · List tokens
    List,
    /// ยกเลิกโทเคน · Revoke a token
    Revoke {
        /// รหัสโทเคน · Id of the token
        id: String,
    },
}

fn names(roles: &[Role]) -> Vec<String> {
    roles.iter().map(ToString::to_string).collect()
}

pub(super) fn user(context: &Context, command: UserCommand) -> Result<(), CliError> {
    let node = context.node()?;
    let accounts = node.kit().accounts();
    let base = || {
        let listen = node.config().http.listen;
        if listen.ip().is_unspecified() {
            format!("http://localhost:{}", listen.port())
        } else {
            format!("http://{listen}")
        }
    };
    match command {
        UserCommand::Add { login, roles, label_th, label_en } => {
            let label = Text::new(label_th, label_en);
            let person =
                accounts.create_person(NewPerson { login, label, roles: names(&roles), ..NewPerson::default() })?;
            let link = format!("{}{}", base(), link_path(&accounts.create_link(&person.login)?));
            let login = person.login;
            let said = Text::new(
                format!("เพิ่ม {login} แล้ว ลิงก์เข้าระบบครั้งเดียว: {link}"),
                format!("{login} added; one-time sign-in link: {link}"),
            );
            context.answer(&said, &json!({ "login": login, "sign_in": link }));
        }
        UserCommand::List => {
            let people = accounts.people()?;
            let line = |p: &ges_web::accounts::Person| {
                let off = if p.disabled_at.is_some() { "  (off)" } else { "" };
                format!("{}  {}{off}", p.login, p.roles.join(" "))
            };
            let text = people.iter().map(line).collect::<Vec<_>>().join("\n");
            let rows: Vec<_> = people
                .iter()
                .map(|p| json!({ "login": p.login, "roles": p.roles, "disabled": p.disabled_at.is_some(), "password": p.has_password }))
                .collect();
            context.answer(&Text::new(text.clone(), text), &json!({ "people": rows }));
        }
        UserCommand::ClearPasskeys { login } => {
            let count = accounts.clear_passkeys(&login)?;
            let said = Text::new(
                format!("นำพาสคีย์ของ {login} ออก {count} รายการ"),
                format!("{count} passkeys of {login} are removed"),
            );
            context.answer(&said, &json!({ "login": login, "removed": count }));
        }
        UserCommand::Disable { login } => {
            accounts.set_disabled(&login, true)?;
            let said = Text::new(format!("ระงับ {login} แล้ว"), format!("{login} is switched off"));
            context.answer(&said, &json!({ "login": login, "disabled": true }));
        }
        UserCommand::Enable { login } => {
            accounts.set_disabled(&login, false)?;
            let said = Text::new(format!("คืนสิทธิ {login} แล้ว"), format!("{login} is switched on"));
            context.answer(&said, &json!({ "login": login, "disabled": false }));
        }
        UserCommand::Password { login, password_file } => {
            let prompt = Text::new("รหัสผ่านใหม่ (อย่างน้อย 10 ตัวอักษร)", "new password (at least 10 characters)");
            let password = context.secret(password_file.as_deref(), &prompt)?;
            accounts.set_password(&login, &password)?;
            let said = Text::new(format!("ตั้งรหัสผ่านของ {login} แล้ว"), format!("the password of {login} is set"));
            context.answer(&said, &json!({ "login": login }));
        }
        UserCommand::Link { login } => {
            let link = format!("{}{}", base(), link_path(&accounts.create_link(&login)?));
            context.answer(&Text::new(link.clone(), link.clone()), &json!({ "login": login, "sign_in": link }));
        }
    }
    Ok(())
}

pub(super) fn token(context: &Context, command: TokenCommand) -> Result<(), CliError> {
    let node = context.node()?;
    let accounts = node.kit().accounts();
    match command {
        TokenCommand::Create { login, label, roles, days } => {
            let hours = i64::from(days) * 24;
            let expires_at = (days > 0).then(|| context.now().saturating_add(jiff::SignedDuration::from_hours(hours)));
            let expires_at = expires_at.transpose().map_err(|e| CliError::plain(Exit::Usage, "days", &e))?;
            let (token, secret) = accounts.create_token(NewToken { login, label, roles: names(&roles), expires_at })?;
            let said = Text::new(
                format!("โทเคน (แสดงครั้งเดียว): {secret}\nรหัสสำหรับยกเลิก: {}", token.id),
                format!("token (shown once): {secret}\nid for revoking: {}", token.id),
            );
            context.answer(&said, &json!({ "id": token.id, "token": secret, "expires_at": token.expires_at }));
        }
        TokenCommand::List => {
            let tokens = accounts.tokens()?;
            let text = tokens
                .iter()
                .map(|t| format!("{}  {}  {}  {}", t.id, t.login, t.roles.join(" "), t.label))
                .collect::<Vec<_>>()
                .join("\n");
            let rows: Vec<_> = tokens
                .iter()
                .map(|t| {
                    json!({
                        "id": t.id, "login": t.login, "roles": t.roles, "label": t.label,
                        "expires_at": t.expires_at, "used_at": t.used_at, "revoked_at": t.revoked_at,
                    })
                })
                .collect();
            context.answer(&Text::new(text.clone(), text), &json!({ "tokens": rows }));
        }
        TokenCommand::Revoke { id } => {
            if !accounts.revoke_token(&id)? {
                let said = Text::new("ไม่มีโทเคนนี้ หรือยกเลิกไปแล้ว", "there is no such token, or it has ended already");
                return Err(CliError::new(Exit::Refused, "unknown-token", said));
            }
            context.answer(&Text::new("ยกเลิกโทเคนแล้ว", "the token is revoked"), &json!({ "id": id, "revoked": true }));
        }
    }
    Ok(())
}

//! `ges-hub user …` and `ges-hub token …`.

use std::path::PathBuf;

use ges_domain::access::Role;
use ges_domain::text::Text;
use ges_web::accounts::{NewPerson, NewToken, Person, link_path};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{CliError, Context, Exit};

/// What is done with people.
#[derive(Debug, clap::Subcommand)]
pub enum UserCommand {
    /// เพิ่มผู้ใช้ · Add a person; prints a one-time sign-in link
    Add {
        /// ชื่อเข้าระบบ · Login
        login: String,
        /// บทบาท · Role: analyst, host, committee, executive, operator; may be given again
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
    },
    /// รายชื่อผู้ใช้ · List people
    List,
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
    /// ตั้งรหัสผ่าน · Set a password from a file or the first line of standard input
    Password {
        /// ชื่อเข้าระบบ · Login
        login: String,
        /// ไฟล์รหัสผ่าน · File with the password
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
    /// นำพาสคีย์ทั้งหมดออก · Remove all passkeys, as for a lost device
    ClearPasskeys {
        /// ชื่อเข้าระบบ · Login
        login: String,
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
    let hub = context.hub()?;
    let kit = Context::kit(&hub)?;
    let accounts = kit.accounts();
    let link = |login: &str| -> Result<String, CliError> {
        Ok(format!("{}{}", hub.config().base_url(), link_path(&accounts.create_link(login)?)))
    };
    let (text, data) = match command {
        UserCommand::Add { login, roles } => {
            let person = accounts.create_person(NewPerson { login, roles: names(&roles), ..NewPerson::default() })?;
            let link = link(&person.login)?;
            let said = Text::new(
                format!("เพิ่ม {} แล้ว ลิงก์เข้าระบบครั้งเดียว: {link}", person.login),
                format!("{} is added; one-time sign-in link: {link}", person.login),
            );
            (said, json!({ "login": person.login, "sign_in": link }))
        }
        UserCommand::List => {
            let people = accounts.people()?;
            let text = people.iter().map(person_line).collect::<Vec<_>>().join("\n");
            let rows: Vec<Value> = people
                .iter()
                .map(|p| json!({ "login": p.login, "roles": p.roles, "disabled": p.disabled_at.is_some() }))
                .collect();
            (Text::new(text.clone(), text), json!({ "people": rows }))
        }
        UserCommand::Disable { login } => {
            accounts.set_disabled(&login, true)?;
            let said = Text::new(format!("ระงับ {login} แล้ว"), format!("{login} is switched off"));
            (said, json!({ "login": login, "disabled": true }))
        }
        UserCommand::Enable { login } => {
            accounts.set_disabled(&login, false)?;
            let said = Text::new(format!("คืนสิทธิ {login} แล้ว"), format!("{login} is switched on"));
            (said, json!({ "login": login, "disabled": false }))
        }
        UserCommand::Password { login, password_file } => {
            let password = Context::secret(password_file.as_deref())?;
            accounts.set_password(&login, &password)?;
            let said = Text::new(format!("ตั้งรหัสผ่านของ {login} แล้ว"), format!("the password of {login} is set"));
            (said, json!({ "login": login }))
        }
        UserCommand::ClearPasskeys { login } => {
            let count = accounts.clear_passkeys(&login)?;
            let said = Text::new(
                format!("นำพาสคีย์ของ {login} ออก {count} รายการ"),
                format!("{count} passkeys of {login} are removed"),
            );
            (said, json!({ "login": login, "removed": count }))
        }
        UserCommand::Link { login } => {
            let link = link(&login)?;
            (Text::new(link.clone(), link.clone()), json!({ "login": login, "sign_in": link }))
        }
    };
    context.answer(&text, &data);
    Ok(())
}

fn person_line(person: &Person) -> String {
    let off = if person.disabled_at.is_some() { "  (off)" } else { "" };
    format!("{}  {}{off}", person.login, person.roles.join(" "))
}

pub(super) fn token(context: &Context, command: TokenCommand) -> Result<(), CliError> {
    let hub = context.hub()?;
    let kit = Context::kit(&hub)?;
    let accounts = kit.accounts();
    let (text, data) = match command {
        TokenCommand::Create { login, label, roles, days } => {
            let life = SignedDuration::from_hours(i64::from(days) * 24);
            let expires_at = (days > 0).then(|| context.now().checked_add(life)).transpose();
            let expires_at = expires_at.map_err(|e| CliError::plain(Exit::Usage, "days", &e))?;
            let (token, secret) = accounts.create_token(NewToken { login, label, roles: names(&roles), expires_at })?;
            let said = Text::new(
                format!("โทเคน (แสดงครั้งเดียว): {secret}\nรหัสสำหรับยกเลิก: {}", token.id),
                format!("token (shown once): {secret}\nid for revoking: {}", token.id),
            );
            (said, json!({ "id": token.id, "token": secret, "expires_at": token.expires_at }))
        }
        TokenCommand::List => {
            let tokens = accounts.tokens()?;
            let line =
                |t: &ges_web::accounts::Token| format!("{}  {}  {}  {}", t.id, t.login, t.roles.join(" "), t.label);
            let text = tokens.iter().map(line).collect::<Vec<_>>().join("\n");
            let row = |t: &ges_web::accounts::Token| {
                json!({ "id": t.id, "login": t.login, "roles": t.roles, "label": t.label, "expires_at": t.expires_at,
                        "used_at": t.used_at, "revoked_at": t.revoked_at })
            };
            let rows: Vec<Value> = tokens.iter().map(row).collect();
            (Text::new(text.clone(), text), json!({ "tokens": rows }))
        }
        TokenCommand::Revoke { id } => {
            if !accounts.revoke_token(&id)? {
                let said = Text::new("ไม่มีโทเคนนี้ หรือยกเลิกไปแล้ว", "there is no such token, or it has ended already");
                return Err(CliError::new(Exit::Refused, "unknown-token", said));
            }
            (Text::new("ยกเลิกโทเคนแล้ว", "the token is revoked"), json!({ "id": id, "revoked": true }))
        }
    };
    context.answer(&text, &data);
    Ok(())
}

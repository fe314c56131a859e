//! `ges-hub agency …`: add, list, show, confirm, revoke.

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use serde_json::{Value, json};

use super::{CliError, Context};
use crate::enrol::{self, EnrolError};
use crate::service::nodes::{self, Node};

/// What is done with agencies.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// เพิ่มหน่วยงาน · Add an agency; prints its one-time token
    Add {
        /// รหัส · Id, such as `dep`
        id: OrganisationId,
        /// ชื่อภาษาไทย · Name in Thai
        #[arg(long)]
        name_th: String,
        /// ชื่อภาษาอังกฤษ · Name in English
        #[arg(long, default_value = "")]
        name_en: String,
        /// ที่อยู่ถ้าทราบแล้ว · Its exchange address, if known already
        #[arg(long, default_value = "")]
        address: String,
    },
    /// รายการหน่วยงาน · List agencies
    List,
    /// รายละเอียดหน่วยงาน · Show one agency
    Show {
        /// รหัส · Id
        id: OrganisationId,
    },
    /// ยืนยันลายนิ้วมือ · Confirm the fingerprint that the node read out
    Confirm {
        /// รหัส · Id
        id: OrganisationId,
        /// ลายนิ้วมือ · Fingerprint, in quotes
        fingerprint: String,
    },
    /// เพิกถอน · Revoke an agency; what it reported stays
    Revoke {
        /// รหัส · Id
        id: OrganisationId,
    },
}

pub(super) fn run(context: &Context, command: Command) -> Result<(), CliError> {
    let hub = context.hub()?;
    let now = context.now();
    match command {
        Command::Add { id, name_th, name_en, address } => {
            let token = enrol::invite(&hub, &id, Text::new(name_th, name_en), &address, now)?;
            let expires = now.checked_add(enrol::TOKEN_LIFE).unwrap_or(now);
            let said = Text::new(
                format!("เพิ่ม {id} แล้ว รหัสลงทะเบียน (แสดงครั้งเดียว ใช้ได้ 24 ชั่วโมง):\n{token}"),
                format!("{id} is added; enrolment token (shown once, valid for 24 hours):\n{token}"),
            );
            let data = json!({ "id": id, "token": token, "expires_at": expires, "ca": hub.ca_file() });
            context.answer(&said, &data);
        }
        Command::List => {
            let all = nodes::stored(&hub)?;
            let text = all.iter().map(|n| line(context, n)).collect::<Vec<_>>().join("\n");
            let items: Vec<Value> = all.iter().map(|n| document(n, now)).collect();
            context.answer(&Text::new(text.clone(), text), &json!({ "items": items }));
        }
        Command::Show { id } => {
            let node = nodes::stored(&hub)?.into_iter().find(|n| n.agency.id == id);
            let node = node.ok_or(EnrolError::UnknownAgency(id))?;
            let data = document(&node, now);
            let lines = data.as_object().into_iter().flatten().map(|(key, value)| match value {
                Value::String(text) => format!("{key}: {text}"),
                other => format!("{key}: {other}"),
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            context.answer(&Text::new(text.clone(), text), &data);
        }
        Command::Confirm { id, fingerprint } => {
            let agency = enrol::confirm(&hub, &id, &fingerprint, &Context::operator(), now)?;
            let until = agency.not_after.map(|t| t.to_string()).unwrap_or_default();
            let said = Text::new(
                format!("ยืนยัน {id} แล้ว ใบรับรองใช้ได้ถึง {until}"),
                format!("{id} is confirmed; its certificate is valid until {until}"),
            );
            context
                .answer(&said, &json!({ "id": id, "status": agency.status.as_str(), "not_after": agency.not_after }));
        }
        Command::Revoke { id } => {
            let agency = enrol::revoke(&hub, &id, now)?;
            let said = Text::new(
                format!("เพิกถอน {id} แล้ว ข้อมูลที่รับไว้ยังอยู่ครบ"),
                format!("{id} is revoked; what it reported stays"),
            );
            context.answer(&said, &json!({ "id": id, "status": agency.status.as_str() }));
        }
    }
    Ok(())
}

fn line(context: &Context, node: &Node) -> String {
    let agency = &node.agency;
    let trouble = node.link.trouble.as_ref().map_or("", |t| context.words(&t.words));
    format!("{}\t{}\t{}\t{}\t{trouble}", agency.id, agency.status, node.size, context.words(&agency.name))
}

fn document(node: &Node, now: jiff::Timestamp) -> Value {
    let (agency, link) = (&node.agency, &node.link);
    json!({
        "id": agency.id, "name_th": agency.name.th, "name_en": agency.name.en, "status": agency.status.as_str(),
        "address": agency.address, "fingerprint": agency.fingerprint, "log": node.log,
        "vkey": agency.journal_key.as_ref().map(ToString::to_string),
        "certificate_serial": agency.serial, "certificate_not_after": agency.not_after,
        "certificate_days_left": node.certificate_days(now),
        "connected": link.connected, "size": node.size, "lag": node.lag(), "last_contact": link.last_contact,
        "last_batch": link.last_batch, "reconnects": link.reconnects, "acknowledged": link.acknowledged,
        "quarantined": node.quarantined.len(),
        "trouble": link.trouble.as_ref().map(|t| json!({
            "code": t.code, "alarm": t.alarm, "since": t.since, "words_th": t.words.th, "words_en": t.words.en,
        })),
    })
}

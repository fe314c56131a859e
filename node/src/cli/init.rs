//! `ges-node init`: folders, keys, database, the organisation's description and a sign-in link.

use std::net::SocketAddr;

use ges_domain::ids::OrganisationId;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::text::Text;
use ges_web::accounts::link_path;
use serde_json::json;

use super::{CliError, Context};
use crate::app::{Config, InitRequest, Node};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// รหัสหน่วยงาน · Id of the organisation, for example `dep`
    organisation: OrganisationId,
    /// ชื่อภาษาไทย · Thai name
    #[arg(long)]
    name_th: String,
    /// ชื่อภาษาอังกฤษ · English name
    #[arg(long, default_value = "")]
    name_en: String,
    /// ชนิด · Kind: `ministry`, `department`, `province`, `public_organisation`, `central_agency`
    #[arg(long, default_value = "department", value_parser = kind)]
    kind: OrganisationKind,
    /// กระทรวงต้นสังกัด · Ministry above, in Thai
    #[arg(long, default_value = "")]
    parent_th: String,
    /// กระทรวงต้นสังกัด (อังกฤษ) · Ministry above, in English
    #[arg(long, default_value = "")]
    parent_en: String,
    /// โดเมนของสหพันธ์ · Domain of the federation
    #[arg(long, default_value = "ges.local")]
    domain: String,
    /// ผู้ดูแลระบบคนแรก · Login of the first administrator
    #[arg(long, default_value = "admin")]
    admin: String,
    /// ที่อยู่ของหน้าเว็บ · Where pages and REST listen
    #[arg(long)]
    http: Option<SocketAddr>,
    /// ที่อยู่ของการแลกเปลี่ยน · Where the exchange listens
    #[arg(long, visible_alias = "grpc")]
    exchange: Option<SocketAddr>,
    /// ข้อมูลสาธิต · Marks every page as synthetic
    #[arg(long)]
    demo: bool,
}

fn kind(text: &str) -> Result<OrganisationKind, String> {
    use OrganisationKind::{CentralAgency, Department, Ministry, Province, PublicOrganisation};
    [Ministry, Department, Province, PublicOrganisation, CentralAgency]
        .into_iter()
        .find(|k| k.as_str() == text)
        .ok_or_else(|| "use ministry, department, province, public_organisation or central_agency".into())
}

pub(super) fn run(context: &Context, args: Args) -> Result<(), CliError> {
    let mut config = Config::new(&context.dir, args.organisation.clone());
    config.domain = args.domain;
    config.demo = args.demo;
    config.http.listen = args.http.unwrap_or(config.http.listen);
    config.exchange.listen = args.exchange.unwrap_or(config.exchange.listen);
    let organisation = Organisation {
        id: args.organisation,
        name: Text::new(args.name_th, args.name_en),
        kind: args.kind,
        parent: Text::new(args.parent_th, args.parent_en),
    };
    let http = config.http.listen;
    let request = InitRequest { config, organisation, administrator: args.admin.clone() };
    let (node, token) = Node::init(request, context.env.clone())?;
    let host = if http.ip().is_unspecified() { format!("localhost:{}", http.port()) } else { http.to_string() };
    let link = format!("http://{host}{}", link_path(&token));
    let (log, vkey) = (node.origin().to_string(), node.signer().verifier_key().to_string());
    let admin = args.admin;
    let said = Text::new(
        format!(
            "ตั้งเครื่องแล้ว สมุดบันทึก {log}\nกุญแจตรวจสอบ: {vkey}\nลิงก์เข้าระบบครั้งเดียวของ {admin} (ใช้ได้ 24 ชั่วโมง): {link}\nต่อไป: ges-node serve แล้ว ges-node enrol"
        ),
        format!(
            "the node is ready; journal {log}\nverifier key: {vkey}\none-time sign-in link of {admin} (24 hours): {link}\nnext: ges-node serve, then ges-node enrol"
        ),
    );
    let data = json!({ "organisation": node.own(), "log": log, "vkey": vkey, "login": admin, "sign_in": link });
    context.answer(&said, &data);
    Ok(())
}

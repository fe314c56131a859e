//! `ges-hub init`: folder, settings, keys, authority, journal, first operator.

use ges_domain::text::Text;
use ges_web::accounts::{NewPerson, link_path};
use serde_json::json;

use super::context::pair;
use super::{CliError, Context, Exit};
use crate::app::{Config, Hub};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// รหัสหน่วยงานที่ดูแลส่วนกลาง · Id of the organisation that runs the hub
    #[arg(long, visible_alias = "id")]
    organisation: Option<String>,
    /// ที่อยู่ของหน้าเว็บ · Where pages and REST listen
    #[arg(long)]
    http: Option<String>,
    /// ที่อยู่ของการลงทะเบียน · Where gRPC listens
    #[arg(long)]
    grpc: Option<String>,
    /// ชื่อภาษาไทย · Its name in Thai
    #[arg(long)]
    name_th: Option<String>,
    /// ชื่อภาษาอังกฤษ · Its name in English
    #[arg(long)]
    name_en: Option<String>,
    /// ที่เก็บข้อมูล · `sqlite:hub.db` or `postgres://…`
    #[arg(long)]
    store: Option<String>,
    /// ชื่อเข้าระบบของผู้ดูแล · Login of the first operator
    #[arg(long, default_value = "operator")]
    operator: String,
    /// ตั้งค่าอื่น · Another setting, for example `http=127.0.0.1:8400`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

pub(super) fn run(context: &Context, args: Args) -> Result<(), CliError> {
    let file = Config::file(&context.dir);
    if file.exists() {
        let dir = context.dir.display();
        let said = Text::new(
            format!("มีส่วนกลางอยู่แล้วใน {dir} กรุณาเลือกโฟลเดอร์อื่น ไม่มีสิ่งใดถูกเปลี่ยน"),
            format!("there is a hub in {dir} already: choose another folder, nothing was changed"),
        );
        return Err(CliError::new(Exit::Refused, "already-made", said));
    }
    let given = [
        ("organisation", args.organisation),
        ("name_th", args.name_th),
        ("name_en", args.name_en),
        ("store", args.store),
        ("http", args.http),
        ("grpc", args.grpc),
    ];
    let mut flags: Vec<_> = given.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
    flags.extend(args.set);
    let config = context.config(&flags)?;
    let text = toml::to_string_pretty(&config).map_err(|e| CliError::plain(Exit::Unavailable, "config", &e))?;
    let hub = Hub::init(config, context.env.clone())?;
    let kit = Context::kit(&hub)?;
    let accounts = kit.accounts();
    if accounts.person(&args.operator)?.is_none() {
        let person = NewPerson { login: args.operator.clone(), roles: vec!["operator".into()], ..NewPerson::default() };
        accounts.create_person(person)?;
    }
    let link = format!("{}{}", hub.config().base_url(), link_path(&accounts.create_link(&args.operator)?));
    // Last: a folder with settings in it is a whole hub. They may name a store with its password.
    write_settings(&file, &text)?;
    let ca = hub.ca_file();
    let said = Text::new(
        format!(
            "ตั้งส่วนกลางแล้ว\nลิงก์เข้าระบบครั้งเดียวของ {}: {link}\nส่งแฟ้มนี้ให้หน่วยงานใช้ลงทะเบียน: {}",
            args.operator,
            ca.display()
        ),
        format!(
            "the hub is made\none-time sign-in link of {}: {link}\ngive this file to agencies for enrolment: {}",
            args.operator,
            ca.display()
        ),
    );
    let data = json!({
        "organisation": hub.organisation(), "operator": args.operator, "sign_in": link, "ca": ca,
        "vkey": hub.signer().verifier_key().to_string(), "witness": hub.witness().verifier_key().to_string(),
    });
    context.answer(&said, &data);
    Ok(())
}

fn write_settings(file: &std::path::Path, text: &str) -> Result<(), CliError> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(file).and_then(|mut f| f.write_all(text.as_bytes()).and_then(|()| f.sync_all()));
    written.map_err(|e| CliError::plain(Exit::Unavailable, "config", &format!("{}: {e}", file.display())))
}

//! `ges-node serve`.

use ges_domain::text::Text;
use ges_runtime::{shutdown, telemetry};
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::app::Node;
use crate::exchange::Listeners;

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ตั้งค่าเฉพาะครั้งนี้ · A setting for this run, for example `http.listen=127.0.0.1:8410`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    let config = context.config(&args.set)?;
    telemetry::init(config.log.json, &config.log.level).map_err(|e| CliError::plain(Exit::Refused, "config", &e))?;
    let runtime = Context::runtime()?;
    let node = Node::open(config, context.env.clone())?;
    let served = runtime.block_on(async {
        let stop = shutdown::on_signal();
        let listeners = Listeners::bind(node.config()).await?;
        let http = listeners.http.local_addr().map(|a| a.to_string()).unwrap_or_default();
        let exchange = listeners.exchange.local_addr().map(|a| a.to_string()).unwrap_or_default();
        let said = Text::new(
            format!("เปิดให้บริการ หน้าเว็บ http://{http} การแลกเปลี่ยน {exchange}"),
            format!("serving pages at http://{http} and the exchange at {exchange}"),
        );
        context.answer(&said, &json!({ "http": http, "exchange": exchange, "enrolled": node.link().is_some() }));
        node.serve(listeners, stop).await
    });
    drop(node);
    Ok(served?)
}

//! `ges-hub serve`.

use ges_domain::text::Text;
use ges_runtime::{shutdown, telemetry};
use serde_json::json;

use super::context::pair;
use super::{CliError, Context, Exit};
use crate::app::{Config, Hub, HubError, Listeners};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ตั้งค่าเฉพาะครั้งนี้ · A setting for this run, for example `http=127.0.0.1:8400`
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    if !Config::file(&context.dir).exists() {
        return Err(HubError::NotMade(context.dir.clone()).into());
    }
    let config = context.config(&args.set)?;
    telemetry::init(config.log_json, &config.log_level).map_err(|e| CliError::plain(Exit::Refused, "config", &e))?;
    let runtime = Context::runtime()?;
    // Opened and dropped outside the runtime: the PostgreSQL driver may not block an async worker.
    let hub = Hub::open(config, context.env.clone())?;
    let served = runtime.block_on(async {
        let stop = shutdown::on_signal();
        let listeners = Listeners::bind(hub.config().http, hub.config().grpc).await?;
        let at = |socket: &tokio::net::TcpListener| socket.local_addr().map(|a| a.to_string()).unwrap_or_default();
        let (http, grpc) = (at(&listeners.http), at(&listeners.grpc));
        let said = Text::new(
            format!("เปิดให้บริการ หน้าเว็บ http://{http} ลงทะเบียน {grpc}"),
            format!("serving pages at http://{http} and enrolment at {grpc}"),
        );
        context.answer(&said, &json!({ "http": http, "grpc": grpc }));
        hub.serve(listeners, stop).await
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    drop(hub);
    Ok(served?)
}

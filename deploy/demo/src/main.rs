//! Hub and agencies of the deck in one process: `cargo run --release -p ges-demo`.

mod access;
mod data;
mod house;
mod report;
mod seed;
mod story;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Parser;
use ges_hub::app::{Config as HubConfig, Hub, Listeners as HubListeners};
use ges_runtime::{Env, shutdown};

use crate::access::Access;
use crate::house::House;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Starts a hub and the agencies of the FY 2555 deck on this machine, pulling over mTLS.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Run the whole story once, print what happened, exit 0 or 1.
    #[arg(long)]
    once: bool,
    /// Print one line of JSON when all is up.
    #[arg(long)]
    json: bool,
    /// Leave the year unreported: agreements and people are there, the first round can be taken from its beginning.
    #[arg(long, conflicts_with = "once")]
    fresh: bool,
    /// Keep the state in this folder; without it, a temporary one is removed at the end.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Hub HTTP at this port, its gRPC at the next; node n at +10+2n and +11+2n.
    #[arg(long, default_value_t = 8400)]
    base_port: u16,
}

/// Everything that runs.
struct Demo {
    hub: Hub,
    hub_access: Access,
    base_port: u16,
    houses: Vec<House>,
}

fn main() -> Result<std::process::ExitCode> {
    // Before the runtime starts threads: the nodes here have documents read by this program, started again.
    if let Some(done) = ges_node::reading::as_worker() {
        return Ok(done);
    }
    tokio::runtime::Runtime::new()?.block_on(start())?;
    Ok(std::process::ExitCode::SUCCESS)
}

async fn start() -> Result<()> {
    let arguments = Arguments::parse();
    ges_runtime::telemetry::init(false, if arguments.json { "error" } else { "warn" })?;
    let temporary;
    let dir: &Path = if let Some(dir) = &arguments.dir {
        dir
    } else {
        temporary = tempfile::Builder::new().prefix("ges-demo-").tempdir()?;
        temporary.path()
    };
    let stop = shutdown::on_signal();
    let outcome = run(&arguments, dir, &stop).await;
    stop.cancel();
    outcome
}

async fn run(arguments: &Arguments, dir: &Path, stop: &shutdown::Token) -> Result<()> {
    let base = arguments.base_port;
    anyhow::ensure!((1..=65_000).contains(&base), "--base-port {base} leaves no room: choose one from 1 to 65000");
    let env = Env::system();
    let (hub, hub_access) = open_hub(dir, base, &env)?;
    let listeners = HubListeners::bind(hub.config().http, hub.config().grpc).await?;
    let mut running = tokio::task::JoinSet::new();
    {
        let (hub, stop) = (hub.clone(), stop.clone());
        running.spawn(async move { hub.serve(listeners, stop).await.map_err(anyhow::Error::from) });
    }
    let mut houses = Vec::new();
    for (n, agency) in data::agencies()?.into_iter().enumerate() {
        let n = u16::try_from(n)?;
        let house = House::open(dir, agency, base + 10 + 2 * n, arguments.fresh, &env)?;
        house.start(&mut running, stop).await?;
        house.enrol(&hub, stop).await?;
        houses.push(house);
    }
    for house in &houses {
        seed::fill(house, arguments.fresh)
            .with_context(|| format!("filling the node of {}", house.agency.organisation.id))?;
    }
    let demo = Demo { hub, hub_access, base_port: base, houses };
    tokio::select! {
        ready = story::everything_arrived(&demo) => ready?,
        ended = running.join_next() => return stopped(ended),
        () = stop.cancelled() => return Ok(()),
    }
    if arguments.json {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", report::json(&demo)?)?;
        out.flush()?;
    } else {
        print!("{}", report::table(&demo));
    }
    if arguments.once {
        return story::tell(&demo).await;
    }
    tokio::select! {
        ended = running.join_next() => stopped(ended),
        () = stop.cancelled() => Ok(()),
    }
}

fn stopped(ended: Option<Result<Result<()>, tokio::task::JoinError>>) -> Result<()> {
    match ended {
        Some(outcome) => outcome.context("a part of the demonstration ended")?,
        None => Ok(()),
    }
}

fn open_hub(dir: &Path, base: u16, env: &Env) -> Result<(Hub, Access)> {
    let folder = dir.join("hub");
    let config = HubConfig {
        dir: folder.clone(),
        demo: true,
        http: ([127, 0, 0, 1], base).into(),
        grpc: ([127, 0, 0, 1], base + 1).into(),
        ..HubConfig::default()
    };
    let hub =
        if folder.join("hub.db").exists() { Hub::open(config, env.clone())? } else { Hub::init(config, env.clone())? };
    let kit = ges_hub::web::kit(&hub)?;
    let roles = ["analyst", "host", "committee", "executive", "operator"];
    let access = Access::open(&folder, kit.accounts(), &roles, env)?;
    Ok((hub, access))
}

//! `ges-node doctor`: what would keep this node from working, each with what to do.

use std::net::{TcpListener, TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::time::Duration;

use ges_domain::explain::Explain as _;
use ges_domain::text::Text;
use serde_json::{Value, json};

use super::{CliError, Context, Exit};
use crate::app::{Config, Node};
use crate::reading::ScannerSettings;

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ไม่ติดต่อส่วนกลาง · Do not try to reach the hub
    #[arg(long)]
    offline: bool,
}

struct Check {
    name: &'static str,
    ok: bool,
    said: Text,
}

fn good(name: &'static str, th: impl Into<String>, en: impl Into<String>) -> Check {
    Check { name, ok: true, said: Text::new(th, en) }
}

fn bad(name: &'static str, th: impl Into<String>, en: impl Into<String>) -> Check {
    Check { name, ok: false, said: Text::new(th, en) }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    let config = context.config(&[])?;
    let mut checks = vec![folder(&config), secrets(&config)];
    checks.push(port("http", config.http.listen));
    checks.push(port("exchange", config.exchange.listen));
    checks.push(clock(context, &config));
    checks.push(fonts());
    checks.extend(scanner(&config));
    match Node::open(config, context.env.clone()) {
        Ok(node) => {
            checks.push(good("database", "ฐานข้อมูลและกุญแจใช้ได้", "database and keys belong together"));
            checks.push(certificate(context, &node));
            if !args.offline {
                checks.push(hub(&node));
            }
        }
        Err(error) => checks.push(bad("database", format!("เปิดฐานข้อมูลไม่ได้: {error}"), error.to_string())),
    }
    let rows: Vec<Value> =
        checks.iter().map(|c| json!({ "check": c.name, "ok": c.ok, "said": context.words(&c.said) })).collect();
    let line = |c: &Check, said: &str| format!("{} {}: {said}", if c.ok { "ok " } else { "!! " }, c.name);
    let said = Text::new(
        checks.iter().map(|c| line(c, &c.said.th)).collect::<Vec<_>>().join("\n"),
        checks.iter().map(|c| line(c, c.said.english())).collect::<Vec<_>>().join("\n"),
    );
    context.answer(&said, &json!({ "checks": rows, "good": checks.iter().all(|c| c.ok) }));
    match checks.iter().filter(|c| !c.ok).count() {
        0 => Ok(()),
        count if context.json => {
            let _ = count;
            std::process::exit(Exit::Unavailable as i32)
        }
        count => {
            let said = Text::new(format!("พบ {count} เรื่องที่ต้องแก้"), format!("{count} things need mending"));
            Err(CliError::new(Exit::Unavailable, "doctor", said))
        }
    }
}

fn folder(config: &Config) -> Check {
    let probe = config.dir.join(format!(".probe-{}", std::process::id()));
    match std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => good("folder", "เขียนโฟลเดอร์ข้อมูลได้", "the data folder can be written"),
        Err(e) => bad(
            "folder",
            format!("เขียน {} ไม่ได้: {e}", config.dir.display()),
            format!("{} cannot be written: {e}", config.dir.display()),
        ),
    }
}

/// Secrets must be readable by their owner alone.
fn secrets(config: &Config) -> Check {
    let open: Vec<String> = std::fs::read_dir(config.dir.join("keys"))
        .map(|entries| {
            entries
                .filter_map(Result::ok)
                .map(|e| e.path())
                .filter(|p| is_open(p))
                .map(|p| p.display().to_string())
                .collect()
        })
        .unwrap_or_default();
    if open.is_empty() {
        return good("keys", "กุญแจอ่านได้เฉพาะเจ้าของ", "keys are readable by their owner alone");
    }
    let list = open.join(" ");
    bad("keys", format!("ผู้อื่นอ่านกุญแจได้ กรุณาสั่ง chmod 600 {list}"), format!("others can read keys; run: chmod 600 {list}"))
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

/// A port is free, or this node already serves on it.
fn port(name: &'static str, address: std::net::SocketAddr) -> Check {
    match TcpListener::bind(address) {
        Ok(_) => good(name, format!("{address} ว่าง"), format!("{address} is free")),
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => good(
            name,
            format!("{address} มีโปรแกรมเปิดอยู่ (เครื่องนี้เปิดให้บริการอยู่หรือไม่)"),
            format!("{address} is taken (is this node serving already?)"),
        ),
        Err(e) => bad(name, format!("เปิด {address} ไม่ได้: {e}"), format!("{address} cannot be opened: {e}")),
    }
}

/// A clock before the last thing written is wrong for sure.
fn clock(context: &Context, config: &Config) -> Check {
    let written = std::fs::metadata(config.database()).and_then(|m| m.modified()).ok();
    let written = written.and_then(|t| jiff::Timestamp::try_from(t).ok());
    let now = context.now();
    match written {
        Some(last) if last.duration_since(now) > jiff::SignedDuration::from_mins(1) => bad(
            "clock",
            format!("นาฬิกาเครื่อง {now} ช้ากว่าการเขียนล่าสุด {last}"),
            format!("the clock says {now} but the database was written at {last}: set the clock (NTP)"),
        ),
        _ => good("clock", format!("นาฬิกา {now}"), format!("the clock says {now}")),
    }
}

fn certificate(context: &Context, node: &Node) -> Check {
    match node.hot().peer() {
        None => bad("certificate", "ยังไม่ได้เชื่อมกับส่วนกลาง ใช้ ges-node enrol", "not enrolled yet: run ges-node enrol"),
        Some(peer) => {
            let days = peer.not_after.duration_since(context.now()).as_hours() / 24;
            let (th, en) = (format!("ใบรับรองเหลือ {days} วัน"), format!("the certificate has {days} days left"));
            if days >= 3 {
                good("certificate", th, en)
            } else {
                bad(
                    "certificate",
                    format!("{th} กรุณาตรวจสอบการต่ออายุ"),
                    format!("{en}: check why it is not renewed, or enrol again"),
                )
            }
        }
    }
}

fn hub(node: &Node) -> Check {
    let Some(link) = node.link() else {
        return bad("hub", "ยังไม่ได้เชื่อมกับส่วนกลาง", "not enrolled yet");
    };
    let address = link.address.clone();
    let reached = address.to_socket_addrs().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
    let reached = reached.iter().any(|a| TcpStream::connect_timeout(a, Duration::from_secs(3)).is_ok());
    if reached {
        good("hub", format!("ติดต่อ {address} ได้"), format!("{address} can be reached"))
    } else {
        bad(
            "hub",
            format!("ติดต่อ {address} ไม่ได้ กรุณาตรวจสอบเครือข่าย"),
            format!("{address} cannot be reached: check network and firewall"),
        )
    }
}

/// The virus scanner, where one is set: without it nothing is filed.
fn scanner(config: &Config) -> Option<Check> {
    let ScannerSettings(scanner) = config.scanner.as_ref()?;
    Some(match scanner.ping() {
        Ok(()) => good("scanner", "โปรแกรมตรวจไวรัสตอบ", "the virus scanner answers"),
        Err(error) => {
            let said = error.explain().words();
            bad("scanner", said.th, said.en)
        }
    })
}

/// Reports need a Thai font; pages use the reader's own.
fn fonts() -> Check {
    let folders = ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:\\Windows\\Fonts"];
    let wanted =
        ["sarabun", "laksaman", "norasi", "garuda", "loma", "notosansthai", "notoserifthai", "thonburi", "leelawad"];
    let found = folders.iter().any(|folder| has_font(Path::new(folder), &wanted, 4));
    if found {
        good("fonts", "มีแบบอักษรไทย", "a Thai font is installed")
    } else {
        bad(
            "fonts",
            "ไม่พบแบบอักษรไทยสำหรับพิมพ์รายงาน กรุณาติดตั้ง fonts-thai-tlwg",
            "no Thai font for printed reports: install fonts-thai-tlwg or TH Sarabun New",
        )
    }
}

fn has_font(folder: &Path, wanted: &[&str], depth: u8) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return depth > 0 && has_font(&path, wanted, depth - 1);
        }
        let name = entry.file_name().to_string_lossy().to_lowercase().replace([' ', '-', '_'], "");
        wanted.iter().any(|w| name.contains(w))
    })
}

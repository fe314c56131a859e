//! The demonstration as somebody starts it: one program, its addresses and passwords read from the line it prints.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::place::free_address;
use crate::process::Running;
use crate::rest::Rest;
use crate::wait;

/// Ports that a demonstration with room to spare takes.
const PORTS: u16 = 24;

/// A running demonstration.
#[derive(Debug)]
pub struct Demo {
    /// What it printed when all was up.
    pub told: Value,
    _running: Running,
    folder: TempDir,
}

/// Who signs in where.
#[derive(Debug, Clone)]
pub struct Login {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// Passphrase of the key, the CIO's only.
    pub passphrase: String,
}

impl Demo {
    /// Starts it and waits until it says that all is up.
    ///
    /// # Panics
    /// When it does not come up.
    pub async fn start(options: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("ges-demo-test-").tempdir().expect("a folder");
        let (dir, base) = (folder.path().join("state"), block().to_string());
        let dir = dir.to_str().expect("a path of ours is text");
        let mut arguments = vec!["--json", "--dir", dir, "--base-port", &base];
        arguments.extend(options);
        let mut running = Running::start("ges-demo", &arguments, &folder.path().join("log"));
        let told = wait::value_within("the demonstration is up", wait::LONG * 4, || {
            if let Some(status) = running.ended() {
                panic!("the demonstration ended with {status}: {}", running.said());
            }
            let said = running.said();
            async move {
                let line = said.lines().find(|l| l.starts_with('{')).ok_or(said.clone())?;
                serde_json::from_str(line).map_err(|e| e.to_string())
            }
        });
        let (told, _) = told.await;
        Self { told, _running: running, folder }
    }

    fn node(&self, id: &str) -> &Value {
        let nodes = self.told["nodes"].as_array().expect("nodes");
        nodes.iter().find(|n| n["id"] == id).unwrap_or_else(|| panic!("no node {id}"))
    }

    /// Folder of a node's data.
    pub fn dir(&self, id: &str) -> PathBuf {
        self.folder.path().join("state").join(id)
    }

    /// A folder for files of the test.
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// A client of a node's pages, or of the hub's where the id is empty, signed in with that role.
    pub async fn desk(&self, id: &str, role: &str) -> Rest {
        let base = if id.is_empty() { self.hub() } else { self.base(id) };
        let rest = Rest::new(address(base));
        let who = self.login(id, role);
        let fields = [("login", who.login.as_str()), ("password", who.password.as_str()), ("next", "/")];
        let answer = rest.form("/signin", &fields).await;
        assert!(answer.status.is_redirection(), "{role} signs in: {} {}", answer.status, answer.text());
        rest
    }

    /// Address of a node's pages.
    pub fn base(&self, id: &str) -> &str {
        self.node(id)["http"].as_str().expect("an address")
    }

    /// Address of the hub's pages.
    pub fn hub(&self) -> &str {
        self.told["hub"]["http"].as_str().expect("an address")
    }

    /// Who has that role at a node, or at the hub where the id is empty.
    pub fn login(&self, id: &str, role: &str) -> Login {
        let place = if id.is_empty() { &self.told["hub"] } else { self.node(id) };
        let users = place["users"].as_array().expect("users");
        let user = users.iter().find(|u| u["role"] == role).unwrap_or_else(|| panic!("nobody is {role}"));
        let text = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
        Login { login: text("login"), password: text("password"), passphrase: text("passphrase") }
    }

    /// A client of the hub with a token of that role.
    pub fn rest(&self, role: &str) -> Rest {
        let tokens = self.told["hub"]["tokens"].as_array().expect("tokens");
        let token = tokens.iter().find(|t| t["role"] == role).and_then(|t| t["token"].as_str()).expect("a token");
        Rest::new(address(self.hub())).with_token(token)
    }
}

fn address(base: &str) -> SocketAddr {
    base.trim_start_matches("http://").parse().expect("an address")
}

/// The first of so many neighbouring ports that nobody uses.
fn block() -> u16 {
    let free = |base: u16| (base..base + PORTS).all(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok());
    loop {
        let base = free_address().port();
        if free(base) {
            return base;
        }
    }
}

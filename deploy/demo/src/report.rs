//! What is printed when all is up: a table for people, one line of JSON for programs.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use crate::Demo;
use crate::access::Access;
use crate::house::House;

fn logins(access: &Access) -> (Value, Value) {
    let users: Vec<Value> = access
        .users
        .iter()
        .map(|u| match u.role.as_str() {
            "cio" => {
                json!({ "role": u.role, "login": u.login, "password": u.password, "passphrase": access.passphrase })
            }
            _ => json!({ "role": u.role, "login": u.login, "password": u.password }),
        })
        .collect();
    (Value::Array(users), json!(access.tokens))
}

fn node(house: &House) -> Value {
    let (users, tokens) = logins(&house.access);
    let name = &house.agency.organisation.name;
    json!({
        "id": house.node.own(),
        "name_th": name.th,
        "name_en": name.en,
        "http": format!("http://127.0.0.1:{}", house.port),
        "grpc": format!("127.0.0.1:{}", house.port + 1),
        "vkey": house.node.signer().verifier_key().to_string(),
        "users": users,
        "tokens": tokens,
    })
}

/// The line that `--json` prints.
pub fn json(demo: &Demo) -> Result<String> {
    let (users, tokens) = logins(&demo.hub_access);
    let whole = json!({
        "hub": {
            "id": demo.hub.organisation(),
            "http": format!("http://127.0.0.1:{}", demo.base_port),
            "grpc": format!("127.0.0.1:{}", demo.base_port + 1),
            "ca": demo.hub.ca_file(),
            "vkey": demo.hub.signer().verifier_key().to_string(),
            "witness_vkey": demo.hub.witness().verifier_key().to_string(),
            "users": users,
            "tokens": tokens,
        },
        "nodes": demo.houses.iter().map(node).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string(&whole)?)
}

/// The table that people see.
pub fn table(demo: &Demo) -> String {
    let mut out = String::new();
    let hub = format!("http://127.0.0.1:{}", demo.base_port);
    let _ = writeln!(out, "\nGES  ระบบการประเมินผลภาคราชการแบบบูรณาการ  (ข้อมูลสาธิต · demonstration data)\n");
    let _ = writeln!(out, "{:<10} {:<24} {:<16} {:<18} password", "", "address", "login", "");
    let mut block = |id: &str, title: &str, address: &str, access: &Access| {
        let _ = writeln!(out, "{id:<10} {address:<24} {title}");
        for user in &access.users {
            let _ = writeln!(out, "{:<10} {:<24} {:<16} {:<18} {}", "", "", user.login, "", user.password);
        }
        let _ = writeln!(out, "{:<10} one-time link: {address}{}\n", "", access.link);
    };
    block(demo.hub.organisation().as_str(), &demo.hub.name().th, &hub, &demo.hub_access);
    for house in &demo.houses {
        let address = format!("http://127.0.0.1:{}", house.port);
        block(house.node.own().as_str(), &house.agency.organisation.name.th, &address, &house.access);
    }
    let _ = writeln!(out, "Open {hub} and sign in as analyst. Ctrl-C ends the demonstration.");
    out
}

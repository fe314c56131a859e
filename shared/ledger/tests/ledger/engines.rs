//! The same journals give the same projections, byte for byte, on SQLite and on PostgreSQL.

use crate::houses::{House, Hub, observations, result};
use ges_domain::audience::Audience;
use ges_ledger::rebuild;
use ges_store::StoreUrl;

/// A database on the server that `GES_TEST_POSTGRES` names (see `tests/postgres.sh`), dropped with it.
struct Database(String);

impl Database {
    fn create(name: &str) -> Self {
        let name = format!("{name}_{}", std::process::id());
        administer(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"));
        Self(name)
    }

    fn url(&self) -> StoreUrl {
        address_of(&self.0, None).parse().unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        administer(&format!("DROP DATABASE {} WITH (FORCE)", self.0));
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's own setting, not the product's configuration")]
fn address_of(database: &str, query: Option<&str>) -> String {
    let address = std::env::var("GES_TEST_POSTGRES")
        .expect("the feature postgres-tests needs GES_TEST_POSTGRES: run tests/postgres.sh start DIR PORT");
    let (base, given) = address.split_once('?').unwrap_or((&address, ""));
    let (server, _) = base.rsplit_once('/').expect("GES_TEST_POSTGRES names a database");
    format!("{server}/{database}?{}", query.unwrap_or(given))
}

fn administer(sql: &str) {
    let address = address_of("postgres", Some("sslmode=disable"));
    postgres::Client::connect(&address, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

#[test]
fn both_engines_project_and_rebuild_the_same_bytes_on_postgres() {
    let database = Database::create("ges_ledger");
    let houses = [House::new("dep"), House::new("cdd")];
    let (lite, server) = (Hub::new(), Hub::over(&database.url()));
    for house in &houses {
        lite.open(house);
        server.open(house);
        house.record(vec![house.describe(), house.agreement()]);
        for round in 0..4i64 {
            house.record(vec![result("1", 70 + round, Audience::Central), result("8", 1, Audience::Central)]);
            house.record(vec![observations(&["a", &format!("s{round}"), "ก"], round)]);
        }
        house.record(vec![result("2", 80, Audience::Internal)]);
    }
    for house in &houses {
        lite.pull(house, 1);
    }
    for house in houses.iter().rev() {
        server.pull(house, usize::MAX);
    }
    let live = rebuild::dump(&lite.store).unwrap();
    assert!(live.iter().any(|(table, bytes)| *table == "observation" && bytes.len() > 100));
    assert_eq!(live, rebuild::dump(&server.store).unwrap());
    server.store.write(rebuild::all).unwrap();
    assert_eq!(live, rebuild::dump(&server.store).unwrap());
    lite.store.write(rebuild::all).unwrap();
    assert_eq!(live, rebuild::dump(&lite.store).unwrap());
}

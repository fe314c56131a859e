//! Databases on the server that `GES_TEST_POSTGRES` names.

use std::sync::atomic::{AtomicU32, Ordering};

use ges_store::StoreUrl;

#[expect(clippy::disallowed_methods, reason = "a test's own setting, not the product's configuration")]
fn address() -> String {
    std::env::var("GES_TEST_POSTGRES")
        .expect("the feature postgres-tests needs GES_TEST_POSTGRES: run tests/postgres.sh start DIR PORT")
}

/// The server's address with another database, and optionally another query.
fn address_of(database: &str, query: Option<&str>) -> String {
    let address = address();
    let (base, given) = address.split_once('?').unwrap_or((&address, ""));
    let (server, _) = base.rsplit_once('/').expect("GES_TEST_POSTGRES names a database");
    format!("{server}/{database}?{}", query.unwrap_or(given))
}

/// A database of a test, dropped with it.
pub struct Database(String);

impl Database {
    pub fn create() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ges_extract_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        administer(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"));
        Self(name)
    }

    pub fn url(&self) -> StoreUrl {
        address_of(&self.0, None).parse().unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        administer(&format!("DROP DATABASE {} WITH (FORCE)", self.0));
    }
}

fn administer(sql: &str) {
    let address = address_of("postgres", Some("sslmode=disable"));
    postgres::Client::connect(&address, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

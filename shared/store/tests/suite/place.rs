//! A place of its own for each test, removed afterwards.

use ges_store::{Migration, Options, Store, StoreError, StoreUrl};

pub struct Place {
    pub url: StoreUrl,
    pub options: Options,
    folder: Option<tempfile::TempDir>,
    #[cfg(feature = "postgres-tests")]
    database: Option<server::Database>,
}

impl Place {
    fn new(url: StoreUrl, folder: Option<tempfile::TempDir>) -> Self {
        Self {
            url,
            options: Options { busy_timeout_ms: 20_000, ..Options::default() },
            folder,
            #[cfg(feature = "postgres-tests")]
            database: None,
        }
    }

    pub fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::new(StoreUrl::sqlite(folder.path().join("store.db")), Some(folder))
    }

    pub fn memory() -> Self {
        Self::new(StoreUrl::memory(), None)
    }

    pub fn inline() -> Self {
        let mut place = Self::file();
        place.options.inline = true;
        place
    }

    #[cfg(feature = "postgres-tests")]
    pub fn postgres() -> Self {
        let database = server::Database::create("LC_COLLATE 'C' LC_CTYPE 'C'");
        let mut place = Self::new(database.url(), None);
        place.database = Some(database);
        place
    }

    pub fn open(&self) -> Store {
        Store::open(&self.url, self.options.clone()).unwrap()
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.as_ref().expect("a place on disk").path()
    }

    /// A store with the table `item (id, name, payload, flag, version)`.
    pub fn with_items(&self) -> Store {
        let store = self.open();
        store.migrate("items", ITEMS).unwrap();
        store
    }
}

pub const ITEMS: &[Migration] = &[Migration {
    version: 1,
    name: "items",
    sqlite: "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, payload BLOB, flag INTEGER, \
             version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0)) STRICT; \
             CREATE UNIQUE INDEX item_name ON item (name)",
    postgres: "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT, payload BYTEA, flag BOOLEAN, \
               version BIGINT NOT NULL DEFAULT 0 CHECK (version >= 0)); \
               CREATE UNIQUE INDEX item_name ON item (name)",
}];

pub fn add(store: &Store, id: i64, name: &'static str) -> Result<u64, StoreError> {
    store.write(move |tx| tx.exec("INSERT INTO item (id, name) VALUES ($1, $2)", &[id.into(), name.into()]))
}

pub fn ids(store: &Store) -> Vec<i64> {
    store.read(|tx| tx.all("SELECT id FROM item ORDER BY id", &[], |row| row.get_i64(0))).unwrap()
}

#[cfg(feature = "postgres-tests")]
pub mod server {
    //! Databases on the server that `GES_TEST_POSTGRES` names.

    use std::sync::atomic::{AtomicU32, Ordering};

    use ges_store::{Options, Store, StoreError, StoreUrl};

    #[expect(clippy::disallowed_methods, reason = "a test's own setting, not the product's configuration")]
    pub fn address() -> String {
        std::env::var("GES_TEST_POSTGRES")
            .expect("the feature postgres-tests needs GES_TEST_POSTGRES: run tests/postgres.sh start DIR PORT")
    }

    /// The server's address with another database, and optionally another query.
    pub fn address_of(database: &str, query: Option<&str>) -> String {
        let address = address();
        let (base, given) = address.split_once('?').unwrap_or((&address, ""));
        let (server, _) = base.rsplit_once('/').expect("GES_TEST_POSTGRES names a database");
        format!("{server}/{database}?{}", query.unwrap_or(given))
    }

    /// A database of a test, dropped with it.
    pub struct Database {
        pub name: String,
    }

    impl Database {
        pub fn create(locale: &str) -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let name = format!("ges_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            administer(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {locale}"));
            Self { name }
        }

        pub fn url(&self) -> StoreUrl {
            address_of(&self.name, None).parse().unwrap()
        }
    }

    impl Drop for Database {
        fn drop(&mut self) {
            administer(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }

    /// Runs a statement outside any transaction, through `psql`'s way: the plain driver.
    pub fn administer(sql: &str) {
        let url: StoreUrl = address().parse().unwrap();
        assert_eq!(url.engine(), ges_store::Engine::Postgres, "GES_TEST_POSTGRES must be a postgres:// address");
        plain_client(&address_of("postgres", Some("sslmode=disable"))).batch_execute(sql).unwrap();
    }

    pub fn plain_client(address: &str) -> postgres::Client {
        postgres::Client::connect(address, postgres::NoTls).unwrap()
    }

    pub fn open(address: &str) -> Result<Store, StoreError> {
        Store::open(&address.parse().map_err(StoreError::from)?, Options::default())
    }
}

//! Every statement of the accounts on PostgreSQL: the other tests run them on SQLite.

use std::path::Path;
use std::time::Duration;

use ges_domain::text::Text;
use ges_store::{Options, Store, StoreUrl};
use ges_web::accounts::{Deed, NewDelegation, NewToken, OidcClient};
use http::StatusCode;
use jiff::civil::date;

use crate::issuer::Issuer;
use crate::oidc::{now, settings, whole_way};
use crate::passkeys::{asked, code, registered, sign_in};
use crate::server::{PASSWORD, Server};

/// A database on the server that `GES_TEST_POSTGRES` names (see `tests/postgres.sh`), dropped with it.
struct Database(String);

impl Database {
    fn create() -> Self {
        let name = format!("ges_web_{}", std::process::id());
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

/// The synchronous driver may not run on an async worker.
fn administer(sql: &str) {
    let (address, sql) = (address_of("postgres", Some("sslmode=disable")), sql.to_owned());
    let work = move || postgres::Client::connect(&address, postgres::NoTls).unwrap().batch_execute(&sql).unwrap();
    std::thread::spawn(work).join().unwrap();
}

fn server(database: &Database, issuer: &str) -> Server {
    let store = Store::open(&database.url(), Options::default()).unwrap();
    let client = OidcClient::new(&settings(issuer), Path::new(""), "https://ges.example").unwrap().unwrap();
    let server = Server::over(store, |options| {
        options.public_url = "https://ges.example".into();
        options.accounts.delegable = vec!["cio".to_owned()];
        options.accounts.keep_role = Some("cio".to_owned());
        options.accounts.oidc = Some(client.patience(Duration::from_secs(10)));
    });
    server.person("cio", &["cio"]);
    server.person("keeper", &["data-keeper"]);
    server
}

#[test]
fn all_sql_of_the_accounts_runs_on_postgres() {
    let database = Database::create();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let issuer = runtime.block_on(Issuer::start(now(), None));
    let server = server(&database, issuer.url());
    let secret = commands(&server);
    runtime.block_on(async {
        token(&server, &secret).await;
        people(&server).await;
        sessions_and_links(&server).await;
        passkeys(&server).await;
        identities(&server, &issuer).await;
    });
    drop(server);
    // Opened again, nothing is left to migrate.
    Server::over(Store::open(&database.url(), Options::default()).unwrap(), |_| {});
}

/// What command lines do, on the calling thread; the answer is the secret of a token.
fn commands(server: &Server) -> String {
    let accounts = server.kit.accounts();
    accounts.set_password("keeper", PASSWORD).unwrap();
    accounts.set_roles("keeper", &["data-keeper".to_owned(), "cio".to_owned()]).unwrap();
    accounts.set_roles("keeper", &["data-keeper".to_owned()]).unwrap();
    accounts.set_disabled("keeper", true).unwrap();
    accounts.set_disabled("keeper", false).unwrap();
    assert_eq!(accounts.person("keeper").unwrap().unwrap().roles, ["data-keeper"]);
    assert_eq!(accounts.people().unwrap().len(), 2);
    assert_eq!(accounts.clear_passkeys("keeper").unwrap(), 0);
    assert!(accounts.clear_passkeys("nobody").is_err());
    let new = || NewToken {
        login: "system".to_owned(),
        label: "กรมอื่น".to_owned(),
        roles: vec!["cio".to_owned()],
        expires_at: None,
    };
    let (token, _) = accounts.create_token(new()).unwrap();
    assert!(accounts.revoke_token(&token.id).unwrap() && !accounts.revoke_token(&token.id).unwrap());
    accounts.create_token(new()).unwrap().1
}

async fn token(server: &Server, secret: &str) {
    let who = server.get("/api/who").header("authorization", &format!("Bearer {secret}")).send().await;
    assert_eq!(who.json()["login"], "system");
    let used: Vec<_> = server.kit.accounts().tokens_async().await.unwrap().iter().map(|one| one.used_at).collect();
    assert_eq!(used.iter().flatten().count(), 1);
}

async fn people(server: &Server) {
    let accounts = server.kit.accounts();
    let made = accounts.invite("cio", "analyst", Text::new("ผู้วิเคราะห์", ""), &["cio".to_owned()]).await.unwrap();
    assert_eq!(accounts.consume_link(&made.token).await.unwrap().as_deref(), Some("analyst"));
    assert_eq!(accounts.consume_link(&made.token).await.unwrap(), None);
    let seen = ["cio".to_owned()];
    accounts.edit("cio", "analyst", Text::new("", "Analyst"), &["auditor".to_owned()], &seen).await.unwrap();
    accounts.renew_link("cio", "analyst").await.unwrap();
    accounts.switch("cio", "analyst", false).await.unwrap();
    accounts.switch("cio", "analyst", true).await.unwrap();
    assert!(accounts.switch("cio", "cio", false).await.is_err(), "the last who has the role to keep");
    accounts.set_locale_async("analyst", ges_web::Locale::En).await.unwrap();
    let new = NewDelegation {
        holder: "cio".to_owned(),
        delegate: "analyst".to_owned(),
        role: "cio".to_owned(),
        first: date(2012, 7, 4),
        last: date(2012, 7, 5),
    };
    accounts.delegate("cio", new).await.unwrap();
    let given = accounts.delegations_async("cio").await.unwrap();
    let standings = accounts.standings_async().await.unwrap();
    let analyst = standings.iter().find(|one| one.person.login == "analyst").unwrap();
    assert_eq!((&*analyst.acting, &*analyst.person.roles), (&["cio".to_owned()][..], &["auditor".to_owned()][..]));
    accounts.end_delegation("cio", "cio", &given[0].id).await.unwrap();
    let (changes, all) = accounts.changes_async("analyst", None, 3).await.unwrap();
    assert_eq!((changes.len(), changes[0].deed), (3, Some(Deed::DelegationEnded)));
    let (older, _) = accounts.changes_async("analyst", Some(changes[2].id), 99).await.unwrap();
    assert_eq!(u64::try_from(older.len() + 3).unwrap(), all);
}

async fn sessions_and_links(server: &Server) {
    let (first, second) = (server.cookie_of("keeper").await, server.cookie_of("keeper").await);
    server.advance(2);
    let who = server.get("/who").cookie(&second).send().await;
    assert_eq!(who.json()["login"], "keeper");
    let page = server.get("/account").cookie(&second).send().await;
    let handle = page.body.split("name=\"session\" value=\"").nth(2).unwrap().split('"').next().unwrap();
    let ended = server.post("/account/sessions/end").cookie(&second).form(&[("session", handle)]).await;
    assert_eq!(ended.location(), "/account?done=session");
    assert_eq!(server.get("/api/who").cookie(&first).send().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.kit.accounts().sign_out_everywhere("cio", "keeper").await.unwrap(), 1);
    let basic = server.get("/api/who").header("authorization", "Basic a2VlcGVyOng=").send().await;
    assert_eq!(basic.status, StatusCode::UNAUTHORIZED);
}

async fn passkeys(server: &Server) {
    let mut device = registered(server, "cio", 1).await;
    registered(server, "cio", 2).await;
    let arrived = sign_in(server, &device.get(&asked(server).await, "/who")).await;
    assert_eq!(arrived.json()["next"], "/who", "{}", arrived.body);
    device.counter = 0;
    assert_eq!(code(&sign_in(server, &device.get(&asked(server).await, "/")).await), "passkey-counter");
    let own = server.kit.accounts().passkeys_async("cio").await.unwrap();
    assert_eq!(own.iter().filter(|passkey| passkey.used_at.is_some()).count(), 1);
    server.kit.accounts().remove_passkey("cio", "cio", &own[0].id).await.unwrap();
    assert_eq!(server.kit.accounts().remove_passkeys("admin", "cio").await.unwrap(), 1);
}

async fn identities(server: &Server, issuer: &Issuer) {
    for _ in 0..2 {
        let arrived = whole_way(issuer, server).await;
        assert_eq!(arrived.location(), "/who", "{}", arrived.body);
        let out = server.post("/signout").cookie(&arrived.cookies()).form(&[]).await;
        assert_eq!(out.location(), "/signin?out=provider");
    }
    let cio = server.cookie_of("cio").await;
    assert!(server.get("/account").cookie(&cio).send().await.body.contains("ผูกแล้วเมื่อ"));
    server.post("/account/identity/unlink").cookie(&cio).form(&[]).await;
    let (changes, _) = server.kit.accounts().changes_async("cio", None, 2).await.unwrap();
    let deeds: Vec<_> = changes.iter().map(|change| change.deed).collect();
    assert_eq!(deeds, [Some(Deed::IdentityUnlinked), Some(Deed::IdentityLinked)]);
}

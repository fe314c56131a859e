//! One `SELECT` in PostgreSQL: in a read-only transaction, every value as the text the server writes.

use futures_util::TryStreamExt as _;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, Error, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{clip, timed, tls};
use crate::error::FeedError;
use crate::limits::Limits;
use crate::secret::Secret;
use crate::setting::Query;
use crate::source::Tls;
use crate::table::{Builder, Cell, Table};

/// Which database, as whom.
pub(super) struct Server<'a> {
    pub host: &'a str,
    pub port: u16,
    pub database: &'a str,
    pub user: &'a str,
    pub tls: &'a Tls,
}

impl Server<'_> {
    fn place(&self) -> String {
        clip(&format!("{}:{}/{}", self.host, self.port, self.database))
    }
}

pub(super) fn read(
    server: &Server<'_>,
    secret: Option<&Secret>,
    query: &Query,
    limits: &Limits,
) -> Result<Table, FeedError> {
    let place = server.place();
    timed::run(limits, &place, || async {
        let wrong = |cause: Error| failed(&cause, &place, limits);
        let client = connect(server, secret, limits).await?;
        let milliseconds = u64::from(limits.seconds.max(1)) * 1_000;
        // Times are those of Thailand; floats come in the shortest text that reads back.
        let session = format!(
            "SET client_min_messages = error; SET statement_timeout = {milliseconds}; \
             SET lock_timeout = {milliseconds}; SET DateStyle = 'ISO, YMD'; SET TIME ZONE 'Asia/Bangkok'; \
             SET extra_float_digits = 1; SET standard_conforming_strings = on; \
             BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        );
        client.batch_execute(&session).await.map_err(wrong)?;
        select(&client, query, limits, &place).await
    })
}

async fn connect(server: &Server<'_>, secret: Option<&Secret>, limits: &Limits) -> Result<Client, FeedError> {
    let mut config = Config::new();
    config.host(server.host).port(server.port).dbname(server.database).user(server.user);
    config.application_name("ges").connect_timeout(limits.time());
    if let Some(secret) = secret {
        config.password(secret.expose());
    }
    let wrong = |cause: Error| failed(&cause, &server.place(), limits);
    // The connections end with the runtime at the latest.
    match server.tls {
        Tls::Off => {
            let (client, connection) = config.ssl_mode(SslMode::Disable).connect(NoTls).await.map_err(wrong)?;
            tokio::spawn(connection);
            Ok(client)
        }
        Tls::Required { ca } => {
            let connector = MakeRustlsConnect::new(tls::client(Some(ca))?);
            let (client, connection) = config.ssl_mode(SslMode::Require).connect(connector).await.map_err(wrong)?;
            tokio::spawn(connection);
            Ok(client)
        }
    }
}

async fn select(client: &Client, query: &Query, limits: &Limits, place: &str) -> Result<Table, FeedError> {
    let wrong = |cause: Error| failed(&cause, place, limits);
    // The server prepares one statement and refuses several.
    let inner = client.prepare(query.as_str()).await.map_err(wrong)?;
    if inner.columns().is_empty() || !inner.params().is_empty() {
        return Err(FeedError::NotARead);
    }
    let names = inner.columns().iter().map(|column| column.name().to_owned()).collect();
    let mut builder = Builder::new(limits, names)?;
    if let Some(column) = inner.columns().iter().find(|column| *column.type_() == Type::BYTEA) {
        return Err(FeedError::Binary { row: 0, column: clip(column.name()) });
    }
    let outer = client.prepare(&as_texts(query, &inner, limits)).await.map_err(wrong)?;
    let rows = client.query_raw(&outer, std::iter::empty::<i32>()).await.map_err(wrong)?;
    let mut rows = std::pin::pin!(rows);
    let mut number = 0;
    while let Some(row) = rows.try_next().await.map_err(wrong)? {
        number += 1;
        // Blank rows are not kept; they count all the same.
        if number > limits.rows {
            return Err(FeedError::TooManyRows { limit: limits.rows });
        }
        let mut cells = Vec::with_capacity(inner.columns().len());
        for (place, column) in inner.columns().iter().enumerate() {
            let text: Option<&str> = row.try_get(place).map_err(wrong)?;
            cells.push(text.map_or(Cell::Empty, |text| cell(column.type_(), text)));
        }
        builder.row(number, cells)?;
    }
    Ok(builder.finish())
}

/// The query as part of a `SELECT` that turns every column to text, cut off one character after the limit. As a part it
/// can be nothing but a read.
fn as_texts(query: &Query, inner: &Statement, limits: &Limits) -> String {
    let letters = i32::try_from(limits.cell).unwrap_or(i32::MAX).saturating_add(1);
    let places = 1..=inner.columns().len();
    let texts: Vec<String> = places.clone().map(|n| format!("left((q.c{n})::text, {letters})")).collect();
    let names: Vec<String> = places.map(|n| format!("c{n}")).collect();
    let rows = limits.rows.saturating_add(1);
    // A line feed ends a comment at the query's end.
    format!("SELECT {} FROM (\n{}\n) AS q({}) LIMIT {rows}", texts.join(", "), query.as_str(), names.join(", "))
}

fn cell(kind: &Type, text: &str) -> Cell {
    match *kind {
        Type::INT2 | Type::INT4 | Type::INT8 | Type::NUMERIC | Type::FLOAT4 | Type::FLOAT8 => Cell::number(text),
        Type::DATE | Type::TIMESTAMP | Type::TIMESTAMPTZ => Cell::date(text),
        _ => Cell::text(text),
    }
}

/// The server's error in our words; its DETAIL is left out, since it quotes values.
fn failed(cause: &Error, place: &str, limits: &Limits) -> FeedError {
    let Some(db) = cause.as_db_error() else {
        let mut detail = cause.to_string();
        let mut source = std::error::Error::source(cause);
        while let Some(deeper) = source {
            detail = format!("{detail}: {deeper}");
            source = deeper.source();
        }
        return FeedError::Unreachable { place: place.to_owned(), detail: clip(&detail) };
    };
    match db.code().code() {
        "25006" => FeedError::NotARead,
        "57014" | "55P03" => FeedError::TooSlow { seconds: limits.seconds.max(1) },
        // Several statements cannot be prepared, and only a read can stand within another.
        "42601" if db.message().contains("multiple commands") => FeedError::NotARead,
        code if code.starts_with("28") || code == "42501" => FeedError::Denied { place: place.to_owned() },
        code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            FeedError::Unreachable { place: place.to_owned(), detail: clip(db.message()) }
        }
        _ => FeedError::Query { detail: clip(db.message()) },
    }
}

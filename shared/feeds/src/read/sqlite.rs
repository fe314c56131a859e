//! One `SELECT` in a SQLite file: opened read-only, everything but reading denied, ended when its time is over.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags};

use crate::error::FeedError;
use crate::limits::Limits;
use crate::setting::{MAX_QUERY, Query};
use crate::table::{Builder, Cell, Table};

/// Steps of SQLite's machine between two looks at the time.
const STEPS: i32 = 1_000;

pub(super) fn read(path: &Path, query: &Query, limits: &Limits) -> Result<Table, FeedError> {
    let unreadable = |detail: String| FeedError::Unreadable { place: path.display().to_string(), detail };
    // A pipe would hold up whoever opens it, and SQLite takes some names for something else than a file.
    let file = path.canonicalize().map_err(|cause| unreadable(cause.to_string()))?;
    if !file.is_file() {
        return Err(unreadable("it is not a file".to_owned()));
    }
    let over = Arc::new(AtomicBool::new(false));
    let mut db = open(&file, limits).map_err(|cause| failed(&cause, limits, &unreadable))?;
    let seen = Arc::clone(&over);
    db.progress_handler(STEPS, Some(move || seen.load(Ordering::Relaxed)))
        .and_then(|()| db.authorizer(Some(only_reading)))
        .map_err(|cause| failed(&cause, limits, &unreadable))?;
    let (done, ended) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if ended.recv_timeout(limits.time()) == Err(RecvTimeoutError::Timeout) {
                over.store(true, Ordering::Relaxed);
            }
        });
        let table = select(&db, query, limits, &unreadable);
        drop(done);
        table
    })
}

fn open(path: &Path, limits: &Limits) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(limits.time().min(Duration::from_secs(10)))?;
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    let whole = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, whole(limits.bytes))?;
    db.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, whole(MAX_QUERY))?;
    db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(db)
}

/// Lets a statement select, read and call functions, none of which loads code.
fn only_reading(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Function { function_name } if function_name.eq_ignore_ascii_case("load_extension") => {
            Authorization::Deny
        }
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive | AuthAction::Function { .. } => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

fn select(
    db: &Connection,
    query: &Query,
    limits: &Limits,
    unreadable: &dyn Fn(String) -> FeedError,
) -> Result<Table, FeedError> {
    let wrong = |cause: Error| failed(&cause, limits, unreadable);
    let mut statement = db.prepare(query.as_str()).map_err(wrong)?;
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(FeedError::NotARead);
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut builder = Builder::new(limits, columns.clone())?;
    let mut rows = statement.query([]).map_err(wrong)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(wrong)? {
        number += 1;
        // Blank rows are not kept; they count all the same.
        if number > limits.rows {
            return Err(FeedError::TooManyRows { limit: limits.rows });
        }
        let mut cells = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            cells.push(match row.get_ref(place).map_err(wrong)? {
                ValueRef::Null => Cell::Empty,
                ValueRef::Integer(value) => Cell::number(&value.to_string()),
                ValueRef::Real(value) => Cell::shortest(value),
                ValueRef::Text(text) => Cell::text(std::str::from_utf8(text).map_err(|_| binary(number, column))?),
                ValueRef::Blob(_) => return Err(binary(number, column)),
            });
        }
        builder.row(number, cells)?;
    }
    Ok(builder.finish())
}

fn binary(row: usize, column: &str) -> FeedError {
    FeedError::Binary { row, column: super::clip(column) }
}

fn failed(cause: &Error, limits: &Limits, unreadable: &dyn Fn(String) -> FeedError) -> FeedError {
    let (code, message) = match cause {
        Error::MultipleStatement => return FeedError::NotARead,
        Error::SqliteFailure(failure, message) => {
            (failure.code, message.clone().unwrap_or_else(|| failure.to_string()))
        }
        Error::SqlInputError { error, msg, .. } => (error.code, msg.clone()),
        other => return FeedError::Query { detail: super::clip(&other.to_string()) },
    };
    match code {
        // A function that was denied has no code of its own.
        _ if message.starts_with("not authorized") => FeedError::NotARead,
        ErrorCode::OperationInterrupted => FeedError::TooSlow { seconds: limits.seconds.max(1) },
        ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly => FeedError::NotARead,
        ErrorCode::TooBig => FeedError::TooManyBytes { limit: limits.bytes },
        ErrorCode::CannotOpen
        | ErrorCode::NotADatabase
        | ErrorCode::DatabaseCorrupt
        | ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::PermissionDenied
        | ErrorCode::SystemIoFailure => unreadable(message),
        _ => FeedError::Query { detail: super::clip(&message) },
    }
}

//! SQLite: opening, binding `$n`, the hot bulk path, and its errors in our words.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{CachedStatement, Connection, Error, ErrorCode, OpenFlags, ffi};

use crate::bulk::{Bulk, RowSource};
use crate::engine::Mode;
use crate::row::{Row, Source};
use crate::{ConstraintKind, Options, StoreError, V};

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 256;

/// The write-ahead log is cut back to this size after a checkpoint, so that one large load does not hold its space.
const LOG_LIMIT: i64 = 64 << 20;

/// Opens a file (WAL, `synchronous=FULL`), or a database in memory when there is no path.
pub(crate) fn open(path: Option<&Path>, options: &Options, mode: Mode) -> Result<Connection, StoreError> {
    let place = path.map_or_else(|| "sqlite::memory:".to_owned(), |path| format!("sqlite:{}", path.display()));
    let refused = |detail: String| StoreError::Open { place: place.clone(), detail };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = match path {
        Some(path) => {
            if mode != Mode::Read {
                create_private(path).map_err(|cause| {
                    refused(format!("{cause}: create its folder, and let the service's user write there"))
                })?;
            }
            Connection::open_with_flags(path, flags)
        }
        None => Connection::open_in_memory(),
    }
    .map_err(|cause| refused(format!("{cause}: check the path and its permissions")))?;
    configure(&db, path.is_some(), options, mode).map_err(|cause| match error(&cause, "PRAGMA") {
        StoreError::Sql { detail, .. } => refused(detail),
        known => known,
    })?;
    Ok(db)
}

/// Creates the file readable by its owner alone; SQLite gives its log the same permissions.
pub(crate) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn configure(db: &Connection, on_disk: bool, options: &Options, mode: Mode) -> rusqlite::Result<()> {
    db.busy_timeout(Duration::from_millis(u64::from(options.busy_timeout_ms)))?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    // What is deleted by order of a court must not stay behind in free pages.
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "temp_store", "memory")?;
    // Readers share between them as much cache as the writer has alone.
    let readers = i64::from(options.readers.max(1));
    let share = i64::from(options.cache_mib.max(1)) * 1024;
    let kibibytes = if mode == Mode::Read { (share / readers).max(2048) } else { share };
    db.pragma_update(None, "cache_size", -kibibytes)?;
    if mode == Mode::Read {
        return db.pragma_update(None, "query_only", true);
    }
    if on_disk {
        let journal: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if journal != "wal" {
            return Err(Error::InvalidParameterName(format!(
                "the file system does not allow write-ahead logging (got {journal}): use a local disk"
            )));
        }
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "journal_size_limit", LOG_LIMIT)?;
    }
    if let Some(limit) = options.max_bytes {
        let page: i64 = db.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let pages = (i64::try_from(limit).unwrap_or(i64::MAX) / page).max(1);
        db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    }
    // Reads the first page, so that a file that is no database is refused here and not at the first query.
    db.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Runs a transaction statement.
pub(crate) fn control(db: &Connection, sql: &str) -> Result<(), StoreError> {
    db.prepare_cached(sql).and_then(|mut statement| statement.raw_execute()).map(drop).map_err(|e| error(&e, sql))
}

/// Prepares and binds. SQLite takes `$n` for a name, so each parameter is found through its name's number.
fn prepare<'db>(
    db: &'db Connection,
    mode: Mode,
    sql: &str,
    params: &[V<'_>],
) -> Result<CachedStatement<'db>, StoreError> {
    let mut statement = db.prepare_cached(sql).map_err(|e| error(&e, sql))?;
    if mode == Mode::Read && !statement.readonly() {
        return Err(StoreError::ReadOnly { detail: sql.to_owned() });
    }
    let count = statement.parameter_count();
    if count != params.len() {
        return Err(StoreError::usage(format!("{} parameters given, {count} used by: {sql}", params.len())));
    }
    for index in 1..=count {
        let number = statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let Some(value) = number.and_then(|number| params.get(number.checked_sub(1)?)) else {
            return Err(StoreError::usage(format!("parameters must be $1 to ${count} in: {sql}")));
        };
        refuse_nul(value)?;
        statement.raw_bind_parameter(index, value).map_err(|e| error(&e, sql))?;
    }
    Ok(statement)
}

/// PostgreSQL cannot store the character NUL, so SQLite may not either: a node would accept what its hub cannot show.
fn refuse_nul(value: &V<'_>) -> Result<(), StoreError> {
    match value {
        V::T(text) if text.as_bytes().contains(&0) => {
            let detail = "text with the character NUL".to_owned();
            Err(StoreError::Constraint { kind: ConstraintKind::Type, detail })
        }
        _ => Ok(()),
    }
}

pub(crate) fn exec(db: &Connection, mode: Mode, sql: &str, params: &[V<'_>]) -> Result<u64, StoreError> {
    let mut statement = prepare(db, mode, sql, params)?;
    let failed = |e: Error| error(&e, sql);
    if statement.column_count() > 0 {
        // A query, or RETURNING: PostgreSQL answers with the number of rows.
        let mut rows = statement.raw_query();
        let mut count = 0;
        while rows.next().map_err(failed)?.is_some() {
            count += 1;
        }
        return Ok(count);
    }
    let before = db.total_changes();
    let changed = statement.raw_execute().map_err(failed)?;
    // SQLite's counter keeps the previous statement's figure when this one changes no rows (CREATE, DROP, …).
    Ok(if db.total_changes() == before { 0 } else { changed as u64 })
}

pub(crate) fn each(
    db: &Connection,
    mode: Mode,
    sql: &str,
    params: &[V<'_>],
    wanted: &mut dyn FnMut(&Row<'_>) -> bool,
) -> Result<(), StoreError> {
    let mut statement = prepare(db, mode, sql, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|e| error(&e, sql))? {
        if !wanted(&Row(Source::Sqlite(row))) {
            break;
        }
    }
    Ok(())
}

/// One prepared statement, bound and stepped for each row: nothing is allocated or looked up per row.
pub(crate) fn bulk(db: &Connection, bulk: &Bulk<'_>, rows: &mut dyn RowSource) -> Result<u64, StoreError> {
    let sql = bulk.sqlite_statement();
    let mut statement = db.prepare_cached(&sql).map_err(|e| error(&e, &sql))?;
    let mut changed = 0;
    while let Some(row) = rows.next_row() {
        bulk.check(row)?;
        for (index, value) in row.iter().enumerate() {
            refuse_nul(value)?;
            statement.raw_bind_parameter(index + 1, value).map_err(|e| error(&e, &sql))?;
        }
        changed += statement.raw_execute().map_err(|e| error(&e, &sql))? as u64;
    }
    Ok(changed)
}

/// SQLite's errors, sorted by what to do about them.
pub(crate) fn error(cause: &Error, sql: &str) -> StoreError {
    let (failure, message) = match cause {
        Error::SqliteFailure(failure, message) => (failure, message.clone().unwrap_or_else(|| failure.to_string())),
        Error::SqlInputError { error, msg, .. } => (error, msg.clone()),
        other => return StoreError::Sql { sql: sql.to_owned(), detail: other.to_string() },
    };
    let detail = message;
    match failure.code {
        ErrorCode::DiskFull => StoreError::Full { detail },
        // The log's index cannot grow: the one sign of a full disk that SQLite does not call one.
        _ if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full { detail },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { detail },
        ErrorCode::ConstraintViolation => StoreError::Constraint { kind: constraint(failure.extended_code), detail },
        ErrorCode::TypeMismatch => StoreError::Constraint { kind: ConstraintKind::Type, detail },
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt { detail },
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::PermissionDenied
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::NoLargeFileSupport
        | ErrorCode::OutOfMemory => {
            StoreError::Io { detail: format!("{detail}, SQLite code {}", failure.extended_code) }
        }
        ErrorCode::ReadOnly => StoreError::ReadOnly { detail },
        _ => StoreError::Sql { sql: sql.to_owned(), detail },
    }
}

fn constraint(extended: i32) -> ConstraintKind {
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            ConstraintKind::Unique
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => ConstraintKind::Check,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_DATATYPE => ConstraintKind::Type,
        _ => ConstraintKind::Other,
    }
}

/// Copies the database, as this connection sees it, into a new file.
pub(crate) fn backup(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |cause: std::io::Error| StoreError::Io { detail: format!("backup to {}: {cause}", path.display()) };
    if path.try_exists().map_err(failed)? {
        let exists = "a file of that name exists, choose another".to_owned();
        return Err(StoreError::Open { place: path.display().to_string(), detail: exists });
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = Path::new(&unfinished);
    let copied = copy_into(db, unfinished).and_then(|()| {
        std::fs::File::open(unfinished).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(unfinished, path).map_err(failed)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
    });
    if copied.is_err() {
        drop(std::fs::remove_file(unfinished));
    }
    copied
}

fn copy_into(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |cause: Error| error(&cause, "backup");
    drop(std::fs::remove_file(path)); // of an earlier attempt that was cut off
    create_private(path).map_err(|cause| StoreError::Io { detail: format!("{}: {cause}", path.display()) })?;
    let mut copy = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    // All pages in one step: one snapshot, and in WAL mode writers are not held up by it.
    match Backup::new(db, &mut copy).and_then(|backup| backup.step(-1)).map_err(failed)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy { detail: "the copy could not get hold of the database".to_owned() }),
    }
}

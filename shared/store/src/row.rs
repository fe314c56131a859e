//! One row of a result, read by column index, borrowed wherever the engine allows it.

use std::borrow::Cow;
use std::error::Error;

use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;

use crate::error::StoreError;
use crate::value::V;

/// A row, alive only inside the closure that reads it. Columns are counted from 0.
///
/// Every getter fails with [`StoreError::Column`] when the column is missing, NULL (unless it is an `opt_` getter)
/// or of another type.
pub struct Row<'a>(pub(crate) Source<'a>);

/// The engine's own row.
pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl<'a> Row<'a> {
    /// Number of columns.
    pub fn width(&self) -> usize {
        match self.0 {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        }
    }

    /// The value as it is. Truth values are [`V::I`] on SQLite, which has no other type for them.
    pub fn value(&self, index: usize) -> Result<V<'a>, StoreError> {
        match self.0 {
            Source::Sqlite(row) => sqlite_value(row, index),
            Source::Postgres(row) => postgres_value(row, index),
        }
    }

    /// An integer that must be there.
    pub fn get_i64(&self, index: usize) -> Result<i64, StoreError> {
        match self.value(index)? {
            V::I(n) => Ok(n),
            other => Err(mismatch(index, "an integer", &other)),
        }
    }

    /// An integer or NULL.
    pub fn opt_i64(&self, index: usize) -> Result<Option<i64>, StoreError> {
        match self.value(index)? {
            V::Null => Ok(None),
            V::I(n) => Ok(Some(n)),
            other => Err(mismatch(index, "an integer or NULL", &other)),
        }
    }

    /// A non-negative integer that must be there, such as a sequence number or a size.
    pub fn get_u64(&self, index: usize) -> Result<u64, StoreError> {
        let n = self.get_i64(index)?;
        u64::try_from(n).map_err(|_| StoreError::Column {
            index,
            wanted: "a non-negative integer",
            found: n.to_string(),
        })
    }

    /// Text that must be there.
    pub fn text(&self, index: usize) -> Result<String, StoreError> {
        self.text_ref(index).map(str::to_owned)
    }

    /// Text or NULL.
    pub fn opt_text(&self, index: usize) -> Result<Option<String>, StoreError> {
        Ok(self.opt_text_ref(index)?.map(str::to_owned))
    }

    /// Text that must be there, borrowed from the row.
    pub fn text_ref(&self, index: usize) -> Result<&'a str, StoreError> {
        match self.value(index)? {
            V::T(Cow::Borrowed(text)) => Ok(text),
            other => Err(mismatch(index, "text", &other)),
        }
    }

    /// Text or NULL, borrowed from the row.
    pub fn opt_text_ref(&self, index: usize) -> Result<Option<&'a str>, StoreError> {
        match self.value(index)? {
            V::Null => Ok(None),
            V::T(Cow::Borrowed(text)) => Ok(Some(text)),
            other => Err(mismatch(index, "text or NULL", &other)),
        }
    }

    /// Bytes that must be there.
    pub fn bytes(&self, index: usize) -> Result<Vec<u8>, StoreError> {
        self.bytes_ref(index).map(<[u8]>::to_vec)
    }

    /// Bytes or NULL.
    pub fn opt_bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.opt_bytes_ref(index)?.map(<[u8]>::to_vec))
    }

    /// Bytes that must be there, borrowed from the row.
    pub fn bytes_ref(&self, index: usize) -> Result<&'a [u8], StoreError> {
        match self.value(index)? {
            V::B(Cow::Borrowed(bytes)) => Ok(bytes),
            other => Err(mismatch(index, "bytes", &other)),
        }
    }

    /// Bytes or NULL, borrowed from the row.
    pub fn opt_bytes_ref(&self, index: usize) -> Result<Option<&'a [u8]>, StoreError> {
        match self.value(index)? {
            V::Null => Ok(None),
            V::B(Cow::Borrowed(bytes)) => Ok(Some(bytes)),
            other => Err(mismatch(index, "bytes or NULL", &other)),
        }
    }

    /// Bytes of exactly `N` octets, such as a digest.
    pub fn array<const N: usize>(&self, index: usize) -> Result<[u8; N], StoreError> {
        let bytes = self.bytes_ref(index)?;
        <[u8; N]>::try_from(bytes).map_err(|_| StoreError::Column {
            index,
            wanted: "bytes of fixed length",
            found: format!("{} bytes instead of {N}", bytes.len()),
        })
    }

    /// A truth value that must be there.
    pub fn bool(&self, index: usize) -> Result<bool, StoreError> {
        match self.value(index)? {
            V::Bool(truth) => Ok(truth),
            V::I(0) if self.has_integer_booleans() => Ok(false),
            V::I(1) if self.has_integer_booleans() => Ok(true),
            other => Err(mismatch(index, "a boolean", &other)),
        }
    }

    /// A truth value or NULL.
    pub fn opt_bool(&self, index: usize) -> Result<Option<bool>, StoreError> {
        match self.value(index)? {
            V::Null => Ok(None),
            _ => self.bool(index).map(Some),
        }
    }

    fn has_integer_booleans(&self) -> bool {
        matches!(self.0, Source::Sqlite(_))
    }
}

fn mismatch(index: usize, wanted: &'static str, found: &V<'_>) -> StoreError {
    StoreError::Column { index, wanted, found: found.type_name().to_owned() }
}

fn sqlite_value<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<V<'a>, StoreError> {
    let found = |found: &str| StoreError::Column { index, wanted: "a value", found: found.to_owned() };
    match row.get_ref(index).map_err(|_| found("missing"))? {
        ValueRef::Null => Ok(V::Null),
        ValueRef::Integer(n) => Ok(V::I(n)),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes)
            .map(|text| V::T(Cow::Borrowed(text)))
            .map_err(|_| found("text that is not UTF-8")),
        ValueRef::Blob(bytes) => Ok(V::B(Cow::Borrowed(bytes))),
        ValueRef::Real(_) => Err(found("a binary float")),
    }
}

fn postgres_value(row: &postgres::Row, index: usize) -> Result<V<'_>, StoreError> {
    if index >= row.len() {
        return Err(StoreError::Column { index, wanted: "a value", found: "missing".to_owned() });
    }
    row.try_get::<_, Wire<'_>>(index).map(|wire| wire.0).map_err(|_| StoreError::Column {
        index,
        wanted: "BIGINT, TEXT, BYTEA or BOOLEAN",
        found: row.columns()[index].type_().to_string(),
    })
}

/// Decodes the binary forms of the few types both engines share.
struct Wire<'a>(V<'a>);

impl<'a> FromSql<'a> for Wire<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => V::I(i64::from_sql(ty, raw)?),
            Type::INT4 => V::I(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT2 => V::I(i64::from(i16::from_sql(ty, raw)?)),
            Type::BOOL => V::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => V::B(Cow::Borrowed(raw)),
            Type::JSONB => V::T(Cow::Borrowed(std::str::from_utf8(raw.get(1..).unwrap_or_default())?)),
            _ => V::T(Cow::Borrowed(std::str::from_utf8(raw)?)),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(V::Null))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8
                | Type::INT4
                | Type::INT2
                | Type::BOOL
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::BPCHAR
                | Type::NAME
                | Type::UNKNOWN
                | Type::JSON
                | Type::JSONB
        )
    }
}

//! A value on its way into or out of either engine: the four types both know exactly, and NULL.

use std::borrow::Cow;
use std::error::Error;

use bytes::{BufMut, BytesMut};
use postgres::types::{IsNull, ToSql, Type};
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::error::StoreError;

/// A parameter or a column value. There is no float: decimals are stored as scaled integers, because the engines
/// do not agree on comparing anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum V<'a> {
    /// SQL `NULL`.
    Null,
    /// A 64-bit integer (`INTEGER` in SQLite, `BIGINT` in PostgreSQL).
    I(i64),
    /// Text.
    T(Cow<'a, str>),
    /// Bytes (`BLOB`, `BYTEA`).
    B(Cow<'a, [u8]>),
    /// A truth value (`INTEGER` 0 or 1 in SQLite, `BOOLEAN` in PostgreSQL).
    Bool(bool),
}

impl V<'_> {
    /// The same value without borrowing.
    pub fn into_owned(self) -> V<'static> {
        match self {
            V::Null => V::Null,
            V::I(n) => V::I(n),
            V::T(text) => V::T(Cow::Owned(text.into_owned())),
            V::B(bytes) => V::B(Cow::Owned(bytes.into_owned())),
            V::Bool(truth) => V::Bool(truth),
        }
    }

    /// The name of its type, for messages.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            V::Null => "NULL",
            V::I(_) => "an integer",
            V::T(_) => "text",
            V::B(_) => "bytes",
            V::Bool(_) => "a boolean",
        }
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl From<$integer> for V<'_> {
            fn from(n: $integer) -> Self {
                V::I(i64::from(n))
            }
        }
    )*};
}
from_integer!(i64, i32, i16, i8, u32, u16, u8);

impl TryFrom<u64> for V<'_> {
    type Error = StoreError;

    /// Sequence numbers and sizes are unsigned in the program and signed in the database.
    fn try_from(n: u64) -> Result<Self, StoreError> {
        i64::try_from(n)
            .map(V::I)
            .map_err(|_| StoreError::usage(format!("{n} is too large for a 64-bit signed column")))
    }
}

impl From<bool> for V<'_> {
    fn from(truth: bool) -> Self {
        V::Bool(truth)
    }
}

impl<'a> From<&'a str> for V<'a> {
    fn from(text: &'a str) -> Self {
        V::T(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for V<'a> {
    fn from(text: &'a String) -> Self {
        V::T(Cow::Borrowed(text))
    }
}

impl From<String> for V<'_> {
    fn from(text: String) -> Self {
        V::T(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for V<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        V::T(text)
    }
}

impl<'a> From<&'a [u8]> for V<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        V::B(Cow::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for V<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        V::B(Cow::Borrowed(bytes))
    }
}

impl<'a> From<&'a Vec<u8>> for V<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        V::B(Cow::Borrowed(bytes))
    }
}

impl<'a> From<&'a bytes::Bytes> for V<'a> {
    fn from(bytes: &'a bytes::Bytes) -> Self {
        V::B(Cow::Borrowed(bytes))
    }
}

impl From<Vec<u8>> for V<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        V::B(Cow::Owned(bytes))
    }
}

impl<'a> From<Cow<'a, [u8]>> for V<'a> {
    fn from(bytes: Cow<'a, [u8]>) -> Self {
        V::B(bytes)
    }
}

impl<'a, T: Into<V<'a>>> From<Option<T>> for V<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(V::Null, Into::into)
    }
}

impl rusqlite::ToSql for V<'_> {
    #[inline]
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            V::Null => ValueRef::Null,
            V::I(n) => ValueRef::Integer(*n),
            V::T(text) => ValueRef::Text(text.as_bytes()),
            V::B(bytes) => ValueRef::Blob(bytes),
            V::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
        }))
    }
}

/// A value does not fit the type PostgreSQL inferred for its parameter.
#[derive(Debug, thiserror::Error)]
#[error(
    "a parameter is {given} where PostgreSQL expects {expected}: type it in the statement, as in CAST($1 AS BIGINT)"
)]
pub(crate) struct Mismatch {
    given: &'static str,
    expected: String,
}

impl ToSql for V<'_> {
    /// Encodes by the type the server inferred, because a binary parameter of another width is misread.
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let mismatch = || Box::new(Mismatch { given: self.type_name(), expected: ty.to_string() });
        match (self, ty) {
            (V::Null, _) => return Ok(IsNull::Yes),
            (V::I(n), &Type::INT8) => out.put_i64(*n),
            (V::I(n), &Type::INT4) => out.put_i32(i32::try_from(*n).map_err(|_| mismatch())?),
            (V::I(n), &Type::INT2) => out.put_i16(i16::try_from(*n).map_err(|_| mismatch())?),
            (V::T(text), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON)) => {
                out.put_slice(text.as_bytes());
            }
            (V::T(text), &Type::JSONB) => {
                out.put_u8(1); // version of the binary form
                out.put_slice(text.as_bytes());
            }
            (V::B(bytes), &Type::BYTEA) => out.put_slice(bytes),
            (V::Bool(truth), &Type::BOOL) => out.put_u8(u8::from(*truth)),
            _ => return Err(mismatch()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true // to_sql names the mismatch better than the driver's generic refusal
    }

    postgres::types::to_sql_checked!();
}

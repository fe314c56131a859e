//! A table as bytes, the same on both engines: what "a rebuild gives byte-equal projections" compares.

use crate::bulk::check_name;
use crate::{Engine, StoreError, Tx, V};

/// Writes names and rows so that equal tables give equal bytes and different ones do not.
///
/// Layout: `"ges-table-1\n"`, number of columns (u32), names in alphabetical order, then for each row a byte 1 and
/// its values in that order, at last a byte 0. A value is 0 (NULL), 1 and an i64 (integers; truth values as 0 or 1),
/// 2 and text, 3 and bytes. Text, bytes and names follow their length (u32). Numbers are big-endian.
pub(crate) fn table(tx: &mut Tx<'_>, table: &str, order_by: &[&str]) -> Result<Vec<u8>, StoreError> {
    check_name(table)?;
    for name in order_by {
        check_name(name)?;
    }
    let columns = columns(tx, table)?;
    if columns.is_empty() || order_by.is_empty() {
        return Err(StoreError::usage(format!("table {table} must exist and be dumped in an order of its columns")));
    }
    let mut out = b"ges-table-1\n".to_vec();
    put_length(&mut out, columns.len())?;
    for name in &columns {
        put_bytes(&mut out, name.as_bytes())?;
    }
    let order: Vec<String> = order_by.iter().map(|name| format!("{name} NULLS FIRST")).collect();
    let sql = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
    tx.each(&sql, &[], &mut |row| {
        out.push(1);
        (0..columns.len()).try_for_each(|index| put_value(&mut out, &row.value(index)?))
    })?;
    out.push(0);
    Ok(out)
}

fn columns(tx: &mut Tx<'_>, table: &str) -> Result<Vec<String>, StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1)",
        Engine::Postgres => {
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() AND CAST(table_name AS TEXT) = $1"
        }
    };
    let mut names = tx.all(sql, &[table.into()], |row| row.text(0))?;
    names.sort();
    Ok(names)
}

fn put_value(out: &mut Vec<u8>, value: &V<'_>) -> Result<(), StoreError> {
    match value {
        V::Null => out.push(0),
        V::I(n) => put_integer(out, *n),
        V::Bool(truth) => put_integer(out, i64::from(*truth)),
        V::T(text) => {
            out.push(2);
            put_bytes(out, text.as_bytes())?;
        }
        V::B(bytes) => {
            out.push(3);
            put_bytes(out, bytes)?;
        }
    }
    Ok(())
}

fn put_integer(out: &mut Vec<u8>, n: i64) {
    out.push(1);
    out.extend_from_slice(&n.to_be_bytes());
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), StoreError> {
    put_length(out, bytes.len())?;
    out.extend_from_slice(bytes);
    Ok(())
}

fn put_length(out: &mut Vec<u8>, length: usize) -> Result<(), StoreError> {
    let length = u32::try_from(length).map_err(|_| StoreError::usage("a value longer than 4 GiB"))?;
    out.extend_from_slice(&length.to_be_bytes());
    Ok(())
}

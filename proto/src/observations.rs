//! The columnar body of an import: one record for many values, small on disk and cheap to decode.

use bytes::Bytes;
use prost::Message;

use crate::record::ObservationBatch;

/// Most rows in one import record.
pub const MAX_ROWS: usize = 100_000;
/// Most bytes of a body once decompressed.
pub const MAX_DECODED: usize = 64 * 1024 * 1024;
/// Most series of one batch.
pub const MAX_SERIES: usize = MAX_ROWS;
/// Longest series key or data flow name in bytes.
pub const MAX_NAME: usize = 400;
/// Periods are codes below this; it leaves 40 bits of a 63-bit key to the series.
pub const MAX_PERIOD: u32 = 1 << 23;

/// How often a series is observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    /// Monthly.
    Month,
    /// Quarterly.
    Quarter,
    /// Yearly.
    Year,
}

/// A calendar period (Christian era), ordered by its last month; packs into 23 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(u32);

impl Period {
    /// A period of `frequency` that ends in `month` (1 to 12) of `year` (0 to 9999, C.E.).
    pub fn ending(year: u16, month: u8, frequency: Frequency) -> Option<Self> {
        let fits = match frequency {
            Frequency::Month => true,
            Frequency::Quarter => month.is_multiple_of(3),
            Frequency::Year => month == 12,
        };
        ((1..=12).contains(&month) && year <= 9999 && fits)
            .then(|| Self((u32::from(year) * 12 + u32::from(month) - 1) * 4 + frequency as u32))
    }

    /// The packed code, below [`MAX_PERIOD`].
    pub fn code(self) -> u32 {
        self.0
    }

    /// The period of a packed code.
    pub fn from_code(code: u32) -> Option<Self> {
        let frequency = match code % 4 {
            0 => Frequency::Month,
            1 => Frequency::Quarter,
            2 => Frequency::Year,
            _ => return None,
        };
        let months = code / 4;
        let month = u8::try_from(months % 12 + 1).ok()?;
        u16::try_from(months / 12).ok().and_then(|year| Self::ending(year, month, frequency))
    }

    /// Reads `2012-04`, `2012-Q2` or `2012`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-').map_or((text, None), |(y, r)| (y, Some(r)));
        if year.len() != 4 {
            return None;
        }
        let year = year.parse().ok()?;
        match rest {
            None => Self::ending(year, 12, Frequency::Year),
            Some(rest) => match rest.strip_prefix('Q') {
                Some(q) if q.len() == 1 => {
                    Self::ending(year, q.parse::<u8>().ok()?.checked_mul(3)?, Frequency::Quarter)
                }
                None if rest.len() == 2 => Self::ending(year, rest.parse().ok()?, Frequency::Month),
                _ => None,
            },
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month) = (self.0 / 48, self.0 / 4 % 12 + 1);
        match self.0 % 4 {
            0 => write!(f, "{year:04}-{month:02}"),
            1 => write!(f, "{year:04}-Q{}", month / 3),
            _ => write!(f, "{year:04}"),
        }
    }
}

/// Observations by column; all columns have the same number of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observations {
    /// Data flow, for example `monthly-results`.
    pub dataflow: String,
    /// Series keys.
    pub series: Vec<String>,
    /// Per row: index into `series`.
    pub series_index: Vec<u32>,
    /// Per row: packed period.
    pub period: Vec<u32>,
    /// Per row: mantissa of the value.
    pub mantissa: Vec<i64>,
    /// Per row: digits after the point; one element stands for all rows.
    pub scale: Vec<u32>,
    /// Per row: bytes of its note in `notes`; empty when no row has one.
    pub note_length: Vec<u32>,
    /// All notes one after the other.
    pub notes: String,
}

/// What is wrong with an observations body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObservationsError {
    /// Not zstd, or too large once decompressed.
    #[error("the observations are not zstd-compressed or exceed 64 MiB decompressed")]
    Compression,
    /// Not the message.
    #[error("the observations are not a well-formed message: {0}")]
    Malformed(String),
    /// Columns of different lengths.
    #[error("column `{column}` has {found} rows where {expected} are expected")]
    Length {
        /// Which column.
        column: &'static str,
        /// Rows of the first column.
        expected: usize,
        /// Rows found.
        found: usize,
    },
    /// A row out of bounds.
    #[error("row {row}: {what} is out of bounds")]
    Row {
        /// Row from 0.
        row: usize,
        /// Which value.
        what: &'static str,
    },
    /// Too many rows or series, or a name too long.
    #[error("{0} exceed the limit of one import: split it")]
    Limit(&'static str),
}

impl Observations {
    /// Rows.
    pub fn len(&self) -> usize {
        self.series_index.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.series_index.is_empty()
    }

    /// Digits after the point of row `row`.
    pub fn scale_of(&self, row: usize) -> u32 {
        if self.scale.len() == 1 { self.scale[0] } else { self.scale.get(row).copied().unwrap_or(0) }
    }

    /// The record body: delta-coded columns, zstd level 3.
    pub fn encode(&self) -> Result<Bytes, ObservationsError> {
        self.check()?;
        let message = ObservationBatch {
            dataflow: self.dataflow.clone(),
            series: self.series.clone(),
            series_index: self.series_index.clone(),
            period_delta: deltas(self.period.iter().map(|p| i64::from(*p))),
            mantissa_delta: deltas(self.mantissa.iter().copied()),
            scale: self.scale.clone(),
            note_length: self.note_length.clone(),
            notes: self.notes.clone().into_bytes(),
        };
        zstd::bulk::compress(&message.encode_to_vec(), 3).map(Bytes::from).map_err(|_| ObservationsError::Compression)
    }

    /// Reads a record body; every length and bound is checked, so that rows can be used without further checks.
    pub fn decode(body: &[u8]) -> Result<Self, ObservationsError> {
        let plain = decompress(body)?;
        let m = ObservationBatch::decode(plain.as_slice()).map_err(|e| ObservationsError::Malformed(e.to_string()))?;
        if m.series_index.len() > MAX_ROWS {
            return Err(ObservationsError::Limit("rows"));
        }
        let notes = String::from_utf8(m.notes).map_err(|e| ObservationsError::Malformed(e.to_string()))?;
        let period = sums(&m.period_delta)
            .enumerate()
            .map(|(row, p)| u32::try_from(p).map_err(|_| ObservationsError::Row { row, what: "period" }))
            .collect::<Result<_, _>>()?;
        let out = Self {
            dataflow: m.dataflow,
            series: m.series,
            series_index: m.series_index,
            period,
            mantissa: sums(&m.mantissa_delta).collect(),
            scale: m.scale,
            note_length: m.note_length,
            notes,
        };
        out.check()?;
        Ok(out)
    }

    fn check(&self) -> Result<(), ObservationsError> {
        let expected = self.len();
        if expected > MAX_ROWS || self.series.len() > MAX_SERIES {
            return Err(ObservationsError::Limit("rows or series"));
        }
        if self.dataflow.len() > MAX_NAME || self.series.iter().any(|s| s.len() > MAX_NAME || s.is_empty()) {
            return Err(ObservationsError::Limit("names"));
        }
        for (column, found, may_be_short) in [
            ("period", self.period.len(), None),
            ("mantissa", self.mantissa.len(), None),
            ("scale", self.scale.len(), Some(1)),
            ("note_length", self.note_length.len(), Some(0)),
        ] {
            if found != expected && may_be_short != Some(found) {
                return Err(ObservationsError::Length { column, expected, found });
            }
        }
        let row = |what| move |row| ObservationsError::Row { row, what };
        let series = u32::try_from(self.series.len()).unwrap_or(u32::MAX);
        first(&self.series_index, |i| *i >= series).map_err(row("series index"))?;
        first(&self.period, |p| *p >= MAX_PERIOD || Period::from_code(*p).is_none()).map_err(row("period"))?;
        first(&self.mantissa, |m| m.unsigned_abs() >= 10u64.pow(ges_domain::number::MAX_DIGITS))
            .map_err(row("value"))?;
        first(&self.scale, |s| *s > ges_domain::number::MAX_SCALE).map_err(row("scale"))?;
        let mut at = 0usize;
        for (r, length) in self.note_length.iter().enumerate() {
            at = at.saturating_add(*length as usize);
            if !self.notes.is_char_boundary(at) {
                return Err(ObservationsError::Row { row: r, what: "note" });
            }
        }
        if at == self.notes.len() { Ok(()) } else { Err(ObservationsError::Row { row: expected, what: "note" }) }
    }
}

fn first<T>(column: &[T], bad: impl Fn(&T) -> bool) -> Result<(), usize> {
    column.iter().position(bad).map_or(Ok(()), Err)
}

fn deltas(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut last = 0i64;
    values.map(|v| v.wrapping_sub(std::mem::replace(&mut last, v))).collect()
}

fn sums(deltas: &[i64]) -> impl Iterator<Item = i64> {
    deltas.iter().scan(0i64, |sum, d| {
        *sum = sum.wrapping_add(*d);
        Some(*sum)
    })
}

/// Decompresses with a cap: the announced size is not believed beyond it.
fn decompress(body: &[u8]) -> Result<Vec<u8>, ObservationsError> {
    let announced =
        zstd::zstd_safe::get_frame_content_size(body).ok().flatten().ok_or(ObservationsError::Compression)?;
    let capacity =
        usize::try_from(announced).ok().filter(|n| *n <= MAX_DECODED).ok_or(ObservationsError::Compression)?;
    zstd::bulk::decompress(body, capacity).map_err(|_| ObservationsError::Compression)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Observations {
        Observations {
            dataflow: "monthly-results".into(),
            series: vec!["3/value".into(), "7/value".into()],
            series_index: vec![0, 1, 0],
            period: ["2012-01", "2012-01", "2012-Q2"].map(|p| Period::parse(p).unwrap().code()).to_vec(),
            mantissa: vec![2_600, -5, i64::from(u32::MAX)],
            scale: vec![0, 2, 9],
            note_length: vec![3, 0, 6],
            notes: "ก\u{e01}\u{e02}".into(),
        }
    }

    #[test]
    fn a_batch_survives_encoding() {
        let batch = sample();
        assert_eq!(Observations::decode(&batch.encode().unwrap()), Ok(batch));
    }

    #[test]
    fn every_defect_is_named() {
        type Spoil = fn(&mut Observations);
        let table: [(Spoil, &str); 8] = [
            (|o| o.series_index[1] = 2, "row 1: series index"),
            (|o| o.period[2] = 3, "row 2: period"),
            (|o| o.period.truncate(2), "column `period` has 2 rows"),
            (|o| o.scale = vec![1, 2], "column `scale` has 2 rows"),
            (|o| o.scale[1] = 10, "row 1: scale"),
            (|o| o.note_length[0] = 2, "row 0: note"),
            (|o| o.notes.push('x'), "row 3: note"),
            (|o| o.mantissa[0] = i64::MIN, "row 0: value"),
        ];
        for (spoil, words) in table {
            let mut batch = sample();
            spoil(&mut batch);
            let error = batch.encode().unwrap_err().to_string();
            assert!(error.starts_with(words), "{error}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let bomb = zstd::bulk::compress(&vec![0u8; MAX_DECODED + 1], 1).unwrap();
        assert_eq!(Observations::decode(&bomb), Err(ObservationsError::Compression));
    }

    #[test]
    fn periods_read_what_they_print_and_sort_by_their_end() {
        let periods: Vec<Period> = ["2011-10", "2011-12", "2011-Q4", "2011", "2012-01", "2012-Q1"]
            .iter()
            .map(|p| Period::parse(p).unwrap())
            .collect();
        assert!(periods.is_sorted());
        for p in periods {
            assert_eq!(Period::parse(&p.to_string()), Some(p));
            assert_eq!(Period::from_code(p.code()), Some(p));
        }
        for bad in ["", "12", "2012-13", "2012-Q5", "2012-Q", "2012-1", "2555-ก"] {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Observations::decode(&body);
        }

        #[test]
        fn any_compressed_bytes_are_read_or_refused(plain in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Observations::decode(&zstd::bulk::compress(&plain, 1).unwrap());
        }
    }
}

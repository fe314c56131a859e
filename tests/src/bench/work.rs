//! The work unit: observations of 301 units × 26 indicators × 4 measures, arriving period by period, each with a Thai
//! note of 36 bytes on average.

use std::fmt::Write as _;

use ges_proto::observations::{Frequency, Observations, Period};

/// Rows of one import record and of one transaction of the raw writers.
pub const RECORD: usize = 10_000;
const UNITS: usize = 301;
const INDICATORS: usize = 26;
const MEASURES: usize = 4;
/// Series: all have one value in each period.
pub const SERIES: usize = UNITS * INDICATORS * MEASURES;
/// Data flow of every record.
pub const DATAFLOW: &str = "monthly-results";

/// Consecutive rows of the work unit with values made from a seed; another seed makes changed values of the same keys.
#[derive(Debug)]
pub struct Work {
    first: usize,
    mantissa: Vec<i64>,
    notes: String,
    ends: Vec<usize>,
}

/// One row, with keys as text as a plain table would have them.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Number of the series.
    pub series: usize,
    /// Number of the period.
    pub period: usize,
    /// Value in hundredths.
    pub mantissa: i64,
    /// Note.
    pub note: &'a str,
}

impl Work {
    /// Rows `first..first + rows`.
    pub fn new(first: usize, rows: usize, seed: u64) -> Self {
        const WORDS: [&str; 12] = [
            "ผลงาน",
            "ร้อยละ",
            "ไตรมาส",
            "สูงกว่า",
            "ต่ำกว่า",
            "แผนงาน",
            "สะสม",
            "เพิ่มขึ้น",
            "ลดลง",
            "ตามเป้า",
            "รอผล",
            "ปรับแก้",
        ];
        let mut state = seed;
        let mut next = move || {
            // splitmix64: the same rows in every process and run.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        let mut work = Self {
            first,
            mantissa: Vec::with_capacity(rows),
            notes: String::with_capacity(rows * 40),
            ends: Vec::with_capacity(rows),
        };
        for _ in 0..rows {
            let random = next();
            work.mantissa.push(i64::try_from(random % 100_000_000).unwrap_or(0));
            let word = |shift: u32| WORDS[usize::try_from((random >> shift) % 12).unwrap_or(0)];
            // Writing to a String has no way to fail.
            let _ = write!(work.notes, "{}{} {}", word(30), word(40), (random >> 50) % 1000);
            work.ends.push(work.notes.len());
        }
        work
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.mantissa.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.mantissa.is_empty()
    }

    /// Bytes of a note on average.
    pub fn note_bytes(&self) -> f64 {
        self.notes.len() as f64 / self.len() as f64
    }

    /// Row `n` of these.
    pub fn row(&self, n: usize) -> Row<'_> {
        let begin = if n == 0 { 0 } else { self.ends[n - 1] };
        let key = self.first + n;
        Row {
            series: key % SERIES,
            period: key / SERIES,
            mantissa: self.mantissa[n],
            note: &self.notes[begin..self.ends[n]],
        }
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|n| self.row(n))
    }

    /// The rows as import records.
    pub fn records(&self) -> Vec<Observations> {
        (0..self.len()).step_by(RECORD).map(|from| self.record(from, (from + RECORD).min(self.len()))).collect()
    }

    fn record(&self, from: usize, to: usize) -> Observations {
        let mut record = Observations { dataflow: DATAFLOW.into(), scale: vec![2], ..Observations::default() };
        for row in (from..to).map(|n| self.row(n)) {
            record.series_index.push(u32::try_from(record.series.len()).unwrap_or(u32::MAX));
            record.series.push(series_name(row.series));
            record.period.push(period(row.period).code());
            record.mantissa.push(row.mantissa);
            record.note_length.push(u32::try_from(row.note.len()).unwrap_or(0));
            record.notes.push_str(row.note);
        }
        record
    }
}

/// Unit, indicator and measure of a series.
pub fn series_parts(series: usize) -> (String, String, String) {
    let (unit, rest) = (series / (INDICATORS * MEASURES), series % (INDICATORS * MEASURES));
    (format!("unit-{unit:03}"), format!("{:02}", rest / MEASURES + 1), format!("measure-{}", rest % MEASURES + 1))
}

/// Key of a series as the journal has it.
pub fn series_name(series: usize) -> String {
    let (unit, indicator, measure) = series_parts(series);
    format!("{unit}/{indicator}/{measure}")
}

/// A month; number 0 is January 2010.
///
/// # Panics
/// Beyond the year 9999.
pub fn period(number: usize) -> Period {
    let (year, month) = (2010 + number / 12, number % 12 + 1);
    let year = u16::try_from(year).expect("a year");
    Period::ending(year, u8::try_from(month).expect("a month"), Frequency::Month).expect("a month")
}

//! Tables of ratios: median with the least and the greatest of all repetitions, the floor, and whether it is met.

use std::fmt;

/// Values of the same thing from all repetitions of one run.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// One value alone.
    pub fn one(value: f64) -> Self {
        Self(vec![value])
    }

    /// Adds the value of one more repetition.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The value of the newest repetition.
    pub fn last(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }

    /// How many repetitions there were.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The middle value; of an even number the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        match sorted.len() {
            0 => f64::NAN,
            n if n % 2 == 1 => sorted[n / 2],
            n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
        }
    }

    /// Each value changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self(self.0.iter().copied().map(change).collect())
    }

    /// Each value divided by that of the same repetition of `other`.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }

    /// Each value added to that of the same repetition of `other`.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a + b).collect())
    }
}

impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        match self.0.len() {
            0 => f.write_str("–"),
            1 => f.write_str(&short(least)),
            _ => write!(f, "{} [{}–{}]", short(self.median()), short(least), short(most)),
        }
    }
}

/// Three digits that matter, large numbers in thousands.
fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 1e6 => format!("{:.2}M", value / 1e6),
        v if v >= 1e4 => format!("{:.0}k", value / 1e3),
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 0.1 || v == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

/// What a figure has to reach.
#[derive(Debug, Clone, Copy)]
pub enum Floor {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

impl Floor {
    /// Whether the median reaches it.
    pub fn met(self, samples: &Samples) -> bool {
        match self {
            Self::AtLeast(floor) => samples.median() >= floor,
            Self::AtMost(floor) => samples.median() <= floor,
        }
    }

    fn verdict(self, samples: &Samples) -> String {
        let (Self::AtLeast(floor) | Self::AtMost(floor)) = self;
        if self.met(samples) {
            "met".into()
        } else if samples.is_empty() {
            "not measured".into()
        } else {
            format!("MISSED by {:.0} %", (samples.median() / floor - 1.0).abs() * 100.0)
        }
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(floor) => write!(f, "≥ {}", short(*floor)),
            Self::AtMost(floor) => write!(f, "≤ {}", short(*floor)),
        }
    }
}

/// A table printed at the end of a bench.
#[derive(Debug)]
pub struct Table {
    title: String,
    rows: Vec<[String; 4]>,
    words: Vec<String>,
    missed: usize,
}

impl Table {
    /// An empty table.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new(), words: Vec::new(), missed: 0 }
    }

    /// A figure that is only told.
    pub fn tell(&mut self, what: impl Into<String>, samples: &Samples) {
        self.rows.push([what.into(), samples.to_string(), String::new(), String::new()]);
    }

    /// A figure with a floor; tells whether it is met.
    pub fn judge(&mut self, what: impl Into<String>, samples: &Samples, floor: Floor) -> bool {
        self.rows.push([what.into(), samples.to_string(), floor.to_string(), floor.verdict(samples)]);
        let met = floor.met(samples);
        self.missed += usize::from(!met);
        met
    }

    /// A sentence under the table.
    pub fn say(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    /// Prints it.
    pub fn print(&self) {
        println!("\n{}", self.title);
        let head = ["", "median [min–max]", "floor", ""].map(str::to_owned);
        let width =
            |column: usize| self.rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        for row in [&head].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths.iter().chain([&0])) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count()) + 2));
            }
            println!("  {}", line.trim_end());
        }
        for words in &self.words {
            println!("  {words}");
        }
        // A table that only tells figures claims nothing about floors.
        let judged = self.rows.iter().any(|[_, _, floor, _]| !floor.is_empty());
        match (judged, self.missed) {
            (false, _) => {}
            (true, 0) => println!("  Every floor is met."),
            (true, n) => println!("  {n} floor(s) missed."),
        }
    }
}

//! Instants as `<time>` elements: Buddhist-era words for people, ISO 8601 for programs.

use jiff::Timestamp;

use crate::format::{Given, Moment};
use crate::html::Html;
use crate::translations::Lang;

/// `4 ก.ค. 2555`
pub fn date(lang: &Lang, at: impl Given<Timestamp>) -> Html {
    Moment::Date.html(lang.locale(), at.given())
}

/// `วันพุธที่ 4 กรกฎาคม 2555`
pub fn date_long(lang: &Lang, at: impl Given<Timestamp>) -> Html {
    Moment::LongDate.html(lang.locale(), at.given())
}

/// `4 ก.ค. 2555 14:20 น.`
pub fn date_time(lang: &Lang, at: impl Given<Timestamp>) -> Html {
    Moment::DateTime.html(lang.locale(), at.given())
}

/// `14:20 น.`
pub fn clock_time(lang: &Lang, at: impl Given<Timestamp>) -> Html {
    Moment::Time.html(lang.locale(), at.given())
}

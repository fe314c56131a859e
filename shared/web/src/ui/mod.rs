//! The components of `ux.md` §4 as functions that return finished, escaped HTML.
//!
//! Call them from templates: `{{ ges_web::ui::score_chip(page.lang, score) }}`. Every component says in words what it
//! shows in colour or shape.

mod baseline;
mod chips;
mod evidence;
mod forms;
mod heat;
mod level_bar;
mod navigation;
mod notices;
mod progress;
mod provenance;
mod score;
mod sparkline;
mod time;

pub use baseline::{ChartPoint, baseline_chart};
pub use chips::{DataState, LinkHealth, Tone, WorkStatus, chip, data_state, link_health, work_status};
pub use evidence::{Change, Evidence, EvidenceState, diff_row, evidence_card};
pub use forms::{Choice, Field, FieldError, FieldKind, error_summary, field};
pub use heat::{HeatCell, HeatState, heat_legend, heat_strip};
pub use level_bar::{Beyond, LevelBar, Mark, interpolation, level_bar};
pub use navigation::{Filter, filters, key_hint, language_switch, pager};
pub use notices::{Act, empty_state, notice, toast};
pub use progress::{Part, progress, stacked};
pub use provenance::{Fact, Provenance, Step, StepState, digest, provenance_panel, provenance_strip, verify_box};
pub use score::{delta, level_of, level_word, score_chip, score_large};
pub use sparkline::{dot_strip, sparkline};
pub use time::{clock_time, date, date_long, date_time};

/// Attributes and text of finished SVG are built from these only: escaped words and exact decimals.
pub(crate) use crate::html::escape;

//! The level bar of an indicator: where a result stands among the agreed levels.

use ges_domain::agreement::Indicator;
use ges_domain::criteria::{Criteria, Direction, Position};
use ges_domain::exact::Exact;
use ges_domain::score::Scored;
use ges_web::ui::{self, Beyond, LevelBar, Mark};
use ges_web::{Html, Lang, format};
use rust_decimal::Decimal;

/// A value with the agreed decimals, or with more where more were reported: nothing that was scored is hidden.
pub fn digits(indicator: &Indicator, value: Decimal) -> String {
    let places = u32::from(indicator.decimals).max(value.normalize().scale());
    format::decimal(value, Some(places))
}

/// What each level is called on the bar: the agreed values, or the steps or levels by number.
fn levels(lang: &Lang, indicator: &Indicator) -> [String; 5] {
    match (indicator.levels(), indicator.criteria()) {
        (Some(levels), _) => [1, 2, 3, 4, 5].map(|n| exact(indicator, levels.value(n))),
        (None, Criteria::Milestone(_)) => [1, 2, 3, 4, 5].map(|n| lang.tr1("figures-step-n", "n", n)),
        (None, _) => [1, 2, 3, 4, 5].map(|n| n.to_string()),
    }
}

/// A bar with this round's mark and the one before.
pub fn bar(lang: &Lang, indicator: &Indicator, now: Option<Mark>, before: Option<Mark>) -> Html {
    ui::level_bar(
        lang,
        &LevelBar {
            levels: levels(lang, indicator),
            unit: lang.of(&indicator.unit).to_owned(),
            lower_is_better: indicator.levels().is_some_and(|l| l.direction() == Direction::Lower),
            milestone: indicator.levels().is_none(),
            now,
            before,
        },
    )
}

/// The mark of a figure on the bar.
pub fn mark(indicator: &Indicator, value: Option<Decimal>, scored: &Scored) -> Mark {
    let beyond = match scored.trace.position() {
        Some(Position::BelowFirst) => Beyond::Below,
        Some(Position::AboveFifth) => Beyond::Above,
        _ => Beyond::No,
    };
    Mark::new(value.map_or_else(String::new, |v| digits(indicator, v)), scored.official).beyond(beyond)
}

/// An agreed value: as many decimals as agreed, more where it has more, four where it does not end.
fn exact(indicator: &Indicator, value: &Exact) -> String {
    let shown = value.to_decimal().or_else(|| value.round_half_up(4).to_decimal()).unwrap_or_default();
    digits(indicator, shown)
}

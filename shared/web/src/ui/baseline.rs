//! Three past years and the rounds of this year as dots on the five level lines; the table stands under it.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::escape;
use crate::html::Html;
use crate::translations::Lang;

/// One year or round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartPoint {
    /// `2554`, or `9 ด.` for a round.
    pub label: String,
    /// The value as written; `None` when there is none.
    pub value: Option<String>,
    /// Its place in score space; outside 1 to 5 it is drawn just beyond the outer line.
    pub score: Option<Decimal>,
}

const TOP: i64 = 30;
const STEP: i64 = 30;

/// The chart. `levels` are the values of level 1 to 5 as written; `name` is the indicator's name for the label.
pub fn baseline_chart(
    lang: &Lang,
    name: &str,
    levels: &[String; 5],
    years: &[ChartPoint],
    rounds: &[ChartPoint],
) -> Html {
    let label = lang.tr1("baseline-label", "name", name);
    let height = TOP + STEP * 4 + 54;
    let mut svg = format!(
        "<figure class=\"baseline\"><svg role=\"img\" width=\"100%\" height=\"{height}\" aria-label=\"{}\">\
         <text class=\"head\" x=\"88%\" y=\"12\" text-anchor=\"end\">{}</text><text class=\"head\" x=\"100%\" y=\"12\" text-anchor=\"end\">{}</text>",
        escape(&label),
        escape(&lang.tr("baseline-value")),
        escape(&lang.tr("baseline-level"))
    );
    for (level, value) in (1_i64..).zip(levels) {
        let y = TOP + STEP * (5 - level);
        let class = if level == 3 { "rule thick" } else { "rule" };
        let _ = write!(
            svg,
            "<line class=\"{class}\" x1=\"0\" x2=\"74%\" y1=\"{y}\" y2=\"{y}\"/>\
             <text class=\"value\" x=\"88%\" y=\"{t}\" text-anchor=\"end\">{}</text>\
             <text class=\"level\" x=\"100%\" y=\"{t}\" text-anchor=\"end\">{level}</text>",
            escape(value),
            t = y + 5
        );
    }
    let slots = i64::try_from(years.len() + rounds.len()).unwrap_or(1).max(1);
    if !years.is_empty() && !rounds.is_empty() {
        let x = Decimal::from(74 * i64::try_from(years.len()).unwrap_or(0)) / Decimal::from(slots);
        let x = x.round_dp(2).normalize();
        let _ =
            write!(svg, "<line class=\"divide\" x1=\"{x}%\" x2=\"{x}%\" y1=\"{}\" y2=\"{}\"/>", TOP - 12, height - 30);
    }
    series(&mut svg, years, 0, slots, "past");
    series(&mut svg, rounds, i64::try_from(years.len()).unwrap_or(0), slots, "round");
    svg.push_str("</svg>");
    table(lang, &mut svg, years, rounds);
    svg.push_str("</figure>");
    Html::trusted(svg)
}

fn series(svg: &mut String, points: &[ChartPoint], first: i64, slots: i64, class: &str) {
    let bottom = TOP + STEP * 4 + 46;
    let place = |index: usize| {
        let slot = first + i64::try_from(index).unwrap_or(0);
        (Decimal::from(37 * (2 * slot + 1)) / Decimal::from(slots)).round_dp(2).normalize()
    };
    let y = |score: Decimal| {
        let held = score.clamp(Decimal::new(6, 1), Decimal::new(54, 1));
        (Decimal::from(TOP) + Decimal::from(STEP) * (Decimal::from(5) - held)).round_dp(1).normalize()
    };
    let mut last: Option<(Decimal, Decimal)> = None;
    for (index, point) in points.iter().enumerate() {
        let x = place(index);
        if let Some(score) = point.score {
            let at = y(score);
            if let Some((x1, y1)) = last {
                let _ = write!(svg, "<line class=\"join {class}\" x1=\"{x1}%\" y1=\"{y1}\" x2=\"{x}%\" y2=\"{at}\"/>");
            }
            last = Some((x, at));
        } else {
            last = None;
        }
    }
    for (index, point) in points.iter().enumerate() {
        let x = place(index);
        let _ = write!(svg, "<text class=\"slot\" x=\"{x}%\" y=\"{bottom}\">{}</text>", escape(&point.label));
        if let (Some(score), Some(value)) = (point.score, &point.value) {
            let at = y(score);
            let radius = if class == "round" { 6 } else { 5 };
            // The lowest dots write above themselves, so that no label falls under the lowest line.
            let label = if score < Decimal::new(15, 1) && class == "past" {
                at + Decimal::from(21)
            } else {
                at - Decimal::from(11)
            };
            let _ = write!(
                svg,
                "<circle class=\"dot {class}\" cx=\"{x}%\" cy=\"{at}\" r=\"{radius}\"/><text class=\"mark {class}\" x=\"{x}%\" y=\"{label}\">{}</text>",
                escape(value)
            );
        }
    }
}

fn table(lang: &Lang, html: &mut String, years: &[ChartPoint], rounds: &[ChartPoint]) {
    let _ = write!(html, "<details><summary>{}</summary><table class=\"plain\"><tbody>", escape(&lang.tr("as-table")));
    for point in years.iter().chain(rounds) {
        let value = point.value.clone().unwrap_or_else(|| lang.tr("no-value"));
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>",
            escape(&point.label),
            escape(&value)
        );
    }
    html.push_str("</tbody></table></details>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    #[test]
    fn dots_stand_on_the_level_lines_and_gaps_stay_gaps() {
        let lang = Lang::new(Locale::Th, Translations::new(&[]).unwrap().into());
        let point = |label: &str, value: &str, score: &str| ChartPoint {
            label: label.to_owned(),
            value: Some(value.to_owned()),
            score: Some(score.parse().unwrap()),
        };
        let levels = ["1,800", "2,100", "2,400", "2,700", "3,000"].map(ToOwned::to_owned);
        let gap = ChartPoint { label: "2553".to_owned(), value: None, score: None };
        let years = [point("2552", "2,400", "3"), gap, point("2554", "<b>", "5")];
        let html = baseline_chart(&lang, "ชื่อ", &levels, &years, &[point("9 ด.", "3,000", "9")]);
        let svg = html.as_str();
        assert!(svg.contains("cx=\"9.25%\" cy=\"90\""), "level 3 is the middle line: {svg}");
        assert_eq!(svg.matches("class=\"join").count(), 0, "a gap is not bridged");
        assert!(svg.contains("cy=\"18\""), "beyond level 5 stands just above the line");
        assert!(!svg.contains("<b>") && svg.contains("ไม่มีข้อมูล"));
    }
}

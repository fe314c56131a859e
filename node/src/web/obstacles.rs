//! `/obstacles`: what was reported as obstacles of a round, the largest loss first, and who sees to each.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use ges_domain::access::Act;
use ges_domain::calendar::Round;
use ges_domain::exact::Exact;
use ges_domain::standing::losses;
use ges_domain::together::TaskStage;
use ges_web::page::{Period, View};
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, Tab, format};
use jiff::civil::Date;
use serde::Deserialize;

use super::executive::scores;
use super::tasks::{TaskRow, row as task_row};
use super::together::{self as room, Room, enter, frame};
use crate::app::Node;
use crate::service::obstacles::{Obstacle, Seen, board, newest_round};
use crate::service::rounds::{self, Frame};
use crate::service::tasks::today;

/// Which round; the newest with a figure where none is named.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    round: String,
}

struct ThreadLink {
    href: String,
    words: String,
}

struct ObstacleRow {
    id: String,
    title: String,
    href: String,
    state: Html,
    points: String,
    narrative: Vec<(String, String)>,
    threads: Vec<ThreadLink>,
    tasks: Vec<TaskRow>,
    comment: String,
    task: String,
}

#[derive(Template)]
#[template(path = "node/obstacles.html")]
struct ObstaclesPage {
    page: Page,
    ways: Html,
    lead: String,
    rows: Vec<ObstacleRow>,
    empty: Html,
}

/// Shows the board.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let (lang, frame_of) = (&reader.lang, Frame::of(&node));
    let found = node.store().read_async(move |tx| rounds::newest(tx, &frame_of)).await?;
    let mut page = frame(&node, &reader, lang.tr("obstacles-title"));
    let ways = room::ways(&reader, &room.who);
    let Some(found) = found else {
        let empty = ui::empty_state(&lang.tr("node-empty-title"), &lang.tr("node-empty"), None, false);
        return Ok(View::ok(ObstaclesPage { page, ways, lead: String::new(), rows: Vec::new(), empty }).into_response());
    };
    let round = asked.round.parse().ok().or_else(|| newest_round(&found)).unwrap_or(Round::Six);
    let choice = |r: &Round| {
        let label = lang.tr1("node-round", "months", r.months());
        Tab { current: *r == round, ..Tab::new(label, format!("/obstacles?round={}", r.months())) }
    };
    let label = lang.tr1("node-round", "months", round.months());
    page.period = Some(Period { label: label.clone(), choices: Round::ALL.iter().map(choice).collect() });
    let losses = losses(&found.agreement, &scores(&found), round);
    let board = board(&found, round, &losses, &room.known.together);
    let today = today(node.env().clock.now());
    let empty = if board.is_empty() {
        ui::empty_state(&lang.tr("obstacles-none-title"), &lang.tr("obstacles-none"), None, true)
    } else {
        Html::empty()
    };
    let year = lang.tr1("node-fiscal-year", "year", found.year.to_string());
    Ok(View::ok(ObstaclesPage {
        lead: format!("{label} · {year} · {}", lang.tr1("obstacles-count", "n", board.len())),
        rows: board.iter().map(|o| row(&node, lang, &room, o, today)).collect(),
        page,
        ways,
        empty,
    })
    .into_response())
}

fn row(node: &Node, lang: &Lang, room: &Room, obstacle: &Obstacle<'_>, today: Date) -> ObstacleRow {
    let (tone, key) = match obstacle.seen() {
        Seen::Nobody => (Tone::Warn, "obstacle-nobody"),
        Seen::Somebody => (Tone::Act, "obstacle-somebody"),
        Seen::Done => (Tone::Good, "obstacle-done"),
    };
    let points = obstacle.points.as_ref().map(|p| p.round_half_up(4)).as_ref().and_then(Exact::to_decimal);
    let result = ges_domain::together::Anchor::Result;
    let result = obstacle.anchor.indicator().zip(obstacle.anchor.round()).map(|((y, n), r)| result(y, n.clone(), r));
    let open = |t: &&&ges_domain::together::Task| t.stage != TaskStage::Cancelled;
    ObstacleRow {
        id: format!("obstacle-{}", obstacle.number),
        title: format!("{} {}", obstacle.number, lang.of(&obstacle.name)),
        href: result.map(|a| room::href(node, &a)).unwrap_or_default(),
        state: ui::chip(tone, &lang.tr(key)),
        points: points
            .map_or_else(|| lang.tr("obstacle-no-score"), |p| lang.tr1("obstacle-points", "points", format::score(p))),
        narrative: super::narrative::written(lang, obstacle.narrative),
        threads: obstacle
            .threads
            .iter()
            .map(|t| {
                let key = if t.is_open() { "obstacle-thread-open" } else { "obstacle-thread-resolved" };
                let words = t.posts.first().map(|p| crate::service::notices::beginning(p.text.as_str()));
                let words = words.unwrap_or_default();
                ThreadLink {
                    href: format!("/threads/{}", t.id),
                    words: lang.tr2(key, "words", words, "n", t.posts.len()),
                }
            })
            .collect(),
        tasks: obstacle.tasks.iter().filter(open).map(|t| task_row(lang, room, t, today)).collect(),
        comment: format!("/threads/new?anchor={}", obstacle.anchor),
        task: if room.who.may(Act::GiveTask) {
            format!("/tasks/new?anchor={}", obstacle.anchor)
        } else {
            String::new()
        },
    }
}

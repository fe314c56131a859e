//! `/nodes/{id}/confirm`: the operator compares the fingerprint that the node read out, and confirms it.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_web::page::{Page, View};
use ges_web::ui::{self, Field, FieldError};
use ges_web::{Html, Problem, Reader, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::{allow, nodes, say};
use crate::app::Hub;
use crate::enrol::{self, EnrolError};
use crate::service::nodes::Node;
use crate::store::agencies::Status;

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    page: Page,
    id: String,
    waiting: bool,
    address: String,
    field: Html,
}

#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    fingerprint: String,
}

pub(super) async fn page(
    State(hub): State<Hub>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    allow(&reader, &signed, Act::OperateHub)?;
    let node = nodes::find(&hub, &id).await?;
    Ok(View::ok(view(&hub, &reader, &node, "", &[])).into_response())
}

/// Nothing is prefilled: the operator types what the node reads out, so that both really compare.
fn view(hub: &Hub, reader: &Reader, node: &Node, typed: &str, errors: &[FieldError]) -> ConfirmPage {
    let lang = &reader.lang;
    let title = lang.tr1("hub-confirm-title", "name", lang.of(&node.agency.name));
    let mut page = Page::new(hub.kit(), reader, title).under(lang.tr("hub-nodes-title"), "/nodes");
    page.banner = if errors.is_empty() { Html::empty() } else { ui::error_summary(lang, errors) };
    let field = Field::text("fingerprint", lang.tr("hub-fingerprint"), typed)
        .hint(lang.tr("hub-fingerprint-hint"))
        .errors(errors);
    ConfirmPage {
        page,
        id: node.agency.id.to_string(),
        waiting: node.agency.status == Status::Waiting,
        address: node.agency.address.clone(),
        field: ui::field(lang, &field),
    }
}

pub(super) async fn act(
    State(hub): State<Hub>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    allow(&reader, &signed, Act::OperateHub)?;
    let node = nodes::find(&hub, &id).await?;
    let now = hub.env().clock.now();
    match enrol::confirm_async(&hub, &node.agency.id, &given.fingerprint, &signed.login, now).await {
        Ok(_) => Ok(Redirect::to("/nodes").into_response()),
        Err(EnrolError::Fingerprint { .. }) => {
            let lang = &reader.lang;
            let wrong = FieldError::new("fingerprint", lang.tr("hub-fingerprint"), lang.tr("hub-fingerprint-differs"));
            let again = view(&hub, &reader, &node, &given.fingerprint, &[wrong]);
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(EnrolError::State { .. }) => Err(Problem::conflict(say(&reader, "hub-confirm-state"))),
        Err(EnrolError::Ledger(error)) => Err(nodes::failed(error)),
        Err(other) => {
            tracing::warn!(error = %other, "a node could not be confirmed");
            Err(Problem::conflict(ges_domain::text::Text::new(other.to_string(), other.to_string())))
        }
    }
}

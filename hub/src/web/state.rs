//! The hub as the web kit and the shared pages see it.

use axum::body::Body;
use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream;
use ges_domain::access::{Act, Role, may};
use ges_domain::text::Text;
use ges_figures::{House as Figures, Opened};
use ges_journal::note::{SignerKey, VerifierKey};
use ges_ledger::LedgerError;
use ges_ledger::read::documents::Filed;
use ges_store::Store;
use ges_web::assets::Asset;
use ges_web::kit::{KitError, RoleLabel};
use ges_web::live::Live;
use ges_web::ui::{self, LinkHealth};
use ges_web::{Kit, KitOptions, KitState, Lang, Locale, Page, Problem, Product, Reader, Signed, Tab, format};
use jiff::Timestamp;

use crate::app::Hub;
use crate::documents::{self, FetchError};
use crate::service::nodes::Node;

const TH: &str = include_str!("../../locales/th/hub.ftl");
const EN: &str = include_str!("../../locales/en/hub.ftl");
const QUESTIONS_TH: &str = include_str!("../../locales/th/questions.ftl");
const QUESTIONS_EN: &str = include_str!("../../locales/en/questions.ftl");
const STYLESHEET: &str = "hub.css";

/// Why the web side cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The kit.
    #[error(transparent)]
    Kit(#[from] KitError),
}

/// The axum state of every hub page.
#[derive(Debug, Clone)]
pub struct House {
    hub: Hub,
    kit: Kit,
    live: Live,
}

impl House {
    /// Opens the kit over the hub's store.
    pub fn open(hub: &Hub) -> Result<Self, WebError> {
        let kit = kit(hub)?;
        let live = Live::new();
        let (bell, mut board) = (live.clone(), hub.board().subscribe());
        // Pages hear of changes through the kit's bell; the task ends with the board.
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::spawn(async move {
                while board.changed().await.is_ok() {
                    bell.ring();
                }
            });
        }
        Ok(Self { hub: hub.clone(), kit, live })
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn live(&self) -> &Live {
        &self.live
    }
}

/// The kit of a hub: accounts, words and navigation.
pub fn kit(hub: &Hub) -> Result<Kit, KitError> {
    let mut options = KitOptions::new(Product::Hub, hub.organisation().clone(), hub.name());
    options.words = ges_figures::words();
    options.words.extend([(Locale::Th, TH.to_owned()), (Locale::En, EN.to_owned())]);
    options.words.extend([(Locale::Th, QUESTIONS_TH.to_owned()), (Locale::En, QUESTIONS_EN.to_owned())]);
    options.assets = ges_figures::assets();
    options.assets.push(Asset::new(STYLESHEET, include_str!("../../assets/hub.css")));
    options.stylesheets = vec![ges_figures::STYLESHEET.to_owned(), STYLESHEET.to_owned()];
    options.demo = hub.config().demo;
    options.https = hub.config().https;
    options.behind_proxy = hub.config().behind_proxy;
    options.trusted_origins.clone_from(&hub.config().trusted_origins);
    options.public_url = hub.config().people_url();
    // `config check` names what is wrong; the other ways in stay open.
    options.accounts.oidc = hub.config().identity_provider().unwrap_or_else(|error| {
        tracing::error!(%error, "nobody can come in through the identity provider");
        None
    });
    let words = ges_web::Translations::new(&[(Locale::Th, TH), (Locale::En, EN)])?;
    options.roles = [Role::Analyst, Role::Host, Role::Committee, Role::Executive, Role::Operator]
        .map(|role| RoleLabel { role: role.to_string(), label: words.text(&format!("role-{role}"), &[]) })
        .to_vec();
    options.navigation = Box::new(|reader| {
        vec![
            Tab::new(reader.tr("hub-tab-overview"), "/"),
            Tab::new(reader.tr("ask-tab"), "/questions"),
            Tab::new(reader.tr("hub-tab-nodes"), "/nodes"),
        ]
    });
    Kit::open(options, hub.store(), hub.env())
}

impl KitState for House {
    fn kit(&self) -> &Kit {
        &self.kit
    }
}

impl Figures for House {
    const PRODUCT: Product = Product::Hub;

    fn store(&self) -> &Store {
        self.hub.store()
    }

    fn signer(&self) -> &SignerKey {
        self.hub.signer()
    }

    fn witness(&self) -> Option<VerifierKey> {
        Some(self.hub.witness().verifier_key())
    }

    fn page(&self, reader: &Reader, title: String) -> Page {
        let mut page = Page::new(&self.kit, reader, title);
        page.live = reader.person.is_some().then(|| "/events".to_owned());
        if let Some(href) = asking(reader) {
            let act = ui::Act::new(reader.tr("ask-new"), href);
            page.banner = ui::notice(ui::Tone::Plain, &reader.tr("ask-invite"), "", Some(&act));
        }
        page
    }

    fn open_document(
        &self,
        filed: Filed,
        offset: u64,
        length: Option<u64>,
    ) -> BoxFuture<'static, Result<Opened, Problem>> {
        let hub = self.hub.clone();
        Box::pin(async move {
            documents::ensure(&hub, &filed.organisation, &filed.document).await.map_err(|e| unfetched(&e))?;
            let rest = filed.document.size.saturating_sub(offset);
            let length = length.map_or(rest, |l| l.min(rest));
            let pieces = stream::try_unfold((offset, offset + length), move |(at, end)| {
                let (hub, digest) = (hub.clone(), filed.document.digest);
                async move {
                    if at >= end {
                        return Ok::<_, FetchError>(None);
                    }
                    let piece = usize::try_from(end - at).unwrap_or(PIECE).min(PIECE);
                    let bytes = documents::read(&hub, digest, at, piece).await?;
                    let next = at + bytes.len() as u64;
                    Ok(Some((Bytes::from(bytes), (next, end))))
                }
            });
            Ok(Opened { length, body: Body::from_stream(pieces) })
        })
    }
}

/// From the page of an indicator to the form that asks its agency about it.
fn asking(reader: &Reader) -> Option<String> {
    let rest = reader.path().strip_prefix("/agencies/")?;
    let (agency, number) = rest.split_once("/indicators/")?;
    let plain = |text: &str| !text.is_empty() && !text.contains('/');
    if !plain(agency) || !plain(number) || !super::questions::may_ask(reader) {
        return None;
    }
    let query = reader.url.split_once('?').map_or(String::new(), |(_, query)| format!("&{query}"));
    Some(format!("/questions/ask?agency={agency}&indicator={number}{query}"))
}

/// Bytes read from disk at once while a document is sent.
const PIECE: usize = 256 * 1024;

fn unfetched(error: &FetchError) -> Problem {
    let thai = match error {
        FetchError::Unreachable(_) => "ติดต่อหน่วยงานเจ้าของเอกสารไม่ได้ในขณะนี้ กรุณาเปิดใหม่เมื่อการเชื่อมต่อกลับมา",
        FetchError::Cut { .. } => "การรับเอกสารขาดกลางทาง ส่วนที่ได้รับเก็บไว้แล้ว กรุณาเปิดอีกครั้งเพื่อรับต่อ",
        FetchError::Shrunk { .. } | FetchError::Mismatch { .. } => {
            "เอกสารที่หน่วยงานไม่ตรงกับที่บันทึกไว้ในสมุดบันทึก จึงไม่แสดง กรุณาแจ้งหน่วยงานให้ตรวจแฟ้ม"
        }
        FetchError::Gone(_) => "หน่วยงานไม่มีแฟ้มนี้แล้ว กรุณาแจ้งหน่วยงานให้เก็บแฟ้มเข้าระบบใหม่",
        FetchError::Store(_) => "ส่วนกลางเก็บเอกสารไม่ได้ กรุณาแจ้งผู้ดูแลระบบ",
    };
    let status = match error {
        FetchError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        FetchError::Unreachable(_) | FetchError::Cut { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_GATEWAY,
    };
    let title = Text::new("เปิดเอกสารไม่ได้", "The document cannot be opened");
    Problem::new(status, error.code(), title).detail(Text::new(thai, error.to_string()))
}

/// Asks the one place that decides.
pub(super) fn demand(house: &House, signed: &Signed, act: Act) -> Result<(), Problem> {
    let roles: Vec<Role> = signed.roles.iter().filter_map(|r| r.parse().ok()).collect();
    if may(&roles, act) {
        return Ok(());
    }
    let needed: Vec<String> =
        Role::ALL.iter().filter(|r| may(&[**r], act)).map(|r| house.kit.role_label(Locale::En, r.as_str())).collect();
    Err(Problem::forbidden(Text::new(
        "บทบาทของท่านไม่มีสิทธิทำรายการนี้",
        format!("Your role does not allow this; it takes one of: {}", needed.join(", ")),
    )))
}

/// A failure of the hub's own store: the reader can only try again.
#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
pub(super) fn trouble(error: LedgerError) -> Problem {
    tracing::error!(%error, "the store failed under a page");
    Problem::internal()
}

/// Health of a link in the kit's terms.
pub(super) fn health_of(lang: &Lang, node: &Node, now: Timestamp) -> LinkHealth {
    let at = |t: Timestamp| {
        if now.duration_since(t).as_hours().abs() < 20 {
            format::clock_time(lang.locale(), t)
        } else {
            format::date_time(lang.locale(), t)
        }
    };
    match (&node.link.trouble, node.link.connected, node.link.last_contact) {
        (Some(t), _, _) if t.alarm => LinkHealth::Diverged,
        (_, true, _) if node.lag() > 0 => LinkHealth::Behind(node.lag()),
        (_, true, Some(t)) => LinkHealth::Live(at(node.link.last_batch.unwrap_or(t))),
        (_, false, Some(t)) => LinkHealth::Lost(at(t)),
        (_, _, None) => LinkHealth::Never,
    }
}

//! Shows every component of the kit in all its states: `cargo run -p ges-web --example gallery`, then open
//! <http://127.0.0.1:8399/> (`/?hub`, `/?lang=en`). It is the page to look at before and after changing the kit.
#![expect(clippy::expect_used, reason = "a program for developers that stops at the first surprise")]

mod samples;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_runtime::Env;
use ges_store::{Options, Store, StoreUrl};
use ges_web::accounts::NewPerson;
use ges_web::kit::RoleLabel;
use ges_web::live::Live;
use ges_web::page::{Period, Search, View};
use ges_web::{Kit, KitOptions, KitState, Page, Product, Reader, Tab, accounts, assets, security};

#[derive(Clone)]
struct Gallery {
    node: Kit,
    hub: Kit,
    live: Live,
}

impl KitState for Gallery {
    fn kit(&self) -> &Kit {
        &self.node
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let store = Store::open(&StoreUrl::memory(), Options::default()).expect("a store in memory");
    let env = Env::system();
    let open = |product| Kit::open(options(product), &store, &env).expect("the kit opens");
    let gallery = Gallery { node: open(Product::Node), hub: open(Product::Hub), live: Live::new() };
    let password = env.entropy.token();
    let person = NewPerson {
        login: "keeper".to_owned(),
        roles: vec!["data-keeper".to_owned()],
        password: Some(password.clone()),
        ..NewPerson::default()
    };
    gallery.node.accounts().create_person(person).expect("a person");
    let link = gallery.node.accounts().create_link("keeper").expect("a link");
    let router = Router::new()
        .route("/", get(show))
        .route("/boom", get(boom))
        .route("/events", get(|State(gallery): State<Gallery>| async move { gallery.live.events() }))
        .route("/ring", get(|State(gallery): State<Gallery>| async move { gallery.live.ring() }))
        .merge(accounts::routes())
        .merge(assets::routes())
        .with_state(gallery.clone());
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8399".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await.expect("the address is free");
    println!("http://{address}/  login keeper, password {password}");
    println!("http://{address}{}", accounts::link_path(&link));
    axum::serve(listener, security::harden(&gallery.node, router)).await.expect("served");
}

fn options(product: Product) -> KitOptions {
    let name = match product {
        Product::Node => Text::new("กรมส่งเสริมการส่งออก", "Department of Export Promotion"),
        Product::Hub => Text::new("ส่วนกลาง · สำนักงาน ก.พ.ร.", "Centre · OPDC"),
    };
    let id = OrganisationId::parse(product.name()).expect("a good id");
    let mut options = KitOptions::new(product, id, name);
    options.demo = true;
    options.roles = vec![RoleLabel {
        role: "data-keeper".to_owned(), label: Text::new("ผู้จัดเก็บข้อมูล", "Data keeper")
    }];
    options.navigation = Box::new(|reader| {
        let thai = reader.locale().is_thai();
        let say = |th: &str, en: &str| if thai { th.to_owned() } else { en.to_owned() };
        vec![
            Tab::new(say("งานของฉัน", "My work"), "/").waiting(4),
            Tab::new(say("ตัวชี้วัด", "Indicators"), "/indicators"),
            Tab::new(say("คำถามจากส่วนกลาง", "Questions"), "/questions").waiting(2),
            Tab::new(say("รายงาน", "Reports"), "/reports"),
            Tab::new(say("ประวัติการแก้ไข", "History"), "/history"),
        ]
    });
    options
}

async fn boom() -> &'static str {
    panic!("as asked")
}

async fn show(State(gallery): State<Gallery>, reader: Reader) -> Response {
    let hub = reader.url.contains("hub");
    let kit = if hub { &gallery.hub } else { &gallery.node };
    let thai = reader.locale().is_thai();
    let title = if thai { "ส่วนประกอบทั้งหมด" } else { "All components" };
    let mut page = Page::new(kit, &reader, title).under(if thai { "งานของฉัน" } else { "My work" }, "/");
    page.person = Some(kit.role_label(reader.locale(), "data-keeper"));
    page.period = Some(Period {
        label: if thai {
            "ปีงบประมาณ 2555 · รอบ 9 เดือน"
        } else {
            "FY 2555 · 9 months"
        }
        .to_owned(),
        choices: vec![Tab::new("6", "/?round=6"), Tab { current: true, ..Tab::new("9", "/?round=9") }],
    });
    page.search = Some(Search {
        action: "/".to_owned(),
        label: if thai {
            "ค้นหาตัวชี้วัด หลักฐาน"
        } else {
            "Search indicators, evidence"
        }
        .to_owned(),
        value: String::new(),
    });
    let now = ges_web::format::clock_time(reader.locale(), kit.env().clock.now());
    page.status =
        Some(format!("{} {now} ({})", if thai { "ส่วนกลางได้รับล่าสุด" } else { "Centre received" }, gallery.live.rung()));
    page.live = Some("/events".to_owned());
    View::ok(samples::GalleryPage::new(page)).into_response()
}

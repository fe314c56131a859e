//! Shows every page of this crate over the journals of its tests: `cargo run -p ges-figures --example figures-gallery`, then
//! open the addresses it prints. It is what to look at before and after changing a page.
#![expect(
    clippy::unwrap_used,
    dead_code,
    clippy::indexing_slicing,
    reason = "a program for developers over test fixtures"
)]

#[path = "../tests/figures/house.rs"]
mod house;
#[path = "../tests/figures/world.rs"]
mod world;

use axum::Router;
use axum::middleware::{self, Next};
use ges_domain::audience::Audience;

use house::{Server, bearer};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let world = world::build(Audience::Central);
    let public = world::build(Audience::Public);
    // The first of three free ports.
    let port: u16 = std::env::args().nth(1).map_or(8370, |text| text.parse().unwrap());
    let url = |n: u16| format!("127.0.0.1:{}", port + n);
    for (name, record) in &world.records {
        println!("{name}: http://{}/records/{record}", url(0));
    }
    println!("node http://{}/indicators, hub http://{}/agencies/dep", url(0), url(1));
    println!("nobody signed in: http://{}/agencies/dep", url(2));
    let node = serve(signed_in(&world.node, "data_keeper"), url(0));
    let hub = serve(signed_in(&world.hub, "analyst"), url(1));
    let open = serve(public.hub.router(), url(2));
    tokio::join!(node, hub, open);
}

/// Everybody who asks is signed in; for looking at pages only.
fn signed_in<const HUB: bool>(server: &Server<HUB>, role: &str) -> Router {
    let token = bearer(&server.token(role));
    server.router().layer(middleware::from_fn(move |mut request: axum::extract::Request, next: Next| {
        request.headers_mut().insert("authorization", token.parse().unwrap());
        next.run(request)
    }))
}

async fn serve(router: Router, address: String) {
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    axum::serve(listener, router).await.unwrap();
}

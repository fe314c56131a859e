//! The mail digest: what is sent, to whom, when again, and what never stands in it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::{Arc, Mutex};

use axum::body::Body;
use ges_domain::access::Role;
use ges_domain::together::Anchor;
use ges_node::app::{Config, InitRequest, Node};
use ges_node::mail::{Digest, Mail, MailError, attempt, digest, test, waiting};
use ges_node::service::Who;
use ges_node::service::notices::mark;
use ges_node::service::tasks::{self, NewTask};
use ges_node::service::threads::{self, Written};
use ges_node::service::together::{Asked, fresh};
use ges_runtime::{Clock, Entropy, Env};
use ges_web::accounts::NewPerson;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use support::{env, id, organisation, with_agreement};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

/// What a mail server of one's own does with what it is sent.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Takes,
    /// Refuses one recipient for good.
    Refuses(&'static str),
    /// Greets and hangs up.
    Busy,
}

type Kept = Arc<Mutex<Vec<(String, String)>>>;

/// A mail server that speaks the least of SMTP (RFC 5321) and keeps recipient and content of each mail.
async fn server(manner: Manner) -> (u16, Kept) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, kept) = (listener.local_addr().unwrap().port(), Kept::default());
    let keep = Arc::clone(&kept);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, manner, Arc::clone(&keep)));
        }
    });
    (port, kept)
}

async fn talk(stream: TcpStream, manner: Manner, kept: Kept) {
    let mut stream = BufReader::new(stream);
    let (mut to, mut line) = (String::new(), String::new());
    stream.write_all(b"220 test\r\n").await.unwrap();
    if manner == Manner::Busy {
        return;
    }
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let said = line.trim_end().to_owned();
        line.clear();
        let answer = if said.starts_with("EHLO") {
            "250-test\r\n250 8BITMIME"
        } else if let Some(rest) = said.strip_prefix("RCPT TO:") {
            to = rest.trim_matches(['<', '>']).to_owned();
            if matches!(manner, Manner::Refuses(one) if one == to) { "550 no such mailbox" } else { "250 ok" }
        } else if said == "DATA" {
            stream.write_all(b"354 go on\r\n").await.unwrap();
            let mut content = String::new();
            while stream.read_line(&mut line).await.unwrap_or(0) > 0 && line != ".\r\n" {
                content.push_str(&std::mem::take(&mut line));
            }
            line.clear();
            kept.lock().unwrap().push((to.clone(), content));
            "250 kept"
        } else if said == "QUIT" {
            "221 bye"
        } else {
            "250 ok"
        };
        if stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The body of a part in the clear: digests are written in base64 or quoted-printable.
fn readable(content: &str) -> String {
    use base64::Engine as _;
    let mut out = String::new();
    for part in content.split("\r\n\r\n") {
        let joined: String = part.lines().take_while(|l| !l.starts_with("--")).collect();
        match base64::engine::general_purpose::STANDARD.decode(&joined) {
            Ok(bytes) if bytes.len() > 20 => out.push_str(&String::from_utf8_lossy(&bytes)),
            _ => out.push_str(&unquoted(&part.replace("=\r\n", ""))),
        }
        out.push('\n');
    }
    out
}

/// Quoted-printable (RFC 2045) as text.
fn unquoted(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code {
            Some(byte) if *first == b'=' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn settings(port: u16) -> Mail {
    let text = format!(
        "host = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"GES <ges@dep.go.th>\"\n\
         base_url = \"https://ges.dep.go.th\"\n"
    );
    toml::from_str(&text).unwrap()
}

/// A node with an agreement, and people who said where mail goes; `mute` said nothing.
async fn house(mail: Option<Mail>) -> (TempDir, Node) {
    house_in(mail, env()).await
}

async fn house_in(mail: Option<Mail>, env: Env) -> (TempDir, Node) {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().join("node"), id("dep"));
    config.mail = mail;
    let request = InitRequest { config, organisation: organisation("dep"), administrator: "admin".into() };
    let (node, _) = Node::init(request, env).unwrap();
    with_agreement(&node);
    for (login, role, email) in [
        ("keeper", "data_keeper", "keeper@dep.go.th"),
        ("cio", "cio", "cio@dep.go.th"),
        ("mute", "supervisor", ""),
        ("admin2", "administrator", "admin@dep.go.th"),
    ] {
        let person = NewPerson { login: login.into(), roles: vec![role.into()], ..NewPerson::default() };
        node.kit().accounts().create_person(person).unwrap();
        node.kit().accounts().set_email_async(login, email).await.unwrap();
    }
    (dir, node)
}

fn pa() -> Who {
    Who::new("pa", [Role::PaUnit])
}

async fn say(node: &Node, text: &'static str) {
    node.blocking(move |node| {
        let anchor: Anchor = "result:2555:1:9".parse().unwrap();
        let written = Written { text: text.into(), ..Written::default() };
        threads::open(node, &pa(), fresh(node), anchor, &written, node.env().clock.now()).unwrap();
    })
    .await;
}

async fn give(node: &Node, to: &'static str) {
    give_until(node, to, &tasks::today(node.env().clock.now()).to_string()).await;
}

async fn give_until(node: &Node, to: &'static str, due: &str) {
    let due = due.to_owned();
    node.blocking(move |node| {
        let now = node.env().clock.now();
        let new = NewTask { title: "ความลับสอง".into(), to: to.into(), due, ..NewTask::default() };
        tasks::give(node, &pa(), fresh(node), new, now).unwrap();
    })
    .await;
}

fn sent(logins: &[&str]) -> Digest {
    Digest { sent: logins.iter().map(|l| (*l).to_owned()).collect(), refused: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_tells_counts_indicators_and_addresses_and_nothing_else() {
    let (port, kept) = server(Manner::Takes).await;
    let (_dir, node) = house(Some(settings(port))).await;
    assert_eq!(digest(&node, false).await.unwrap(), sent(&[]), "nothing happened yet");
    say(&node, "ความลับหนึ่ง @keeper @cio @mute @admin2").await;
    give(&node, "keeper").await;
    assert_eq!(digest(&node, false).await.unwrap(), sent(&["cio", "keeper"]));
    let mails = kept.lock().unwrap().clone();
    assert_eq!(mails.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["cio@dep.go.th", "keeper@dep.go.th"]);
    let text = readable(&mails[1].1);
    for told in [
        "มีผู้เรียกถึงท่าน 1 เรื่อง",
        "มีผู้มอบหมายงานให้ท่าน 1 เรื่อง",
        "1 ตัวชี้วัดที่ 1",
        "https://ges.dep.go.th/indicators/1?fiscal_year=2555",
        "https://ges.dep.go.th/notifications",
        "https://ges.dep.go.th/account",
        "<html lang=\"th\">",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("ความลับ") && !text.contains('⟦'), "{text}");
    assert!(mails[1].1.contains("From: GES <ges@dep.go.th>") && mails[1].1.contains("Message-ID: <"));
    let links: Vec<&str> = text.match_indices("http").map(|(at, _)| &text[at..]).collect();
    assert!(links.iter().all(|l| l.starts_with("https://ges.dep.go.th/")), "links lead only to the node: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_comes_again_only_when_something_new_happened() {
    let (port, kept) = server(Manner::Takes).await;
    let (_dir, node) = house(Some(settings(port))).await;
    say(&node, "@keeper").await;
    assert_eq!(digest(&node, false).await.unwrap(), sent(&["keeper"]));
    assert_eq!(digest(&node, false).await.unwrap(), sent(&[]), "the same things again are no news");
    assert_eq!(waiting(&node, true).await.unwrap().len(), 1, "unless asked for");
    give(&node, "keeper").await;
    assert_eq!(digest(&node, false).await.unwrap(), sent(&["keeper"]));
    let last = readable(&kept.lock().unwrap().last().unwrap().1);
    assert!(last.contains("2 เรื่อง") || last.contains("มีผู้เรียกถึงท่าน 1 เรื่อง"), "it tells all that is unread: {last}");
    node.kit().accounts().set_email_async("keeper", "").await.unwrap();
    assert!(waiting(&node, true).await.unwrap().is_empty(), "who takes the address back gets no mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_within_three_days_or_overdue_is_told_once_a_day_until_it_is_done() {
    let (port, kept) = server(Manner::Takes).await;
    let (clock, hand) = Clock::manual("2012-07-04T07:30:00+07:00".parse().unwrap());
    let (_dir, node) = house_in(Some(settings(port)), Env { clock, entropy: Entropy::seeded(7) }).await;
    let last = || readable(&kept.lock().unwrap().last().unwrap().1);
    give_until(&node, "keeper", "2012-07-08").await;
    assert_eq!(digest(&node, false).await.unwrap(), sent(&["keeper"]), "somebody gave a task");
    assert!(!last().contains("ครบกำหนด"), "four days are no hurry: {}", last());
    let keeper = Who::new("keeper", [Role::DataKeeper]);
    mark(&node, &keeper, |_| true, node.env().clock.now()).await.unwrap();

    hand.set("2012-07-05T07:30:00+07:00".parse().unwrap());
    assert_eq!(digest(&node, false).await.unwrap(), sent(&["keeper"]), "three days before");
    let text = last();
    for told in
        ["ใกล้ครบกำหนดหรือเกินกำหนด 1 เรื่อง", "งานที่ได้รับมอบหมาย ครบกำหนด 8 ก.ค. 2555", "https://ges.dep.go.th/tasks/"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("ความลับ") && !text.contains('⟦') && !text.contains("<ul><li></li>"), "{text}");
    hand.set("2012-07-05T23:59:00+07:00".parse().unwrap());
    assert_eq!(digest(&node, false).await.unwrap(), sent(&[]), "once a day");
    assert_eq!(waiting(&node, true).await.unwrap()[0].reminders.len(), 1, "unless asked for");
    hand.set("2012-07-09T07:30:00+07:00".parse().unwrap());
    assert_eq!(digest(&node, false).await.unwrap(), sent(&["keeper"]));
    assert!(last().contains("งานที่ได้รับมอบหมาย เกินกำหนดเมื่อ 8 ก.ค. 2555"), "{}", last());

    let id = waiting(&node, true).await.unwrap()[0].reminders[0].href.rsplit('/').next().unwrap().to_owned();
    node.blocking(move |node| {
        let asked = Asked { case: id.parse().unwrap(), act: fresh(node) };
        tasks::go_on(node, &keeper, asked, &tasks::Step::Finish, "", node.env().clock.now()).unwrap();
    })
    .await;
    hand.set("2012-07-10T07:30:00+07:00".parse().unwrap());
    assert_eq!(digest(&node, false).await.unwrap(), sent(&[]), "what is done presses nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_address_keeps_nobody_else_from_their_mail() {
    let (port, kept) = server(Manner::Refuses("cio@dep.go.th")).await;
    let (_dir, node) = house(Some(settings(port))).await;
    say(&node, "@cio @keeper").await;
    let done = digest(&node, false).await.unwrap();
    assert_eq!((done.sent, done.refused.len()), (vec!["keeper".to_owned()], 1));
    assert!(done.refused[0].1.contains("no such mailbox"), "{:?}", done.refused);
    assert_eq!(kept.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_used_is_told_and_tried_again() {
    let (busy, _) = server(Manner::Busy).await;
    let (_dir, node) = house(Some(settings(busy))).await;
    say(&node, "@keeper").await;
    assert!(matches!(digest(&node, false).await, Err(MailError::Server(_))));
    assert_eq!(waiting(&node, false).await.unwrap().len(), 1, "it is still due");
    assert!(matches!(test(&node, "x").await, Err(MailError::Address)));
    let (_dir, none) = house(None).await;
    assert!(matches!(test(&none, "a@b.th").await, Err(MailError::NotConfigured)));
}

/// Asks for a page, or posts a form, in a browser session of somebody.
async fn browse(node: &Node, login: &str, path: &str, form: Option<&[(&str, &str)]>) -> (StatusCode, String) {
    let cookie = {
        let (accounts, login) = (node.clone(), login.to_owned());
        let token = node.blocking(move |_| accounts.kit().accounts().create_link(&login).unwrap()).await;
        let request = Request::post("/signin/link").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.header(header::HOST, "ges.example").body(Body::from(format!("token={token}"))).unwrap();
        let answer = node.http_router().oneshot(request).await.unwrap();
        answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
    };
    let request = if form.is_some() { Request::post(path) } else { Request::get(path) };
    let request = request
        .header(header::HOST, "ges.example")
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "th")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie);
    let fields = form.unwrap_or_default();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let answer = node.http_router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_say_on_their_account_page_where_mail_goes() {
    let (_dir, node) = house(Some(settings(1))).await;
    let (status, page) = browse(&node, "mute", "/account", None).await;
    assert!(status == StatusCode::OK && page.contains("name=\"email\"") && !page.contains('⟦'), "{page}");
    let (status, page) = browse(&node, "mute", "/account/email", Some(&[("email", "mute@dep")])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#email\"") && page.contains("value=\"mute@dep\""), "what was typed stays: {page}");
    let good = [("email", " mute@dep.go.th ")];
    assert_eq!(browse(&node, "mute", "/account/email", Some(&good)).await.0, StatusCode::SEE_OTHER);
    assert!(browse(&node, "mute", "/account", None).await.1.contains("value=\"mute@dep.go.th\""));
    let (_dir, none) = house(None).await;
    assert!(!browse(&none, "mute", "/account", None).await.1.contains("name=\"email\""));
    assert_eq!(browse(&none, "mute", "/account/email", Some(&good)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_that_mail_cannot_be_sent() {
    let (busy, _) = server(Manner::Busy).await;
    let (_dir, node) = house(Some(settings(busy))).await;
    assert!(attempt(&node).await, "with nobody to write to, all is well");
    say(&node, "@keeper").await;
    assert!(!attempt(&node).await, "to be tried again");
    assert!(browse(&node, "admin2", "/", None).await.1.contains("ส่งเมลสรุปไม่สำเร็จ"));
    assert!(!browse(&node, "keeper", "/", None).await.1.contains("ส่งเมลสรุปไม่สำเร็จ"));
    node.kit().accounts().set_email_async("keeper", "").await.unwrap();
    assert!(attempt(&node).await);
    assert!(!browse(&node, "admin2", "/", None).await.1.contains("ส่งเมลสรุปไม่สำเร็จ"), "until something goes right");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_in_the_clear_where_tls_is_demanded() {
    let (port, kept) = server(Manner::Takes).await;
    let text = format!(
        "host = \"localhost\"\nport = {port}\nsecurity = \"starttls\"\nfrom = \"ges@dep.go.th\"\n\
         base_url = \"https://ges.dep.go.th\"\n"
    );
    let (_dir, node) = house(Some(toml::from_str(&text).unwrap())).await;
    assert!(matches!(test(&node, "keeper@dep.go.th").await, Err(MailError::Server(_))));
    assert!(kept.lock().unwrap().is_empty(), "a server that offers no STARTTLS gets no mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tries_the_server_out() {
    let (port, kept) = server(Manner::Takes).await;
    let (dir, node) = house(Some(settings(port))).await;
    say(&node, "@keeper").await;
    drop(node);
    let run = async |args: &'static [&'static str]| {
        let mut command = support::program(&dir.path().join("node"));
        tokio::task::spawn_blocking(move || command.args(args).env("LANG", "th").output().unwrap()).await.unwrap()
    };
    let out = run(&["mail", "test", "keeper@dep.go.th"]).await;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let out = run(&["mail", "digest"]).await;
    assert!(String::from_utf8_lossy(&out.stdout).contains("1 คน"), "{}", String::from_utf8_lossy(&out.stdout));
    assert_eq!(kept.lock().unwrap().len(), 1, "counting sends nothing");
    assert!(run(&["mail", "digest", "--now"]).await.status.success());
    let mails = kept.lock().unwrap();
    assert!(mails.len() == 2 && readable(&mails[0].1).contains("ส่งเมลได้"), "{mails:?}");
}

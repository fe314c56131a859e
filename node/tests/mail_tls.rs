//! Mail over TLS against a server that really speaks it: from the first byte and after STARTTLS; strangers and downgrades
//! get nothing, and the password is told to nobody else.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ges_node::app::{Config, InitRequest, Node};
use ges_node::mail::{MailError, test};
use rustls::pki_types::PrivateKeyDer;
use support::{env, id, organisation};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const PASSWORD: &str = "มะม่วง-hunter2-2555";

/// How a mail server goes about TLS.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Manner {
    /// From the first byte.
    Implicit,
    /// After STARTTLS.
    Upgrades,
    /// Offers STARTTLS and then refuses it, as somebody on the line may do.
    Refuses,
    /// Does not offer it.
    Plain,
    /// TLS from the first byte, and refuses the sign-in with the very words it was told.
    Echoes,
}

/// What a client said, and whether nobody else could read it.
type Heard = Arc<Mutex<Vec<(bool, String)>>>;

struct Server {
    port: u16,
    /// Its own certificate, which no system trusts.
    pem: String,
    heard: Heard,
}

impl Server {
    async fn start(manner: Manner) -> Self {
        Self::start_as(manner, "127.0.0.1").await
    }

    /// With a certificate for that name or address.
    async fn start_as(manner: Manner, name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, heard) = (listener.local_addr().unwrap().port(), Heard::default());
        let keep = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, manner, acceptor.clone(), keep.clone()));
            }
        });
        Self { port, pem: made.cert.pem(), heard }
    }

    fn heard(&self) -> Vec<(bool, String)> {
        self.heard.lock().unwrap().clone()
    }

    /// Whether anything but the greeting of the protocol was said in the clear.
    fn told_in_the_clear(&self) -> bool {
        self.heard()
            .iter()
            .any(|(safe, said)| !safe && !said.starts_with("EHLO") && said != "STARTTLS" && said != "QUIT")
    }

    fn took_a_mail(&self) -> bool {
        self.heard().contains(&(true, "DATA".into()))
    }
}

async fn serve(stream: TcpStream, manner: Manner, acceptor: TlsAcceptor, heard: Heard) {
    if matches!(manner, Manner::Implicit | Manner::Echoes) {
        // A client that does not trust the certificate hangs up.
        if let Ok(stream) = acceptor.accept(stream).await {
            greet(stream, manner, true, &heard).await;
        }
    } else if let Some(stream) = greet(stream, manner, false, &heard).await
        && let Ok(stream) = acceptor.accept(stream).await
    {
        // After STARTTLS the client speaks first.
        talk(stream, manner, true, &heard).await;
    }
}

async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    manner: Manner,
    safe: bool,
    heard: &Heard,
) -> Option<S> {
    stream.write_all(b"220 test\r\n").await.ok()?;
    talk(stream, manner, safe, heard).await
}

/// Speaks the least of SMTP (RFC 5321, 4954, 3207); gives the stream back where TLS is to begin.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(stream: S, manner: Manner, safe: bool, heard: &Heard) -> Option<S> {
    let (mut stream, mut line) = (BufReader::new(stream), String::new());
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let said = std::mem::take(&mut line).trim_end().to_owned();
        heard.lock().unwrap().push((safe, said.clone()));
        let answer = match said.split(' ').next().unwrap_or_default() {
            "EHLO" if safe => "250-test\r\n250 AUTH PLAIN LOGIN".into(),
            "EHLO" if manner == Manner::Plain => "250-test\r\n250 AUTH PLAIN LOGIN".into(),
            "EHLO" => "250-test\r\n250 STARTTLS".into(),
            "STARTTLS" if manner == Manner::Refuses => "454 not now".into(),
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n").await.ok()?;
                return Some(stream.into_inner());
            }
            "AUTH" if manner == Manner::Echoes => format!("535 wrong: {said} {PASSWORD}"),
            "AUTH" => "235 welcome".into(),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                while stream.read_line(&mut line).await.unwrap_or(0) > 0 && line != ".\r\n" {
                    line.clear();
                }
                line.clear();
                "250 kept".into()
            }
            _ => "250 ok".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    None
}

/// A node that signs in at the server and trusts the authority in `ca`.
fn house(server: &Server, security: &str, ca: Option<&str>) -> (TempDir, Node) {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().join("node"), id("dep"));
    let mut text = format!(
        "host = \"127.0.0.1\"\nport = {}\nsecurity = \"{security}\"\nfrom = \"ges@dep.go.th\"\n\
         base_url = \"https://ges.dep.go.th\"\nuser = \"ges\"\npassword_file = \"keys/mail.secret\"\n",
        server.port
    );
    if ca.is_some() {
        text.push_str("ca = \"mail-ca.pem\"\n");
    }
    config.mail = Some(toml::from_str(&text).unwrap());
    let request = InitRequest { config, organisation: organisation("dep"), administrator: "admin".into() };
    let (node, _) = Node::init(request, env()).unwrap();
    std::fs::write(node.config().dir.join("keys/mail.secret"), format!("{PASSWORD}\n")).unwrap();
    if let Some(pem) = ca {
        std::fs::write(node.config().dir.join("mail-ca.pem"), pem).unwrap();
    }
    (dir, node)
}

fn signed_in() -> String {
    format!("AUTH PLAIN {}", STANDARD.encode(format!("\0ges\0{PASSWORD}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_over_tls_from_the_first_byte_and_after_starttls() {
    for (manner, security) in [(Manner::Implicit, "tls"), (Manner::Upgrades, "starttls")] {
        let server = Server::start(manner).await;
        let (_dir, node) = house(&server, security, Some(&server.pem));
        test(&node, "keeper@dep.go.th").await.unwrap();
        let heard = server.heard();
        assert!(heard.contains(&(true, signed_in())), "{manner:?}: {heard:?}");
        assert!(server.took_a_mail() && !server.told_in_the_clear(), "{manner:?}: {heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_no_trusted_authority_vouches_for_gets_neither_password_nor_mail() {
    let stranger = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap().cert.pem();
    for (manner, security) in [(Manner::Implicit, "tls"), (Manner::Upgrades, "starttls")] {
        for ca in [Some(stranger.as_str()), None] {
            let server = Server::start(manner).await;
            let (_dir, node) = house(&server, security, ca);
            let refused = test(&node, "keeper@dep.go.th").await;
            assert!(matches!(refused, Err(MailError::Server(_))), "{manner:?} {refused:?}");
            let heard = server.heard();
            assert!(!heard.iter().any(|(_, said)| said.starts_with("AUTH")) && !server.took_a_mail(), "{heard:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_refused() {
    let server = Server::start_as(Manner::Implicit, "127.0.0.2").await;
    let (_dir, node) = house(&server, "tls", Some(&server.pem));
    assert!(matches!(test(&node, "keeper@dep.go.th").await, Err(MailError::Server(_))));
    assert!(server.heard().is_empty(), "nothing was said at all");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_tls_from_beginning_gets_neither_password_nor_mail() {
    for (manner, security) in
        [(Manner::Refuses, "starttls"), (Manner::Plain, "starttls"), (Manner::Plain, "tls"), (Manner::Upgrades, "tls")]
    {
        let server = Server::start(manner).await;
        let (_dir, node) = house(&server, security, Some(&server.pem));
        let refused = test(&node, "keeper@dep.go.th").await;
        assert!(matches!(refused, Err(MailError::Server(_))), "{manner:?} {security}: {refused:?}");
        let heard = server.heard();
        assert!(!heard.iter().any(|(_, said)| said.starts_with("AUTH") || said.starts_with("MAIL")), "{heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_stands_in_no_log_and_no_error_whatever_the_server_says() {
    let encoded = [STANDARD.encode(PASSWORD), STANDARD.encode(format!("\0ges\0{PASSWORD}"))];
    let mut secrets = vec![PASSWORD.to_owned(), "hunter2".into()];
    secrets.extend(encoded);
    for (manner, worked) in [(Manner::Implicit, true), (Manner::Echoes, false)] {
        let server = Server::start(manner).await;
        let (dir, node) = house(&server, "tls", Some(&server.pem));
        let done = test(&node, "keeper@dep.go.th").await;
        assert_eq!(done.is_ok(), worked, "{done:?}");
        let mut said = format!("{done:?} {}", done.as_ref().map_or_else(ToString::to_string, |()| String::new()));
        assert!(
            worked || said.contains("535 wrong") || said.contains("wrong: AUTH"),
            "what else it said is told: {said}"
        );
        drop(node);
        let mut command = support::program(&dir.path().join("node"));
        command.args(["mail", "test", "keeper@dep.go.th"]).env("RUST_LOG", "trace");
        let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert_eq!(out.status.success(), worked, "{}", String::from_utf8_lossy(&out.stderr));
        said.push_str(&String::from_utf8_lossy(&out.stdout));
        said.push_str(&String::from_utf8_lossy(&out.stderr));
        for secret in &secrets {
            assert!(!said.contains(secret.as_str()), "{said}");
        }
        assert!(server.heard().iter().any(|(_, said)| said.contains(&signed_in())), "it was sent all the same");
    }
}

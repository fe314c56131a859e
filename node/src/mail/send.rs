//! The way to the mail server.

use std::path::Path;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use zeroize::Zeroizing;

use super::message::Words;
use super::settings::{Mail, Security};
use crate::app::Node;
use crate::files;
use crate::service::ServiceError;

/// How long the server may take for one step.
const STEP: Duration = Duration::from_secs(30);
/// Characters of a server's refusal that are kept.
const CLIP: usize = 200;

/// Why mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No settings.
    #[error("this node sends no mail: write the section [mail] in node.toml")]
    NotConfigured,
    /// The password or the authority cannot be read.
    #[error("`{0}` cannot be read: check the path and that the user of this service may read it")]
    File(String),
    /// An address nobody can be reached at.
    #[error("this is no mail address: write it as name@dep.go.th")]
    Address,
    /// The server cannot be reached or trusted, or refuses everything.
    #[error("the mail server cannot be used: {0}; check host, port, security and sign-in in [mail]")]
    Server(String),
    /// The server refuses this mail for good.
    #[error("the mail server refuses this mail: {0}; check the address")]
    Refused(String),
    /// What is to be sent cannot be read.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// An open way to the server of the settings.
pub(super) struct Sender<'a> {
    mail: &'a Mail,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    /// The password in every form in which the server is told it.
    secrets: Vec<Zeroizing<String>>,
}

/// A path of the settings, within the data folder unless it is absolute.
fn read(node: &Node, path: &Path) -> Result<String, MailError> {
    let unreadable = || MailError::File(path.display().to_string());
    files::read_text(&node.config().dir.join(path)).ok().flatten().ok_or_else(unreadable)
}

impl<'a> Sender<'a> {
    pub(super) fn new(node: &Node, mail: &'a Mail) -> Result<Self, MailError> {
        let tls = || {
            let mut parameters = TlsParameters::builder(mail.host.clone());
            if let Some(ca) = &mail.ca {
                let pem = read(node, ca)?;
                let authority = Certificate::from_pem(pem.as_bytes());
                let authority = authority.map_err(|_| MailError::File(ca.display().to_string()))?;
                parameters = parameters.add_root_certificate(authority);
            }
            parameters.build_rustls().map_err(|e| MailError::Server(clip(&e)))
        };
        let tls = match mail.security {
            Security::Starttls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
            Security::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(mail.host.as_str())
            .port(mail.port)
            .tls(tls)
            .timeout(Some(STEP));
        let mut secrets = Vec::new();
        if let Some((user, file)) = &mail.login {
            let password = Zeroizing::new(read(node, file)?);
            let password = password.trim_end_matches(['\r', '\n']);
            let plain = Zeroizing::new(format!("\0{user}\0{password}"));
            secrets = [STANDARD.encode(plain.as_bytes()), STANDARD.encode(password), password.to_owned()]
                .map(Zeroizing::new)
                .into();
            builder = builder.credentials(Credentials::new(user.clone(), password.to_owned()));
        }
        Ok(Self { mail, transport: builder.build(), secrets })
    }

    pub(super) async fn send(&self, node: &Node, to: &str, words: Words, now: Timestamp) -> Result<(), MailError> {
        let to: Mailbox = to.parse().map_err(|_| MailError::Address)?;
        let id = format!("<{}@{}>", node.env().entropy.uuid_v7(now), self.mail.from.email.domain());
        let message = Message::builder()
            .from(self.mail.from.clone())
            .to(to)
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0)))
            .message_id(Some(id))
            .subject(words.subject)
            .multipart(MultiPart::alternative_plain_html(words.text, words.html))
            .map_err(|_| MailError::Address)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            // 5xx after a whole dialogue is about this mail; anything else is about the server.
            Err(error) if error.is_permanent() && !is_sign_in(&error) => Err(MailError::Refused(self.said(&error))),
            Err(error) => Err(MailError::Server(self.said(&error))),
        }
    }
}

impl Sender<'_> {
    /// What the server says, without the password, should it say that back.
    fn said(&self, error: &lettre::transport::smtp::Error) -> String {
        let secrets = self.secrets.iter().filter(|secret| !secret.is_empty());
        shorten(&secrets.fold(whole(error), |said, secret| said.replace(secret.as_str(), "…")))
    }
}

/// Refused sign-ins (RFC 4954) have codes of their own.
fn is_sign_in(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| ["530", "534", "535", "538"].contains(&code.to_string().as_str()))
}

/// What a library says, in part: it is shown to administrators.
fn clip(error: &dyn std::error::Error) -> String {
    shorten(&whole(error))
}

fn shorten(said: &str) -> String {
    said.chars().filter(|c| !c.is_control()).take(CLIP).collect()
}

fn whole(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        said = format!("{said}: {inner}");
        cause = inner.source();
    }
    said
}

/// Sends a mail that says only that mail works.
pub async fn test(node: &Node, to: &str) -> Result<(), MailError> {
    let mail = node.config().mail.as_ref().ok_or(MailError::NotConfigured)?;
    let lang = node.kit().lang(ges_web::Locale::Th);
    let words = Words {
        subject: lang.tr("mail-test-subject"),
        text: format!("{}\n{}\n", lang.tr("mail-test"), mail.base_url),
        html: format!("<p>{}</p>", ges_web::Html::text(&lang.tr("mail-test"))),
    };
    Sender::new(node, mail)?.send(node, to, words, node.env().clock.now()).await
}

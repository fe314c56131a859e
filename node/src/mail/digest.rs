//! The digests of one day: who is sent what.

use std::collections::BTreeMap;

use ges_domain::access::Act;
use ges_domain::calendar::FiscalYear;
use ges_domain::ids::IndicatorNumber;
use ges_domain::text::Text;
use ges_ledger::{LedgerError, read};
use ges_web::Locale;
use ges_web::accounts::{AccountError, Standing};
use jiff::Timestamp;

use super::message;
use super::send::{MailError, Sender};
use crate::app::Node;
use crate::service::notices::{Notice, unread};
use crate::service::reminders::{Reminder, pressing};
use crate::service::rounds::day;
use crate::service::{ServiceError, Who};
use crate::tables;

/// What became of the digests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    /// Logins that were sent one.
    pub sent: Vec<String>,
    /// Logins whose mail the server refused for good, and what it said.
    pub refused: Vec<(String, String)>,
}

/// Somebody who is sent a digest.
pub struct Due {
    /// Login.
    pub login: String,
    /// What was not read, newest first.
    pub notices: Vec<Notice>,
    /// What is due soon or overdue, soonest first.
    pub reminders: Vec<Reminder>,
    email: String,
}

fn who(standing: &Standing) -> Who {
    let person = &standing.person;
    let roles = person.roles.iter().chain(&standing.acting).filter_map(|role| role.parse().ok());
    Who::new(person.login.clone(), roles)
}

/// Who is to be sent a digest now: people with an address and something new since their last one, or something due soon
/// or overdue and no digest today; or, with `again`, with anything of either.
pub async fn waiting(node: &Node, again: bool) -> Result<Vec<Due>, MailError> {
    let everybody = node.kit().accounts().standings_async().await.map_err(|e| match e {
        AccountError::Store(error) => ServiceError::Store(error),
        _ => ServiceError::NothingRecorded,
    })?;
    let now = node.env().clock.now();
    let (pressing, mut due) = (pressing(node, now).await?, Vec::new());
    for standing in everybody.iter().filter(|s| s.person.disabled_at.is_none()) {
        let (Some(email), who) = (standing.person.email.clone(), who(standing)) else { continue };
        if !who.may(Act::Comment) {
            continue;
        }
        let login = who.author.clone();
        let last = node.store().read_async(move |tx| tables::digest_sent(tx, &login)).await;
        let last = last.map_err(ServiceError::Store)?.unwrap_or(i64::MIN);
        let (notices, reminders) = (unread(node, &who).await?, pressing.of(&who));
        // A day's digests may be tried several times; what presses is told once a day.
        let today = Timestamp::from_microsecond(last).is_ok_and(|last| day(last) >= day(now));
        if notices.iter().any(|n| again || n.at > last) || (!reminders.is_empty() && (again || !today)) {
            due.push(Due { login: who.author, notices, reminders, email });
        }
    }
    Ok(due)
}

/// Sends the digests that are due. Whoever was sent one is not sent it again when a later one fails and all is tried
/// anew.
pub async fn digest(node: &Node, again: bool) -> Result<Digest, MailError> {
    let mail = node.config().mail.as_ref().ok_or(MailError::NotConfigured)?;
    let due = waiting(node, again).await?;
    let mut done = Digest::default();
    if due.is_empty() {
        return Ok(done);
    }
    let names = names(node).await?;
    let lang = node.kit().lang(Locale::Th);
    let name = |year: FiscalYear, number: &IndicatorNumber| {
        let name = names.get(&(year, number.clone())).map(|n| n.th.clone()).unwrap_or_default();
        format!("{number} {name}").trim_end().to_owned()
    };
    let sender = Sender::new(node, mail)?;
    for Due { login, notices, reminders, email } in due {
        let now = node.env().clock.now();
        let words = message::digest(&lang, &mail.base_url, &notices, &reminders, name);
        match sender.send(node, &email, words, now).await {
            Ok(()) => done.sent.push(login.clone()),
            // Trying again the same day would end the same way.
            Err(error @ (MailError::Refused(_) | MailError::Address)) => {
                tracing::warn!(login, %error, "a digest was refused");
                done.refused.push((login.clone(), error.to_string()));
            }
            Err(error) => return Err(error),
        }
        mark(node, login, now).await?;
    }
    Ok(done)
}

async fn mark(node: &Node, login: String, now: Timestamp) -> Result<(), MailError> {
    let write = move |tx: &mut ges_store::Tx<'_>| tables::mark_sent(tx, &login, now.as_microsecond());
    Ok(node.store().write_async(write).await.map_err(ServiceError::Store)?)
}

async fn names(node: &Node) -> Result<BTreeMap<(FiscalYear, IndicatorNumber), Text>, MailError> {
    let own = node.own().clone();
    let read = node.store().read_async(move |tx| {
        let mut names = BTreeMap::new();
        for year in read::agreements::years(tx, &own)? {
            let agreement = read::agreements::in_force(tx, &own, year)?;
            let all = agreement.into_iter().flat_map(|a| a.agreement.indicators);
            names.extend(all.map(|i| ((year, i.number), i.name)));
        }
        Ok::<_, LedgerError>(names)
    });
    Ok(read.await.map_err(ServiceError::from)?)
}

//! Rows of link states, so that another process and the next start know what was last seen of each node.

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_store::{Row, StoreError, Tx, V};

use super::agencies::moment;
use crate::pull::board::{LinkState, Trouble};

const COLUMNS: &str = "agency, connected, last_contact, last_batch, head, acknowledged, skew_micros, reconnects, \
                       code, words_th, words_en, alarm, since";

/// All link states by agency.
pub fn all(tx: &mut Tx) -> Result<Vec<(OrganisationId, LinkState)>, StoreError> {
    tx.all(&format!("SELECT {COLUMNS} FROM link ORDER BY agency"), &[], row)
}

/// Writes the state of one link.
pub fn put(tx: &mut Tx, agency: &OrganisationId, s: &LinkState) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO link ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (agency) DO UPDATE SET connected = excluded.connected, last_contact = excluded.last_contact, \
         last_batch = excluded.last_batch, head = excluded.head, acknowledged = excluded.acknowledged, \
         skew_micros = excluded.skew_micros, reconnects = excluded.reconnects, code = excluded.code, \
         words_th = excluded.words_th, words_en = excluded.words_en, alarm = excluded.alarm, since = excluded.since"
    );
    let number = |n: u64| V::I(i64::try_from(n).unwrap_or(i64::MAX));
    let time = |t: Option<jiff::Timestamp>| t.map_or(V::Null, |t| V::I(t.as_microsecond()));
    let trouble = s.trouble.as_ref();
    tx.exec(
        &sql,
        &[
            agency.as_str().into(),
            V::I(i64::from(s.connected)),
            time(s.last_contact),
            time(s.last_batch),
            number(s.head),
            number(s.acknowledged),
            V::I(s.skew_micros),
            number(s.reconnects),
            trouble.map_or(V::Null, |t| t.code.as_str().into()),
            trouble.map_or(V::Null, |t| t.words.th.as_str().into()),
            trouble.map_or(V::Null, |t| t.words.en.as_str().into()),
            V::I(trouble.map_or(0, |t| i64::from(t.alarm))),
            time(trouble.map(|t| t.since)),
        ],
    )?;
    Ok(())
}

fn row(r: &Row) -> Result<(OrganisationId, LinkState), StoreError> {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let trouble = match (r.opt_text(8)?, r.opt_text(9)?, r.opt_text(10)?, r.opt_i64(12)?) {
        (Some(code), Some(th), Some(en), Some(since)) => {
            Some(Trouble { code, words: Text::new(th, en), alarm: r.get_i64(11)? != 0, since: moment(since) })
        }
        _ => None,
    };
    let state = LinkState {
        connected: r.get_i64(1)? != 0,
        last_contact: r.opt_i64(2)?.map(moment),
        last_batch: r.opt_i64(3)?.map(moment),
        head: number(r.get_i64(4)?),
        acknowledged: number(r.get_i64(5)?),
        skew_micros: r.get_i64(6)?,
        reconnects: number(r.get_i64(7)?),
        trouble,
    };
    Ok((r.text(0)?.parse().map_err(StoreError::decode)?, state))
}

//! A role given to another person from a day to a day, both included, as days are counted in Bangkok.
//!
//! Nothing is switched on or off at midnight: whether a delegation holds is decided at each request from the clock.

use ges_store::{StoreError, Tx};
use jiff::civil::Date;

use super::audit::{Deed, Note};
use super::delegation_error::DelegationError;
use super::{AccountError, Accounts, roles_of};
use crate::format::BANGKOK;
use crate::store::delegations::{self as rows, DelegationRow};
use crate::store::people as person_rows;

/// Longest delegation in days, both ends included: a year; who needs longer gives the role itself.
pub const MAX_DELEGATION_DAYS: i32 = 366;
/// Most delegations given and received by one person that are not over.
pub const MAX_DELEGATIONS: u32 = 40;

/// A delegation to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelegation {
    /// Login of whose role it is.
    pub holder: String,
    /// Login of who is given it.
    pub delegate: String,
    /// The role.
    pub role: String,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// Whether a delegation holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DelegationState {
    /// Its first day has not come.
    Upcoming,
    /// It holds.
    InForce,
    /// The days are right but the holder is switched off or no longer has the role.
    Resting,
}

/// A delegation that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Its name, for ending it.
    pub id: String,
    /// Login of whose role it is.
    pub holder: String,
    /// Login of who is given it.
    pub delegate: String,
    /// The role.
    pub role: String,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Does it hold?
    pub state: DelegationState,
}

impl Accounts {
    /// Today in Bangkok.
    pub fn today(&self) -> Date {
        BANGKOK.to_datetime(self.now()).date()
    }

    /// Roles that may be given for a time.
    pub fn delegable(&self) -> &[String] {
        &self.0.options.delegable
    }

    /// Gives a role to another person for some days.
    ///
    /// # Errors
    /// [`DelegationError`].
    pub async fn delegate(&self, actor: &str, new: NewDelegation) -> Result<(), DelegationError> {
        let today = self.today();
        check_days(&new, today)?;
        if !self.delegable().contains(&new.role) {
            return Err(DelegationError::NotDelegable);
        }
        let (actor, now) = (actor.to_owned(), self.now());
        let row = DelegationRow {
            id: self.0.env.entropy.uuid_v7(now).to_string(),
            first_day: new.first.to_string(),
            last_day: new.last.to_string(),
            created_at: now.as_microsecond(),
            created_by: actor.clone(),
            holder_roles: String::new(),
            holder_disabled_at: None,
            holder: new.holder,
            delegate: new.delegate,
            role: new.role,
        };
        let today = today.to_string();
        self.change(move |tx| {
            check_people(tx, &row)?;
            check_others(tx, &row, &today)?;
            rows::insert(tx, &row)?;
            let note = Note::plain(row.created_at, &actor, Deed::Delegated, &row.holder);
            Ok(Note { other: Some(&row.delegate), after: &in_words(&row), ..note }.write(tx)?)
        })
        .await
    }

    /// Ends a delegation that `holder` has given.
    ///
    /// # Errors
    /// [`DelegationError::Unknown`] when there is none of this holder that is still open; the store refuses.
    pub async fn end_delegation(&self, actor: &str, holder: &str, id: &str) -> Result<(), DelegationError> {
        let (actor, holder, id, now) =
            (actor.to_owned(), holder.to_owned(), id.to_owned(), self.now().as_microsecond());
        self.change(move |tx| {
            let row = rows::find(tx, &id)?.filter(|row| row.holder == holder).ok_or(DelegationError::Unknown)?;
            if !rows::end(tx, &id, now)? {
                return Err(DelegationError::Unknown);
            }
            let note = Note::plain(now, &actor, Deed::DelegationEnded, &holder);
            Ok(Note { other: Some(&row.delegate), before: &in_words(&row), ..note }.write(tx)?)
        })
        .await
    }

    /// Delegations given or received by a person that are not over, by first day.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn delegations_async(&self, login: &str) -> Result<Vec<Delegation>, AccountError> {
        let (login, today) = (login.to_owned(), self.today());
        let read = move |tx: &mut Tx<'_>| rows::open_of(tx, &login, &today.to_string(), MAX_DELEGATIONS);
        let found = self.0.store.read_async(read).await?;
        Ok(found.into_iter().filter_map(|row| self.shown(row, today)).collect())
    }

    fn shown(&self, row: DelegationRow, today: Date) -> Option<Delegation> {
        let (first, last): (Date, Date) = (row.first_day.parse().ok()?, row.last_day.parse().ok()?);
        let state = match (self.is_covered(&row), first > today) {
            (false, _) => DelegationState::Resting,
            (true, true) => DelegationState::Upcoming,
            (true, false) => DelegationState::InForce,
        };
        let DelegationRow { id, holder, delegate, role, .. } = row;
        Some(Delegation { id, holder, delegate, role, first, last, state })
    }

    /// Does the holder still have what was given?
    fn is_covered(&self, row: &DelegationRow) -> bool {
        row.holder_disabled_at.is_none()
            && self.delegable().contains(&row.role)
            && roles_of(&row.holder_roles).contains(&row.role)
    }

    /// Roles that delegations of today add to a person's own.
    pub(super) fn acting_roles<'r>(
        &self,
        own: &[String],
        today: impl IntoIterator<Item = &'r DelegationRow>,
    ) -> Vec<String> {
        let mut acting: Vec<String> = Vec::new();
        for row in today.into_iter().filter(|row| self.is_covered(row)) {
            if !own.contains(&row.role) && !acting.contains(&row.role) {
                acting.push(row.role.clone());
            }
        }
        acting
    }

    /// A person's own roles and those of today's delegations.
    pub(super) fn effective_roles(&self, own: &str, today: &[DelegationRow]) -> Vec<String> {
        let mut roles = roles_of(own);
        let acting = self.acting_roles(&roles, today);
        roles.extend(acting);
        roles
    }
}

/// `cio 2012-07-04 2012-07-06`, as changes keep it.
fn in_words(row: &DelegationRow) -> String {
    format!("{} {} {}", row.role, row.first_day, row.last_day)
}

fn check_days(new: &NewDelegation, today: Date) -> Result<(), DelegationError> {
    if new.last < new.first {
        return Err(DelegationError::Backwards);
    }
    if new.first < today {
        return Err(DelegationError::Past);
    }
    let days = new.last.since(new.first).map_or(i32::MAX, |span| span.get_days());
    if days >= MAX_DELEGATION_DAYS { Err(DelegationError::TooLong) } else { Ok(()) }
}

fn check_people(tx: &mut Tx<'_>, new: &DelegationRow) -> Result<(), DelegationError> {
    if new.holder == new.delegate {
        return Err(DelegationError::Oneself);
    }
    let active = |tx: &mut Tx<'_>, login: &str| {
        person_rows::find(tx, login).map(|found| found.filter(|person| person.disabled_at.is_none()))
    };
    let holder = active(tx, &new.holder)?;
    if !holder.is_some_and(|holder| roles_of(&holder.roles).contains(&new.role)) {
        return Err(DelegationError::NotOwn(new.holder.clone()));
    }
    let delegate = active(tx, &new.delegate)?.ok_or_else(|| DelegationError::Delegate(new.delegate.clone()))?;
    if roles_of(&delegate.roles).contains(&new.role) {
        return Err(DelegationError::HasRole(new.delegate.clone()));
    }
    Ok(())
}

fn check_others(tx: &mut Tx<'_>, new: &DelegationRow, today: &str) -> Result<(), DelegationError> {
    let limit = MAX_DELEGATIONS as usize;
    for login in [&new.holder, &new.delegate] {
        if rows::open_of(tx, login, today, MAX_DELEGATIONS)?.len() >= limit {
            return Err(DelegationError::TooMany);
        }
    }
    let given = rows::open_of(tx, &new.holder, today, MAX_DELEGATIONS)?;
    let same = |row: &&DelegationRow| {
        row.holder == new.holder
            && row.role == new.role
            && row.first_day <= new.last_day
            && new.first_day <= row.last_day
    };
    match given.iter().find(same) {
        Some(row) => {
            let day = |text: &str| text.parse().map_err(|_| StoreError::decode("a day of a delegation"));
            let (first, last) = (day(&row.first_day)?, day(&row.last_day)?);
            Err(DelegationError::Overlap { delegate: row.delegate.clone(), first, last })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use ges_domain::explain::Explain as _;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_run_forward_from_today_for_at_most_a_year() {
        let today = date(2012, 7, 4);
        let new = |first: Date, last: Date| NewDelegation {
            holder: "cio".into(),
            delegate: "deputy".into(),
            role: "cio".into(),
            first,
            last,
        };
        for (first, last, refused) in [
            (today, today, None),
            (date(2012, 7, 3), date(2012, 7, 9), Some("days-past")),
            (date(2012, 7, 9), date(2012, 7, 8), Some("days-backwards")),
            (today, date(2013, 7, 4), None),
            (today, date(2013, 7, 5), Some("days-too-long")),
        ] {
            let code = check_days(&new(first, last), today).err().map(|error| error.explain().code);
            assert_eq!(code, refused, "{first} {last}");
        }
    }
}

//! Why a role cannot be given for some days, in the reader's words.

use ges_domain::explain::{Explain, Explanation, Place};
use ges_store::StoreError;
use jiff::civil::Date;

use super::AccountError;
use super::delegations::{MAX_DELEGATION_DAYS, MAX_DELEGATIONS};
use crate::format::span;
use crate::locale::Locale;
use crate::problem::Problem;

/// Why a delegation is refused; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum DelegationError {
    /// The product keeps this role with its holders.
    #[error("this role cannot be given for a time: add another person with the role instead")]
    NotDelegable,
    /// A delegate cannot delegate further; only a role of one's own can be given.
    #[error("this role is not `{0}`'s own: only a role that an administrator has given for good can be passed on")]
    NotOwn(String),
    /// To oneself.
    #[error("holder and delegate are the same person: choose another person")]
    Oneself,
    /// Nobody, or switched off.
    #[error("nobody active has the login `{0}`: choose a person from the list")]
    Delegate(String),
    /// The delegate needs no delegation.
    #[error("`{0}` has this role already: choose another person")]
    HasRole(String),
    /// The last day comes before the first.
    #[error("the last day comes before the first day: exchange the two days or correct one")]
    Backwards,
    /// It would begin before today.
    #[error("the first day has passed: begin today or later")]
    Past,
    /// Longer than a year.
    #[error("it lasts longer than {MAX_DELEGATION_DAYS} days: choose an earlier last day")]
    TooLong,
    /// Another delegation of the same role has some of the same days.
    #[error("`{delegate}` is given this role from {first} to {last}: choose other days or end that delegation first")]
    Overlap {
        /// Who has the role in those days.
        delegate: String,
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
    /// Enough.
    #[error("{MAX_DELEGATIONS} delegations are open already: end those that are not needed")]
    TooMany,
    /// No such delegation of this person, or it has ended.
    #[error("this delegation has ended or is not yours: look at the list again")]
    Unknown,
    /// What any account can be refused for.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for DelegationError {
    fn from(error: StoreError) -> Self {
        Self::Account(error.into())
    }
}

impl Explain for DelegationError {
    fn explain(&self) -> Explanation {
        let of = |code, field: &str, rule: &str, remedy: &str| {
            Explanation::of(self, code, Place::field(field), rule.to_owned(), remedy)
        };
        match self {
            Self::NotDelegable => {
                of("role-not-delegable", "role", "บทบาทนี้มอบให้ทำแทนชั่วคราวไม่ได้", "กรุณาให้ผู้ดูแลระบบเพิ่มผู้ใช้อีกคนที่มีบทบาทนี้")
            }
            Self::NotOwn(login) => of(
                "role-not-own",
                "role",
                &format!("บทบาทนี้ไม่ใช่ของ {login} เอง ผู้ทำหน้าที่แทนมอบต่อไม่ได้"),
                "กรุณาเลือกบทบาทที่เป็นของผู้มอบเอง",
            ),
            Self::Oneself => of("delegate-oneself", "delegate", "ผู้มอบและผู้รับเป็นคนเดียวกัน", "กรุณาเลือกผู้อื่น"),
            Self::Delegate(login) => {
                of("delegate-unknown", "delegate", &format!("ไม่พบผู้ใช้ที่ใช้งานอยู่ชื่อ {login}"), "กรุณาเลือกผู้ทำหน้าที่แทนจากรายชื่อ")
            }
            Self::HasRole(login) => {
                of("delegate-has-role", "delegate", &format!("{login} มีบทบาทนี้อยู่แล้ว"), "กรุณาเลือกผู้อื่น")
            }
            Self::Backwards => of("days-backwards", "last", "วันสุดท้ายมาก่อนวันแรก", "กรุณาสลับหรือแก้วันใดวันหนึ่ง"),
            Self::Past => of("days-past", "first", "วันแรกผ่านไปแล้ว", "กรุณาเริ่มตั้งแต่วันนี้เป็นต้นไป"),
            Self::TooLong => of(
                "days-too-long",
                "last",
                &format!("ช่วงที่มอบยาวเกิน {MAX_DELEGATION_DAYS} วัน"),
                "กรุณาเลือกวันสุดท้ายให้เร็วขึ้น",
            ),
            Self::Overlap { delegate, first, last } => {
                let mut said = of(
                    "days-overlap",
                    "first",
                    &format!("ช่วงวันที่ซ้อนกับที่มอบให้ {delegate} แล้ว ({})", span(Locale::Th, *first, *last)),
                    "กรุณาเลือกวันอื่น หรือยกเลิกรายการเดิมก่อน",
                );
                said.rule.en = format!(
                    "`{delegate}` is given this role on some of these days ({})",
                    span(Locale::En, *first, *last)
                );
                said
            }
            Self::TooMany => of(
                "too-many-delegations",
                "delegate",
                &format!("มีการมอบหมายที่ยังไม่สิ้นสุดครบ {MAX_DELEGATIONS} รายการแล้ว"),
                "กรุณายกเลิกรายการที่ไม่ใช้",
            ),
            Self::Unknown => of("delegation-unknown", "", "การมอบหมายนี้สิ้นสุดแล้วหรือไม่ใช่ของท่าน", "กรุณาดูรายการอีกครั้ง"),
            Self::Account(error) => error.explain(),
        }
    }
}

impl From<DelegationError> for Problem {
    fn from(error: DelegationError) -> Self {
        match error {
            DelegationError::Account(error) => error.into(),
            error => Self::conflict(error.explain().words()),
        }
    }
}

impl DelegationError {
    /// Ours to mend, not the reader's.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Account(AccountError::Store(_) | AccountError::Busy | AccountError::Hash(_)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_refusal_says_in_both_languages_what_to_do() {
        let day = date(2012, 7, 4);
        let all = [
            DelegationError::NotDelegable,
            DelegationError::NotOwn("a".into()),
            DelegationError::Oneself,
            DelegationError::Delegate("a".into()),
            DelegationError::HasRole("a".into()),
            DelegationError::Backwards,
            DelegationError::Past,
            DelegationError::TooLong,
            DelegationError::Overlap { delegate: "a".into(), first: day, last: day },
            DelegationError::TooMany,
            DelegationError::Unknown,
        ];
        let mut codes = std::collections::BTreeSet::new();
        for error in all {
            let said = error.explain();
            let words = [&said.rule.th, &said.remedy.th];
            assert!(words.iter().all(|text| text.chars().any(|c| ('ก'..='๛').contains(&c))), "{said:?}");
            assert!(!said.rule.en.is_empty() && !said.remedy.en.is_empty() && codes.insert(said.code), "{said:?}");
        }
    }
}

//! Why a passkey is not registered or lets nobody in, in the reader's words.

use ges_domain::explain::{Explain, Explanation, Place};
use ges_store::StoreError;
use http::StatusCode;

use super::AccountError;
use super::passkeys::{MAX_NAME, MAX_PASSKEYS};
use super::webauthn::Refusal;
use crate::problem::Problem;
use crate::translations::kit_text;

/// Why a passkey is refused.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The server has no address at which browsers offer passkeys.
    #[error("this server's address takes no passkeys: the administrator sets the https address people use")]
    Off,
    /// Never asked, or answered before.
    #[error("this request was answered before or is unknown: begin again")]
    Used,
    /// Asked more than five minutes ago.
    #[error("the request is older than five minutes: begin again")]
    Late,
    /// Begun by somebody else in the same browser.
    #[error("this registration was begun by another person: begin again")]
    Another,
    /// What the browser brought does not hold.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Not one of this server's.
    #[error("this passkey is not registered here or was removed: sign in another way and register it on your account")]
    Unknown,
    /// The authenticator names another person than the passkey belongs to.
    #[error("this passkey belongs to another person: choose your own")]
    NotTheirs,
    /// A copy may be about.
    #[error("the passkey's counter went back, so a copy may exist: sign in another way, remove it, register a new one")]
    Counter,
    /// Registered already.
    #[error("this passkey is registered already: choose another device or security key")]
    Known,
    /// Enough.
    #[error("there are {MAX_PASSKEYS} passkeys already: remove those that are not needed")]
    TooMany,
    /// Too long, or not plain text.
    #[error("the name is longer than {MAX_NAME} characters or has control characters: shorten it to plain words")]
    Name,
    /// The account is switched off.
    #[error("the account is switched off: ask the administrator")]
    Disabled,
    /// Too many tries.
    #[error("too many tries: wait {0} seconds")]
    Limited(u64),
    /// What any account can be refused for.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for PasskeyError {
    fn from(error: StoreError) -> Self {
        Self::Account(error.into())
    }
}

impl Explain for PasskeyError {
    fn explain(&self) -> Explanation {
        let of = |code, rule: &str, remedy: &str| {
            Explanation::of(self, code, Place::field("passkey"), rule.to_owned(), remedy)
        };
        match self {
            Self::Off => of("passkeys-off", "ที่อยู่เว็บของระบบนี้ใช้พาสคีย์ไม่ได้", "กรุณาให้ผู้ดูแลระบบตั้งที่อยู่ https ที่ผู้ใช้เปิด"),
            Self::Used => of("passkey-used", "คำขอนี้ถูกใช้ไปแล้วหรือไม่รู้จัก", "กรุณาเริ่มใหม่"),
            Self::Late => of("passkey-late", "คำขอนี้เก่ากว่าห้านาที", "กรุณาเริ่มใหม่"),
            Self::Another => of("passkey-another", "การลงทะเบียนนี้เริ่มโดยผู้ใช้อื่น", "กรุณาเริ่มใหม่"),
            Self::Refused(refusal) => {
                let (code, rule, remedy) = refused(refusal);
                of(code, &rule, remedy)
            }
            Self::Unknown => of(
                "passkey-unknown",
                "พาสคีย์นี้ไม่ได้ลงทะเบียนไว้ที่นี่หรือถูกนำออกแล้ว",
                "กรุณาเข้าสู่ระบบด้วยวิธีอื่นแล้วลงทะเบียนในหน้าบัญชีของท่าน",
            ),
            Self::NotTheirs => of("passkey-not-theirs", "พาสคีย์นี้เป็นของผู้ใช้อื่น", "กรุณาเลือกพาสคีย์ของท่านเอง"),
            Self::Counter => of(
                "passkey-counter",
                "ตัวนับของพาสคีย์นี้ถอยหลัง อาจมีผู้ทำสำเนาไว้",
                "กรุณาเข้าสู่ระบบด้วยวิธีอื่น นำพาสคีย์นี้ออก แล้วลงทะเบียนใหม่",
            ),
            Self::Known => of("passkey-known", "พาสคีย์นี้ลงทะเบียนไว้แล้ว", "กรุณาเลือกอุปกรณ์หรือกุญแจความปลอดภัยอื่น"),
            Self::TooMany => {
                of("too-many-passkeys", &format!("มีพาสคีย์ครบ {MAX_PASSKEYS} รายการแล้ว"), "กรุณานำรายการที่ไม่ใช้ออก")
            }
            Self::Name => {
                of("passkey-name", &format!("ชื่อยาวเกิน {MAX_NAME} ตัวอักษรหรือมีอักขระควบคุม"), "กรุณาย่อให้เป็นข้อความธรรมดา")
            }
            Self::Disabled => of("passkey-account-off", "บัญชีนี้ถูกระงับ", "กรุณาติดต่อผู้ดูแลระบบ"),
            Self::Limited(seconds) => of(
                "passkey-limited",
                "ลองหลายครั้งเกินไป",
                &format!("กรุณารอ {} นาทีแล้วลองใหม่", seconds.div_ceil(60).max(1)),
            ),
            Self::Account(error) => error.explain(),
        }
    }
}

fn refused(refusal: &Refusal) -> (&'static str, String, &'static str) {
    let (code, rule, remedy) = match refusal {
        Refusal::Malformed(_) => ("passkey-malformed", "อ่านคำตอบของเบราว์เซอร์ไม่ได้", "กรุณาปรับรุ่นเบราว์เซอร์แล้วลองใหม่"),
        Refusal::Kind => ("passkey-kind", "คำตอบเป็นของคำขอประเภทอื่น", "กรุณาเริ่มใหม่"),
        Refusal::Challenge => ("passkey-challenge", "คำตอบเป็นของคำขออื่น", "กรุณาเริ่มใหม่"),
        Refusal::Origin(origin) => {
            let rule = format!("พาสคีย์ถูกใช้จากที่อยู่ {origin}");
            return ("passkey-origin", rule, "กรุณาเปิดที่อยู่ของระบบนี้โดยตรง");
        }
        Refusal::RelyingParty => ("passkey-relying-party", "พาสคีย์นี้เป็นของเว็บอื่น", "กรุณาเลือกพาสคีย์ของระบบนี้"),
        Refusal::NotPresent => ("passkey-not-present", "ไม่มีผู้ยืนยันที่อุปกรณ์", "กรุณาลองใหม่และยืนยันที่อุปกรณ์"),
        Refusal::NotVerified => {
            ("passkey-not-verified", "อุปกรณ์ไม่ได้ตรวจว่าใครเป็นผู้ใช้", "กรุณาตั้งรหัสล็อกหน้าจอ PIN หรือลายนิ้วมือ แล้วลองใหม่")
        }
        Refusal::Algorithm => ("passkey-algorithm", "ระบบไม่รองรับกุญแจชนิดนี้", "กรุณาใช้อุปกรณ์หรือกุญแจความปลอดภัยอื่น"),
        Refusal::Signature => ("passkey-signature", "ลายเซ็นไม่ตรงกับพาสคีย์", "กรุณาลองใหม่หรือเข้าสู่ระบบด้วยวิธีอื่น"),
    };
    (code, rule.to_owned(), remedy)
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        let status = match &error {
            PasskeyError::Account(_) => {
                let PasskeyError::Account(error) = error else { return Self::internal() };
                return error.into();
            }
            PasskeyError::Limited(seconds) => return Self::too_many(*seconds),
            PasskeyError::Off => StatusCode::NOT_FOUND,
            PasskeyError::Known | PasskeyError::TooMany => StatusCode::CONFLICT,
            PasskeyError::Refused(Refusal::Malformed(_)) => StatusCode::BAD_REQUEST,
            PasskeyError::Name => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::FORBIDDEN,
        };
        let said = error.explain();
        Self::new(status, said.code, kit_text("passkey-refused", &[])).detail(said.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_in_both_languages_what_to_do() {
        let refusals = [
            Refusal::Malformed("client data"),
            Refusal::Kind,
            Refusal::Challenge,
            Refusal::Origin("https://evil.example".into()),
            Refusal::RelyingParty,
            Refusal::NotPresent,
            Refusal::NotVerified,
            Refusal::Algorithm,
            Refusal::Signature,
        ];
        let others = [
            PasskeyError::Off,
            PasskeyError::Used,
            PasskeyError::Late,
            PasskeyError::Another,
            PasskeyError::Unknown,
            PasskeyError::NotTheirs,
            PasskeyError::Counter,
            PasskeyError::Known,
            PasskeyError::TooMany,
            PasskeyError::Name,
            PasskeyError::Disabled,
            PasskeyError::Limited(61),
        ];
        let mut codes = std::collections::BTreeSet::new();
        for error in refusals.map(PasskeyError::Refused).into_iter().chain(others) {
            let said = error.explain();
            let words = [&said.rule.th, &said.remedy.th];
            assert!(words.iter().all(|text| text.chars().any(|c| ('ก'..='๛').contains(&c))), "{said:?}");
            assert!(!said.rule.en.is_empty() && !said.remedy.en.is_empty() && codes.insert(said.code), "{said:?}");
        }
    }
}

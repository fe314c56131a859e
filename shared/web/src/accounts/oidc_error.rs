//! Why the way through the identity provider does not lead in, in the reader's words. Nothing of a token, a code or a
//! secret is in any of them.

use ges_domain::explain::{Explain, Explanation, Place};
use ges_store::StoreError;
use http::StatusCode;

use super::AccountError;
use super::oidc::{OidcSettingsError, TokenDefect};
use super::pages::sign_in_url;
use crate::problem::Problem;
use crate::translations::kit_text;

/// Most characters of what the provider says that are repeated.
const MAX_SAID: usize = 60;

/// Why somebody does not come in through the identity provider.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// None is set.
    #[error("this server has no identity provider: sign in with your password")]
    Off,
    /// Never asked, or answered before.
    #[error("this sign-in was used before or is unknown: begin again")]
    Used,
    /// Away for too long.
    #[error("signing in took longer than ten minutes: begin again")]
    Late,
    /// The answer came with another browser than the one that left.
    #[error("the sign-in was begun in another browser: begin again here and allow this server's cookies")]
    Browser,
    /// The person or the provider said no.
    #[error("the sign-in was cancelled at the identity provider: begin again, or sign in another way")]
    Denied,
    /// The provider refused for a reason of its own.
    #[error("the identity provider refused ({0}): try again, or tell the administrator")]
    Said(String),
    /// No connection.
    #[error("the identity provider {0} cannot be reached: try again later, or sign in another way")]
    Unreachable(String),
    /// No answer in time.
    #[error("the identity provider {0} took too long to answer: try again later, or sign in another way")]
    Slow(String),
    /// An answer that is none.
    #[error("the identity provider {0} answered in an unknown form: tell the administrator")]
    Answer(String),
    /// The ID token does not hold.
    #[error("the identity provider's token cannot be trusted ({0}): begin again, or tell the administrator")]
    Token(#[from] TokenDefect),
    /// The provider names addresses that are not to be trusted.
    #[error("the identity provider names an address that is not to be trusted: tell the administrator")]
    Settings(#[from] OidcSettingsError),
    /// Nobody here has the login that the provider names.
    #[error("nobody here has the login `{0}` that the identity provider names: ask the administrator to add you")]
    Unknown(String),
    /// Nobody has linked the identity, and nothing else tells whose it is.
    #[error("this identity opens no account yet: sign in with your password and link it on your account page")]
    Unlinked,
    /// It opens somebody else's account.
    #[error("this identity opens another account already: sign out there and choose your own identity")]
    Taken,
    /// The account is opened by another identity.
    #[error("the account `{0}` is linked to another identity: sign in with your password and remove that link first")]
    HasAnother(String),
    /// The account is switched off.
    #[error("the account is switched off: ask the administrator")]
    Disabled,
    /// Linking needs the session it began in.
    #[error("you are no longer signed in as the person who began: sign in and link again")]
    Session,
    /// Too many sign-ins begun.
    #[error("too many tries: wait {0} seconds")]
    Limited(u64),
    /// What any account can be refused for.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl OidcError {
    /// What the provider said, as far as it can be repeated.
    pub(super) fn said(code: &str) -> Self {
        match code {
            "access_denied" | "login_required" | "consent_required" | "interaction_required" => Self::Denied,
            other => {
                let plain = other.chars().filter(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c));
                Self::Said(plain.take(MAX_SAID).collect())
            }
        }
    }
}

impl From<StoreError> for OidcError {
    fn from(error: StoreError) -> Self {
        Self::Account(error.into())
    }
}

impl Explain for OidcError {
    fn explain(&self) -> Explanation {
        let of =
            |code, rule: &str, remedy: &str| Explanation::of(self, code, Place::field("oidc"), rule.to_owned(), remedy);
        let later = "กรุณาลองใหม่ภายหลังหรือเข้าสู่ระบบด้วยวิธีอื่น";
        let tell = "กรุณาแจ้งผู้ดูแลระบบ";
        match self {
            Self::Off => of("oidc-off", "ระบบนี้ไม่มีผู้ให้บริการยืนยันตัวตน", "กรุณาเข้าสู่ระบบด้วยรหัสผ่าน"),
            Self::Used => of("oidc-used", "การเข้าสู่ระบบครั้งนี้ถูกใช้ไปแล้วหรือไม่รู้จัก", "กรุณาเริ่มใหม่"),
            Self::Late => of("oidc-late", "การเข้าสู่ระบบใช้เวลาเกินสิบนาที", "กรุณาเริ่มใหม่"),
            Self::Browser => of("oidc-browser", "การเข้าสู่ระบบเริ่มจากเบราว์เซอร์อื่น", "กรุณาเริ่มใหม่ที่นี่และอนุญาตคุกกี้ของระบบนี้"),
            Self::Denied => of("oidc-denied", "การเข้าสู่ระบบถูกยกเลิกที่ผู้ให้บริการยืนยันตัวตน", "กรุณาเริ่มใหม่หรือเข้าสู่ระบบด้วยวิธีอื่น"),
            Self::Said(code) => {
                of("oidc-refused", &format!("ผู้ให้บริการยืนยันตัวตนปฏิเสธ ({code})"), "กรุณาลองใหม่หรือแจ้งผู้ดูแลระบบ")
            }
            Self::Unreachable(place) => of("oidc-unreachable", &format!("ติดต่อผู้ให้บริการยืนยันตัวตน {place} ไม่ได้"), later),
            Self::Slow(place) => of("oidc-slow", &format!("ผู้ให้บริการยืนยันตัวตน {place} ตอบช้าเกินไป"), later),
            Self::Answer(place) => of("oidc-answer", &format!("ผู้ให้บริการยืนยันตัวตน {place} ตอบในรูปแบบที่ไม่รู้จัก"), tell),
            Self::Token(defect) => of(
                token_code(*defect),
                &format!("เชื่อถือโทเค็นของผู้ให้บริการยืนยันตัวตนไม่ได้ ({})", token_words(*defect)),
                "กรุณาเริ่มใหม่หรือแจ้งผู้ดูแลระบบ",
            ),
            Self::Settings(_) => of("oidc-address", "ผู้ให้บริการยืนยันตัวตนแจ้งที่อยู่ที่เชื่อถือไม่ได้", tell),
            Self::Unknown(login) => {
                of("oidc-unknown", &format!("ไม่พบผู้ใช้ชื่อ {login} ตามที่ผู้ให้บริการยืนยันตัวตนแจ้ง"), "กรุณาให้ผู้ดูแลระบบเพิ่มชื่อท่าน")
            }
            Self::Unlinked => {
                of("oidc-unlinked", "ตัวตนนี้ยังไม่ได้ผูกกับบัญชีใด", "กรุณาเข้าสู่ระบบด้วยรหัสผ่านแล้วผูกตัวตนในหน้าบัญชีของท่าน")
            }
            Self::Taken => of("oidc-taken", "ตัวตนนี้ผูกกับบัญชีอื่นแล้ว", "กรุณาออกจากระบบที่นั่นแล้วเลือกตัวตนของท่านเอง"),
            Self::HasAnother(login) => {
                of("oidc-has-another", &format!("บัญชี {login} ผูกกับตัวตนอื่นอยู่"), "กรุณาเข้าสู่ระบบด้วยรหัสผ่านแล้วเลิกผูกตัวตนเดิมก่อน")
            }
            Self::Disabled => of("oidc-account-off", "บัญชีนี้ถูกระงับ", "กรุณาติดต่อผู้ดูแลระบบ"),
            Self::Session => of("oidc-session", "ท่านไม่ได้เข้าสู่ระบบด้วยบัญชีที่เริ่มผูกตัวตนแล้ว", "กรุณาเข้าสู่ระบบแล้วผูกใหม่"),
            Self::Limited(seconds) => {
                of("oidc-limited", "ลองหลายครั้งเกินไป", &format!("กรุณารอ {} นาทีแล้วลองใหม่", seconds.div_ceil(60).max(1)))
            }
            Self::Account(error) => error.explain(),
        }
    }
}

const fn token_code(defect: TokenDefect) -> &'static str {
    match defect {
        TokenDefect::Malformed => "oidc-token-malformed",
        TokenDefect::Algorithm => "oidc-token-algorithm",
        TokenDefect::Key => "oidc-token-key",
        TokenDefect::Signature => "oidc-token-signature",
        TokenDefect::Issuer => "oidc-token-issuer",
        TokenDefect::Audience => "oidc-token-audience",
        TokenDefect::Expired => "oidc-token-expired",
        TokenDefect::Early => "oidc-token-early",
        TokenDefect::Nonce => "oidc-token-nonce",
    }
}

const fn token_words(defect: TokenDefect) -> &'static str {
    match defect {
        TokenDefect::Malformed => "อ่านไม่ได้",
        TokenDefect::Algorithm => "ลายเซ็นชนิดที่ไม่รับ",
        TokenDefect::Key => "ไม่พบกุญแจที่อ้างถึง",
        TokenDefect::Signature => "ลายเซ็นไม่ถูกต้อง",
        TokenDefect::Issuer => "ระบุผู้ให้บริการอื่น",
        TokenDefect::Audience => "ออกให้ระบบอื่น",
        TokenDefect::Expired => "หมดอายุแล้ว",
        TokenDefect::Early => "ยังไม่เริ่มใช้ได้ นาฬิกาไม่ตรงกัน",
        TokenDefect::Nonce => "เป็นของคำขออื่น",
    }
}

impl From<OidcError> for Problem {
    fn from(error: OidcError) -> Self {
        let status = match &error {
            OidcError::Account(_) => {
                let OidcError::Account(error) = error else { return Self::internal() };
                return error.into();
            }
            OidcError::Limited(seconds) => return Self::too_many(*seconds),
            OidcError::Off => StatusCode::NOT_FOUND,
            OidcError::Unreachable(_) | OidcError::Answer(_) | OidcError::Settings(_) => StatusCode::BAD_GATEWAY,
            OidcError::Slow(_) => StatusCode::GATEWAY_TIMEOUT,
            OidcError::Taken | OidcError::HasAnother(_) => StatusCode::CONFLICT,
            _ => StatusCode::FORBIDDEN,
        };
        let said = error.explain();
        Self::new(status, said.code, kit_text("oidc-refused", &[]))
            .detail(said.words())
            .link(sign_in_url("/"), kit_text("oidc-back", &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_in_both_languages_what_to_do() {
        let tokens = [
            TokenDefect::Malformed,
            TokenDefect::Algorithm,
            TokenDefect::Key,
            TokenDefect::Signature,
            TokenDefect::Issuer,
            TokenDefect::Audience,
            TokenDefect::Expired,
            TokenDefect::Early,
            TokenDefect::Nonce,
        ];
        let others = [
            OidcError::Off,
            OidcError::Used,
            OidcError::Late,
            OidcError::Browser,
            OidcError::Denied,
            OidcError::Said("server_error".into()),
            OidcError::Unreachable("https://id.example".into()),
            OidcError::Slow("https://id.example".into()),
            OidcError::Answer("https://id.example".into()),
            OidcError::Settings(OidcSettingsError::Address("jwks_uri")),
            OidcError::Unknown("cio".into()),
            OidcError::Unlinked,
            OidcError::Taken,
            OidcError::HasAnother("cio".into()),
            OidcError::Disabled,
            OidcError::Session,
            OidcError::Limited(61),
        ];
        let mut codes = std::collections::BTreeSet::new();
        for error in tokens.map(OidcError::Token).into_iter().chain(others) {
            let said = error.explain();
            let words = [&said.rule.th, &said.remedy.th];
            assert!(words.iter().all(|text| text.chars().any(|c| ('ก'..='๛').contains(&c))), "{said:?}");
            assert!(!said.rule.en.is_empty() && !said.remedy.en.is_empty() && codes.insert(said.code), "{said:?}");
        }
    }

    #[test]
    fn what_the_provider_says_is_repeated_as_a_plain_word() {
        assert!(matches!(OidcError::said("access_denied"), OidcError::Denied));
        let said = OidcError::said("<b>server_error</b>\u{202e}").to_string();
        assert!(said.contains("(bserver_errorb)"), "{said}");
        assert!(OidcError::said(&"x".repeat(1000)).to_string().len() < 200);
    }
}

//! What a proof file proved, in words and as data: what `verify --proof` prints.

use ges_domain::ids::Digest;
use ges_domain::text::Text;
use ges_journal::note::VerifierKey;
use ges_web::{Locale, format};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{NotProved, Proof, Verified};

/// Checks the bytes of a proof file with `keys`; words for a person and data for a program.
///
/// # Errors
/// The first thing that does not hold.
pub fn check(file: &[u8], keys: &[VerifierKey]) -> Result<(Text, Value), NotProved> {
    let verified = Proof::parse(file)?.verify(keys)?;
    Ok((verified.words(), verified.data()))
}

impl Verified {
    /// What was proved and what was not, line by line.
    pub fn words(&self) -> Text {
        let recorded = Timestamp::from_microsecond(self.recorded_at).unwrap_or_default();
        let at = |locale, t| format::date_time(locale, t);
        let mut th = vec![format!(
            "รายการ {} ของ {} จากทั้งหมด {} รายการ ({}) บันทึกโดย {} เมื่อ {}: อยู่ในสมุดบันทึกจริงและไม่ถูกแก้",
            self.index,
            self.log,
            self.size,
            self.kind,
            self.author,
            at(Locale::Th, recorded)
        )];
        let mut en = vec![format!(
            "entry {} of {} with {} entries ({}), recorded by {} on {}: it is in the journal and unchanged",
            self.index,
            self.log,
            self.size,
            self.kind,
            self.author,
            at(Locale::En, recorded)
        )];
        if let Some(body) = self.body.as_deref().and_then(|b| std::str::from_utf8(b).ok()) {
            th.push(format!("เนื้อหา: {body}"));
            en.push(format!("body: {body}"));
        }
        if let Some(when) = self.witnessed_at {
            th.push(format!("ส่วนกลางลงชื่อเป็นพยานเมื่อ {}", at(Locale::Th, when)));
            en.push(format!("the hub cosigned on {}", at(Locale::En, when)));
        }
        if let Some(a) = &self.attestation {
            let when = Timestamp::from_microsecond(a.attested_at).unwrap_or_default();
            th.push(format!("CIO รับรองเมื่อ {}: {}", at(Locale::Th, when), a.statement));
            en.push(format!("the CIO vouched for it on {}: {}", at(Locale::En, when), a.statement));
        }
        for missing in &self.not_proved {
            th.push(format!("ยังไม่ได้พิสูจน์: {}", missing.th));
            en.push(format!("not proved: {}", missing.english()));
        }
        Text::new(th.join("\n"), en.join("\n"))
    }

    /// The same as data.
    pub fn data(&self) -> Value {
        json!({
            "verified": true,
            "record": self.record,
            "log": self.log,
            "index": self.index,
            "size": self.size,
            "kind": self.kind,
            "author": self.author,
            "recorded_at_micros": self.recorded_at,
            "audience": self.audience,
            "body": self.body.as_deref().map(String::from_utf8_lossy),
            "witnessed_at": self.witnessed_at.map(|t| t.to_string()),
            "attestation": self.attestation.as_ref().map(|a| json!({
                "statement": a.statement,
                "records": a.records.iter().map(|(id, digest)| json!({ "record": id, "body_digest": Digest(*digest) })).collect::<Vec<_>>(),
            })),
            "not_proved": self.not_proved,
        })
    }
}

//! The evidence step of the record form: what is attached and on which page, documents of the library, new files.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::multipart;
use ges_domain::ids::Digest;
use ges_domain::result::{Evidence, MAX_EVIDENCE};
use ges_ledger::read::documents::Filed;
use ges_web::format::{self, Moment};
use ges_web::ui::{Field, FieldError, FieldKind};
use ges_web::{Html, Lang, Reader};
use jiff::Timestamp;

use super::super::documents::{Chosen, Readers, Words, place_href, refusal};
use super::super::upload;
use crate::app::Node;
use crate::service::Who;
use crate::service::documents::NewDocument;

/// Documents of the library that are offered at once.
const OFFERED: usize = 100;
/// Most characters that are searched for.
const MAX_SEARCH: usize = 100;
/// What a field with the place in a document is called before its number.
const PLACE: &str = "place-";

/// Evidence as it was ticked, chosen and typed.
#[derive(Debug, Default, Clone)]
pub(super) struct Attached {
    rows: Vec<Evidence>,
    /// Ticked rows by their numbers on the form, and places by the same numbers.
    ticked: BTreeMap<usize, Digest>,
    places: BTreeMap<usize, String>,
    /// Chosen from the library or just filed; `place` is in all of them.
    added: Vec<Digest>,
    place: String,
    chosen: Chosen,
    find: String,
}

impl Attached {
    /// What a figure names already.
    pub(super) fn of(evidence: &[Evidence]) -> Self {
        Self { rows: evidence.to_vec(), ..Self::default() }
    }

    /// Was a button pressed that is only about evidence?
    #[expect(clippy::unused_self, reason = "says whose buttons these are")]
    pub(super) fn only(&self, act: &str) -> bool {
        matches!(act, "attach" | "find")
    }

    /// Takes a small field of the form if it is about evidence.
    pub(super) fn put(&mut self, name: &str, text: &str) -> bool {
        // One more than is allowed, so that the refusal says so.
        let room = self.ticked.len() + self.added.len() <= MAX_EVIDENCE && self.places.len() <= MAX_EVIDENCE;
        match name {
            "evidence" => {
                let row = text.split_once(':').and_then(|(at, digest)| Some((at.parse().ok()?, digest.parse().ok()?)));
                if let Some((at, digest)) = row.filter(|_| room) {
                    self.ticked.insert(at, digest);
                }
            }
            "library" => self.added.extend(text.parse::<Digest>().ok().filter(|_| room)),
            "place" => text.trim().clone_into(&mut self.place),
            "find" => self.find = text.chars().take(MAX_SEARCH).collect(),
            _ if self.chosen.put(name, text) => {}
            _ => {
                let Some(at) = name.strip_prefix(PLACE).and_then(|at| at.parse().ok()) else { return false };
                if room {
                    self.places.insert(at, text.trim().to_owned());
                }
            }
        }
        true
    }

    /// Files one that came with the form at once, so that it survives whatever else is wrong.
    pub(super) async fn file(
        &mut self,
        node: &Node,
        who: &Who,
        reader: &Reader,
        field: multipart::Field<'_>,
        errors: &mut Vec<FieldError>,
    ) {
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            return;
        }
        let filed = match self.chosen.audience() {
            Ok(audience) => {
                let input = NewDocument { name, media_type: String::new(), audience };
                upload::evidence(node, who.clone(), input, None, field).await
            }
            Err(error) => Err(error.into()),
        };
        match filed {
            Ok(filed) => self.added.push(filed.document.digest),
            Err(error) => errors.push(refusal(&reader.lang, &error, "node-file")),
        }
    }

    /// Once every field is read: ticked rows with their places, then what was added. A place without a document stays
    /// in its field.
    pub(super) fn settle(&mut self) {
        let row = |(at, digest): (&usize, &Digest)| Evidence {
            digest: *digest,
            place: self.places.get(at).cloned().unwrap_or_default(),
        };
        self.rows = self.ticked.iter().map(row).collect();
        let added = std::mem::take(&mut self.added);
        let place = if added.is_empty() { String::new() } else { std::mem::take(&mut self.place) };
        self.rows.extend(added.into_iter().map(|digest| Evidence { digest, place: place.clone() }));
        let mut seen = BTreeSet::new();
        self.rows.retain(|row| seen.insert((row.digest, row.place.clone())));
    }

    /// As it stands in the report.
    pub(super) fn list(&self) -> Vec<Evidence> {
        self.rows.clone()
    }
}

/// One attached document.
pub(super) struct Row {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) field: String,
    pub(super) place: String,
    /// Who may open it, and who will.
    pub(super) seen: String,
}

/// What the template of the step shows.
pub(super) struct Part {
    pub(super) rows: Vec<Row>,
    pub(super) find: Field,
    pub(super) library: Field,
    pub(super) place: Field,
    pub(super) audience: Html,
    pub(super) error: Option<String>,
    pub(super) words: Words,
}

pub(super) fn part(
    lang: &Lang,
    filed: &[Filed],
    readers: &Readers,
    attached: &Attached,
    errors: &[FieldError],
) -> Part {
    let row = |(at, e): (usize, &Evidence)| {
        let known = filed.iter().find(|f| f.document.digest == e.digest);
        let name = known.map_or_else(|| e.digest.to_string(), |f| f.document.name.clone());
        Row {
            value: format!("{at}:{}", e.digest),
            href: place_href(&e.digest, &e.place, format!("/documents/{}", e.digest)),
            field: format!("{PLACE}{at}"),
            place: e.place.clone(),
            seen: readers.opening_of(lang, filed, &e.digest),
            name,
        }
    };
    Part {
        rows: attached.rows.iter().enumerate().map(row).collect(),
        find: Field::text("find", lang.tr("documents-library-find"), &attached.find)
            .hint(lang.tr("documents-search-hint"))
            .optional(),
        library: library(lang, filed, &attached.find),
        place: Field::text("place", lang.tr("node-place"), &attached.place).optional().hint(lang.tr("node-place-hint")),
        audience: readers.field(lang, &attached.chosen, errors),
        error: errors.iter().find(|e| e.field == "file").map(|e| e.message.clone()),
        words: Words::of(lang),
    }
}

/// Each content once, the newest first, as far as the search finds it.
fn library(lang: &Lang, filed: &[Filed], find: &str) -> Field {
    let wanted = find.trim().to_lowercase();
    let mut seen = BTreeSet::new();
    let mut found: Vec<&Filed> = filed.iter().filter(|f| seen.insert(f.document.digest)).collect();
    found.retain(|f| f.document.name.to_lowercase().contains(&wanted));
    let cut = found.len() > OFFERED;
    let label = |f: &Filed| {
        let at = Timestamp::from_microsecond(f.recorded_at).map(|at| Moment::Date.write(lang.locale(), at));
        format!("{} · {} · {}", f.document.name, format::bytes(f.document.size), at.unwrap_or_default())
    };
    let none = std::iter::once((String::new(), lang.tr("documents-library-none")));
    let offered = found.iter().take(OFFERED).map(|f| (f.document.digest.to_string(), label(f)));
    let mut hint = lang.tr("documents-library-hint");
    if cut {
        hint = format!("{hint} {}", lang.tr1("documents-library-cut", "n", OFFERED));
    }
    Field::text("library", lang.tr("documents-library"), "")
        .kind(FieldKind::Select)
        .choices(none.chain(offered))
        .optional()
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(byte: u8) -> Digest {
        Digest([byte; 32])
    }

    fn settled(fields: &[(&str, String)]) -> Vec<(u8, String)> {
        let mut attached = Attached::default();
        for (name, text) in fields {
            assert!(attached.put(name, text), "{name}");
        }
        attached.settle();
        attached.list().into_iter().map(|e| (e.digest.0[0], e.place)).collect()
    }

    #[test]
    fn ticked_rows_keep_their_own_places_and_added_ones_take_the_common_place() {
        let fields = [
            ("evidence", format!("0:{}", digest(1))),
            ("place-0", "หน้า 4, 12".to_owned()),
            ("place-1", "ไม่ได้เลือก".to_owned()),
            ("evidence", format!("2:{}", digest(1))),
            ("place-2", " หน้า 20 ".to_owned()),
            ("library", digest(2).to_string()),
            ("library", String::new()),
            ("place", "ตาราง 2".to_owned()),
        ];
        let rows = settled(&fields);
        let expected = [(1, "หน้า 4, 12"), (1, "หน้า 20"), (2, "ตาราง 2")].map(|(d, place)| (d, place.to_owned()));
        assert_eq!(rows, expected);
    }

    #[test]
    fn what_is_no_evidence_is_left_out_and_the_number_of_rows_is_bounded() {
        assert_eq!(settled(&[("evidence", "x".into()), ("evidence", "0:zz".into()), ("library", "zz".into())]), []);
        let many: Vec<_> = (0..500_u64).map(|n| ("evidence", format!("{n}:{}", digest(1)))).collect();
        let mut attached = Attached::default();
        for (name, text) in &many {
            attached.put(name, text);
        }
        assert_eq!(attached.ticked.len(), MAX_EVIDENCE + 1, "one too many, to be refused in words");
        assert!(!attached.put("value", "1") && !attached.put("place-x", ""));
    }
}

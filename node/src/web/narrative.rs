//! The words of a report beside what was done: supporting factors, obstacles, remedies, next steps (SAR card).

use ges_domain::result::Narrative;
use ges_web::Lang;
use ges_web::ui::{Field, FieldError, FieldKind};

/// Names of the fields, and the words above them.
const FIELDS: [(&str, &str); 4] = [
    ("supporting", "node-supporting"),
    ("obstacles", "node-obstacles"),
    ("remedies", "node-remedies"),
    ("next_steps", "node-next-steps"),
];

/// The fields with what is typed in them.
pub(super) fn fields(lang: &Lang, narrative: &Narrative, errors: &[FieldError]) -> Vec<Field> {
    let field = |((name, label), text): ((&str, &str), &str)| {
        Field::text(name, lang.tr(label), text).kind(FieldKind::Area).optional().errors(errors)
    };
    FIELDS.into_iter().zip(narrative.texts()).map(field).collect()
}

/// Puts a typed text where it belongs; `false` when the field is another.
pub(super) fn put(narrative: &mut Narrative, name: &str, text: &str) -> bool {
    let place = match name {
        "supporting" => &mut narrative.supporting,
        "obstacles" => &mut narrative.obstacles,
        "remedies" => &mut narrative.remedies,
        "next_steps" => &mut narrative.next_steps,
        _ => return false,
    };
    *place = text.replace('\r', "");
    true
}

/// What was written, with its heading; nothing where nothing was.
pub(super) fn written(lang: &Lang, narrative: &Narrative) -> Vec<(String, String)> {
    let texts = FIELDS.into_iter().zip(narrative.texts()).filter(|(_, text)| !text.is_empty());
    texts.map(|((_, label), text)| (lang.tr(label), text.to_owned())).collect()
}

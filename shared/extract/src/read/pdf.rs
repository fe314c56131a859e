//! Text and images of PDF pages. Letters come in the order in which they are printed, which for Thai is the order in
//! which they are written; lines and spaces are seen from where they stand.
#![expect(clippy::float_arithmetic, reason = "places on a page, not figures")]

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::object::dict::keys::ACTUAL_TEXT;
use hayro::hayro_syntax::object::{self, Dict};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::Pages;
use crate::fold::printed;
use crate::limits::{MAX_IMAGE_ASPECT, MAX_IMAGE_WIDTH, MAX_PAGE_BYTES};
use crate::{Picture, Unread};

/// Glyphs are drawn in thousandths of the size of their font.
const EM: f64 = 1000.0;
/// A gap of more of the size of the font is a space.
const SPACE: f64 = 0.18;
/// A step across the line of more of the size is a new line.
const LINE: f64 = 0.6;
/// Spans within spans whose given text is heeded.
const MAX_SPANS: usize = 64;
/// The same letter so near is printed twice to look bold.
const TWICE: f64 = 0.1;

fn open(bytes: Vec<u8>) -> Result<Pdf, Unread> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unread::Encrypted,
        LoadPdfError::Invalid => Unread::Damaged,
    })
}

/// The pages' texts.
pub(super) fn text(bytes: Vec<u8>, pages: &mut Pages) -> Result<(), Unread> {
    let pdf = open(bytes)?;
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        if !pages.has_room() {
            break;
        }
        let mut reader = Reader::default();
        let transform = page.initial_transform(true).to_kurbo();
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
        let mut context = Context::new(transform, bounds, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut reader);
        pages.push(&reader.text);
    }
    Ok(())
}

/// A page as an image on white, `width` pixels wide unless it would be too high.
pub(super) fn image(bytes: Vec<u8>, number: u32, width: u16) -> Result<Picture, Unread> {
    let pdf = open(bytes)?;
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or(Unread::NoSuchPage)?;
    let page = pdf.pages().get(at).ok_or(Unread::NoSuchPage)?;
    let scale = scale(page, width.clamp(1, MAX_IMAGE_WIDTH))?;
    let cache = RenderCache::new();
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let png = pixmap.into_png().map_err(|_| Unread::Damaged)?;
    Ok(Picture { width, height, png })
}

fn scale(page: &Page<'_>, width: u16) -> Result<f32, Unread> {
    let (across, down) = page.render_dimensions();
    let usable = |side: f32| side.is_finite() && side > 0.0;
    if !usable(across) || !usable(down) {
        return Err(Unread::Damaged);
    }
    let scale = (f32::from(width) / across).min(f32::from(width) * f32::from(MAX_IMAGE_ASPECT) / down);
    // Half a pixel more, so that rounding down gives the width asked for; at least one pixel each way.
    let scale = scale * (1.0 + 0.5 / f32::from(width));
    if across * scale < 1.0 || down * scale < 1.0 { Err(Unread::Damaged) } else { Ok(scale) }
}

/// Collects letters instead of drawing them.
#[derive(Default)]
struct Reader {
    text: String,
    last: Option<Last>,
    /// Spans that have begun and not ended; one may say what its glyphs mean together.
    spans: Vec<Option<Meaning>>,
}

/// The glyph printed last.
struct Last {
    /// Where it begins and where the next one is expected.
    from: Point,
    to: Point,
    code: u32,
}

/// The text of a span as its author gives it (`ActualText`), in place of what its glyphs say one by one.
struct Meaning {
    text: String,
    taken: bool,
}

impl Reader {
    fn glyph(&mut self, glyph: &Glyph<'_>, transform: Affine) {
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let from = transform * Point::ZERO;
        let to = transform * Point::new(advance.unwrap_or(0.0).into(), 0.0);
        let size = (transform * Point::new(0.0, EM) - from).hypot();
        let along = transform * Point::new(EM, 0.0) - from;
        if !(from.is_finite() && to.is_finite() && size.is_finite()) {
            return;
        }
        let code = glyph.char_code();
        let gap = self.last.as_ref().map_or(Gap::None, |last| last.gap(from, along, size, code));
        let letters = match self.spans.iter_mut().flatten().next() {
            Some(meaning) if meaning.taken => String::new(),
            Some(meaning) => {
                meaning.taken = true;
                meaning.text.clone()
            }
            None => letters(glyph),
        };
        if matches!(gap, Gap::Twice) {
            return;
        }
        self.last = Some(Last { from, to, code });
        if letters.is_empty() {
            return;
        }
        match gap {
            Gap::Line => self.text.push('\n'),
            Gap::Space if !self.text.ends_with(char::is_whitespace) && letters != " " => self.text.push(' '),
            _ => {}
        }
        self.text.push_str(&letters);
    }
}

/// What a glyph stands for, when its font says so.
fn letters(glyph: &Glyph<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(letter)) => readable(&letter.to_string()),
        Some(BfString::String(letters)) => readable(&letters),
        None => String::new(),
    }
}

/// Without the NUL that stands for parts of letters; marks of old fonts as the marks they are.
fn readable(letters: &str) -> String {
    let seen = letters.chars().filter(|c| !matches!(*c, '\0' | char::REPLACEMENT_CHARACTER));
    seen.map(|c| if c.is_control() { ' ' } else { printed(c) }).collect()
}

/// A text string of PDF: UTF-16 or UTF-8 with a mark, otherwise one byte for a letter.
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            readable(&String::from_utf16_lossy(&units))
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => readable(&String::from_utf8_lossy(rest)),
        bytes => readable(&bytes.iter().copied().map(char::from).collect::<String>()),
    }
}

/// What stands between two letters.
enum Gap {
    None,
    Space,
    Line,
    Twice,
}

impl Last {
    fn gap(&self, from: Point, along: Vec2, size: f64, code: u32) -> Gap {
        let length = along.hypot();
        if length == 0.0 || size == 0.0 {
            return Gap::None;
        }
        let along = along / length;
        let step = from - self.to;
        let (forward, across) = (step.dot(along), step.cross(along).abs());
        if code == self.code && self.to != self.from && (from - self.from).hypot() < TWICE * size {
            Gap::Twice
        } else if across > LINE * size || forward < -2.0 * size {
            Gap::Line
        } else if forward > SPACE * size {
            Gap::Space
        } else {
            Gap::None
        }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if self.text.len() > MAX_PAGE_BYTES {
                return;
            }
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|dict| dict.get::<object::String<'_>>(ACTUAL_TEXT));
        let text = text.filter(|_| self.spans.len() < MAX_SPANS).map(|text| text_string(text.as_bytes()));
        self.spans.push(text.map(|text| Meaning { text, taken: false }));
    }

    fn end_marked_content(&mut self) {
        self.spans.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

//! Pictures, made anew: what is shown holds nothing of the file but its pixels.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops};

use crate::limits::{MAX_IMAGE_ASPECT, MAX_IMAGE_WIDTH};
use crate::{Picture, Unread};

/// Pixels of a side.
const MAX_SIDE: u32 = 20_000;
/// Bytes of the unpacked pixels.
const MAX_PIXEL_BYTES: u64 = 400 << 20;

/// The picture at most `width` pixels wide.
pub(super) fn image(bytes: &[u8], width: u16) -> Result<Picture, Unread> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PIXEL_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Unread::Damaged)?;
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => Unread::Memory,
        _ => Unread::Damaged,
    })?;
    let width = u32::from(width.clamp(1, MAX_IMAGE_WIDTH));
    let height = width * u32::from(MAX_IMAGE_ASPECT);
    let smaller = picture.width() > width || picture.height() > height;
    png(if smaller { picture.resize(width, height, imageops::FilterType::Triangle) } else { picture })
}

fn png(picture: DynamicImage) -> Result<Picture, Unread> {
    let mut png = Cursor::new(Vec::new());
    let eight =
        if picture.color().has_alpha() { picture.into_rgba8().into() } else { DynamicImage::from(picture.into_rgb8()) };
    eight.write_to(&mut png, ImageFormat::Png).map_err(|_| Unread::Damaged)?;
    Ok(Picture { width: eight.width(), height: eight.height(), png: png.into_inner() })
}

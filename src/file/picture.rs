//! What a picture looks like: its size, a few bytes that stand for it until it is there, and small
//! versions of it. Bounded in pixels and memory, and run on the [`Pool`](crate::pool::Pool) alone.

use std::io::Cursor;

use bytes::Bytes;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::kind;
use crate::parts::{Format, scans};

/// Long sides of thumbnails, the smaller first.
pub(crate) const LONG_SIDES: [u32; 2] = [480, 1280];
/// Pixels of the largest picture that anybody may send.
const MOST_PIXELS: u64 = 16_384 * 16_384;
const MOST_SIDE: u32 = 65_535;
/// Pixels of the largest picture that we look at.
const DECODED_PIXELS: u64 = 64_000_000;
/// The same where it is painted in several scans, for which all of it is kept in between.
const SCANNED_PIXELS: u64 = 24_000_000;
/// Scans of a JPEG: cameras make one, programs about ten.
const MOST_SCANS: usize = 32;
/// Bytes that a decoder may ask for.
const DECODER_BYTES: u64 = 256 * 1024 * 1024;
/// The same before it comes to the pixels: a PNG may unpack a gigabyte of colours that nobody needs.
const HEAD_BYTES: u64 = 16 * 1024 * 1024;
/// How good thumbnails are, of 100, and how hard the encoder tries, of 6.
const QUALITY: f32 = 75.0;
const METHOD: i32 = 2;
/// The long side of what a thumbhash is made from: more changes nothing.
const HASHED_SIDE: u32 = 100;

/// What there is to know of a picture, upright.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// None where we only read how large it is.
    pub(crate) thumbhash: Option<Vec<u8>>,
    /// WebP, for each of [`LONG_SIDES`] that is smaller than the picture.
    pub(crate) thumbs: [Option<Bytes>; 2],
}

/// More pixels than anybody may send: whoever opens it would need gigabytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{width} × {height} pixels are too many")]
pub(crate) struct TooMany {
    width: u32,
    height: u32,
}

/// Looks at a picture; none where it is not one that we can look at, which makes it a file as any
/// other.
///
/// # Errors
/// [`TooMany`], by what its head says.
pub(crate) fn examine(bytes: &Bytes, kind: &str) -> Result<Option<Picture>, TooMany> {
    let Ok(size) = imagesize::blob_size(bytes) else {
        return Ok(None);
    };
    let side = |side| u32::try_from(side).unwrap_or(u32::MAX);
    let (width, height) = (side(size.width), side(size.height));
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || width.max(height) > MOST_SIDE {
        return Err(TooMany { width, height });
    }
    if pixels == 0 || pixels > DECODED_PIXELS || has_too_many_scans(bytes, kind, pixels) {
        return Ok(None);
    }
    if !kind::is_drawn(kind) {
        return Ok(kind::is_picture(kind).then_some(Picture {
            width,
            height,
            thumbhash: None,
            thumbs: [None, None],
        }));
    }
    Ok(decode(bytes, kind).and_then(|(decoded, orientation)| draw(decoded, orientation)))
}

fn has_too_many_scans(bytes: &[u8], kind: &str, pixels: u64) -> bool {
    if Format::of(kind) != Some(Format::Jpeg) {
        return false;
    }
    let scans = scans(bytes, &Format::Jpeg.parts(bytes));
    scans > MOST_SCANS || (scans > 1 && pixels > SCANNED_PIXELS)
}

/// The first frame, as it lies in the file.
fn decode(bytes: &Bytes, kind: &str) -> Option<(DynamicImage, Orientation)> {
    let format = ImageFormat::from_mime_type(kind)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(HEAD_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > DECODED_PIXELS {
        return None;
    }
    limits.max_alloc = Some(DECODER_BYTES);
    // Also what it becomes.
    limits.reserve(decoder.total_bytes()).ok()?;
    decoder.set_limits(limits).ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).ok()?;
    Some((decoded, orientation))
}

fn draw(decoded: DynamicImage, orientation: Orientation) -> Option<Picture> {
    let mut raster = Raster::of(decoded)?;
    let (mut width, mut height) = (raster.width, raster.height);
    if is_on_its_side(orientation) {
        std::mem::swap(&mut width, &mut height);
    }
    let mut thumbs = [None, None];
    // Each from the next larger one.
    for (thumb, long_side) in thumbs.iter_mut().zip(LONG_SIDES).rev() {
        if let Some(smaller) = raster.shrunk(long_side) {
            raster = smaller;
            *thumb = Some(encode(&raster.upright(orientation)?)?);
        }
    }
    let smallest = raster.shrunk(HASHED_SIDE).unwrap_or(raster);
    let rgba = smallest.upright(orientation)?.into_rgba8();
    let (w, h) = (rgba.width() as usize, rgba.height() as usize);
    let thumbhash = Some(thumbhash::rgba_to_thumb_hash(w, h, rgba.as_raw()));
    Some(Picture {
        width,
        height,
        thumbhash,
        thumbs,
    })
}

fn is_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn encode(image: &DynamicImage) -> Option<Bytes> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgb8(rgb) => webp::Encoder::from_rgb(rgb, width, height),
        DynamicImage::ImageRgba8(rgba) => webp::Encoder::from_rgba(rgba, width, height),
        _ => return None,
    };
    let mut config = webp::WebPConfig::new().ok()?;
    (config.quality, config.method) = (QUALITY, METHOD);
    let encoded = encoder.encode_advanced(&config).ok()?;
    Some(Bytes::copy_from_slice(&encoded))
}

/// Pixels with one, three or four bytes each.
struct Raster {
    width: u32,
    height: u32,
    pixel: PixelType,
    bytes: Vec<u8>,
}

impl Raster {
    fn of(decoded: DynamicImage) -> Option<Self> {
        let (width, height) = (decoded.width(), decoded.height());
        let (pixel, bytes) = match decoded {
            DynamicImage::ImageLuma8(luma) => (PixelType::U8, luma.into_raw()),
            DynamicImage::ImageRgb8(rgb) => (PixelType::U8x3, rgb.into_raw()),
            other if other.color().has_alpha() => (PixelType::U8x4, other.into_rgba8().into_raw()),
            other => (PixelType::U8x3, other.into_rgb8().into_raw()),
        };
        (width > 0 && height > 0).then_some(Self {
            width,
            height,
            pixel,
            bytes,
        })
    }

    /// The same with this long side; none where it is not longer.
    fn shrunk(&self, long_side: u32) -> Option<Self> {
        let longest = self.width.max(self.height);
        if longest <= long_side {
            return None;
        }
        let scaled = |side: u32| {
            let side = (u64::from(side) * u64::from(long_side) + u64::from(longest) / 2)
                / u64::from(longest);
            u32::try_from(side).unwrap_or(long_side).max(1)
        };
        let (width, height) = (scaled(self.width), scaled(self.height));
        let from = ImageRef::new(self.width, self.height, &self.bytes, self.pixel).ok()?;
        let mut to = Image::new(width, height, self.pixel);
        Resizer::new().resize(&from, &mut to, None).ok()?;
        Some(Self {
            width,
            height,
            pixel: self.pixel,
            bytes: to.into_vec(),
        })
    }

    /// As one looks at it, in colours.
    fn upright(&self, orientation: Orientation) -> Option<DynamicImage> {
        let bytes = self.bytes.clone();
        let (width, height) = (self.width, self.height);
        let mut image = match self.pixel {
            PixelType::U8 => {
                let luma = image::GrayImage::from_raw(width, height, bytes)?;
                DynamicImage::ImageRgb8(DynamicImage::ImageLuma8(luma).into_rgb8())
            }
            PixelType::U8x3 => {
                DynamicImage::ImageRgb8(image::RgbImage::from_raw(width, height, bytes)?)
            }
            _ => DynamicImage::ImageRgba8(image::RgbaImage::from_raw(width, height, bytes)?),
        };
        image.apply_orientation(orientation);
        Some(image)
    }
}

//! What people send in the scenarios about files.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use rand::RngExt;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(crate) const MIB: usize = 1024 * 1024;

/// Bytes that nobody has sent before.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    rand::rng().fill(&mut bytes[..]);
    bytes
}

/// As a file's `sha256` is written.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file's id.
pub(crate) fn id(file: &Value) -> &str {
    file["id"].as_str().expect("a file has an id")
}

/// A picture whose left upper quarter is red.
pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let blue = Rgb([20, 60, 200]);
    let mut image = RgbImage::from_pixel(width, height, blue);
    let quarter = RgbImage::from_pixel(width / 2, height / 2, Rgb([220, 20, 20]));
    image::imageops::replace(&mut image, &quarter, 0, 0);
    let mut bytes = Cursor::new(Vec::new());
    let written = DynamicImage::ImageRgb8(image).write_to(&mut bytes, format);
    written.expect("a picture can be written");
    bytes.into_inner()
}

/// A picture of 96 × 64 that another program made.
pub(crate) const AVIF: &[u8] = include_bytes!("small.avif");

/// The seconds of the place where [`photograph`] was taken.
pub(crate) const PLACE: [u8; 4] = 123_456_789_u32.to_le_bytes();

/// A JPEG that was taken with the telephone on its side, and says where.
pub(crate) fn photograph(width: u32, height: u32) -> Vec<u8> {
    let jpeg = picture(width, height, ImageFormat::Jpeg);
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let parts: [&[u8]; 4] = [
            &tag.to_le_bytes(),
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value.to_le_bytes(),
        ];
        parts.concat()
    };
    // Two entries: which way is up, and where the place stands, which has two of its own.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(entry(0x0112, 3, 1, 6));
    exif.extend(entry(0x8825, 4, 1, 38));
    exif.extend([0; 4]);
    exif.extend([2, 0]);
    exif.extend(entry(1, 2, 2, u32::from_le_bytes(*b"N\0\0\0")));
    exif.extend(entry(2, 5, 3, 68));
    exif.extend([0; 4]);
    for (above, below) in [(52_u32, 1_u32), (31, 1), (123_456_789, 1_000_000)] {
        exif.extend(above.to_le_bytes());
        exif.extend(below.to_le_bytes());
    }
    let length = u16::try_from(exif.len() + 2).expect("it is short");
    let segment = [&[0xff, 0xe1][..], &length.to_be_bytes(), &exif].concat();
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

/// Whether these bytes are somewhere among those.
pub(crate) fn has(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|some| some == wanted)
}

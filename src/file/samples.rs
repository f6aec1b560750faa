//! Pictures for tests, made here, with what cameras put into them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A picture whose left upper quarter is red, all else a run of blues.
pub(crate) fn picture(width: u32, height: u32) -> DynamicImage {
    let image = RgbImage::from_fn(width, height, |x, y| {
        match x < width / 2 && y < height / 2 {
            true => Rgb([220, 20, 20]),
            false => Rgb([10, (x * 100 / width) as u8, (100 + y * 100 / height) as u8]),
        }
    });
    DynamicImage::ImageRgb8(image)
}

pub(crate) fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// EXIF as a telephone makes it: which way is up, and where it was.
pub(crate) fn exif(orientation: u8, with_place: bool) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut entry = tag.to_le_bytes().to_vec();
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(value.to_le_bytes());
        entry
    };
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([if with_place { 3 } else { 2 }, 0]);
    tiff.extend(entry(0x010f, 2, 4, u32::from_le_bytes(*b"Cam\0")));
    tiff.extend(entry(0x0112, 3, 1, orientation.into()));
    if with_place {
        tiff.extend(entry(0x8825, 4, 1, 50));
    }
    tiff.extend([0; 4]);
    if with_place {
        tiff.extend([2, 0]);
        tiff.extend(entry(1, 2, 2, u32::from_le_bytes(*b"N\0\0\0")));
        tiff.extend(entry(2, 5, 3, 80));
        tiff.extend([0; 4]);
        for (above, below) in [(52_u32, 1_u32), (31, 1), (123_456_789, 1_000_000)] {
            tiff.extend(above.to_le_bytes());
            tiff.extend(below.to_le_bytes());
        }
    }
    tiff
}

/// What no file may contain any more: the seconds of that place.
pub(crate) const SECONDS: [u8; 4] = 123_456_789_u32.to_le_bytes();

pub(crate) fn jpeg_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xff, marker], &length.to_be_bytes()[..], content].concat()
}

/// A JPEG with a segment after its first two bytes.
pub(crate) fn jpeg_with(jpeg: &[u8], segment: &[u8]) -> Vec<u8> {
    [&jpeg[..2], segment, &jpeg[2..]].concat()
}

pub(crate) fn jpeg_with_exif(jpeg: &[u8], tiff: &[u8]) -> Vec<u8> {
    jpeg_with(jpeg, &jpeg_segment(0xe1, &[b"Exif\0\0", tiff].concat()))
}

/// A PNG with a chunk after its head. Its sum is not looked at by those who read text.
pub(crate) fn png_with(png: &[u8], kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let summed = [&kind[..], content].concat();
    let sum = crate::location::crc(&summed).to_be_bytes();
    [&png[..33], &length, &summed, &sum, &png[33..]].concat()
}

/// A lossless WebP with a head and a chunk after it.
pub(crate) fn webp_with(
    webp: &[u8],
    size: (u32, u32),
    flags: u8,
    kind: [u8; 4],
    content: &[u8],
) -> Vec<u8> {
    let mut body = b"WEBPVP8X\x0a\0\0\0".to_vec();
    body.extend([flags, 0, 0, 0]);
    body.extend(&(size.0 - 1).to_le_bytes()[..3]);
    body.extend(&(size.1 - 1).to_le_bytes()[..3]);
    body.extend(&webp[12..]);
    body.extend(kind);
    body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
    body.extend(content);
    body.extend(vec![0; content.len() % 2]);
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF", &length[..], &body].concat()
}

/// The boxes of an AVIF with this EXIF, and without a picture.
pub(crate) fn avif_with(tiff: &[u8], more: &[u8]) -> Vec<u8> {
    let boxed = |kind: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length[..], kind, content].concat()
    };
    let item = [&[0, 0, 0, 10][..], b"Exif\0\0", &[0; 4], tiff].concat();
    let ftyp = boxed(b"ftyp", b"avif\0\0\0\0avifmif1");
    let meta = |offset: u32| {
        let infe = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0Exif\0");
        let iinf = boxed(b"iinf", &[&[0, 0, 0, 0, 0, 1][..], &infe].concat());
        let length = u32::try_from(item.len()).unwrap().to_be_bytes();
        let iloc = [
            &[0, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1][..],
            &offset.to_be_bytes(),
            &length,
        ];
        let iloc = boxed(b"iloc", &iloc.concat());
        boxed(b"meta", &[&[0; 4][..], &iinf, &iloc].concat())
    };
    let before = u32::try_from(ftyp.len() + meta(0).len() + 8).unwrap();
    let mdat = boxed(b"mdat", &[&item, more].concat());
    [ftyp, meta(before), mdat].concat()
}

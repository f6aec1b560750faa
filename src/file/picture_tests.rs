//! What is found out about pictures, and what pictures cannot do to us.

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, RgbaImage};
use proptest::prelude::*;

use crate::picture::{Picture, examine};
use crate::samples::{avif_with, encoded, exif, jpeg_with_exif};

/// A picture of 96 × 64, as libaom makes it.
const AVIF: &[u8] = include_bytes!("../../tests/scenarios/small.avif");

fn seen(bytes: Vec<u8>, kind: &str) -> Option<Picture> {
    examine(&bytes.into(), kind).unwrap()
}

fn decoded(thumb: Option<&Bytes>) -> DynamicImage {
    image::load_from_memory_with_format(thumb.unwrap(), ImageFormat::WebP).unwrap()
}

#[test]
fn a_large_picture_has_two_thumbnails_and_a_hash() {
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let picture = seen(encoded(2_000, 1_000, format), format.to_mime_type()).unwrap();
        assert_eq!((picture.width, picture.height), (2_000, 1_000));
        let sizes = picture.thumbs.each_ref().map(|thumb| {
            let thumb = decoded(thumb.as_ref());
            (thumb.width(), thumb.height())
        });
        assert_eq!(sizes, [(480, 240), (1280, 640)], "{format:?}");
        let hash = picture.thumbhash.unwrap();
        assert!((5..=25).contains(&hash.len()), "{format:?}");
    }
}

#[test]
fn a_small_picture_is_its_own_thumbnail() {
    let picture = seen(encoded(480, 10, ImageFormat::Png), "image/png").unwrap();
    assert_eq!(picture.thumbs, [None, None]);
    let picture = seen(encoded(700, 10, ImageFormat::Png), "image/png").unwrap();
    assert!(picture.thumbs[0].is_some() && picture.thumbs[1].is_none());
    let narrow = seen(encoded(2_000, 1, ImageFormat::Png), "image/png").unwrap();
    assert_eq!(decoded(narrow.thumbs[0].as_ref()).height(), 1);
}

#[test]
fn a_picture_that_lies_on_its_side_is_shown_upright() {
    let jpeg = encoded(1_000, 500, ImageFormat::Jpeg);
    let picture = seen(jpeg_with_exif(&jpeg, &exif(6, false)), "image/jpeg").unwrap();
    assert_eq!((picture.width, picture.height), (500, 1_000));
    let thumb = decoded(picture.thumbs[0].as_ref()).into_rgb8();
    assert_eq!((thumb.width(), thumb.height()), (240, 480));
    // The red quarter was at the left; a quarter of a turn puts it to the right.
    let (left, right) = (thumb.get_pixel(20, 40), thumb.get_pixel(220, 40));
    assert!(right[0] > 150 && left[0] < 80, "{left:?} {right:?}");
}

#[test]
fn transparency_stays() {
    let clear = RgbaImage::from_fn(600, 600, |x, _| {
        image::Rgba([255, 0, 0, if x < 300 { 0 } else { 255 }])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut png, ImageFormat::Png).unwrap();
    let picture = seen(png.into_inner(), "image/png").unwrap();
    let thumb = decoded(picture.thumbs[0].as_ref()).into_rgba8();
    assert_eq!(thumb.get_pixel(10, 10)[3], 0);
    assert_eq!(thumb.get_pixel(470, 10)[3], 255);
}

#[test]
fn grey_and_sixteen_bit_pictures_are_pictures() {
    let picture = crate::samples::picture(900, 300);
    for deep in [
        DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageLumaA8(picture.to_luma_alpha8()),
        DynamicImage::ImageLuma16(picture.to_luma16()),
        DynamicImage::ImageRgba16(picture.to_rgba16()),
    ] {
        let mut png = std::io::Cursor::new(Vec::new());
        deep.write_to(&mut png, ImageFormat::Png).unwrap();
        let picture = seen(png.into_inner(), "image/png").unwrap();
        assert_eq!(decoded(picture.thumbs[0].as_ref()).width(), 480);
    }
}

/// The head of a PNG that says how large it is, and nothing more.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(1, 1, ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crate::location::crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    png
}

#[test]
fn a_picture_of_sixty_thousand_pixels_squared_in_a_hundred_bytes_is_refused() {
    let png = bomb(60_000, 60_000);
    assert!(png.len() < 100);
    let problem = examine(&png.into(), "image/png").unwrap_err();
    assert_eq!(problem.to_string(), "60000 × 60000 pixels are too many");
    assert!(examine(&bomb(70_000, 1).into(), "image/png").is_err());
}

#[test]
fn a_picture_that_is_too_large_to_look_at_is_a_file_as_any_other() {
    assert_eq!(seen(bomb(10_000, 10_000), "image/png"), None);
    assert_eq!(seen(bomb(0, 10), "image/png"), None);
    assert_eq!(seen(b"PK\x03\x04 is a ZIP".to_vec(), "image/png"), None);
    assert_eq!(seen(Vec::new(), "image/jpeg"), None);
}

#[test]
fn a_jpeg_that_is_painted_over_and_over_is_not_looked_at() {
    let jpeg = encoded(16, 16, ImageFormat::Jpeg);
    let scan = memchr::memmem::find(&jpeg, &[0xff, 0xda]).unwrap();
    let end = jpeg.len() - 2;
    let again = jpeg[scan..end].repeat(40);
    let bytes = [&jpeg[..end], &again, &jpeg[end..]].concat();
    assert_eq!(seen(bytes, "image/jpeg"), None);
    assert!(seen(jpeg, "image/jpeg").is_some());
}

#[test]
fn of_avif_only_the_size_is_known() {
    let picture = seen(AVIF.to_vec(), "image/avif").unwrap();
    assert_eq!((picture.width, picture.height), (96, 64));
    assert_eq!((picture.thumbhash, picture.thumbs), (None, [None, None]));
    // There is no picture in it, so there is no size either.
    assert_eq!(seen(avif_with(&exif(1, false), b""), "image/avif"), None);
    for length in 0..AVIF.len() {
        seen(AVIF[..length].to_vec(), "image/avif");
    }
}

#[test]
fn an_avif_that_lies_on_its_side_is_as_wide_as_it_is_shown() {
    let mut avif = AVIF.to_vec();
    let at = |name: &[u8; 4]| memchr::memmem::find(AVIF, name).unwrap() - 4;
    let end_of_size = at(b"ispe") + 20;
    avif.splice(end_of_size..end_of_size, *b"\0\0\0\x09irot\x01");
    for around in [b"meta", b"iprp", b"ipco"] {
        let length = &mut avif[at(around)..at(around) + 4];
        let longer = u32::from_be_bytes(length.try_into().unwrap()) + 9;
        length.copy_from_slice(&longer.to_be_bytes());
    }
    let shown = seen(avif, "image/avif").unwrap();
    assert_eq!((shown.width, shown.height), (64, 96));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn cut_and_flipped_pictures_of_every_kind_do_no_harm(
        format in prop::sample::select(vec![
            ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif,
        ]),
        keep in 0.0_f64..1.0,
        is_cut in any::<bool>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = encoded(64, 48, format);
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate((bytes.len() as f64 * keep) as usize);
        }
        let kind = format.to_mime_type();
        if let Ok(Some(picture)) = examine(&bytes.into(), kind) {
            prop_assert!(picture.width > 0 && picture.height > 0);
            prop_assert_eq!(picture.thumbs.iter().flatten().all(|thumb| thumb.starts_with(b"RIFF")), true);
        }
    }
}

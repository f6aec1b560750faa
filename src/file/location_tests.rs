//! Photographs lose where they were taken, and nothing that one sees.

use bytes::Bytes;
use image::ImageFormat;
use memchr::memmem::find;
use proptest::prelude::*;

use crate::location::{Stuck, without};
use crate::parts::Format;
use crate::samples::{
    SECONDS, avif_with, encoded, exif, jpeg_segment, jpeg_with, jpeg_with_exif, png_with, webp_with,
};

fn cleaned(bytes: Vec<u8>, kind: &str) -> Option<Bytes> {
    without(&bytes.into(), kind).unwrap()
}

/// The same picture, and which way it is up.
fn look(bytes: &[u8], format: ImageFormat) -> (Vec<u8>, u8) {
    use image::ImageDecoder as _;
    let reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap().to_exif();
    let image = image::DynamicImage::from_decoder(decoder).unwrap();
    (image.into_rgb8().into_raw(), orientation)
}

#[test]
fn a_photograph_loses_where_it_was_taken_and_stays_upright() {
    let jpeg = encoded(40, 30, ImageFormat::Jpeg);
    let png = encoded(40, 30, ImageFormat::Png);
    let webp = encoded(40, 30, ImageFormat::WebP);
    let (told, size) = (exif(6, true), (40, 30));
    let webp = webp_with(&webp, size, 0b1000, *b"EXIF", &told);
    for (bytes, format) in [
        (jpeg_with_exif(&jpeg, &told), ImageFormat::Jpeg),
        (png_with(&png, *b"eXIf", &told), ImageFormat::Png),
        (webp, ImageFormat::WebP),
    ] {
        assert!(find(&bytes, &SECONDS).is_some());
        let before = look(&bytes, format);
        assert_eq!(before.1, 6, "{format:?}");
        let clean = cleaned(bytes, format.to_mime_type()).unwrap();
        assert_eq!(find(&clean, &SECONDS), None, "{format:?}");
        assert_eq!(find(&clean, b"Cam"), None, "{format:?}");
        assert_eq!(look(&clean, format), before, "{format:?}");
        assert_eq!(
            without(&clean, format.to_mime_type()),
            Ok(None),
            "{format:?}"
        );
    }
}

#[test]
fn a_photograph_without_a_place_comes_back_as_it_was() {
    let jpeg = encoded(40, 30, ImageFormat::Jpeg);
    let quiet = jpeg_with_exif(&jpeg, &exif(6, false));
    let xmp = jpeg_segment(
        0xe1,
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Lightroom</x:xmpmeta>",
    );
    for bytes in [
        jpeg.clone(),
        quiet.clone(),
        jpeg_with(&quiet, &xmp),
        [&jpeg[..], &[0; 9]].concat(),
    ] {
        assert_eq!(cleaned(bytes, "image/jpeg"), None);
    }
    let png = encoded(4, 3, ImageFormat::Png);
    assert_eq!(
        cleaned(png_with(&png, *b"eXIf", &exif(1, false)), "image/png"),
        None
    );
    assert_eq!(cleaned(encoded(4, 3, ImageFormat::Gif), "image/gif"), None);
    assert_eq!(cleaned(avif_with(&exif(1, false), b""), "image/avif"), None);
    // No picture: nobody looks.
    assert_eq!(cleaned(quiet, "application/zip"), None);
}

#[test]
fn a_place_in_words_for_programs_goes_too() {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><exif:GPSLatitude>52,31N</exif:GPSLatitude></x:xmpmeta>";
    let jpeg = encoded(4, 3, ImageFormat::Jpeg);
    let jpeg = jpeg_with(&jpeg, &jpeg_segment(0xe1, xmp));
    let png = encoded(4, 3, ImageFormat::Png);
    let webp = encoded(4, 3, ImageFormat::WebP);
    let text = b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>GPSLatitude</x:xmpmeta>";
    let packed = b"XML:com.adobe.xmp\0\x01\0\0\0compressed";
    for (bytes, kind) in [
        (jpeg, "image/jpeg"),
        (png_with(&png, *b"iTXt", text), "image/png"),
        (png_with(&png, *b"iTXt", packed), "image/png"),
        (
            png_with(&png, *b"zTXt", b"Raw profile type exif\0\0xx"),
            "image/png",
        ),
        (webp_with(&webp, (4, 3), 0b100, *b"XMP ", xmp), "image/webp"),
        (
            [&encoded(4, 3, ImageFormat::Gif)[..], xmp].concat(),
            "image/gif",
        ),
        (avif_with(&exif(1, false), xmp), "image/avif"),
    ] {
        let clean = cleaned(bytes, kind).unwrap();
        assert!(
            find(&clean, b"GPS").is_none() && find(&clean, b"XML").is_none(),
            "{kind}"
        );
        assert_eq!(without(&clean, kind), Ok(None), "{kind}");
    }
}

#[test]
fn what_follows_the_end_of_a_photograph_is_searched_as_well() {
    let jpeg = encoded(40, 30, ImageFormat::Jpeg);
    let inner = jpeg_with_exif(&encoded(4, 3, ImageFormat::Jpeg), &exif(1, true));
    let film = b"\0\0\0\x18ftypmp42....\xa9xyz\0\x12+52.5231+013.4123/";
    for tail in [&inner[..], film] {
        let clean = cleaned([&jpeg[..], tail].concat(), "image/jpeg").unwrap();
        assert_eq!(
            look(&clean, ImageFormat::Jpeg),
            look(&jpeg, ImageFormat::Jpeg)
        );
        assert!(clean.len() <= jpeg.len());
    }
}

#[test]
fn in_avif_the_place_is_overwritten_and_nothing_moves() {
    let bytes = avif_with(&exif(6, true), b"the picture");
    assert!(find(&bytes, &SECONDS).is_some());
    let clean = cleaned(bytes.clone(), "image/avif").unwrap();
    assert_eq!(find(&clean, &SECONDS), None);
    assert_eq!(clean.len(), bytes.len());
    assert!(clean.ends_with(b"the picture"));
    assert_eq!(without(&clean, "image/avif"), Ok(None));
}

#[test]
fn exif_that_nobody_can_read_is_taken_out_or_the_picture_is_refused() {
    let jpeg = jpeg_with_exif(&encoded(4, 3, ImageFormat::Jpeg), b"II*\0\xff\xff\xff\xff");
    assert!(cleaned(jpeg, "image/jpeg").is_some());
    let avif = avif_with(b"XX*\0\x08\0\0\0", b"");
    assert_eq!(without(&avif.into(), "image/avif"), Err(Stuck));
}

/// Pictures that tell, of all formats.
fn telling() -> Vec<(Vec<u8>, &'static str)> {
    let told = exif(6, true);
    let webp = encoded(16, 12, ImageFormat::WebP);
    vec![
        (
            jpeg_with_exif(&encoded(16, 12, ImageFormat::Jpeg), &told),
            "image/jpeg",
        ),
        (
            png_with(&encoded(16, 12, ImageFormat::Png), *b"eXIf", &told),
            "image/png",
        ),
        (
            webp_with(&webp, (16, 12), 0b1000, *b"EXIF", &told),
            "image/webp",
        ),
        (avif_with(&told, b"picture"), "image/avif"),
        (encoded(16, 12, ImageFormat::Gif), "image/gif"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn parts_lie_side_by_side_whatever_the_bytes_are(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        which in 0_usize..3,
        format in prop::sample::select(vec![Format::Jpeg, Format::Png, Format::Webp]),
    ) {
        let heads: [&[u8]; 3] = [b"", b"\xff\xd8\xff\xe1\0\x04", b"RIFF\x40\0\0\0WEBPEXIF\x05\0\0\0"];
        let bytes = [heads[which], &bytes].concat();
        let mut at = 0;
        for part in format.parts(&bytes) {
            prop_assert_eq!(part.bytes.start, at);
            prop_assert!(part.bytes.end > at);
            at = part.bytes.end;
        }
        prop_assert_eq!(at, bytes.len());
    }

    #[test]
    fn cut_and_flipped_photographs_never_tell_after_they_were_cleaned(
        which in 0_usize..5,
        cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let (mut bytes, kind) = telling().swap_remove(which);
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut.index(bytes.len()) / 4);
        let bytes = Bytes::from(bytes);
        if let Ok(Some(clean)) = without(&bytes, kind) {
            prop_assert_eq!(without(&clean, kind), Ok(None));
        }
    }
}

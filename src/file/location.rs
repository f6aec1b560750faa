//! Takes out of a picture where it was taken, before anybody can see it.
//!
//! A picture that does not tell is left as it is, byte for byte. From one that does, everything goes
//! that is not needed to show it, but for which way is up.
//!
//! *Invariant:* what is returned has been searched again.

use std::ops::Range;

use bytes::Bytes;
use memchr::memmem::{find, find_iter};

use crate::parts::{Format, Role};
use crate::{boxes, kind, tiff};

/// It tells where it was taken, and we cannot take that out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the place where it was taken cannot be removed")]
pub(crate) struct Stuck;

/// The same picture without its location; none where it has none.
///
/// # Errors
/// [`Stuck`].
pub(crate) fn without(bytes: &Bytes, kind: &str) -> Result<Option<Bytes>, Stuck> {
    if !kind::may_tell_where(kind) || !tells_where(bytes, kind)? {
        return Ok(None);
    }
    let clean = match Format::of(kind) {
        Some(format) => bare(bytes, format),
        None => blanked(bytes)?,
    };
    match tells_where(&clean, kind)? {
        true => Err(Stuck),
        false => Ok(Some(clean.into())),
    }
}

fn tells_where(bytes: &[u8], kind: &str) -> Result<bool, Stuck> {
    let Some(format) = Format::of(kind) else {
        let mut exif = exif_of_boxes(bytes)?.into_iter();
        return Ok(exif.any(|exif| exif_tells(&bytes[exif]))
            || packets(bytes).any(|packet| mentions(&bytes[packet])));
    };
    let parts = format.parts(bytes);
    Ok(parts.into_iter().any(|part| match part.role {
        Role::Picture => false,
        Role::Exif(exif) => exif_tells(&bytes[exif]),
        Role::Other => mentions(&bytes[part.bytes]),
        Role::Sealed => true,
    }))
}

/// Whether EXIF has anything of the satellites. What cannot be read may have.
fn exif_tells(exif: &[u8]) -> bool {
    tiff::has_place(exif).unwrap_or(true) || mentions(exif)
}

/// Whether bytes that nobody here understands have words for a place, or a picture of their own: XMP,
/// or the film that follows a photograph that moves.
fn mentions(bytes: &[u8]) -> bool {
    let words: [&[u8]; 5] = [b"GPS", b"Exif\0\0", b"\xa9xyz", b"loci", b"location"];
    words.iter().any(|word| find(bytes, word).is_some())
}

/// What is needed to show it, and which way is up.
fn bare(bytes: &[u8], format: Format) -> Vec<u8> {
    let parts = format.parts(bytes);
    let turned = parts.iter().find_map(|part| match &part.role {
        Role::Exif(exif) => tiff::orientation(&bytes[exif.clone()]),
        _ => None,
    });
    let mut clean = Vec::with_capacity(bytes.len());
    let mut turned = turned.filter(|value| *value != 1).map(upright);
    let keeps_exif = turned.is_some();
    for part in parts {
        match part.role {
            Role::Picture => clean.extend_from_slice(&bytes[part.bytes]),
            Role::Exif(_) => {
                if let Some(tiff) = turned.take() {
                    wrap(&mut clean, &tiff, format);
                }
            }
            Role::Other | Role::Sealed => {}
        }
    }
    if format == Format::Webp {
        settle(&mut clean, keeps_exif);
    }
    clean
}

/// A TIFF that says this and nothing else.
fn upright(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    tiff[18] = orientation;
    tiff
}

/// EXIF as the format has it.
fn wrap(to: &mut Vec<u8>, tiff: &[u8; 26], format: Format) {
    match format {
        // A segment's length counts itself.
        Format::Jpeg => to.extend_from_slice(b"\xff\xe1\0\x22Exif\0\0"),
        Format::Png => to.extend_from_slice(b"\0\0\0\x1aeXIf"),
        Format::Webp => to.extend_from_slice(b"EXIF\x1a\0\0\0"),
    }
    to.extend_from_slice(tiff);
    if format == Format::Png {
        let sum = crc(&to[to.len() - 30..]);
        to.extend_from_slice(&sum.to_be_bytes());
    }
}

/// The sum of a PNG's chunk (third edition, section 5.5).
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// A WebP says in its head how long it is and what it has.
fn settle(webp: &mut [u8], has_exif: bool) {
    let length = u32::try_from(webp.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(field) = webp.get_mut(4..8) {
        field.copy_from_slice(&length.to_le_bytes());
    }
    if webp.get(12..16) == Some(b"VP8X")
        && let Some(flags) = webp.get_mut(20)
    {
        *flags &= !0b0000_1100;
        *flags |= if has_exif { 0b0000_1000 } else { 0 };
    }
}

/// Formats that say where everything is, by bytes from the beginning: overwritten in place.
fn blanked(bytes: &[u8]) -> Result<Vec<u8>, Stuck> {
    let mut clean = bytes.to_vec();
    for exif in exif_of_boxes(bytes)? {
        // Which way is up is said elsewhere in these.
        let empty = b"II*\0\x08\0\0\0\0\0\0\0\0\0";
        let place = &mut clean[exif];
        place.fill(0);
        place
            .get_mut(..empty.len())
            .ok_or(Stuck)?
            .copy_from_slice(empty);
    }
    for packet in packets(bytes) {
        clean[packet].fill(b' ');
    }
    Ok(clean)
}

/// Where the EXIF of AVIF and HEIF is; nowhere in what has no boxes.
fn exif_of_boxes(bytes: &[u8]) -> Result<Vec<Range<usize>>, Stuck> {
    if bytes.get(4..8) != Some(b"ftyp") {
        return Ok(Vec::new());
    }
    match boxes::exif(bytes) {
        Ok(exif) => Ok(exif),
        // Somebody else may read it all the same.
        Err(boxes::Broken) if find(bytes, b"Exif").is_some() => Err(Stuck),
        Err(boxes::Broken) => Ok(Vec::new()),
    }
}

/// Where XMP is that is not compressed.
fn packets(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    find_iter(bytes, b"<x:xmpmeta").map(|start| {
        let end = find(&bytes[start..], b"</x:xmpmeta>");
        start..end.map_or(bytes.len(), |end| start + end + b"</x:xmpmeta>".len())
    })
}

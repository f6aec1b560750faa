//! A picture's file as the run of parts that it consists of: what is needed to show it, and what only
//! tells about it. Parts lie side by side from the first byte to the last, whatever the bytes are.

use std::ops::Range;

use memchr::memchr;
use memchr::memmem::find;

/// Parts of one picture: a camera makes twenty, a film of pictures some thousands.
const MOST_PARTS: usize = 1 << 16;

/// A run of bytes, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) bytes: Range<usize>,
    pub(crate) role: Role,
}

/// What a part is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Without it the picture is not shown as it is.
    Picture,
    /// EXIF, which is a TIFF file of its own: there.
    Exif(Range<usize>),
    /// Something that can be searched: text, what other programs have left, what follows the end.
    Other,
    /// Something that is compressed or in hexadecimal digits, and may be EXIF.
    Sealed,
}

/// Which of the formats it is that consist of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    Webp,
}

impl Format {
    pub(crate) fn of(kind: &str) -> Option<Self> {
        match kind {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "image/webp" => Some(Self::Webp),
            _ => None,
        }
    }

    /// Its parts, in order. Bytes that make no sense are [`Role::Other`], and so is all that follows more
    /// parts than there may be.
    pub(crate) fn parts(self, bytes: &[u8]) -> Vec<Part> {
        let mut parts = Parts {
            bytes,
            at: 0,
            found: Vec::new(),
        };
        let read = match self {
            Self::Jpeg => parts.jpeg(),
            Self::Png => parts.png(),
            Self::Webp => parts.webp(),
        };
        // It ended, or made no sense.
        debug_assert!(read.is_none() || parts.at <= bytes.len());
        parts.push(bytes.len(), Role::Other);
        parts.found
    }
}

/// How often a JPEG paints over the whole picture, as far as it was taken apart.
pub(crate) fn scans(bytes: &[u8], parts: &[Part]) -> usize {
    if parts.len() > MOST_PARTS {
        return usize::MAX;
    }
    let is_scan = |part: &&Part| {
        let mut head = bytes[part.bytes.clone()]
            .iter()
            .skip_while(|byte| **byte == 0xff);
        part.bytes.len() > 2 && head.next() == Some(&0xda)
    };
    parts.iter().filter(is_scan).count()
}

struct Parts<'b> {
    bytes: &'b [u8],
    at: usize,
    found: Vec<Part>,
}

impl Parts<'_> {
    /// Goes on to `end`, which is there.
    fn push(&mut self, end: usize, role: Role) {
        if end > self.at {
            self.found.push(Part {
                bytes: self.at..end,
                role,
            });
            self.at = end;
        }
    }

    /// So many bytes from a place.
    fn take(&self, at: usize, length: usize) -> Option<&[u8]> {
        self.bytes.get(at..at.checked_add(length)?)
    }

    /// ITU T.81, annex B. None where it ends before its end.
    fn jpeg(&mut self) -> Option<()> {
        self.take(0, 2).filter(|head| *head == [0xff, 0xd8])?;
        self.push(2, Role::Picture);
        while self.at < self.bytes.len() && self.found.len() < MOST_PARTS {
            if self.bytes[self.at] != 0xff {
                let next = memchr(0xff, &self.bytes[self.at..])?;
                self.push(self.at + next, Role::Other);
            }
            let fill = self.bytes[self.at..]
                .iter()
                .position(|byte| *byte != 0xff)?;
            let marker_at = self.at + fill;
            let marker = self.bytes[marker_at];
            match marker {
                0x00 => self.push(marker_at + 1, Role::Other),
                0x01 | 0xd0..=0xd8 => self.push(marker_at + 1, Role::Picture),
                // What follows is no part of the picture.
                0xd9 => {
                    self.push(marker_at + 1, Role::Picture);
                    return Some(());
                }
                _ => {
                    let length = self.take(marker_at + 1, 2)?;
                    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
                    let end = marker_at + 1 + length;
                    let inside = marker_at + 3..end;
                    let content = self.bytes.get(inside.clone())?;
                    let role = of_jpeg(marker, content, inside.start);
                    let end = match marker {
                        0xda => end_of_scan(self.bytes, end),
                        _ => end,
                    };
                    self.push(end, role);
                }
            }
        }
        Some(())
    }

    /// PNG (third edition), section 5.3.
    fn png(&mut self) -> Option<()> {
        self.take(0, 8)?;
        self.push(8, Role::Picture);
        while self.found.len() < MOST_PARTS
            && let Some(head) = self.take(self.at, 8)
        {
            let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
            let kind = [head[4], head[5], head[6], head[7]];
            let inside = self.at + 8..self.at.checked_add(8)?.checked_add(length as usize)?;
            let content = self.bytes.get(inside.clone())?;
            let end = inside.end + 4;
            self.take(inside.end, 4)?;
            let role = match &kind {
                b"eXIf" => Role::Exif(inside),
                b"zTXt" | b"tEXt" if content.starts_with(b"Raw profile type ") => Role::Sealed,
                b"iTXt" if is_compressed(content) => Role::Sealed,
                b"cHRM" | b"gAMA" | b"iCCP" | b"sBIT" | b"sRGB" | b"cICP" | b"mDCV" | b"cLLI"
                | b"bKGD" | b"hIST" | b"tRNS" | b"pHYs" | b"sPLT" | b"acTL" | b"fcTL" | b"fdAT" => {
                    Role::Picture
                }
                _ if kind[0].is_ascii_uppercase() => Role::Picture,
                _ => Role::Other,
            };
            self.push(end, role);
            if kind == *b"IEND" {
                return Some(());
            }
        }
        None
    }

    /// RFC 9649, section 2.
    fn webp(&mut self) -> Option<()> {
        let head = self.take(0, 12)?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let whole = length.checked_add(8)?.min(self.bytes.len());
        self.push(12, Role::Picture);
        while self.at < whole && self.found.len() < MOST_PARTS {
            let head = self.take(self.at, 8)?;
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            let kind = [head[0], head[1], head[2], head[3]];
            let inside = self.at + 8..self.at.checked_add(8)?.checked_add(length)?;
            let content = self.bytes.get(inside.clone())?;
            let role = match &kind {
                b"EXIF" => Role::Exif(inside.start + prefix(content)..inside.end),
                b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {
                    Role::Picture
                }
                _ => Role::Other,
            };
            // The padding of an odd chunk may be missing at the very end.
            self.push((inside.end + length % 2).min(self.bytes.len()), role);
        }
        Some(())
    }
}

/// What begins EXIF in a JPEG, and by mistake in some WebP.
const EXIF: &[u8] = b"Exif\0\0";

fn prefix(content: &[u8]) -> usize {
    if content.starts_with(EXIF) {
        EXIF.len()
    } else {
        0
    }
}

fn of_jpeg(marker: u8, content: &[u8], at: usize) -> Role {
    match marker {
        0xe0 if content.starts_with(b"JFIF\0") => Role::Picture,
        0xe1 if content.starts_with(EXIF) => Role::Exif(at + EXIF.len()..at + content.len()),
        0xe2 if content.starts_with(b"ICC_PROFILE\0") => Role::Picture,
        0xee if content.starts_with(b"Adobe") => Role::Picture,
        // Applications' own, extensions that nobody has, and comments.
        0xe0..=0xfe => Role::Other,
        _ => Role::Picture,
    }
}

/// Where the bits of a scan end: before a marker that is neither a stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr(0xff, rest)) {
        at += next;
        match bytes.get(at + 1) {
            None => return bytes.len(),
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            // A fill byte.
            Some(0xff) => at += 1,
            Some(_) => return at,
        }
    }
    bytes.len()
}

/// Whether an `iTXt` is: its keyword ends at the first zero, and the flag follows.
fn is_compressed(content: &[u8]) -> bool {
    let flag = find(content, &[0]).and_then(|zero| content.get(zero + 1));
    flag != Some(&0)
}

//! EXIF is a TIFF file of its own: directories of entries, each of which says what it is, and has its
//! value or says where that lies (TIFF 6.0, section 2).
//!
//! No value is ever taken out of it: thousands of entries may each claim all the others' bytes.

/// Of one file; cameras make five.
const MOST_DIRECTORIES: usize = 32;
const ENTRY: usize = 12;
const ORIENTATION: u16 = 0x0112;
/// Entries that say where another directory lies: of the camera, and of what it works together with.
const POINTERS: [u16; 2] = [0x8769, 0xa005];
/// The same, of the satellites.
const PLACE: u16 = 0x8825;

/// Whether it has anything of the satellites; none where it cannot be read.
pub(crate) fn has_place(bytes: &[u8]) -> Option<bool> {
    let tiff = Tiff::of(bytes)?;
    let mut ahead = vec![tiff.first()?];
    let mut seen = Vec::new();
    while let Some(at) = ahead.pop() {
        // So ends the last one.
        if at == 0 {
            continue;
        }
        if seen.contains(&at) || seen.len() == MOST_DIRECTORIES {
            return None;
        }
        seen.push(at);
        let count = usize::from(tiff.short(at)?);
        for number in 0..count {
            let entry = tiff.entry(at, number)?;
            if entry.tag == PLACE && tiff.short(entry.value()?)? > 0 {
                return Some(true);
            }
            if POINTERS.contains(&entry.tag) {
                ahead.push(entry.value()?);
            }
        }
        ahead.push(tiff.long(at + 2 + count * ENTRY)?);
    }
    Some(false)
}

/// Which way is up, 1 to 8, where it says so; also in one that is broken further on.
pub(crate) fn orientation(bytes: &[u8]) -> Option<u8> {
    let tiff = Tiff::of(bytes)?;
    let at = tiff.first()?;
    let mut entries = (0..usize::from(tiff.short(at)?)).map_while(|number| {
        let at = at + 2 + number * ENTRY;
        Some((at, tiff.short(at)?))
    });
    let (at, _) = entries.find(|(_, tag)| *tag == ORIENTATION)?;
    let value = match tiff.short(at + 2)? {
        3 => tiff.short(at + 8)?.into(),
        4 => tiff.long(at + 8)?,
        _ => return None,
    };
    u8::try_from(value).ok().filter(|way| (1..=8).contains(way))
}

struct Tiff<'b> {
    bytes: &'b [u8],
    is_little: bool,
}

struct Entry {
    tag: u16,
    kind: u16,
    count: usize,
    /// The value, or where it is.
    last: usize,
}

impl Entry {
    /// A number that stands in the entry itself.
    fn value(&self) -> Option<usize> {
        (self.kind == 4 && self.count == 1).then_some(self.last)
    }

    /// Bytes of its value.
    fn length(&self) -> Option<usize> {
        let each = match self.kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 0,
        };
        self.count.checked_mul(each)
    }
}

impl<'b> Tiff<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let is_little = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, is_little })
    }

    /// Where the first directory is.
    fn first(&self) -> Option<usize> {
        self.long(4)
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self.is_little {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let number = match self.is_little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        };
        usize::try_from(number).ok()
    }

    /// One of a directory, whose value is there.
    fn entry(&self, directory: usize, number: usize) -> Option<Entry> {
        let at = directory + 2 + number * ENTRY;
        let entry = Entry {
            tag: self.short(at)?,
            kind: self.short(at + 2)?,
            count: self.long(at + 4)?,
            last: self.long(at + 8)?,
        };
        let length = entry.length()?;
        let is_there = length <= 4 || entry.last.checked_add(length)? <= self.bytes.len();
        is_there.then_some(entry)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples::exif;

    /// A directory of such entries, from here on.
    fn directory(entries: &[(u16, u16, u32, u32)], next: u32) -> Vec<u8> {
        let mut bytes = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
        for (tag, kind, count, last) in entries {
            bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            bytes.extend([count.to_le_bytes(), last.to_le_bytes()].concat());
        }
        [bytes, next.to_le_bytes().to_vec()].concat()
    }

    fn tiff(directories: &[Vec<u8>]) -> Vec<u8> {
        [b"II*\0\x08\0\0\0".to_vec(), directories.concat()].concat()
    }

    #[test]
    fn what_cameras_write_is_read() {
        for way in 1..=8 {
            assert_eq!(orientation(&exif(way, true)), Some(way));
        }
        assert_eq!(orientation(&exif(9, true)), None);
        assert_eq!(has_place(&exif(1, true)), Some(true));
        assert_eq!(has_place(&exif(1, false)), Some(false));
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        assert_eq!((orientation(big), has_place(big)), (Some(6), Some(false)));
    }

    #[test]
    fn a_place_is_found_wherever_a_directory_leads() {
        let place = (PLACE, 4, 1, 8 + 18 + 18);
        let own = directory(&[(1, 2, 2, 0)], 0);
        for (first, second) in [
            (directory(&[], 14), directory(&[place], 0)),
            (directory(&[(0x8769, 4, 1, 26)], 0), directory(&[place], 0)),
        ] {
            let gap = vec![0; 26 - 8 - first.len()];
            let first = match gap.is_empty() {
                true => first,
                // The next directory lies where it is said to.
                false => [directory(&[], 26), gap].concat(),
            };
            let told = tiff(&[first, second, own.clone()]);
            assert_eq!(has_place(&told), Some(true));
        }
        // One without an entry says nothing.
        let empty = tiff(&[directory(&[(PLACE, 4, 1, 26)], 0), directory(&[], 0)]);
        assert_eq!(has_place(&empty), Some(false));
    }

    #[test]
    fn what_goes_in_circles_or_claims_what_is_not_there_cannot_be_read() {
        let circle = tiff(&[directory(&[], 8)]);
        let beyond = tiff(&[directory(&[(1, 2, 100, 8)], 0)]);
        let many = directory(&[(0x8769, 4, 1, 9); 40], 0);
        for broken in [circle, beyond, tiff(&[many]), b"II*\0".to_vec(), Vec::new()] {
            assert_eq!(has_place(&broken), None);
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_does_any_harm(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            let bytes = [b"II*\0\x08\0\0\0", &bytes[..]].concat();
            let _ = (has_place(&bytes), orientation(&bytes));
        }
    }
}

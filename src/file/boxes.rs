//! AVIF and HEIF: boxes within boxes (ISO/IEC 14496-12, section 4.2), some of which say where the EXIF
//! is (ISO/IEC 23008-12, annex A).

use std::ops::Range;

/// Of one picture; it has one.
const MOST_ITEMS: usize = 16;

/// It makes no sense, or what we do not know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// Where EXIF is: each a TIFF file.
///
/// # Errors
/// [`Broken`].
pub(crate) fn exif(bytes: &[u8]) -> Result<Vec<Range<usize>>, Broken> {
    let Some(mut meta) = find(bytes, 0..bytes.len(), b"meta")? else {
        return Ok(Vec::new());
    };
    // Version and flags.
    meta.start = meta.end.min(meta.start + 4);
    let items = match find(bytes, meta.clone(), b"iinf")? {
        Some(about) => items(bytes, about)?,
        None => return Ok(Vec::new()),
    };
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let places = find(bytes, meta.clone(), b"iloc")?.ok_or(Broken)?;
    let data = find(bytes, meta, b"idat")?;
    let found = places_of(&items, bytes, places, data.as_ref())?;
    found.into_iter().map(|item| tiff(bytes, item)).collect()
}

/// The TIFF in an item, which says first how much lies before that.
fn tiff(bytes: &[u8], item: Range<usize>) -> Result<Range<usize>, Broken> {
    let mut reader = Reader::new(bytes, item);
    let before = reader.number(4)?;
    reader.skip(before)?;
    Ok(reader.left)
}

/// The first box of a kind.
fn find(
    bytes: &[u8],
    within: Range<usize>,
    wanted: &[u8; 4],
) -> Result<Option<Range<usize>>, Broken> {
    let mut reader = Reader::new(bytes, within);
    while !reader.left.is_empty() {
        let (kind, inside) = reader.next_box()?;
        if kind == wanted {
            return Ok(Some(inside));
        }
    }
    Ok(None)
}

/// The items that are EXIF, by their numbers.
fn items(bytes: &[u8], about: Range<usize>) -> Result<Vec<u64>, Broken> {
    let mut reader = Reader::new(bytes, about);
    let version = reader.version()?;
    reader.number(if version == 0 { 2 } else { 4 })?;
    let mut items = Vec::new();
    while !reader.left.is_empty() {
        let (kind, inside) = reader.next_box()?;
        if kind != b"infe" {
            continue;
        }
        let mut item = Reader::new(bytes, inside);
        let id = match item.version()? {
            2 => item.number(2)?,
            3 => item.number(4)?,
            _ => return Err(Broken),
        };
        item.skip(2)?;
        if item.take(4)? == b"Exif" {
            items.push(id);
        }
    }
    match items.len() <= MOST_ITEMS {
        true => Ok(items),
        false => Err(Broken),
    }
}

/// Where these items are: in the file, or in a box for small ones.
fn places_of(
    items: &[u64],
    bytes: &[u8],
    places: Range<usize>,
    data: Option<&Range<usize>>,
) -> Result<Vec<Range<usize>>, Broken> {
    let mut reader = Reader::new(bytes, places);
    let version = reader.version()?;
    let sizes = reader.number(2)?;
    let size = |place: u32| usize::try_from(sizes >> (4 * place) & 15).map_err(|_| Broken);
    let (offset, length, base) = (size(3)?, size(2)?, size(1)?);
    let index = if version == 0 { 0 } else { size(0)? };
    let width = if version < 2 { 2 } else { 4 };
    let count = reader.number(width)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let id = reader.number(width)?;
        let method = if version == 0 {
            0
        } else {
            reader.number(2)? & 15
        };
        let elsewhere = reader.number(2)?;
        let base = reader.number(base)?;
        let extents = reader.number(2)?;
        if !items.contains(&id) {
            let each = u64::try_from(index + offset + length).map_err(|_| Broken)?;
            reader.skip(each * extents)?;
            continue;
        }
        let whole = match (method, elsewhere, data) {
            (0, 0, _) => 0..bytes.len(),
            (1, _, Some(data)) => data.clone(),
            _ => return Err(Broken),
        };
        if extents != 1 {
            return Err(Broken);
        }
        reader.number(index)?;
        let mut place = Reader::new(bytes, whole);
        place.skip(base.checked_add(reader.number(offset)?).ok_or(Broken)?)?;
        found.push(match reader.number(length)? {
            0 => place.left,
            length => {
                let start = place.left.start;
                place.skip(length)?;
                start..place.left.start
            }
        });
    }
    match found.is_empty() {
        true => Err(Broken),
        false => Ok(found),
    }
}

/// Reads on, from left to right.
struct Reader<'b> {
    bytes: &'b [u8],
    left: Range<usize>,
}

impl<'b> Reader<'b> {
    fn new(bytes: &'b [u8], left: Range<usize>) -> Self {
        Self { bytes, left }
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], Broken> {
        if length > self.left.len() {
            return Err(Broken);
        }
        let start = self.left.start;
        self.left.start += length;
        self.bytes.get(start..start + length).ok_or(Broken)
    }

    fn skip(&mut self, length: u64) -> Result<(), Broken> {
        let length = usize::try_from(length).map_err(|_| Broken)?;
        self.take(length).map(drop)
    }

    fn number(&mut self, length: usize) -> Result<u64, Broken> {
        if length > 8 {
            return Err(Broken);
        }
        let digits = self.take(length)?.iter();
        Ok(digits.fold(0, |number, digit| number << 8 | u64::from(*digit)))
    }

    /// What begins some boxes, with flags behind it.
    fn version(&mut self) -> Result<u64, Broken> {
        Ok(self.number(4)? >> 24)
    }

    fn next_box(&mut self) -> Result<(&'b [u8], Range<usize>), Broken> {
        let start = self.left.clone();
        let length = self.number(4)?;
        let kind = self.take(4)?;
        let length = match length {
            0 => start.len() as u64,
            1 => self.number(8)?,
            length => length,
        };
        let head = (self.left.start - start.start) as u64;
        let inside = self.left.start;
        self.skip(length.checked_sub(head).ok_or(Broken)?)?;
        Ok((kind, inside..self.left.start))
    }
}

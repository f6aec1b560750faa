//! Where an object is: a path made of random bits and nothing else, so that no name, type or person
//! can be read from it, and none can be put into it.

use object_store::path::Path;
use uuid::Uuid;

/// The folder of all objects.
pub(crate) const OBJECTS: &str = "objects";

/// Which of a blob's objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// The bytes as they were sent.
    Sent,
    /// The same without the place where they were taken.
    Clean,
    /// A thumbnail whose long side has 480 pixels.
    Thumb480,
    /// A thumbnail whose long side has 1280 pixels.
    Thumb1280,
}

impl Part {
    pub(crate) const ALL: [Self; 4] = [Self::Sent, Self::Clean, Self::Thumb480, Self::Thumb1280];

    fn ending(self) -> &'static str {
        match self {
            Self::Sent => "",
            Self::Clean => ".clean",
            Self::Thumb480 => ".480",
            Self::Thumb1280 => ".1280",
        }
    }
}

/// Where a part of a blob is.
pub(crate) fn path(blob: Uuid, part: Part) -> Path {
    let name = blob.simple().to_string();
    // UUIDv7 begins with the time: its end is what spreads over folders.
    let folder = &name[name.len() - 2..];
    Path::from_iter([OBJECTS, folder, &format!("{name}{}", part.ending())])
}

/// All places where a blob may have objects.
pub(crate) fn all(blob: Uuid) -> [Path; 4] {
    Part::ALL.map(|part| path(blob, part))
}

/// What is at a path; none where nothing of ours is.
pub(crate) fn parse(found: &Path) -> Option<(Uuid, Part)> {
    let name = found.filename()?;
    let (id, ending) = name.split_at_checked(32)?;
    let blob = Uuid::try_parse(id).ok()?;
    let part = Part::ALL.into_iter().find(|part| part.ending() == ending)?;
    (path(blob, part) == *found).then_some((blob, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_what_it_was_made_of() {
        for blob in [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x0192_7abc)] {
            for (part, path) in Part::ALL.into_iter().zip(all(blob)) {
                assert_eq!(parse(&path), Some((blob, part)));
            }
        }
        let path = path(Uuid::from_u128(0xabcd), Part::Thumb480);
        assert_eq!(
            path.as_ref(),
            "objects/cd/0000000000000000000000000000abcd.480"
        );
    }

    #[test]
    fn what_we_did_not_name_is_not_ours() {
        for other in [
            "objects/ab/0000000000000000000000000000abcd",
            "objects/cd/0000000000000000000000000000abcd.481",
            "objects/cd/0000000000000000000000000000ABCD",
            "cd/0000000000000000000000000000abcd",
            "objects/cd/abcd",
            "objects",
            "objects/cd/ääääääääääääääääää",
        ] {
            assert_eq!(parse(&Path::from(other)), None, "{other}");
        }
    }
}

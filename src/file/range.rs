//! Which bytes of a file a request asks for (RFC 9110, section 14).

use std::ops::Range;

use axum::http::HeaderValue;

/// What is wanted of something that has so many bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All, also where the header says nothing that we know: several ranges, another unit.
    All,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that are not there.
    Unsatisfiable,
}

/// What `Range` asks for.
pub(crate) fn parse(header: &HeaderValue, size: u64) -> Wanted {
    let Some((unit, spec)) = header.to_str().ok().and_then(|text| text.split_once('=')) else {
        return Wanted::All;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Wanted::All;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::All;
    }
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Some(first), None) if last.is_empty() => first..size,
        (None, Some(last)) if first.is_empty() => size.saturating_sub(last)..size,
        _ => return Wanted::All,
    };
    match range.is_empty() {
        true => Wanted::Unsatisfiable,
        false => Wanted::Part(range),
    }
}

/// Digits alone; one that is too great for us is greater than any file.
fn number(digits: &str) -> Option<u64> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str, size: u64) -> Wanted {
        parse(&HeaderValue::from_str(text).unwrap(), size)
    }

    #[test]
    fn a_range_is_from_here_to_there_or_to_the_end_or_the_last_few() {
        assert_eq!(of("bytes=0-0", 10), Wanted::Part(0..1));
        assert_eq!(of("bytes=2-4", 10), Wanted::Part(2..5));
        assert_eq!(of("Bytes = 2-", 10), Wanted::Part(2..10));
        assert_eq!(of("bytes=-3", 10), Wanted::Part(7..10));
        assert_eq!(of("bytes=-30", 10), Wanted::Part(0..10));
        assert_eq!(
            of("bytes=0-99999999999999999999999", 10),
            Wanted::Part(0..10)
        );
    }

    #[test]
    fn bytes_that_are_not_there_are_said_to_be_missing() {
        for (text, size) in [
            ("bytes=10-", 10),
            ("bytes=-0", 10),
            ("bytes=0-", 0),
            ("bytes=-1", 0),
        ] {
            assert_eq!(of(text, size), Wanted::Unsatisfiable, "{text} of {size}");
        }
    }

    #[test]
    fn what_we_do_not_know_is_answered_with_everything() {
        for text in [
            "bytes=4-2",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes",
            "bytes=+1-2",
            "bytes=a-b",
            "bytes=-",
        ] {
            assert_eq!(of(text, 10), Wanted::All, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_part_always_lies_within_the_file(text in "bytes=[0-9]{0,22}-[0-9]{0,22}", size in 0u64..50) {
            if let Wanted::Part(range) = of(&text, size) {
                prop_assert!(range.start < range.end && range.end <= size);
            }
        }
    }
}

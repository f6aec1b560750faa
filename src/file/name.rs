//! What a file is called. A name is words for people: it is never a path, and no object has it.

use std::fmt::Write as _;

use axum::http::HeaderValue;
use models::limits::FILE_NAME_CHARS;
use models::text::is_hidden;
use unicode_normalization::UnicodeNormalization as _;

/// What a file without a name is called.
const NAMELESS: &str = "file";
/// An ending that is longer is none.
const ENDING_CHARS: usize = 16;

/// The name that is stored: without folders, without what nobody sees or what turns letters around,
/// and short; its ending is kept.
pub(crate) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_hidden(*c))
        .nfc()
        .collect();
    let seen = seen.trim();
    if seen.trim_matches('.').is_empty() {
        return NAMELESS.to_owned();
    }
    if seen.chars().nth(FILE_NAME_CHARS).is_none() {
        return seen.to_owned();
    }
    let ending = seen.rfind('.').map_or("", |dot| &seen[dot..]);
    let ending = match ending.chars().nth(ENDING_CHARS) {
        Some(_) => "",
        None => ending,
    };
    let room = FILE_NAME_CHARS - ending.chars().count();
    let short: String = seen.chars().take(room).collect();
    format!("{}{ending}", short.trim_end())
}

/// `Content-Disposition` (RFC 6266): the name in ASCII for whoever knows no better, and as it is.
pub(crate) fn disposition(inline: bool, name: &str) -> HeaderValue {
    let way = if inline { "inline" } else { "attachment" };
    let ascii: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let mut text = format!("{way}; filename=\"{ascii}\"");
    if ascii != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    text.push(char::from(byte));
                }
                _ => {
                    // Into a string nothing fails.
                    let _ = write!(text, "%{byte:02X}");
                }
            }
        }
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_a_name_and_nothing_else() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\temp\\..\\a.txt"), "a.txt");
        assert_eq!(clean("a\0b\r\n.txt"), "ab.txt");
        assert_eq!(clean("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(clean("  Füße 🦊👩‍👩‍👧.png "), "Füße 🦊👩‍👩‍👧.png");
        assert_eq!(clean("e\u{301}.txt"), "é.txt");
        for nameless in ["", "..", ".", "/", "\u{200b}", "a/..", "\0"] {
            assert_eq!(clean(nameless), "file", "{nameless:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_ending() {
        let name = clean(&format!("{}.jpeg", "ж".repeat(5_000)));
        assert_eq!(name.chars().count(), 255);
        assert!(name.ends_with("ж.jpeg"));
        assert_eq!(
            clean(&format!("a.{}", "b".repeat(5_000))).chars().count(),
            255
        );
    }

    #[test]
    fn a_download_says_its_name_in_two_ways_where_one_is_not_enough() {
        let say = |name| disposition(false, name).to_str().unwrap().to_owned();
        assert_eq!(say("a b.txt"), "attachment; filename=\"a b.txt\"");
        assert_eq!(
            say("é\"%.txt"),
            "attachment; filename=\"___.txt\"; filename*=UTF-8''%C3%A9%22%25.txt"
        );
        assert!(
            disposition(true, "a")
                .to_str()
                .unwrap()
                .starts_with("inline;")
        );
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_name_that_stays_as_it_is(text in "\\PC*|(.|[\\.\0/\\\\\u{202e}]){0,400}") {
            let name = clean(&text);
            prop_assert!(!name.is_empty() && name.chars().count() <= 255);
            prop_assert!(!name.contains(['/', '\\', '\0']) && name != "..");
            prop_assert_eq!(clean(&name), name.clone());
            prop_assert!(disposition(false, &name).to_str().is_ok());
        }
    }
}

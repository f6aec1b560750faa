//! Addresses on the web in what somebody wrote. It finds what the web app shows as a link, so that what
//! is searched and previewed is what people see. Whether an address leads anywhere is not said here.

use crate::text::is_hidden;

const SCHEMES: [&str; 2] = ["https://", "http://"];
/// What ends a sentence, or marks it, and not the address before it.
const ENDS: [char; 11] = ['.', ',', ':', ';', '!', '?', '…', '*', '_', '~', '"'];
const PAIRS: [(char, char); 3] = [(')', '('), (']', '['), ('}', '{')];

/// The addresses in a text, in order, as they are written.
pub fn links(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut before: Option<char> = None;
    std::iter::from_fn(move || {
        loop {
            let (at, scheme) = next_scheme(rest)?;
            let (skipped, found) = rest.split_at(at);
            before = skipped.chars().next_back().or(before);
            let is_link = !before.is_some_and(char::is_alphanumeric)
                && found[scheme..].starts_with(|c: char| c.is_alphanumeric() || c == '[');
            let taken = if is_link {
                let end = found.find(ends_address).unwrap_or(found.len());
                without_end(&found[..end])
            } else {
                &found[..scheme]
            };
            before = taken.chars().next_back();
            rest = &found[taken.len()..];
            if is_link {
                return Some(taken);
            }
        }
    })
}

/// Whether there is any.
#[must_use]
pub fn has_link(text: &str) -> bool {
    links(text).next().is_some()
}

/// Where the next scheme begins, and its length.
fn next_scheme(text: &str) -> Option<(usize, usize)> {
    text.match_indices("://").find_map(|(at, _)| {
        SCHEMES.iter().find_map(|scheme| {
            let start = (at + 3).checked_sub(scheme.len())?;
            let is_scheme = text.get(start..at + 3)?.eq_ignore_ascii_case(scheme);
            is_scheme.then_some((start, scheme.len()))
        })
    })
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_hidden(c) || matches!(c, '<' | '>' | '"' | '\'' | '`')
}

/// Without the marks of the sentence, and without what closes something that the address does not open.
fn without_end(address: &str) -> &str {
    // Counted once, however many there are.
    let mut unopened = PAIRS.map(|(close, open)| {
        let count = |mark: char| address.matches(mark).count();
        count(close).saturating_sub(count(open))
    });
    let mut rest = address;
    loop {
        rest = rest.trim_end_matches(ENDS);
        let closing = PAIRS
            .iter()
            .zip(&mut unopened)
            .find(|((close, _), left)| **left > 0 && rest.ends_with(*close));
        let Some(((close, _), left)) = closing else {
            return rest;
        };
        *left -= 1;
        rest = &rest[..rest.len() - close.len_utf8()];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        links(text).collect()
    }

    #[test]
    fn an_address_is_found_as_it_is_written() {
        assert_eq!(
            of("see https://a.example/b?c=d#e and HTTP://B.example:8080, please"),
            ["https://a.example/b?c=d#e", "HTTP://B.example:8080"]
        );
        assert_eq!(
            of("https://пример.example/путь"),
            ["https://пример.example/путь"]
        );
        assert_eq!(of("http://[::1]/x"), ["http://[::1]/x"]);
    }

    #[test]
    fn the_sentence_around_it_is_no_part_of_it() {
        assert_eq!(of("(https://a.example/x)."), ["https://a.example/x"]);
        assert_eq!(of("https://a.example/x_(y)"), ["https://a.example/x_(y)"]);
        assert_eq!(of("**https://a.example/x**!"), ["https://a.example/x"]);
        assert_eq!(of("<https://a.example/x>"), ["https://a.example/x"]);
        assert_eq!(of("[t](https://a.example/x)"), ["https://a.example/x"]);
        assert_eq!(of("https://a.example/x\u{202e}y"), ["https://a.example/x"]);
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "",
            "://",
            "https://",
            "https:// a",
            "xhttps://a.example",
            "ftp://a.example",
            "https://.",
            "https://?",
            "file:///etc/passwd",
        ] {
            assert!(!has_link(text), "{text}");
        }
    }

    #[test]
    fn a_text_of_nothing_but_beginnings_is_read_quickly() {
        let begun = std::time::Instant::now();
        assert!(has_link(&"https://".repeat(2_500)));
        assert!(!has_link(&"https://-".repeat(2_200)));
        assert!(!has_link(&"://".repeat(6_000)));
        assert_eq!(
            of(&format!("https://a{}", ")".repeat(19_000))),
            ["https://a"]
        );
        assert!(begun.elapsed().as_millis() < 500, "{:?}", begun.elapsed());
    }
}

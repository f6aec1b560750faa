//! What people may call things.

use crate::Problem;
use crate::limits::{POLL_OPTION_CHARS, STATUS_CHARS, TITLE_CHARS, TOPIC_CHARS};

/// A name of one line, without the space around it.
///
/// # Errors
/// `invalid_field`, of the field that it is.
pub fn name(field: &'static str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::field(field, "too_short", "at least 1 character"));
    }
    if text.chars().nth(TITLE_CHARS).is_some() {
        return Err(Problem::field(field, "too_long", "at most 80 characters"));
    }
    check_visible(field, text.chars())?;
    Ok(text.to_owned())
}

/// What somebody says of themselves, in one line, without the space around it; it may be empty.
///
/// # Errors
/// `invalid_field`, of the field `status.text`.
pub fn status(text: &str) -> Result<String, Problem> {
    let (field, text) = ("status.text", text.trim());
    if text.chars().nth(STATUS_CHARS).is_some() {
        return Err(Problem::field(field, "too_long", "at most 100 characters"));
    }
    check_visible(field, text.chars())?;
    Ok(text.to_owned())
}

/// What a poll offers, in one line, without the space around it.
///
/// # Errors
/// `invalid_field`, of the field `poll.options`.
pub fn option(text: &str) -> Result<String, Problem> {
    let (field, text) = ("poll.options", text.trim());
    if text.is_empty() {
        return Err(Problem::field(field, "too_short", "at least 1 character"));
    }
    if text.chars().nth(POLL_OPTION_CHARS).is_some() {
        return Err(Problem::field(field, "too_long", "at most 100 characters"));
    }
    check_visible(field, text.chars())?;
    Ok(text.to_owned())
}

/// A topic, which may have lines, without the space around it; none where nothing is left.
///
/// # Errors
/// `invalid_field`, of the field `topic`.
pub fn topic(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.chars().nth(TOPIC_CHARS).is_some() {
        return Err(Problem::field(
            "topic",
            "too_long",
            "at most 500 characters",
        ));
    }
    check_visible("topic", text.chars().filter(|c| *c != '\n'))?;
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn check_visible(
    field: &'static str,
    mut chars: impl Iterator<Item = char>,
) -> Result<(), Problem> {
    if chars.any(|c| c.is_control() || is_hidden(c)) {
        let detail = "no control characters, and none that hide or turn around others";
        return Err(Problem::field(field, "invalid", detail));
    }
    Ok(())
}

/// Characters that nobody sees and that make a name look like another, or turn around the text
/// that it stands in: those that set directions, separate lines, or have no width. The joiners
/// (U+200C, U+200D), variation selectors and tags stay, because emoji and Persian are written with
/// them.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(problem: Result<T, Problem>) -> String {
        problem.unwrap_err().errors[0].code.to_string()
    }

    #[test]
    fn a_name_has_one_to_eighty_characters_and_no_line_breaks() {
        let name = |text: &str| name("title", text);
        assert_eq!(name("  Füchse 🦊 \n").unwrap(), "Füchse 🦊");
        assert_eq!(name(&"ж".repeat(80)).unwrap().chars().count(), 80);
        assert_eq!(code(name(&"ж".repeat(81))), "too_long");
        assert_eq!(code(name("  ")), "too_short");
        assert_eq!(code(name("a\nb")), "invalid");
        assert_eq!(code(name("a\0b")), "invalid");
    }

    #[test]
    fn a_status_is_one_line_of_a_hundred_characters_or_nothing() {
        assert_eq!(status(" at lunch ").unwrap(), "at lunch");
        assert_eq!(status("  ").unwrap(), "");
        assert!(status(&"ж".repeat(100)).is_ok());
        assert_eq!(code(status(&"ж".repeat(101))), "too_long");
        assert_eq!(code(status("a\nb")), "invalid");
        assert_eq!(code(status("a\u{202e}b")), "invalid");
    }

    #[test]
    fn what_nobody_sees_is_in_no_name_and_no_topic() {
        let controls = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
        for hidden in controls.chain(['\u{200b}', '\u{200f}', '\u{2028}', '\u{feff}']) {
            let text = format!("a{hidden}b");
            assert_eq!(code(name("title", &text)), "invalid", "{hidden:?}");
            assert_eq!(code(topic(&text)), "invalid", "{hidden:?}");
        }
    }

    #[test]
    fn names_are_in_any_script_and_with_any_emoji() {
        for text in ["👩‍👩‍👧 & 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️", "می‌خواهم", "שלום world", "田中"]
        {
            assert_eq!(name("title", text).unwrap(), text);
        }
    }

    #[test]
    fn a_topic_may_have_lines_and_an_empty_one_is_none() {
        assert_eq!(topic("one\ntwo").unwrap().as_deref(), Some("one\ntwo"));
        assert_eq!(topic(" ").unwrap(), None);
        assert_eq!(code(topic(&"x".repeat(501))), "too_long");
        assert_eq!(code(topic("a\0")), "invalid");
    }
}

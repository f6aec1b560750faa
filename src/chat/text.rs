//! What people may call things.

use models::Problem;
use models::limits::{TITLE_CHARS, TOPIC_CHARS};

/// A name of one line, without the space around it.
///
/// # Errors
/// `invalid_field`, of the field that it is.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String, Problem> {
    let invalid = |code, detail: &'static str| Err(Problem::field(field, code, detail));
    let text = text.trim();
    if text.is_empty() {
        return invalid("too_short", "at least 1 character");
    }
    if text.chars().nth(TITLE_CHARS).is_some() {
        return invalid("too_long", "at most 80 characters");
    }
    if text.chars().any(char::is_control) {
        return invalid("invalid", "no control characters");
    }
    Ok(text.to_owned())
}

/// A topic, which may have lines, without the space around it; none where nothing is left.
///
/// # Errors
/// `invalid_field`, of the field `topic`.
pub(crate) fn topic(text: &str) -> Result<Option<String>, Problem> {
    let invalid = |code, detail: &'static str| Err(Problem::field("topic", code, detail));
    let text = text.trim();
    if text.chars().nth(TOPIC_CHARS).is_some() {
        return invalid("too_long", "at most 500 characters");
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return invalid("invalid", "no control characters");
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
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
        assert_eq!(name("  Füchse 🦊 ").unwrap(), "Füchse 🦊");
        assert_eq!(name(&"ж".repeat(80)).unwrap().chars().count(), 80);
        assert_eq!(code(name(&"ж".repeat(81))), "too_long");
        assert_eq!(code(name("  ")), "too_short");
        assert_eq!(code(name("a\nb")), "invalid");
        assert_eq!(code(name("a\0b")), "invalid");
    }

    #[test]
    fn a_topic_may_have_lines_and_an_empty_one_is_none() {
        assert_eq!(topic("one\ntwo").unwrap().as_deref(), Some("one\ntwo"));
        assert_eq!(topic(" ").unwrap(), None);
        assert_eq!(code(topic(&"x".repeat(501))), "too_long");
        assert_eq!(code(topic("a\0")), "invalid");
    }
}

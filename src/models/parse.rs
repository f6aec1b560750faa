//! From a client's JSON to a typed value, or the problem that says which field is wrong.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Code, Problem};

/// Bytes of what a client wrote that are said back to it: of a field's name, and of a complaint,
/// which quotes the value. Nobody gets a long answer by asking badly.
const FIELD_BYTES: usize = 60;
const COMPLAINT_BYTES: usize = 120;

/// Reads `json` as a `T`.
///
/// # Errors
/// `malformed` where it is not a JSON object, `invalid_field` where a field is missing or of the
/// wrong type; `errors` names it.
pub fn object<T: DeserializeOwned>(json: &[u8]) -> Result<T, Problem> {
    let not_json = || Problem::new(Code::Malformed, "This is not JSON.");
    let text = std::str::from_utf8(json).map_err(|_| not_json())?;
    // Looked at first: a list would be taken for the fields in their order.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(Problem::new(Code::Malformed, "This is not a JSON object."));
    }
    // The usual case is read once; only what fails is looked at again, to name the field.
    serde_json::from_str(text).or_else(|_| {
        let value: Value = serde_json::from_str(text).map_err(|_| not_json())?;
        serde_path_to_error::deserialize(value)
            .map_err(|error| field_problem(&error.path().to_string(), &error.inner().to_string()))
    })
}

/// The problem for serde's complaint about the field at `path`; `malformed` where it names none.
#[must_use]
pub fn field_problem(path: &str, complaint: &str) -> Problem {
    let reason = complaint.split(" at line ").next().unwrap_or(complaint);
    let (name, code, detail) = if let Some(name) = quoted_after(complaint, "missing field `") {
        (name, "missing", "is required")
    } else if let Some(name) = quoted_after(complaint, "duplicate field `") {
        (name, "duplicate", "is given more than once")
    } else {
        ("", "wrong_type", reason)
    };
    let above = &*shorten(if path == "." { "" } else { path }, FIELD_BYTES);
    let detail = shorten(detail, COMPLAINT_BYTES);
    let dot = if above.is_empty() || name.is_empty() {
        ""
    } else {
        "."
    };
    let field = format!("{above}{dot}{name}");
    if field.is_empty() {
        return Problem::new(Code::Malformed, detail.into_owned());
    }
    Problem::field(field, code, detail.into_owned())
}

/// What is left when all but the beginning and the end of a long text is taken out: at most `most`
/// bytes and an ellipsis.
fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let begin = &text[..text.floor_char_boundary(most / 2)];
    let end = &text[text.ceil_char_boundary(text.len() - most / 2)..];
    Cow::Owned(format!("{begin}…{end}"))
}

fn quoted_after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.strip_prefix(start)?.split('`').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{SendMessage, ViewConversation};

    fn field_of(json: &str) -> (String, String) {
        let problem = object::<SendMessage>(json.as_bytes()).unwrap_err();
        assert_eq!(problem.code, Code::InvalidField, "{problem}");
        (
            problem.errors[0].field.to_string(),
            problem.errors[0].code.to_string(),
        )
    }

    #[test]
    fn a_missing_field_and_a_field_of_the_wrong_type_are_named() {
        assert_eq!(field_of("{}"), ("id".into(), "missing".into()));
        let id = "018f0000-0000-7000-8000-000000000000";
        let json = format!(r#"{{"id":"{id}","conversation_id":"{id}","body":7}}"#);
        assert_eq!(field_of(&json), ("body".into(), "wrong_type".into()));
        assert_eq!(
            field_of(r#"{"id":"x"}"#),
            ("id".into(), "wrong_type".into())
        );
    }

    #[test]
    fn a_field_that_is_null_is_not_one_that_is_missing() {
        let null = object::<ViewConversation>(br#"{"conversation_id":null}"#);
        assert_eq!(null.unwrap().conversation_id, None);
        let problem = object::<ViewConversation>(b"{}").unwrap_err();
        assert_eq!(problem.errors[0].field, "conversation_id");
        assert_eq!(problem.errors[0].code, "missing");
    }

    #[test]
    fn a_field_is_named_with_those_that_it_lies_in() {
        let field = |path, complaint| field_problem(path, complaint).errors[0].field.to_string();
        assert_eq!(field("a.b", "missing field `c`"), "a.b.c");
        assert_eq!(field(".", "duplicate field `c`"), "c");
        assert_eq!(field("a.b", "invalid type: string"), "a.b");
        let unnamed = field_problem(".", "no variant fits at line 1 column 2");
        assert_eq!(
            (unnamed.code, &*unnamed.detail),
            (Code::Malformed, "no variant fits")
        );
    }

    #[test]
    fn no_complaint_is_much_longer_than_a_line_however_much_was_sent() {
        #[derive(Debug, serde::Deserialize)]
        struct Names {
            #[expect(dead_code, reason = "only to be read")]
            names: std::collections::HashMap<String, u8>,
        }
        let many = 256 * 1_024;
        for piece in ["x", "ж", "\\\\", "\\u0001", "👩"] {
            let long = piece.repeat(many / piece.len());
            let send = object::<SendMessage>(format!(r#"{{"id":"{long}"}}"#).as_bytes());
            let name = object::<Names>(format!(r#"{{"names":{{"{long}":"{long}"}}}}"#).as_bytes());
            for problem in [send.unwrap_err(), name.unwrap_err()] {
                let answer = serde_json::to_string(&problem).unwrap();
                assert!(answer.len() < 1_400, "{} {answer}", answer.len());
            }
        }
        let id = "018f0000-0000-7000-8000-000000000000";
        let json = format!(r#"{{"id":"{id}","conversation_id":"{id}","body":["{id}{id}{id}"]}}"#);
        let problem = object::<SendMessage>(json.as_bytes()).unwrap_err();
        assert_eq!(
            problem.detail,
            "body: invalid type: sequence, expected a string"
        );
    }

    #[test]
    fn what_is_not_an_object_is_malformed() {
        for json in ["", "[]", " [1]", "null", "7", "{", "\"x\"", "{\"a\":1}}"] {
            let problem = object::<SendMessage>(json.as_bytes()).unwrap_err();
            assert_eq!(problem.code, Code::Malformed, "{json}");
        }
    }
}

//! Polls: what a message asks, beside its text. A vote is a reaction with an option's keycap, so that
//! whoever knows no polls counts, shows and casts votes all the same.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::limits::POLL_OPTIONS;
use crate::{Problem, Timestamp, text};

/// What an option is voted for with, by its place.
pub const KEYCAPS: [&str; 10] = [
    "1\u{fe0f}\u{20e3}",
    "2\u{fe0f}\u{20e3}",
    "3\u{fe0f}\u{20e3}",
    "4\u{fe0f}\u{20e3}",
    "5\u{fe0f}\u{20e3}",
    "6\u{fe0f}\u{20e3}",
    "7\u{fe0f}\u{20e3}",
    "8\u{fe0f}\u{20e3}",
    "9\u{fe0f}\u{20e3}",
    "\u{1f51f}",
];

/// A choice that a message offers. Its question is the message's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Poll {
    /// What there is to choose from, 2 to 10, no two the same. The first is voted for by reacting with
    /// 1️⃣, the tenth with 🔟.
    pub options: Vec<String>,
    /// Whether one may have several votes; otherwise a vote takes the former one away.
    #[serde(default)]
    pub multiple: bool,
    /// When votes stay as they are; null where they may always change.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
}

impl Poll {
    /// As it is kept: options without the space around them.
    ///
    /// # Errors
    /// `invalid_field`, of the field `poll.options`, where there are too few or too many, or one is
    /// empty, too long, not of one line or there twice.
    pub fn checked(mut self) -> Result<Self, Problem> {
        for option in &mut self.options {
            *option = text::option(option)?;
        }
        let invalid = |code, detail| Err(Problem::field("poll.options", code, detail));
        let options = &self.options;
        if options.len() < *POLL_OPTIONS.start() {
            return invalid("too_few", "at least 2 options");
        }
        if options.len() > *POLL_OPTIONS.end() {
            return invalid("too_many", "at most 10 options");
        }
        if (1..options.len()).any(|at| options[..at].contains(&options[at])) {
            return invalid("duplicate", "each option once");
        }
        Ok(self)
    }

    /// Whether a reaction with `emoji` is a vote.
    #[must_use]
    pub fn is_vote(&self, emoji: &str) -> bool {
        self.votes().any(|keycap| keycap == emoji)
    }

    /// What its options are voted for with, in their order.
    pub fn votes(&self) -> impl Iterator<Item = &'static str> + use<> {
        KEYCAPS.into_iter().take(self.options.len())
    }

    /// Whether votes stay as they are.
    #[must_use]
    pub fn has_ended(&self, at: Timestamp) -> bool {
        self.ends_at.is_some_and(|ends_at| ends_at <= at)
    }
}

/// Whether an emoji is the sign of a number or looks like one: on a poll it would be taken for a vote.
#[must_use]
pub fn is_keycap(emoji: &str) -> bool {
    emoji.ends_with('\u{20e3}') || emoji == KEYCAPS[9]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll<const N: usize>(options: [&str; N]) -> Poll {
        Poll {
            options: options.map(str::to_owned).into(),
            multiple: false,
            ends_at: None,
        }
    }

    fn code(poll: Poll) -> String {
        let problem = poll.checked().unwrap_err();
        assert_eq!(problem.errors[0].field, "poll.options");
        problem.errors[0].code.to_string()
    }

    #[test]
    fn a_poll_has_two_to_ten_options_that_differ() {
        let most = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
        assert!(poll(most).checked().is_ok());
        assert_eq!(code(poll(["1"])), "too_few");
        assert_eq!(code(poll([])), "too_few");
        let mut more = poll(most);
        more.options.push("11".into());
        assert_eq!(code(more), "too_many");
        assert_eq!(code(poll(["tea", "coffee", " tea "])), "duplicate");
    }

    #[test]
    fn an_option_is_one_line_of_a_hundred_characters_without_the_space_around_it() {
        let kept = poll([" tea\n", "cafe\u{301} ☕"]).checked().unwrap();
        assert_eq!(kept.options, ["tea", "cafe\u{301} ☕"]);
        assert!(poll(["tea", &"ж".repeat(100)]).checked().is_ok());
        assert_eq!(code(poll(["tea", &"ж".repeat(101)])), "too_long");
        assert_eq!(code(poll(["tea", "  "])), "too_short");
        assert_eq!(code(poll(["tea", "a\nb"])), "invalid");
        assert_eq!(code(poll(["tea", "a\u{202e}b"])), "invalid");
        assert_eq!(code(poll(["tea", "a\0"])), "invalid");
    }

    #[test]
    fn a_vote_is_the_keycap_of_an_option_that_there_is() {
        assert!(KEYCAPS.into_iter().all(is_keycap));
        let poll = poll(["tea", "coffee"]);
        assert!(poll.is_vote("2️⃣") && !poll.is_vote("3️⃣") && !poll.is_vote("🎉"));
        assert!(is_keycap("0️⃣") && !is_keycap("🎉"));
    }

    #[test]
    fn a_poll_is_read_with_its_options_alone_and_written_whole() {
        let poll: Poll = serde_json::from_str(r#"{"options":["tea","coffee"]}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&poll).unwrap(),
            r#"{"options":["tea","coffee"],"multiple":false,"ends_at":null}"#
        );
        let ends = r#"{"options":["a","b"],"multiple":true,"ends_at":"2026-11-24T09:30:00.000Z"}"#;
        let poll: Poll = serde_json::from_str(ends).unwrap();
        assert_eq!(serde_json::to_string(&poll).unwrap(), ends);
        let end = poll.ends_at.unwrap();
        assert!(poll.has_ended(end) && !poll.has_ended(Timestamp(end.0 - 1)));
    }
}

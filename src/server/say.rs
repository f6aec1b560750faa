//! What a command tells whoever ran it. What the server tells while it runs goes to the log.

use std::io::{self, Write as _};

/// A line on standard output. That nobody reads it any more is no error.
pub(crate) fn say(line: impl std::fmt::Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Why a command could not be done, in one line on standard error.
pub(crate) fn complain(error: &anyhow::Error) {
    let _ = writeln!(io::stderr(), "snug: {}", in_one_line(error));
}

/// What went wrong, then why, and why that. Libraries repeat their causes in their own words.
fn in_one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let words = cause
            .to_string()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if line.is_empty() {
            line = words;
        } else if !line.contains(&words) {
            line = format!("{line}: {words}");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_one_line_that_says_everything_once() {
        let cause = io::Error::other("no\nroom");
        let error = anyhow::Error::from(cause)
            .context("cannot write: no room")
            .context("failed");
        assert_eq!(in_one_line(&error), "failed: cannot write: no room");
    }
}

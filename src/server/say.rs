//! What a command tells whoever ran it. What the server tells while it runs goes to the log.

use std::io::{self, Write as _};

/// A line on standard output. That nobody reads it any more is no error.
pub(crate) fn say(line: impl std::fmt::Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Why a command could not be done, in one line on standard error.
pub(crate) fn complain(error: &anyhow::Error) {
    let line = format!("{error:#}");
    let line = line.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let _ = writeln!(io::stderr(), "snug: {line}");
}

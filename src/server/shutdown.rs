//! How the server ends: it fails its readiness and sends its clients away little by little, so that they
//! don't all come back at once; then it stops accepting, and lets what was accepted be stored.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Over how much time streams are cut.
pub(crate) const SPREAD: Duration = Duration::from_secs(5);
/// For how long requests may go on that have been accepted, and those that came while streams were cut.
pub(crate) const REQUESTS: Duration = Duration::from_secs(3);
pub(crate) const LAST_REQUESTS: Duration = Duration::from_secs(1);
/// When it ends whatever is left.
pub(crate) const DEADLINE: Duration = Duration::from_millis(9_500);

/// The signals that end a server.
pub(crate) struct Signals {
    term: Signal,
    int: Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// The operating system's.
    pub(crate) fn new() -> Result<Self> {
        let listen = |kind| signal(kind).context("signals cannot be heard");
        Ok(Self {
            term: listen(SignalKind::terminate())?,
            int: listen(SignalKind::interrupt())?,
        })
    }

    /// Returns at the next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }
}

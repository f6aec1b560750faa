//! `snug migrate`: the schema brought up to date, and nothing else.

use anyhow::Result;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::lock::Lock;
use crate::say::say;
use crate::stores::{Purpose, open_database};

/// Opening the database does it.
///
/// # Errors
/// When it cannot be done, also because a server runs that is not one of several.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let tasks = TaskTracker::new();
    let mut opened = open_database(config, &tasks, Purpose::Beside).await;
    if let Err(error) = &opened
        && let Some(db::Error::Older) = error.downcast_ref()
    {
        // A server alone may be at work on it, and would not know what it sees. Replicas live with a
        // schema of the next version.
        let _lock = Lock::acquire(config, &tasks).await?;
        opened = open_database(config, &tasks, Purpose::Serve).await;
    }
    opened?.close().await;
    say("The database is up to date.");
    Ok(())
}

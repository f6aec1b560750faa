//! `snug migrate`: the schema brought up to date, and nothing else.

use anyhow::Result;
use tokio_util::task::TaskTracker;

use crate::app::Core;
use crate::config::Config;
use crate::lock::Lock;
use crate::say::say;

/// Opening the database does it.
///
/// # Errors
/// When it cannot be done, also because a server runs.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let (mut opened, tasks) = (Core::open_beside(config).await, TaskTracker::new());
    if let Err(error) = &opened
        && let Some(db::Error::Older) = error.downcast_ref()
    {
        // An older server may be at work on it, and would not know what it sees.
        let _lock = Lock::acquire(config, &tasks).await?;
        opened = Core::open(config).await;
    }
    opened?.close().await;
    say("The database is up to date.");
    Ok(())
}

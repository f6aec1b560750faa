//! `snug migrate`: the schema brought up to date, and nothing else.

use anyhow::Result;

use crate::app::Core;
use crate::config::Config;
use crate::say::say;

/// Opening the database does it.
///
/// # Errors
/// When it cannot be done.
pub(crate) async fn run(config: &Config) -> Result<()> {
    Core::open(config).await?.close().await;
    say("The database is up to date.");
    Ok(())
}

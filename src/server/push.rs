//! `snug push`: what push services know this server by.

use anyhow::Result;

use crate::app::Core;
use crate::cli::Push;
use crate::config::Config;
use crate::say::say;

/// Does what was asked.
///
/// # Errors
/// The database's.
pub(crate) async fn run(command: Push, config: &Config) -> Result<()> {
    let Push::Key = command;
    let core = Core::open_beside(config).await?;
    let key = core.push_key().await;
    core.close().await;
    say(key?.public());
    Ok(())
}

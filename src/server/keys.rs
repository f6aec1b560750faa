//! `snug keys`: the keys that sign access tokens.

use anyhow::Result;

use crate::app::Core;
use crate::cli::Keys;
use crate::config::Config;
use crate::say::say;

/// Does what was asked.
///
/// # Errors
/// The database's.
pub(crate) async fn run(command: &Keys, config: &Config) -> Result<()> {
    let Keys::Rotate = command;
    let core = Core::open_beside(config).await?;
    let kid = core.auth.rotate_keys().await;
    core.close().await;
    say(format_args!("The key {} signs from now on.", kid?));
    Ok(())
}

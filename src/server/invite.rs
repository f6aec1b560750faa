//! `snug invite`: a link with which people can register.

use anyhow::{Result, anyhow};
use auth::NewInvite;
use models::{Code, ConversationId, Problem};

use crate::app::Core;
use crate::cli::Invite;
use crate::config::Config;
use crate::say::say;

/// Makes it and prints it.
///
/// # Errors
/// Why it cannot be made.
pub(crate) async fn run(invite: Invite, config: &Config) -> Result<()> {
    let core = Core::open_beside(config).await?;
    let new = NewInvite {
        expires_in: invite.expires_in,
        max_uses: invite.max_uses,
        conversation_id: invite.conversation.map(ConversationId),
    };
    let made = core.auth.create_invite(new).await;
    core.close().await;
    let made = made.map_err(|error| match Problem::from(error) {
        problem if problem.code == Code::NotFound => {
            anyhow!("there is no such conversation that people can be invited to")
        }
        problem => anyhow!("{}", problem.detail),
    })?;
    say(made.url);
    Ok(())
}

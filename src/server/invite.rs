//! `snug invite`: a link with which people can register.

use anyhow::Result;
use auth::NewInvite;
use models::ConversationId;

use crate::app::Core;
use crate::cli::Invite;
use crate::config::Config;
use crate::say::say;
use crate::user::explain;

/// Makes it and prints it.
///
/// # Errors
/// Why it cannot be made.
pub(crate) async fn run(invite: Invite, config: &Config) -> Result<()> {
    let core = Core::open(config).await?;
    let new = NewInvite {
        expires_in: invite.expires_in,
        max_uses: invite.max_uses,
        conversation_id: invite.conversation.map(ConversationId),
    };
    let made = core.auth.create_invite(new).await;
    core.close().await;
    say(made.map_err(explain)?.url);
    Ok(())
}

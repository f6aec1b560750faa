//! What one wants to be told of in a conversation.

use auth::request::Caller;
use futures_util::FutureExt;
use models::event::MeChanged;
use models::{ConversationId, Notify, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::change::News;
use crate::store::not_a_member;
use crate::{Chat, Result};

/// What one wants to be told of. It replaces what was set before.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct Preferences {
    /// Every message, mentions, or nothing.
    pub notify: Notify,
    /// Until when one wants to be told of nothing.
    #[serde(default)]
    pub muted_until: Option<Timestamp>,
}

impl Chat {
    /// Sets what one wants to be told of.
    ///
    /// # Errors
    /// `not_found` where one is not a member.
    pub async fn set_preferences(
        &self,
        caller: &Caller,
        id: ConversationId,
        preferences: Preferences,
    ) -> Result<()> {
        let user_id = caller.user_id;
        let Preferences {
            notify,
            muted_until,
        } = preferences;
        self.change(move |conn| {
            async move {
                let me_rev = conn
                    .update_preferences(id, user_id, notify, muted_until)
                    .await?;
                // Who is no member has changed nothing, and this rolls the revision back.
                let me = Some(conn.find_me(id, user_id).await?.ok_or_else(not_a_member)?);
                let mut news = News::default();
                let conversation_id = id;
                news.me(MeChanged {
                    user_id,
                    me_rev,
                    conversation_id,
                    me,
                    conversation: None,
                });
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }
}

//! Public channels: found by everybody on the server, and joined by oneself.

use auth::request::Caller;
use futures_util::FutureExt;
use models::conversation::ConversationWithMe;
use models::{ConversationId, Kind, MemberRole, SystemEvent};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Action, lock};
use crate::change::News;
use crate::conversations::{see, to_others};
use crate::{Chat, Result, page};

/// A page of public channels.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Channels {
    /// In order of their titles, with what everybody may know: title, topic and size. One's own
    /// part is there of those that one is in.
    pub channels: Vec<ConversationWithMe>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

impl Chat {
    /// The public channels with `query` in title or topic.
    ///
    /// # Errors
    /// `invalid_field` of a cursor that this list did not give.
    pub async fn list_channels(
        &self,
        caller: &Caller,
        query: &str,
        cursor: Option<&str>,
        limit: Option<u64>,
    ) -> Result<Channels> {
        let query = page::query(query)?;
        let (after, size) = (page::cursor(cursor)?, page::size(limit));
        let mut conn = self.inner.db.read().await?;
        let mut found = conn.list_channels(query, after, size + 1).await?;
        let next_cursor = page::cut(&mut found, size, |channel| channel.id.to_string());
        let ids: Vec<ConversationId> = found.iter().map(|channel| channel.id).collect();
        let mut mes = conn.list_mes(caller.user_id, &ids).await?;
        let channels = found
            .into_iter()
            .map(|channel| ConversationWithMe {
                me: mes.remove(&channel.id),
                conversation: to_others(channel),
            })
            .collect();
        Ok(Channels {
            channels,
            next_cursor,
        })
    }

    /// Joins a public channel; again is harmless.
    ///
    /// # Errors
    /// `not_found`; `forbidden` to whoever was removed, and of what is no channel; `too_many`.
    pub async fn join_channel(
        &self,
        caller: &Caller,
        id: ConversationId,
    ) -> Result<ConversationWithMe> {
        let (chat, caller) = (self.clone(), *caller);
        self.change(move |conn| {
            async move {
                let (head, access) = lock(conn, &caller, id).await?;
                let mut news = News::default();
                let is_in = access.kind == Kind::Channel && access.is_member();
                if !is_in {
                    access.check(Action::Join)?;
                    let mut change = chat.begin(head, caller.user_id);
                    change.say(conn, SystemEvent::Joined {}).await?;
                    change
                        .admit(conn, &[caller.user_id], MemberRole::Member)
                        .await?;
                    change.finish(conn, &mut news).await?;
                }
                Ok((see(conn, caller.user_id, id).await?, news))
            }
            .boxed()
        })
        .await
    }
}

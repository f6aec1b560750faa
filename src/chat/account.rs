//! Deleting one's own account. What one wrote stays, under *Deleted person*; direct conversations
//! stay with the other; everything else is left. Where the one who goes was the last owner, of a
//! conversation or of the server, whoever has been there the longest takes over.
//!
//! *Invariant:* the account ends in one transaction, and leaving follows, a conversation each. What
//! a crash leaves of it is done by [`Chat::finish_deletions`].

use std::net::IpAddr;

use auth::request::Caller;
use db::{Conn, UserChange};
use futures_util::FutureExt;
use models::access::Membership;
use models::event::UserChanged;
use models::{
    Code, ConversationId, Kind, MemberRole, Problem, Role, SystemEvent, Timestamp, UserId,
    Visibility,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::change::News;
use crate::conversations::end;
use crate::{Chat, Error, Result};

/// People who are looked after in one go.
const TOGETHER: u32 = 100;

/// What deletes one's own account.
#[derive(Clone, Deserialize, ToSchema)]
pub struct DeleteAccount {
    /// One's own, so that a stolen session is not enough.
    pub password: String,
}

impl Chat {
    /// Deletes one's own account.
    ///
    /// # Errors
    /// `invalid_credentials`, `rate_limited`.
    pub async fn delete_account(
        &self,
        caller: &Caller,
        password: &str,
        address: IpAddr,
    ) -> Result<()> {
        let user_id = caller.user_id;
        let proven = self
            .inner
            .auth
            .verify_password(user_id, password, address)
            .await;
        proven.map_err(Problem::from)?;
        let chat = self.clone();
        let done = self.inner.tasks.spawn(async move {
            let now = chat.inner.clock.now();
            let ended = chat
                .change(move |conn| end_account(conn, user_id, now).boxed())
                .await?;
            chat.inner.auth.announce_ended(user_id, ended).await;
            chat.leave_all(user_id).await
        });
        done.await.unwrap_or_else(|_| Err(Code::Internal.into()))
    }

    /// Leaves what people with deleted accounts are still in. To be called when the server starts,
    /// and now and then.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish_deletions(&self) -> Result<()> {
        let departing = self.inner.db.read().await?.list_departing(TOGETHER).await?;
        for user_id in departing {
            self.leave_all(user_id).await?;
        }
        Ok(())
    }

    async fn leave_all(&self, user_id: UserId) -> Result<()> {
        let ids = self
            .inner
            .db
            .read()
            .await?
            .list_conversation_ids(user_id)
            .await?;
        for id in ids {
            match self.leave(user_id, id).await {
                Err(Error::Db(error)) if error.is_transient() => return Err(error.into()),
                // One that cannot be left must not keep them, and others, in everything else.
                Err(error) => tracing::error!(%error, conversation = %id, "it was not left"),
                Ok(()) => {}
            }
        }
        Ok(())
    }

    async fn leave(&self, user_id: UserId, id: ConversationId) -> Result<()> {
        let (chat, now) = (self.clone(), self.inner.clock.now());
        self.change(move |conn| {
            async move {
                let mut news = News::default();
                let head = conn.lock_conversations(&[id]).await?.pop();
                let membership = conn.find_membership(id, user_id).await?;
                let (Some(head), Some(Membership::Present(role))) = (head, membership) else {
                    return Ok(((), news));
                };
                if head.kind == Kind::Direct {
                    return Ok(((), news));
                }
                let heir = conn.find_longest_member(id, user_id).await?;
                if heir.is_none() && head.visibility != Some(Visibility::Public) {
                    // Nobody is left who could ever see it.
                    end(conn, id, now, &mut news).await?;
                    return Ok(((), news));
                }
                let last = role == MemberRole::Owner && conn.count_owners(id).await? == 1;
                let mut change = chat.begin(head, user_id);
                if let Some(heir) = heir.filter(|_| last) {
                    conn.lock_people(&[heir, user_id]).await?;
                    change
                        .set_role(conn, heir, MemberRole::Owner, &mut news)
                        .await?;
                }
                change.say(conn, SystemEvent::Left {}).await?;
                change.dismiss(conn, user_id, false, &mut news).await?;
                change.finish(conn, &mut news).await?;
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }
}

/// Ends an account; the sessions that ended with it.
async fn end_account(
    conn: &mut Conn,
    user_id: UserId,
    now: Timestamp,
) -> Result<(Vec<models::SessionId>, News)> {
    let mut news = News::default();
    // All that may be changed, in one order.
    let mut locked = vec![user_id];
    locked.extend(conn.find_server_heir(user_id).await?);
    conn.lock_with_owners(&locked).await?;
    let last_owner = conn.get_user(user_id).await?.role == Role::Owner
        && conn.count_other_owners(user_id).await? == 0;
    let heir = if last_owner {
        conn.find_server_heir(user_id).await?
    } else {
        None
    };
    conn.delete_bookmarks(user_id).await?;
    conn.delete_scheduled_of(user_id, now).await?;
    let user = conn.delete_user(user_id, now).await?;
    let conversation_ids = conn.list_conversation_ids(user_id).await?;
    news.user(UserChanged {
        user,
        conversation_ids,
    });
    if let Some(heir) = heir {
        let owner = UserChange {
            role: Some(Role::Owner),
            ..UserChange::default()
        };
        let user = conn.update_user(heir, &owner, now).await?;
        let conversation_ids = conn.list_conversation_ids(heir).await?;
        news.user(UserChanged {
            user,
            conversation_ids,
        });
    }
    Ok((conn.end_sessions(user_id, None, now).await?, news))
}

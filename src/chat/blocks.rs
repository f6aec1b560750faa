//! Blocking a person: in the direct conversation of the two nobody writes any more, and whoever is
//! blocked cannot bring the other into a conversation. What they share with others stays.

use auth::request::Caller;
use futures_util::FutureExt;
use models::{Code, Problem, Role, User, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::change::News;
use crate::{Chat, Result};

/// People whom one may have blocked at a time.
const MOST: i64 = 1_000;

/// Whom one has blocked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Blocked {
    /// The last one first.
    pub users: Vec<User>,
}

impl Chat {
    /// Blocks somebody; again is harmless.
    ///
    /// # Errors
    /// `not_found`, `too_many`, and `forbidden` of oneself and of bots.
    pub async fn block(&self, caller: &Caller, other: UserId) -> Result<()> {
        let (user_id, now) = (caller.user_id, self.inner.clock.now());
        if user_id == other {
            return Err(Problem::new(Code::Forbidden, "Nobody blocks themselves.").into());
        }
        self.change(move |conn| {
            async move {
                if conn.get_user(other).await?.role == Role::Bot {
                    let detail = "A bot is taken away by deleting its webhook.";
                    return Err(Problem::new(Code::Forbidden, detail).into());
                }
                conn.insert_block(user_id, other, now).await?;
                if conn.count_blocks(user_id).await? > MOST {
                    return Err(Problem::new(Code::TooMany, "At most 1,000 people.").into());
                }
                Ok(((), News::default()))
            }
            .boxed()
        })
        .await
    }

    /// Takes a block back; again is harmless.
    ///
    /// # Errors
    /// The database's.
    pub async fn unblock(&self, caller: &Caller, other: UserId) -> Result<()> {
        let user_id = caller.user_id;
        self.change(move |conn| {
            async move {
                conn.delete_block(user_id, other).await?;
                Ok(((), News::default()))
            }
            .boxed()
        })
        .await
    }

    /// Whom one has blocked.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_blocked(&self, caller: &Caller) -> Result<Blocked> {
        let mut conn = self.inner.db.read().await?;
        let ids = conn.list_blocks(caller.user_id).await?;
        let mut users = conn.list_users_by_id(&ids).await?;
        users.sort_by_key(|user| ids.iter().position(|id| *id == user.id));
        Ok(Blocked { users })
    }
}

//! Incoming webhooks, and the bots that write for them.

use models::{ConversationId, HookId, Role, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::{Conn, NewUser, Result};

/// An incoming webhook, without its secret, of which only a hash is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Which.
    pub id: HookId,
    /// Where it writes.
    pub conversation_id: ConversationId,
    /// The bot that writes for it.
    pub user_id: UserId,
    /// The bot's name.
    pub name: String,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct HookRow {
    id: Uuid,
    conversation_id: Uuid,
    user_id: Uuid,
    name: String,
    created_by: Uuid,
    created_at: i64,
}

impl From<HookRow> for Hook {
    fn from(row: HookRow) -> Self {
        Self {
            id: HookId(row.id),
            conversation_id: ConversationId(row.conversation_id),
            user_id: UserId(row.user_id),
            name: row.name,
            created_by: UserId(row.created_by),
            created_at: Timestamp(row.created_at),
        }
    }
}

impl Conn {
    /// Makes a webhook and its bot: a user without a password, whose username nobody can type as
    /// a mention, because it has no key. The bot is not let into the conversation by this.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_hook(
        &mut self,
        hook: &Hook,
        username: &str,
        secret_hash: &[u8],
    ) -> Result<()> {
        let bot = NewUser {
            id: hook.user_id,
            username: username.to_owned(),
            username_key: None,
            display_name: hook.name.clone(),
            role: Role::Bot,
            password_hash: None,
        };
        self.insert_user(&bot, hook.created_at).await?;
        on!(self, c => sqlx::query(
            "INSERT INTO hooks (id, conversation_id, user_id, name, secret_hash, created_by, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(hook.id.0)
            .bind(hook.conversation_id.0)
            .bind(hook.user_id.0)
            .bind(&hook.name)
            .bind(secret_hash)
            .bind(hook.created_by.0)
            .bind(hook.created_at.0)
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// A conversation's webhooks, the oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_hooks(&mut self, conversation_id: ConversationId) -> Result<Vec<Hook>> {
        let rows: Vec<HookRow> = on!(self, c => sqlx::query_as(
            "SELECT id, conversation_id, user_id, name, created_by, created_at FROM hooks \
             WHERE conversation_id = $1 ORDER BY created_at, id")
            .bind(conversation_id.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Hook::from).collect())
    }

    /// The webhook with this secret's hash.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_hook_by_secret(&mut self, secret_hash: &[u8]) -> Result<Option<Hook>> {
        let row: Option<HookRow> = on!(self, c => sqlx::query_as(
            "SELECT h.id, h.conversation_id, h.user_id, h.name, h.created_by, h.created_at \
             FROM hooks AS h JOIN conversations AS c ON c.id = h.conversation_id \
             WHERE h.secret_hash = $1 AND c.deleted_at IS NULL")
            .bind(secret_hash).fetch_optional(c).await)?;
        Ok(row.map(Hook::from))
    }

    /// Takes a webhook away and ends its bot, whose messages stay; the bot, where there was one.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_hook(
        &mut self,
        conversation_id: ConversationId,
        id: HookId,
        at: Timestamp,
    ) -> Result<Option<UserId>> {
        let row: Option<(Uuid,)> = on!(self, c => sqlx::query_as(
            "DELETE FROM hooks WHERE id = $1 AND conversation_id = $2 RETURNING user_id")
            .bind(id.0).bind(conversation_id.0).fetch_optional(c).await)?;
        let Some((bot,)) = row else { return Ok(None) };
        on!(self, c => sqlx::query(
            "UPDATE users SET disabled = TRUE, updated_at = $2 WHERE id = $1")
            .bind(bot).bind(at.0).execute(c).await.map(drop))?;
        Ok(Some(UserId(bot)))
    }
}

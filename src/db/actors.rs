//! Who wants to change something, and whom they name.

use models::{ConversationId, MemberRole, Role, UserId};
use uuid::Uuid;

use crate::conn::{Hex, ids, in_ids, on, pairs, rows};
use crate::{Conn, Result};

/// Somebody who wants to change something in a conversation.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// On the whole server.
    pub server_role: Role,
    /// Whether the account is ended.
    pub disabled: bool,
    /// In the conversation; none for who is not a member.
    pub role: Option<MemberRole>,
}

#[derive(sqlx_macros::FromRow)]
struct ActorRow {
    conversation_id: Uuid,
    user_id: Uuid,
    server_role: String,
    disabled: bool,
    role: Option<String>,
}

impl Conn {
    /// What each of `who` may be in the conversation beside them. Unknown people are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_actors(&mut self, who: &[(ConversationId, UserId)]) -> Result<Vec<Actor>> {
        let json = pairs(who)?;
        let sql = self.pick(
            "SELECT unhex(j.value->>0) AS conversation_id, u.id AS user_id, \
             u.role AS server_role, u.disabled, m.role \
             FROM jsonb_each($1) AS j CROSS JOIN users AS u ON u.id = unhex(j.value->>1) \
             LEFT JOIN members AS m ON m.conversation_id = unhex(j.value->>0) \
             AND m.user_id = u.id AND m.left_at IS NULL",
            "SELECT (j.value->>0)::uuid AS conversation_id, u.id AS user_id, \
             u.role AS server_role, u.disabled, m.role FROM json_array_elements($1::json) AS j \
             JOIN users AS u ON u.id = (j.value->>1)::uuid \
             LEFT JOIN members AS m ON m.conversation_id = (j.value->>0)::uuid \
             AND m.user_id = u.id AND m.left_at IS NULL",
        );
        let rows: Vec<ActorRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Actor {
                    conversation_id: ConversationId(row.conversation_id),
                    user_id: UserId(row.user_id),
                    server_role: row.server_role.parse()?,
                    disabled: row.disabled,
                    role: row.role.as_deref().map(str::parse).transpose()?,
                })
            })
            .collect()
    }

    /// Which of these direct conversations one of the two has blocked.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_blocked(&mut self, which: &[ConversationId]) -> Result<Vec<ConversationId>> {
        if which.is_empty() {
            return Ok(Vec::new());
        }
        let json = ids(which);
        let sql = in_ids!(
            self,
            "SELECT DISTINCT m.conversation_id FROM members AS m \
             JOIN members AS o ON o.conversation_id = m.conversation_id AND o.user_id <> m.user_id \
             JOIN blocks AS b ON b.user_id = m.user_id AND b.blocked_id = o.user_id \
             WHERE m.conversation_id IN ",
            "$1",
            ""
        );
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// The members among `names` (a conversation and a username's key each).
    ///
    /// # Errors
    /// The database's.
    pub async fn list_members_by_key(
        &mut self,
        names: &[(ConversationId, &str)],
    ) -> Result<Vec<(ConversationId, String, UserId)>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let json = rows(names.iter().map(|(id, key)| (Hex(id.0), key)))?;
        let sql = self.pick(
            "SELECT m.conversation_id, u.username_key, u.id FROM jsonb_each($1) AS j \
             CROSS JOIN users AS u ON u.username_key = j.value->>1 \
             CROSS JOIN members AS m ON m.conversation_id = unhex(j.value->>0) \
             AND m.user_id = u.id AND m.left_at IS NULL",
            "SELECT m.conversation_id, u.username_key, u.id \
             FROM json_array_elements($1::json) AS j \
             JOIN users AS u ON u.username_key = j.value->>1 \
             JOIN members AS m ON m.conversation_id = (j.value->>0)::uuid AND m.user_id = u.id \
             AND m.left_at IS NULL",
        );
        let rows: Vec<(Uuid, String, Uuid)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(c, key, u)| (ConversationId(c), key, UserId(u)))
            .collect())
    }
}

//! What a process reads to know which of its sockets is in which conversation.

use models::{ConversationId, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::{Conn, Result};

impl Conn {
    /// The conversations that somebody is in, each with the revision at which its membership
    /// changed last.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_memberships(
        &mut self,
        user_id: UserId,
    ) -> Result<Vec<(ConversationId, i64)>> {
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(
            "SELECT v.id, v.members_rev FROM members AS m \
             JOIN conversations AS v ON v.id = m.conversation_id AND v.deleted_at IS NULL \
             WHERE m.user_id = $1 AND m.left_at IS NULL")
            .bind(user_id.0).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, rev)| (ConversationId(id), rev))
            .collect())
    }

    /// The revision at which a conversation's membership changed last, and its members; nobody
    /// where it was deleted. The revision is read first, so that it is never newer than they are.
    ///
    /// # Errors
    /// The database's.
    pub async fn get_membership(&mut self, id: ConversationId) -> Result<(i64, Vec<UserId>)> {
        let rev: Option<(i64,)> = on!(self, c => sqlx::query_as(
            "SELECT members_rev FROM conversations WHERE id = $1 AND deleted_at IS NULL")
            .bind(id.0).fetch_optional(c).await)?;
        match rev {
            Some((rev,)) => Ok((rev, self.list_member_ids(id).await?)),
            None => Ok((i64::MAX, Vec::new())),
        }
    }
}

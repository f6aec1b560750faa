//! What a process reads to know which of its sockets is in which conversation.

use models::{ConversationId, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::{Conn, Result};

/// Who is in a conversation, and as of when.
#[derive(Debug)]
pub struct Membership {
    /// The conversation's revision.
    pub rev: i64,
    /// The revision at which the membership changed last.
    pub members_rev: i64,
    /// Its members.
    pub user_ids: Vec<UserId>,
}

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

    /// Who is in a conversation; nobody where it was deleted. Its revisions are read first, so that
    /// they are never newer than who is.
    ///
    /// # Errors
    /// The database's.
    pub async fn get_membership(&mut self, id: ConversationId) -> Result<Membership> {
        let revs: Option<(i64, i64)> = on!(self, c => sqlx::query_as(
            "SELECT rev, members_rev FROM conversations WHERE id = $1 AND deleted_at IS NULL")
            .bind(id.0).fetch_optional(c).await)?;
        let Some((rev, members_rev)) = revs else {
            return Ok(Membership {
                rev: i64::MAX,
                members_rev: i64::MAX,
                user_ids: Vec::new(),
            });
        };
        Ok(Membership {
            rev,
            members_rev,
            user_ids: self.list_member_ids(id).await?,
        })
    }
}

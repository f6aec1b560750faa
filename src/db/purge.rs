//! What is left of a deleted conversation is taken away in steps of a few milliseconds, so that
//! nobody who writes waits for it. The conversation's own row and its members' stay: a client that
//! was away must still be told that it is gone.

use models::{ConversationId, Timestamp};
use uuid::Uuid;

use crate::conn::on;
use crate::{Conn, Result, Use};

impl Conn {
    /// Conversations that were deleted before a time and of which something is left.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_unpurged_conversations(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConversationId>> {
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT id FROM conversations WHERE deleted_at IS NOT NULL AND purged_at IS NULL \
             AND deleted_at < $1 ORDER BY deleted_at LIMIT $2")
            .bind(before.0).bind(i64::from(limit)).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Takes up to `limit` messages of a deleted conversation away, with all that hangs on them;
    /// whether something is left.
    ///
    /// # Errors
    /// The database's.
    pub async fn purge_conversation_chunk(
        &mut self,
        id: ConversationId,
        limit: u32,
        now: Timestamp,
    ) -> Result<bool> {
        let (first,): (Option<i64>,) = on!(self, c => sqlx::query_as(
            "SELECT MIN(seq) FROM messages WHERE conversation_id = $1")
            .bind(id.0).fetch_one(c).await)?;
        if let Some(first) = first {
            self.purge_below(id, first.saturating_add(i64::from(limit)), now)
                .await?;
            return Ok(true);
        }
        self.purge_rest(id, now).await?;
        Ok(false)
    }

    /// Messages before `seq`, their words, their reactions and their files.
    async fn purge_below(&mut self, id: ConversationId, seq: i64, now: Timestamp) -> Result<()> {
        let words = self.pick(
            "DELETE FROM words WHERE rowid IN \
             (SELECT id FROM word_places WHERE conversation_id = $1 AND seq < $2)",
            "DELETE FROM words WHERE id IN \
             (SELECT id FROM word_places WHERE conversation_id = $1 AND seq < $2)",
        );
        for sql in [
            words,
            "DELETE FROM word_places WHERE conversation_id = $1 AND seq < $2",
            "DELETE FROM reactions WHERE conversation_id = $1 AND seq < $2",
            "DELETE FROM messages WHERE conversation_id = $1 AND seq < $2",
        ] {
            on!(self, c => sqlx::query(sql).bind(id.0).bind(seq).execute(c).await.map(drop))?;
        }
        self.delete_uses_below(id, seq, now).await
    }

    /// Mentions and bookmarks (found through whoever was ever a member, because they are kept by
    /// person), who took part in threads, webhooks with their bots, and the picture.
    async fn purge_rest(&mut self, id: ConversationId, now: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query(
            "DELETE FROM mentions WHERE conversation_id = $1 AND (user_id = $2 OR user_id IN \
             (SELECT user_id FROM members WHERE conversation_id = $1))")
            .bind(id.0).bind(Uuid::nil()).execute(c).await.map(drop))?;
        on!(self, c => sqlx::query(
            "DELETE FROM mailed WHERE conversation_id = $1 AND user_id IN \
             (SELECT user_id FROM members WHERE conversation_id = $1)")
            .bind(id.0).execute(c).await.map(drop))?;
        on!(self, c => sqlx::query("DELETE FROM thread_members WHERE conversation_id = $1")
            .bind(id.0).execute(c).await.map(drop))?;
        on!(self, c => sqlx::query(
            "DELETE FROM bookmarks WHERE conversation_id = $1 AND user_id IN \
             (SELECT user_id FROM members WHERE conversation_id = $1)")
            .bind(id.0).execute(c).await.map(drop))?;
        on!(self, c => sqlx::query("DELETE FROM word_runs WHERE conversation_id = $1")
            .bind(id.0).execute(c).await.map(drop))?;
        for hook in self.list_hooks(id).await? {
            self.delete_hook(id, hook.id, now).await?;
        }
        self.replace_use(Use::Picture(id), None, now).await?;
        on!(self, c => sqlx::query("UPDATE conversations SET purged_at = $2 WHERE id = $1")
            .bind(id.0).bind(now.0).execute(c).await.map(drop))?;
        Ok(())
    }
}

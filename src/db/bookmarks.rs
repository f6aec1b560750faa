//! Messages that people have saved for themselves. Nobody else ever reads these.
//!
//! What somebody cannot see any more (they left, the message was deleted) stays out of every read, and
//! comes back with them.

use std::collections::{BTreeMap, HashSet};

use models::{ConversationId, Message, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, rows};
use crate::messages::{MessageRow, message_columns};
use crate::{Conn, Result};

/// A message that somebody has saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Which.
    pub message: Message,
    /// Since when.
    pub at: Timestamp,
}

/// Where a page of them ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookmarkPlace {
    /// Since when it was saved.
    pub at: Timestamp,
    /// Where it is.
    pub conversation_id: ConversationId,
    /// Which.
    pub seq: i64,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    #[sqlx(flatten)]
    message: MessageRow,
    saved_at: i64,
}

impl Conn {
    /// Saves a message; whether it was not saved before.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_bookmark(
        &mut self,
        user_id: UserId,
        conversation_id: ConversationId,
        seq: i64,
        at: Timestamp,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "INSERT INTO bookmarks (user_id, conversation_id, seq, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, conversation_id, seq) DO NOTHING")
            .bind(user_id.0).bind(conversation_id.0).bind(seq).bind(at.0)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }

    /// Lets go of a message; whether it was saved.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_bookmark(
        &mut self,
        user_id: UserId,
        conversation_id: ConversationId,
        seq: i64,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "DELETE FROM bookmarks WHERE user_id = $1 AND conversation_id = $2 AND seq = $3")
            .bind(user_id.0).bind(conversation_id.0).bind(seq)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }

    /// Lets go of all that somebody has saved.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_bookmarks(&mut self, user_id: UserId) -> Result<()> {
        on!(self, c => sqlx::query("DELETE FROM bookmarks WHERE user_id = $1")
            .bind(user_id.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// How much somebody has saved.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_bookmarks(&mut self, user_id: UserId) -> Result<i64> {
        Ok(on!(self, c => sqlx::query_scalar(
            "SELECT COUNT(*) FROM bookmarks WHERE user_id = $1")
            .bind(user_id.0).fetch_one(c).await)?)
    }

    /// What somebody has saved and can still see, what was saved last first: up to `limit` of those
    /// after a place.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_bookmarks(
        &mut self,
        user_id: UserId,
        after: Option<BookmarkPlace>,
        limit: u32,
    ) -> Result<Vec<Bookmark>> {
        let after = after.unwrap_or(BookmarkPlace {
            at: Timestamp(i64::MAX),
            conversation_id: ConversationId(Uuid::max()),
            seq: i64::MAX,
        });
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), ", b.at AS saved_at FROM bookmarks AS b \
             CROSS JOIN members AS o CROSS JOIN conversations AS c CROSS JOIN messages AS m \
             WHERE b.user_id = $1 AND (b.at, b.conversation_id, b.seq) < ($2, $3, $4) \
             AND o.conversation_id = b.conversation_id AND o.user_id = b.user_id \
             AND o.left_at IS NULL AND c.id = b.conversation_id AND c.deleted_at IS NULL \
             AND m.conversation_id = b.conversation_id AND m.seq = b.seq \
             AND m.deleted_at IS NULL \
             ORDER BY b.at DESC, b.conversation_id DESC, b.seq DESC LIMIT $5"))
            .bind(user_id.0)
            .bind(after.at.0)
            .bind(after.conversation_id.0)
            .bind(after.seq)
            .bind(i64::from(limit))
            .fetch_all(c).await)?;
        let (rows, times): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|row| (row.message, Timestamp(row.saved_at)))
            .unzip();
        let messages = self.finish_messages(rows, Some(user_id)).await?;
        let saved = messages.into_iter().zip(times);
        Ok(saved
            .map(|(message, at)| Bookmark { message, at })
            .collect())
    }

    /// Says of `messages` which `reader` has saved. A look at one run of a key for each conversation.
    pub(crate) async fn fill_bookmarks(
        &mut self,
        messages: &mut [Message],
        reader: UserId,
    ) -> Result<()> {
        let mut runs: BTreeMap<ConversationId, (i64, i64)> = BTreeMap::new();
        for message in messages.iter() {
            let seq = message.seq;
            let run = runs.entry(message.conversation_id).or_insert((seq, seq));
            *run = (run.0.min(seq), run.1.max(seq));
        }
        if runs.is_empty() {
            return Ok(());
        }
        let json = rows(
            runs.iter()
                .map(|(id, (first, last))| (Hex(id.0), first, last)),
        )?;
        let sql = self.pick(
            "SELECT b.conversation_id, b.seq FROM jsonb_each($1) AS j CROSS JOIN bookmarks AS b \
             ON b.user_id = $2 AND b.conversation_id = unhex(j.value->>0) \
             AND b.seq BETWEEN j.value->>1 AND j.value->>2",
            "SELECT b.conversation_id, b.seq FROM json_array_elements($1::json) AS j \
             JOIN bookmarks AS b ON b.user_id = $2 AND b.conversation_id = (j.value->>0)::uuid \
             AND b.seq BETWEEN (j.value->>1)::bigint AND (j.value->>2)::bigint",
        );
        let found: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(sql).bind(json).bind(reader.0).fetch_all(c).await)?;
        let found: HashSet<(Uuid, i64)> = found.into_iter().collect();
        for message in messages {
            let place = (message.conversation_id.0, message.seq);
            message.bookmarked = Some(found.contains(&place));
        }
        Ok(())
    }
}

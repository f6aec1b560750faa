//! Pinned messages. That one is pinned is in its own row; these are the reads that ask for them.

use std::collections::HashMap;

use models::limits::PINS;
use models::{ConversationId, Message, UserId};
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::messages::{MessageRow, message_columns};
use crate::{Conn, Result};

impl Conn {
    /// How many messages are pinned in each of these conversations; where none are it is left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_pins(
        &mut self,
        which: &[ConversationId],
    ) -> Result<HashMap<ConversationId, usize>> {
        if which.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = in_ids!(
            self,
            "SELECT conversation_id, COUNT(*) FROM messages WHERE pinned_at IS NOT NULL \
             AND conversation_id IN ",
            "$1",
            " GROUP BY conversation_id"
        );
        let rows: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(sql).bind(ids(which)).fetch_all(c).await)?;
        let count = |count| usize::try_from(count).unwrap_or_default();
        Ok(rows
            .into_iter()
            .map(|(id, pins)| (ConversationId(id), count(pins)))
            .collect())
    }

    /// What is pinned in a conversation, what was pinned last first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_pins(
        &mut self,
        conversation_id: ConversationId,
        reader: UserId,
    ) -> Result<Vec<Message>> {
        let most = i64::try_from(PINS).unwrap_or(i64::MAX);
        let rows: Vec<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m WHERE m.conversation_id = $1 \
             AND m.pinned_at IS NOT NULL ORDER BY m.pinned_at DESC, m.seq DESC LIMIT $2"))
            .bind(conversation_id.0).bind(most).fetch_all(c).await)?;
        self.finish_messages(rows, Some(reader)).await
    }
}

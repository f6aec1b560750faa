//! Reading what was said, and what changed since a revision: pages, one message, and the parts
//! that a `sync` is made of. Each is one range of a clustered index, however long a conversation is.

use std::collections::HashMap;

use models::{ConversationId, Message, MessageId, UserId};
use uuid::Uuid;

use crate::conn::{on, places};
use crate::messages::{MessageRow, message_columns};
use crate::{Conn, Result};

impl Conn {
    /// The greatest `seq` of a conversation that somebody is in; none where they are not.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_last_seq(
        &mut self,
        conversation_id: ConversationId,
        member: UserId,
    ) -> Result<Option<i64>> {
        let row: Option<(i64,)> = on!(self, c => sqlx::query_as(
            "SELECT c.last_seq FROM members AS o JOIN conversations AS c \
             ON c.id = o.conversation_id WHERE o.conversation_id = $1 AND o.user_id = $2 \
             AND o.left_at IS NULL AND c.deleted_at IS NULL")
            .bind(conversation_id.0).bind(member.0).fetch_optional(c).await)?;
        Ok(row.map(|(last_seq,)| last_seq))
    }

    /// The messages from `first` to `last`, both with them, in order of `seq`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_messages(
        &mut self,
        conversation_id: ConversationId,
        first: i64,
        last: i64,
        reader: UserId,
    ) -> Result<Vec<Message>> {
        let rows: Vec<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m \
             WHERE m.conversation_id = $1 AND m.seq BETWEEN $2 AND $3 ORDER BY m.seq"))
            .bind(conversation_id.0).bind(first).bind(last).fetch_all(c).await)?;
        self.finish_messages(rows, Some(reader)).await
    }

    /// One message, or its tombstone.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_message(
        &mut self,
        conversation_id: ConversationId,
        id: MessageId,
        reader: UserId,
    ) -> Result<Option<Message>> {
        let row: Option<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m \
             WHERE m.conversation_id = $1 AND m.id = $2"))
            .bind(conversation_id.0).bind(id.0).fetch_optional(c).await)?;
        Ok(self
            .finish_messages(row.into_iter().collect(), Some(reader))
            .await?
            .pop())
    }

    /// The messages that changed last after a revision, in order of `rev`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_changes(
        &mut self,
        conversation_id: ConversationId,
        after_rev: i64,
        limit: u32,
        reader: UserId,
    ) -> Result<Vec<Message>> {
        let rows: Vec<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m \
             WHERE m.conversation_id = $1 AND m.rev > $2 ORDER BY m.rev LIMIT $3"))
            .bind(conversation_id.0).bind(after_rev).bind(i64::from(limit)).fetch_all(c).await)?;
        self.finish_messages(rows, Some(reader)).await
    }

    /// The revision of every conversation that somebody is in, in order of their ids.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_revs(&mut self, member: UserId) -> Result<Vec<(ConversationId, i64)>> {
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(
            "SELECT c.id, c.rev FROM members AS o JOIN conversations AS c \
             ON c.id = o.conversation_id WHERE o.user_id = $1 AND o.left_at IS NULL \
             AND c.deleted_at IS NULL ORDER BY c.id")
            .bind(member.0).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, rev)| (ConversationId(id), rev))
            .collect())
    }

    /// How many messages of each conversation changed after the revision beside it, up to `most`.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_changes(
        &mut self,
        heads: &[(ConversationId, i64)],
        most: u32,
    ) -> Result<HashMap<ConversationId, i64>> {
        let json = places(heads)?;
        let sql = self.pick(
            "SELECT unhex(j.value->>0) AS id, (SELECT COUNT(*) FROM (SELECT 1 FROM messages \
             AS m WHERE m.conversation_id = unhex(j.value->>0) AND m.rev > j.value->>1 \
             LIMIT $2)) AS count FROM jsonb_each($1) AS j",
            "SELECT (j.value->>0)::uuid AS id, (SELECT COUNT(*) FROM (SELECT 1 FROM messages AS m \
             WHERE m.conversation_id = (j.value->>0)::uuid AND m.rev > (j.value->>1)::bigint \
             LIMIT $2) AS x) AS count FROM json_array_elements($1::json) AS j",
        );
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(i64::from(most)).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, count)| (ConversationId(id), count))
            .collect())
    }

    /// All messages of each conversation that changed last after the revision beside it, by
    /// conversation and in order of `seq`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_changes_of(
        &mut self,
        heads: &[(ConversationId, i64)],
        reader: UserId,
    ) -> Result<Vec<Message>> {
        if heads.is_empty() {
            return Ok(Vec::new());
        }
        let json = places(heads)?;
        let sql = self.pick(
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM jsonb_each($1) AS j CROSS JOIN messages AS m \
                 ON m.conversation_id = unhex(j.value->>0) AND m.rev > j.value->>1 \
                 ORDER BY m.conversation_id, m.seq"
            ),
            concat!(
                "SELECT ",
                message_columns!(),
                // Lateral, so that each range is one of the index even where statistics are missing.
                " FROM json_array_elements($1::json) AS j CROSS JOIN LATERAL \
                 (SELECT * FROM messages AS m WHERE m.conversation_id = (j.value->>0)::uuid \
                 AND m.rev > (j.value->>1)::bigint ORDER BY m.rev OFFSET 0) AS m \
                 ORDER BY m.conversation_id, m.seq"
            ),
        );
        let rows: Vec<MessageRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        self.finish_messages(rows, Some(reader)).await
    }
}

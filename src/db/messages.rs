//! Rows of messages, and how they become what clients see. Every read of messages ends here.

use models::{ConversationId, File, Message, MessageId, MessageKind, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{on, places};
use crate::{Conn, Error, Result};

/// The columns of a [`MessageRow`], for `concat!`; the table goes by the name `m`.
macro_rules! message_columns {
    () => {
        "m.conversation_id, m.seq, m.id, m.rev, m.sender_id, m.kind, m.body, m.event, m.reply_to, \
         m.attachments, m.mentions, m.mentions_everyone, m.thread_id, m.text_count, \
         m.created_at, m.edited_at, m.deleted_at, m.reactions, m.thread, m.pinned_at, m.pinned_by, \
         m.poll"
    };
}
pub(crate) use message_columns;

/// A row of `messages`.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub(crate) struct MessageRow {
    pub(crate) conversation_id: Uuid,
    pub(crate) seq: i64,
    pub(crate) id: Uuid,
    pub(crate) rev: i64,
    pub(crate) sender_id: Uuid,
    pub(crate) kind: String,
    pub(crate) body: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) reply_to: Option<Uuid>,
    pub(crate) attachments: Option<String>,
    pub(crate) mentions: Option<String>,
    pub(crate) mentions_everyone: bool,
    pub(crate) thread_id: Option<Uuid>,
    pub(crate) text_count: i64,
    pub(crate) created_at: i64,
    pub(crate) edited_at: Option<i64>,
    pub(crate) deleted_at: Option<i64>,
    pub(crate) reactions: Option<String>,
    pub(crate) thread: Option<String>,
    pub(crate) pinned_at: Option<i64>,
    pub(crate) pinned_by: Option<Uuid>,
    pub(crate) poll: Option<String>,
}

impl TryFrom<MessageRow> for Message {
    type Error = Error;

    fn try_from(row: MessageRow) -> Result<Self> {
        let attachments: Vec<File> = list(row.attachments.as_deref())?;
        let mentions: Vec<UserId> = list(row.mentions.as_deref())?;
        // A version that knows no polls leaves one in a tombstone.
        let poll = row.poll.filter(|_| row.deleted_at.is_none());
        Ok(Self {
            id: MessageId(row.id),
            conversation_id: ConversationId(row.conversation_id),
            sender_id: UserId(row.sender_id),
            seq: row.seq,
            rev: row.rev,
            kind: if row.kind == "system" {
                MessageKind::System
            } else {
                MessageKind::Text
            },
            body: row.body,
            event: row.event.as_deref().map(serde_json::from_str).transpose()?,
            reply_to: row.reply_to.map(MessageId),
            attachments,
            poll: poll.as_deref().map(serde_json::from_str).transpose()?,
            reactions: list(row.reactions.as_deref())?,
            mentions,
            mentions_everyone: row.mentions_everyone,
            thread_id: row.thread_id.map(MessageId),
            thread: row
                .thread
                .as_deref()
                .map(serde_json::from_str)
                .transpose()?,
            pinned_at: row.pinned_at.map(Timestamp),
            pinned_by: row.pinned_by.map(UserId),
            bookmarked: None,
            created_at: Timestamp(row.created_at),
            edited_at: row.edited_at.map(Timestamp),
            deleted_at: row.deleted_at.map(Timestamp),
        })
    }
}

pub(crate) fn list<T: serde::de::DeserializeOwned>(json: Option<&str>) -> Result<Vec<T>> {
    Ok(json
        .map(serde_json::from_str)
        .transpose()?
        .unwrap_or_default())
}

impl Conn {
    /// The messages of `rows`, in the same order; with a `reader`, reactions
    /// say which are theirs, threads whether they take part, and what they have saved that it is.
    pub(crate) async fn finish_messages(
        &mut self,
        rows: Vec<MessageRow>,
        reader: Option<UserId>,
    ) -> Result<Vec<Message>> {
        let mut messages = rows
            .into_iter()
            .map(Message::try_from)
            .collect::<Result<Vec<Message>>>()?;
        if let Some(reader) = reader {
            self.fill_mine(&mut messages, reader).await?;
            self.fill_threads(&mut messages, reader).await?;
            self.fill_bookmarks(&mut messages, reader).await?;
        }
        Ok(messages)
    }

    /// Messages by their places, in no order; places where nothing is are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_messages_by_place(
        &mut self,
        which: &[(ConversationId, i64)],
    ) -> Result<Vec<Message>> {
        let json = places(which)?;
        let sql = self.pick(
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM jsonb_each($1) AS j CROSS JOIN messages AS m \
                 ON m.conversation_id = unhex(j.value->>0) AND m.seq = j.value->>1"
            ),
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM json_array_elements($1::json) AS j JOIN messages AS m \
                 ON m.conversation_id = (j.value->>0)::uuid AND m.seq = (j.value->>1)::bigint"
            ),
        );
        let rows: Vec<MessageRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        self.finish_messages(rows, None).await
    }
}

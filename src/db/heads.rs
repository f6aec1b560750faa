//! The counters of conversations, under their lock: where `seq` and `rev` come from.

use models::{
    ConversationId, Kind, Message, MessageId, MessageKind, SystemEvent, Timestamp, UserId,
    Visibility,
};
use uuid::Uuid;

use crate::conn::{Hex, ids, on, rows};
use crate::{Conn, Error, Result};

/// A conversation's counters, locked until the commit.
#[derive(Clone, Debug)]
pub struct Head {
    /// Which.
    pub id: ConversationId,
    /// Direct, group or channel.
    pub kind: Kind,
    /// Of a channel.
    pub visibility: Option<Visibility>,
    /// The greatest seq given out.
    pub last_seq: i64,
    /// The greatest rev given out.
    pub rev: i64,
    /// How many text messages there are outside threads.
    pub text_count: i64,
    /// The newest reply in a thread; 0 where there is none.
    pub reply_seq: i64,
    /// The newest message outside of threads before that.
    pub before_seq: i64,
    /// How many members there are.
    pub members_count: u32,
    /// The rev at which the membership changed last.
    pub members_rev: i64,
}

#[derive(sqlx_macros::FromRow)]
struct HeadRow {
    id: Uuid,
    kind: String,
    visibility: Option<String>,
    last_seq: i64,
    rev: i64,
    text_count: i64,
    reply_seq: i64,
    before_seq: i64,
    members_count: i64,
    members_rev: i64,
}

impl TryFrom<HeadRow> for Head {
    type Error = Error;
    fn try_from(row: HeadRow) -> Result<Self> {
        Ok(Self {
            id: ConversationId(row.id),
            kind: row.kind.parse()?,
            visibility: row.visibility.as_deref().map(str::parse).transpose()?,
            last_seq: row.last_seq,
            rev: row.rev,
            text_count: row.text_count,
            reply_seq: row.reply_seq,
            before_seq: row.before_seq,
            members_count: u32::try_from(row.members_count).unwrap_or(u32::MAX),
            members_rev: row.members_rev,
        })
    }
}

impl Head {
    /// Gives out the place of a reply in a thread, which is not the newest message to those who look
    /// at the conversation alone.
    pub fn next_reply(&mut self) {
        if self.reply_seq != self.last_seq {
            self.before_seq = self.last_seq;
        }
        self.last_seq += 1;
        self.reply_seq = self.last_seq;
    }
}

/// The counters that storing moves, of the rows in a parameter; for PostgreSQL.
macro_rules! moved_heads {
    ($rows:literal) => {
        concat!(
            "UPDATE conversations AS v SET last_seq = (j.value->>1)::bigint, \
             rev = (j.value->>2)::bigint, text_count = (j.value->>3)::bigint, \
             reply_seq = (j.value->>4)::bigint, before_seq = (j.value->>5)::bigint \
             FROM json_array_elements(",
            $rows,
            "::json) AS j WHERE v.id = (j.value->>0)::uuid"
        )
    };
}
pub(crate) use moved_heads;

pub(crate) fn head_rows(heads: &[&Head]) -> Result<String> {
    rows(heads.iter().map(|head| {
        let (texts, reply, before) = (head.text_count, head.reply_seq, head.before_seq);
        (
            Hex(head.id.0),
            head.last_seq,
            head.rev,
            texts,
            reply,
            before,
        )
    }))
}

impl Conn {
    /// Locks conversations in order of their ids and reads their counters. Deleted ones and
    /// unknown ones are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_conversations(&mut self, which: &[ConversationId]) -> Result<Vec<Head>> {
        let json = ids(which);
        let sql = self.pick(
            "SELECT id, kind, visibility, last_seq, rev, text_count, reply_seq, before_seq, \
             members_count, members_rev FROM conversations WHERE deleted_at IS NULL \
             AND id IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT id, kind, visibility, last_seq, rev, text_count, reply_seq, before_seq, \
             members_count, members_rev FROM conversations WHERE deleted_at IS NULL \
             AND id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) \
             ORDER BY id FOR UPDATE",
        );
        let rows: Vec<HeadRow> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        rows.into_iter().map(Head::try_from).collect()
    }

    /// Writes the counters that storing moves.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_heads(&mut self, heads: &[&Head]) -> Result<()> {
        if heads.is_empty() {
            return Ok(());
        }
        let json = head_rows(heads)?;
        let sql = self.pick(
            "UPDATE conversations SET last_seq = j.value->>1, rev = j.value->>2, \
             text_count = j.value->>3, reply_seq = j.value->>4, before_seq = j.value->>5 \
             FROM jsonb_each($1) AS j WHERE conversations.id = unhex(j.value->>0)",
            moved_heads!("$1"),
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Appends what happened in a conversation: the next `seq` and the next `rev`, which the
    /// conversation's own change shares. Locks the conversation until the commit.
    ///
    /// # Errors
    /// [`Error::Missing`] where the conversation is not there or was deleted.
    pub async fn append_system_message(
        &mut self,
        conversation_id: ConversationId,
        id: MessageId,
        sender_id: UserId,
        event: SystemEvent,
        at: Timestamp,
    ) -> Result<Message> {
        let (seq, rev, text_count): (i64, i64, i64) = on!(self, c => sqlx::query_as(
            "UPDATE conversations SET last_seq = last_seq + 1, rev = rev + 1 \
             WHERE id = $1 AND deleted_at IS NULL RETURNING last_seq, rev, text_count")
            .bind(conversation_id.0).fetch_one(c).await)?;
        let message = Message {
            id,
            conversation_id,
            sender_id,
            seq,
            rev,
            kind: MessageKind::System,
            body: None,
            event: Some(event),
            reply_to: None,
            attachments: Vec::new(),
            poll: None,
            reactions: Vec::new(),
            mentions: Vec::new(),
            mentions_everyone: false,
            thread_id: None,
            thread: None,
            pinned_at: None,
            pinned_by: None,
            bookmarked: None,
            created_at: at,
            edited_at: None,
            deleted_at: None,
        };
        self.insert_messages(&[(&message, text_count)]).await?;
        Ok(message)
    }
}

//! What one person has here, read in pieces that are small however much it is.

use models::{ConversationId, File, FileId, Kind, Message, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::files::{FileRow, StoredFile, file_columns};
use crate::messages::{MessageRow, message_columns};
use crate::{Conn, Result};

/// A conversation that somebody is in, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which.
    pub conversation_id: ConversationId,
    /// What it is.
    pub kind: Kind,
    /// What it is called; none where they left: what became of it since is not theirs to know.
    pub title: Option<String>,
    /// The other one of a direct conversation.
    pub with: Option<String>,
    /// When they came.
    pub joined_at: Timestamp,
    /// When they left.
    pub left_at: Option<Timestamp>,
    /// Its last message.
    pub last_seq: i64,
}

#[derive(sqlx_macros::FromRow)]
struct StayRow {
    id: Uuid,
    kind: String,
    title: Option<String>,
    partner: Option<String>,
    joined_at: i64,
    left_at: Option<i64>,
    last_seq: i64,
}

impl Conn {
    /// All conversations that somebody is in, or was, in order of their ids.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_stays(&mut self, user_id: UserId) -> Result<Vec<Stay>> {
        let rows: Vec<StayRow> = on!(self, c => sqlx::query_as(
            "SELECT v.id, v.kind, CASE WHEN m.left_at IS NULL THEN v.title END AS title, \
             u.username AS partner, m.joined_at, m.left_at, v.last_seq \
             FROM members AS m JOIN conversations AS v ON v.id = m.conversation_id \
             LEFT JOIN members AS o ON v.kind = 'direct' AND o.conversation_id = v.id \
             AND o.user_id <> m.user_id LEFT JOIN users AS u ON u.id = o.user_id \
             WHERE m.user_id = $1 AND v.deleted_at IS NULL ORDER BY v.id")
            .bind(user_id.0).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Stay {
                    conversation_id: ConversationId(row.id),
                    kind: row.kind.parse()?,
                    title: row.title,
                    with: row.partner,
                    joined_at: Timestamp(row.joined_at),
                    left_at: row.left_at.map(Timestamp),
                    last_seq: row.last_seq,
                })
            })
            .collect()
    }

    /// What somebody said between two places, the first not with it, in order of `seq`; of what was
    /// deleted, nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_said_by(
        &mut self,
        sender_id: UserId,
        conversation_id: ConversationId,
        after: i64,
        last: i64,
    ) -> Result<Vec<Message>> {
        let rows: Vec<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m \
             WHERE m.conversation_id = $1 AND m.seq > $2 AND m.seq <= $3 AND m.sender_id = $4 \
             AND m.kind = 'text' AND m.deleted_at IS NULL ORDER BY m.seq"))
            .bind(conversation_id.0).bind(after).bind(last).bind(sender_id.0)
            .fetch_all(c).await)?;
        self.finish_messages(rows, None).await
    }

    /// Somebody's own files in order of their ids: up to `limit` of those after `after`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_own_files(
        &mut self,
        owner_id: UserId,
        after: FileId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<File>> {
        let rows: Vec<FileRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", file_columns!(), " FROM files AS f JOIN blobs AS b ON b.id = f.blob_id \
             WHERE f.owner_id = $1 AND f.id > $2 AND (f.expires_at IS NULL OR f.expires_at > $3) \
             ORDER BY f.id LIMIT $4"))
            .bind(owner_id.0).bind(after.0).bind(now.0).bind(i64::from(limit))
            .fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| StoredFile::try_from(row).map(File::from))
            .collect()
    }
}

//! Messages that are to be sent later.
//!
//! *Invariant:* a row that a process has claimed is nobody else's until the claim ends: its author
//! changes it no more. Whoever writes a person's rows, or takes them away, has locked the person.

use models::{ConversationId, FileId, MessageId, ScheduledMessage, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::messages::list;
use crate::store::json_list;
use crate::{Conn, Error, Result};

/// A message that is due, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who wrote it.
    pub user_id: UserId,
    /// What.
    pub message: ScheduledMessage,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    user_id: Uuid,
    id: Uuid,
    conversation_id: Uuid,
    thread_id: Option<Uuid>,
    reply_to: Option<Uuid>,
    body: String,
    attachments: Option<String>,
    send_at: i64,
    created_at: i64,
    failed: Option<String>,
}

macro_rules! columns {
    () => {
        "user_id, id, conversation_id, thread_id, reply_to, body, attachments, send_at, \
         created_at, failed"
    };
}

impl TryFrom<Row> for Due {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let message = ScheduledMessage {
            id: MessageId(row.id),
            conversation_id: ConversationId(row.conversation_id),
            thread_id: row.thread_id.map(MessageId),
            reply_to: row.reply_to.map(MessageId),
            body: row.body,
            attachments: list(row.attachments.as_deref())?,
            send_at: Timestamp(row.send_at),
            created_at: Timestamp(row.created_at),
            failed: row.failed,
        };
        Ok(Self {
            user_id: UserId(row.user_id),
            message,
        })
    }
}

impl Conn {
    /// Writes one, new or changed; not where it is claimed: then nothing is written. Whether it was. Its
    /// author is locked already, and so are its files, which are their own.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_scheduled(
        &mut self,
        user_id: UserId,
        message: &ScheduledMessage,
        now: Timestamp,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "INSERT INTO scheduled_messages AS s (user_id, id, conversation_id, thread_id, reply_to, \
             body, send_at, created_at, attachments) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10) \
             ON CONFLICT (user_id, id) DO UPDATE SET conversation_id = excluded.conversation_id, \
             thread_id = excluded.thread_id, reply_to = excluded.reply_to, body = excluded.body, \
             send_at = excluded.send_at, attachments = excluded.attachments, failed = NULL, claimed_until = 0 \
             WHERE s.claimed_until <= $9")
            .bind(user_id.0)
            .bind(message.id.0)
            .bind(message.conversation_id.0)
            .bind(message.thread_id.map(|id| id.0))
            .bind(message.reply_to.map(|id| id.0))
            .bind(&message.body)
            .bind(message.send_at.0)
            .bind(message.created_at.0)
            .bind(now.0)
            .bind(json_list(&message.attachments)?)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if rows > 0 {
            let files: Vec<FileId> = message.file_ids().collect();
            self.replace_scheduled_uses(user_id, message.id, &files, now)
                .await?;
        }
        Ok(rows > 0)
    }

    /// One of somebody's.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_scheduled(
        &mut self,
        user_id: UserId,
        id: MessageId,
    ) -> Result<Option<ScheduledMessage>> {
        let row: Option<Row> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", columns!(), " FROM scheduled_messages WHERE user_id = $1 AND id = $2"))
            .bind(user_id.0).bind(id.0).fetch_optional(c).await)?;
        Ok(row.map(Due::try_from).transpose()?.map(|due| due.message))
    }

    /// All of somebody's, the next due first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_scheduled(&mut self, user_id: UserId) -> Result<Vec<ScheduledMessage>> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", columns!(), " FROM scheduled_messages WHERE user_id = $1 \
             ORDER BY send_at, id"))
            .bind(user_id.0).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| Ok(Due::try_from(row)?.message))
            .collect()
    }

    /// Takes one away unless it is claimed; whether it did.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_unclaimed(
        &mut self,
        user_id: UserId,
        id: MessageId,
        now: Timestamp,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "DELETE FROM scheduled_messages WHERE user_id = $1 AND id = $2 AND claimed_until <= $3")
            .bind(user_id.0).bind(id.0).bind(now.0)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if rows > 0 {
            self.replace_scheduled_uses(user_id, id, &[], now).await?;
        }
        Ok(rows > 0)
    }

    /// Takes one away that was sent.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_sent(
        &mut self,
        user_id: UserId,
        id: MessageId,
        now: Timestamp,
    ) -> Result<()> {
        self.replace_scheduled_uses(user_id, id, &[], now).await?;
        on!(self, c => sqlx::query(
            "DELETE FROM scheduled_messages WHERE user_id = $1 AND id = $2")
            .bind(user_id.0).bind(id.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes all of somebody's away.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_scheduled_of(&mut self, user_id: UserId, now: Timestamp) -> Result<()> {
        for message in self.list_scheduled(user_id).await? {
            self.delete_sent(user_id, message.id, now).await?;
        }
        Ok(())
    }

    /// Whether any is due that nobody has claimed.
    ///
    /// # Errors
    /// The database's.
    pub async fn has_due(&mut self, now: Timestamp) -> Result<bool> {
        let row: Option<(i64,)> = on!(self, c => sqlx::query_as(
            "SELECT send_at FROM scheduled_messages \
             WHERE failed IS NULL AND send_at <= $1 AND claimed_until <= $1 LIMIT 1")
            .bind(now.0).fetch_optional(c).await)?;
        Ok(row.is_some())
    }

    /// Claims up to `limit` that are due, in the order in which they are.
    ///
    /// # Errors
    /// The database's.
    pub async fn claim_due(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Due>> {
        let sql = self.pick(
            concat!(
                "UPDATE scheduled_messages SET claimed_until = $2 WHERE (user_id, id) IN \
                 (SELECT user_id, id FROM scheduled_messages WHERE failed IS NULL \
                 AND send_at <= $1 AND claimed_until <= $1 ORDER BY send_at, id LIMIT $3) \
                 RETURNING ",
                columns!()
            ),
            concat!(
                "UPDATE scheduled_messages SET claimed_until = $2 WHERE (user_id, id) IN \
                 (SELECT user_id, id FROM scheduled_messages WHERE failed IS NULL \
                 AND send_at <= $1 AND claimed_until <= $1 ORDER BY send_at, id LIMIT $3 \
                 FOR UPDATE SKIP LOCKED) RETURNING ",
                columns!()
            ),
        );
        let mut rows: Vec<Row> = on!(self, c => sqlx::query_as(sql)
            .bind(now.0).bind(until.0).bind(i64::from(limit)).fetch_all(c).await)?;
        rows.sort_unstable_by_key(|row| (row.send_at, row.id));
        rows.into_iter().map(Due::try_from).collect()
    }

    /// Lets the claim of one end at another time.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_off_scheduled(
        &mut self,
        user_id: UserId,
        id: MessageId,
        until: Timestamp,
    ) -> Result<()> {
        on!(self, c => sqlx::query(
            "UPDATE scheduled_messages SET claimed_until = $3 WHERE user_id = $1 AND id = $2")
            .bind(user_id.0).bind(id.0).bind(until.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Says why one could not be sent; whether there is such a one.
    ///
    /// # Errors
    /// The database's.
    pub async fn fail_scheduled(
        &mut self,
        user_id: UserId,
        conversation_id: ConversationId,
        id: MessageId,
        failed: &str,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "UPDATE scheduled_messages SET failed = $4, claimed_until = 0 \
             WHERE user_id = $1 AND conversation_id = $2 AND id = $3")
            .bind(user_id.0).bind(conversation_id.0).bind(id.0).bind(failed)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }
}

//! That people are to be told of new messages, from the commit that stores these until it is known
//! who they are.
//!
//! *Invariant:* it is written in the transaction that stores the messages, so that a notification is
//! owed from the moment its message is stored.

use models::{ConversationId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, rows};
use crate::{Conn, Result};

/// New messages that people are to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Which; in the order in which they came.
    pub id: i64,
    /// Where.
    pub conversation_id: ConversationId,
    /// The first message.
    pub from_seq: i64,
    /// The last message.
    pub to_seq: i64,
    /// When they were stored.
    pub at: Timestamp,
    /// Members up to this one have their pushes.
    pub after: Option<UserId>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    conversation_id: Uuid,
    from_seq: i64,
    to_seq: i64,
    at: i64,
    after_user: Option<Uuid>,
}

impl From<Row> for Owed {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            conversation_id: ConversationId(row.conversation_id),
            from_seq: row.from_seq,
            to_seq: row.to_seq,
            at: Timestamp(row.at),
            after: row.after_user.map(UserId),
        }
    }
}

/// What is owed, of the rows in one parameter, at the time in another; for PostgreSQL.
macro_rules! inserted_owed {
    ($rows:literal, $at:literal) => {
        concat!(
            "INSERT INTO owed (conversation_id, from_seq, to_seq, at) \
             SELECT (value->>0)::uuid, (value->>1)::bigint, (value->>2)::bigint, ",
            $at,
            " FROM json_array_elements(",
            $rows,
            "::json) WHERE EXISTS (SELECT 1 FROM subscriptions)"
        )
    };
}
pub(crate) use inserted_owed;

pub(crate) fn range_rows(new: &[(ConversationId, i64, i64)]) -> Result<String> {
    rows(new.iter().map(|(id, from, to)| (Hex(id.0), from, to)))
}

impl Conn {
    /// Says of which new messages people are to be told: a conversation each, and the first and the
    /// last message. Nothing where nobody on the server has a subscription. Whether anything is owed
    /// of these.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_owed(
        &mut self,
        new: &[(ConversationId, i64, i64)],
        at: Timestamp,
    ) -> Result<bool> {
        if new.is_empty() {
            return Ok(false);
        }
        let json = range_rows(new)?;
        let sql = self.pick(
            "INSERT INTO owed (conversation_id, from_seq, to_seq, at) \
             SELECT unhex(value->>0), value->>1, value->>2, $2 FROM jsonb_each($1) \
             WHERE EXISTS (SELECT 1 FROM subscriptions)",
            inserted_owed!("$1", "$2"),
        );
        let rows = on!(self, c => sqlx::query(sql).bind(json).bind(at.0)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }

    /// Up to `limit` of what is owed, the oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_owed(&mut self, limit: u32) -> Result<Vec<Owed>> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(
            "SELECT id, conversation_id, from_seq, to_seq, at, after_user FROM owed \
             ORDER BY id LIMIT $1")
            .bind(i64::from(limit)).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Owed::from).collect())
    }

    /// Whether all of these are still there, with the pushes of members up to `after` and no further: nobody
    /// else changes that until the transaction ends.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_owed(&mut self, which: &[i64], after: Option<UserId>) -> Result<bool> {
        let json = serde_json::to_string(which)?;
        let sql = self.pick(
            "SELECT id FROM owed WHERE id IN (SELECT value FROM json_each($1)) \
             AND after_user IS $2",
            "SELECT id FROM owed WHERE id IN \
             (SELECT value::bigint FROM json_array_elements_text($1::json)) \
             AND after_user IS NOT DISTINCT FROM $2 ORDER BY id FOR UPDATE",
        );
        let found: Vec<i64> = on!(self, c => sqlx::query_scalar(sql)
            .bind(json).bind(after.map(|id| id.0)).fetch_all(c).await)?;
        Ok(found.len() == which.len())
    }

    /// Says that members up to `after` have the pushes of these.
    ///
    /// # Errors
    /// The database's.
    pub async fn move_owed(&mut self, which: &[i64], after: UserId) -> Result<()> {
        let json = serde_json::to_string(which)?;
        let sql = self.pick(
            "UPDATE owed SET after_user = $2 WHERE id IN (SELECT value FROM json_each($1))",
            "UPDATE owed SET after_user = $2 WHERE id IN \
             (SELECT value::bigint FROM json_array_elements_text($1::json))",
        );
        on!(self, c => sqlx::query(sql).bind(json).bind(after.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Says that all members have the pushes of these.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_owed(&mut self, which: &[i64]) -> Result<()> {
        let json = serde_json::to_string(which)?;
        let sql = self.pick(
            "DELETE FROM owed WHERE id IN (SELECT value FROM json_each($1))",
            "DELETE FROM owed WHERE id IN \
             (SELECT value::bigint FROM json_array_elements_text($1::json))",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}

//! Mails to people who have an address: who is looked after next, and what became of it. Whoever
//! looks claims people first, so that nobody else mails them meanwhile.
//!
//! *Invariant:* what a mail has told is written after the mail server took it, and only for the
//! address that it went to.

use models::{ConversationId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{on, places};
use crate::{Conn, Result};

/// Somebody who may be mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub user_id: UserId,
    /// Where.
    pub address: String,
    /// What the link ends with that ends the mails.
    pub secret: Vec<u8>,
    /// How often in a row it was tried in vain.
    pub attempts: u32,
    /// How often in a row the mail server refused the address for good.
    pub refusals: u32,
}

/// When somebody is looked after again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// Who.
    pub user_id: UserId,
    /// Of which address.
    pub secret: Vec<u8>,
    /// When.
    pub due: Timestamp,
    /// How often in a row it was tried in vain.
    pub attempts: u32,
    /// How often in a row the mail server refused the address for good.
    pub refusals: u32,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    user_id: Uuid,
    address: String,
    secret: Vec<u8>,
    attempts: i64,
    refusals: i64,
}

impl From<Row> for Reader {
    fn from(row: Row) -> Self {
        Self {
            user_id: UserId(row.user_id),
            address: row.address,
            secret: row.secret,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            refusals: u32::try_from(row.refusals).unwrap_or(u32::MAX),
        }
    }
}

impl Conn {
    /// Takes up to `limit` people who are to be looked after, the longest due first: until `until`
    /// nobody else does.
    ///
    /// # Errors
    /// The database's.
    pub async fn claim_readers(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Reader>> {
        let sql = self.pick(
            "UPDATE emails SET claimed_until = $2 WHERE user_id IN (SELECT user_id FROM emails \
             WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) <= $1 \
             ORDER BY coalesce(claimed_until, due_at) LIMIT $3) \
             RETURNING user_id, address, secret, attempts, refusals",
            "WITH due AS MATERIALIZED (SELECT user_id FROM emails \
             WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) <= $1 \
             ORDER BY coalesce(claimed_until, due_at) LIMIT $3 FOR UPDATE SKIP LOCKED) \
             UPDATE emails AS e SET claimed_until = $2 FROM due WHERE e.user_id = due.user_id \
             RETURNING e.user_id, e.address, e.secret, e.attempts, e.refusals",
        );
        let claimed: Vec<Row> = on!(self, c => sqlx::query_as(sql)
            .bind(now.0).bind(until.0).bind(i64::from(limit)).fetch_all(c).await)?;
        Ok(claimed.into_iter().map(Reader::from).collect())
    }

    /// Says that somebody was told, in each conversation up to a message, and when they are looked
    /// after again. Nothing where they have another address by now.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish_mail(
        &mut self,
        later: &Later,
        told: &[(ConversationId, i64)],
    ) -> Result<()> {
        if self.put_off_readers(std::slice::from_ref(later)).await? == 0 {
            return Ok(());
        }
        let sql = self.pick(
            "INSERT INTO mailed (user_id, conversation_id, seq) \
             SELECT $2, unhex(value->>0), value->>1 FROM jsonb_each($1) WHERE TRUE \
             ON CONFLICT (user_id, conversation_id) DO UPDATE SET seq = max(seq, excluded.seq)",
            "INSERT INTO mailed AS m (user_id, conversation_id, seq) \
             SELECT $2, (value->>0)::uuid, (value->>1)::bigint FROM json_array_elements($1::json) \
             ON CONFLICT (user_id, conversation_id) DO UPDATE SET \
             seq = greatest(m.seq, excluded.seq)",
        );
        on!(self, c => sqlx::query(sql).bind(places(told)?).bind(later.user_id.0)
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Says when people are looked after again; nobody does now. Of those who have another address by
    /// now nothing is said. How many were left.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_off_readers(&mut self, later: &[Later]) -> Result<u64> {
        if later.is_empty() {
            return Ok(0);
        }
        // In one order, so that nobody waits in a circle.
        let mut sorted: Vec<&Later> = later.iter().collect();
        sorted.sort_unstable_by_key(|later| later.user_id);
        let mut left = 0;
        for later in sorted {
            left += on!(self, c => sqlx::query(
                "UPDATE emails SET claimed_until = NULL, due_at = $3, attempts = $4, \
                 refusals = $5 WHERE user_id = $1 AND secret = $2 AND due_at IS NOT NULL")
                .bind(later.user_id.0)
                .bind(&*later.secret)
                .bind(later.due.0)
                .bind(i64::from(later.attempts))
                .bind(i64::from(later.refusals))
                .execute(c).await.map(|done| done.rows_affected()))?;
        }
        Ok(left)
    }

    /// Whether somebody may still be mailed at an address, which has this secret.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_reader(&mut self, user_id: UserId, secret: &[u8]) -> Result<bool> {
        let found: Option<i64> = on!(self, c => sqlx::query_scalar(
            "SELECT due_at FROM emails WHERE user_id = $1 AND secret = $2 AND due_at IS NOT NULL")
            .bind(user_id.0).bind(secret).fetch_optional(c).await)?;
        Ok(found.is_some())
    }

    /// Leaves an address alone: its person has to confirm it again.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_email(&mut self, user_id: UserId, secret: &[u8]) -> Result<()> {
        on!(self, c => sqlx::query(
            "UPDATE emails SET confirmed_at = NULL, due_at = NULL, claimed_until = NULL, \
             attempts = 0, refusals = 0 WHERE user_id = $1 AND secret = $2")
            .bind(user_id.0).bind(secret).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Gives all claims back: of a server that has just started alone, nobody else sends.
    ///
    /// # Errors
    /// The database's.
    pub async fn release_readers(&mut self) -> Result<u64> {
        Ok(on!(self, c => sqlx::query(
            "UPDATE emails SET claimed_until = NULL WHERE claimed_until IS NOT NULL")
            .execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// When somebody is to be looked after next; none where nobody is.
    ///
    /// # Errors
    /// The database's.
    pub async fn next_reader(&mut self) -> Result<Option<Timestamp>> {
        let next: Option<i64> = on!(self, c => sqlx::query_scalar(
            "SELECT MIN(coalesce(claimed_until, due_at)) FROM emails WHERE due_at IS NOT NULL")
            .fetch_one(c).await)?;
        Ok(next.map(Timestamp))
    }

    /// Up to which message of which conversation somebody was told.
    #[cfg(test)]
    pub(crate) async fn list_mailed(
        &mut self,
        user_id: UserId,
    ) -> Result<Vec<(ConversationId, i64)>> {
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(
            "SELECT conversation_id, seq FROM mailed WHERE user_id = $1 ORDER BY conversation_id")
            .bind(user_id.0).fetch_all(c).await)?;
        let rows = rows.into_iter();
        Ok(rows.map(|(id, seq)| (ConversationId(id), seq)).collect())
    }
}

//! What each browser is to be told: a row for each conversation, with the newest message. Whoever
//! sends claims rows first, so that nobody else sends them meanwhile.
//!
//! *Invariant:* a row goes only when its message was sent, or its subscription goes. What comes
//! while it is being sent stays. Whoever writes more rows than they claim has locked their
//! subscriptions before, so that nobody waits in a circle.

use models::{ConversationId, NotifyPreferences, SubscriptionId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, rows};
use crate::contents::Content;
use crate::subscriptions::is_live;
use crate::{Conn, Result};

/// Something to be sent to a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// To which.
    pub subscription_id: SubscriptionId,
    /// Of which conversation.
    pub conversation_id: ConversationId,
    /// To whom.
    pub user_id: UserId,
    /// Up to which message.
    pub seq: i64,
    /// Whether it is to be told at once: it was said to them.
    pub is_high: bool,
    /// When the message was stored.
    pub at: Timestamp,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// Where its push service takes it.
    pub endpoint: String,
    /// The browser's public key.
    pub p256dh: Vec<u8>,
    /// The browser's secret.
    pub auth: Vec<u8>,
    /// What its person wants to be told of on the whole.
    pub preferences: NotifyPreferences,
    /// What there is to tell; none where there is nothing any more.
    pub content: Option<Content>,
}

/// A row of `pushes` that was claimed; [`Conn::fill_pushes`] makes a [`Push`] of it.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct Claimed {
    pub(crate) subscription_id: Uuid,
    pub(crate) conversation_id: Uuid,
    pub(crate) user_id: Uuid,
    pub(crate) seq: i64,
    pub(crate) is_high: bool,
    pub(crate) at: i64,
    pub(crate) attempts: i64,
    pub(crate) due_at: i64,
}

/// Between what all pushes are that are not lost.
#[derive(Clone, Copy, Debug)]
pub struct PushBounds {
    /// The time.
    pub now: Timestamp,
    /// When the message of the oldest was stored.
    pub first_at: Timestamp,
    /// When the last one is due.
    pub last_due: Timestamp,
    /// When the last claim ends.
    pub last_claim: Timestamp,
}

/// A statement on up to `$3` pushes, and on none that somebody else is at.
macro_rules! lost {
    ($which:literal, $lock:literal, $what:expr) => {
        concat!(
            "WITH lost AS MATERIALIZED (SELECT subscription_id, conversation_id FROM pushes WHERE ",
            $which,
            " LIMIT $3",
            $lock,
            ") ",
            $what,
            " WHERE (subscription_id, conversation_id) IN \
             (SELECT subscription_id, conversation_id FROM lost)"
        )
    };
}

/// They are not of the future either.
macro_rules! rescued {
    () => {
        "UPDATE pushes SET claimed_until = NULL, due_at = $1, \
         at = CASE WHEN at > $1 THEN $1 ELSE at END"
    };
}

impl Conn {
    /// Says that these people are to be told of a conversation up to a message that was stored at
    /// `at`, and whether at once: a row for each of their subscriptions that live. Where one is
    /// there, it takes the newest and keeps its place; one that is put off waits. How many rows that were.
    ///
    /// # Errors
    /// The database's.
    pub async fn owe_pushes(
        &mut self,
        conversation_id: ConversationId,
        seq: i64,
        to: &[(UserId, bool)],
        at: Timestamp,
        now: Timestamp,
    ) -> Result<u64> {
        if to.is_empty() {
            return Ok(0);
        }
        let json = rows(to.iter().map(|(id, is_high)| (Hex(id.0), is_high)))?;
        let sql = self.pick(
            concat!(
                "INSERT INTO pushes (subscription_id, conversation_id, user_id, service, seq, \
                 is_high, at, due_at) \
                 SELECT p.id, $2, p.user_id, p.service, $3, j.value->>1, $4, \
                 max($5, coalesce(p.put_off_until, 0)) \
                 FROM jsonb_each($1) AS j CROSS JOIN subscriptions AS p \
                 CROSS JOIN sessions AS s CROSS JOIN users AS u \
                 WHERE p.user_id = unhex(j.value->>0) AND s.id = p.session_id \
                 AND u.id = p.user_id AND ",
                is_live!("$5"),
                " ON CONFLICT (subscription_id, conversation_id) DO UPDATE SET \
                 seq = max(seq, excluded.seq), is_high = is_high OR excluded.is_high, \
                 at = max(at, excluded.at)"
            ),
            // Locked as by `lock_subscriptions`. What is being taken away is waited for, and left
            // out.
            concat!(
                "WITH j AS (SELECT (value->>0)::uuid AS u, (value->>1)::boolean AS h \
                 FROM json_array_elements($1::json)), \
                 live AS (SELECT p.id, p.user_id, p.service, p.put_off_until, j.h FROM j \
                 JOIN subscriptions AS p ON p.user_id = j.u JOIN sessions AS s ON s.id = p.session_id \
                 JOIN users AS u ON u.id = p.user_id WHERE ",
                is_live!("$5"),
                " ORDER BY p.id FOR NO KEY UPDATE OF p) \
                 INSERT INTO pushes AS o (subscription_id, conversation_id, user_id, service, seq, \
                 is_high, at, due_at) SELECT id, $2, user_id, service, $3, h, $4, \
                 greatest($5, put_off_until) FROM live \
                 ON CONFLICT (subscription_id, conversation_id) DO UPDATE SET \
                 seq = greatest(o.seq, excluded.seq), is_high = o.is_high OR excluded.is_high, \
                 at = greatest(o.at, excluded.at)"
            ),
        );
        Ok(on!(self, c => sqlx::query(sql)
            .bind(json)
            .bind(conversation_id.0)
            .bind(seq)
            .bind(at.0)
            .bind(now.0)
            .execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Takes up to `limit` pushes to a push service, those that are due for the longest time first:
    /// until `until` nobody else does.
    ///
    /// # Errors
    /// The database's.
    pub async fn claim_pushes(
        &mut self,
        service: &str,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Claimed>> {
        let sql = self.pick(
            "UPDATE pushes SET claimed_until = $3 WHERE (subscription_id, conversation_id) IN \
             (SELECT p.subscription_id, p.conversation_id FROM pushes AS p \
             WHERE p.service = $1 AND coalesce(p.claimed_until, p.due_at) <= $2 \
             ORDER BY coalesce(p.claimed_until, p.due_at) LIMIT $4) \
             RETURNING subscription_id, conversation_id, user_id, seq, is_high, at, attempts, due_at",
            "WITH due AS MATERIALIZED (SELECT p.subscription_id, p.conversation_id FROM pushes AS p \
             WHERE p.service = $1 AND coalesce(p.claimed_until, p.due_at) <= $2 \
             ORDER BY coalesce(p.claimed_until, p.due_at) LIMIT $4 FOR UPDATE SKIP LOCKED) \
             UPDATE pushes AS p SET claimed_until = $3 FROM due \
             WHERE p.subscription_id = due.subscription_id \
             AND p.conversation_id = due.conversation_id \
             RETURNING p.subscription_id, p.conversation_id, p.user_id, p.seq, p.is_high, p.at, \
             p.attempts, p.due_at",
        );
        let mut claimed: Vec<Claimed> = on!(self, c => sqlx::query_as(sql)
            .bind(service).bind(now.0).bind(until.0).bind(i64::from(limit))
            .fetch_all(c).await)?;
        claimed.sort_unstable_by_key(|row| (row.due_at, row.subscription_id, row.conversation_id));
        Ok(claimed)
    }

    /// Says that pushes were sent, each up to a message. Those that have a newer one by now are due
    /// again. Their subscriptions are locked.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish_pushes(
        &mut self,
        done: &[(SubscriptionId, ConversationId, i64)],
        now: Timestamp,
    ) -> Result<()> {
        if done.is_empty() {
            return Ok(());
        }
        let json = rows(done.iter().map(|(s, c, seq)| (Hex(s.0), Hex(c.0), seq)))?;
        let sql = self.pick(
            "DELETE FROM pushes WHERE (subscription_id, conversation_id, seq) IN \
             (SELECT unhex(value->>0), unhex(value->>1), value->>2 FROM jsonb_each($1))",
            "DELETE FROM pushes AS p USING json_array_elements($1::json) AS j \
             WHERE p.subscription_id = (j.value->>0)::uuid \
             AND p.conversation_id = (j.value->>1)::uuid AND p.seq = (j.value->>2)::bigint",
        );
        on!(self, c => sqlx::query(sql).bind(json.clone()).execute(c).await.map(drop))?;
        // What is left of them is newer.
        let sql = self.pick(
            "UPDATE pushes SET claimed_until = NULL, attempts = 0, due_at = $2 \
             FROM jsonb_each($1) AS j WHERE subscription_id = unhex(j.value->>0) \
             AND conversation_id = unhex(j.value->>1)",
            "UPDATE pushes AS p SET claimed_until = NULL, attempts = 0, due_at = $2 \
             FROM json_array_elements($1::json) AS j \
             WHERE p.subscription_id = (j.value->>0)::uuid \
             AND p.conversation_id = (j.value->>1)::uuid",
        );
        on!(self, c => sqlx::query(sql).bind(json).bind(now.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Says of pushes when they are due, and how often they were tried in vain; nobody sends them
    /// now. Their subscriptions are locked.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_off_pushes(
        &mut self,
        later: &[(SubscriptionId, ConversationId, Timestamp, u32)],
    ) -> Result<()> {
        if later.is_empty() {
            return Ok(());
        }
        let row = |(s, c, due, attempts): &(SubscriptionId, ConversationId, Timestamp, u32)| {
            (Hex(s.0), Hex(c.0), due.0, *attempts)
        };
        let json = rows(later.iter().map(row))?;
        let sql = self.pick(
            "UPDATE pushes SET claimed_until = NULL, due_at = j.value->>2, attempts = j.value->>3 \
             FROM jsonb_each($1) AS j WHERE subscription_id = unhex(j.value->>0) \
             AND conversation_id = unhex(j.value->>1)",
            "UPDATE pushes AS p SET claimed_until = NULL, due_at = (j.value->>2)::bigint, \
             attempts = (j.value->>3)::bigint FROM json_array_elements($1::json) AS j \
             WHERE p.subscription_id = (j.value->>0)::uuid \
             AND p.conversation_id = (j.value->>1)::uuid",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Whether there is something to rescue or to give up.
    ///
    /// # Errors
    /// The database's.
    pub async fn has_lost_pushes(&mut self, bounds: PushBounds) -> Result<bool> {
        Ok(on!(self, c => sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM pushes WHERE due_at > $1 OR claimed_until > $2 \
             OR at < $3 AND coalesce(claimed_until, $4) <= $4)")
            .bind(bounds.last_due.0)
            .bind(bounds.last_claim.0)
            .bind(bounds.first_at.0)
            .bind(bounds.now.0)
            .fetch_one(c).await)?)
    }

    /// Makes up to `limit` pushes due that wait or are claimed for longer than any is: a clock was ahead and
    /// has been set right. How many.
    ///
    /// # Errors
    /// The database's.
    pub async fn rescue_pushes(&mut self, bounds: PushBounds, limit: u32) -> Result<u64> {
        let sql = self.pick(
            lost!("due_at > $2 OR claimed_until > $4", "", rescued!()),
            lost!(
                "due_at > $2 OR claimed_until > $4",
                " FOR UPDATE SKIP LOCKED",
                rescued!()
            ),
        );
        Ok(on!(self, c => sqlx::query(sql)
            .bind(bounds.now.0)
            .bind(bounds.last_due.0)
            .bind(i64::from(limit))
            .bind(bounds.last_claim.0)
            .execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Forgets up to `limit` pushes that are too old and that nobody sends. How many.
    ///
    /// # Errors
    /// The database's.
    pub async fn give_up_pushes(&mut self, bounds: PushBounds, limit: u32) -> Result<u64> {
        let sql = self.pick(
            lost!(
                "at < $2 AND coalesce(claimed_until, $1) <= $1",
                "",
                "DELETE FROM pushes"
            ),
            lost!(
                "at < $2 AND coalesce(claimed_until, $1) <= $1",
                " FOR UPDATE SKIP LOCKED",
                "DELETE FROM pushes"
            ),
        );
        Ok(on!(self, c => sqlx::query(sql)
            .bind(bounds.now.0)
            .bind(bounds.first_at.0)
            .bind(i64::from(limit))
            .execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// Gives all claims back: of a server that has just started alone, nobody else sends. How many.
    ///
    /// # Errors
    /// The database's.
    pub async fn release_claims(&mut self) -> Result<u64> {
        Ok(on!(self, c => sqlx::query(
            "UPDATE pushes SET claimed_until = NULL WHERE claimed_until IS NOT NULL")
            .execute(c).await.map(|done| done.rows_affected()))?)
    }

    /// How much is to be sent.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_pushes(&mut self) -> Result<i64> {
        Ok(on!(self, c => sqlx::query_scalar("SELECT COUNT(*) FROM pushes").fetch_one(c).await)?)
    }
}

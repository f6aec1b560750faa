//! The push services that something is to be sent to: which are due, and what becomes of what one of them
//! refuses.

use models::{SubscriptionId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, ids, in_ids, on, rows};
use crate::pushes::Claimed;
use crate::subscriptions::{is_live, subscriptions};
use crate::{Conn, Result};

/// A push service that something is due for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueService {
    /// Its origin.
    pub service: String,
    /// Whom it has kept waiting for the longest time.
    pub user_id: UserId,
}

/// `of(service)`: the push services that something is to be sent to, each found by one step in the
/// index, however much that is.
macro_rules! services {
    () => {
        "WITH RECURSIVE of(service) AS (SELECT MIN(service) FROM pushes UNION ALL \
         SELECT (SELECT MIN(p.service) FROM pushes AS p WHERE p.service > of.service) \
         FROM of WHERE of.service IS NOT NULL) "
    };
}

/// Of the first push of the service `of` that can be sent a column, or when that is.
macro_rules! first {
    ($what:literal) => {
        concat!(
            "(SELECT ",
            $what,
            " FROM pushes AS p WHERE p.service = of.service \
             ORDER BY coalesce(p.claimed_until, p.due_at) LIMIT 1)"
        )
    };
}

/// The same time of each.
macro_rules! ready {
    () => {
        first!("coalesce(p.claimed_until, p.due_at)")
    };
}

/// The pushes that are tried first at a push service that may refuse them: one of each of the people who
/// have one due, those who are not in a list before those who are.
macro_rules! probes {
    ($people:literal) => {
        concat!(
            "SELECT o.subscription_id, o.conversation_id FROM (SELECT p.subscription_id, \
             p.conversation_id, p.user_id, coalesce(p.claimed_until, p.due_at) AS ready, \
             ROW_NUMBER() OVER (PARTITION BY p.user_id \
             ORDER BY coalesce(p.claimed_until, p.due_at)) AS place \
             FROM pushes AS p WHERE p.service = $1 \
             AND coalesce(p.claimed_until, p.due_at) <= $2) AS o WHERE o.place = 1 \
             ORDER BY o.user_id IN ",
            $people,
            ", o.ready LIMIT $4"
        )
    };
}

impl Conn {
    /// The push services that something is due for which nobody sends, those that are due for the
    /// longest time first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_due_services(&mut self, now: Timestamp) -> Result<Vec<DueService>> {
        let rows: Vec<(String, Uuid)> = on!(self, c => sqlx::query_as(concat!(
            services!(), "SELECT service, user_id FROM (SELECT of.service, ", ready!(), " AS ready, ",
            first!("p.user_id"), " AS user_id FROM of WHERE of.service IS NOT NULL) AS due \
            WHERE ready <= $1 ORDER BY ready, service"))
            .bind(now.0).fetch_all(c).await)?;
        let due = |(service, user_id)| DueService {
            service,
            user_id: UserId(user_id),
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// Who but for these waits longest at a push service for something that is due.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_waiting(
        &mut self,
        service: &str,
        except: &[UserId],
        now: Timestamp,
    ) -> Result<Option<UserId>> {
        let sql = in_ids!(
            self,
            "SELECT p.user_id FROM pushes AS p WHERE p.service = $1 \
             AND coalesce(p.claimed_until, p.due_at) <= $2 AND p.user_id NOT IN ",
            "$3",
            " ORDER BY coalesce(p.claimed_until, p.due_at) LIMIT 1"
        );
        let who: Option<Uuid> = on!(self, c => sqlx::query_scalar(sql)
            .bind(service).bind(now.0).bind(ids(except)).fetch_optional(c).await)?;
        Ok(who.map(UserId))
    }

    /// When the first push of a push service can be sent next, later than `now`: what can be sent now is
    /// known from [`Conn::list_due_services`].
    ///
    /// # Errors
    /// The database's.
    pub async fn next_due(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        let next: Option<i64> = on!(self, c => sqlx::query_scalar(concat!(
            services!(), "SELECT MIN(ready) FROM (SELECT ", ready!(), " AS ready FROM of \
            WHERE of.service IS NOT NULL) AS due WHERE ready > $1"))
            .bind(now.0).fetch_one(c).await)?;
        Ok(next.map(Timestamp))
    }

    /// Takes one push of each of up to `limit` people, those of `last` only where there are no others:
    /// as [`Conn::claim_pushes`] does.
    ///
    /// # Errors
    /// The database's.
    pub async fn claim_probes(
        &mut self,
        service: &str,
        now: Timestamp,
        until: Timestamp,
        last: &[UserId],
        limit: u32,
    ) -> Result<Vec<Claimed>> {
        let sql = self.pick(
            concat!(
                "UPDATE pushes SET claimed_until = $3 WHERE (subscription_id, conversation_id) IN (",
                probes!("(SELECT unhex(value) FROM json_each($5))"),
                ") RETURNING subscription_id, conversation_id, user_id, seq, is_high, at, attempts, \
                 due_at"
            ),
            concat!(
                "WITH probes AS MATERIALIZED (",
                probes!("(SELECT value::uuid FROM json_array_elements_text($5::json))"),
                "), due AS MATERIALIZED (SELECT p.subscription_id, p.conversation_id \
                 FROM pushes AS p JOIN probes AS o ON o.subscription_id = p.subscription_id \
                 AND o.conversation_id = p.conversation_id \
                 WHERE coalesce(p.claimed_until, p.due_at) <= $2 FOR UPDATE OF p SKIP LOCKED) \
                 UPDATE pushes AS p SET claimed_until = $3 FROM due \
                 WHERE p.subscription_id = due.subscription_id \
                 AND p.conversation_id = due.conversation_id \
                 RETURNING p.subscription_id, p.conversation_id, p.user_id, p.seq, p.is_high, p.at, \
                 p.attempts, p.due_at"
            ),
        );
        Ok(on!(self, c => sqlx::query_as(sql)
            .bind(service)
            .bind(now.0)
            .bind(until.0)
            .bind(i64::from(limit))
            .bind(ids(last))
            .fetch_all(c).await)?)
    }

    /// Says of subscriptions when anything is sent there again at the earliest, and how often that was
    /// tried in vain: of all that they are to be told and that nobody sends now, and of what comes. They are
    /// locked.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_off_subscriptions(
        &mut self,
        later: &[(SubscriptionId, Timestamp, u32)],
    ) -> Result<()> {
        if later.is_empty() {
            return Ok(());
        }
        let json = rows(later.iter().map(|(id, due, n)| (Hex(id.0), due.0, *n)))?;
        let sql = self.pick(
            "UPDATE pushes SET due_at = max(due_at, j.value->>1), \
             attempts = max(attempts, j.value->>2) FROM jsonb_each($1) AS j \
             WHERE subscription_id = unhex(j.value->>0) AND claimed_until IS NULL",
            "UPDATE pushes AS p SET due_at = greatest(p.due_at, (j.value->>1)::bigint), \
             attempts = greatest(p.attempts, (j.value->>2)::bigint) \
             FROM json_array_elements($1::json) AS j \
             WHERE p.subscription_id = (j.value->>0)::uuid AND p.claimed_until IS NULL",
        );
        on!(self, c => sqlx::query(sql).bind(&json).execute(c).await.map(drop))?;
        let sql = self.pick(
            "UPDATE subscriptions AS p SET \
             put_off_until = max(coalesce(p.put_off_until, 0), j.value->>1) \
             FROM jsonb_each($1) AS j WHERE p.id = unhex(j.value->>0)",
            "UPDATE subscriptions AS p SET \
             put_off_until = greatest(p.put_off_until, (j.value->>1)::bigint) \
             FROM json_array_elements($1::json) AS j WHERE p.id = (j.value->>0)::uuid",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// How many people but for those of `except` have subscribed at a push service, and how many
    /// subscriptions these have.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_subscribers(
        &mut self,
        service: &str,
        except: &[UserId],
        now: Timestamp,
    ) -> Result<(i64, i64)> {
        let sql = self.pick(
            concat!(
                "SELECT COUNT(DISTINCT p.user_id), COUNT(*) FROM ",
                subscriptions!(),
                " WHERE p.service = $1 AND ",
                is_live!("$2"),
                " AND p.user_id NOT IN (SELECT unhex(value) FROM json_each($3))"
            ),
            concat!(
                "SELECT COUNT(DISTINCT p.user_id), COUNT(*) FROM ",
                subscriptions!(),
                " WHERE p.service = $1 AND ",
                is_live!("$2"),
                " AND p.user_id NOT IN \
                 (SELECT value::uuid FROM json_array_elements_text($3::json))"
            ),
        );
        Ok(on!(self, c => sqlx::query_as(sql)
            .bind(service).bind(now.0).bind(ids(except)).fetch_one(c).await)?)
    }
}

//! Browsers that want to be told, and what their people want to be told of on the whole.
//!
//! *Invariant:* nobody is told by a browser whose session has ended: whatever looks for subscriptions
//! looks at their sessions too.

use models::{NotifyPreferences, SessionId, SubscriptionId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Engine, Hex, ids, on, rows};
use crate::{Conn, Error, Result};

/// A browser that wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Which.
    pub id: SubscriptionId,
    /// Whose.
    pub user_id: UserId,
    /// The log-in it ends with.
    pub session_id: SessionId,
    /// Where its push service takes pushes for it.
    pub endpoint: String,
    /// The origin of that.
    pub service: String,
    /// The browser's public key, an uncompressed point of P-256.
    pub p256dh: Vec<u8>,
    /// The browser's secret.
    pub auth: Vec<u8>,
    /// Since when.
    pub created_at: Timestamp,
    /// When its push service was called last.
    pub told_at: Option<Timestamp>,
    /// The status of the answer then; 0 where none came.
    pub said: Option<u16>,
}

/// A browser that wants to be told, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub subscription: Subscription,
    /// What it said of itself at its log-in.
    pub user_agent: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    session_id: Uuid,
    endpoint: String,
    service: String,
    p256dh: Vec<u8>,
    auth: Vec<u8>,
    created_at: i64,
    told_at: Option<i64>,
    said: Option<i64>,
}

impl From<Row> for Subscription {
    fn from(row: Row) -> Self {
        Self {
            id: SubscriptionId(row.id),
            user_id: UserId(row.user_id),
            session_id: SessionId(row.session_id),
            endpoint: row.endpoint,
            service: row.service,
            p256dh: row.p256dh,
            auth: row.auth,
            created_at: Timestamp(row.created_at),
            told_at: row.told_at.map(Timestamp),
            said: row.said.and_then(|status| u16::try_from(status).ok()),
        }
    }
}

#[derive(sqlx_macros::FromRow)]
struct DeviceRow {
    #[sqlx(flatten)]
    subscription: Row,
    user_agent: Option<String>,
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        Self {
            subscription: row.subscription.into(),
            user_agent: row.user_agent,
        }
    }
}

macro_rules! columns {
    () => {
        "p.id, p.user_id, p.session_id, p.endpoint, p.service, p.p256dh, p.auth, p.created_at, \
         p.told_at, p.said"
    };
}

/// Whether a subscription is told, for `concat!`: its session `s` and its person `u` live at the
/// time that is the parameter `$now`.
macro_rules! is_live {
    ($now:literal) => {
        concat!(
            "s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > ",
            $now,
            ") AND NOT u.disabled AND u.deleted_at IS NULL"
        )
    };
}
pub(crate) use is_live;

/// Subscriptions `p` with their sessions and people, for `concat!`.
macro_rules! subscriptions {
    () => {
        "subscriptions AS p JOIN sessions AS s ON s.id = p.session_id \
         JOIN users AS u ON u.id = p.user_id"
    };
}
pub(crate) use subscriptions;

/// How often a browser that moves to another person is waited for, who moves it too.
const TRIES: u32 = 3;

impl Conn {
    /// Adds a subscription, or moves the one with its endpoint: of the same person it keeps its id,
    /// of somebody else it goes, with all that it was to be told. Which it is now; none where the
    /// person has `most` that live already, and this is not one of them. With 0 there is no limit.
    ///
    /// # Errors
    /// The database's.
    pub async fn upsert_subscription(
        &mut self,
        new: &Subscription,
        most: u32,
        now: Timestamp,
    ) -> Result<Option<SubscriptionId>> {
        // Whoever adds two at once adds one after the other.
        self.lock_people(&[new.user_id]).await?;
        let (live, known) = self.count_live(new, now).await?;
        if most > 0 && known == 0 && live >= i64::from(most) {
            return Ok(None);
        }
        for _ in 0..TRIES {
            on!(self, c => sqlx::query(
                "DELETE FROM subscriptions WHERE endpoint = $1 AND user_id <> $2")
                .bind(&*new.endpoint).bind(new.user_id.0).execute(c).await.map(drop))?;
            if let Some(id) = self.put_subscription(new).await? {
                return Ok(Some(id));
            }
        }
        Err(Error::Busy)
    }

    /// How many subscriptions live of the person who adds one, and of these how many are the one.
    async fn count_live(&mut self, new: &Subscription, now: Timestamp) -> Result<(i64, i64)> {
        Ok(on!(self, c => sqlx::query_as(concat!(
            "SELECT COUNT(*), COUNT(CASE WHEN p.endpoint = $2 THEN 1 END) FROM ", subscriptions!(),
            " WHERE p.user_id = $1 AND ", is_live!("$3")))
            .bind(new.user_id.0).bind(&*new.endpoint).bind(now.0).fetch_one(c).await)?)
    }

    /// Writes a subscription; none where somebody else has just got the endpoint.
    async fn put_subscription(&mut self, new: &Subscription) -> Result<Option<SubscriptionId>> {
        let id: Option<Uuid> = on!(self, c => sqlx::query_scalar(
            "INSERT INTO subscriptions (id, user_id, session_id, endpoint, service, p256dh, auth, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id, \
             service = excluded.service, p256dh = excluded.p256dh, auth = excluded.auth \
             WHERE subscriptions.user_id = excluded.user_id RETURNING id")
            .bind(new.id.0)
            .bind(new.user_id.0)
            .bind(new.session_id.0)
            .bind(&*new.endpoint)
            .bind(&*new.service)
            .bind(&*new.p256dh)
            .bind(&*new.auth)
            .bind(new.created_at.0)
            .fetch_optional(c).await)?;
        Ok(id.map(SubscriptionId))
    }

    /// Somebody's subscriptions that live, the oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_subscriptions(
        &mut self,
        user_id: UserId,
        now: Timestamp,
    ) -> Result<Vec<Device>> {
        let rows: Vec<DeviceRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", columns!(), ", s.user_agent FROM ", subscriptions!(),
            " WHERE p.user_id = $1 AND ", is_live!("$2"), " ORDER BY p.created_at, p.id"))
            .bind(user_id.0).bind(now.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Device::from).collect())
    }

    /// One of somebody's subscriptions, where it lives.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_subscription(
        &mut self,
        id: SubscriptionId,
        user_id: UserId,
        now: Timestamp,
    ) -> Result<Option<Subscription>> {
        let row: Option<Row> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", columns!(), " FROM ", subscriptions!(),
            " WHERE p.id = $1 AND p.user_id = $2 AND ", is_live!("$3")))
            .bind(id.0).bind(user_id.0).bind(now.0).fetch_optional(c).await)?;
        Ok(row.map(Subscription::from))
    }

    /// Takes one of somebody's subscriptions away, with all that it was to be told; whether it was
    /// one.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_subscription(
        &mut self,
        id: SubscriptionId,
        user_id: UserId,
    ) -> Result<bool> {
        let rows = on!(self, c => sqlx::query(
            "DELETE FROM subscriptions WHERE id = $1 AND user_id = $2")
            .bind(id.0).bind(user_id.0).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Lets nobody else change these subscriptions or what they are to be told until the transaction
    /// ends. Whoever changes more than one locks them all first: in the order of their ids, so that
    /// nobody waits in a circle.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_subscriptions(&mut self, which: &[SubscriptionId]) -> Result<()> {
        let Engine::Postgres(conn) = self.engine() else {
            return Ok(());
        };
        sqlx::query(
            "SELECT 1 FROM subscriptions WHERE id IN \
             (SELECT value::uuid FROM json_array_elements_text($1::json)) ORDER BY id FOR UPDATE",
        )
        .bind(ids(which))
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Notes when the push services of these were called last, and what they said. Of one that is
    /// there more than once the last counts. They are locked.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_told(&mut self, told: &[(SubscriptionId, Timestamp, u16)]) -> Result<()> {
        if told.is_empty() {
            return Ok(());
        }
        let last: std::collections::BTreeMap<_, _> = told
            .iter()
            .map(|(id, at, said)| (*id, (at.0, *said)))
            .collect();
        let json = rows(
            last.into_iter()
                .map(|(id, (at, said))| (Hex(id.0), at, said)),
        )?;
        let sql = self.pick(
            "UPDATE subscriptions SET told_at = j.value->>1, said = j.value->>2 \
             FROM jsonb_each($1) AS j WHERE subscriptions.id = unhex(j.value->>0)",
            "UPDATE subscriptions AS p SET told_at = (j.value->>1)::bigint, \
             said = (j.value->>2)::bigint FROM json_array_elements($1::json) AS j \
             WHERE p.id = (j.value->>0)::uuid",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes subscriptions away, with all that they were to be told: their push services know them
    /// no more. They are locked.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_subscriptions(&mut self, which: &[SubscriptionId]) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let json = ids(which);
        let sql = self.pick(
            "DELETE FROM subscriptions WHERE id IN (SELECT unhex(value) FROM json_each($1))",
            "DELETE FROM subscriptions WHERE id IN \
             (SELECT value::uuid FROM json_array_elements_text($1::json))",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes up to `limit` subscriptions away whose session has ended, or whose person can log in no
    /// more; how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_ended_subscriptions(&mut self, now: Timestamp, limit: u32) -> Result<u64> {
        let sql = self.pick(
            concat!(
                "DELETE FROM subscriptions WHERE id IN (SELECT p.id FROM ",
                subscriptions!(),
                " WHERE NOT (",
                is_live!("$1"),
                ") LIMIT $2)"
            ),
            concat!(
                "WITH ended AS MATERIALIZED (SELECT p.id FROM ",
                subscriptions!(),
                " WHERE NOT (",
                is_live!("$1"),
                ") LIMIT $2 FOR UPDATE OF p SKIP LOCKED) \
                 DELETE FROM subscriptions AS p USING ended WHERE p.id = ended.id"
            ),
        );
        Ok(
            on!(self, c => sqlx::query(sql).bind(now.0).bind(i64::from(limit))
            .execute(c).await.map(|done| done.rows_affected()))?,
        )
    }

    /// What somebody wants to be told of on the whole.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_notify_preferences(&mut self, user_id: UserId) -> Result<NotifyPreferences> {
        let value: Option<String> = on!(self, c => sqlx::query_scalar(
            "SELECT value FROM notify_preferences WHERE user_id = $1")
            .bind(user_id.0).fetch_optional(c).await)?;
        preferences(value.as_deref())
    }

    /// Says what somebody wants to be told of on the whole.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_notify_preferences(
        &mut self,
        user_id: UserId,
        preferences: &NotifyPreferences,
    ) -> Result<()> {
        let value = serde_json::to_string(preferences)?;
        on!(self, c => sqlx::query(
            "INSERT INTO notify_preferences (user_id, value) VALUES ($1, $2) \
             ON CONFLICT (user_id) DO UPDATE SET value = excluded.value")
            .bind(user_id.0).bind(&*value).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Forgets who is to be told: of an account that is deleted.
    pub(crate) async fn delete_notifications(&mut self, user_id: UserId) -> Result<()> {
        for sql in [
            "DELETE FROM subscriptions WHERE user_id = $1",
            "DELETE FROM notify_preferences WHERE user_id = $1",
            "DELETE FROM emails WHERE user_id = $1",
        ] {
            on!(self, c => sqlx::query(sql).bind(user_id.0).execute(c).await.map(drop))?;
        }
        Ok(())
    }
}

/// The same for what is told of many: nobody else's is to wait where one person's cannot be read, as after a
/// newer version wrote them. They are told that there is something, and nothing of it.
pub(crate) fn discreet_preferences(value: Option<&str>, user_id: UserId) -> NotifyPreferences {
    preferences(value).unwrap_or_else(|error| {
        tracing::warn!(%error, user = %user_id, "somebody's preferences cannot be read");
        NotifyPreferences {
            show_text: false,
            ..NotifyPreferences::default()
        }
    })
}

/// Preferences as they are stored; the default where nothing is.
pub(crate) fn preferences(value: Option<&str>) -> Result<NotifyPreferences> {
    Ok(value
        .map(serde_json::from_str)
        .transpose()?
        .unwrap_or_default())
}

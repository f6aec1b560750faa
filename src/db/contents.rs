//! What a push tells, read right after it is claimed, beside what is written: whatever was read, deleted or muted meanwhile is not
//! told any more.

use std::collections::HashMap;

use models::{ConversationId, FileId, Kind, MessageId, SubscriptionId, Timestamp, UserId};
use serde::de::IgnoredAny;
use uuid::Uuid;

use crate::conn::{Hex, ids, in_ids, on, rows};
use crate::pushes::{Claimed, Push};
use crate::subscriptions::{discreet_preferences, is_live};
use crate::{Conn, Result};

/// How many messages back one is looked for that can be told. Only where somebody has blocked all
/// who wrote more than these is there one before.
const LOOK_BACK: i64 = 1_000;

/// What a push tells: the newest message that its person has not read, and how much there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Of the conversation.
    pub kind: Kind,
    /// Of the conversation.
    pub title: Option<String>,
    /// Of the conversation.
    pub picture: Option<FileId>,
    /// What the message's sender is called.
    pub sender: String,
    /// The message's sender's picture.
    pub avatar: Option<FileId>,
    /// The message's text, as much of it as can be told.
    pub body: String,
    /// How many files the message has.
    pub files: u32,
    /// The message.
    pub seq: i64,
    /// The message in whose thread it is.
    pub thread_id: Option<MessageId>,
    /// How much its person has not read in the conversation.
    pub unread: i64,
    /// How much its person has not read in all conversations, of what they want to be told of.
    pub badge: i64,
}

#[derive(sqlx_macros::FromRow)]
struct WhereRow {
    id: Uuid,
    endpoint: String,
    p256dh: Vec<u8>,
    auth: Vec<u8>,
    preferences: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct ContentRow {
    subscription_id: Uuid,
    conversation_id: Uuid,
    user_id: Uuid,
    kind: String,
    title: Option<String>,
    picture: Option<Uuid>,
    sender: String,
    avatar: Option<Uuid>,
    body: Option<String>,
    attachments: Option<String>,
    seq: i64,
    thread_id: Option<Uuid>,
    is_high: bool,
    unread: i64,
}

impl ContentRow {
    fn content(self, badge: i64) -> Result<Content> {
        let files: Vec<IgnoredAny> = match &self.attachments {
            Some(json) => serde_json::from_str(json)?,
            None => Vec::new(),
        };
        Ok(Content {
            kind: self.kind.parse()?,
            title: self.title,
            picture: self.picture.map(FileId),
            sender: self.sender,
            avatar: self.avatar.map(FileId),
            body: self.body.unwrap_or_default(),
            files: u32::try_from(files.len()).unwrap_or(u32::MAX),
            seq: self.seq,
            thread_id: self.thread_id.map(MessageId),
            unread: self.unread.max(0),
            badge,
        })
    }
}

/// How far the member `m` has read in the thread of the message `y`; null where they take no part.
macro_rules! thread_read {
    () => {
        "(SELECT t.read_seq FROM thread_members AS t WHERE t.conversation_id = y.conversation_id \
         AND t.thread_id = y.thread_id AND t.user_id = m.user_id)"
    };
}

/// What somebody `$m` has not read in the threads of the conversation `$c`.
macro_rules! thread_unread {
    ($m:literal, $c:literal) => {
        concat!(
            "coalesce((SELECT SUM(t.unread) FROM thread_members AS t WHERE t.user_id = ",
            $m,
            " AND t.conversation_id = ",
            $c,
            " AND t.unread > 0), 0)"
        )
    };
}

/// The newest message up to `j.n` that the member `m` is to be told of, and what is shown of it.
///
/// What was to be told at once still is where it was said to them and they have not read it.
macro_rules! contents {
    ($j:literal, $notify:literal) => {
        concat!(
            "WITH j AS (",
            $j,
            "), told AS MATERIALIZED (SELECT j.s, m.conversation_id, m.user_id, m.read_count, \
             c.kind, c.title, c.picture, c.text_count, \
             j.h AND (c.kind = 'direct' OR EXISTS (SELECT 1 FROM mentions AS x JOIN messages AS y \
             ON y.conversation_id = x.conversation_id AND y.seq = x.seq \
             WHERE x.user_id IN (m.user_id, $4) AND x.conversation_id = m.conversation_id \
             AND x.seq > j.n - $3 AND x.seq <= j.n AND x.seq > coalesce(",
            thread_read!(),
            ", m.read_seq) AND y.deleted_at IS NULL AND y.sender_id <> m.user_id \
             AND NOT EXISTS (SELECT 1 FROM blocks AS b \
             WHERE b.user_id = m.user_id AND b.blocked_id = y.sender_id))) AS is_high, \
             (SELECT y.seq FROM messages AS y WHERE y.conversation_id = m.conversation_id \
             AND y.seq > j.n - $3 AND y.seq <= j.n AND y.kind = 'text' \
             AND y.seq > coalesce(",
            thread_read!(),
            ", m.read_seq) AND y.deleted_at IS NULL AND y.sender_id <> m.user_id \
             AND NOT EXISTS (SELECT 1 FROM blocks AS b \
             WHERE b.user_id = m.user_id AND b.blocked_id = y.sender_id) \
             AND (m.notify = 'all' \
             AND (c.kind = 'direct' OR coalesce(",
            $notify,
            ", 'all') <> 'mentions') AND (y.thread_id IS NULL OR ",
            thread_read!(),
            " IS NOT NULL) OR EXISTS (SELECT 1 FROM mentions AS x \
             WHERE x.user_id IN (m.user_id, $4) AND x.conversation_id = y.conversation_id \
             AND x.seq = y.seq)) ORDER BY y.seq DESC LIMIT 1) AS seq \
             FROM j CROSS JOIN subscriptions AS p CROSS JOIN sessions AS s CROSS JOIN users AS u \
             CROSS JOIN members AS m CROSS JOIN conversations AS c \
             LEFT JOIN notify_preferences AS n ON n.user_id = m.user_id \
             WHERE p.id = j.s AND s.id = p.session_id AND u.id = p.user_id \
             AND m.conversation_id = j.c AND m.user_id = p.user_id AND m.left_at IS NULL \
             AND c.id = j.c AND c.deleted_at IS NULL \
             AND (m.read_seq < j.n OR EXISTS (SELECT 1 FROM thread_members AS t \
             WHERE t.user_id = m.user_id AND t.conversation_id = m.conversation_id \
             AND t.unread > 0)) AND m.notify <> 'none' \
             AND (m.muted_until IS NULL OR m.muted_until <= $2) AND ",
            is_live!("$2"),
            ") SELECT o.s AS subscription_id, o.conversation_id, o.user_id, o.kind, o.title, \
             o.picture, w.display_name AS sender, w.avatar, \
             substr(x.body, 1, 3000) AS body, x.attachments, x.seq, x.thread_id, o.is_high, \
             CAST(CASE WHEN o.text_count > o.read_count \
             THEN o.text_count - o.read_count ELSE 0 END + ",
            thread_unread!("o.user_id", "o.conversation_id"),
            " AS BIGINT) AS unread \
             FROM told AS o CROSS JOIN messages AS x CROSS JOIN users AS w \
             WHERE x.conversation_id = o.conversation_id AND x.seq = o.seq AND w.id = x.sender_id"
        )
    };
}

impl Conn {
    /// What was claimed, in the same order, with where it goes and what it tells now; without those whose
    /// subscription has gone, and its pushes with it.
    ///
    /// # Errors
    /// The database's.
    pub async fn fill_pushes(
        &mut self,
        claimed: Vec<Claimed>,
        now: Timestamp,
    ) -> Result<Vec<Push>> {
        if claimed.is_empty() {
            return Ok(Vec::new());
        }
        let to = self.list_endpoints(&claimed).await?;
        let mut contents = self.list_contents(&claimed, now).await?;
        let people: Vec<UserId> = contents.values().map(|row| UserId(row.user_id)).collect();
        let badges = self.count_badges(&people).await?;
        let mut pushes = Vec::with_capacity(claimed.len());
        for row in claimed {
            let Some(to) = to.get(&row.subscription_id) else {
                continue;
            };
            let content = contents.remove(&(row.subscription_id, row.conversation_id));
            let badge = badges.get(&row.user_id).copied().unwrap_or_default();
            let is_high = content.as_ref().is_some_and(|content| content.is_high);
            let content = match content.map(|row| row.content(badge)).transpose() {
                Ok(content) => content,
                // It is tried again when its claim ends, and nobody else's waits for it.
                Err(error) => {
                    tracing::error!(%error, "what a push is to tell cannot be read");
                    continue;
                }
            };
            pushes.push(Push {
                subscription_id: SubscriptionId(row.subscription_id),
                conversation_id: ConversationId(row.conversation_id),
                user_id: UserId(row.user_id),
                seq: row.seq,
                is_high,
                at: Timestamp(row.at),
                attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
                endpoint: to.endpoint.clone(),
                p256dh: to.p256dh.clone(),
                auth: to.auth.clone(),
                preferences: discreet_preferences(to.preferences.as_deref(), UserId(row.user_id)),
                content,
            });
        }
        Ok(pushes)
    }

    async fn list_endpoints(&mut self, claimed: &[Claimed]) -> Result<HashMap<Uuid, WhereRow>> {
        let which: Vec<Uuid> = claimed.iter().map(|row| row.subscription_id).collect();
        let sql = in_ids!(
            self,
            "SELECT p.id, p.endpoint, p.p256dh, p.auth, n.value AS preferences \
             FROM subscriptions AS p LEFT JOIN notify_preferences AS n ON n.user_id = p.user_id \
             WHERE p.id IN ",
            "$1",
            ""
        );
        let rows: Vec<WhereRow> =
            on!(self, c => sqlx::query_as(sql).bind(ids(&which)).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    /// By subscription and conversation; without those of which nothing is to be told any more.
    async fn list_contents(
        &mut self,
        claimed: &[Claimed],
        now: Timestamp,
    ) -> Result<HashMap<(Uuid, Uuid), ContentRow>> {
        let json = rows(claimed.iter().map(|row| {
            let (to, of) = (Hex(row.subscription_id), Hex(row.conversation_id));
            (to, of, row.seq, row.is_high)
        }))?;
        let sql = self.pick(
            contents!(
                "SELECT unhex(value->>0) AS s, unhex(value->>1) AS c, value->>2 AS n, \
                 value->>3 AS h FROM jsonb_each($1)",
                "n.value->>'notify'"
            ),
            contents!(
                "SELECT (value->>0)::uuid AS s, (value->>1)::uuid AS c, (value->>2)::bigint AS n, \
                 (value->>3)::boolean AS h FROM json_array_elements($1::json)",
                "n.value::json->>'notify'"
            ),
        );
        let rows: Vec<ContentRow> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(now.0).bind(LOOK_BACK).bind(Uuid::nil()).fetch_all(c).await)?;
        let key = |row: &ContentRow| (row.subscription_id, row.conversation_id);
        Ok(rows.into_iter().map(|row| (key(&row), row)).collect())
    }

    /// What the web app's title counts, for each of `who`: what is unread in all their conversations,
    /// of what they want to be told of.
    async fn count_badges(&mut self, who: &[UserId]) -> Result<HashMap<Uuid, i64>> {
        if who.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = in_ids!(
            self,
            concat!(
                "SELECT o.user_id, CAST(SUM(CASE o.notify \
                 WHEN 'all' THEN CASE WHEN c.text_count > o.read_count \
                 THEN c.text_count - o.read_count ELSE 0 END + ",
                thread_unread!("o.user_id", "o.conversation_id"),
                " \
                 WHEN 'mentions' THEN (SELECT COUNT(DISTINCT x.seq) FROM mentions AS x \
                 WHERE x.user_id IN (o.user_id, $2) AND x.conversation_id = o.conversation_id \
                 AND x.seq > o.read_seq) ELSE 0 END) AS BIGINT) \
                 FROM members AS o JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.left_at IS NULL AND c.deleted_at IS NULL AND o.user_id IN "
            ),
            "$1",
            " GROUP BY o.user_id"
        );
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(sql)
            .bind(ids(who)).bind(Uuid::nil()).fetch_all(c).await)?;
        Ok(rows.into_iter().collect())
    }
}

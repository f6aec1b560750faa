//! What a mail tells: the mentions and direct messages that somebody has not read and that no mail has
//! told before, read when it is sent.

use models::{ConversationId, Kind, Timestamp, UserId};
use serde::de::IgnoredAny;
use uuid::Uuid;

use crate::conn::on;
use crate::subscriptions::is_live;
use crate::{Conn, Error, Result};

/// How many messages of a conversation back one is looked for. Who has more than these before them
/// is told of the newest.
const LOOK_BACK: i64 = 1_000;

/// A message that somebody is to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Where it is.
    pub conversation_id: ConversationId,
    /// Of the conversation.
    pub kind: Kind,
    /// Of the conversation.
    pub title: Option<String>,
    /// Its place.
    pub seq: i64,
    /// What its sender is called.
    pub sender: String,
    /// The begin of its text: at most 300 characters.
    pub body: String,
    /// Whether there is more of the text.
    pub is_cut: bool,
    /// How many files it has.
    pub files: u32,
    /// How many there are in the conversation to be told of.
    pub count: i64,
    /// When the first of these was said.
    pub since: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    conversation_id: Uuid,
    kind: String,
    title: Option<String>,
    seq: i64,
    sender: String,
    body: Option<String>,
    is_cut: bool,
    attachments: Option<String>,
    said: i64,
    since: i64,
}

impl TryFrom<Row> for Untold {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let files: Vec<IgnoredAny> = match &row.attachments {
            Some(json) => serde_json::from_str(json)?,
            None => Vec::new(),
        };
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            kind: row.kind.parse()?,
            title: row.title,
            seq: row.seq,
            sender: row.sender,
            body: row.body.unwrap_or_default(),
            is_cut: row.is_cut,
            files: u32::try_from(files.len()).unwrap_or(u32::MAX),
            count: row.said,
            since: Timestamp(row.since),
        })
    }
}

/// `untold(conversation_id, seq)`: where the messages are. Direct messages are each for whoever has
/// not turned them down to mentions.
macro_rules! untold {
    ($greatest:literal) => {
        concat!(
            "WITH places AS MATERIALIZED (SELECT c.id, c.kind = 'direct' AND m.notify = 'all' \
             AS is_whole, e.confirmed_at, ",
            $greatest,
            "(m.read_seq, coalesce(t.seq, 0), c.last_seq - $3) AS seq \
             FROM emails AS e CROSS JOIN users AS u CROSS JOIN members AS m \
             CROSS JOIN conversations AS c LEFT JOIN mailed AS t \
             ON t.user_id = e.user_id AND t.conversation_id = c.id \
             WHERE e.user_id = $1 AND e.confirmed_at IS NOT NULL \
             AND u.id = e.user_id AND NOT u.disabled AND u.deleted_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM subscriptions AS p JOIN sessions AS s \
             ON s.id = p.session_id WHERE p.user_id = u.id AND ",
            is_live!("$2"),
            ") AND m.user_id = e.user_id AND m.left_at IS NULL AND m.notify <> 'none' \
             AND (m.muted_until IS NULL OR m.muted_until <= $2) \
             AND c.id = m.conversation_id AND c.deleted_at IS NULL AND c.last_seq > m.read_seq), \
             untold AS (SELECT w.id, y.seq FROM places AS w CROSS JOIN messages AS y \
             WHERE w.is_whole AND y.conversation_id = w.id AND y.seq > w.seq \
             UNION SELECT w.id, x.seq FROM places AS w CROSS JOIN mentions AS x \
             WHERE NOT w.is_whole AND x.user_id IN ($1, $4) AND x.conversation_id = w.id \
             AND x.seq > w.seq), \
             ranked AS (SELECT v.id, v.seq, COUNT(*) OVER whole AS said, \
             MIN(y.created_at) OVER whole AS since, \
             ROW_NUMBER() OVER (PARTITION BY v.id ORDER BY v.seq DESC) AS place \
             FROM untold AS v CROSS JOIN places AS w CROSS JOIN messages AS y \
             WHERE w.id = v.id AND y.conversation_id = v.id AND y.seq = v.seq AND y.kind = 'text' \
             AND y.deleted_at IS NULL AND y.sender_id <> $1 AND y.created_at >= w.confirmed_at \
             AND NOT EXISTS (SELECT 1 FROM thread_members AS t WHERE t.conversation_id = v.id \
             AND t.thread_id = y.thread_id AND t.user_id = $1 AND t.read_seq >= y.seq) \
             AND NOT EXISTS (SELECT 1 FROM blocks AS b WHERE b.user_id = $1 \
             AND b.blocked_id = y.sender_id) WINDOW whole AS (PARTITION BY v.id)) \
             SELECT r.id AS conversation_id, c.kind, c.title, r.seq, w.display_name AS sender, \
             substr(y.body, 1, 300) AS body, coalesce(length(y.body) > 300, FALSE) AS is_cut, \
             y.attachments, r.said, r.since \
             FROM ranked AS r CROSS JOIN conversations AS c CROSS JOIN messages AS y \
             CROSS JOIN users AS w WHERE r.place <= $5 AND c.id = r.id \
             AND y.conversation_id = r.id AND y.seq = r.seq AND w.id = y.sender_id \
             ORDER BY r.since, r.id, r.seq"
        )
    };
}

impl Conn {
    /// What somebody is to be told of by mail now: up to `each` of the newest messages of each
    /// conversation, in order of the conversation's first and then of their places. Nothing where a
    /// browser of theirs is told, and nothing that was said before they confirmed their address.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_untold(
        &mut self,
        user_id: UserId,
        now: Timestamp,
        each: u32,
    ) -> Result<Vec<Untold>> {
        let sql = self.pick(untold!("max"), untold!("greatest"));
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(sql)
            .bind(user_id.0)
            .bind(now.0)
            .bind(LOOK_BACK)
            .bind(Uuid::nil())
            .bind(i64::from(each))
            .fetch_all(c).await)?;
        rows.into_iter().map(Untold::try_from).collect()
    }
}

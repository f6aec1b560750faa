//! Who is to be told of new messages, as far as the database knows: who is looking at the moment,
//! and who prefers what on the whole, is `notification`'s to subtract.

use models::{ConversationId, Kind, Notify, NotifyPreferences, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::on;
use crate::subscriptions::{discreet_preferences, is_live};
use crate::{Conn, Error, Result};

/// Somebody who may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Who.
    pub user_id: UserId,
    /// Of the conversation.
    pub kind: Kind,
    /// Whether one of the messages mentions them, or everybody.
    pub is_mentioned: bool,
    /// What they want to be told of in this conversation.
    pub notify: Notify,
    /// What they want to be told of on the whole.
    pub preferences: NotifyPreferences,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    user_id: Uuid,
    kind: String,
    is_mentioned: bool,
    notify: String,
    preferences: Option<String>,
}

impl TryFrom<Row> for Listener {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            user_id: UserId(row.user_id),
            kind: row.kind.parse()?,
            is_mentioned: row.is_mentioned,
            notify: row.notify.parse()?,
            preferences: discreet_preferences(row.preferences.as_deref(), UserId(row.user_id)),
        })
    }
}

impl Conn {
    /// Members who may be told of the messages from `from_seq` to `to_seq`, in order of their ids:
    /// up to `limit` of those after `after`. They have a subscription that lives, want to be told of
    /// this in this conversation, and have not read one of these messages that somebody else has
    /// written whom they don't block. A reply in a thread is for those who take part in it, or are
    /// mentioned. What is deleted, and what the server says, counts for nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_listeners(
        &mut self,
        conversation_id: ConversationId,
        from_seq: i64,
        to_seq: i64,
        after: Option<UserId>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Listener>> {
        // Who has written, once: for each member that is all there is to look at.
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(concat!(
            "WITH said AS MATERIALIZED (SELECT x.sender_id, x.thread_id, MAX(x.seq) AS seq \
             FROM messages AS x WHERE x.conversation_id = $1 AND x.seq >= $2 AND x.seq <= $3 \
             AND x.kind = 'text' AND x.deleted_at IS NULL GROUP BY x.sender_id, x.thread_id), \
             heard AS (SELECT m.user_id, c.kind, m.notify, n.value AS preferences, \
             EXISTS (SELECT 1 FROM mentions AS x JOIN messages AS y \
             ON y.conversation_id = x.conversation_id AND y.seq = x.seq \
             LEFT JOIN thread_members AS t ON t.conversation_id = $1 \
             AND t.thread_id = y.thread_id AND t.user_id = m.user_id \
             WHERE x.user_id IN (m.user_id, $4) AND x.conversation_id = $1 \
             AND x.seq > coalesce(t.read_seq, m.read_seq) AND x.seq >= $2 AND x.seq <= $3 \
             AND y.sender_id <> m.user_id AND NOT EXISTS (SELECT 1 FROM blocks AS b \
             WHERE b.user_id = m.user_id AND b.blocked_id = y.sender_id)) AS is_mentioned, \
             EXISTS (SELECT 1 FROM said LEFT JOIN thread_members AS t \
             ON t.conversation_id = $1 AND t.thread_id = said.thread_id \
             AND t.user_id = m.user_id WHERE said.sender_id <> m.user_id \
             AND (said.thread_id IS NULL AND said.seq > m.read_seq OR said.seq > t.read_seq) \
             AND NOT EXISTS (SELECT 1 FROM blocks AS b \
             WHERE b.user_id = m.user_id AND b.blocked_id = said.sender_id)) AS is_told \
             FROM conversations AS c CROSS JOIN members AS m CROSS JOIN users AS u \
             LEFT JOIN notify_preferences AS n ON n.user_id = m.user_id \
             WHERE c.id = $1 AND c.deleted_at IS NULL \
             AND m.conversation_id = c.id AND m.user_id > $5 AND m.left_at IS NULL \
             AND (m.read_seq < $3 OR EXISTS (SELECT 1 FROM said WHERE thread_id IS NOT NULL)) \
             AND m.notify <> 'none' \
             AND (m.muted_until IS NULL OR m.muted_until <= $6) AND u.id = m.user_id \
             AND EXISTS (SELECT 1 FROM subscriptions AS p JOIN sessions AS s ON s.id = p.session_id \
             WHERE p.user_id = m.user_id AND ", is_live!("$6"), ")) \
             SELECT user_id, kind, is_mentioned, notify, preferences FROM heard \
             WHERE is_mentioned OR is_told AND notify = 'all' ORDER BY user_id LIMIT $7"))
            .bind(conversation_id.0)
            .bind(from_seq)
            .bind(to_seq)
            .bind(Uuid::nil())
            .bind(after.map_or(Uuid::nil(), |id| id.0))
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(c).await)?;
        rows.into_iter().map(Listener::try_from).collect()
    }
}

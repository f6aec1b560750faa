//! The statements of storing: each takes a whole batch as one JSON parameter, so that a commit of
//! a thousand messages costs as many statements as a commit of one.

use models::{ChangeId, ConversationId, Message, MessageId, MessageKind, Timestamp, UserId};
use serde::Serialize;
use uuid::Uuid;

use crate::conn::{Hex, on, pairs, rows};
use crate::messages::{MessageRow, message_columns};
use crate::{Conn, Result};

/// A message as it is stored, with what clients don't see.
#[derive(Clone, Debug)]
pub struct Stored {
    /// As clients see it.
    pub message: Message,
    /// The conversation's count of texts up to and with it.
    pub text_count: i64,
}

/// How far somebody has read by sending.
#[derive(Clone, Copy, Debug)]
pub struct ReadMove {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// Up to which message.
    pub seq: i64,
    /// The conversation's count of texts there.
    pub text_count: i64,
}

/// A row of `messages` as one element of a JSON parameter. What is null is left out, since every
/// column is looked for in all that is there.
#[derive(Serialize)]
struct Row<'m> {
    c: Hex,
    s: i64,
    i: Hex,
    r: i64,
    u: Hex,
    k: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<Hex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<String>,
    a: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<Hex>,
    n: i64,
    w: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    de: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    th: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pa: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pb: Option<Hex>,
}

impl<'m> Row<'m> {
    fn new(message: &'m Message, text_count: i64) -> Result<Self> {
        let event = message.event.as_ref().map(serde_json::to_string);
        let thread = message.thread.as_ref().map(serde_json::to_string);
        Ok(Self {
            c: Hex(message.conversation_id.0),
            s: message.seq,
            i: Hex(message.id.0),
            r: message.rev,
            u: Hex(message.sender_id.0),
            k: match message.kind {
                MessageKind::Text => "text",
                MessageKind::System => "system",
            },
            b: message.body.as_deref(),
            e: event.transpose()?,
            p: message.reply_to.map(|id| Hex(id.0)),
            f: json_list(&message.attachments)?,
            m: json_list(&message.mentions)?,
            a: message.mentions_everyone,
            t: message.thread_id.map(|id| Hex(id.0)),
            n: text_count,
            w: message.created_at.0,
            q: json_list(&message.reactions)?,
            ed: message.edited_at.map(|at| at.0),
            de: message.deleted_at.map(|at| at.0),
            th: thread.transpose()?,
            pa: message.pinned_at.map(|at| at.0),
            pb: message.pinned_by.map(|id| Hex(id.0)),
        })
    }
}

pub(crate) fn json_list<T: Serialize>(list: &[T]) -> Result<Option<String>> {
    Ok(if list.is_empty() {
        None
    } else {
        Some(serde_json::to_string(list)?)
    })
}

/// New messages, of the rows in a parameter; for PostgreSQL.
macro_rules! inserted_messages {
    ($rows:literal) => {
        concat!(
            "INSERT INTO messages (conversation_id, seq, id, rev, sender_id, kind, body, event, \
             reply_to, attachments, mentions, mentions_everyone, thread_id, text_count, created_at) \
             SELECT c, s, i, r, u, k, b, e, p, f, m, a, t, n, w FROM json_to_recordset(",
            $rows,
            "::json) AS j(c uuid, s bigint, i uuid, r bigint, u uuid, k text, b text, e text, \
             p uuid, f text, m text, a boolean, t uuid, n bigint, w bigint)"
        )
    };
}
pub(crate) use inserted_messages;

/// How far senders have read, of the rows in a parameter; for PostgreSQL.
macro_rules! moved_reads {
    ($rows:literal) => {
        concat!(
            "WITH j AS (SELECT (value->>0)::uuid AS c, (value->>1)::uuid AS u, \
             (value->>2)::bigint AS s, (value->>3)::bigint AS n \
             FROM json_array_elements(",
            $rows,
            "::json)), ",
            $crate::reads::locked_members!(),
            " UPDATE members AS m SET read_seq = j.s, read_count = j.n FROM j, locked AS l \
             WHERE m.conversation_id = j.c AND m.user_id = j.u AND m.read_seq < j.s \
             AND l.conversation_id = j.c AND l.user_id = j.u"
        )
    };
}
pub(crate) use moved_reads;

/// It names the conversation in a way that no index answers, so that each is found by its id: other indexes
/// begin with the conversation, and PostgreSQL takes them for as good until somebody has counted its messages.
const STORED_POSTGRES: &str = concat!(
    "SELECT ",
    message_columns!(),
    " FROM json_array_elements($1::json) AS j JOIN messages AS m ON m.id = (j.value->>1)::uuid \
     AND m.conversation_id IS NOT DISTINCT FROM (j.value->>0)::uuid"
);

impl Conn {
    /// Messages by their ids; unknown ones are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_stored(
        &mut self,
        which: &[(ConversationId, MessageId)],
    ) -> Result<Vec<Stored>> {
        let json = pairs(which)?;
        let sql = self.pick(
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM jsonb_each($1) AS j CROSS JOIN messages AS m \
                 ON m.conversation_id = unhex(j.value->>0) AND m.id = unhex(j.value->>1)"
            ),
            STORED_POSTGRES,
        );
        let rows: Vec<MessageRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let counts: Vec<i64> = rows.iter().map(|row| row.text_count).collect();
        let messages = self.finish_messages(rows, None).await?;
        Ok(messages
            .into_iter()
            .zip(counts)
            .map(|(message, text_count)| Stored {
                message,
                text_count,
            })
            .collect())
    }

    /// Which of these changes were applied already.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_applied(
        &mut self,
        which: &[(ConversationId, ChangeId)],
    ) -> Result<Vec<(ConversationId, ChangeId)>> {
        if which.is_empty() {
            return Ok(Vec::new());
        }
        let json = pairs(which)?;
        let sql = self.pick(
            "SELECT h.conversation_id, h.change_id FROM jsonb_each($1) AS j \
             CROSS JOIN changes AS h ON h.conversation_id = unhex(j.value->>0) \
             AND h.change_id = unhex(j.value->>1)",
            "SELECT h.conversation_id, h.change_id \
             FROM json_array_elements($1::json) AS j JOIN changes AS h \
             ON h.conversation_id = (j.value->>0)::uuid AND h.change_id = (j.value->>1)::uuid",
        );
        let rows: Vec<(Uuid, Uuid)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(c, i)| (ConversationId(c), ChangeId(i)))
            .collect())
    }

    /// Remembers that these changes were applied.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_applied(
        &mut self,
        which: &[(ConversationId, ChangeId)],
        at: Timestamp,
    ) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let json = pairs(which)?;
        let sql = self.pick(
            "INSERT INTO changes (conversation_id, change_id, at) \
             SELECT unhex(value->>0), unhex(value->>1), $2 FROM jsonb_each($1)",
            "INSERT INTO changes (conversation_id, change_id, at) \
             SELECT (value->>0)::uuid, (value->>1)::uuid, $2 FROM json_array_elements($1::json)",
        );
        on!(self, c => sqlx::query(sql).bind(json).bind(at.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Inserts new messages; none of them may exist.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_messages(&mut self, messages: &[(&Message, i64)]) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let json = message_rows(messages)?;
        let sql = self.pick(
            "INSERT INTO messages (conversation_id, seq, id, rev, sender_id, kind, body, event, \
             reply_to, attachments, mentions, mentions_everyone, thread_id, text_count, created_at) \
             SELECT unhex(value->>'c'), value->>'s', unhex(value->>'i'), value->>'r', \
             unhex(value->>'u'), value->>'k', value->>'b', value->>'e', unhex(value->>'p'), \
             value->>'f', value->>'m', value->>'a', unhex(value->>'t'), value->>'n', value->>'w' \
             FROM jsonb_each($1)",
            inserted_messages!("$1"),
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes what may change of messages that exist.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_messages(&mut self, messages: &[(&Message, i64)]) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let json = message_rows(messages)?;
        let sql = self.pick(
            "UPDATE messages SET rev = j.value->>'r', body = j.value->>'b', event = j.value->>'e', \
             attachments = j.value->>'f', mentions = j.value->>'m', \
             mentions_everyone = j.value->>'a', reactions = j.value->>'q', \
             edited_at = j.value->>'ed', deleted_at = j.value->>'de', thread = j.value->>'th', \
             pinned_at = j.value->>'pa', pinned_by = unhex(j.value->>'pb') \
             FROM jsonb_each($1) AS j \
             WHERE conversation_id = unhex(j.value->>'c') AND seq = j.value->>'s'",
            "UPDATE messages AS m SET rev = j.r, body = j.b, event = j.e, attachments = j.f, \
             mentions = j.m, mentions_everyone = j.a, reactions = j.q, \
             edited_at = j.ed, deleted_at = j.de, thread = j.th, pinned_at = j.pa, \
             pinned_by = j.pb FROM json_to_recordset($1::json) \
             AS j(c uuid, s bigint, r bigint, b text, e text, f text, m text, a boolean, \
             q text, ed bigint, de bigint, th text, pa bigint, pb uuid) WHERE m.conversation_id = j.c AND m.seq = j.s",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Moves what senders have read forward. Clients infer it from the message itself.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_read_by_sending(&mut self, moves: &[ReadMove]) -> Result<()> {
        if moves.is_empty() {
            return Ok(());
        }
        let json = read_rows(moves)?;
        let sql = self.pick(
            "UPDATE members SET read_seq = j.value->>2, read_count = j.value->>3 \
             FROM jsonb_each($1) AS j WHERE conversation_id = unhex(j.value->>0) \
             AND user_id = unhex(j.value->>1) AND read_seq < j.value->>2",
            moved_reads!("$1"),
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}

pub(crate) fn read_rows(moves: &[ReadMove]) -> Result<String> {
    rows(moves.iter().map(|read| {
        let (conversation_id, user_id) = (read.conversation_id.0, read.user_id.0);
        (
            Hex(conversation_id),
            Hex(user_id),
            read.seq,
            read.text_count,
        )
    }))
}

pub(crate) fn message_rows(messages: &[(&Message, i64)]) -> Result<String> {
    let rows: Vec<Row<'_>> = messages
        .iter()
        .map(|(message, count)| Row::new(message, *count))
        .collect::<Result<_>>()?;
    Ok(serde_json::to_string(&rows)?)
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Row as _};

    use super::*;
    use crate::conn::Engine;

    #[tokio::test]
    async fn a_message_is_found_by_its_id_however_many_its_conversation_has() {
        crate::testing::on_both(async |db| {
            let mut conn = db.read().await.unwrap();
            let Engine::Postgres(conn) = conn.engine() else {
                return;
            };
            let prepare = format!(
                "SET plan_cache_mode = force_generic_plan; PREPARE stored AS {STORED_POSTGRES}"
            );
            let prepared = sqlx::raw_sql(AssertSqlSafe(prepare)).execute(&mut *conn);
            prepared.await.unwrap();
            let plan = sqlx::raw_sql("EXPLAIN EXECUTE stored('[]')").fetch_all(&mut *conn);
            let plan: Vec<String> = plan.await.unwrap().iter().map(|row| row.get(0)).collect();
            let plan = plan.join("\n");
            assert!(plan.contains("using messages_by_id on messages"), "{plan}");
        })
        .await;
    }
}

//! Threads: their replies, who takes part in them, and how far each of those has read.
//!
//! What clients see of a thread on the whole is kept in the row of the message that it hangs on, so
//! that a page costs no more with threads than without. How much somebody has not read is a number in
//! their own row, so that it costs nothing to tell.
//!
//! *Invariant:* only a transaction that has locked the conversation writes more than one row of
//! `thread_members`. Whoever marks what they have read writes their own, after their row of `members`.

use std::collections::HashMap;

use models::{ConversationId, Message, MessageId, UnreadThread, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, pairs, rows};
use crate::messages::{MessageRow, message_columns};
use crate::reads::locked_members;
use crate::{Conn, Result};

/// A new reply in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Where.
    pub conversation_id: ConversationId,
    /// The message that the thread hangs on.
    pub thread_id: MessageId,
    /// Its place.
    pub seq: i64,
    /// Who wrote it.
    pub sender_id: UserId,
}

/// Somebody who takes part in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Where.
    pub conversation_id: ConversationId,
    /// The message that the thread hangs on.
    pub thread_id: MessageId,
    /// Who.
    pub user_id: UserId,
    /// Up to which reply they have read.
    pub read_seq: i64,
}

/// A row of `messages` with somebody's part of the thread that hangs on it.
#[derive(sqlx_macros::FromRow)]
struct UnreadRow {
    #[sqlx(flatten)]
    message: MessageRow,
    read_seq: i64,
    unread: i64,
}

impl Conn {
    /// Lets people take part in threads; of those who do so already nothing changes.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_participants(&mut self, who: &[Participant]) -> Result<()> {
        if who.is_empty() {
            return Ok(());
        }
        let json = participants(who)?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO thread_members (conversation_id, thread_id, user_id, read_seq) \
             SELECT unhex(value->>0), unhex(value->>1), unhex(value->>2), value->>3 \
             FROM jsonb_each($1)",
            "INSERT INTO thread_members (conversation_id, thread_id, user_id, read_seq) \
             SELECT (value->>0)::uuid, (value->>1)::uuid, (value->>2)::uuid, (value->>3)::bigint \
             FROM json_array_elements($1::json) ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Lets all members of a conversation take part in a thread of it: of one that has two.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_members_as_participants(
        &mut self,
        threads: &[(ConversationId, MessageId, i64)],
    ) -> Result<()> {
        if threads.is_empty() {
            return Ok(());
        }
        let json = rows(
            threads
                .iter()
                .map(|(id, thread, read_seq)| (Hex(id.0), Hex(thread.0), read_seq)),
        )?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO thread_members (conversation_id, thread_id, user_id, read_seq) \
             SELECT m.conversation_id, unhex(j.value->>1), m.user_id, j.value->>2 \
             FROM jsonb_each($1) AS j CROSS JOIN members AS m \
             ON m.conversation_id = unhex(j.value->>0) AND m.left_at IS NULL",
            "INSERT INTO thread_members (conversation_id, thread_id, user_id, read_seq) \
             SELECT m.conversation_id, (j.value->>1)::uuid, m.user_id, (j.value->>2)::bigint \
             FROM json_array_elements($1::json) AS j JOIN members AS m \
             ON m.conversation_id = (j.value->>0)::uuid AND m.left_at IS NULL \
             ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes an own revision for whoever has something unread in a thread that they write in, since that
    /// reads it: where, who and which. Before anything else is written, as people are locked first.
    ///
    /// # Errors
    /// The database's.
    pub async fn bump_for_replies(
        &mut self,
        senders: &[Participant],
    ) -> Result<HashMap<(ConversationId, UserId), i64>> {
        if senders.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = self.pick(
            "SELECT DISTINCT t.conversation_id, t.user_id FROM jsonb_each($1) AS j \
             CROSS JOIN thread_members AS t ON t.conversation_id = unhex(j.value->>0) \
             AND t.thread_id = unhex(j.value->>1) AND t.user_id = unhex(j.value->>2) \
             WHERE t.unread > 0",
            "SELECT DISTINCT t.conversation_id, t.user_id FROM json_array_elements($1::json) AS j \
             JOIN thread_members AS t ON t.conversation_id = (j.value->>0)::uuid \
             AND t.thread_id = (j.value->>1)::uuid AND t.user_id = (j.value->>2)::uuid \
             WHERE t.unread > 0",
        );
        let json = participants(senders)?;
        let behind: Vec<(Uuid, Uuid)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        if behind.is_empty() {
            return Ok(HashMap::new());
        }
        let keys = behind.iter().map(|(c, u)| (ConversationId(*c), UserId(*u)));
        let revs = self.bump_for(keys).await?;
        let sql = self.pick(
            "UPDATE members SET me_rev = j.value->>2 FROM jsonb_each($1) AS j \
             WHERE conversation_id = unhex(j.value->>0) AND user_id = unhex(j.value->>1)",
            concat!(
                "WITH j AS (SELECT (value->>0)::uuid AS c, (value->>1)::uuid AS u, \
                 (value->>2)::bigint AS r FROM json_array_elements($1::json)), ",
                locked_members!(),
                " UPDATE members AS m SET me_rev = j.r FROM j, locked AS l \
                 WHERE m.conversation_id = j.c AND m.user_id = j.u \
                 AND l.conversation_id = j.c AND l.user_id = j.u"
            ),
        );
        let json = rows(revs.iter().map(|((c, u), rev)| (Hex(c.0), Hex(u.0), rev)))?;
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(revs)
    }

    /// Counts new replies for those who take part: whoever has written one has read up to it, and what
    /// others wrote after that is unread.
    ///
    /// # Errors
    /// The database's.
    pub async fn count_replies(
        &mut self,
        replies: &[Reply],
        senders: &[Participant],
    ) -> Result<()> {
        if replies.is_empty() {
            return Ok(());
        }
        let sql = self.pick(
            "UPDATE thread_members SET read_seq = j.value->>3, unread = 0 FROM jsonb_each($1) AS j \
             WHERE conversation_id = unhex(j.value->>0) AND thread_id = unhex(j.value->>1) \
             AND user_id = unhex(j.value->>2)",
            "UPDATE thread_members AS t SET read_seq = (j.value->>3)::bigint, unread = 0 \
             FROM json_array_elements($1::json) AS j \
             WHERE t.conversation_id = (j.value->>0)::uuid AND t.thread_id = (j.value->>1)::uuid \
             AND t.user_id = (j.value->>2)::uuid",
        );
        let json = participants(senders)?;
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        let sql = self.pick(
            "WITH r AS MATERIALIZED (SELECT unhex(value->>0) AS c, unhex(value->>1) AS t, \
             value->>2 AS s, unhex(value->>3) AS u FROM jsonb_each($1)) \
             UPDATE thread_members SET unread = unread + (SELECT COUNT(*) FROM r \
             WHERE r.c = conversation_id AND r.t = thread_id AND r.s > read_seq \
             AND r.u <> user_id) \
             WHERE (conversation_id, thread_id) IN (SELECT DISTINCT c, t FROM r)",
            "WITH r AS MATERIALIZED (SELECT (value->>0)::uuid AS c, (value->>1)::uuid AS t, \
             (value->>2)::bigint AS s, (value->>3)::uuid AS u FROM json_array_elements($1::json)) \
             UPDATE thread_members AS m SET unread = m.unread + (SELECT COUNT(*) FROM r \
             WHERE r.c = m.conversation_id AND r.t = m.thread_id AND r.s > m.read_seq \
             AND r.u <> m.user_id) \
             WHERE (m.conversation_id, m.thread_id) IN (SELECT DISTINCT c, t FROM r)",
        );
        let json = rows(replies.iter().map(|reply| {
            let Reply {
                conversation_id,
                thread_id,
                seq,
                sender_id,
            } = reply;
            (
                Hex(conversation_id.0),
                Hex(thread_id.0),
                seq,
                Hex(sender_id.0),
            )
        }))?;
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Says that somebody has read the replies of a thread up to one of them. Their own revision of
    /// that; none where there was nothing that they had not read.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_thread_read(
        &mut self,
        conversation_id: ConversationId,
        thread_id: MessageId,
        user_id: UserId,
        seq: i64,
    ) -> Result<Option<i64>> {
        let before: Option<(i64,)> = on!(self, c => sqlx::query_as(
            "SELECT read_seq FROM thread_members WHERE conversation_id = $1 AND thread_id = $2 \
             AND user_id = $3 AND unread > 0 AND read_seq < $4")
            .bind(conversation_id.0).bind(thread_id.0).bind(user_id.0).bind(seq)
            .fetch_optional(c).await)?;
        let Some((before,)) = before else {
            return Ok(None);
        };
        let rev = self.bump_me_rev(user_id).await?;
        on!(self, c => sqlx::query(
            "UPDATE members SET me_rev = $3 WHERE conversation_id = $1 AND user_id = $2")
            .bind(conversation_id.0).bind(user_id.0).bind(rev).execute(c).await.map(drop))?;
        // This locks the row, so that the next statement sees all replies that are counted in it.
        on!(self, c => sqlx::query(
            "UPDATE thread_members SET read_seq = $4 WHERE conversation_id = $1 \
             AND thread_id = $2 AND user_id = $3 AND read_seq < $4")
            .bind(conversation_id.0).bind(thread_id.0).bind(user_id.0).bind(seq)
            .execute(c).await.map(drop))?;
        on!(self, c => sqlx::query(
            "UPDATE thread_members SET unread = (SELECT COUNT(*) FROM messages AS x \
             WHERE x.conversation_id = $1 AND x.thread_id = $2 \
             AND x.seq > thread_members.read_seq AND x.sender_id <> $3) \
             WHERE conversation_id = $1 AND thread_id = $2 AND user_id = $3")
            .bind(conversation_id.0).bind(thread_id.0).bind(user_id.0)
            .execute(c).await.map(drop))?;
        // What mentions them there is read, too, however far they have read outside of it.
        on!(self, c => sqlx::query(
            "DELETE FROM mentions WHERE user_id = $3 AND conversation_id = $1 AND seq IN \
             (SELECT x.seq FROM messages AS x WHERE x.conversation_id = $1 AND x.thread_id = $2 \
             AND x.seq > $4 AND x.seq <= $5)")
            .bind(conversation_id.0).bind(thread_id.0).bind(user_id.0).bind(before).bind(seq)
            .execute(c).await.map(drop))?;
        Ok(Some(rev))
    }

    /// Threads of a conversation in which somebody takes part and has not read everything, up to
    /// `limit`, the one that they have read in last first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_unread_threads(
        &mut self,
        conversation_id: ConversationId,
        user_id: UserId,
        limit: u32,
    ) -> Result<Vec<UnreadThread>> {
        let rows: Vec<UnreadRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), ", t.read_seq, t.unread FROM thread_members AS t \
             CROSS JOIN messages AS m WHERE t.user_id = $2 AND t.conversation_id = $1 \
             AND t.unread > 0 AND m.conversation_id = $1 AND m.id = t.thread_id \
             ORDER BY t.read_seq DESC LIMIT $3"))
            .bind(conversation_id.0).bind(user_id.0).bind(i64::from(limit))
            .fetch_all(c).await)?;
        let (rows, parts): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|row| (row.message, (row.read_seq, row.unread)))
            .unzip();
        let messages = self.finish_messages(rows, Some(user_id)).await?;
        let threads = messages.into_iter().zip(parts);
        Ok(threads
            .map(|(message, (read_seq, unread))| UnreadThread {
                message,
                read_seq,
                unread,
            })
            .collect())
    }

    /// Up to `limit` replies of a thread before a place, in order of `seq`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_replies_before(
        &mut self,
        conversation_id: ConversationId,
        thread_id: MessageId,
        before: i64,
        limit: u32,
        reader: UserId,
    ) -> Result<Vec<Message>> {
        let mut rows: Vec<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m WHERE m.conversation_id = $1 \
             AND m.thread_id = $2 AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4"))
            .bind(conversation_id.0).bind(thread_id.0).bind(before).bind(i64::from(limit))
            .fetch_all(c).await)?;
        rows.reverse();
        self.finish_messages(rows, Some(reader)).await
    }

    /// Up to `limit` replies of a thread after a place, in order of `seq`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_replies_after(
        &mut self,
        conversation_id: ConversationId,
        thread_id: MessageId,
        after: i64,
        limit: u32,
        reader: UserId,
    ) -> Result<Vec<Message>> {
        let rows: Vec<MessageRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", message_columns!(), " FROM messages AS m WHERE m.conversation_id = $1 \
             AND m.thread_id = $2 AND m.seq > $3 ORDER BY m.seq LIMIT $4"))
            .bind(conversation_id.0).bind(thread_id.0).bind(after).bind(i64::from(limit))
            .fetch_all(c).await)?;
        self.finish_messages(rows, Some(reader)).await
    }

    /// Says of each thread that hangs on one of `messages` whether `reader` takes part in it.
    pub(crate) async fn fill_threads(
        &mut self,
        messages: &mut [Message],
        reader: UserId,
    ) -> Result<()> {
        let mut unsure = Vec::new();
        for message in messages.iter_mut() {
            let Some(thread) = &mut message.thread else {
                continue;
            };
            let is_known = message.sender_id == reader || thread.user_ids.contains(&reader);
            thread.mine = Some(is_known);
            if !is_known {
                unsure.push((message.conversation_id, message.id));
            }
        }
        if unsure.is_empty() {
            return Ok(());
        }
        let json = pairs(&unsure)?;
        let sql = self.pick(
            "SELECT t.conversation_id, t.thread_id FROM jsonb_each($1) AS j \
             CROSS JOIN thread_members AS t ON t.conversation_id = unhex(j.value->>0) \
             AND t.thread_id = unhex(j.value->>1) AND t.user_id = $2",
            "SELECT t.conversation_id, t.thread_id FROM json_array_elements($1::json) AS j \
             JOIN thread_members AS t ON t.conversation_id = (j.value->>0)::uuid \
             AND t.thread_id = (j.value->>1)::uuid AND t.user_id = $2",
        );
        let found: Vec<(Uuid, Uuid)> =
            on!(self, c => sqlx::query_as(sql).bind(json).bind(reader.0).fetch_all(c).await)?;
        for message in messages {
            let is_found = found.contains(&(message.conversation_id.0, message.id.0));
            if let Some(thread) = message.thread.as_mut().filter(|_| is_found) {
                thread.mine = Some(true);
            }
        }
        Ok(())
    }
}

fn participants(who: &[Participant]) -> Result<String> {
    rows(who.iter().map(|participant| {
        let Participant {
            conversation_id,
            thread_id,
            user_id,
            read_seq,
        } = participant;
        (
            Hex(conversation_id.0),
            Hex(thread_id.0),
            Hex(user_id.0),
            read_seq,
        )
    }))
}

//! The statements of storing: each takes a whole batch as one JSON parameter, so that a commit of
//! a thousand messages costs as many statements as a commit of one.

use models::{
    ChangeId, ConversationId, Kind, MemberRole, Message, MessageId, MessageKind, Role, SystemEvent,
    Timestamp, UserId, Visibility,
};
use serde::Serialize;
use uuid::Uuid;

use crate::conn::{ids, in_ids, on};
use crate::messages::{MessageRow, Place, message_columns};
use crate::{Conn, Error, Result};

/// A conversation's counters, locked until the commit.
#[derive(Clone, Debug)]
pub struct Head {
    /// Which.
    pub id: ConversationId,
    /// Direct, group or channel.
    pub kind: Kind,
    /// Of a channel.
    pub visibility: Option<Visibility>,
    /// The greatest seq given out.
    pub last_seq: i64,
    /// The greatest rev given out.
    pub rev: i64,
    /// How many text messages there are outside threads.
    pub text_count: i64,
    /// How many members there are.
    pub members_count: u32,
    /// The rev at which the membership changed last.
    pub members_rev: i64,
}

/// Somebody who wants to change something in a conversation.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// On the whole server.
    pub server_role: Role,
    /// Whether the account is ended.
    pub disabled: bool,
    /// In the conversation; none for who is not a member.
    pub role: Option<MemberRole>,
}

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

/// A mention of somebody; the nil UUID stands for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// Of whom.
    pub user_id: UserId,
    /// Where.
    pub conversation_id: ConversationId,
    /// In which message.
    pub seq: i64,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: Uuid,
    kind: String,
    visibility: Option<String>,
    last_seq: i64,
    rev: i64,
    text_count: i64,
    members_count: i64,
    members_rev: i64,
}

impl TryFrom<HeadRow> for Head {
    type Error = Error;
    fn try_from(row: HeadRow) -> Result<Self> {
        Ok(Self {
            id: ConversationId(row.id),
            kind: row.kind.parse()?,
            visibility: row.visibility.as_deref().map(str::parse).transpose()?,
            last_seq: row.last_seq,
            rev: row.rev,
            text_count: row.text_count,
            members_count: u32::try_from(row.members_count).unwrap_or(u32::MAX),
            members_rev: row.members_rev,
        })
    }
}

#[derive(sqlx::FromRow)]
struct ActorRow {
    conversation_id: Uuid,
    user_id: Uuid,
    server_role: String,
    disabled: bool,
    role: Option<String>,
}

#[derive(Serialize)]
struct Pair {
    c: String,
    i: String,
}

fn pairs<I: Copy + Into<Uuid>>(pairs: &[(ConversationId, I)]) -> Result<String> {
    let pairs: Vec<Pair> =
        pairs.iter().map(|(c, i)| Pair { c: hex(c.0), i: hex((*i).into()) }).collect();
    Ok(serde_json::to_string(&pairs)?)
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

/// A row of `messages` as one element of a JSON parameter.
#[derive(Serialize)]
struct Row<'m> {
    c: String,
    s: i64,
    i: String,
    r: i64,
    u: String,
    k: &'static str,
    b: Option<&'m str>,
    e: Option<String>,
    p: Option<String>,
    f: Option<String>,
    m: Option<String>,
    a: bool,
    t: Option<String>,
    n: i64,
    x: bool,
    w: i64,
    ed: Option<i64>,
    de: Option<i64>,
}

impl<'m> Row<'m> {
    fn new(message: &'m Message, text_count: i64) -> Result<Self> {
        Ok(Self {
            c: hex(message.conversation_id.0),
            s: message.seq,
            i: hex(message.id.0),
            r: message.rev,
            u: hex(message.sender_id.0),
            k: match message.kind {
                MessageKind::Text => "text",
                MessageKind::System => "system",
            },
            b: message.body.as_deref(),
            e: message.event.as_ref().map(serde_json::to_string).transpose()?,
            p: message.reply_to.map(|id| hex(id.0)),
            f: json_list(&message.attachments)?,
            m: json_list(&message.mentions)?,
            a: message.mentions_everyone,
            t: message.thread_id.map(|id| hex(id.0)),
            n: text_count,
            x: !message.reactions.is_empty(),
            w: message.created_at.0,
            ed: message.edited_at.map(|at| at.0),
            de: message.deleted_at.map(|at| at.0),
        })
    }
}

fn json_list<T: Serialize>(list: &[T]) -> Result<Option<String>> {
    Ok(if list.is_empty() { None } else { Some(serde_json::to_string(list)?) })
}

impl Conn {
    /// Locks conversations in order of their ids and reads their counters. Deleted ones and
    /// unknown ones are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_conversations(&mut self, which: &[ConversationId]) -> Result<Vec<Head>> {
        let json = ids(which);
        let sql = self.pick(
            "SELECT id, kind, visibility, last_seq, rev, text_count, members_count, members_rev \
             FROM conversations WHERE deleted_at IS NULL \
             AND id IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT id, kind, visibility, last_seq, rev, text_count, members_count, members_rev \
             FROM conversations WHERE deleted_at IS NULL \
             AND id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) \
             ORDER BY id FOR UPDATE",
        );
        let rows: Vec<HeadRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        rows.into_iter().map(Head::try_from).collect()
    }

    /// What each of `who` may be in the conversation beside them. Unknown people are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_actors(&mut self, who: &[(ConversationId, UserId)]) -> Result<Vec<Actor>> {
        let json = pairs(who)?;
        let sql = self.pick(
            "SELECT unhex(j.value->>'c') AS conversation_id, u.id AS user_id, \
             u.role AS server_role, u.disabled, m.role \
             FROM json_each($1) AS j CROSS JOIN users AS u ON u.id = unhex(j.value->>'i') \
             LEFT JOIN members AS m ON m.conversation_id = unhex(j.value->>'c') \
             AND m.user_id = u.id AND m.left_at IS NULL",
            "SELECT j.c AS conversation_id, u.id AS user_id, u.role AS server_role, u.disabled, \
             m.role FROM json_to_recordset($1::json) AS j(c uuid, i uuid) \
             JOIN users AS u ON u.id = j.i \
             LEFT JOIN members AS m ON m.conversation_id = j.c AND m.user_id = u.id \
             AND m.left_at IS NULL",
        );
        let rows: Vec<ActorRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Actor {
                    conversation_id: ConversationId(row.conversation_id),
                    user_id: UserId(row.user_id),
                    server_role: row.server_role.parse()?,
                    disabled: row.disabled,
                    role: row.role.as_deref().map(str::parse).transpose()?,
                })
            })
            .collect()
    }

    /// Which of these direct conversations one of the two has blocked.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_blocked(&mut self, which: &[ConversationId]) -> Result<Vec<ConversationId>> {
        let json = ids(which);
        let sql = in_ids!(
            self,
            "SELECT DISTINCT m.conversation_id FROM members AS m \
             JOIN members AS o ON o.conversation_id = m.conversation_id AND o.user_id <> m.user_id \
             JOIN blocks AS b ON b.user_id = m.user_id AND b.blocked_id = o.user_id \
             WHERE m.conversation_id IN ",
            "$1",
            ""
        );
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Messages by their ids, with their reactions; unknown ones are left out.
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
                " FROM json_each($1) AS j CROSS JOIN messages AS m \
                 ON m.conversation_id = unhex(j.value->>'c') AND m.id = unhex(j.value->>'i')"
            ),
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM json_to_recordset($1::json) AS j(c uuid, i uuid) \
                 JOIN messages AS m ON m.conversation_id = j.c AND m.id = j.i"
            ),
        );
        let rows: Vec<MessageRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let counts: Vec<i64> = rows.iter().map(|row| row.text_count).collect();
        let messages = self.finish_messages(rows, None).await?;
        Ok(messages
            .into_iter()
            .zip(counts)
            .map(|(message, text_count)| Stored { message, text_count })
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
        let json = pairs(which)?;
        let sql = self.pick(
            "SELECT h.conversation_id, h.change_id FROM json_each($1) AS j \
             CROSS JOIN changes AS h ON h.conversation_id = unhex(j.value->>'c') \
             AND h.change_id = unhex(j.value->>'i')",
            "SELECT h.conversation_id, h.change_id \
             FROM json_to_recordset($1::json) AS j(c uuid, i uuid) \
             JOIN changes AS h ON h.conversation_id = j.c AND h.change_id = j.i",
        );
        let rows: Vec<(Uuid, Uuid)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(c, i)| (ConversationId(c), ChangeId(i))).collect())
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
        let json = pairs(which)?;
        let sql = self.pick(
            "INSERT INTO changes (conversation_id, change_id, at) \
             SELECT unhex(value->>'c'), unhex(value->>'i'), $2 FROM json_each($1)",
            "INSERT INTO changes (conversation_id, change_id, at) \
             SELECT c, i, $2 FROM json_to_recordset($1::json) AS j(c uuid, i uuid)",
        );
        on!(self, c => sqlx::query(sql).bind(json).bind(at.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Inserts new messages; none of them may exist.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_messages(&mut self, messages: &[(&Message, i64)]) -> Result<()> {
        let json = rows(messages)?;
        let sql = self.pick(
            "INSERT INTO messages (conversation_id, seq, id, rev, sender_id, kind, body, event, \
             reply_to, attachments, mentions, mentions_everyone, thread_id, text_count, created_at) \
             SELECT unhex(value->>'c'), value->>'s', unhex(value->>'i'), value->>'r', \
             unhex(value->>'u'), value->>'k', value->>'b', value->>'e', unhex(value->>'p'), \
             value->>'f', value->>'m', value->>'a', unhex(value->>'t'), value->>'n', value->>'w' \
             FROM json_each($1)",
            "INSERT INTO messages (conversation_id, seq, id, rev, sender_id, kind, body, event, \
             reply_to, attachments, mentions, mentions_everyone, thread_id, text_count, created_at) \
             SELECT c, s, i, r, u, k, b, e, p, f, m, a, t, n, w FROM json_to_recordset($1::json) \
             AS j(c uuid, s bigint, i uuid, r bigint, u uuid, k text, b text, e text, p uuid, \
             f text, m text, a boolean, t uuid, n bigint, w bigint)",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes what may change of messages that exist.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_messages(&mut self, messages: &[(&Message, i64)]) -> Result<()> {
        let json = rows(messages)?;
        let sql = self.pick(
            "UPDATE messages SET rev = j.value->>'r', body = j.value->>'b', event = j.value->>'e', \
             attachments = j.value->>'f', mentions = j.value->>'m', \
             mentions_everyone = j.value->>'a', reacted = max(reacted, j.value->>'x'), \
             edited_at = j.value->>'ed', deleted_at = j.value->>'de' \
             FROM json_each($1) AS j \
             WHERE conversation_id = unhex(j.value->>'c') AND seq = j.value->>'s'",
            "UPDATE messages AS m SET rev = j.r, body = j.b, event = j.e, attachments = j.f, \
             mentions = j.m, mentions_everyone = j.a, reacted = m.reacted OR j.x, \
             edited_at = j.ed, deleted_at = j.de FROM json_to_recordset($1::json) \
             AS j(c uuid, s bigint, r bigint, b text, e text, f text, m text, a boolean, \
             x boolean, ed bigint, de bigint) WHERE m.conversation_id = j.c AND m.seq = j.s",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes the counters that storing moves.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_heads(&mut self, heads: &[&Head]) -> Result<()> {
        #[derive(Serialize)]
        struct Row {
            c: String,
            s: i64,
            r: i64,
            n: i64,
        }
        let rows: Vec<Row> = heads
            .iter()
            .map(|head| Row {
                c: hex(head.id.0),
                s: head.last_seq,
                r: head.rev,
                n: head.text_count,
            })
            .collect();
        let json = serde_json::to_string(&rows)?;
        let sql = self.pick(
            "UPDATE conversations SET last_seq = j.value->>'s', rev = j.value->>'r', \
             text_count = j.value->>'n' FROM json_each($1) AS j WHERE conversations.id = unhex(j.value->>'c')",
            "UPDATE conversations AS v SET last_seq = j.s, rev = j.r, text_count = j.n \
             FROM json_to_recordset($1::json) AS j(c uuid, s bigint, r bigint, n bigint) \
             WHERE v.id = j.c",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Moves what senders have read forward. Clients infer it from the message itself.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_read_by_sending(&mut self, moves: &[ReadMove]) -> Result<()> {
        #[derive(Serialize)]
        struct Row {
            c: String,
            u: String,
            s: i64,
            n: i64,
        }
        let rows: Vec<Row> = moves
            .iter()
            .map(|read| Row {
                c: hex(read.conversation_id.0),
                u: hex(read.user_id.0),
                s: read.seq,
                n: read.text_count,
            })
            .collect();
        let json = serde_json::to_string(&rows)?;
        let sql = self.pick(
            "UPDATE members SET read_seq = j.value->>'s', read_count = j.value->>'n' \
             FROM json_each($1) AS j WHERE conversation_id = unhex(j.value->>'c') \
             AND user_id = unhex(j.value->>'u') AND read_seq < j.value->>'s'",
            "UPDATE members AS m SET read_seq = j.s, read_count = j.n \
             FROM json_to_recordset($1::json) AS j(c uuid, u uuid, s bigint, n bigint) \
             WHERE m.conversation_id = j.c AND m.user_id = j.u AND m.read_seq < j.s",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Adds mentions; those that exist stay.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_mentions(&mut self, mentions: &[Mention]) -> Result<()> {
        let json = mention_rows(mentions)?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO mentions (user_id, conversation_id, seq) \
             SELECT unhex(value->>'u'), unhex(value->>'c'), value->>'s' FROM json_each($1)",
            "INSERT INTO mentions (user_id, conversation_id, seq) \
             SELECT u, c, s FROM json_to_recordset($1::json) AS j(u uuid, c uuid, s bigint) \
             ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes mentions away, of a message that was edited or deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_mentions(&mut self, mentions: &[Mention]) -> Result<()> {
        let json = mention_rows(mentions)?;
        let sql = self.pick(
            "DELETE FROM mentions WHERE (user_id, conversation_id, seq) IN \
             (SELECT unhex(value->>'u'), unhex(value->>'c'), value->>'s' FROM json_each($1))",
            "DELETE FROM mentions WHERE (user_id, conversation_id, seq) IN \
             (SELECT u, c, s FROM json_to_recordset($1::json) AS j(u uuid, c uuid, s bigint))",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// The members among `names` (a conversation and a username's key each).
    ///
    /// # Errors
    /// The database's.
    pub async fn list_members_by_key(
        &mut self,
        names: &[(ConversationId, String)],
    ) -> Result<Vec<(ConversationId, String, UserId)>> {
        #[derive(Serialize)]
        struct Row<'n> {
            c: String,
            k: &'n str,
        }
        let rows: Vec<Row<'_>> =
            names.iter().map(|(c, key)| Row { c: hex(c.0), k: key.as_str() }).collect();
        let json = serde_json::to_string(&rows)?;
        let sql = self.pick(
            "SELECT m.conversation_id, u.username_key, u.id FROM json_each($1) AS j \
             CROSS JOIN users AS u ON u.username_key = j.value->>'k' \
             CROSS JOIN members AS m ON m.conversation_id = unhex(j.value->>'c') \
             AND m.user_id = u.id AND m.left_at IS NULL",
            "SELECT m.conversation_id, u.username_key, u.id \
             FROM json_to_recordset($1::json) AS j(c uuid, k text) \
             JOIN users AS u ON u.username_key = j.k \
             JOIN members AS m ON m.conversation_id = j.c AND m.user_id = u.id \
             AND m.left_at IS NULL",
        );
        let rows: Vec<(Uuid, String, Uuid)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(c, key, u)| (ConversationId(c), key, UserId(u))).collect())
    }

    /// Sets or takes away one reaction; whether that changed anything.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_reaction(
        &mut self,
        place: (ConversationId, i64),
        user_id: UserId,
        emoji: &str,
        on: bool,
        rev: i64,
    ) -> Result<bool> {
        let (conversation_id, seq) = (place.0.0, place.1);
        let changed = if on {
            on!(self, c => sqlx::query(
                "INSERT INTO reactions (conversation_id, seq, emoji, user_id, rev) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
                .bind(conversation_id).bind(seq).bind(emoji).bind(user_id.0).bind(rev)
                .execute(c).await.map(|done| done.rows_affected()))?
        } else {
            on!(self, c => sqlx::query(
                "DELETE FROM reactions WHERE conversation_id = $1 AND seq = $2 AND emoji = $3 \
                 AND user_id = $4")
                .bind(conversation_id).bind(seq).bind(emoji).bind(user_id.0)
                .execute(c).await.map(|done| done.rows_affected()))?
        };
        Ok(changed > 0)
    }

    /// Takes all reactions of one message away.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_reactions(&mut self, place: (ConversationId, i64)) -> Result<()> {
        on!(self, c => sqlx::query(
            "DELETE FROM reactions WHERE conversation_id = $1 AND seq = $2")
            .bind(place.0.0).bind(place.1).execute(c).await.map(drop))?;
        Ok(())
    }

    /// The reactions of one message, as everybody sees them.
    ///
    /// # Errors
    /// The database's.
    pub async fn get_reactions(
        &mut self,
        place: (ConversationId, i64),
    ) -> Result<Vec<models::Reaction>> {
        let mut reactions =
            self.list_reactions(&[Place::new(place.0.0, place.1)], None).await?;
        Ok(reactions.remove(&place).unwrap_or_default())
    }

    /// Appends what happened in a conversation: the next `seq` and the next `rev`, which the
    /// conversation's own change shares. Locks the conversation until the commit.
    ///
    /// # Errors
    /// [`Error::Missing`] where the conversation is not there or was deleted.
    pub async fn append_system_message(
        &mut self,
        conversation_id: ConversationId,
        id: MessageId,
        sender_id: UserId,
        event: SystemEvent,
        at: Timestamp,
    ) -> Result<Message> {
        let (seq, rev, text_count): (i64, i64, i64) = on!(self, c => sqlx::query_as(
            "UPDATE conversations SET last_seq = last_seq + 1, rev = rev + 1 \
             WHERE id = $1 AND deleted_at IS NULL RETURNING last_seq, rev, text_count")
            .bind(conversation_id.0).fetch_one(c).await)?;
        let message = Message {
            id,
            conversation_id,
            sender_id,
            seq,
            rev,
            kind: MessageKind::System,
            body: None,
            event: Some(event),
            reply_to: None,
            attachments: Vec::new(),
            reactions: Vec::new(),
            mentions: Vec::new(),
            mentions_everyone: false,
            thread_id: None,
            created_at: at,
            edited_at: None,
            deleted_at: None,
        };
        self.insert_messages(&[(&message, text_count)]).await?;
        Ok(message)
    }
}

fn rows(messages: &[(&Message, i64)]) -> Result<String> {
    let rows: Vec<Row<'_>> =
        messages.iter().map(|(message, count)| Row::new(message, *count)).collect::<Result<_>>()?;
    Ok(serde_json::to_string(&rows)?)
}

fn mention_rows(mentions: &[Mention]) -> Result<String> {
    #[derive(Serialize)]
    struct Row {
        u: String,
        c: String,
        s: i64,
    }
    let rows: Vec<Row> = mentions
        .iter()
        .map(|mention| Row {
            u: hex(mention.user_id.0),
            c: hex(mention.conversation_id.0),
            s: mention.seq,
        })
        .collect();
    Ok(serde_json::to_string(&rows)?)
}

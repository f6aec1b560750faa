//! Conversations as clients see them: one, many, or all of somebody's, each in a constant number of
//! statements. How they are made, changed and deleted is in `details.rs`.

use std::collections::HashMap;

use models::{Conversation, ConversationId, FileId, Kind, Me, Timestamp, UserId, Visibility};
use uuid::Uuid;

use crate::conn::{ids, on};
use crate::me::{MeRow, me_columns};
use crate::users::anywhere;
use crate::{Conn, Error, Result};

/// The columns of a [`ConversationRow`], for `concat!`; the table goes by the name `c`. Both
/// dialects, because each makes the list of the first members in its own way.
macro_rules! columns {
    (sqlite) => {
        columns!("json_group_array(hex(f.user_id))")
    };
    (postgres) => {
        columns!("json_agg(f.user_id)::text")
    };
    ($list:literal) => {
        concat!(
            "c.id, c.kind, c.visibility, c.title, c.topic, c.picture, c.created_by, \
             c.members_count, c.last_seq, c.reply_seq, c.before_seq, c.rev, c.created_at, \
             CASE WHEN c.kind = 'channel' THEN NULL ELSE (SELECT ",
            $list,
            " FROM (SELECT m.user_id FROM members AS m JOIN users AS u ON u.id = m.user_id \
             WHERE m.conversation_id = c.id AND m.left_at IS NULL AND u.role <> 'bot' \
             ORDER BY m.joined_at, m.user_id LIMIT 8) AS f) END AS member_ids"
        )
    };
}

/// A row of `conversations`, without its newest message.
#[derive(sqlx_macros::FromRow)]
struct ConversationRow {
    id: Uuid,
    kind: String,
    visibility: Option<String>,
    title: Option<String>,
    topic: Option<String>,
    picture: Option<Uuid>,
    created_by: Option<Uuid>,
    members_count: i64,
    last_seq: i64,
    reply_seq: i64,
    before_seq: i64,
    rev: i64,
    created_at: i64,
    /// JSON of UUIDs.
    member_ids: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct MineRow {
    #[sqlx(flatten)]
    conversation: ConversationRow,
    #[sqlx(flatten)]
    me: MeRow,
}

impl ConversationRow {
    /// Of the newest message outside of threads.
    fn place(&self) -> (ConversationId, i64) {
        let is_reply = self.reply_seq == self.last_seq;
        let seq = if is_reply {
            self.before_seq
        } else {
            self.last_seq
        };
        (ConversationId(self.id), seq)
    }
}

impl TryFrom<ConversationRow> for Conversation {
    type Error = Error;

    fn try_from(row: ConversationRow) -> Result<Self> {
        let kind: Kind = row.kind.parse()?;
        let member_ids: Option<Vec<UserId>> = row
            .member_ids
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        Ok(Self {
            id: ConversationId(row.id),
            kind,
            visibility: row.visibility.as_deref().map(str::parse).transpose()?,
            title: row.title,
            topic: row.topic,
            picture: row.picture.map(FileId),
            created_by: row.created_by.map(UserId),
            members_count: u32::try_from(row.members_count).unwrap_or(u32::MAX),
            // PostgreSQL aggregates nothing to null.
            member_ids: if kind == Kind::Channel {
                None
            } else {
                Some(member_ids.unwrap_or_default())
            },
            last_seq: row.last_seq,
            rev: row.rev,
            last_message: None,
            created_at: Timestamp(row.created_at),
        })
    }
}

impl Conn {
    /// A conversation; none where it is unknown or was deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_conversation(&mut self, id: ConversationId) -> Result<Option<Conversation>> {
        Ok(self.list_conversations(&[id]).await?.pop())
    }

    /// A conversation.
    ///
    /// # Errors
    /// [`Error::Missing`] where it is unknown or was deleted.
    pub async fn get_conversation(&mut self, id: ConversationId) -> Result<Conversation> {
        self.find_conversation(id).await?.ok_or(Error::Missing)
    }

    /// Conversations by their ids, in no order; unknown and deleted ones are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_conversations(
        &mut self,
        which: &[ConversationId],
    ) -> Result<Vec<Conversation>> {
        let json = ids(which);
        let sql = self.pick(
            concat!(
                "SELECT ",
                columns!(sqlite),
                " FROM conversations AS c WHERE c.deleted_at IS NULL \
                 AND c.id IN (SELECT unhex(value) FROM json_each($1))"
            ),
            concat!(
                "SELECT ",
                columns!(postgres),
                " FROM conversations AS c WHERE c.deleted_at IS NULL \
                 AND c.id IN (SELECT value::uuid FROM json_array_elements_text($1::json))"
            ),
        );
        let rows: Vec<ConversationRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        self.finish_conversations(rows).await
    }

    /// All that somebody is in, each with their own part of it, the one with the newest message
    /// first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_conversations_of(
        &mut self,
        user_id: UserId,
    ) -> Result<Vec<(Conversation, Me)>> {
        let sql = self.pick(
            concat!(
                "SELECT ",
                columns!(sqlite),
                ", ",
                me_columns!(),
                " FROM members AS o JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.user_id = $1 AND o.left_at IS NULL AND c.deleted_at IS NULL"
            ),
            concat!(
                "SELECT ",
                columns!(postgres),
                ", ",
                me_columns!(),
                " FROM members AS o JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.user_id = $1 AND o.left_at IS NULL AND c.deleted_at IS NULL"
            ),
        );
        let rows: Vec<MineRow> = on!(self, c => sqlx::query_as(sql)
            .bind(user_id.0).bind(Uuid::nil()).fetch_all(c).await)?;
        let (rows, mes): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|row| (row.conversation, row.me))
            .unzip();
        let mes: Vec<Me> = mes.into_iter().map(Me::try_from).collect::<Result<_>>()?;
        let conversations = self.finish_conversations(rows).await?;
        let mut mine: Vec<_> = conversations.into_iter().zip(mes).collect();
        mine.sort_by_key(|(conversation, _)| {
            let newest = conversation.last_message.as_deref();
            std::cmp::Reverse((
                newest.map_or(conversation.created_at, |message| message.created_at),
                conversation.id,
            ))
        });
        Ok(mine)
    }

    /// Public channels in order of their titles, those with `query` in title or topic, without their
    /// newest messages: up to `limit` of those after `after`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_channels(
        &mut self,
        query: &str,
        after: Option<ConversationId>,
        limit: u32,
    ) -> Result<Vec<Conversation>> {
        // PostgreSQL takes no U+0000, and no title holds one.
        if query.contains('\0') {
            return Ok(Vec::new());
        }
        let sql = self.pick(
            concat!(
                "SELECT ",
                columns!(sqlite),
                " FROM conversations AS c WHERE c.visibility = 'public' AND c.deleted_at IS NULL \
                 AND ($1 IS NULL OR (c.title, c.id) > \
                 (SELECT a.title, a.id FROM conversations AS a WHERE a.id = $1)) \
                 AND c.search_key LIKE $2 ESCAPE '\\' ORDER BY c.title, c.id LIMIT $3"
            ),
            concat!(
                "SELECT ",
                columns!(postgres),
                " FROM conversations AS c WHERE c.visibility = 'public' AND c.deleted_at IS NULL \
                 AND ($1 IS NULL OR (c.title, c.id) > \
                 (SELECT a.title, a.id FROM conversations AS a WHERE a.id = $1)) \
                 AND c.search_key LIKE $2 ESCAPE '\\' ORDER BY c.title, c.id LIMIT $3"
            ),
        );
        let rows: Vec<ConversationRow> = on!(self, c => sqlx::query_as(sql)
            .bind(after.map(|id| id.0)).bind(anywhere(query)).bind(i64::from(limit))
            .fetch_all(c).await)?;
        rows.into_iter().map(Conversation::try_from).collect()
    }

    /// The conversations of `rows`, in the same order, with their newest messages.
    async fn finish_conversations(
        &mut self,
        rows: Vec<ConversationRow>,
    ) -> Result<Vec<Conversation>> {
        let places: Vec<_> = rows
            .iter()
            .map(ConversationRow::place)
            .filter(|(_, seq)| *seq > 0)
            .collect();
        let mut newest = HashMap::with_capacity(places.len());
        if !places.is_empty() {
            for message in self.list_messages_by_place(&places).await? {
                newest.insert(message.conversation_id, Box::new(message));
            }
        }
        rows.into_iter()
            .map(|row| {
                let mut conversation = Conversation::try_from(row)?;
                conversation.last_message = newest.remove(&conversation.id);
                Ok(conversation)
            })
            .collect()
    }

    /// What sort of conversation it is, and who can find it; none where it is unknown or deleted.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_kind(
        &mut self,
        id: ConversationId,
    ) -> Result<Option<(Kind, Option<Visibility>)>> {
        let row: Option<(String, Option<String>)> = on!(self, c => sqlx::query_as(
            "SELECT kind, visibility FROM conversations WHERE id = $1 AND deleted_at IS NULL")
            .bind(id.0).fetch_optional(c).await)?;
        row.map(|(kind, visibility)| {
            Ok((
                kind.parse()?,
                visibility.as_deref().map(str::parse).transpose()?,
            ))
        })
        .transpose()
    }
}

//! One's own part of a conversation, and one's own revision, which numbers the changes of it.

use std::collections::HashMap;

use models::{ConversationId, Me, Notify, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{ids, on};
use crate::{Conn, Error, Result};

/// The columns of a [`MeRow`], for `concat!`; the member goes by the name `o`, the conversation by
/// `c`, and `$2` is the nil UUID, by which everybody is mentioned.
macro_rules! me_columns {
    () => {
        "o.role, o.read_seq, c.text_count - o.read_count AS unread, \
         (SELECT COUNT(DISTINCT x.seq) FROM mentions AS x WHERE x.user_id IN (o.user_id, $2) \
         AND x.conversation_id = o.conversation_id AND x.seq > o.read_seq) AS mentions, \
         CAST(coalesce((SELECT SUM(t.unread) FROM thread_members AS t \
         WHERE t.user_id = o.user_id AND t.conversation_id = o.conversation_id \
         AND t.unread > 0), 0) AS BIGINT) AS thread_unread, \
         o.notify, o.muted_until, o.joined_at, c.last_seq AS known_seq"
    };
}
pub(crate) use me_columns;

/// One's own part of a conversation.
#[derive(sqlx_macros::FromRow)]
pub(crate) struct MeRow {
    role: String,
    read_seq: i64,
    unread: i64,
    mentions: i64,
    thread_unread: i64,
    notify: String,
    muted_until: Option<i64>,
    joined_at: i64,
    known_seq: i64,
}

impl TryFrom<MeRow> for Me {
    type Error = Error;

    fn try_from(row: MeRow) -> Result<Self> {
        Ok(Self {
            role: row.role.parse()?,
            read_seq: row.read_seq,
            unread: row.unread.max(0),
            mentions: row.mentions,
            thread_unread: row.thread_unread,
            notify: row.notify.parse()?,
            muted_until: row.muted_until.map(Timestamp),
            joined_at: Timestamp(row.joined_at),
            last_seq: row.known_seq,
        })
    }
}

/// Somebody's own state: what changed after a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeChanges {
    /// Their revision now. What is listed may be newer, never older.
    pub me_rev: i64,
    /// Their part of each conversation that they are in.
    pub me: Vec<(ConversationId, Me)>,
    /// Those that they are in no more.
    pub gone: Vec<ConversationId>,
}

#[derive(sqlx_macros::FromRow)]
struct SinceRow {
    conversation_id: Uuid,
    present: bool,
    #[sqlx(flatten)]
    me: MeRow,
}

impl Conn {
    /// Takes somebody's next own revision; the change that it stands for carries it.
    ///
    /// # Errors
    /// [`Error::Missing`] where nobody has this id.
    pub async fn bump_me_rev(&mut self, user_id: UserId) -> Result<i64> {
        let (rev,): (i64,) = on!(self, c => sqlx::query_as(
            "UPDATE users SET me_rev = me_rev + 1 WHERE id = $1 RETURNING me_rev")
            .bind(user_id.0).fetch_one(c).await)?;
        Ok(rev)
    }

    /// Locks people until the commit, in order of their ids: for who changes several of them in
    /// several statements.
    ///
    /// # Errors
    /// The database's.
    pub async fn lock_people(&mut self, who: &[UserId]) -> Result<()> {
        let json = ids(who);
        let sql = self.pick(
            // SQLite has one writer.
            "SELECT 1 WHERE $1 IS NULL",
            "SELECT 1 FROM users WHERE id IN \
             (SELECT value::uuid FROM json_array_elements_text($1::json)) \
             ORDER BY id FOR NO KEY UPDATE",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes the next own revision of each of many.
    pub(crate) async fn bump_me_revs(&mut self, who: &[UserId]) -> Result<Vec<(UserId, i64)>> {
        let json = ids(who);
        let sql = self.pick(
            "UPDATE users SET me_rev = me_rev + 1 \
             WHERE id IN (SELECT unhex(value) FROM json_each($1)) RETURNING id, me_rev",
            "WITH locked AS (SELECT id FROM users WHERE id IN \
             (SELECT value::uuid FROM json_array_elements_text($1::json)) \
             ORDER BY id FOR NO KEY UPDATE) \
             UPDATE users AS u SET me_rev = u.me_rev + 1 FROM locked WHERE u.id = locked.id \
             RETURNING u.id, u.me_rev",
        );
        let rows: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, rev)| (UserId(id), rev))
            .collect())
    }

    /// Somebody's own revision.
    ///
    /// # Errors
    /// [`Error::Missing`] where nobody has this id.
    pub async fn get_me_rev(&mut self, user_id: UserId) -> Result<i64> {
        let (rev,): (i64,) = on!(self, c => sqlx::query_as(
            "SELECT me_rev FROM users WHERE id = $1").bind(user_id.0).fetch_one(c).await)?;
        Ok(rev)
    }

    /// One's own part of a conversation; none where one is not a member.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_me(
        &mut self,
        conversation_id: ConversationId,
        user_id: UserId,
    ) -> Result<Option<Me>> {
        let row: Option<MeRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT ", me_columns!(), " FROM members AS o \
             JOIN conversations AS c ON c.id = o.conversation_id \
             WHERE o.conversation_id = $1 AND o.user_id = $3 AND o.left_at IS NULL \
             AND c.deleted_at IS NULL"))
            .bind(conversation_id.0).bind(Uuid::nil()).bind(user_id.0).fetch_optional(c).await)?;
        row.map(Me::try_from).transpose()
    }

    /// One's own part of a conversation.
    ///
    /// # Errors
    /// [`Error::Missing`] where one is not a member.
    pub async fn get_me(&mut self, conversation_id: ConversationId, user_id: UserId) -> Result<Me> {
        self.find_me(conversation_id, user_id)
            .await?
            .ok_or(Error::Missing)
    }

    /// Somebody's part of each of these conversations that they are in.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_mes(
        &mut self,
        user_id: UserId,
        which: &[ConversationId],
    ) -> Result<HashMap<ConversationId, Me>> {
        let json = ids(which);
        let sql = self.pick(
            concat!(
                "SELECT o.conversation_id, TRUE AS present, ",
                me_columns!(),
                " FROM members AS o JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.user_id = $1 AND o.left_at IS NULL AND c.deleted_at IS NULL \
                 AND o.conversation_id IN (SELECT unhex(value) FROM json_each($3))"
            ),
            concat!(
                "SELECT o.conversation_id, TRUE AS present, ",
                me_columns!(),
                " FROM members AS o JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.user_id = $1 AND o.left_at IS NULL AND c.deleted_at IS NULL \
                 AND o.conversation_id IN \
                 (SELECT value::uuid FROM json_array_elements_text($3::json))"
            ),
        );
        let rows: Vec<SinceRow> = on!(self, c => sqlx::query_as(sql)
            .bind(user_id.0).bind(Uuid::nil()).bind(json).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| Ok((ConversationId(row.conversation_id), row.me.try_into()?)))
            .collect()
    }

    /// What changed of somebody's own state after `me_rev`; without one, all of it.
    ///
    /// # Errors
    /// [`Error::Missing`] where nobody has this id.
    pub async fn list_me_since(
        &mut self,
        user_id: UserId,
        me_rev: Option<i64>,
    ) -> Result<MeChanges> {
        // The revision is read first: what is listed may then be newer, and is told again.
        let now = self.get_me_rev(user_id).await?;
        let rows: Vec<SinceRow> = on!(self, c => sqlx::query_as(concat!(
            "SELECT o.conversation_id, (o.left_at IS NULL AND c.deleted_at IS NULL) AS present, ",
            me_columns!(),
            " FROM members AS o JOIN conversations AS c ON c.id = o.conversation_id \
             WHERE o.user_id = $1 AND o.me_rev > $3 ORDER BY o.me_rev"))
            .bind(user_id.0).bind(Uuid::nil()).bind(me_rev.unwrap_or(-1)).fetch_all(c).await)?;
        let mut changes = MeChanges {
            me_rev: now,
            ..MeChanges::default()
        };
        for row in rows {
            let id = ConversationId(row.conversation_id);
            if row.present {
                changes.me.push((id, row.me.try_into()?));
            } else if me_rev.is_some() {
                changes.gone.push(id);
            }
        }
        Ok(changes)
    }

    /// Writes what a member wants to be told of, and returns their own revision of that.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_preferences(
        &mut self,
        conversation_id: ConversationId,
        user_id: UserId,
        notify: Notify,
        muted_until: Option<Timestamp>,
    ) -> Result<i64> {
        let rev = self.bump_me_rev(user_id).await?;
        on!(self, c => sqlx::query(
            "UPDATE members SET notify = $3, muted_until = $4, me_rev = $5 \
             WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL")
            .bind(conversation_id.0).bind(user_id.0).bind(notify.as_str())
            .bind(muted_until.map(|at| at.0)).bind(rev)
            .execute(c).await.map(drop))?;
        Ok(rev)
    }
}

//! How far people have read. Many marks are written in a handful of statements.

use std::collections::{BTreeMap, HashMap};

use models::{ConversationId, Kind, Me, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, rows};
use crate::me::{MeRow, me_columns};
use crate::{Conn, Result};

/// How far somebody says that they have read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadMark {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// Up to which message.
    pub seq: i64,
    /// Also back; otherwise only forward.
    pub back: bool,
}

/// How far somebody has read now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub user_id: UserId,
    /// Up to which message.
    pub read_seq: i64,
    /// What changed; none where they had read so far before.
    pub change: Option<ReadChange>,
}

/// A change of how far somebody has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadChange {
    /// Their own revision of it.
    pub me_rev: i64,
    /// Their own part of the conversation now.
    pub me: Me,
    /// Whether it went forward.
    pub forward: bool,
    /// Of the conversation.
    pub kind: Kind,
    /// Of the conversation.
    pub members_count: u32,
}

type Key = (ConversationId, UserId);

#[derive(sqlx_macros::FromRow)]
struct BeforeRow {
    conversation_id: Uuid,
    user_id: Uuid,
    read_seq: i64,
    last_seq: i64,
    kind: String,
    members_count: i64,
}

#[derive(sqlx_macros::FromRow)]
struct AfterRow {
    conversation_id: Uuid,
    user_id: Uuid,
    #[sqlx(flatten)]
    me: MeRow,
}

/// `locked`, for a statement of PostgreSQL that has `j(c, u, …)`: the members at hand, locked in
/// the order of their keys, so that two statements that move many never wait for each other.
macro_rules! locked_members {
    () => {
        "locked AS (SELECT m.conversation_id, m.user_id FROM members AS m \
         JOIN j ON j.c = m.conversation_id AND j.u = m.user_id \
         ORDER BY m.conversation_id, m.user_id FOR NO KEY UPDATE OF m)"
    };
}
pub(crate) use locked_members;

impl Conn {
    /// Writes how far people have read, each change with an own revision of its own. Marks beyond
    /// the newest message count as that; marks of who is not a member are left out. Each person and
    /// conversation may be there once.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_reads(&mut self, marks: &[ReadMark]) -> Result<Vec<Marked>> {
        let before = self.list_before(marks).await?;
        let mut marked = Vec::with_capacity(marks.len());
        let mut moving = BTreeMap::new();
        for mark in marks {
            let key = (mark.conversation_id, mark.user_id);
            let Some(row) = before.get(&key) else {
                continue;
            };
            let seq = mark.seq.clamp(0, row.last_seq);
            let moves = seq > row.read_seq || mark.back && seq < row.read_seq;
            if moves {
                moving.insert(key, ReadMark { seq, ..*mark });
            }
            let read_seq = row.read_seq;
            let (conversation_id, user_id) = key;
            marked.push(Marked {
                conversation_id,
                user_id,
                read_seq,
                change: None,
            });
        }
        if moving.is_empty() {
            return Ok(marked);
        }
        let revs = self.bump_for(moving.keys().copied()).await?;
        let mut after = self.move_reads(&moving, &revs).await?;
        for marked in &mut marked {
            let key = (marked.conversation_id, marked.user_id);
            let (Some(me), Some(&me_rev), Some(row)) =
                (after.remove(&key), revs.get(&key), before.get(&key))
            else {
                continue;
            };
            let forward = me.read_seq > marked.read_seq;
            let members_count = u32::try_from(row.members_count).unwrap_or(u32::MAX);
            marked.read_seq = me.read_seq;
            let kind = row.kind.parse()?;
            marked.change = Some(ReadChange {
                me_rev,
                me,
                forward,
                kind,
                members_count,
            });
        }
        Ok(marked)
    }

    async fn list_before(&mut self, marks: &[ReadMark]) -> Result<HashMap<Key, BeforeRow>> {
        let json = marks_json(marks.iter().map(|mark| (mark, 0)))?;
        let sql = self.pick(
            "SELECT m.conversation_id, m.user_id, m.read_seq, c.last_seq, c.kind, c.members_count \
             FROM jsonb_each($1) AS j CROSS JOIN members AS m \
             ON m.conversation_id = unhex(j.value->>0) AND m.user_id = unhex(j.value->>1) \
             CROSS JOIN conversations AS c ON c.id = m.conversation_id \
             WHERE m.left_at IS NULL AND c.deleted_at IS NULL",
            "SELECT m.conversation_id, m.user_id, m.read_seq, c.last_seq, c.kind, c.members_count \
             FROM json_array_elements($1::json) AS j JOIN members AS m \
             ON m.conversation_id = (j.value->>0)::uuid AND m.user_id = (j.value->>1)::uuid \
             JOIN conversations AS c ON c.id = m.conversation_id \
             WHERE m.left_at IS NULL AND c.deleted_at IS NULL",
        );
        let rows: Vec<BeforeRow> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let key = |row: &BeforeRow| (ConversationId(row.conversation_id), UserId(row.user_id));
        Ok(rows.into_iter().map(|row| (key(&row), row)).collect())
    }

    /// An own revision for each change: somebody who has read in three conversations takes three.
    /// People are locked in order of their ids, and before members.
    pub(crate) async fn bump_for(
        &mut self,
        keys: impl Iterator<Item = Key>,
    ) -> Result<HashMap<Key, i64>> {
        let mut by_user: BTreeMap<UserId, Vec<ConversationId>> = BTreeMap::new();
        for (conversation_id, user_id) in keys {
            by_user.entry(user_id).or_default().push(conversation_id);
        }
        let json = rows(by_user.iter().map(|(id, of)| (Hex(id.0), of.len())))?;
        let sql = self.pick(
            "UPDATE users SET me_rev = me_rev + (j.value->>1) FROM jsonb_each($1) AS j \
             WHERE users.id = unhex(j.value->>0) RETURNING id, me_rev",
            "WITH j AS (SELECT (value->>0)::uuid AS u, (value->>1)::bigint AS n \
             FROM json_array_elements($1::json)), \
             locked AS (SELECT v.id FROM users AS v JOIN j ON j.u = v.id \
             ORDER BY v.id FOR NO KEY UPDATE OF v) \
             UPDATE users AS v SET me_rev = v.me_rev + j.n FROM j, locked \
             WHERE v.id = j.u AND locked.id = v.id RETURNING v.id, v.me_rev",
        );
        let rows: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let mut revs = HashMap::new();
        for (user_id, last) in rows {
            let user_id = UserId(user_id);
            let conversations = by_user.remove(&user_id).unwrap_or_default();
            for (rev, conversation_id) in (1..=last).rev().zip(conversations.into_iter().rev()) {
                revs.insert((conversation_id, user_id), rev);
            }
        }
        Ok(revs)
    }

    /// Moves the marks; each person's own part after that. What has gone further meanwhile stays
    /// there, unless it is to go back.
    async fn move_reads(
        &mut self,
        moving: &BTreeMap<Key, ReadMark>,
        revs: &HashMap<Key, i64>,
    ) -> Result<HashMap<Key, Me>> {
        let rev = |key: &Key| revs.get(key).copied().unwrap_or_default();
        let json = marks_json(moving.iter().map(|(key, mark)| (mark, rev(key))))?;
        let sql = self.pick(
            "UPDATE members SET me_rev = j.value->>4, \
             read_seq = iif(j.value->>3 OR read_seq < j.value->>2, j.value->>2, read_seq), \
             read_count = iif(j.value->>3 OR read_seq < j.value->>2, \
             coalesce((SELECT x.text_count FROM messages AS x \
             WHERE x.conversation_id = unhex(j.value->>0) AND x.seq <= j.value->>2 \
             ORDER BY x.seq DESC LIMIT 1), 0), read_count) \
             FROM jsonb_each($1) AS j WHERE conversation_id = unhex(j.value->>0) \
             AND user_id = unhex(j.value->>1) AND left_at IS NULL",
            concat!(
                "WITH j AS (SELECT (value->>0)::uuid AS c, (value->>1)::uuid AS u, \
                 (value->>2)::bigint AS s, (value->>3)::boolean AS b, (value->>4)::bigint AS r \
                 FROM json_array_elements($1::json)), ",
                locked_members!(),
                " UPDATE members AS m SET me_rev = j.r, \
                 read_seq = CASE WHEN j.b OR m.read_seq < j.s THEN j.s ELSE m.read_seq END, \
                 read_count = CASE WHEN j.b OR m.read_seq < j.s \
                 THEN coalesce((SELECT x.text_count FROM messages AS x \
                 WHERE x.conversation_id = j.c AND x.seq <= j.s ORDER BY x.seq DESC LIMIT 1), 0) \
                 ELSE m.read_count END FROM j, locked AS l \
                 WHERE m.conversation_id = j.c AND m.user_id = j.u AND m.left_at IS NULL \
                 AND l.conversation_id = j.c AND l.user_id = j.u"
            ),
        );
        on!(self, c => sqlx::query(sql).bind(json.clone()).execute(c).await.map(drop))?;
        let sql = self.pick(
            concat!(
                "SELECT o.conversation_id, o.user_id, ",
                me_columns!(),
                " FROM jsonb_each($1) AS j CROSS JOIN members AS o \
                 ON o.conversation_id = unhex(j.value->>0) AND o.user_id = unhex(j.value->>1) \
                 CROSS JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.left_at IS NULL"
            ),
            concat!(
                "SELECT o.conversation_id, o.user_id, ",
                me_columns!(),
                " FROM json_array_elements($1::json) AS j JOIN members AS o \
                 ON o.conversation_id = (j.value->>0)::uuid AND o.user_id = (j.value->>1)::uuid \
                 JOIN conversations AS c ON c.id = o.conversation_id \
                 WHERE o.left_at IS NULL"
            ),
        );
        let rows: Vec<AfterRow> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(Uuid::nil()).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                let key = (ConversationId(row.conversation_id), UserId(row.user_id));
                Ok((key, row.me.try_into()?))
            })
            .collect()
    }
}

fn marks_json<'m>(marks: impl Iterator<Item = (&'m ReadMark, i64)>) -> Result<String> {
    rows(marks.map(|(mark, rev)| {
        let (conversation_id, user_id) = (mark.conversation_id.0, mark.user_id.0);
        (Hex(conversation_id), Hex(user_id), mark.seq, mark.back, rev)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadMove;
    use crate::conn::Engine;
    use crate::fixture::{NOW, ROOM, enter, make, new, people};
    use crate::testing::{on_both, write};

    /// Has PostgreSQL find rows in the order in which they are asked for, as it does where there
    /// are many.
    async fn find_one_by_one(conn: &mut Conn) -> Result<()> {
        if let Engine::Postgres(conn) = conn.engine() {
            for sql in [
                "SET LOCAL enable_hashjoin = off",
                "SET LOCAL enable_mergejoin = off",
                "SET LOCAL enable_seqscan = off",
                "SET LOCAL enable_bitmapscan = off",
            ] {
                sqlx::query(sql).execute(&mut *conn).await?;
            }
        }
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn storing_and_marking_the_same_people_never_deadlock() {
        on_both(async |db| {
            let who = people(&db, 40).await;
            make(&db, new(ROOM, Kind::Group)).await;
            enter(&db, ROOM, &who, NOW).await;
            write!(db, conn => {
                let mut heads = conn.lock_conversations(&[ROOM]).await?;
                heads.iter_mut().for_each(|head| head.last_seq = 1_000);
                conn.update_heads(&heads.iter().collect::<Vec<_>>()).await
            })
            .unwrap();
            for round in 1..=50 {
                let sent = |user_id: &UserId| ReadMove {
                    conversation_id: ROOM,
                    user_id: *user_id,
                    seq: 2 * round,
                    text_count: 2 * round,
                };
                let marked = |user_id: &UserId| ReadMark {
                    conversation_id: ROOM,
                    user_id: *user_id,
                    seq: 2 * round + 1,
                    back: true,
                };
                let mut moves: Vec<ReadMove> = who.iter().rev().map(sent).collect();
                // As a hash map would give them.
                moves.rotate_left(usize::try_from(round).unwrap() % 40);
                let marks: Vec<ReadMark> = who.iter().map(marked).collect();
                let store = async {
                    write!(db, conn => {
                        find_one_by_one(conn).await?;
                        conn.update_read_by_sending(&moves).await
                    })
                };
                let mark = async {
                    write!(db, conn => {
                        find_one_by_one(conn).await?;
                        conn.write_reads(&marks).await
                    })
                };
                let (stored, marked) = tokio::join!(store, mark);
                stored.unwrap();
                assert_eq!(marked.unwrap().len(), 40);
            }
        })
        .await;
    }
}

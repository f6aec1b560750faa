//! What is behind in the index of search, and saying that it is not any more.
//!
//! Two numbers of each conversation follow its `rev`: up to `indexed_rev` its messages can be found by their
//! words, and up to `marked_rev` also by what else they have, which earlier versions did not write. What is
//! new is indexed with marks, and both move; what lies between them is done again behind everything else.
//!
//! *Invariant:* a range is moved in the transaction that writes its words, and only from where it was read.

use std::collections::HashSet;

use models::{ConversationId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, rows};
use crate::{Conn, Result};

/// A range of revisions of a conversation that is behind in the index: after `from` up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unindexed {
    /// Where.
    pub conversation_id: ConversationId,
    /// The last that is not behind.
    pub from: i64,
    /// The last of the range.
    pub to: i64,
    /// Up to where words were indexed when this was read.
    pub indexed: i64,
}

/// How far behind a range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Nothing of it is indexed.
    Words,
    /// An earlier version indexed it, without marks.
    Marks,
}

/// A text to be indexed, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub seq: i64,
    /// Its last change.
    pub rev: i64,
    /// Who wrote it.
    pub sender_id: UserId,
    /// When.
    pub created_at: Timestamp,
    /// None of a tombstone.
    pub body: Option<String>,
    /// Whether files belong to it.
    pub has_files: bool,
}

#[derive(sqlx_macros::FromRow)]
struct TextRow {
    conversation_id: Uuid,
    seq: i64,
    rev: i64,
    sender_id: Uuid,
    created_at: i64,
    body: Option<String>,
    has_files: bool,
}

/// What is moved of conversations, and where; they are locked in the order of their ids.
macro_rules! locked {
    ($set:literal, $where:literal) => {
        concat!(
            "WITH j AS (SELECT (value->>0)::uuid AS c, (value->>1)::bigint AS f, \
             (value->>2)::bigint AS t, (value->>3)::bigint AS i \
             FROM json_array_elements($1::json)), \
             locked AS (SELECT v.id FROM conversations AS v JOIN j ON j.c = v.id \
             ORDER BY v.id FOR NO KEY UPDATE OF v) \
             UPDATE conversations AS v SET ",
            $set,
            " FROM j, locked WHERE v.id = j.c AND locked.id = v.id AND ",
            $where,
            " AND v.deleted_at IS NULL RETURNING v.id"
        )
    };
}

impl Conn {
    /// Conversations of which something is behind, in order of their ids after `after`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_unindexed(
        &mut self,
        behind: Behind,
        after: Option<ConversationId>,
        limit: u32,
    ) -> Result<Vec<Unindexed>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let sql = match behind {
            Behind::Words => {
                "SELECT id, indexed_rev, rev FROM conversations \
                 WHERE indexed_rev < rev AND id > $1 ORDER BY id LIMIT $2"
            }
            Behind::Marks => {
                "SELECT id, marked_rev, indexed_rev FROM conversations \
                 WHERE marked_rev < indexed_rev AND deleted_at IS NULL AND id > $1 \
                 ORDER BY id LIMIT $2"
            }
        };
        let rows: Vec<(Uuid, i64, i64)> = on!(self, c => sqlx::query_as(sql)
            .bind(after).bind(i64::from(limit)).fetch_all(c).await)?;
        let unindexed = |(id, from, to)| Unindexed {
            conversation_id: ConversationId(id),
            from,
            to,
            indexed: if behind == Behind::Marks { to } else { from },
        };
        Ok(rows.into_iter().map(unindexed).collect())
    }

    /// The texts that changed last within the ranges, by conversation and in order of `rev`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_texts(&mut self, ranges: &[Unindexed]) -> Result<Vec<Text>> {
        let json = ranges_json(ranges)?;
        let sql = self.pick(
            "SELECT m.conversation_id, m.seq, m.rev, m.sender_id, m.created_at, m.body, \
             m.attachments IS NOT NULL AS has_files FROM jsonb_each($1) AS j CROSS JOIN messages AS m \
             ON m.conversation_id = unhex(j.value->>0) \
             AND m.rev > j.value->>1 AND m.rev <= j.value->>2 \
             WHERE m.kind = 'text' ORDER BY m.conversation_id, m.rev",
            // Lateral, so that each range is one of the index even where statistics are missing.
            "SELECT m.conversation_id, m.seq, m.rev, m.sender_id, m.created_at, m.body, \
             m.attachments IS NOT NULL AS has_files FROM json_array_elements($1::json) AS j CROSS JOIN LATERAL \
             (SELECT * FROM messages AS m WHERE m.conversation_id = (j.value->>0)::uuid \
             AND m.rev > (j.value->>1)::bigint AND m.rev <= (j.value->>2)::bigint \
             ORDER BY m.rev OFFSET 0) AS m \
             WHERE m.kind = 'text' ORDER BY m.conversation_id, m.rev",
        );
        let rows: Vec<TextRow> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        let text = |row: TextRow| Text {
            conversation_id: ConversationId(row.conversation_id),
            seq: row.seq,
            rev: row.rev,
            sender_id: UserId(row.sender_id),
            created_at: Timestamp(row.created_at),
            body: row.body,
            has_files: row.has_files,
        };
        Ok(rows.into_iter().map(text).collect())
    }

    /// Says that the ranges are indexed. Returns the conversations of which that was still to be
    /// said: of any other, somebody else has done it, or what was behind may have been read before it
    /// changed, and its words must not be written.
    ///
    /// # Errors
    /// The database's.
    pub async fn move_indexed(
        &mut self,
        behind: Behind,
        ranges: &[Unindexed],
    ) -> Result<HashSet<ConversationId>> {
        let json = ranges_json(ranges)?;
        let sql = match behind {
            // What was marked up to here is marked from here on, too.
            Behind::Words => self.pick(
                "UPDATE conversations SET indexed_rev = j.value->>2, marked_rev = \
                 CASE WHEN marked_rev = indexed_rev THEN j.value->>2 ELSE marked_rev END \
                 FROM jsonb_each($1) AS j \
                 WHERE conversations.id = unhex(j.value->>0) AND indexed_rev = j.value->>1 \
                 AND deleted_at IS NULL RETURNING id",
                locked!(
                    "indexed_rev = j.t, marked_rev = \
                     CASE WHEN v.marked_rev = v.indexed_rev THEN j.t ELSE v.marked_rev END",
                    "v.indexed_rev = j.f"
                ),
            ),
            Behind::Marks => self.pick(
                "UPDATE conversations SET marked_rev = j.value->>2 FROM jsonb_each($1) AS j \
                 WHERE conversations.id = unhex(j.value->>0) AND marked_rev = j.value->>1 \
                 AND indexed_rev = j.value->>3 AND deleted_at IS NULL RETURNING id",
                locked!(
                    "marked_rev = j.t",
                    "v.marked_rev = j.f AND v.indexed_rev = j.i"
                ),
            ),
        };
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// As if an earlier version had indexed all of it.
    #[cfg(any(test, feature = "testing"))]
    pub async fn unmark_for_tests(&mut self) -> Result<()> {
        on!(self, c => sqlx::query("UPDATE conversations SET marked_rev = 0")
            .execute(c).await.map(drop))?;
        Ok(())
    }
}

fn ranges_json(ranges: &[Unindexed]) -> Result<String> {
    rows(
        ranges
            .iter()
            .map(|it| (Hex(it.conversation_id.0), it.from, it.to, it.indexed)),
    )
}

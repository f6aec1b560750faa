//! Writing the index of search: FTS5 on SQLite, `tsvector` and GIN on PostgreSQL. Both store and
//! look for the terms that they are given and cut, fold or rank nothing themselves.
//!
//! The index is cut into *runs* of ids: each term begins with the number of its run, and each
//! message also has a term for its conversation and one for its sender. `word_search.rs` reads it
//! from the newest run back.
//!
//! *Invariant:* words are written in the transaction that moves `indexed_rev` past them, so that
//! whatever is interrupted is done again.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use models::{ConversationId, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Hex, on, places, rows};
use crate::{Conn, Result};

/// Ids of one run, as a power of two.
const RUN_BITS: u32 = 14;
/// Before a term that is no word. Nothing that people write is a word with these in it.
pub(crate) const CONVERSATION_MARK: char = '\u{E000}';
pub(crate) const SENDER_MARK: char = '\u{E001}';

/// A range of revisions of a conversation that is not indexed: after `from` up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unindexed {
    /// Where.
    pub conversation_id: ConversationId,
    /// The last that is indexed.
    pub from: i64,
    /// The last of the range.
    pub to: i64,
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
}

/// The words of a message.
#[derive(Clone, Debug)]
pub struct Words {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub seq: i64,
    /// Who wrote it.
    pub sender_id: UserId,
    /// Terms with a space between two, of letters and digits in lower case and of anything that is
    /// not ASCII.
    pub terms: String,
}

/// The run of an id.
#[must_use]
pub fn run_of(place: i64) -> i64 {
    place >> RUN_BITS
}

/// The least id of a run.
#[must_use]
pub fn first_of_run(run: i64) -> i64 {
    run << RUN_BITS
}

/// What every term of a run begins with.
pub(crate) fn run_prefix(run: i64) -> String {
    format!("{run:04x}")
}

/// The term of an id. All of it, since whoever makes a conversation may choose its id.
pub(crate) fn id_term(mark: char, id: Uuid) -> String {
    format!("{mark}{}", id.simple())
}

#[derive(sqlx::FromRow)]
struct UnindexedRow {
    id: Uuid,
    indexed_rev: i64,
    rev: i64,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    conversation_id: Uuid,
    seq: i64,
    rev: i64,
    sender_id: Uuid,
    created_at: i64,
    body: Option<String>,
}

impl Conn {
    /// Conversations of which something is not indexed, in order of their ids after `after`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_unindexed(
        &mut self,
        after: Option<ConversationId>,
        limit: u32,
    ) -> Result<Vec<Unindexed>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<UnindexedRow> = on!(self, c => sqlx::query_as(
            "SELECT id, indexed_rev, rev FROM conversations \
             WHERE indexed_rev < rev AND id > $1 ORDER BY id LIMIT $2")
            .bind(after).bind(i64::from(limit)).fetch_all(c).await)?;
        let unindexed = |row: UnindexedRow| Unindexed {
            conversation_id: ConversationId(row.id),
            from: row.indexed_rev,
            to: row.rev,
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
            "SELECT m.conversation_id, m.seq, m.rev, m.sender_id, m.created_at, m.body \
             FROM jsonb_each($1) AS j CROSS JOIN messages AS m \
             ON m.conversation_id = unhex(j.value->>0) \
             AND m.rev > j.value->>1 AND m.rev <= j.value->>2 \
             WHERE m.kind = 'text' ORDER BY m.conversation_id, m.rev",
            // Lateral, so that each range is one of the index even where statistics are missing.
            "SELECT m.conversation_id, m.seq, m.rev, m.sender_id, m.created_at, m.body \
             FROM json_array_elements($1::json) AS j CROSS JOIN LATERAL \
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
        };
        Ok(rows.into_iter().map(text).collect())
    }

    /// Says that the ranges are indexed. Returns the conversations of which that was still to be
    /// said: of any other, somebody else has done it, and its words must not be written.
    ///
    /// # Errors
    /// The database's.
    pub async fn move_indexed(&mut self, ranges: &[Unindexed]) -> Result<HashSet<ConversationId>> {
        let json = ranges_json(ranges)?;
        let sql = self.pick(
            "UPDATE conversations SET indexed_rev = j.value->>2 FROM jsonb_each($1) AS j \
             WHERE conversations.id = unhex(j.value->>0) AND indexed_rev = j.value->>1 \
             AND deleted_at IS NULL RETURNING id",
            "WITH j AS (SELECT (value->>0)::uuid AS c, (value->>1)::bigint AS f, \
             (value->>2)::bigint AS t FROM json_array_elements($1::json)), \
             locked AS (SELECT v.id FROM conversations AS v JOIN j ON j.c = v.id \
             ORDER BY v.id FOR NO KEY UPDATE OF v) \
             UPDATE conversations AS v SET indexed_rev = j.t FROM j, locked \
             WHERE v.id = j.c AND locked.id = v.id AND v.indexed_rev = j.f \
             AND v.deleted_at IS NULL RETURNING v.id",
        );
        let rows: Vec<(Uuid,)> = on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Writes the words of messages in place of what there was. New ones take their places in the
    /// order given; each message may be there once.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_words(&mut self, words: &[Words]) -> Result<()> {
        if words.is_empty() {
            return Ok(());
        }
        let places = self.insert_places(words).await?;
        let mut runs = BTreeSet::new();
        let mut of_words = Vec::with_capacity(words.len());
        for words in words {
            let Some(&id) = places.get(&(words.conversation_id, words.seq)) else {
                continue;
            };
            let run = run_of(id);
            runs.insert((words.conversation_id, run));
            of_words.push((id, words.terms_in(run)));
        }
        // FTS5 writes a segment of its own whenever an id is not greater than the one before.
        of_words.sort_unstable_by_key(|(id, _)| *id);
        let json = rows(runs.iter().map(|(id, run)| (Hex(id.0), run)))?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO word_runs (conversation_id, run) \
             SELECT unhex(value->>0), value->>1 FROM jsonb_each($1)",
            "INSERT INTO word_runs (conversation_id, run) \
             SELECT (value->>0)::uuid, (value->>1)::bigint FROM json_array_elements($1::json) \
             ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        let json = rows(of_words.iter())?;
        let sql = self.pick(
            "INSERT OR REPLACE INTO words (rowid, terms) \
             SELECT value->>0, value->>1 FROM jsonb_each($1)",
            // Made of an array, so that PostgreSQL neither cuts nor folds anything.
            "INSERT INTO words (id, terms) SELECT (value->>0)::bigint, \
             array_to_tsvector(string_to_array(value->>1, ' ')) \
             FROM json_array_elements($1::json) \
             ON CONFLICT (id) DO UPDATE SET terms = excluded.terms",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// The places of messages in the index, made where they are missing.
    async fn insert_places(
        &mut self,
        words: &[Words],
    ) -> Result<HashMap<(ConversationId, i64), i64>> {
        let json = rows(
            words
                .iter()
                .map(|words| (Hex(words.conversation_id.0), words.seq)),
        )?;
        let sql = self.pick(
            "INSERT INTO word_places (conversation_id, seq) \
             SELECT unhex(value->>0), value->>1 FROM jsonb_each($1) WHERE TRUE \
             ON CONFLICT (conversation_id, seq) DO UPDATE SET seq = excluded.seq \
             RETURNING id, conversation_id, seq",
            "INSERT INTO word_places (conversation_id, seq) \
             SELECT (value->>0)::uuid, (value->>1)::bigint FROM json_array_elements($1::json) \
             ON CONFLICT (conversation_id, seq) DO UPDATE SET seq = excluded.seq \
             RETURNING id, conversation_id, seq",
        );
        let rows: Vec<(i64, Uuid, i64)> =
            on!(self, c => sqlx::query_as(sql).bind(json).fetch_all(c).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, c, seq)| ((ConversationId(c), seq), id))
            .collect())
    }

    /// Takes messages out of the index; those that are not in it are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_words(&mut self, which: &[(ConversationId, i64)]) -> Result<()> {
        if which.is_empty() {
            return Ok(());
        }
        let json = places(which)?;
        let sql = self.pick(
            "DELETE FROM words WHERE rowid IN (SELECT p.id FROM jsonb_each($1) AS j \
             CROSS JOIN word_places AS p ON p.conversation_id = unhex(j.value->>0) \
             AND p.seq = j.value->>1)",
            "DELETE FROM words WHERE id IN (SELECT p.id FROM json_array_elements($1::json) AS j \
             JOIN word_places AS p ON p.conversation_id = (j.value->>0)::uuid \
             AND p.seq = (j.value->>1)::bigint)",
        );
        on!(self, c => sqlx::query(sql).bind(json.clone()).execute(c).await.map(drop))?;
        let sql = self.pick(
            "DELETE FROM word_places WHERE (conversation_id, seq) IN \
             (SELECT unhex(value->>0), value->>1 FROM jsonb_each($1))",
            "DELETE FROM word_places AS p USING json_array_elements($1::json) AS j \
             WHERE p.conversation_id = (j.value->>0)::uuid AND p.seq = (j.value->>1)::bigint",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }
}

impl Words {
    fn terms_in(&self, run: i64) -> String {
        let run = run_prefix(run);
        let conversation = id_term(CONVERSATION_MARK, self.conversation_id.0);
        let sender = id_term(SENDER_MARK, self.sender_id.0);
        let mut terms = format!("{run}{conversation} {run}{sender}");
        for term in self.terms.split_terminator(' ') {
            // Writing to a string cannot fail.
            let _ = write!(terms, " {run}{term}");
        }
        terms
    }
}

fn ranges_json(ranges: &[Unindexed]) -> Result<String> {
    rows(
        ranges
            .iter()
            .map(|it| (Hex(it.conversation_id.0), it.from, it.to)),
    )
}

//! The index of search: FTS5 on SQLite, `tsvector` and GIN on PostgreSQL. Both store and look for
//! the terms that they are given and cut, fold or rank nothing themselves.
//!
//! Each message also has a term for its sender, and one for its conversation within a *bucket*, a
//! run of ids. A search names the buckets of the conversations that its reader is in, the newest
//! first, so that what others write costs it nothing, however common its words are.
//!
//! *Invariant:* words are written in the transaction that moves `indexed_rev` past them, so that
//! whatever is interrupted is done again.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use models::{ConversationId, Message, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Engine, on};
use crate::messages::{MessageRow, Place, message_columns};
use crate::{Conn, Result};

/// Ids of one bucket, as a power of two.
const BUCKET_BITS: u32 = 14;
/// Before a term that is no word: of a place, of a sender. Nothing that people write is a word
/// with these in it.
const PLACE_MARK: char = '\u{E000}';
const SENDER_MARK: char = '\u{E001}';

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

/// A conversation within a run of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Which run; greater is newer.
    pub number: i64,
    /// Of which conversation.
    pub conversation_id: ConversationId,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct WordQuery<'q> {
    /// Who looks.
    pub reader: UserId,
    /// Terms that must all be there; whether one is only the beginning of a term.
    pub terms: &'q [(&'q str, bool)],
    /// Whose messages only.
    pub sender_id: Option<UserId>,
    /// Where.
    pub buckets: &'q [Bucket],
}

/// A message that the index offers.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its place in the index: where a search goes on.
    pub place: i64,
    /// The message.
    pub message: Message,
}

/// The bucket of an id.
#[must_use]
pub fn bucket_of(place: i64) -> i64 {
    place >> BUCKET_BITS
}

/// The least id of a bucket.
#[must_use]
pub fn first_of_bucket(number: i64) -> i64 {
    number << BUCKET_BITS
}

fn place_term(bucket: i64, conversation_id: Uuid) -> String {
    format!("{PLACE_MARK}{bucket:x}{}", conversation_id.simple())
}

fn sender_term(sender_id: UserId) -> String {
    format!("{SENDER_MARK}{}", sender_id.0.simple())
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

#[derive(sqlx::FromRow)]
struct CandidateRow {
    place: i64,
    #[sqlx(flatten)]
    message: MessageRow,
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
             FROM json_each($1) AS j CROSS JOIN messages AS m \
             ON m.conversation_id = unhex(j.value->>'c') \
             AND m.rev > j.value->>'f' AND m.rev <= j.value->>'t' \
             WHERE m.kind = 'text' ORDER BY m.conversation_id, m.rev",
            "SELECT m.conversation_id, m.seq, m.rev, m.sender_id, m.created_at, m.body \
             FROM json_to_recordset($1::json) AS j(c uuid, f bigint, t bigint) \
             JOIN messages AS m ON m.conversation_id = j.c AND m.rev > j.f AND m.rev <= j.t \
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
            "UPDATE conversations SET indexed_rev = j.value->>'t' FROM json_each($1) AS j \
             WHERE conversations.id = unhex(j.value->>'c') AND indexed_rev = j.value->>'f' \
             AND deleted_at IS NULL RETURNING id",
            "WITH j AS (SELECT c, f, t FROM json_to_recordset($1::json) \
             AS j(c uuid, f bigint, t bigint)), \
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
        let mut buckets = BTreeSet::new();
        let mut rows = Vec::with_capacity(words.len());
        for words in words {
            let Some(&id) = places.get(&(words.conversation_id, words.seq)) else {
                continue;
            };
            let (bucket, conversation) = (bucket_of(id), words.conversation_id.0);
            buckets.insert((conversation.simple().to_string(), bucket));
            let place = place_term(bucket, conversation);
            let sender = sender_term(words.sender_id);
            rows.push((id, format!("{place} {sender} {}", words.terms)));
        }
        // FTS5 writes a segment of its own whenever an id is not greater than the one before.
        rows.sort_unstable_by_key(|(id, _)| *id);
        let json = serde_json::to_string(&buckets)?;
        let sql = self.pick(
            "INSERT OR IGNORE INTO word_buckets (conversation_id, bucket) \
             SELECT unhex(value->>0), value->>1 FROM json_each($1)",
            "INSERT INTO word_buckets (conversation_id, bucket) \
             SELECT (value->>0)::uuid, (value->>1)::bigint FROM json_array_elements($1::json) \
             ON CONFLICT DO NOTHING",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        let json = serde_json::to_string(&rows)?;
        let sql = self.pick(
            "INSERT OR REPLACE INTO words (rowid, terms) \
             SELECT value->>0, value->>1 FROM json_each($1)",
            // Made of an array, so that PostgreSQL neither cuts nor folds anything.
            "INSERT INTO words (id, terms) SELECT (value->>0)::bigint, \
             array_to_tsvector(array_remove(string_to_array(value->>1, ' '), '')) \
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
        let places: Vec<_> = words
            .iter()
            .map(|words| (words.conversation_id, words.seq))
            .collect();
        let json = places_json(&places)?;
        let sql = self.pick(
            "INSERT INTO word_places (conversation_id, seq) \
             SELECT unhex(value->>'c'), value->>'s' FROM json_each($1) WHERE TRUE \
             ON CONFLICT (conversation_id, seq) DO UPDATE SET seq = excluded.seq \
             RETURNING id, conversation_id, seq",
            "INSERT INTO word_places (conversation_id, seq) \
             SELECT c, s FROM json_to_recordset($1::json) AS j(c uuid, s bigint) \
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
    pub async fn delete_words(&mut self, places: &[(ConversationId, i64)]) -> Result<()> {
        if places.is_empty() {
            return Ok(());
        }
        let json = places_json(places)?;
        let sql = self.pick(
            "DELETE FROM words WHERE rowid IN (SELECT p.id FROM json_each($1) AS j \
             CROSS JOIN word_places AS p ON p.conversation_id = unhex(j.value->>'c') \
             AND p.seq = j.value->>'s')",
            "DELETE FROM words WHERE id IN (SELECT p.id FROM json_to_recordset($1::json) \
             AS j(c uuid, s bigint) JOIN word_places AS p \
             ON p.conversation_id = j.c AND p.seq = j.s)",
        );
        on!(self, c => sqlx::query(sql).bind(json.clone()).execute(c).await.map(drop))?;
        let sql = self.pick(
            "DELETE FROM word_places WHERE (conversation_id, seq) IN \
             (SELECT unhex(value->>'c'), value->>'s' FROM json_each($1))",
            "DELETE FROM word_places AS p USING json_to_recordset($1::json) \
             AS j(c uuid, s bigint) WHERE p.conversation_id = j.c AND p.seq = j.s",
        );
        on!(self, c => sqlx::query(sql).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// The buckets up to `newest` of the conversations that `reader` is in, or of one of them,
    /// the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_buckets(
        &mut self,
        reader: UserId,
        conversation_id: Option<ConversationId>,
        newest: i64,
        limit: u32,
    ) -> Result<Vec<Bucket>> {
        let rows: Vec<(i64, Uuid)> = on!(self, c => sqlx::query_as(
            "SELECT w.bucket, w.conversation_id FROM members AS o \
             JOIN conversations AS c ON c.id = o.conversation_id \
             JOIN word_buckets AS w ON w.conversation_id = o.conversation_id \
             WHERE o.user_id = $1 AND o.left_at IS NULL AND c.deleted_at IS NULL \
             AND w.bucket <= $2 AND ($3 IS NULL OR o.conversation_id = $3) \
             ORDER BY w.bucket DESC, w.conversation_id LIMIT $4")
            .bind(reader.0)
            .bind(newest)
            .bind(conversation_id.map(|id| id.0))
            .bind(i64::from(limit))
            .fetch_all(c).await)?;
        let bucket = |(number, id)| Bucket {
            number,
            conversation_id: ConversationId(id),
        };
        Ok(rows.into_iter().map(bucket).collect())
    }

    /// Messages that the index offers for a query, before a place in it, the newest first. They
    /// are as they are now: whether they have what is looked for is the caller's to see.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_candidates(
        &mut self,
        query: &WordQuery<'_>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Candidate>> {
        let expression = query.expression(matches!(self.engine(), Engine::Sqlite(_)));
        let sql = self.pick(
            concat!(
                "SELECT p.id AS place, ",
                message_columns!(),
                " FROM words AS w CROSS JOIN word_places AS p ON p.id = w.rowid \
                 CROSS JOIN members AS o ON o.conversation_id = p.conversation_id \
                 AND o.user_id = $3 AND o.left_at IS NULL \
                 CROSS JOIN messages AS m ON m.conversation_id = p.conversation_id \
                 AND m.seq = p.seq AND m.deleted_at IS NULL \
                 WHERE w.words MATCH $1 AND w.rowid < $2 ORDER BY w.rowid DESC LIMIT $4"
            ),
            // Apart, so that it is the index of terms that is asked, however rare the planner
            // takes them to be.
            concat!(
                "WITH w AS MATERIALIZED (SELECT id FROM words WHERE terms @@ $1::tsquery) \
                 SELECT p.id AS place, ",
                message_columns!(),
                " FROM w JOIN word_places AS p ON p.id = w.id \
                 JOIN members AS o ON o.conversation_id = p.conversation_id \
                 AND o.user_id = $3 AND o.left_at IS NULL \
                 JOIN messages AS m ON m.conversation_id = p.conversation_id \
                 AND m.seq = p.seq AND m.deleted_at IS NULL \
                 WHERE w.id < $2 ORDER BY w.id DESC LIMIT $4"
            ),
        );
        let rows: Vec<CandidateRow> = on!(self, c => sqlx::query_as(sql)
            .bind(expression).bind(before).bind(query.reader.0).bind(i64::from(limit))
            .fetch_all(c).await)?;
        let (places, rows): (Vec<i64>, Vec<MessageRow>) =
            rows.into_iter().map(|row| (row.place, row.message)).unzip();
        let messages = self.finish_messages(rows, Some(query.reader)).await?;
        let candidate = |(place, message)| Candidate { place, message };
        Ok(places.into_iter().zip(messages).map(candidate).collect())
    }
}

impl WordQuery<'_> {
    /// In FTS5's language, or in that of `tsquery`. Terms have neither quotes nor backslashes.
    fn expression(&self, sqlite: bool) -> String {
        let (quote, and, or, goes_on) = if sqlite {
            ('"', " AND ", " OR ", " *")
        } else {
            ('\'', " & ", " | ", ":*")
        };
        let mut text = String::new();
        let mut term = |before: &str, term: &str, after: &str| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{before}{quote}{term}{quote}{after}");
        };
        for (i, bucket) in self.buckets.iter().enumerate() {
            let place = place_term(bucket.number, bucket.conversation_id.0);
            let last = i + 1 == self.buckets.len();
            term(
                if i == 0 { "(" } else { or },
                &place,
                if last { ")" } else { "" },
            );
        }
        if let Some(sender_id) = self.sender_id {
            term(and, &sender_term(sender_id), "");
        }
        for (word, is_beginning) in self.terms {
            term(and, word, if *is_beginning { goes_on } else { "" });
        }
        text
    }
}

fn ranges_json(ranges: &[Unindexed]) -> Result<String> {
    #[derive(serde::Serialize)]
    struct Row {
        c: String,
        f: i64,
        t: i64,
    }
    let row = |range: &Unindexed| Row {
        c: range.conversation_id.0.simple().to_string(),
        f: range.from,
        t: range.to,
    };
    Ok(serde_json::to_string(
        &ranges.iter().map(row).collect::<Vec<_>>(),
    )?)
}

fn places_json(places: &[(ConversationId, i64)]) -> Result<String> {
    let place = |(id, seq): &(ConversationId, i64)| Place::new(id.0, *seq);
    Ok(serde_json::to_string(
        &places.iter().map(place).collect::<Vec<_>>(),
    )?)
}

//! Writing the index of search: FTS5 on SQLite, `tsvector` and GIN on PostgreSQL. Both store and
//! look for the terms that they are given and cut, fold or rank nothing themselves.
//!
//! The index is cut into *runs* of ids: each term begins with the number of its run, and each
//! message also has a term for its conversation and one for its sender, and marks for what it has beside
//! words. `word_search.rs` reads it from the newest run back.
//!
//! *Invariant:* words are written in the transaction that moves `indexed_rev` past them, so that
//! whatever is interrupted is done again.

use std::collections::{BTreeMap, HashMap};
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
pub(crate) const FILE_TERM: &str = "\u{E002}";
pub(crate) const LINK_TERM: &str = "\u{E003}";

/// The words of a message.
#[derive(Clone, Debug)]
pub struct Words {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub seq: i64,
    /// Who wrote it.
    pub sender_id: UserId,
    /// When.
    pub created_at: Timestamp,
    /// What it has beside words.
    pub has: Vec<Has>,
    /// Terms with a space between two, of letters and digits in lower case and of anything that is
    /// not ASCII.
    pub terms: String,
}

/// What a message can have beside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// At least one.
    File,
    /// An address on the web.
    Link,
}

impl Has {
    pub(crate) fn term(self) -> &'static str {
        match self {
            Self::File => FILE_TERM,
            Self::Link => LINK_TERM,
        }
    }
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

impl Conn {
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
        let mut runs: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        let mut of_words = Vec::with_capacity(words.len());
        for words in words {
            let Some(&id) = places.get(&(words.conversation_id, words.seq)) else {
                continue;
            };
            let run = run_of(id);
            let at = words.created_at.0;
            let span = runs.entry((words.conversation_id, run)).or_insert((at, at));
            *span = (span.0.min(at), span.1.max(at));
            of_words.push((id, words.terms_in(run)));
        }
        // FTS5 writes a segment of its own whenever an id is not greater than the one before.
        of_words.sort_unstable_by_key(|(id, _)| *id);
        let json = rows(
            runs.iter()
                .map(|((id, run), (first, last))| (Hex(id.0), run, first, last)),
        )?;
        // What is not known of a run is not known by a part of it either.
        let sql = self.pick(
            "INSERT INTO word_runs (conversation_id, run, first_at, last_at) \
             SELECT unhex(value->>0), value->>1, value->>2, value->>3 FROM jsonb_each($1) \
             WHERE TRUE ON CONFLICT (conversation_id, run) DO UPDATE \
             SET first_at = min(first_at, excluded.first_at), \
             last_at = max(last_at, excluded.last_at) \
             WHERE excluded.first_at < first_at OR excluded.last_at > last_at",
            "INSERT INTO word_runs AS w (conversation_id, run, first_at, last_at) \
             SELECT (value->>0)::uuid, (value->>1)::bigint, (value->>2)::bigint, \
             (value->>3)::bigint FROM json_array_elements($1::json) \
             ON CONFLICT (conversation_id, run) DO UPDATE \
             SET first_at = least(w.first_at, excluded.first_at), \
             last_at = greatest(w.last_at, excluded.last_at) \
             WHERE excluded.first_at < w.first_at OR excluded.last_at > w.last_at",
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
        for has in &self.has {
            // Writing to a string cannot fail.
            let _ = write!(terms, " {run}{}", has.term());
        }
        for term in self.terms.split_terminator(' ') {
            let _ = write!(terms, " {run}{term}");
        }
        terms
    }
}

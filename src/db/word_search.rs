//! Reading the index of search. It offers candidates; whether one has what is looked for is the
//! caller's to see.
//!
//! *Invariant:* nothing is offered to whoever is not a member of its conversation.

use models::{ConversationId, Message, Timestamp, UserId};
use uuid::Uuid;

use crate::conn::{Engine, on};
use crate::messages::{MessageRow, message_columns};
use crate::words::{CONVERSATION_MARK, Has, SENDER_MARK, id_term, run_prefix};
use crate::{Conn, Result};

/// A conversation within a run of the index's ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Which run; greater is newer.
    pub run: i64,
    /// Which conversation.
    pub conversation_id: ConversationId,
}

/// Where to look, and when it was said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    /// In this conversation only.
    pub conversation_id: Option<ConversationId>,
    /// At this time or later.
    pub after: Option<Timestamp>,
    /// Before this time.
    pub before: Option<Timestamp>,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct WordQuery<'q> {
    /// Terms that must all be there; whether one is only the beginning of a term.
    pub terms: &'q [(&'q str, bool)],
    /// Whose messages only.
    pub sender_id: Option<UserId>,
    /// What they must have beside words.
    pub has: &'q [Has],
    /// Where, the newest first.
    pub buckets: &'q [Bucket],
}

/// A message that the index offers.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its place in the index: where a search goes on.
    pub place: i64,
    /// The message as it is now.
    pub message: Message,
}

#[derive(sqlx_macros::FromRow)]
struct CandidateRow {
    place: i64,
    #[sqlx(flatten)]
    message: MessageRow,
}

impl Conn {
    /// The buckets up to the run `newest` of the conversations that `reader` is in, the newest first;
    /// those that have nothing of the scope are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_buckets(
        &mut self,
        reader: UserId,
        scope: &Scope,
        newest: i64,
        limit: u32,
    ) -> Result<Vec<Bucket>> {
        let rows: Vec<(i64, Uuid)> = on!(self, c => sqlx::query_as(
            "SELECT w.run, w.conversation_id FROM members AS o \
             JOIN conversations AS c ON c.id = o.conversation_id \
             JOIN word_runs AS w ON w.conversation_id = o.conversation_id \
             WHERE o.user_id = $1 AND o.left_at IS NULL AND c.deleted_at IS NULL \
             AND w.run <= $2 AND ($3 IS NULL OR o.conversation_id = $3) \
             AND coalesce(w.last_at >= $5, TRUE) AND coalesce(w.first_at < $6, TRUE) \
             ORDER BY w.run DESC, w.conversation_id LIMIT $4")
            .bind(reader.0)
            .bind(newest)
            .bind(scope.conversation_id.map(|id| id.0))
            .bind(i64::from(limit))
            .bind(scope.earliest())
            .bind(scope.end())
            .fetch_all(c).await)?;
        let bucket = |(run, id)| Bucket {
            run,
            conversation_id: ConversationId(id),
        };
        Ok(rows.into_iter().map(bucket).collect())
    }

    /// Places in the query's runs of messages that have its terms and lie before a place, the
    /// newest first, by the index of terms alone: in the query's buckets, or (without) in any
    /// conversation, whoever is in it.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_places(
        &mut self,
        query: &WordQuery<'_>,
        in_buckets: bool,
        before: i64,
        limit: u32,
    ) -> Result<Vec<i64>> {
        let sqlite = matches!(self.engine(), Engine::Sqlite(_));
        let expression = query.expression(sqlite, in_buckets)?;
        let sql = self.pick(
            "SELECT rowid FROM words WHERE words MATCH $1 AND rowid < $2 \
             ORDER BY rowid DESC LIMIT $3",
            // Run by run, the newest first, so that it is the index of terms that is asked,
            // however rare or common the planner takes them to be.
            "SELECT w.id FROM json_array_elements_text($1::json) AS j(run) CROSS JOIN LATERAL \
             (SELECT x.id FROM (SELECT id FROM words WHERE terms @@ j.run::tsquery OFFSET 0) AS x \
             WHERE x.id < $2 ORDER BY x.id DESC LIMIT $3) AS w LIMIT $3",
        );
        let rows: Vec<(i64,)> = on!(self, c => sqlx::query_as(sql)
            .bind(expression).bind(before).bind(i64::from(limit)).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(place,)| place).collect())
    }

    /// The messages at `places` that `reader` may read and that are of the scope, the newest first.
    /// Tombstones are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_candidates(
        &mut self,
        reader: UserId,
        scope: &Scope,
        places: &[i64],
    ) -> Result<Vec<Candidate>> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let sql = self.pick(
            concat!(
                "SELECT p.id AS place, ",
                message_columns!(),
                " FROM json_each($1) AS j CROSS JOIN word_places AS p ON p.id = j.value \
                 CROSS JOIN members AS o ON o.conversation_id = p.conversation_id \
                 AND o.user_id = $2 AND o.left_at IS NULL \
                 CROSS JOIN messages AS m ON m.conversation_id = p.conversation_id \
                 AND m.seq = p.seq AND m.deleted_at IS NULL \
                 AND m.created_at >= $4 AND m.created_at < $5 \
                 WHERE $3 IS NULL OR p.conversation_id = $3 ORDER BY p.id DESC"
            ),
            // One by one, where a planner without statistics might begin with all messages.
            concat!(
                "SELECT p.id AS place, ",
                message_columns!(),
                " FROM json_array_elements_text($1::json) AS j(place) \
                 CROSS JOIN LATERAL (SELECT * FROM word_places \
                 WHERE id = j.place::bigint OFFSET 0) AS p \
                 CROSS JOIN LATERAL (SELECT * FROM members WHERE user_id = $2 \
                 AND conversation_id = p.conversation_id AND left_at IS NULL OFFSET 0) AS o \
                 CROSS JOIN LATERAL (SELECT * FROM messages WHERE deleted_at IS NULL \
                 AND created_at >= $4 AND created_at < $5 AND conversation_id = p.conversation_id AND seq = p.seq OFFSET 0) AS m \
                 WHERE $3 IS NULL OR p.conversation_id = $3 ORDER BY p.id DESC"
            ),
        );
        let json = serde_json::to_string(places)?;
        let rows: Vec<CandidateRow> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(reader.0).bind(scope.conversation_id.map(|id| id.0))
            .bind(scope.earliest()).bind(scope.end()).fetch_all(c).await)?;
        let (places, rows): (Vec<i64>, Vec<MessageRow>) =
            rows.into_iter().map(|row| (row.place, row.message)).unzip();
        let messages = self.finish_messages(rows, Some(reader)).await?;
        let candidate = |(place, message)| Candidate { place, message };
        Ok(places.into_iter().zip(messages).map(candidate).collect())
    }
}

impl Scope {
    fn earliest(&self) -> i64 {
        self.after.map_or(i64::MIN, |at| at.0)
    }

    fn end(&self) -> i64 {
        self.before.map_or(i64::MAX, |at| at.0)
    }
}

impl WordQuery<'_> {
    /// For FTS5 one expression, for PostgreSQL a JSON list with one `tsquery` for each run; with
    /// the conversations, or without. Terms have neither quotes nor backslashes.
    fn expression(&self, sqlite: bool, with_conversations: bool) -> Result<String> {
        let (quote, and, or, beginning) = if sqlite {
            ('"', " AND ", " OR ", " *")
        } else {
            ('\'', " & ", " | ", ":*")
        };
        let mut runs = Vec::new();
        for buckets in self.buckets.chunk_by(|one, other| one.run == other.run) {
            let run = buckets
                .first()
                .map_or_else(String::new, |it| run_prefix(it.run));
            let quoted = |term: &str, end| format!("{quote}{run}{term}{quote}{end}");
            let mut all = Vec::with_capacity(self.terms.len() + self.has.len() + 2);
            if with_conversations {
                let id = |it: &Bucket| id_term(CONVERSATION_MARK, it.conversation_id.0);
                let ids: Vec<String> = buckets.iter().map(|it| quoted(&id(it), "")).collect();
                all.push(format!("({})", ids.join(or)));
            }
            all.extend(
                self.sender_id
                    .map(|id| quoted(&id_term(SENDER_MARK, id.0), "")),
            );
            all.extend(self.has.iter().map(|has| quoted(has.term(), "")));
            let end = |is_beginning| if is_beginning { beginning } else { "" };
            all.extend(
                self.terms
                    .iter()
                    .map(|(term, more)| quoted(term, end(*more))),
            );
            runs.push(format!("({})", all.join(and)));
        }
        if sqlite {
            Ok(runs.join(or))
        } else {
            Ok(serde_json::to_string(&runs)?)
        }
    }
}

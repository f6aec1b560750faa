//! Finding messages by their words, in the conversations that one is in, the newest first.
//!
//! The index offers candidates, bucket by bucket from the newest; each is read as it is now and
//! looked at again, so that an edit, a deletion or a removal counts from its commit on.
//!
//! *Invariant:* the cost of a page is bounded, however many messages there are and however common
//! the words. Where that ends a page early, its cursor goes on from there.

use std::ops::Range;

use db::{Bucket, Candidate, Conn, WordQuery, bucket_of, first_of_bucket};
use models::{ConversationId, Message, Problem, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::store::not_a_member;
use crate::words::{Query, fold};
use crate::{Chat, Result, page};

/// Characters of a query.
const QUERY_CHARS: usize = 500;
/// Characters of an excerpt, and of what goes before its first hit.
const EXCERPT_CHARS: usize = 200;
const EXCERPT_BEFORE: usize = 60;
/// Buckets that the index is asked for at a time: few at first, since common words are found at
/// once, and more where they are not. All conversations of one bucket always go together.
const BUCKETS: std::ops::RangeInclusive<usize> = 8..=1_024;
/// Candidates that are read at a time, and for a page.
const CANDIDATES: u32 = 100;
const CANDIDATES_MOST: usize = 2_000;
/// Times that the index is asked for a page.
const ROUNDS_MOST: usize = 256;

/// What to look for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words that must all be there, the last at least by its beginning; what is written without a
    /// space between must stand together.
    pub query: String,
    /// In this conversation only.
    pub conversation_id: Option<ConversationId>,
    /// By this person only.
    pub sender_id: Option<UserId>,
    /// The former page's `next_cursor`.
    pub cursor: Option<String>,
    /// How many; 50 by default, 200 at most.
    pub limit: Option<u64>,
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hits {
    /// The newest first.
    pub hits: Vec<Hit>,
    /// Where the next page begins. A page may hold fewer than were asked for, or none, and still
    /// have a next one.
    pub next_cursor: Option<String>,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hit {
    /// All of it.
    pub message: Message,
    /// The part of its text around what was found, as plain text. "…" stands for what is left out
    /// at either end.
    pub excerpt: String,
    /// What was found in the excerpt: from where, and up to where (not with it), in Unicode scalar
    /// values.
    #[schema(value_type = Vec<Vec<usize>>)]
    pub highlights: Vec<[usize; 2]>,
}

impl Chat {
    /// Finds messages in the conversations that `reader` is in.
    ///
    /// # Errors
    /// `invalid_field`; `not_found` for a conversation that one is not in.
    pub async fn search(&self, reader: UserId, search: SearchQuery) -> Result<Hits> {
        if search.query.trim().is_empty() {
            return Err(Problem::field("query", "too_short", "what to look for").into());
        }
        if search.query.chars().count() > QUERY_CHARS {
            return Err(Problem::field("query", "too_long", "at most 500 characters").into());
        }
        let before = page::cursor(search.cursor.as_deref())?.unwrap_or(i64::MAX);
        let mut conn = self.inner.db.read().await?;
        if let Some(id) = search.conversation_id {
            conn.find_last_seq(id, reader)
                .await?
                .ok_or_else(not_a_member)?;
        }
        let Some(query) = Query::parse(&search.query) else {
            return Ok(Hits::default());
        };
        let mut walk = Walk {
            reader,
            search: &search,
            query: &query,
            before,
            hits: Vec::new(),
        };
        let is_left = walk
            .run(&mut conn, page::size(search.limit) as usize)
            .await?;
        let next_cursor = is_left.then(|| walk.before.to_string());
        Ok(Hits {
            hits: walk.hits,
            next_cursor,
        })
    }
}

/// The way from the newest message back.
struct Walk<'s> {
    reader: UserId,
    search: &'s SearchQuery,
    query: &'s Query,
    /// What is at this place of the index or after it has been looked at.
    before: i64,
    hits: Vec<Hit>,
}

impl Walk<'_> {
    /// Fills a page; whether there may be more.
    async fn run(&mut self, conn: &mut Conn, size: usize) -> Result<bool> {
        let terms = self.query.terms();
        let mut window = *BUCKETS.start();
        let mut candidates = 0;
        for _ in 0..ROUNDS_MOST {
            let newest = bucket_of(self.before.saturating_sub(1));
            let most = u32::try_from(*BUCKETS.end()).unwrap_or(u32::MAX);
            let only = self.search.conversation_id;
            let mut buckets = conn.list_buckets(self.reader, only, newest, most).await?;
            keep_whole(&mut buckets, window);
            let Some(oldest) = buckets.last() else {
                return Ok(false);
            };
            let words = WordQuery {
                reader: self.reader,
                terms: &terms,
                sender_id: self.search.sender_id,
                buckets: &buckets,
            };
            let found = conn
                .list_candidates(&words, self.before, CANDIDATES)
                .await?;
            candidates += found.len();
            let is_all = found.len() < CANDIDATES as usize;
            for candidate in found {
                if self.hits.len() == size {
                    return Ok(true);
                }
                self.look_at(candidate);
                // Folding a long text takes a millisecond, and there may be hundreds.
                tokio::task::yield_now().await;
            }
            if is_all {
                self.before = first_of_bucket(oldest.number);
                window = (window * 4).min(*BUCKETS.end());
            }
            if candidates >= CANDIDATES_MOST {
                break;
            }
        }
        Ok(true)
    }

    fn look_at(&mut self, candidate: Candidate) {
        let Candidate { place, message } = candidate;
        self.before = place;
        let by_another = self
            .search
            .sender_id
            .is_some_and(|id| id != message.sender_id);
        let Some(body) = message.body.as_deref().filter(|_| !by_another) else {
            return;
        };
        if let Some(ranges) = fold(body).find(self.query) {
            let (excerpt, highlights) = excerpt(body, &ranges);
            self.hits.push(Hit {
                message,
                excerpt,
                highlights,
            });
        }
    }
}

/// Keeps the first `window` buckets and the rest of the last one's run: what is older than a run
/// may only be looked at when all of that run was.
fn keep_whole(buckets: &mut Vec<Bucket>, window: usize) {
    let Some(last) = buckets.get(window.saturating_sub(1)) else {
        return;
    };
    let last = last.number;
    let whole = buckets.partition_point(|bucket| bucket.number >= last);
    // A list that was cut may lack some of its last run; one that lacks some of its first cannot
    // be, since nobody is in so many conversations.
    let cut = buckets.len() >= *BUCKETS.end() && whole == buckets.len();
    let whole = if cut {
        let complete = buckets.partition_point(|bucket| bucket.number > last);
        if complete > 0 { complete } else { whole }
    } else {
        whole
    };
    buckets.truncate(whole);
}

/// The part of a text around the first of `ranges`, and those of them that are in it.
fn excerpt(body: &str, ranges: &[Range<usize>]) -> (String, Vec<[usize; 2]>) {
    let chars: Vec<char> = body.chars().collect();
    let first = ranges.first().map_or(0, |range| range.start);
    let earliest = first.saturating_sub(EXCERPT_BEFORE);
    // From the beginning of a word, where there is one.
    let start = match chars.get(earliest..first) {
        Some(before) if earliest > 0 => {
            let space = before.iter().position(|char| char.is_whitespace());
            space.map_or(earliest, |space| earliest + space + 1)
        }
        _ => 0,
    };
    let end = (start + EXCERPT_CHARS).min(chars.len());
    let mut text = String::new();
    if start > 0 {
        text.push('…');
    }
    text.extend(&chars[start..end]);
    if end < chars.len() {
        text.push('…');
    }
    let shift = usize::from(start > 0);
    let highlights = ranges
        .iter()
        .map(|range| range.start.max(start)..range.end.min(end))
        .filter(|range| !range.is_empty())
        .map(|range| [range.start - start + shift, range.end - start + shift])
        .collect();
    (text, highlights)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(number: i64, conversation: u128) -> Bucket {
        Bucket {
            number,
            conversation_id: ConversationId(uuid::Uuid::from_u128(conversation)),
        }
    }

    fn kept(buckets: &[Bucket], window: usize) -> Vec<i64> {
        let mut buckets = buckets.to_vec();
        keep_whole(&mut buckets, window);
        buckets.into_iter().map(|bucket| bucket.number).collect()
    }

    #[test]
    fn a_run_of_the_index_is_looked_at_in_all_conversations_or_in_none() {
        let few = [
            bucket(9, 1),
            bucket(9, 2),
            bucket(7, 1),
            bucket(7, 3),
            bucket(2, 1),
        ];
        assert_eq!(kept(&few, 1), [9, 9]);
        assert_eq!(kept(&few, 3), [9, 9, 7, 7]);
        assert_eq!(kept(&few, 8), [9, 9, 7, 7, 2]);
        assert_eq!(kept(&[], 8), Vec::<i64>::new());
        let many = |in_first: u128| -> Vec<Bucket> {
            let first = (0..in_first).map(|n| bucket(9, n));
            first
                .chain((in_first..1_024).map(|n| bucket(8, n)))
                .collect()
        };
        assert_eq!(
            kept(&many(24), 1_024).len(),
            24,
            "the list was cut within run 8"
        );
        assert_eq!(kept(&many(1_000), 8).len(), 1_000);
        assert_eq!(kept(&many(1_024), 8).len(), 1_024);
    }

    #[test]
    fn an_excerpt_is_short_and_has_what_was_found() {
        assert_eq!(
            excerpt("a b", &[0..1, 2..3]),
            ("a b".into(), vec![[0, 1], [2, 3]])
        );
        let body = format!("{} жук {}", "слово ".repeat(50), "word ".repeat(90));
        let at = body.chars().position(|char| char == 'ж').unwrap();
        let (text, highlights) = excerpt(&body, &[at..at + 3, at + 300..at + 304]);
        assert!(text.starts_with("…слово") && text.ends_with('…'), "{text}");
        assert_eq!(text.chars().count(), EXCERPT_CHARS + 2);
        let [[start, end]] = highlights[..] else {
            panic!("{highlights:?}")
        };
        assert_eq!(
            text.chars()
                .skip(start)
                .take(end - start)
                .collect::<String>(),
            "жук"
        );
    }

    #[test]
    fn an_excerpt_of_one_endless_word_is_cut() {
        let body = "京".repeat(5_000);
        let (text, highlights) = excerpt(&body, &[1_000..4_000, 4_500..4_501]);
        assert_eq!(text.chars().count(), EXCERPT_CHARS + 2);
        assert_eq!(highlights, [[EXCERPT_BEFORE + 1, EXCERPT_CHARS + 1]]);
    }
}

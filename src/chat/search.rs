//! Finding messages by their words, by who wrote them, when, and what they have, in the conversations that
//! one is in, the newest first.
//!
//! The index offers candidates, run by run from the newest; each is read as it is now and looked
//! at again, so that an edit, a deletion or a removal counts from its commit on. Where the words
//! are rare, all that have them are read, and those that are the reader's are kept; where they are
//! common, the index is asked for the reader's own conversations.
//!
//! *Invariant:* the cost of a page is bounded, however many messages there are and however common
//! the words. Where that ends a page early, its cursor goes on from there.

use std::collections::VecDeque;
use std::ops::Range;

use db::{Bucket, Candidate, Conn, Has, WordQuery, first_of_run, run_of};
use models::link::has_link;
use models::{Message, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fold::fold;
use crate::search_query::{Asked, SearchQuery};
use crate::store::not_a_member;
use crate::words::Query;
use crate::{Chat, Result, page};

/// Characters of an excerpt, and of what goes before its first hit.
const EXCERPT_CHARS: usize = 200;
const EXCERPT_BEFORE: usize = 60;
/// Runs of the index that are looked at together: few at first, since common words are found at
/// once, and more while they are rare.
const RUNS: std::ops::RangeInclusive<usize> = 1..=128;
/// Runs that are looked at together where the words are common.
const RUNS_COMMON: usize = 4;
/// What a page may cost: a run costs 1, or this where the words are common.
const COST_MOST: usize = 1_024;
const COST_COMMON: usize = 16;
/// Messages with the words, up to which these are rare.
const FEW: u32 = 500;
/// Conversations in runs that the index is asked for together where the words are common.
const BUCKETS: usize = 256;
/// Those that are listed at a time: more than one person can have in one run.
const BUCKETS_LISTED: u32 = 4_096;
/// Candidates that are read at a time, and for a page.
const CANDIDATES: usize = 100;
const CANDIDATES_MOST: usize = 2_000;

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
        let asked = search.read()?;
        let before = page::cursor(search.cursor.as_deref())?.unwrap_or(i64::MAX);
        // Never closed, so there is nothing to do about an error.
        let _turn = self.inner.long_reads.acquire().await;
        let mut conn = self.inner.db.read().await?;
        if let Some(id) = asked.scope.conversation_id {
            conn.find_last_seq(id, reader)
                .await?
                .ok_or_else(not_a_member)?;
        }
        let Some(asked) = asked.findable() else {
            return Ok(Hits::default());
        };
        let mut walk = Walk::new(reader, &asked, before);
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

/// What the index offers.
struct Found {
    /// The newest first.
    places: Vec<i64>,
    /// From this place on there are no others.
    before: i64,
    cost: usize,
    /// How many runs to look at next.
    next: usize,
}

/// The way from the newest message back: what is ahead gets less with each look, and what is behind
/// need never be looked at again.
struct Walk<'s> {
    reader: UserId,
    asked: &'s Asked,
    /// What is at this place of the index or after it has been looked at.
    before: i64,
    /// Where to look next, the newest first.
    buckets: VecDeque<Bucket>,
    /// Whether there are older ones than those.
    has_older: bool,
    hits: Vec<Hit>,
}

impl<'s> Walk<'s> {
    fn new(reader: UserId, asked: &'s Asked, before: i64) -> Self {
        let (buckets, hits) = (VecDeque::new(), Vec::new());
        Self {
            reader,
            asked,
            before,
            buckets,
            has_older: true,
            hits,
        }
    }

    /// Fills a page; whether there may be more.
    async fn run(&mut self, conn: &mut Conn, size: usize) -> Result<bool> {
        let (mut window, mut cost, mut candidates) = (*RUNS.start(), 0, 0);
        while cost < COST_MOST && candidates < CANDIDATES_MOST {
            if self.buckets.is_empty() && self.has_older {
                self.list_buckets(conn).await?;
            }
            if self.buckets.is_empty() {
                return Ok(false);
            }
            let found = self.ask(conn, window).await?;
            for places in found.places.chunks(CANDIDATES) {
                let scope = &self.asked.scope;
                let list = conn.list_candidates(self.reader, scope, places).await?;
                candidates += list.len();
                for candidate in list {
                    if self.hits.len() == size {
                        return Ok(true);
                    }
                    self.look_at(candidate);
                    // Folding a long text takes a millisecond, and there may be hundreds.
                    tokio::task::yield_now().await;
                }
            }
            self.before = found.before;
            let next = run_of(self.before.saturating_sub(1));
            self.buckets.retain(|bucket| bucket.run <= next);
            window = found.next;
            cost += found.cost;
        }
        Ok(true)
    }

    async fn ask(&self, conn: &mut Conn, window: usize) -> Result<Found> {
        let terms = self
            .asked
            .words
            .as_ref()
            .map_or_else(Vec::new, Query::terms);
        let (sender_id, has) = (self.asked.sender_id, &*self.asked.has);
        let begin = |buckets: &[Bucket]| buckets.last().map_or(0, |last| first_of_run(last.run));
        let buckets = first_runs(&self.buckets, window, usize::MAX);
        let words = WordQuery {
            terms: &terms,
            sender_id,
            has,
            buckets: &buckets,
        };
        // What all messages have is common, without a look.
        if !(terms.is_empty() && sender_id.is_none() && has.is_empty()) {
            let places = conn
                .list_places(&words, false, self.before, FEW + 1)
                .await?;
            if places.len() <= FEW as usize {
                return Ok(Found {
                    places,
                    before: begin(&buckets),
                    cost: window,
                    next: (window * 2).min(*RUNS.end()),
                });
            }
        }
        let next = RUNS_COMMON.min(window * 2);
        let buckets = first_runs(&self.buckets, next, BUCKETS);
        let words = WordQuery {
            buckets: &buckets,
            ..words
        };
        let most = u32::try_from(CANDIDATES).unwrap_or(u32::MAX);
        let places = conn.list_places(&words, true, self.before, most).await?;
        let before = match places.last() {
            Some(last) if places.len() == CANDIDATES => *last,
            _ => begin(&buckets),
        };
        Ok(Found {
            places,
            before,
            cost: next * COST_COMMON,
            next,
        })
    }

    async fn list_buckets(&mut self, conn: &mut Conn) -> Result<()> {
        let newest = run_of(self.before.saturating_sub(1));
        let scope = &self.asked.scope;
        let buckets = conn
            .list_buckets(self.reader, scope, newest, BUCKETS_LISTED)
            .await?;
        self.has_older = buckets.len() >= BUCKETS_LISTED as usize;
        self.buckets = buckets.into();
        if self.has_older {
            // The list may have been cut within its last run.
            let last = self.buckets.back().map_or(0, |bucket| bucket.run);
            self.buckets.retain(|bucket| bucket.run > last);
        }
        Ok(())
    }

    fn look_at(&mut self, candidate: Candidate) {
        let Candidate { place, message } = candidate;
        self.before = place;
        let by_another = self
            .asked
            .sender_id
            .is_some_and(|id| id != message.sender_id);
        let Some(body) = message.body.as_deref().filter(|_| !by_another) else {
            return;
        };
        let has = |what: &Has| match what {
            Has::File => !message.attachments.is_empty(),
            Has::Link => has_link(body),
        };
        if !self.asked.has.iter().all(has) {
            return;
        }
        let ranges = match &self.asked.words {
            Some(words) => fold(body).find(words),
            None => Some(Vec::new()),
        };
        if let Some(ranges) = ranges {
            let (excerpt, highlights) = excerpt(body, &ranges);
            self.hits.push(Hit {
                message,
                excerpt,
                highlights,
            });
        }
    }
}

/// The buckets of the first `runs` runs, of fewer where those are more than `most`, but always of
/// one: what is older than a run may only be looked at when all of that run was.
fn first_runs(buckets: &VecDeque<Bucket>, runs: usize, most: usize) -> Vec<Bucket> {
    let mut first = Vec::new();
    let mut taken = 0;
    let mut rest = buckets.iter().copied().peekable();
    while let Some(run) = rest.peek().map(|bucket| bucket.run) {
        let before = first.len();
        while let Some(bucket) = rest.next_if(|bucket| bucket.run == run) {
            first.push(bucket);
        }
        taken += 1;
        if taken > 1 && first.len() > most {
            first.truncate(before);
            break;
        }
        if taken == runs {
            break;
        }
    }
    first
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

    fn bucket(run: i64, conversation: u128) -> Bucket {
        Bucket {
            run,
            conversation_id: models::ConversationId(uuid::Uuid::from_u128(conversation)),
        }
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
        let first = |runs, most| {
            let first = first_runs(&VecDeque::from(few), runs, most);
            first
                .into_iter()
                .map(|bucket| bucket.run)
                .collect::<Vec<_>>()
        };
        assert_eq!(first(1, 9), [9, 9]);
        assert_eq!(first(2, 9), [9, 9, 7, 7]);
        assert_eq!(first(8, 9), [9, 9, 7, 7, 2]);
        assert_eq!(first(8, 4), [9, 9, 7, 7]);
        assert_eq!(first(8, 3), [9, 9]);
        assert_eq!(first(8, 1), [9, 9]);
        assert_eq!(first_runs(&VecDeque::new(), 8, 9), []);
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

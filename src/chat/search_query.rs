//! What somebody searches for, as it is asked and as it is read. It finds nothing itself.

use db::{Has, Scope};
use models::{ConversationId, Problem, Timestamp, UserId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Result;
use crate::words::Query;

/// Characters of a query.
const QUERY_CHARS: usize = 500;

/// What to look for: words, or at least one of the other things.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words that must all be there, the last at least by its beginning; what is written without a
    /// space between must stand together.
    #[serde(default)]
    pub query: String,
    /// In this conversation only.
    pub conversation_id: Option<ConversationId>,
    /// By this person only.
    pub sender_id: Option<UserId>,
    /// Said at this time or later: a time (RFC 3339), or a day such as `2026-11-01`, which is its
    /// beginning in UTC.
    pub after: Option<String>,
    /// Said before this time, or before this day.
    pub before: Option<String>,
    /// What the message has: `file`, `link`, or both, with a comma between.
    pub has: Option<String>,
    /// The former page's `next_cursor`.
    pub cursor: Option<String>,
    /// How many; 50 by default, 200 at most.
    pub limit: Option<u64>,
}

/// The same, read.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Whether words were written, and whether there is any among them that can be found.
    is_worded: bool,
    pub(crate) words: Option<Query>,
    pub(crate) sender_id: Option<UserId>,
    pub(crate) has: Vec<Has>,
    pub(crate) scope: Scope,
}

impl SearchQuery {
    /// Reads it.
    ///
    /// # Errors
    /// `invalid_field`.
    pub(crate) fn read(&self) -> Result<Asked> {
        let is_worded = !self.query.trim().is_empty();
        if self.query.chars().count() > QUERY_CHARS {
            return Err(Problem::field("query", "too_long", "at most 500 characters").into());
        }
        let scope = Scope {
            conversation_id: self.conversation_id,
            after: time("after", self.after.as_deref())?,
            before: time("before", self.before.as_deref())?,
        };
        let has = has(self.has.as_deref())?;
        let is_narrowed = scope.conversation_id.is_some()
            || self.sender_id.is_some()
            || scope.after.is_some()
            || scope.before.is_some()
            || !has.is_empty();
        if !(is_worded || is_narrowed) {
            return Err(Problem::field("query", "too_short", "what to look for").into());
        }
        Ok(Asked {
            is_worded,
            words: Query::parse(&self.query),
            sender_id: self.sender_id,
            has,
            scope,
        })
    }
}

impl Asked {
    /// None where there is no word in what was written.
    pub(crate) fn findable(self) -> Option<Self> {
        (self.words.is_some() || !self.is_worded).then_some(self)
    }
}

fn time(field: &'static str, text: Option<&str>) -> Result<Option<Timestamp>> {
    let read = |text| {
        Timestamp::of_day_or_time(text)
            .ok_or_else(|| Problem::field(field, "invalid", "a day or a time").into())
    };
    text.map(read).transpose()
}

/// Each once.
fn has(text: Option<&str>) -> Result<Vec<Has>> {
    let mut all = Vec::new();
    for word in text.unwrap_or_default().split(',').map(str::trim) {
        let has = match word {
            "" => continue,
            "file" => Has::File,
            "link" => Has::Link,
            _ => return Err(Problem::field("has", "invalid", "file or link").into()),
        };
        if !all.contains(&has) {
            all.push(has);
        }
    }
    Ok(all)
}

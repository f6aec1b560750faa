//! Bookmarks: messages that somebody keeps for themselves, on all their devices. Nobody else learns of
//! them, and they show nothing that could not be read in its place.

use std::fmt;
use std::str::FromStr;

use db::{BookmarkPlace, Conn};
use futures_util::FutureExt;
use models::command::SetBookmark;
use models::event::{Address, BookmarkChanged};
use models::limits::BOOKMARKS;
use models::{
    Code, ConversationId, Event, Message, MessageId, MessageKind, Problem, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::change::News;
use crate::store::not_a_member;
use crate::{Chat, Result, page};

/// Which page.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BookmarkQuery {
    /// What the page before gave.
    pub cursor: Option<String>,
    /// How many; 50 by default, 200 at most.
    pub limit: Option<u64>,
}

/// A message that one has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bookmark {
    /// Which.
    pub message: Message,
    /// When one saved it.
    pub saved_at: Timestamp,
}

/// What one has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bookmarks {
    /// What was saved last comes first.
    pub bookmarks: Vec<Bookmark>,
    /// Of the next page; null where there is none.
    pub next_cursor: Option<String>,
}

impl Chat {
    /// What somebody has saved and can still see.
    ///
    /// # Errors
    /// `invalid_field` for a cursor that is none.
    pub async fn list_bookmarks(&self, reader: UserId, query: BookmarkQuery) -> Result<Bookmarks> {
        let after: Option<Cursor> = page::cursor(query.cursor.as_deref())?;
        let size = page::size(query.limit);
        let mut conn = self.inner.db.read().await?;
        let after = after.map(|Cursor(place)| place);
        let mut found = conn.list_bookmarks(reader, after, size + 1).await?;
        let next_cursor = page::cut(&mut found, size, |it| {
            Cursor(BookmarkPlace {
                at: it.at,
                conversation_id: it.message.conversation_id,
                seq: it.message.seq,
            })
            .to_string()
        });
        let bookmarks = found.into_iter().map(|it| Bookmark {
            message: it.message,
            saved_at: it.at,
        });
        Ok(Bookmarks {
            bookmarks: bookmarks.collect(),
            next_cursor,
        })
    }

    /// Saves a message, or lets go of it, and tells somebody's other devices.
    ///
    /// # Errors
    /// `not_found` where one does not see it; `gone`, `forbidden` and `too_many` where it cannot be saved.
    pub async fn set_bookmark(&self, user_id: UserId, set: SetBookmark) -> Result<()> {
        let SetBookmark {
            conversation_id,
            id,
            on,
        } = set;
        let now = self.inner.clock.now();
        let place = (conversation_id, id);
        self.change(move |conn| {
            async move {
                let mut news = News::default();
                if write(conn, user_id, place, on, now).await? {
                    let changed = BookmarkChanged {
                        user_id,
                        conversation_id,
                        id,
                        on,
                    };
                    let address = Address::User(user_id);
                    news.0.push((address, Event::BookmarkChanged(changed)));
                }
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }
}

/// Whether anything changed.
async fn write(
    conn: &mut Conn,
    user_id: UserId,
    (conversation_id, id): (ConversationId, MessageId),
    on: bool,
    now: Timestamp,
) -> Result<bool> {
    let last_seq = conn.find_last_seq(conversation_id, user_id).await?;
    last_seq.ok_or_else(not_a_member)?;
    let message = conn.find_message(conversation_id, id, user_id).await?;
    let message = message.ok_or(Code::NotFound)?;
    if !on {
        return Ok(conn
            .delete_bookmark(user_id, conversation_id, message.seq)
            .await?);
    }
    if message.deleted_at.is_some() {
        return Err(Problem::new(Code::Gone, "This message was deleted.").into());
    }
    if message.kind == MessageKind::System {
        return Err(Problem::new(Code::Forbidden, "What happened cannot be saved.").into());
    }
    let is_new = conn
        .insert_bookmark(user_id, conversation_id, message.seq, now)
        .await?;
    // After it, so that two at a time don't both find room.
    if is_new && conn.count_bookmarks(user_id).await? > BOOKMARKS {
        return Err(Problem::new(Code::TooMany, "At most 5,000 saved messages.").into());
    }
    Ok(is_new)
}

/// Of a page's last entry: when, where and which.
struct Cursor(BookmarkPlace);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BookmarkPlace {
            at,
            conversation_id,
            seq,
        } = self.0;
        write!(f, "{}.{}.{seq}", at.0, conversation_id.0.simple())
    }
}

/// It was none of these.
#[derive(Debug)]
struct NoCursor;

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> std::result::Result<Self, NoCursor> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(NoCursor);
        let (at, id, seq) = (part()?, part()?, part()?);
        Ok(Self(BookmarkPlace {
            at: Timestamp(at.parse().map_err(|_| NoCursor)?),
            conversation_id: ConversationId(Uuid::try_parse(id).map_err(|_| NoCursor)?),
            seq: seq.parse().map_err(|_| NoCursor)?,
        }))
    }
}

//! People as everybody on the server sees them, and changing how one is seen.

use auth::request::Caller;
use db::Use;
use futures_util::FutureExt;
use models::event::{Address, UserChanged};
use models::zone::zone;
use models::{Event, FileId, Problem, Role, Status, Timestamp, User, UserId, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::News;
use crate::page::{self, present};
use crate::{Chat, Result, picture};

/// People.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Users {
    /// In order of their usernames.
    pub users: Vec<User>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// What is to be changed of oneself; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct EditUser {
    /// What the others read.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Another picture, a file of one's own, or none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<FileId>)]
    pub avatar: Option<Option<FileId>>,
    /// What one says of oneself, or nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<EditStatus>)]
    pub status: Option<Option<EditStatus>>,
    /// Where one's clock is (`Europe/Zurich`), or nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
}

/// What one says of oneself for a while: an emoji, a text, or both.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct EditStatus {
    /// One fully qualified emoji.
    #[serde(default)]
    pub emoji: Option<String>,
    /// At most 100 characters, in one line.
    #[serde(default)]
    pub text: String,
    /// When it ends by itself; left out where it stays.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Chat {
    /// The people whose username or display name holds `query`: not bots, and nobody whose account
    /// has ended.
    ///
    /// # Errors
    /// `invalid_field` of a cursor that this list did not give.
    pub async fn list_users(
        &self,
        query: &str,
        cursor: Option<&str>,
        limit: Option<u64>,
    ) -> Result<Users> {
        let query = page::query(query)?;
        let (after, size) = (page::cursor(cursor)?, page::size(limit));
        let mut conn = self.inner.db.read().await?;
        let mut users = conn.list_users(query, after, size + 1).await?;
        let next_cursor = page::cut(&mut users, size, |user| user.id.to_string());
        users.retain(|user| !user.disabled && user.role != Role::Bot);
        let users = self.as_now(users);
        Ok(Users { users, next_cursor })
    }

    /// The people and bots with these ids, in the same order; unknown ones are left out.
    ///
    /// # Errors
    /// `invalid_field` where these are no ids, or more than 100.
    pub async fn list_users_by_id(&self, ids: &str) -> Result<Users> {
        let ids = page::user_ids(ids)?;
        let mut users = self.inner.db.read().await?.list_users_by_id(&ids).await?;
        users.sort_by_key(|user| ids.iter().position(|id| *id == user.id));
        let users = self.as_now(users);
        Ok(Users {
            users,
            next_cursor: None,
        })
    }

    /// A person or a bot.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn get_user(&self, id: UserId) -> Result<User> {
        let user = self.inner.db.read().await?.get_user(id).await?;
        Ok(user.at(self.inner.clock.now()))
    }

    fn as_now(&self, users: Vec<User>) -> Vec<User> {
        let now = self.inner.clock.now();
        users.into_iter().map(|user| user.at(now)).collect()
    }

    /// Changes how one is seen. It is told to everybody one shares a conversation with, and so
    /// counts as a question.
    ///
    /// # Errors
    /// `rate_limited`, `invalid_field`.
    pub async fn edit_me(&self, caller: &Caller, edit: EditUser) -> Result<User> {
        self.ask(caller.user_id)?;
        let (user_id, now) = (caller.user_id, self.inner.clock.now());
        let change = db::UserChange {
            display_name: edit
                .display_name
                .as_deref()
                .map(|name| text::name("display_name", name))
                .transpose()?,
            avatar: edit.avatar,
            status: edit
                .status
                .map(|status| status.map(|it| it.read(now)).transpose())
                .transpose()?,
            time_zone: edit
                .time_zone
                .map(|name| name.map(|it| zone("time_zone", &it)).transpose())
                .transpose()?,
            ..db::UserChange::default()
        };
        self.change(move |conn| {
            async move {
                conn.lock_people(&[user_id]).await?;
                let before = conn.get_user(user_id).await?;
                if let Some(avatar) = change.avatar.filter(|avatar| *avatar != before.avatar) {
                    picture::set(conn, user_id, Use::Avatar(user_id), avatar, now).await?;
                }
                let user = conn.update_user(user_id, &change, now).await?;
                let mut news = News::default();
                let updated_at = user.updated_at;
                if user
                    != (User {
                        updated_at,
                        ..before
                    })
                {
                    let conversation_ids = conn.list_conversation_ids(user_id).await?;
                    news.user(UserChanged {
                        user: user.clone(),
                        conversation_ids,
                    });
                }
                Ok((user, news))
            }
            .boxed()
        })
        .await
    }
}

impl EditStatus {
    fn read(self, now: Timestamp) -> Result<Status, Problem> {
        let text = text::status(&self.text)?;
        let wrong = |field, detail| Err(Problem::field(field, "invalid", detail));
        if let Some(emoji) = &self.emoji
            && emojis::get(emoji).is_none_or(|known| known.as_str() != emoji)
        {
            return wrong("status.emoji", "one fully qualified emoji");
        }
        if text.is_empty() && self.emoji.is_none() {
            return Err(Problem::field("status.text", "too_short", "or an emoji"));
        }
        if self.until.is_some_and(|until| until <= now) {
            return wrong("status.until", "a time to come");
        }
        Ok(Status {
            emoji: self.emoji,
            text,
            until: self.until,
        })
    }
}

impl News {
    /// A person's public object changed.
    pub(crate) fn user(&mut self, changed: UserChanged) {
        self.0
            .push((Address::Everyone, Event::UserChanged(changed)));
    }
}

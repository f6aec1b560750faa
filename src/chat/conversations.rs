//! Reading conversations, changing what they are called, and deleting them.

use auth::request::Caller;
use db::{Conn, ConversationDetails, Use};
use futures_util::FutureExt;
use models::conversation::ConversationWithMe;
use models::{
    Conversation, ConversationId, FileId, Kind, Problem, SystemEvent, UserId, Visibility,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Access, Action, lock};
use crate::change::{Change, News};
use crate::create::{check_picture, check_title, check_topic};
use crate::page::present;
use crate::store::not_a_member;
use crate::{Chat, Result, picture};

/// One's conversations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Conversations {
    /// All of them, the one with the newest message first.
    pub conversations: Vec<ConversationWithMe>,
    /// One's own revision of what is listed.
    pub me_rev: i64,
}

/// What is to be changed of a conversation; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct EditConversation {
    /// Another title; null takes a group's away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub title: Option<Option<String>>,
    /// Another topic, or none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub topic: Option<Option<String>>,
    /// Another picture, a file of one's own, or none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<FileId>)]
    pub picture: Option<Option<FileId>>,
    /// Public or private, of a channel.
    #[serde(default)]
    pub visibility: Option<Visibility>,
}

impl Chat {
    /// One's conversations, up to 1,000.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_conversations(&self, caller: &Caller) -> Result<Conversations> {
        let mut conn = self.inner.db.snapshot().await?;
        let me_rev = conn.get_me_rev(caller.user_id).await?;
        let mine = conn.list_conversations_of(caller.user_id).await?;
        let conversations = mine
            .into_iter()
            .map(|(conversation, me)| ConversationWithMe {
                conversation,
                me: Some(me),
            })
            .collect();
        Ok(Conversations {
            conversations,
            me_rev,
        })
    }

    /// A conversation; of a public channel that one is not in, what everybody may know.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn get_conversation(
        &self,
        caller: &Caller,
        id: ConversationId,
    ) -> Result<ConversationWithMe> {
        see(&mut self.inner.db.read().await?, caller.user_id, id).await
    }

    /// Changes what a conversation is called and who can find it.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `invalid_field`.
    pub async fn edit_conversation(
        &self,
        caller: &Caller,
        id: ConversationId,
        edit: EditConversation,
    ) -> Result<ConversationWithMe> {
        let (chat, caller, now) = (self.clone(), *caller, self.inner.clock.now());
        self.change(move |conn| {
            async move {
                let (head, access) = lock(conn, &caller, id).await?;
                check_edit(&access, &edit)?;
                let before = conn.get_conversation(id).await?;
                let details = apply(&before, edit)?;
                let mut news = News::default();
                if details.picture != before.picture {
                    let place = Use::Picture(id);
                    picture::set(conn, caller.user_id, place, details.picture, now).await?;
                }
                if details != details_of(&before) {
                    conn.update_conversation(id, &details).await?;
                    let mut change = chat.begin(head, caller.user_id);
                    say(conn, &mut change, &before, details).await?;
                    change.finish(conn, &mut news).await?;
                }
                Ok((see(conn, caller.user_id, id).await?, news))
            }
            .boxed()
        })
        .await
    }

    /// Deletes a conversation for everybody. What is left of it is purged later.
    ///
    /// # Errors
    /// `not_found`, `forbidden`.
    pub async fn delete_conversation(&self, caller: &Caller, id: ConversationId) -> Result<()> {
        let (caller, now) = (*caller, self.inner.clock.now());
        self.change(move |conn| {
            async move {
                let (_, access) = lock(conn, &caller, id).await?;
                access.check(Action::Delete)?;
                let mut news = News::default();
                end(conn, id, now, &mut news).await?;
                Ok(((), news))
            }
            .boxed()
        })
        .await
    }
}

/// Ends a conversation that is locked: its members are in it no more.
pub(crate) async fn end(
    conn: &mut Conn,
    id: ConversationId,
    now: models::Timestamp,
    news: &mut News,
) -> Result<()> {
    let members = conn.list_member_ids(id).await?;
    conn.delete_conversation(id, now).await?;
    news.gone(id, conn.delete_members(id, &members, false, now).await?);
    Ok(())
}

/// A conversation as somebody may see it.
pub(crate) async fn see(
    conn: &mut Conn,
    user_id: UserId,
    id: ConversationId,
) -> Result<ConversationWithMe> {
    let conversation = conn.find_conversation(id).await?.ok_or_else(not_a_member)?;
    if let Some(me) = conn.find_me(id, user_id).await? {
        return Ok(ConversationWithMe {
            conversation,
            me: Some(me),
        });
    }
    if conversation.visibility != Some(Visibility::Public) {
        return Err(not_a_member().into());
    }
    Ok(ConversationWithMe {
        conversation: to_others(conversation),
        me: None,
    })
}

/// What others may know of a public channel: title, topic and size. Its revision is 0, so that it
/// never replaces what a member holds.
pub(crate) fn to_others(channel: Conversation) -> Conversation {
    Conversation {
        picture: None,
        created_by: None,
        member_ids: None,
        last_seq: 0,
        rev: 0,
        last_message: None,
        ..channel
    }
}

fn check_edit(access: &Access, edit: &EditConversation) -> Result<(), Problem> {
    access.check(Action::Edit)?;
    if edit.visibility.is_none() {
        return Ok(());
    }
    if access.kind == Kind::Group {
        return Err(Problem::field(
            "visibility",
            "invalid",
            "only a channel has one",
        ));
    }
    access.check(Action::Publish)
}

fn details_of(conversation: &Conversation) -> ConversationDetails {
    ConversationDetails {
        visibility: conversation.visibility,
        title: conversation.title.clone(),
        topic: conversation.topic.clone(),
        picture: conversation.picture,
    }
}

fn apply(before: &Conversation, edit: EditConversation) -> Result<ConversationDetails, Problem> {
    let mut details = details_of(before);
    if let Some(title) = edit.title {
        details.title = check_title(before.kind, title.as_deref())?;
    }
    if let Some(topic) = edit.topic {
        details.topic = check_topic(before.kind, topic.as_deref())?;
    }
    if let Some(picture) = edit.picture {
        details.picture = check_picture(before.kind, picture)?;
    }
    details.visibility = edit.visibility.or(details.visibility);
    Ok(details)
}

/// Says what changed. That a channel became public or private is told by the conversation alone.
async fn say(
    conn: &mut Conn,
    change: &mut Change,
    before: &Conversation,
    after: ConversationDetails,
) -> Result<()> {
    let ConversationDetails {
        visibility,
        title,
        topic,
        picture,
    } = after;
    if visibility != before.visibility {
        change.say_nothing(conn).await?;
    }
    if title != before.title {
        change.say(conn, SystemEvent::Renamed { title }).await?;
    }
    if topic != before.topic {
        change
            .say(conn, SystemEvent::TopicChanged { topic })
            .await?;
    }
    if picture != before.picture {
        change
            .say(conn, SystemEvent::PictureChanged { picture })
            .await?;
    }
    Ok(())
}

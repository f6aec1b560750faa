//! Making a conversation, changing what it is called, and marking it as deleted; `purge.rs` takes
//! the rest away.

use models::{ConversationId, FileId, Kind, Timestamp, UserId, Visibility};
use uuid::Uuid;

use crate::conn::on;
use crate::{Conn, Result};

/// A conversation to be made.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// Which.
    pub id: ConversationId,
    /// Direct, group or channel.
    pub kind: Kind,
    /// Of a channel.
    pub visibility: Option<Visibility>,
    /// Of a channel, and of a group that was given one.
    pub title: Option<String>,
    /// What it is about.
    pub topic: Option<String>,
    /// The file of its picture.
    pub picture: Option<FileId>,
    /// Who makes it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// The two of a direct one, the same one twice for notes.
    pub direct: Option<(UserId, UserId)>,
}

/// What can be changed of a conversation. All of it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationDetails {
    /// Who can find it.
    pub visibility: Option<Visibility>,
    /// What it is called.
    pub title: Option<String>,
    /// What it is about.
    pub topic: Option<String>,
    /// The file of its picture.
    pub picture: Option<FileId>,
}

/// What a direct conversation is unique by: both people's ids, the lesser first.
fn direct_key((one, other): (UserId, UserId)) -> String {
    format!(
        "{}{}",
        one.0.min(other.0).simple(),
        one.0.max(other.0).simple()
    )
}

/// What a channel is found by.
fn search_key(title: Option<&str>, topic: Option<&str>) -> String {
    format!(
        "{}\n{}",
        title.unwrap_or_default(),
        topic.unwrap_or_default()
    )
    .to_lowercase()
}

impl Conn {
    /// The direct conversation of two people, or somebody's notes.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_direct(
        &mut self,
        one: UserId,
        other: UserId,
    ) -> Result<Option<ConversationId>> {
        let row: Option<(Uuid,)> = on!(self, c => sqlx::query_as(
            "SELECT id FROM conversations WHERE direct_key = $1 AND deleted_at IS NULL")
            .bind(direct_key((one, other))).fetch_optional(c).await)?;
        Ok(row.map(|(id,)| ConversationId(id)))
    }

    /// Who made a conversation, deleted ones too; none where the id was never used.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_creator(&mut self, id: ConversationId) -> Result<Option<Option<UserId>>> {
        let row: Option<(Option<Uuid>,)> = on!(self, c => sqlx::query_as(
            "SELECT created_by FROM conversations WHERE id = $1")
            .bind(id.0).fetch_optional(c).await)?;
        Ok(row.map(|(creator,)| creator.map(UserId)))
    }

    /// Makes a conversation without members, at revision 1, which its first members share.
    ///
    /// # Errors
    /// [`crate::Error::Exists`] where its id is in use, or its direct conversation exists: whoever may
    /// meet that looks first, and again after this.
    pub async fn insert_conversation(&mut self, new: &NewConversation) -> Result<()> {
        let title = new.title.as_deref();
        let topic = new.topic.as_deref();
        on!(self, c => sqlx::query(
            "INSERT INTO conversations (id, kind, visibility, title, topic, search_key, picture, \
             created_by, created_at, direct_key, rev, members_rev) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 1)")
            .bind(new.id.0)
            .bind(new.kind.as_str())
            .bind(new.visibility.map(Visibility::as_str))
            .bind(title)
            .bind(topic)
            .bind(search_key(title, topic))
            .bind(new.picture.map(|id| id.0))
            .bind(new.created_by.0)
            .bind(new.created_at.0)
            .bind(new.direct.map(direct_key))
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes what can be changed of a conversation; its revision is the caller's to move.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_conversation(
        &mut self,
        id: ConversationId,
        details: &ConversationDetails,
    ) -> Result<()> {
        let title = details.title.as_deref();
        let topic = details.topic.as_deref();
        on!(self, c => sqlx::query(
            "UPDATE conversations SET visibility = $2, title = $3, topic = $4, search_key = $5, \
             picture = $6 WHERE id = $1")
            .bind(id.0)
            .bind(details.visibility.map(Visibility::as_str))
            .bind(title)
            .bind(topic)
            .bind(search_key(title, topic))
            .bind(details.picture.map(|id| id.0))
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Takes the conversation's next revision, for a change that writes no message.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] where it is unknown or was deleted.
    pub async fn bump_rev(&mut self, id: ConversationId) -> Result<i64> {
        let (rev,): (i64,) = on!(self, c => sqlx::query_as(
            "UPDATE conversations SET rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL \
             RETURNING rev")
            .bind(id.0).fetch_one(c).await)?;
        Ok(rev)
    }

    /// Says that the membership changed at the conversation's present revision, by so many
    /// members more or fewer. Bots are no members to count.
    ///
    /// # Errors
    /// The database's.
    pub async fn update_members_count(&mut self, id: ConversationId, by: i64) -> Result<()> {
        on!(self, c => sqlx::query(
            "UPDATE conversations SET members_count = members_count + $2, members_rev = rev \
             WHERE id = $1")
            .bind(id.0).bind(by).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Marks a conversation as deleted: nobody reads it from here on, and its words are indexed
    /// no more. Its members leave by `delete_members`, its rows by `purge_conversation_chunk`.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_conversation(&mut self, id: ConversationId, at: Timestamp) -> Result<()> {
        on!(self, c => sqlx::query(
            "UPDATE conversations SET deleted_at = $2, rev = rev + 1, members_rev = rev + 1, \
             members_count = 0, indexed_rev = rev + 1, marked_rev = rev + 1 WHERE id = $1")
            .bind(id.0).bind(at.0).execute(c).await.map(drop))?;
        Ok(())
    }
}

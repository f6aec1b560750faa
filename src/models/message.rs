//! Messages as clients see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::limits::BODY_CHARS;
use crate::{
    ConversationId, File, FileId, MemberRole, MessageId, Poll, Problem, Thread, Timestamp, UserId,
};

/// Who wrote a message: a person, or the conversation itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// With a body.
    Text,
    /// With an event instead.
    System,
}

/// What happened in a conversation. Clients show one that they don't know as plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum SystemEvent {
    /// The sender came in by themselves.
    Joined {},
    /// The sender left.
    Left {},
    /// The sender added people.
    Added {
        /// Whom.
        user_ids: Vec<UserId>,
    },
    /// The sender removed somebody.
    Removed {
        /// Whom.
        user_id: UserId,
    },
    /// The sender gave another title.
    Renamed {
        /// The title now.
        title: Option<String>,
    },
    /// The sender gave another topic.
    TopicChanged {
        /// The topic now.
        topic: Option<String>,
    },
    /// The sender gave another picture.
    PictureChanged {
        /// The picture now.
        picture: Option<FileId>,
    },
    /// The sender gave somebody another role.
    RoleChanged {
        /// Whom.
        user_id: UserId,
        /// The role now.
        role: MemberRole,
    },
}

/// How people reacted with one emoji.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// One fully qualified RGI sequence.
    pub emoji: String,
    /// By how many.
    pub count: u32,
    /// By whom, the first 50.
    pub user_ids: Vec<UserId>,
    /// Whether the reader is one of them; on reads and in `sync` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
}

impl Reaction {
    /// Whether somebody is one of them; none where the first 50 don't tell.
    #[must_use]
    pub fn is_by(&self, user_id: UserId) -> Option<bool> {
        if self.user_ids.contains(&user_id) {
            return Some(true);
        }
        (self.user_ids.len() == self.count as usize).then_some(false)
    }
}

/// A message, or the tombstone of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Chosen by its sender, unique in its conversation.
    pub id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
    /// Who.
    pub sender_id: UserId,
    /// Its place in the conversation, from 1 without gaps.
    pub seq: i64,
    /// The conversation's revision of its last change.
    pub rev: i64,
    /// Text or system.
    pub kind: MessageKind,
    /// The text; null in a tombstone and in a system message.
    pub body: Option<String>,
    /// What happened, of a system message.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub event: Option<SystemEvent>,
    /// The message it answers, in the same conversation.
    pub reply_to: Option<MessageId>,
    /// Its files.
    pub attachments: Vec<File>,
    /// What it asks; its reactions with the options' keycaps are the votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// How people reacted.
    pub reactions: Vec<Reaction>,
    /// The members it names.
    pub mentions: Vec<UserId>,
    /// Whether it names everybody (`@all`, `@here`).
    #[serde(default)]
    pub mentions_everyone: bool,
    /// The message that its thread hangs on; null outside of threads.
    pub thread_id: Option<MessageId>,
    /// The thread that hangs on it, once there are replies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Thread>,
    /// Since when it is pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_at: Option<Timestamp>,
    /// Who pinned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_by: Option<UserId>,
    /// Whether the reader has saved it; on reads and in `sync` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookmarked: Option<bool>,
    /// When it was accepted. Order is `seq`, never this.
    pub created_at: Timestamp,
    /// When its body was changed last.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted; what is left is a tombstone.
    pub deleted_at: Option<Timestamp>,
}

/// Whether `body` may be a message's text.
///
/// # Errors
/// `invalid_field`, where it is empty, too long, or has a U+0000.
pub fn check_body(body: &str, may_be_empty: bool) -> Result<(), Problem> {
    if body.trim().is_empty() && !may_be_empty {
        return Err(Problem::field(
            "body",
            "too_short",
            "a message needs some text",
        ));
    }
    // Bytes bound characters from above, so most bodies are not counted.
    if body.len() > BODY_CHARS && body.chars().count() > BODY_CHARS {
        return Err(Problem::field(
            "body",
            "too_long",
            "at most 20,000 characters",
        ));
    }
    if body.contains('\0') {
        return Err(Problem::field("body", "invalid", "U+0000 is not allowed"));
    }
    Ok(())
}

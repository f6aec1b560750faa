//! What clients send. Names and fields are the contract's *Socket.IO* table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChangeId, ConversationId, FileId, MessageId, Poll, Timestamp, UserId};

/// `message:send`
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SendMessage {
    /// Chosen by the sender, so that sending again is harmless.
    pub id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
    /// The text.
    pub body: String,
    /// The message it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
    /// Its files.
    #[serde(default)]
    pub attachment_ids: Vec<FileId>,
    /// The message in whose thread it is.
    #[serde(default)]
    pub thread_id: Option<MessageId>,
    /// What it asks; its text is the question.
    #[serde(default)]
    pub poll: Option<Poll>,
}

/// The answer to `message:send`: it is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sent {
    /// Which.
    pub id: MessageId,
    /// Provisional; the stored message has the one that counts.
    pub created_at: Timestamp,
}

/// `message:edit`
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct EditMessage {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which.
    pub id: MessageId,
    /// The new text.
    pub body: String,
    /// Applied once.
    #[serde(default)]
    pub change_id: Option<ChangeId>,
}

/// `message:delete`
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct DeleteMessage {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which.
    pub id: MessageId,
    /// Applied once.
    #[serde(default)]
    pub change_id: Option<ChangeId>,
}

/// `reaction:set`
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SetReaction {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub id: MessageId,
    /// One fully qualified RGI sequence.
    pub emoji: String,
    /// Set, or taken away.
    pub on: bool,
    /// Applied once.
    #[serde(default)]
    pub change_id: Option<ChangeId>,
}

/// `pin:set`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SetPin {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub id: MessageId,
    /// Pinned, or not any more.
    pub on: bool,
    /// Applied once.
    #[serde(default)]
    pub change_id: Option<ChangeId>,
}

/// `bookmark:set`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SetBookmark {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub id: MessageId,
    /// Saved for oneself, or let go of.
    pub on: bool,
}

/// `conversation:read`
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct MarkRead {
    /// Where.
    pub conversation_id: ConversationId,
    /// Up to which message.
    pub seq: i64,
    /// Goes back, too.
    #[serde(default)]
    pub unread: bool,
}

/// `thread:read`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ReadThread {
    /// Where.
    pub conversation_id: ConversationId,
    /// The message that the thread hangs on.
    pub thread_id: MessageId,
    /// Up to which reply. It goes forward only.
    pub seq: i64,
}

/// `conversation:view`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ViewConversation {
    /// What is open and visible now; null where nothing is, and never left out.
    #[serde(deserialize_with = "Option::deserialize")]
    pub conversation_id: Option<ConversationId>,
}

/// `typing:set`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SetTyping {
    /// Where.
    pub conversation_id: ConversationId,
    /// Begins or ends.
    pub on: bool,
}

/// `presence:watch`
#[derive(Clone, Debug, Deserialize)]
pub struct WatchPresence {
    /// Replaces the former set.
    pub user_ids: Vec<UserId>,
}

/// `sync`
#[derive(Clone, Debug, Deserialize)]
pub struct Sync {
    /// The client's revision of its own state; none means everything.
    #[serde(default)]
    pub me_rev: Option<i64>,
    /// The client's revision of each conversation that it holds.
    #[serde(default)]
    pub heads: BTreeMap<ConversationId, i64>,
}

//! Messages that are sent by themselves at a time.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ConversationId, File, FileId, MessageId, Timestamp};

/// A message that is to be sent later, as its author sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduledMessage {
    /// The message's own, once it is sent.
    pub id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
    /// The message in whose thread it will be.
    pub thread_id: Option<MessageId>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// The text.
    pub body: String,
    /// Files, each one's own.
    pub attachments: Vec<File>,
    /// When.
    pub send_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// The code of the problem for which it could not be sent; then it waits for its author.
    pub failed: Option<String>,
}

impl ScheduledMessage {
    /// What its files are called.
    pub fn file_ids(&self) -> impl Iterator<Item = FileId> {
        self.attachments.iter().map(|file| file.id)
    }
}

/// What somebody wants to be sent later.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ScheduleMessage {
    /// Where.
    pub conversation_id: ConversationId,
    /// The text.
    pub body: String,
    /// When; what is past is sent at once.
    pub send_at: Timestamp,
    /// The message in whose thread it will be.
    #[serde(default)]
    pub thread_id: Option<MessageId>,
    /// The message it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
    /// Files, each one's own. Without it what waits keeps those that it has.
    #[serde(default)]
    pub attachment_ids: Option<Vec<FileId>>,
}

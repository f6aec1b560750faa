//! Events as frames: encoded once for everybody, many messages in one, none above 64 KiB but by a
//! single message.

use models::event::{ConversationChanged, Reacted};
use models::limits::FANOUT_BYTES;
use models::{Conversation, ConversationId, Message};
use serde::Serialize;

/// `message:changed`
#[derive(Serialize)]
pub(crate) struct MessageChanged<'e> {
    pub(crate) conversation_id: ConversationId,
    pub(crate) after_rev: i64,
    pub(crate) rev: i64,
    pub(crate) messages: &'e [Message],
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<&'e Conversation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reacted: Vec<&'e Reacted>,
}

/// `conversation:changed`
#[derive(Serialize)]
pub(crate) struct ConversationFrame<'e> {
    #[serde(flatten)]
    pub(crate) conversation: &'e Conversation,
    pub(crate) after_rev: i64,
}

/// The frames of one event, whose ranges follow each other without a gap.
pub(crate) fn split(changed: &ConversationChanged) -> Vec<MessageChanged<'_>> {
    let mut frames: Vec<MessageChanged<'_>> = Vec::new();
    let mut begin = 0;
    let mut bytes = 0;
    let mut after_rev = changed.after_rev;
    for (end, message) in changed.messages.iter().enumerate() {
        let size = size_of_json(message);
        if end > begin && bytes + size > FANOUT_BYTES {
            let messages = &changed.messages[begin..end];
            let rev = messages.last().map_or(after_rev, |last| last.rev);
            frames.push(frame(changed, after_rev, rev, messages));
            (begin, bytes, after_rev) = (end, 0, rev);
        }
        bytes += size;
    }
    let mut last = frame(changed, after_rev, changed.rev, &changed.messages[begin..]);
    last.conversation = changed.conversation.as_ref();
    frames.push(last);
    frames
}

fn frame<'e>(
    changed: &'e ConversationChanged,
    after_rev: i64,
    rev: i64,
    messages: &'e [Message],
) -> MessageChanged<'e> {
    let reacted = if changed.reacted.is_empty() {
        Vec::new()
    } else {
        let here = |reacted: &&Reacted| messages.iter().any(|message| message.id == reacted.id);
        changed.reacted.iter().filter(here).collect()
    };
    let conversation_id = changed.conversation_id;
    MessageChanged { conversation_id, after_rev, rev, messages, conversation: None, reacted }
}

/// How many bytes a message takes as JSON, from above for usual text and without writing it.
fn size_of_json(message: &Message) -> usize {
    /// Ids, times and names of fields.
    const REST: usize = 640;
    /// An id in quotes, with its comma.
    const ID: usize = 40;
    let body = message.body.as_deref().map_or(0, |body| {
        let escapes = body.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | 0..32)).count();
        body.len() + escapes * 5
    });
    let reactions = message.reactions.iter().map(|one| 80 + one.user_ids.len() * ID);
    let ids = message.mentions.len() + message.attachments.len();
    REST + body + ids * ID + reactions.sum::<usize>()
}

/// Puts `next` behind `held`, if it follows without a gap; otherwise gives it back.
pub(crate) fn merge(
    held: &mut ConversationChanged,
    next: ConversationChanged,
) -> Option<ConversationChanged> {
    if next.after_rev != held.rev {
        return Some(next);
    }
    // A message that changed again is told once, as it is now.
    held.messages.retain(|message| !next.messages.iter().any(|newer| newer.id == message.id));
    held.messages.extend(next.messages);
    held.rev = next.rev;
    held.members_rev = held.members_rev.max(next.members_rev);
    held.conversation = next.conversation.or(held.conversation.take());
    held.reacted.extend(next.reacted);
    None
}

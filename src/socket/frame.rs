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
    MessageChanged {
        conversation_id,
        after_rev,
        rev,
        messages,
        conversation: None,
        reacted,
    }
}

/// How many bytes a message takes as JSON, from above for usual text and without writing it.
fn size_of_json(message: &Message) -> usize {
    /// Ids, times and names of fields.
    const REST: usize = 640;
    /// An id in quotes, with its comma.
    const ID: usize = 40;
    let body = message.body.as_deref().map_or(0, |body| {
        let escapes = body
            .bytes()
            .filter(|byte| matches!(byte, b'"' | b'\\' | 0..32))
            .count();
        body.len() + escapes * 5
    });
    let reactions = message
        .reactions
        .iter()
        .map(|one| 80 + one.user_ids.len() * ID);
    let ids = message.mentions.len() + message.attachments.len();
    REST + body + ids * ID + reactions.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use models::{Clock, MessageId, MessageKind, Random, Timestamp, UserId};

    fn changed(after_rev: i64, bodies: &[String]) -> ConversationChanged {
        let random = Random::system();
        let id = || random.uuid(Clock::system().now());
        let conversation_id = ConversationId(id());
        let messages: Vec<Message> = bodies
            .iter()
            .zip(after_rev + 1..)
            .map(|(body, rev)| Message {
                id: MessageId(id()),
                conversation_id,
                sender_id: UserId(id()),
                seq: rev,
                rev,
                kind: MessageKind::Text,
                body: Some(body.clone()),
                event: None,
                reply_to: None,
                attachments: Vec::new(),
                reactions: Vec::new(),
                mentions: Vec::new(),
                mentions_everyone: false,
                thread_id: None,
                created_at: Timestamp(0),
                edited_at: None,
                deleted_at: None,
            })
            .collect();
        let rev = after_rev + i64::try_from(bodies.len()).unwrap();
        ConversationChanged {
            conversation_id,
            after_rev,
            rev,
            members_rev: 0,
            messages,
            conversation: None,
            reacted: Vec::new(),
        }
    }

    #[test]
    fn frames_follow_each_other_without_a_gap_and_stay_below_64_kib() {
        let bodies: Vec<String> = (1..60)
            .map(|n| ["\"", "\\", "\n", "ü", "x"][n % 5].repeat(n * 97))
            .collect();
        let changed = changed(10, &bodies);
        let frames = split(&changed);
        assert!(frames.len() > 3);
        let mut after = 10;
        let mut seen = 0;
        for frame in &frames {
            assert_eq!(frame.after_rev, after);
            assert!(serde_json::to_string(frame).unwrap().len() <= FANOUT_BYTES + 1024);
            (after, seen) = (frame.rev, seen + frame.messages.len());
        }
        assert_eq!((after, seen), (changed.rev, bodies.len()));
    }

    #[test]
    fn a_single_message_is_never_split() {
        let frames_of = |bodies: &[String]| split(&changed(0, bodies)).len();
        assert_eq!(frames_of(&["x".repeat(2 * FANOUT_BYTES)]), 1);
        assert_eq!(frames_of(&["x".repeat(2 * FANOUT_BYTES), "y".into()]), 2);
    }
}

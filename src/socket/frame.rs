//! Events as frames: encoded once for everybody, many messages in one, none above 64 KiB but by a
//! single message.

use models::event::{BookmarkChanged, ConversationChanged, MessageRejected, Reacted};
use models::limits::FANOUT_BYTES;
use models::{Conversation, ConversationId, Message, MessageId, Problem, SystemEvent};
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

/// `message:rejected`: the event without whom it is told.
#[derive(Serialize)]
pub(crate) struct Rejected<'e> {
    conversation_id: ConversationId,
    id: MessageId,
    change: &'e str,
    error: &'e Problem,
}

impl<'e> From<&'e MessageRejected> for Rejected<'e> {
    fn from(event: &'e MessageRejected) -> Self {
        Self {
            conversation_id: event.conversation_id,
            id: event.id,
            change: &event.change,
            error: &event.error,
        }
    }
}

/// `bookmark:changed`: the event without whom it is told.
#[derive(Serialize)]
pub(crate) struct Bookmarked {
    conversation_id: ConversationId,
    id: MessageId,
    on: bool,
}

impl From<&BookmarkChanged> for Bookmarked {
    fn from(event: &BookmarkChanged) -> Self {
        Self {
            conversation_id: event.conversation_id,
            id: event.id,
            on: event.on,
        }
    }
}

/// An event that says only that something is to be read again.
#[derive(Serialize)]
pub(crate) struct Hint {}

/// The frames of one event, whose ranges follow each other without a gap.
pub(crate) fn split(changed: &ConversationChanged) -> Vec<MessageChanged<'_>> {
    let mut frames: Vec<MessageChanged<'_>> = Vec::new();
    // Any of them may be the last one, which has the conversation.
    let beside = changed
        .conversation
        .as_ref()
        .map_or(0, size_of_conversation);
    let mut begin = 0;
    let mut bytes = beside;
    let mut after_rev = changed.after_rev;
    for (end, message) in changed.messages.iter().enumerate() {
        let reacted = changed.reacted.iter().filter(|one| one.id == message.id);
        let size = size_of_json(message) + reacted.count() * REACTED;
        if end > begin && bytes + size > FANOUT_BYTES {
            let messages = &changed.messages[begin..end];
            let rev = messages.last().map_or(after_rev, |last| last.rev);
            frames.push(frame(changed, after_rev, rev, messages));
            (begin, bytes, after_rev) = (end, beside, rev);
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

/// Ids, times and names of fields of a message or a conversation.
const REST: usize = 740;
/// An id in quotes, with its comma.
const ID: usize = 40;
/// A file, but for its name.
const FILE: usize = 400;
/// Who reacted with what.
const REACTED: usize = 180;

fn size_of_text(text: Option<&str>) -> usize {
    text.map_or(0, |text| {
        let escapes = text
            .bytes()
            .filter(|byte| matches!(byte, b'"' | b'\\' | 0..32))
            .count();
        text.len() + escapes * 5
    })
}

fn size_of_conversation(conversation: &Conversation) -> usize {
    let texts = [&conversation.title, &conversation.topic];
    let texts = texts.map(|text| size_of_text(text.as_deref()));
    let ids = conversation.member_ids.as_ref().map_or(0, Vec::len);
    let last = conversation.last_message.as_deref().map_or(0, size_of_json);
    REST + texts.iter().sum::<usize>() + ids * ID + last
}

/// How many bytes a message takes as JSON, from above for usual text and without writing it.
fn size_of_json(message: &Message) -> usize {
    let body = size_of_text(message.body.as_deref());
    let event = match &message.event {
        Some(SystemEvent::Added { user_ids }) => user_ids.len() * ID,
        Some(SystemEvent::Renamed { title: text } | SystemEvent::TopicChanged { topic: text }) => {
            size_of_text(text.as_deref())
        }
        _ => 0,
    };
    let reactions = message
        .reactions
        .iter()
        .map(|one| 80 + one.user_ids.len() * ID);
    let files = message
        .attachments
        .iter()
        .map(|file| FILE + size_of_text(Some(&file.name)));
    let mentions = message.mentions.len() * ID;
    let options = message.poll.iter().flat_map(|poll| &poll.options);
    let poll = options.map(|option| 80 + size_of_text(Some(option)));
    let thread = message.thread.as_ref();
    let thread = thread.map_or(0, |thread| 160 + thread.user_ids.len() * ID);
    REST + thread
        + body
        + event
        + mentions
        + files.sum::<usize>()
        + reactions.sum::<usize>()
        + poll.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use models::{Clock, Code, File, FileId, Kind, MessageKind, Random, Timestamp, UserId};

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
                poll: None,
                reactions: Vec::new(),
                mentions: Vec::new(),
                mentions_everyone: false,
                thread_id: None,
                thread: None,
                pinned_at: None,
                pinned_by: None,
                bookmarked: None,
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
            traceparent: None,
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

    fn expect_small(frames: &[MessageChanged<'_>]) {
        for frame in frames {
            assert!(serde_json::to_string(frame).unwrap().len() <= FANOUT_BYTES);
        }
    }

    #[test]
    fn ten_thousand_people_who_are_added_are_told_in_small_frames() {
        let mut changed = changed(0, &vec![String::new(); 20]);
        let random = Random::system();
        let people: Vec<UserId> = (0..500)
            .map(|_| UserId(random.uuid(Clock::system().now())))
            .collect();
        for message in &mut changed.messages {
            message.body = None;
            let user_ids = people.clone();
            message.event = Some(SystemEvent::Added { user_ids });
        }
        changed.conversation = Some(Conversation {
            id: changed.conversation_id,
            kind: Kind::Group,
            visibility: None,
            title: Some("\n".repeat(80)),
            topic: None,
            picture: None,
            created_by: None,
            members_count: 10_000,
            member_ids: Some(people[..8].to_vec()),
            last_seq: 20,
            rev: 20,
            last_message: changed.messages.last().cloned().map(Box::new),
            created_at: Timestamp(0),
        });
        let frames = split(&changed);
        expect_small(&frames);
        assert!(frames.len() < 20);
        assert!(
            frames
                .iter()
                .rev()
                .skip(1)
                .all(|frame| frame.conversation.is_none())
        );
    }

    #[test]
    fn messages_with_ten_files_each_are_told_in_small_frames() {
        let mut changed = changed(0, &vec![String::new(); 40]);
        let random = Random::system();
        for message in &mut changed.messages {
            let file = || File {
                id: FileId(random.uuid(Timestamp(0))),
                name: "\"\u{202e}🦊".repeat(85),
                size: u64::MAX,
                content_type: "application/vnd.openxmlformats-officedocument.presentationml\
                    .presentation"
                    .into(),
                sha256: "f".repeat(64),
                width: Some(u32::MAX),
                height: Some(u32::MAX),
                thumbhash: Some("x".repeat(36)),
            };
            message.attachments = std::iter::repeat_with(file).take(10).collect();
        }
        let frames = split(&changed);
        expect_small(&frames);
        assert!(frames.len() < 40);
    }

    #[test]
    fn a_thousand_reactions_are_told_in_small_frames() {
        let mut changed = changed(0, &vec![String::new(); 100]);
        for message in &changed.messages {
            for _ in 0..10 {
                changed.reacted.push(Reacted {
                    id: message.id,
                    user_id: message.sender_id,
                    emoji: "👩🏽\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏻".into(),
                    on: true,
                });
            }
        }
        expect_small(&split(&changed));
    }

    #[test]
    fn whoever_is_told_of_a_rejected_message_is_not_told_who_they_are() {
        let event = MessageRejected {
            user_id: UserId(Random::system().uuid(Timestamp(0))),
            conversation_id: changed(0, &[]).conversation_id,
            id: MessageId(Random::system().uuid(Timestamp(0))),
            change: "send".into(),
            error: Code::Busy.into(),
        };
        let frame = serde_json::to_value(Rejected::from(&event)).unwrap();
        let fields: Vec<&String> = frame.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["change", "conversation_id", "error", "id"]);
    }

    #[test]
    fn a_single_message_is_never_split() {
        let frames_of = |bodies: &[String]| split(&changed(0, bodies)).len();
        assert_eq!(frames_of(&["x".repeat(2 * FANOUT_BYTES)]), 1);
        assert_eq!(frames_of(&["x".repeat(2 * FANOUT_BYTES), "y".into()]), 2);
    }
}

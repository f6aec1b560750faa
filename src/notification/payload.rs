//! What a notification says: the JSON that is encrypted, at most [`MOST`] bytes of it, since a push
//! service takes 4,096 with all that encryption adds. What has to be said beside names and what people
//! wrote, the service worker says, in the language of its device.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Content, Push};
use models::{ConversationId, FileId, Kind, MessageId, Timestamp};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Bytes of plain text. Push services must take 4,096 of a body (RFC 8030, section 7.2); what some
/// devices show is far less.
const MOST: usize = 3_000;
/// What stands where nothing of a message is to be shown.
const NAME: &str = "Snug";

/// What the service worker is given.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Payload<'p> {
    Message {
        conversation_id: ConversationId,
        seq: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        thread_id: Option<MessageId>,
        /// Of the conversation, or who wrote where there is none.
        title: &'p str,
        /// Who wrote, where the title is of the conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        sender: Option<&'p str>,
        /// Empty where there are only files, and where none of it is to be shown.
        body: &'p str,
        files: u32,
        icon: Option<String>,
        unread: i64,
        badge: i64,
        at: Timestamp,
        high: bool,
    },
    Test,
}

/// What is told of a message, or only that there is one: by one's preference, or where a push
/// service finds the rest too much.
pub(crate) fn message(push: &Push, content: &Content, with_text: bool) -> Vec<u8> {
    let ((title, sender), body, files, icon) = if with_text {
        let body = content.body.trim();
        (heading(content), body, content.files, icon(content))
    } else {
        ((NAME, None), "", 0, None)
    };
    // Most characters are written as they are, few as six: what is too long is cut again.
    let mut most = MOST;
    loop {
        let json = serde_json::to_vec(&Payload::Message {
            conversation_id: push.conversation_id,
            seq: content.seq,
            thread_id: content.thread_id,
            title,
            sender,
            body: &cut(body, most),
            files,
            icon: icon.map(path),
            unread: content.unread,
            badge: content.badge,
            at: push.at,
            high: push.is_high,
        });
        let json = json.unwrap_or_default();
        if json.len() <= MOST {
            return json;
        }
        most = most.min(body.len()) * 3 / 4;
    }
}

/// What is told when somebody tries it.
pub(crate) fn test() -> Vec<u8> {
    serde_json::to_vec(&Payload::Test).unwrap_or_default()
}

/// What a conversation's pushes have in common: a new one takes the place of one that waits.
pub(crate) fn topic(id: ConversationId) -> String {
    // 24 bytes are the 32 characters that a topic may have (RFC 8030, section 5.4). The hash keeps
    // from the push service which conversations two people share.
    URL_SAFE_NO_PAD.encode(&Sha256::digest(id.0.as_bytes())[..24])
}

/// What a notification is headed by, and who wrote where that is another.
fn heading(content: &Content) -> (&str, Option<&str>) {
    match (&content.kind, &content.title) {
        (Kind::Group | Kind::Channel, Some(title)) => (title, Some(&content.sender)),
        _ => (&content.sender, None),
    }
}

fn icon(content: &Content) -> Option<FileId> {
    match content.kind {
        Kind::Direct => content.avatar,
        Kind::Group | Kind::Channel => content.picture.or(content.avatar),
    }
}

fn path(id: FileId) -> String {
    format!("/api/files/{id}/thumbnail?size=480")
}

/// The first bytes of a text, up to the end of a character, with a sign that there is more.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}…", text[..text.floor_char_boundary(most)].trim_end())
}

#[cfg(test)]
mod tests {
    use models::{NotifyPreferences, Random, SubscriptionId, UserId};
    use serde_json::{Value, json};

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn push(content: Content) -> Push {
        let random = Random::seeded(1);
        Push {
            subscription_id: SubscriptionId(random.uuid(NOW)),
            conversation_id: ConversationId(random.uuid(NOW)),
            user_id: UserId(random.uuid(NOW)),
            seq: 7,
            is_high: true,
            at: NOW,
            attempts: 0,
            endpoint: String::new(),
            p256dh: Vec::new(),
            auth: Vec::new(),
            preferences: NotifyPreferences::default(),
            content: Some(content),
        }
    }

    fn content(kind: Kind, body: &str) -> Content {
        Content {
            kind,
            title: (kind != Kind::Direct).then(|| "garden".to_owned()),
            picture: None,
            sender: "Anna Berg".to_owned(),
            avatar: Some(FileId(Random::seeded(2).uuid(NOW))),
            body: body.to_owned(),
            files: 0,
            seq: 7,
            thread_id: None,
            unread: 2,
            badge: 5,
        }
    }

    fn told(content: &Content, with_text: bool) -> Value {
        let json = message(&push(content.clone()), content, with_text);
        assert!(json.len() <= MOST, "{}", json.len());
        serde_json::from_slice(&json).unwrap()
    }

    #[test]
    fn a_notification_says_who_said_what_and_where() {
        let direct = content(Kind::Direct, "Lentils?");
        let told_directly = told(&direct, true);
        assert_eq!(told_directly["kind"], "message");
        assert_eq!(told_directly["title"], "Anna Berg");
        assert_eq!(told_directly["sender"], json!(null));
        assert_eq!(told_directly["body"], "Lentils?");
        assert_eq!(told_directly["seq"], 7);
        assert_eq!(told_directly["unread"], 2);
        assert_eq!(told_directly["badge"], 5);
        assert_eq!(told_directly["at"], "2023-11-14T22:13:20.000Z");
        let icon = format!("/api/files/{}/thumbnail?size=480", direct.avatar.unwrap());
        assert_eq!(told_directly["icon"], icon);
        let channel = told(&content(Kind::Channel, "Water!"), true);
        assert_eq!(channel["title"], "garden");
        assert_eq!(channel["sender"], "Anna Berg");
    }

    #[test]
    fn files_without_a_text_are_counted() {
        let mut content = content(Kind::Direct, " \n");
        content.files = 3;
        let told = told(&content, true);
        assert_eq!((&told["body"], &told["files"]), (&json!(""), &json!(3)));
    }

    #[test]
    fn without_its_text_a_notification_names_nobody() {
        let mut secret = content(Kind::Channel, "a secret");
        secret.files = 1;
        let told = told(&secret, false);
        assert_eq!(told["title"], "Snug");
        assert_eq!(told["body"], "");
        assert_eq!(told["files"], 0);
        assert_eq!(told["sender"], json!(null));
        assert_eq!(told["icon"], json!(null));
        assert!(!told.to_string().contains("garden"));
    }

    #[test]
    fn a_long_text_is_cut_at_the_end_of_a_character() {
        for part in ["x", "ü", "語", "🪴", "\u{1}", "\"\\"] {
            let body = told(
                &content(Kind::Direct, &part.repeat(1_000_000 / part.len())),
                true,
            );
            let body = body["body"].as_str().unwrap();
            let shown = body.strip_suffix('…').unwrap();
            assert!(shown.len() > 200, "{part:?}: {}", shown.len());
            assert_eq!(shown.trim_start_matches(part).trim_start_matches('"'), "");
        }
    }

    #[test]
    fn a_topic_is_of_its_conversation_and_tells_nothing_of_it() {
        let random = Random::seeded(1);
        let (one, other) = (random.uuid(NOW), random.uuid(NOW));
        let (one, other) = (ConversationId(one), ConversationId(other));
        assert_eq!(topic(one), topic(one));
        assert_ne!(topic(one), topic(other));
        assert_eq!(topic(one).len(), 32);
        assert!(!topic(one).contains(&one.to_string()[..8]));
    }
}

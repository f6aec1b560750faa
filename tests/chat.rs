//! What people do with conversations, in one line each. A scenario that is about an answer's status
//! or shape calls [`Person::post`] and its like instead.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::id_of;
use crate::{Person, Socket, new_id};

impl Person {
    /// The direct conversation with somebody, made or found.
    pub async fn direct(&self, other: &Self) -> Uuid {
        self.converse(json!({ "kind": "direct", "member_ids": [other.id] }))
            .await
    }

    /// Makes a group.
    pub async fn group(&self, title: &str, others: &[&Self]) -> Uuid {
        let ids: Vec<Uuid> = others.iter().map(|other| other.id).collect();
        self.converse(json!({ "kind": "group", "title": title, "member_ids": ids }))
            .await
    }

    /// Makes a channel, `public` or `private`.
    pub async fn channel(&self, title: &str, visibility: &str) -> Uuid {
        self.converse(json!({ "kind": "channel", "title": title, "visibility": visibility }))
            .await
    }

    async fn converse(&self, body: Value) -> Uuid {
        id_of(
            &self
                .must(Method::POST, "/api/conversations", Some(&body))
                .await,
        )
    }

    /// Joins a public channel.
    pub async fn join(&self, conversation: Uuid) {
        self.must(
            Method::POST,
            &format!("/api/conversations/{conversation}/join"),
            None,
        )
        .await;
    }

    /// Adds people.
    pub async fn add(&self, conversation: Uuid, others: &[&Self]) {
        let ids: Vec<Uuid> = others.iter().map(|other| other.id).collect();
        let path = format!("/api/conversations/{conversation}/members");
        self.must(Method::POST, &path, Some(&json!({ "user_ids": ids })))
            .await;
    }

    /// Removes somebody, or leaves.
    pub async fn remove(&self, conversation: Uuid, other: &Self) {
        let path = format!("/api/conversations/{conversation}/members/{}", other.id);
        self.must(Method::DELETE, &path, None).await;
    }

    /// Sends a message over HTTP, and gives its id.
    pub async fn send(&self, conversation: Uuid, body: &str) -> Uuid {
        let path = format!("/api/conversations/{conversation}/messages");
        let message = json!({ "id": new_id(), "body": body });
        id_of(&self.must(Method::POST, &path, Some(&message)).await)
    }

    /// The conversation, with one's own part of it.
    pub async fn conversation(&self, conversation: Uuid) -> Value {
        self.read(&format!("/api/conversations/{conversation}"))
            .await
    }

    /// One's conversations: `{conversations, me_rev}`.
    pub async fn conversations(&self) -> Value {
        self.read("/api/conversations").await
    }

    /// A page of messages: `before=7&limit=50`, say, or the newest.
    pub async fn page(&self, conversation: Uuid, query: &str) -> Value {
        self.read(&format!(
            "/api/conversations/{conversation}/messages?{query}"
        ))
        .await
    }

    /// Every message, from the first to the last, in order of `seq`.
    pub async fn history(&self, conversation: Uuid) -> Vec<Value> {
        self.history_after(conversation, 0).await
    }

    /// Every message once there are so many: with replicas what was acknowledged is stored in a moment.
    pub async fn history_of(&self, conversation: Uuid, count: usize) -> Vec<Value> {
        crate::eventually("all messages", async || {
            let history = self.history(conversation).await;
            (history.len() >= count).then_some(history)
        })
        .await
    }

    /// Every message after a place, in order of `seq`.
    pub async fn history_after(&self, conversation: Uuid, seq: u64) -> Vec<Value> {
        let mut messages: Vec<Value> = Vec::new();
        loop {
            let after = messages.last().map_or(seq, |last| number(last, "seq"));
            let page = self
                .page(conversation, &format!("after={after}&limit=200"))
                .await;
            messages.extend(list(&page, "messages").iter().cloned());
            if page["has_more_after"] != true {
                return messages;
            }
        }
    }

    /// What changed after a revision: `{conversation, messages, rev, has_more}`.
    pub async fn changes(&self, conversation: Uuid, after: u64) -> Value {
        self.read(&format!(
            "/api/conversations/{conversation}/changes?after={after}&limit=200"
        ))
        .await
    }
}

impl Socket {
    /// Sends a message and waits until it is safe; gives its id.
    pub async fn send(&self, conversation: Uuid, body: &str) -> Uuid {
        let id = new_id();
        let message = json!({ "id": id, "conversation_id": conversation, "body": body });
        let answer = self.emit_with_ack("message:send", message).await;
        assert_eq!(
            answer["id"],
            json!(id),
            "the message was not taken: {answer}"
        );
        id
    }

    /// Replies in the thread of a message and waits until it is safe; gives the reply's id.
    pub async fn reply(&self, conversation: Uuid, thread: Uuid, body: &str) -> Uuid {
        let id = new_id();
        let message = json!({
            "id": id, "conversation_id": conversation, "body": body, "thread_id": thread,
        });
        let answer = self.emit_with_ack("message:send", message).await;
        assert_eq!(answer["id"], json!(id), "it was not taken: {answer}");
        id
    }

    /// Waits for a message of this body, or fails; gives the message.
    pub async fn expect_message(&mut self, body: &str) -> Value {
        let event = self
            .expect_event("message:changed", |event| message_of(event, body).is_some())
            .await;
        message_of(&event, body)
            .expect("the event was chosen for it")
            .clone()
    }

    /// Asks for what was missed.
    pub async fn sync(&self, me_rev: Option<u64>, heads: &Value) -> Value {
        let mut question = json!({ "heads": heads });
        if let Some(me_rev) = me_rev {
            question["me_rev"] = json!(me_rev);
        }
        let answer = self.emit_with_ack("sync", question).await;
        assert!(answer.get("error").is_none(), "sync was refused: {answer}");
        answer
    }
}

fn message_of<'a>(event: &'a Value, body: &str) -> Option<&'a Value> {
    event["messages"]
        .as_array()?
        .iter()
        .find(|message| message["body"] == body)
}

/// A number of an object.
#[track_caller]
pub(crate) fn number(object: &Value, field: &str) -> u64 {
    object[field]
        .as_u64()
        .unwrap_or_else(|| panic!("{field} is no number: {object}"))
}

/// A list of an object.
#[track_caller]
pub(crate) fn list<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    object[field]
        .as_array()
        .unwrap_or_else(|| panic!("{field} is no list: {object}"))
}

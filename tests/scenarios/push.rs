//! People are told on their devices of what is said while they are not looking: of what, and how.

use serde_json::{Value, json};
use tests::{Browser, Builder, Person, Push, PushService, TestServer, new_id};
use uuid::Uuid;

/// People on a server, whose browsers are subscribed to a push service.
pub(crate) struct Scene {
    pub(crate) server: TestServer,
    pub(crate) service: PushService,
    /// Who talks; she has a phone too.
    pub(crate) alice: Person,
    pub(crate) bob: Person,
    pub(crate) phones: Phones,
    /// Where she talks to herself, and is heard by somebody who is told of everything.
    aside: (Uuid, Browser),
}

/// Whose phone is whose.
pub(crate) struct Phones {
    pub(crate) alice: Browser,
    pub(crate) bob: Browser,
}

impl Scene {
    pub(crate) async fn start() -> Self {
        Self::on(TestServer::builder()).await
    }

    pub(crate) async fn on(builder: Builder) -> Self {
        let (server, service) = tokio::join!(builder.pushing().start(), PushService::start());
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let witness = server.user("witness").await;
        let phones = Phones {
            alice: service.phone(&alice).await,
            bob: service.phone(&bob).await,
        };
        let aside = (alice.direct(&witness).await, service.phone(&witness).await);
        Self {
            server,
            service,
            alice,
            bob,
            phones,
            aside,
        }
    }

    /// Somebody else, with a phone.
    pub(crate) async fn person(&self, username: &str) -> (Person, Browser) {
        let person = self.server.user(username).await;
        let phone = self.service.phone(&person).await;
        (person, phone)
    }

    /// Waits until everything that was said and is due has been told: what is said after it has, twice,
    /// since things that are due together are told in no order.
    pub(crate) async fn settle(&self) {
        let (aside, witness) = &self.aside;
        for _ in 0..2 {
            let before = witness.pushes().await.len();
            self.alice.send(*aside, "That is all.").await;
            witness.told(before + 1).await;
        }
    }
}

fn is_topic(topic: &Value) -> bool {
    let topic = topic.as_str().unwrap_or_default();
    topic.len() == 32
        && topic
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

#[tokio::test]
async fn a_message_reaches_the_phone_of_whom_it_is_for() {
    let Scene {
        alice, bob, phones, ..
    } = &Scene::start().await;
    let direct = alice.direct(bob).await;
    alice.send(direct, "Have you seen the heron? 🦢").await;

    let pushes = phones.bob.told(1).await;
    let Push {
        payload,
        ttl,
        urgency,
        topic,
        ..
    } = &pushes[0];
    let at = payload["at"].as_str().expect("it says when");
    assert!(at.starts_with("20") && at.ends_with('Z'), "{at}");
    let expected = json!({
        "kind": "message",
        "conversation_id": direct,
        "seq": 1,
        "title": "alice",
        "body": "Have you seen the heron? 🦢",
        "files": 0,
        "icon": null,
        "unread": 1,
        "badge": 1,
        "at": at,
        "high": true,
    });
    assert_eq!(*payload, expected);
    assert_eq!((ttl, urgency), (&json!("86400"), &json!("high")));
    assert!(is_topic(topic), "{topic}");
}

#[tokio::test]
async fn a_channel_is_told_of_by_its_title_and_without_haste() {
    let Scene {
        alice, bob, phones, ..
    } = &Scene::start().await;
    let pond = alice.channel("The pond", "public").await;
    bob.join(pond).await;
    alice.send(pond, "The ice is gone").await;
    let first = phones.bob.told(1).await.remove(0);
    assert_eq!(first.payload["title"], "The pond");
    assert_eq!(first.payload["sender"], "alice");
    assert_eq!(first.payload["body"], "The ice is gone");
    assert_eq!(first.payload["high"], false);
    assert_eq!(first.urgency, "normal");

    alice.send(pond, "@bob come and look").await;
    let second = phones.bob.told(2).await.remove(1);
    assert_eq!(second.payload["body"], "@bob come and look");
    assert_eq!(second.payload["high"], true);
    assert_eq!(second.urgency, "high");
    // The last of a conversation takes the place of what was told of it before.
    assert_eq!(second.topic, first.topic);
}

#[tokio::test]
async fn who_sends_or_looks_hears_nothing_and_who_is_only_connected_does() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let direct = alice.direct(bob).await;
    let group = alice.group("The pond", &[bob]).await;
    let socket = bob.connect().await;
    let view = async |conversation: Option<Uuid>| {
        let view = json!({ "conversation_id": conversation });
        let answer = socket.emit_with_ack("conversation:view", view).await;
        assert!(answer.get("error").is_none(), "{answer}");
    };

    view(Some(direct)).await;
    alice.send(direct, "You see this").await;
    alice.send(group, "You don't see this").await;
    scene.settle().await;
    let pushes = phones.bob.pushes().await;
    assert_eq!(pushes.len(), 1, "{pushes:?}");
    assert_eq!(pushes[0].payload["conversation_id"], json!(group));

    view(None).await;
    alice.send(direct, "You don't see this either").await;
    scene.settle().await;
    let pushes = phones.bob.pushes().await;
    assert_eq!(pushes.len(), 2, "{pushes:?}");
    assert_eq!(pushes[1].payload["body"], "You don't see this either");
    assert_eq!(phones.alice.pushes().await.len(), 0);
}

#[tokio::test]
async fn messages_that_wait_are_told_of_as_one() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let direct = alice.direct(bob).await;
    let group = alice.group("The pond", &[bob]).await;
    let busy = json!([{ "status": 503, "retry_after": "2" }, { "status": 201 }]);
    phones.bob.answers(busy).await;
    alice.send(direct, "One").await;
    let first = phones.bob.told(1).await.remove(0);
    for body in ["Two", "Three", "Four"] {
        alice.send(direct, body).await;
    }
    let second = phones.bob.told(2).await.remove(1);
    assert_eq!(second.payload["body"], "Four");
    assert_eq!(second.payload["seq"], 4);
    assert_eq!(second.payload["unread"], 4);
    assert_eq!(second.topic, first.topic);

    alice.send(group, "Elsewhere").await;
    scene.settle().await;
    let pushes = phones.bob.pushes().await;
    assert_eq!(pushes.len(), 3, "{pushes:?}");
    assert_eq!(pushes[2].payload["unread"], 1);
    assert_eq!(pushes[2].payload["badge"], 5);
    assert_ne!(pushes[2].topic, first.topic);
}

#[tokio::test]
async fn whatever_is_said_fits_into_a_push() {
    let Scene {
        alice, bob, phones, ..
    } = &Scene::start().await;
    let direct = alice.direct(bob).await;
    let long = [
        "ü🦢 ".repeat(5_000),
        "\"\\\n".repeat(3_000),
        "x".repeat(20_000),
    ];
    for (number, body) in long.iter().enumerate() {
        alice.send(direct, body).await;
        let push = phones.bob.told(number + 1).await.remove(number);
        assert!(push.bytes <= 3_000, "{} bytes", push.bytes);
        let text = push.payload["body"].as_str().expect("it has text");
        let cut = text.strip_suffix('…').expect("it says that it was cut");
        assert!(body.starts_with(cut), "{text}");
        assert!(cut.len() > 1_000, "{text}");
    }
}

#[tokio::test]
async fn a_message_without_text_tells_of_its_files() {
    let Scene {
        alice, bob, phones, ..
    } = &Scene::start().await;
    let direct = alice.direct(bob).await;
    for count in [1, 2] {
        let mut files = Vec::new();
        for _ in 0..count {
            let file = alice.upload("notes.txt", "nothing much").await;
            files.push(file["id"].clone());
        }
        let path = format!("/api/conversations/{direct}/messages");
        let message = json!({ "id": new_id(), "body": "", "attachment_ids": files });
        let (status, answer) = alice.post(&path, message).await;
        assert_eq!(status, 201, "{answer}");
        let push = phones.bob.told(count).await.remove(count - 1);
        assert_eq!(push.payload["body"], "");
        assert_eq!(push.payload["files"], count);
    }
}

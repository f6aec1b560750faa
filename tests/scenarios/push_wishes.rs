//! People are told only of what they want to be told of, and only as much as they want their devices to
//! show.

use serde_json::{Value, json};
use tests::Person;

use crate::push::Scene;

async fn prefer(person: &Person, preferences: Value) {
    let path = "/api/notifications/preferences";
    let (status, answer) = person.put(path, preferences.clone()).await;
    assert_eq!(status, 200, "{answer}");
    for (key, value) in preferences.as_object().expect("an object") {
        assert_eq!(answer[key], *value, "{answer}");
    }
    assert_eq!(person.read(path).await, answer);
}

#[tokio::test]
async fn a_conversation_can_be_silent_or_tell_of_mentions_alone() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    for (title, preferences) in [
        (
            "Muted",
            json!({ "notify": "all", "muted_until": "2999-01-01T00:00:00.000Z" }),
        ),
        ("Silent", json!({ "notify": "none", "muted_until": null })),
        (
            "Mentions",
            json!({ "notify": "mentions", "muted_until": null }),
        ),
        (
            "Over",
            json!({ "notify": "all", "muted_until": "2020-01-01T00:00:00.000Z" }),
        ),
    ] {
        let group = alice.group(title, &[bob]).await;
        let path = format!("/api/conversations/{group}/preferences");
        let (status, answer) = bob.put(&path, preferences).await;
        assert!(status < 300, "{status} {answer}");
        alice.send(group, "Good morning").await;
        scene.settle().await;
        alice.send(group, "Good morning, @bob").await;
        scene.settle().await;
    }
    let told: Vec<_> = phones.bob.pushes().await;
    let told: Vec<_> = told
        .iter()
        .map(|push| (&push.payload["title"], &push.payload["body"], &push.urgency))
        .map(|(title, body, urgency)| json!([title, body, urgency]))
        .collect();
    let expected = json!([
        ["Mentions", "Good morning, @bob", "high"],
        ["Over", "Good morning", "normal"],
        ["Over", "Good morning, @bob", "high"],
    ]);
    assert_eq!(json!(told), expected);
}

#[tokio::test]
async fn who_is_blocked_is_not_told_of() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let (carol, _) = scene.person("carol").await;
    let group = alice.group("The pond", &[bob, &carol]).await;
    let (status, answer) = bob
        .put(&format!("/api/users/{}/block", carol.id), Value::Null)
        .await;
    assert!(status < 300, "{status} {answer}");
    carol.send(group, "Bob, @bob, listen!").await;
    scene.settle().await;
    assert_eq!(phones.bob.pushes().await.len(), 0);
    alice.send(group, "He won't").await;
    let push = phones.bob.told(1).await.remove(0);
    assert_eq!(push.payload["sender"], "alice");
}

#[tokio::test]
async fn what_somebody_prefers_on_the_whole_holds_everywhere() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let direct = alice.direct(bob).await;
    let group = alice.group("The pond", &[bob]).await;
    let all_day = json!({ "from": "00:00", "to": "00:00", "time_zone": "Europe/Zurich" });
    let rounds = [
        (json!({ "notify": "mentions" }), vec!["direct", "@bob"]),
        (json!({ "notify": "none" }), vec![]),
        (json!({ "notify": "all", "quiet_hours": all_day }), vec![]),
        (json!({ "notify": "all" }), vec!["direct", "group", "@bob"]),
    ];
    for (preferences, expected) in rounds {
        prefer(bob, preferences.clone()).await;
        let before = phones.bob.pushes().await.len();
        for (conversation, body) in [(direct, "direct"), (group, "group"), (group, "@bob")] {
            alice.send(conversation, body).await;
            scene.settle().await;
        }
        let told = phones.bob.pushes().await.split_off(before);
        let told: Vec<_> = told.iter().map(|push| &push.payload["body"]).collect();
        assert_eq!(told, expected, "{preferences}");
    }
}

#[tokio::test]
async fn a_device_can_be_told_that_there_is_a_message_and_no_more() {
    let Scene {
        alice, bob, phones, ..
    } = &Scene::start().await;
    let group = alice.group("The pond", &[bob]).await;
    prefer(bob, json!({ "show_text": false, "ttl_seconds": 60 })).await;
    alice.send(group, "@bob it's a secret").await;
    let push = phones.bob.told(1).await.remove(0);
    assert_eq!(push.payload["title"], "Snug");
    assert_eq!(push.payload["body"], "");
    assert_eq!(push.payload["conversation_id"], json!(group));
    assert_eq!(push.ttl, "60");
    let text = push.payload.to_string();
    for secret in ["alice", "pond", "secret"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn preferences_that_cannot_be_kept_are_refused_by_name() {
    let Scene { bob, .. } = &Scene::start().await;
    let hours = |from: &str, to: &str, zone: &str| json!({ "quiet_hours": { "from": from, "to": to, "time_zone": zone } });
    for (preferences, field) in [
        (json!({ "notify": "loud" }), "notify"),
        (json!({ "ttl_seconds": 2_419_201 }), "ttl_seconds"),
        (json!({ "ttl_seconds": -1 }), "ttl_seconds"),
        (hours("24:00", "07:00", "Europe/Zurich"), "quiet_hours.from"),
        (hours("22:00", "soon", "Europe/Zurich"), "quiet_hours.to"),
        (
            hours("22:00", "07:00", "Mars/Olympus"),
            "quiet_hours.time_zone",
        ),
    ] {
        let path = "/api/notifications/preferences";
        let (status, answer) = bob.put(path, preferences).await;
        assert_eq!(status, 422, "{answer}");
        assert_eq!(answer["code"], "invalid_field", "{answer}");
        assert_eq!(answer["errors"][0]["field"], field, "{answer}");
    }
}

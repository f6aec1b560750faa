//! What is pinned is in reach of everybody in a conversation, and what is saved of oneself alone.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Person, TestServer, new_id};
use uuid::Uuid;

async fn pins(person: &Person, conversation: Uuid) -> Vec<Value> {
    let found = person
        .read(&format!("/api/conversations/{conversation}/pins"))
        .await;
    let messages = found["messages"].as_array().expect("a list");
    messages.iter().map(|it| it["id"].clone()).collect()
}

#[tokio::test]
async fn a_pin_comes_to_everybody_as_a_change_of_its_message() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    let (at_alices, mut at_bobs) = (alice.connect().await, bob.connect().await);
    let id = at_alices.send(pond, "The heron comes at six").await;
    let pin = json!({ "conversation_id": pond, "id": id, "on": true, "change_id": new_id() });
    for _ in 0..2 {
        let answer = at_alices.emit_with_ack("pin:set", pin.clone()).await;
        assert_eq!(answer, json!({}));
    }
    let event = at_bobs
        .expect_event("message:changed", |event| {
            event["messages"][0]["pinned_by"] == json!(alice.id)
        })
        .await;
    let message = &event["messages"][0];
    assert_eq!(message["id"], json!(id));
    assert!(message["pinned_at"].is_string(), "{message}");
    assert_eq!(pins(&bob, pond).await, [json!(id)]);

    let path = format!("/api/conversations/{pond}/pins/{id}");
    assert_eq!(bob.call(Method::DELETE, &path, None).await.0, 204);
    assert!(pins(&alice, pond).await.is_empty());
    assert_eq!(bob.call(Method::PUT, &path, None).await.0, 204);
    assert_eq!(pins(&alice, pond).await, [json!(id)]);
    let mallory = server.user("mallory").await;
    let path = format!("/api/conversations/{pond}/pins");
    assert_eq!(mallory.get(&path).await.0, 404);
}

#[tokio::test]
async fn in_a_channel_its_owners_pin_and_a_hundred_are_the_most() {
    let server = TestServer::builder().unlimited().start().await;
    // One after the other: the first owns the server, and may pin in what is public.
    let alice = server.user("alice").await;
    let bob = server.user("bob").await;
    let pond = alice.channel("The pond", "public").await;
    bob.join(pond).await;
    let (at_alices, at_bobs) = (alice.connect().await, bob.connect().await);
    let pin = |id: Uuid| json!({ "conversation_id": pond, "id": id, "on": true });
    let first = at_bobs.send(pond, "Pin me").await;
    let error = &at_bobs.emit_with_ack("pin:set", pin(first)).await["error"];
    assert_eq!(error["code"], "forbidden", "{error}");
    for number in 0..100 {
        let id = at_alices.send(pond, &number.to_string()).await;
        let answer = at_alices.emit_with_ack("pin:set", pin(id)).await;
        assert_eq!(answer, json!({}), "{number}");
    }
    let error = &at_alices.emit_with_ack("pin:set", pin(first)).await["error"];
    assert_eq!(error["code"], "too_many", "{error}");
    assert_eq!(pins(&bob, pond).await.len(), 100);
}

#[tokio::test]
async fn what_one_saves_is_on_all_ones_devices_and_nobody_elses() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    let id = alice
        .connect()
        .await
        .send(pond, "The heron comes at six")
        .await;
    let mut phone = bob.connect().await;
    let path = format!("/api/bookmarks/{pond}/{id}");
    assert_eq!(bob.call(Method::PUT, &path, None).await.0, 204);
    let event = phone.expect_event("bookmark:changed", |_| true).await;
    assert_eq!(
        event,
        json!({ "conversation_id": pond, "id": id, "on": true })
    );
    let saved = bob.read("/api/bookmarks").await;
    assert_eq!(saved["bookmarks"][0]["message"]["id"], json!(id), "{saved}");
    assert!(saved["bookmarks"][0]["saved_at"].is_string() && saved["next_cursor"].is_null());
    assert_eq!(bob.history(pond).await[0]["bookmarked"], true);
    assert_eq!(alice.history(pond).await[0]["bookmarked"], false);
    assert_eq!(alice.read("/api/bookmarks").await["bookmarks"], json!([]));

    let mallory = server.user("mallory").await;
    assert_eq!(mallory.call(Method::PUT, &path, None).await.0, 404);
    let unknown = format!("/api/bookmarks/{pond}/{}", new_id());
    assert_eq!(bob.call(Method::PUT, &unknown, None).await.0, 404);
    assert_eq!(bob.get("/api/bookmarks?cursor=nonsense").await.0, 422);

    alice.remove(pond, &bob).await;
    assert_eq!(bob.read("/api/bookmarks").await["bookmarks"], json!([]));
    alice.add(pond, &[&bob]).await;
    let set = json!({ "conversation_id": pond, "id": id, "on": false });
    let answer = bob.connect().await.emit_with_ack("bookmark:set", set).await;
    assert_eq!(answer, json!({}));
    phone
        .expect_event("bookmark:changed", |event| event["on"] == false)
        .await;
    assert_eq!(bob.read("/api/bookmarks").await["bookmarks"], json!([]));
}

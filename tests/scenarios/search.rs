//! People look for what was said: by words, by who said it and when, and by what it has.

use serde_json::{Value, json};
use tests::{Person, TestServer, eventually, new_id};

/// The bodies that are found, the newest first, once there are as many.
async fn finds(person: &Person, query: &str, expected: &[&str]) {
    let path = format!("/api/search?{query}");
    eventually(&format!("{expected:?} for {query}"), async || {
        let answer = person.read(&path).await;
        let hits = answer["hits"].as_array()?;
        let bodies: Vec<&str> = hits
            .iter()
            .filter_map(|it| it["message"]["body"].as_str())
            .collect();
        (bodies == expected).then_some(())
    })
    .await;
}

/// The field that is refused.
async fn refused(person: &Person, query: &str) -> Value {
    let (status, problem) = person.get(&format!("/api/search?{query}")).await;
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("invalid_field")),
        "{problem}"
    );
    problem["errors"][0]["field"].clone()
}

#[tokio::test]
async fn what_was_said_is_found_by_who_where_when_and_what_it_has() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let garden = alice.group("garden", &[&bob]).await;
    let attic = alice.group("attic", &[&bob]).await;
    alice.send(garden, "beans at https://beans.example/x").await;
    bob.send(garden, "beans in the shed").await;
    let file = bob.upload("beans.txt", "green").await;
    let path = format!("/api/conversations/{attic}/messages");
    let drawn = json!({ "id": new_id(), "body": "beans drawn", "attachment_ids": [file["id"]] });
    assert_eq!(bob.post(&path, drawn).await.0, 201);

    let linked = "beans at https://beans.example/x";
    finds(
        &alice,
        "query=beans",
        &["beans drawn", "beans in the shed", linked],
    )
    .await;
    finds(&alice, "query=beans&has=link", &[linked]).await;
    finds(&alice, "has=file", &["beans drawn"]).await;
    finds(&alice, "has=file,link", &[]).await;
    let from_bob = format!("sender_id={}", bob.id);
    finds(&alice, &from_bob, &["beans drawn", "beans in the shed"]).await;
    finds(
        &alice,
        &format!("{from_bob}&conversation_id={garden}"),
        &["beans in the shed"],
    )
    .await;
    finds(&alice, "query=beans&after=2100-01-01", &[]).await;
    finds(
        &alice,
        "has=link&before=2100-01-01T00:00:00Z&after=2000-01-01",
        &[linked],
    )
    .await;
    let eve = server.user("eve").await;
    finds(&eve, "has=link", &[]).await;
}

#[tokio::test]
async fn a_search_that_makes_no_sense_says_which_part_of_it() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    assert_eq!(refused(&alice, "").await, "query");
    assert_eq!(refused(&alice, "query=%20&has=,").await, "query");
    assert_eq!(refused(&alice, "query=a&has=poem").await, "has");
    assert_eq!(refused(&alice, "query=a&before=soon").await, "before");
    assert_eq!(refused(&alice, "query=a&after=2026-02-30").await, "after");
}

//! Two people register, find each other, and talk.

use serde_json::{Value, json};
use tests::{TestServer, new_id};

#[tokio::test]
async fn two_people_find_each_other_and_a_message_arrives() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));

    let found = alice.read("/api/users?query=bob").await;
    assert_eq!(
        found["users"][0]["id"],
        json!(bob.id),
        "alice finds bob: {found}"
    );
    let mut at_bobs = bob.connect().await;
    let at_alices = alice.connect().await;
    let direct = alice.direct(&bob).await;
    at_bobs
        .expect_event("conversation:me", |me| {
            me["conversation_id"] == json!(direct)
        })
        .await;

    let id = at_alices.send(direct, "Have you seen the heron?").await;
    let message = at_bobs.expect_message("Have you seen the heron?").await;
    assert_eq!(message["id"], json!(id));
    assert_eq!(message["sender_id"], json!(alice.id));
    assert_eq!(message["seq"], 1);
}

#[tokio::test]
async fn a_direct_conversation_exists_once_whoever_opens_it() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));

    let open = json!({ "kind": "direct", "member_ids": [bob.id] });
    let (first, made) = alice.post("/api/conversations", open.clone()).await;
    let (again, found) = alice.post("/api/conversations", open).await;
    assert_eq!((first, again), (201, 200));
    assert_eq!(made["id"], found["id"]);
    assert_eq!(json!(bob.direct(&alice).await), made["id"]);
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_the_power_failed() {
    let mut server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let id = alice
        .connect()
        .await
        .send(direct, "Don't forget this")
        .await;

    server.restart().await;

    let history = bob.history(direct).await;
    assert_eq!(history.len(), 1, "{history:?}");
    assert_eq!(history[0]["id"], json!(id));
}

#[tokio::test]
async fn a_message_that_is_sent_twice_is_there_once() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let socket = alice.connect().await;

    let message = json!({ "id": new_id(), "conversation_id": direct, "body": "Once" });
    for _ in 0..3 {
        let answer = socket.emit_with_ack("message:send", message.clone()).await;
        assert_eq!(answer["id"], message["id"], "{answer}");
    }
    assert_eq!(bob.history(direct).await.len(), 1);
}

#[tokio::test]
async fn a_socket_is_refused_with_the_code_of_the_problem() {
    let server = TestServer::start().await;
    let mut mallory = server.user("mallory").await;
    mallory.token = "nonsense".to_owned();
    match mallory.try_connect().await {
        Err(tests::wire::Error::Refused(code)) => assert_eq!(code, "unauthenticated"),
        other => panic!("a forged token was answered with {other:?}"),
    }
}

#[tokio::test]
async fn nonsense_is_answered_with_a_problem_and_hurts_nobody() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    let socket = alice.connect().await;

    for (event, data, code) in [
        ("message:send", json!({}), "invalid_field"),
        ("message:send", json!("text"), "malformed"),
        ("message:send", Value::Null, "malformed"),
        ("no:such:event", json!({}), "unknown_event"),
        ("sync", json!({ "heads": [] }), "invalid_field"),
    ] {
        let answer = socket.emit_with_ack(event, data.clone()).await;
        assert_eq!(answer["error"]["code"], code, "{event} {data}: {answer}");
    }
    assert_eq!(server.get("/healthz").await.0, 200);
}

#[tokio::test]
async fn every_frame_counts_whatever_is_wrong_with_it() {
    let slow = TestServer::builder().env("SNUG_LIMITS__MESSAGES_PER_SECOND", "2");
    let server = slow.start().await;
    for (number, (event, data)) in [
        ("message:send", json!({})),
        ("message:send", json!("text")),
        ("no:such:event", json!({})),
        ("sync", json!({ "heads": [] })),
        ("conversation:view", json!({ "conversation_id": null })),
    ]
    .into_iter()
    .enumerate()
    {
        let person = server.user(&format!("person{number}")).await;
        let socket = person.connect().await;
        let sent: Vec<_> = (0..100).map(|_| socket.emit(event, &data)).collect();
        let mut refused = 0;
        for ack in sent {
            let answer = ack.answer().await.expect("an answer");
            refused += u32::from(answer["error"]["code"] == "rate_limited");
        }
        assert!(refused > 50, "{refused} of 100 {event} {data}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let server = TestServer::start().await;
    for (bytes, status) in [(15_000, 200), (17_000, 431), (100_000, 431), (400_000, 431)] {
        let request = server.http().get(server.url("/api/server"));
        let answer = request.header("x-long", "x".repeat(bytes)).send().await;
        match answer {
            Ok(answer) => assert_eq!(answer.status(), status, "{bytes}"),
            // The connection is gone before all of it was sent.
            Err(_) => assert_eq!(status, 431, "{bytes}"),
        }
    }
    assert_eq!(server.get("/api/server").await.0, 200);
}

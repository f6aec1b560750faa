//! What one socket sends keeps its order, also when it waits for no acknowledgement.

use serde_json::{Value, json};
use tests::{TestServer, new_id};

#[tokio::test]
async fn what_one_socket_sends_keeps_its_order_without_waiting() {
    let server = TestServer::builder().unlimited().start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let group = alice.group("Shopping", &[&bob]).await;
    let (hers, his) = tokio::join!(alice.connect(), bob.connect());
    let mut hers = [hers, alice.connect().await];
    let mut his = [his, bob.connect().await];

    let bodies = |who: &str| (0..200).map(|n| format!("{who} {n}")).collect::<Vec<_>>();
    let mut answers = Vec::new();
    for number in 0..200 {
        for (who, socket) in ["a0", "a1", "b0", "b1"]
            .iter()
            .zip(hers.iter_mut().chain(&mut his))
        {
            let body = format!("{who} {number}");
            let message = json!({ "id": new_id(), "conversation_id": group, "body": body });
            answers.push(socket.emit("message:send", &message));
        }
    }
    for answer in answers {
        let answer = answer.answer().await.expect("nobody hung up");
        assert!(answer["id"].is_string(), "{answer}");
    }

    let history = alice.history_of(group, 800).await;
    let sequence: Vec<u64> = history
        .iter()
        .filter_map(|message| message["seq"].as_u64())
        .collect();
    assert_eq!(sequence, (1..=800).collect::<Vec<_>>());
    for who in ["a0", "a1", "b0", "b1"] {
        let told = history
            .iter()
            .filter_map(|message| message["body"].as_str());
        let told: Vec<_> = told
            .filter(|body| body.starts_with(who))
            .map(str::to_owned)
            .collect();
        assert_eq!(told, bodies(who), "the order of {who}");
    }
}

#[tokio::test]
async fn edits_and_a_deletion_follow_the_message_that_they_change() {
    let server = TestServer::builder().unlimited().start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let socket = alice.connect().await;

    let (kept, gone) = (new_id(), new_id());
    let mut answers = Vec::new();
    for id in [kept, gone] {
        let message = json!({ "id": id, "conversation_id": direct, "body": "first" });
        answers.push(socket.emit("message:send", &message));
        for body in ["second", "third"] {
            let edit = json!({ "id": id, "conversation_id": direct, "body": body });
            answers.push(socket.emit("message:edit", &edit));
        }
    }
    let deletion = json!({ "id": gone, "conversation_id": direct });
    answers.push(socket.emit("message:delete", &deletion));
    for answer in answers {
        let answer = answer.answer().await.expect("nobody hung up");
        assert!(answer.get("error").is_none(), "{answer}");
    }

    let history = tests::eventually("the deletion", async || {
        let history = bob.history(direct).await;
        let is_last = |message: &Value| message["deleted_at"].is_string();
        history.last().is_some_and(is_last).then_some(history)
    })
    .await;
    assert_eq!(history.len(), 2, "{history:?}");
    assert_eq!(
        (&history[0]["id"], &history[0]["body"]),
        (&json!(kept), &json!("third"))
    );
    assert_eq!(
        (&history[1]["id"], &history[1]["body"]),
        (&json!(gone), &Value::Null)
    );
}

#[tokio::test]
async fn everybody_hears_the_same_order() {
    let server = TestServer::builder().unlimited().start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let group = alice.group("Shopping", &[&bob]).await;
    let (mut hers, mut his) = tokio::join!(alice.connect(), bob.connect());

    let mut answers = Vec::new();
    for _ in 0..100 {
        for socket in [&hers, &his] {
            let message = json!({ "id": new_id(), "conversation_id": group, "body": "Milk" });
            answers.push(socket.emit("message:send", &message));
        }
    }
    for answer in answers {
        answer.answer().await.expect("nobody hung up");
    }

    let truth: Vec<Value> = alice
        .history_of(group, 200)
        .await
        .iter()
        .map(|message| message["id"].clone())
        .collect();
    for socket in [&mut hers, &mut his] {
        let mut heard = Vec::new();
        while heard.len() < truth.len() {
            let event = socket.expect_event("message:changed", |_| true).await;
            let messages = event["messages"].as_array().expect("messages are a list");
            heard.extend(messages.iter().map(|message| message["id"].clone()));
        }
        assert_eq!(heard, truth);
    }
}

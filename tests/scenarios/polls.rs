//! Polls: two people vote, and everybody counts the same, whatever happens to the server.

use serde_json::{Value, json};
use tests::{Person, Socket, TestServer, new_id};
use uuid::Uuid;

const TEA: &str = "1\u{fe0f}\u{20e3}";
const COFFEE: &str = "2\u{fe0f}\u{20e3}";

/// Asks what to drink, one answer each; gives the message's id.
async fn ask(socket: &Socket, conversation: Uuid) -> Uuid {
    let id = new_id();
    let poll = json!({ "options": [" Tea", "Coffee"], "multiple": false, "ends_at": null });
    let message = json!({
        "id": id, "conversation_id": conversation, "body": "What do we drink?", "poll": poll,
    });
    let answer = socket.emit_with_ack("message:send", message).await;
    assert_eq!(answer["id"], json!(id), "it was not taken: {answer}");
    id
}

fn vote(conversation: Uuid, id: Uuid, emoji: &str) -> Value {
    json!({
        "conversation_id": conversation, "id": id, "emoji": emoji, "on": true,
        "change_id": new_id(),
    })
}

/// What was voted for, by how many, and whether by the reader.
async fn votes(reader: &Person, conversation: Uuid, id: Uuid) -> Vec<(Value, Value, Value)> {
    let path = format!("/api/conversations/{conversation}/messages/{id}");
    let message = reader.read(&path).await;
    let reactions = message["reactions"].as_array().expect("a list");
    let of = |it: &Value| (it["emoji"].clone(), it["count"].clone(), it["mine"].clone());
    reactions.iter().map(of).collect()
}

#[tokio::test]
async fn two_people_vote_and_a_vote_counts_once_also_after_a_restart() {
    let mut server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    let (at_alices, mut at_bobs) = (alice.connect().await, bob.connect().await);
    let id = ask(&at_alices, pond).await;
    let asked = at_bobs.expect_message("What do we drink?").await;
    let poll = json!({ "options": ["Tea", "Coffee"], "multiple": false, "ends_at": null });
    assert_eq!(asked["poll"], poll);

    // A lost answer: the same vote goes again.
    let tea = vote(pond, id, TEA);
    for _ in 0..2 {
        let answer = at_alices.emit_with_ack("reaction:set", tea.clone()).await;
        assert_eq!(answer, json!({}));
    }
    for emoji in [TEA, COFFEE] {
        let vote = vote(pond, id, emoji);
        assert_eq!(at_bobs.emit_with_ack("reaction:set", vote).await, json!({}));
    }
    let event = at_bobs
        .expect_event("message:changed", |event| {
            let all = event["reacted"].as_array();
            all.is_some_and(|all| all.iter().any(|it| it["emoji"] == COFFEE))
        })
        .await;
    // Replicas may store both votes together; the second took the first away.
    let told = event["reacted"].as_array().expect("a list");
    let told = told.iter().map(|it| (&it["emoji"], &it["on"]));
    let told: Vec<_> = told.skip_while(|(_, on)| **on != json!(false)).collect();
    let expected = [(&json!(TEA), &json!(false)), (&json!(COFFEE), &json!(true))];
    assert_eq!(told, expected);
    let none = at_bobs
        .emit_with_ack("reaction:set", vote(pond, id, "3️⃣"))
        .await;
    assert_eq!(none["error"]["code"], "invalid_field", "{none}");

    let alices = [
        (json!(TEA), json!(1), json!(true)),
        (json!(COFFEE), json!(1), json!(false)),
    ];
    let bobs = [
        (json!(TEA), json!(1), json!(false)),
        (json!(COFFEE), json!(1), json!(true)),
    ];
    assert_eq!(votes(&alice, pond, id).await, alices);
    assert_eq!(votes(&bob, pond, id).await, bobs);
    server.restart().await;
    let (alice, bob) = (alice.at(&server), bob.at(&server));
    assert_eq!(votes(&alice, pond, id).await, alices);
    assert_eq!(votes(&bob, pond, id).await, bobs);
    assert_eq!(bob.page(pond, "").await["messages"][0]["poll"], poll);
}

#[tokio::test]
async fn a_poll_is_asked_over_http_and_one_that_is_none_is_refused() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    let pond = alice.group("The pond", &[]).await;
    let path = format!("/api/conversations/{pond}/messages");
    let post = async |poll: Value| {
        let message = json!({ "id": new_id(), "body": "What do we drink?", "poll": poll });
        alice.post(&path, message).await
    };
    let (status, _) = post(json!({ "options": ["Tea", "Coffee"] })).await;
    assert_eq!(status, 201);
    for (poll, field) in [
        (json!({ "options": ["Tea"] }), "poll.options"),
        (json!({ "options": ["Tea", "Tea "] }), "poll.options"),
        (json!({}), "poll.options"),
        (
            json!({ "options": ["Tea", "Coffee"], "ends_at": "soon" }),
            "poll.ends_at",
        ),
    ] {
        let (status, problem) = post(poll).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (422, &json!(field))
        );
    }
}

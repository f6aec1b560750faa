//! Somebody is removed while the others go on talking. What is said after is not theirs to hear.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Person, Socket, TestServer, new_id};
use tokio::task::JoinHandle;
use uuid::Uuid;

const ROUNDS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_in_the_middle_of_traffic_hears_nothing_after() {
    let server = TestServer::builder().unlimited().start().await;
    let owner = server.user("olga").await;
    let (bob, carol) = tokio::join!(server.user("bob"), server.user("carol"));
    let group = owner.group("The pond", &[&bob, &carol]).await;
    let chatter = chatter(carol.connect().await, group);

    for _ in 0..ROUNDS {
        let mut sockets = [bob.connect().await, bob.connect().await];
        for socket in &mut sockets {
            socket.expect_event("message:changed", |_| true).await;
        }
        owner.remove(group, &bob).await;
        let removal = removal(&owner, group).await;
        for socket in &mut sockets {
            hears_nothing_after(socket, group, removal).await;
        }
        is_shut_out(&bob, &sockets[0], group).await;
        owner.add(group, &[&bob]).await;
        // Who is let in again reads everything, the time in between too.
        for socket in &mut sockets {
            let back = |me: &Value| me["conversation_id"] == json!(group) && me["me"].is_object();
            socket.expect_event("conversation:me", back).await;
            socket
                .expect_event("message:changed", |event| {
                    event["rev"].as_u64() > Some(removal)
                })
                .await;
        }
        let first = bob
            .page(group, &format!("after={}&limit=1", removal - 1))
            .await;
        assert_eq!(
            first["messages"].as_array().map(Vec::len),
            Some(1),
            "{first}"
        );
    }

    chatter.abort();
}

/// Somebody who never stops talking.
fn chatter(socket: Socket, group: Uuid) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let said: Vec<_> = (0..10)
                .map(|_| {
                    let message =
                        json!({ "id": new_id(), "conversation_id": group, "body": "and so on" });
                    socket.emit("message:send", &message)
                })
                .collect();
            for answer in said {
                let answer = answer.answer().await.expect("nobody hung up");
                assert!(answer["id"].is_string(), "{answer}");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
}

/// The revision of the last removal, which its system message carries.
async fn removal(owner: &Person, group: Uuid) -> u64 {
    let history = owner.history(group).await;
    let is_removal =
        |message: &&Value| message["kind"] == "system" && message["event"] == "removed";
    let message = history
        .iter()
        .rev()
        .find(is_removal)
        .expect("a removal is a system message");
    message["rev"].as_u64().expect("a message has a revision")
}

/// Listens for as long as dozens of messages take, to everything that bob's socket gets.
async fn hears_nothing_after(socket: &mut Socket, group: Uuid, removal: u64) {
    let gone = |me: &Value| me["conversation_id"] == json!(group) && me["me"].is_null();
    socket.expect_event("conversation:me", gone).await;
    while let Some(event) = socket.next_event(Duration::from_millis(300)).await {
        let data = &event.data;
        if data["conversation_id"] != json!(group) && data["id"] != json!(group) {
            continue;
        }
        match event.name.as_str() {
            "message:changed" => {
                let messages = data["messages"].as_array().expect("messages are a list");
                let after = messages
                    .iter()
                    .find(|message| message["rev"].as_u64() > Some(removal));
                assert_eq!(after, None, "the removal was revision {removal}");
                assert!(data["rev"].as_u64() <= Some(removal), "{data}");
            }
            "conversation:changed" | "conversation:read" | "typing" => {
                assert!(
                    data["rev"].as_u64() <= Some(removal),
                    "{}: {data}",
                    event.name
                );
            }
            _ => {}
        }
    }
}

async fn is_shut_out(bob: &Person, socket: &Socket, group: Uuid) {
    for path in ["", "/messages", "/changes?after=0", "/members"] {
        let (status, answer) = bob.get(&format!("/api/conversations/{group}{path}")).await;
        assert_eq!(status, 404, "{path}: {answer}");
    }
    let message = json!({ "id": new_id(), "conversation_id": group, "body": "May I?" });
    let answer = socket.emit_with_ack("message:send", message).await;
    let code = answer["error"]["code"].as_str().unwrap_or_default();
    assert!(["not_found", "forbidden"].contains(&code), "{answer}");
    let answer = socket.sync(None, &json!({ group.to_string(): 0 })).await;
    let told = answer["conversations"]
        .as_array()
        .expect("conversations are a list");
    let group_entry = told
        .iter()
        .find(|entry| entry["conversation"]["id"] == json!(group));
    assert_eq!(group_entry, None);
    assert!(
        answer["gone"]
            .as_array()
            .is_some_and(|gone| gone.contains(&json!(group))),
        "{answer}"
    );
}

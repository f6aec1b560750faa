//! The server is asked to stop. It finishes what it accepted, lets go of its clients in a way that
//! brings them back, and is gone soon.

use std::time::Duration;

use serde_json::json;
use tests::{TestServer, new_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_told_to_stop_finishes_what_it_accepted() {
    let mut server = TestServer::builder().unlimited().start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let mut socket = alice.connect().await;

    let mut sent = Vec::new();
    for _ in 0..200 {
        let id = new_id();
        let message = json!({ "id": id, "conversation_id": direct, "body": "Before you go" });
        sent.push((id, socket.emit("message:send", &message)));
    }
    let (status, took) = server.terminate().await;
    assert_eq!(status.code(), Some(0), "{}", server.log());
    assert!(took < Duration::from_secs(10), "it took {took:?}");
    let end = socket.closed(Duration::from_secs(1)).await;
    assert!(
        !end.contains("goodbye"),
        "clients stay away after a DISCONNECT packet: {end}"
    );

    server.restart().await;
    let history = bob.history(direct).await;
    for (id, answer) in sent {
        let acknowledged = answer
            .answer()
            .await
            .is_ok_and(|answer| answer["id"] == json!(id));
        let stored = history.iter().any(|message| message["id"] == json!(id));
        assert!(stored || !acknowledged, "an acknowledged message is gone");
    }
}

#[tokio::test]
async fn clients_find_a_frozen_server_where_they_left_it() {
    let mut server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let (hers, mut his) = tokio::join!(alice.connect(), bob.connect());

    server.freeze();
    let message = json!({ "id": new_id(), "conversation_id": direct, "body": "Are you there?" });
    let answer = hers.emit("message:send", &message);
    tokio::time::sleep(Duration::from_secs(2)).await;
    server.thaw();

    assert_eq!(
        answer.answer().await.expect("nobody hung up")["id"],
        message["id"]
    );
    his.expect_message("Are you there?").await;
}

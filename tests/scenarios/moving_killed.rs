//! A move that is killed at any moment is gone on with, and nobody starts a server on half of one.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::json;
use tests::{Person, TestServer, new_id};

use crate::files_samples::{MIB, id, noise};
use crate::moving::{Client, into, many, one};

/// Somebody says much, and sends some files.
async fn talk(person: &Person, messages: usize) {
    let notes = person.group("Notes", &[]).await;
    let socket = person.connect().await;
    let mut answers = Vec::new();
    for number in 0..messages {
        let message =
            json!({ "id": new_id(), "conversation_id": notes, "body": number.to_string() });
        answers.push(socket.emit("message:send", &message));
        if answers.len() == 200 {
            for answer in answers.drain(..) {
                let answer = answer.answer().await.expect("the server runs");
                assert!(answer.get("error").is_none(), "{answer}");
            }
        }
    }
    for size in [10, 9 * MIB, MIB, 12 * MIB] {
        let file = person.upload("x", noise(size)).await;
        let message = json!({ "id": new_id(), "body": "A file", "attachment_ids": [id(&file)] });
        let path = format!("/api/conversations/{notes}/messages");
        person.must(Method::POST, &path, Some(&message)).await;
    }
}

async fn has_accounts(server: &TestServer) -> bool {
    let (_, server) = server.get("/api/server").await;
    let features = server["features"].as_array().expect("a list");
    !features.contains(&json!("first_account"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_is_killed_again_and_again_ends_well() {
    let mut rng = StdRng::seed_from_u64(tests::seed());
    let (mut one, mut many) = tokio::join!(one(), many());
    let ann = one.server.user("ann").await;
    talk(&ann, 4_000).await;
    let mut client = Client::new(&ann).await;
    one.server.terminate().await;
    let command = into(&many);
    let words: Vec<&str> = command.iter().map(String::as_str).collect();

    let (mut kills, mut most) = (0_u32, 400);
    loop {
        let mut moving = one.server.begin(&words);
        let patience = Duration::from_millis(rng.random_range(50..most));
        if let Some((status, _)) = moving.wait(patience).await {
            assert!(status.success(), "{}", one.server.log());
            break;
        }
        moving.kill();
        kills += 1;
        most += 100;
        // Whoever starts the server too early is told so, unless nothing has come there yet.
        if kills.is_multiple_of(4) {
            match many.server.try_restart().await {
                // It was killed with all of it done.
                Ok(_) if has_accounts(&many.server).await => break,
                Ok(_) => {}
                Err(refused) => {
                    let line = refused.line();
                    assert!(line.contains("is not finished"), "{line}");
                }
            }
        }
        many.server.kill();
        many.bucket.as_ref().expect("it has one").settle().await;
    }
    assert!(kills > 0, "it was never killed");
    many.server.restart().await;
    client.come_back(&many.server).await;
    many.run(&["files", "verify"]);
}

//! The other commands of the binary, beside a server that runs and is in use.

use serde_json::json;
use tests::{TestServer, new_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_work_beside_a_running_server() {
    let server = TestServer::builder().unlimited().start().await;
    let alice = server.user("alice").await;
    let notes = alice.group("Notes", &[]).await;
    let socket = alice.connect().await;

    let commands: [&[&str]; 5] = [
        &["user", "list"],
        &["user", "set-role", "alice", "owner"],
        &["invite", "--max-uses", "1"],
        &["keys", "rotate"],
        &["migrate"],
    ];
    for command in commands {
        let message = json!({ "id": new_id(), "conversation_id": notes, "body": "Meanwhile" });
        let answers: Vec<_> = (0..20)
            .map(|_| socket.emit("message:send", &message))
            .collect();
        let output = server.run(command);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {told}");
        for answer in answers {
            let answer = answer.answer().await.expect("the server runs");
            assert_eq!(answer["id"], message["id"], "{answer}");
        }
    }
    assert_eq!(alice.history(notes).await.len(), commands.len());
}

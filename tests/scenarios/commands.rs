//! The other commands of the binary, beside a server that runs and is in use.

use std::time::{Duration, Instant};

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

#[tokio::test]
async fn a_health_check_needs_nothing_but_the_binary() {
    let mut server = TestServer::start().await;
    let health = |server: &TestServer| {
        let output = server.run(&["health"]);
        let told = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&told).into_owned(),
        )
    };
    assert_eq!(health(&server), (Some(0), "ready\n".to_owned()));

    // One that hangs is not waited for as long as it hangs.
    server.freeze();
    let since = Instant::now();
    let (status, told) = health(&server);
    assert_eq!(status, Some(1), "{told}");
    assert!(since.elapsed() < Duration::from_secs(10), "{told}");
    assert!(
        told.starts_with("snug: no server answers at 127.0.0.1:"),
        "{told}"
    );
    server.thaw();

    server.kill();
    let (status, told) = health(&server);
    assert_eq!(status, Some(1), "{told}");
    assert!(
        told.starts_with("snug: no server answers at 127.0.0.1:"),
        "{told}"
    );
}

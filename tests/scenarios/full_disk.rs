//! The disk of a server that keeps its data in SQLite is full. It says so to those who write, goes
//! on serving those who read, and goes on as if nothing had been once there is room.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use serde_json::{Value, json};
use tests::{Person, SmallDisk, Socket, TestServer, new_id};
use uuid::Uuid;

const MIB: u64 = 1024 * 1024;
/// Messages of [`message`], on a disk of 16 MiB.
const MORE_THAN_FIT: usize = 1_000;

/// What is known of a conversation: the ids of what was acknowledged, in order, and of what was
/// refused.
#[derive(Default)]
struct Sent {
    acknowledged: Vec<Uuid>,
    refused: Vec<Uuid>,
}

impl Sent {
    /// Sends so many large messages at once.
    async fn send(&mut self, socket: &Socket, conversation: Uuid, messages: usize) {
        let ids = (0..messages).map(|_| new_id()).collect();
        self.send_these(socket, conversation, ids).await;
    }

    /// Sends what was refused once more.
    async fn send_again(&mut self, socket: &Socket, conversation: Uuid) {
        let ids = std::mem::take(&mut self.refused);
        self.send_these(socket, conversation, ids).await;
    }

    async fn send_these(&mut self, socket: &Socket, conversation: Uuid, ids: Vec<Uuid>) {
        let mut answers: FuturesOrdered<_> = ids
            .into_iter()
            .map(|id| {
                let answer = socket.emit("message:send", &message(id, conversation));
                async move { (id, answer.answer().await.expect("the server runs")) }
            })
            .collect();
        while let Some((id, answer)) = answers.next().await {
            if answer["id"] == json!(id) {
                self.acknowledged.push(id);
            } else {
                assert_eq!(answer["error"]["code"], "storage_full", "{answer}");
                assert_eq!(answer["error"]["status"], 507, "{answer}");
                self.refused.push(id);
            }
        }
    }

    /// Fails unless what was acknowledged is there, once, and nothing else.
    async fn check(&self, reader: &Person, conversation: Uuid) {
        let history = reader.history(conversation).await;
        let ids: Vec<&Value> = history.iter().map(|message| &message["id"]).collect();
        assert_eq!(json!(ids), json!(self.acknowledged));
        for (message, seq) in history.iter().zip(1_u64..) {
            assert_eq!(message["seq"], json!(seq), "the sequence has a gap");
        }
    }
}

/// Writes until that is refused, for want of room.
async fn until_full(mut write: impl AsyncFnMut() -> (u16, Value)) {
    for _ in 0..MORE_THAN_FIT {
        let (status, answer) = write().await;
        if status != 201 {
            assert_eq!((status, &answer["code"]), (507, &json!("storage_full")));
            return;
        }
    }
    panic!("the disk is full, and it was never refused");
}

fn message(id: Uuid, conversation: Uuid) -> Value {
    let body = format!("{id} {}", "x".repeat(19_000));
    json!({ "id": id, "conversation_id": conversation, "body": body })
}

#[tokio::test]
async fn a_full_disk_refuses_what_is_written_and_loses_nothing() {
    let disk = Arc::new(SmallDisk::new(16 * MIB));
    let builder = TestServer::builder().unlimited().disk(&disk);
    let mut server = builder.start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let socket = alice.connect().await;
    let mut sent = Sent::default();
    sent.send(&socket, direct, 10).await;
    assert_eq!(sent.refused, [] as [Uuid; 0], "there was room");

    disk.fill(0);
    // What the log has room for already may still be taken. More at once than SQLite keeps in
    // memory until it commits, and something else beside it.
    while sent.refused.is_empty() {
        let name = json!({ "display_name": "Bob" });
        let ((), (status, answer)) = tokio::join!(
            sent.send(&socket, direct, 200),
            bob.patch("/api/users/me", name)
        );
        // What shared the transaction that SQLite ended is told to try again.
        assert!([200, 503, 507].contains(&status), "{answer}");
    }
    // What it was ended in has made the log larger: until not even one more fits into that.
    let before = sent.refused.len();
    while sent.refused.len() == before {
        sent.send(&socket, direct, 1).await;
    }
    // Over HTTP as well. What is moved out of the log meanwhile leaves room in it.
    let path = format!("/api/conversations/{direct}/messages");
    until_full(async || {
        let id = new_id();
        let answer = alice.post(&path, message(id, direct)).await;
        if answer.0 == 201 {
            sent.acknowledged.push(id);
        }
        answer
    })
    .await;
    let mut strangers = 0;
    until_full(async || {
        strangers += 1;
        let name = format!("stranger{strangers}");
        let stranger = json!({ "username": name, "password": tests::PASSWORD });
        server.post("/api/auth/register", stranger).await
    })
    .await;
    sent.check(&bob, direct).await;
    assert_eq!(server.get("/healthz").await.0, 200);

    disk.make_room();
    sent.send_again(&socket, direct).await;
    sent.send(&socket, direct, 10).await;
    assert_eq!(sent.refused, [] as [Uuid; 0], "there is room again");
    assert_eq!(server.get("/readyz").await.0, 200);
    server.user("carol").await;
    sent.check(&bob, direct).await;

    server.restart().await;
    sent.check(&bob, direct).await;
}

#[tokio::test]
async fn a_server_that_is_killed_on_a_full_disk_comes_back_with_all_it_acknowledged() {
    let disk = Arc::new(SmallDisk::new(16 * MIB));
    let builder = TestServer::builder().unlimited().disk(&disk);
    let mut server = builder.start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let socket = alice.connect().await;
    let mut sent = Sent::default();
    disk.fill(0);
    while sent.refused.is_empty() {
        sent.send(&socket, direct, 10).await;
    }

    // Those who read are served though nobody made room.
    server.restart().await;
    sent.check(&bob, direct).await;
    let socket = alice.connect().await;
    sent.send_again(&socket, direct).await;
    // There is no room yet, but for what the log has kept.
    while sent.refused.is_empty() {
        sent.send(&socket, direct, 10).await;
    }
    let (status, _) = server.terminate().await;
    assert_eq!(status.code(), Some(0), "{}", server.log());

    disk.make_room();
    server.restart().await;
    sent.check(&bob, direct).await;
    sent.send_again(&alice.connect().await, direct).await;
    assert_eq!(sent.refused, [] as [Uuid; 0], "there is room again");
    sent.check(&bob, direct).await;
}

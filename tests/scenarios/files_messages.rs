//! Messages carry files: wherever a message is read they come with it, and they go with it.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Home, Person, Socket, TestServer, eventually, new_id};
use uuid::Uuid;

use crate::files_samples::{id, noise};

async fn uploaded(person: &Person, count: usize) -> Vec<Value> {
    let mut files = Vec::new();
    for number in 0..count {
        files.push(person.upload(&format!("{number}.bin"), noise(100)).await);
    }
    files
}

fn message(conversation: Uuid, body: &str, files: &[Value]) -> Value {
    let ids: Vec<&Value> = files.iter().map(|file| &file["id"]).collect();
    json!({ "id": new_id(), "conversation_id": conversation, "body": body, "attachment_ids": ids })
}

/// Sends it, and gives the code of the field that is refused, if it is.
async fn sent(socket: &Socket, message: &Value) -> Option<String> {
    let answer = socket.emit_with_ack("message:send", message.clone()).await;
    if answer["id"] == message["id"] {
        return None;
    }
    let error = &answer["error"];
    assert_eq!(error["code"], "invalid_field", "{answer}");
    assert_eq!(error["errors"][0]["field"], "attachment_ids", "{answer}");
    error["errors"][0]["code"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn files_come_with_their_message_wherever_it_is_read() {
    Home::each(TestServer::builder, async |home| {
        let server = &home.server;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let direct = alice.direct(&bob).await;
        let mut at_bobs = bob.connect().await;
        let socket = alice.connect().await;
        let files = uploaded(&alice, 2).await;
        let words = message(direct, "Two files", &files);
        assert_eq!(sent(&socket, &words).await, None);
        let heard = at_bobs.expect_message("Two files").await;
        // As they were answered when they were uploaded, in this order.
        assert_eq!(heard["attachments"], json!(files));

        let history = bob.history(direct).await;
        assert_eq!(history[0]["attachments"], json!(files));
        let changes = bob.changes(direct, 0).await;
        assert_eq!(changes["messages"][0]["attachments"], json!(files));
        let last = bob.conversation(direct).await;
        assert_eq!(last["last_message"]["attachments"], json!(files));
        let heads = json!({ direct.to_string(): 0 });
        let synced = at_bobs.sync(None, &heads).await;
        let entries = synced["conversations"].as_array().expect("a list");
        let entry = entries
            .iter()
            .find(|entry| entry["conversation"]["id"] == json!(direct));
        let entry = entry.expect("it has changed");
        assert_eq!(entry["messages"][0]["attachments"], json!(files), "{entry}");
        for file in &files {
            assert_eq!(bob.may_see(id(file)).await, 200);
        }

        // A script's message, of a file alone.
        let third = uploaded(&alice, 1).await;
        let path = format!("/api/conversations/{direct}/messages");
        let alone = message(direct, "", &third);
        alice.must(Method::POST, &path, Some(&alone)).await;
        let heard = at_bobs.expect_message("").await;
        assert_eq!(heard["attachments"], json!(third));
    })
    .await;
}

#[tokio::test]
async fn ten_files_of_ones_own_and_others_are_refused() {
    let home = Home::on_disk(TestServer::builder().unlimited()).await;
    let (alice, bob) = tokio::join!(home.server.user("alice"), home.server.user("bob"));
    let direct = alice.direct(&bob).await;
    let socket = alice.connect().await;
    let files = uploaded(&alice, 11).await;
    let foreign = uploaded(&bob, 1).await;
    let unknown = [json!({ "id": new_id() })];
    let twice = [files[0].clone(), files[0].clone()];
    for (wrong, code) in [
        (&files[..], "too_many"),
        (&foreign[..], "unknown"),
        (&unknown[..], "unknown"),
        (&twice[..], "duplicate"),
    ] {
        // What comes before and after it, in one batch with it.
        let first = message(direct, "before", &files[..1]);
        let last = message(direct, "after", &files[1..2]);
        let wrong = message(direct, "wrong", wrong);
        let (first, wrong, last) = tokio::join!(
            sent(&socket, &first),
            sent(&socket, &wrong),
            sent(&socket, &last)
        );
        assert_eq!((first, wrong.as_deref(), last), (None, Some(code), None));
    }
    // One that is begun is none yet.
    let begun = alice.begin(10).await;
    let early = message(direct, "early", &[json!({ "id": begun.id() })]);
    assert_eq!(sent(&socket, &early).await.as_deref(), Some("unknown"));
    let ten = message(direct, "ten", &files[..10]);
    assert_eq!(sent(&socket, &ten).await, None);
    assert_eq!(sent(&socket, &ten).await, None, "the same once more");
    let history = bob.history(direct).await;
    assert_eq!(history.len(), 9);
    let last = history[8]["attachments"].as_array().map(Vec::len);
    assert_eq!(last, Some(10));
    assert_eq!(bob.may_see(id(&files[10])).await, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_message_takes_its_files_with_it_unless_they_are_used_elsewhere() {
    Home::each(TestServer::builder, async |home| {
        let server = &home.server;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let direct = alice.direct(&bob).await;
        let socket = alice.connect().await;
        let files = uploaded(&alice, 2).await;
        let both = message(direct, "both", &files);
        assert_eq!(sent(&socket, &both).await, None);
        let one = message(direct, "one", &files[1..]);
        assert_eq!(sent(&socket, &one).await, None);
        // The same contents, as a file of somebody else.
        let bytes = bob.download(id(&files[0])).await.body;
        let copy = bob.upload("copy", bytes.clone()).await;

        let path = format!("/api/conversations/{direct}/messages");
        let delete = async |message: &Value| {
            let id = message["id"].as_str().expect("it has an id");
            alice
                .must(Method::DELETE, &format!("{path}/{id}"), None)
                .await;
        };
        delete(&both).await;
        for person in [&alice, &bob] {
            assert_eq!(person.may_see(id(&files[0])).await, 404);
            assert_eq!(person.may_see(id(&files[1])).await, 200);
        }
        let tombstone = &bob.history(direct).await[0];
        assert_eq!(tombstone["attachments"], json!([]), "{tombstone}");
        assert_eq!(
            sent(&socket, &both).await,
            None,
            "it is taken, and changes nothing"
        );
        assert_eq!(alice.may_see(id(&files[0])).await, 404);
        home.run(&["files", "gc"]);
        assert_eq!(bob.download(id(&copy)).await.body, bytes);
        assert_eq!(home.kept().len(), 2);

        delete(&one).await;
        home.run(&["files", "gc"]);
        assert_eq!(alice.may_see(id(&files[1])).await, 404);
        assert_eq!(home.kept().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_files_of_a_conversation_are_nobodys_once_it_is_deleted() {
    Home::each(TestServer::builder, async |home| {
        let server = &home.server;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let group = alice.group("Group", &[&bob]).await;
        let socket = alice.connect().await;
        let files = uploaded(&alice, 1).await;
        assert_eq!(sent(&socket, &message(group, "one", &files)).await, None);
        assert_eq!(bob.may_see(id(&files[0])).await, 200);
        alice.delete(&format!("/api/conversations/{group}")).await;
        eventually("nobody sees it any more", async || {
            (bob.may_see(id(&files[0])).await == 404).then_some(())
        })
        .await;
    })
    .await;
}

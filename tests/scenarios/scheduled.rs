//! What somebody has written to be sent later is sent at its time, whatever happens to the server
//! meanwhile, and once.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::{Person, TestServer, eventually_within, new_id};
use uuid::Uuid;

const CRASHES: usize = 3;
const OF_EACH_SECOND: usize = 4;
/// What was being sent when a server was killed waits so long, and some more for a slow machine.
const IN_TIME: Duration = Duration::from_secs(60);

fn in_millis(millis: i64) -> String {
    let at = Timestamp::now() + SignedDuration::from_millis(millis);
    format!("{at:.3}")
}

async fn schedule(person: &Person, at: Uuid, body: &str, send_at: &str) -> Uuid {
    let id = new_id();
    let wanted = json!({ "conversation_id": at, "body": body, "send_at": send_at });
    let (status, made) = person.put(&format!("/api/scheduled/{id}"), wanted).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(made["id"], json!(id));
    id
}

async fn waiting(person: &Person) -> Vec<Value> {
    let found = person.read("/api/scheduled").await;
    found["scheduled"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_message_comes_at_its_time_to_everybody_and_leaves_the_list_on_all_ones_devices() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    let (mut phone, mut at_bobs) = (alice.connect().await, bob.connect().await);
    let send_at = in_millis(2_500);
    let id = schedule(&alice, pond, "The heron comes at six", &send_at).await;
    phone.expect_event("scheduled:changed", |_| true).await;
    assert_eq!(waiting(&alice).await[0]["send_at"], json!(send_at));
    assert_eq!(waiting(&bob).await, [] as [Value; 0]);
    assert!(bob.history(pond).await.is_empty());

    let message = at_bobs.expect_message("The heron comes at six").await;
    let sent = message["created_at"].as_str().expect("a time");
    assert!(sent >= send_at.as_str(), "{sent} is before {send_at}");
    assert_eq!(message["id"], json!(id));
    phone.expect_event("scheduled:changed", |_| true).await;
    assert_eq!(waiting(&alice).await, [] as [Value; 0]);

    // One that is to go at once, and one that does not go after all.
    let never = schedule(&alice, pond, "Never", &in_millis(3_000)).await;
    schedule(&alice, pond, "Now", &in_millis(-1_000)).await;
    assert_eq!(
        alice.delete(&format!("/api/scheduled/{never}")).await.0,
        204
    );
    assert_eq!(
        alice.delete(&format!("/api/scheduled/{never}")).await.0,
        404
    );
    at_bobs.expect_message("Now").await;
    schedule(&alice, pond, "After it", &in_millis(3_500)).await;
    at_bobs.expect_message("After it").await;
    assert_eq!(bob.history(pond).await.len(), 3);
}

#[tokio::test]
async fn files_wait_with_their_message_and_come_with_it() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    let mut at_bobs = bob.connect().await;
    let file = alice.upload("reeds.txt", "Cut them in March.").await;
    let wanted = json!({
        "conversation_id": pond,
        "body": "",
        "attachment_ids": [file["id"]],
        "send_at": in_millis(2_000),
    });
    let path = format!("/api/scheduled/{}", new_id());
    let (status, made) = alice.put(&path, wanted).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(waiting(&alice).await[0]["attachments"], json!([file]));
    let id = file["id"].as_str().expect("an id");
    assert_eq!(bob.may_see(id).await, 404, "he does not know yet");

    let message = at_bobs.expect_message("").await;
    assert_eq!(message["attachments"], json!([file]));
    assert_eq!(bob.download(id).await.body, b"Cut them in March.");
}

#[tokio::test]
async fn what_is_due_while_the_server_is_killed_is_there_once_when_it_is_back() {
    // It is looked a hundred times a second what waits.
    let mut server = TestServer::builder().unlimited().start().await;
    let alice = server.user("alice").await;
    let pond = alice.group("The pond", &[]).await;
    let mut all = BTreeSet::new();
    for number in 0..CRASHES * OF_EACH_SECOND {
        let millis = 500 + i64::try_from(number / OF_EACH_SECOND).expect("few") * 1_000;
        let body = format!("number {number}");
        schedule(&alice, pond, &body, &in_millis(millis)).await;
        all.insert(body);
    }
    for _ in 0..CRASHES {
        tokio::time::sleep(Duration::from_millis(700)).await;
        server.kill();
        server.restart().await;
    }
    eventually_within("all that was due is sent", IN_TIME, || async {
        waiting(&alice).await.is_empty().then_some(())
    })
    .await;
    let history = alice.history(pond).await;
    let bodies: Vec<String> = history
        .iter()
        .map(|message| message["body"].as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(bodies.len(), all.len());
    assert_eq!(bodies.into_iter().collect::<BTreeSet<_>>(), all);
}

#[tokio::test]
async fn what_cannot_be_sent_stays_with_its_author_who_learns_why() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let pond = alice.group("The pond", &[&bob]).await;
    schedule(&bob, pond, "Still there?", &in_millis(1_500)).await;
    alice.remove(pond, &bob).await;
    let failed = eventually_within("it is said that it failed", IN_TIME, || async {
        let all = waiting(&bob).await;
        let failed = all.first()?["failed"].as_str()?.to_owned();
        Some(failed)
    })
    .await;
    assert_eq!(failed, "not_found");
    let wanted = json!({ "conversation_id": pond, "body": "x", "send_at": in_millis(9_000) });
    let (status, problem) = bob
        .put(&format!("/api/scheduled/{}", new_id()), wanted)
        .await;
    assert_eq!((status, &problem["code"]), (404, &json!("not_found")));
}

//! What people say of themselves, and how far they have read.

use serde_json::json;
use tests::{TestServer, eventually};

#[tokio::test]
async fn a_status_reaches_the_others_and_vanishes_by_itself() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    alice.direct(&bob).await;
    let mut at_bobs = bob.connect().await;

    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(2);
    let status = json!({ "emoji": "🥪", "text": "at lunch", "until": format!("{until:.3}") });
    let edit = json!({ "status": status, "time_zone": "Europe/Zurich" });
    let (code, me) = alice.patch("/api/users/me", edit).await;
    assert_eq!((code, &me["status"]), (200, &status));
    assert_eq!(me["time_zone"], "Europe/Zurich");
    let told = at_bobs
        .expect_event("user:changed", |user| user["id"] == json!(alice.id))
        .await;
    assert_eq!(told["status"], status);

    let path = format!("/api/users/{}", alice.id);
    assert_eq!(bob.read(&path).await["status"], status);
    eventually("the end of lunch", async || {
        bob.read(&path).await["status"].is_null().then_some(())
    })
    .await;

    let (code, problem) = alice
        .patch("/api/users/me", json!({ "status": { "text": "" } }))
        .await;
    assert_eq!(
        (code, &problem["errors"][0]["field"]),
        (422, &json!("status.text"))
    );
}

#[tokio::test]
async fn whoever_opens_a_conversation_knows_how_far_the_other_has_read() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    alice.send(direct, "one").await;
    alice.send(direct, "two").await;
    let at_alices = &mut alice.connect().await;
    let path = format!("/api/conversations/{direct}/read");
    bob.put(&path, json!({ "seq": 1 })).await;
    let read = at_alices.expect_event("conversation:read", |_| true).await;
    assert_eq!(
        (&read["user_id"], &read["seq"]),
        (&json!(bob.id), &json!(1))
    );
    let path = format!("/api/conversations/{direct}/members");
    let members = alice.read(&path).await;
    let bobs = members["members"]
        .as_array()
        .and_then(|all| all.iter().find(|it| it["user"]["id"] == json!(bob.id)));
    assert_eq!(bobs.map(|it| &it["read_seq"]), Some(&json!(1)), "{members}");
}

#[tokio::test]
async fn somebody_takes_along_what_they_have_here() {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    alice.send(direct, "mine").await;
    bob.send(direct, "his").await;
    let file = alice.upload("beans.txt", "green").await;

    let request = alice.request(reqwest::Method::GET, "/api/users/me/export");
    let answer = request.send().await.expect("the server answers");
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert_eq!(headers["content-type"], "application/x-ndjson");
    assert!(
        headers["content-disposition"]
            .as_bytes()
            .starts_with(b"attachment")
    );
    let text = answer.text().await.expect("all of it comes");
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    let types: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["type"].as_str())
        .collect();
    // In `general`, too.
    let expected = [
        "profile",
        "conversation",
        "conversation",
        "message",
        "file",
        "end",
    ];
    assert_eq!(types, expected, "{text}");
    assert_eq!(lines[3]["body"], "mine");
    assert_eq!(lines[4]["id"], file["id"]);
    let (status, _) = server.get("/api/users/me/export").await;
    assert_eq!(status, 401);
}

//! The official client from npm, over WebSocket and over polling.

use serde_json::{Value, json};
use tests::{Person, TestServer, eventually, node};
use uuid::Uuid;

async fn talk(transports: &Value) {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let talked = node::run(
        "talk.mjs",
        &script(&server, &[&alice, &bob], direct, transports),
    )
    .await;

    let history = bob.history(direct).await;
    assert_eq!(history.len(), 20, "{talked}");
    for (number, (stored, heard)) in history
        .iter()
        .zip(talked["heard"].as_array().expect("it heard a list"))
        .enumerate()
    {
        assert_eq!(stored["body"], json!(format!("{number} ünïcödé 🦢")));
        assert_eq!(stored["id"], heard["id"]);
        assert_eq!(stored["id"], talked["acknowledged"][number]);
    }
}

fn script(
    server: &TestServer,
    people: &[&Person],
    conversation: Uuid,
    transports: &Value,
) -> Value {
    let tokens: Vec<&str> = people.iter().map(|person| person.token.as_str()).collect();
    let url = server.url("");
    json!({ "url": url, "tokens": tokens, "conversation": conversation, "transports": transports })
}

#[tokio::test]
async fn the_official_client_talks_over_websocket() {
    talk(&json!(["websocket"])).await;
}

#[tokio::test]
async fn the_official_client_talks_over_polling() {
    talk(&json!(["polling"])).await;
}

#[tokio::test]
async fn the_official_client_begins_with_polling_and_upgrades() {
    talk(&json!(["polling", "websocket"])).await;
}

#[tokio::test]
async fn the_official_client_is_told_why_it_may_not_connect() {
    let server = TestServer::start().await;
    let mut mallory = server.user("mallory").await;
    mallory.token = "nonsense".to_owned();
    let argument = script(&server, &[&mallory], Uuid::nil(), &json!(["websocket"]));
    assert_eq!(
        node::run("refused.mjs", &argument).await,
        json!("unauthenticated")
    );
}

#[tokio::test]
async fn the_official_client_comes_back_by_itself_after_a_restart() {
    for stop_in_order in [true, false] {
        let mut server = TestServer::start().await;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let direct = alice.direct(&bob).await;
        let mut at_bobs = bob.connect().await;
        let argument = script(&server, &[&alice], direct, &json!(["websocket"]));
        let script = tokio::spawn(async move { node::run("comes-back.mjs", &argument).await });
        at_bobs.expect_message("I am here").await;
        if stop_in_order {
            server.terminate().await;
        }
        server.restart().await;
        let mut at_bobs = bob.connect().await;
        let came_back = script.await.expect("the script ends well");
        assert_eq!(came_back, json!("back"));
        // A replica acknowledges before it stores.
        let told = eventually("both are stored", || async {
            let history = bob.history(direct).await;
            let told: Vec<_> = history.iter().map(|it| it["body"].clone()).collect();
            (told.len() >= 2).then_some(told)
        });
        assert_eq!(told.await, ["I am here", "I am back"]);
        at_bobs
            .expect_none(
                std::time::Duration::from_millis(100),
                "session:revoked",
                |_| true,
            )
            .await;
    }
}

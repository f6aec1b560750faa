//! An independent client from another author: `rust_socketio`.

use std::time::Duration;

use futures_util::FutureExt;
use rust_socketio::asynchronous::{Client, ClientBuilder};
use rust_socketio::{Payload, TransportType};
use serde_json::{Value, json};
use tests::{Person, TestServer, new_id};
use tokio::sync::mpsc;

/// A client, and what it hears.
async fn client(
    server: &TestServer,
    person: &Person,
    transport: TransportType,
) -> (Client, mpsc::UnboundedReceiver<Value>) {
    let (heard, hears) = mpsc::unbounded_channel();
    let client = ClientBuilder::new(server.url("/"))
        .auth(json!({ "token": person.token }))
        .transport_type(transport)
        .on("message:changed", move |payload, _| {
            let heard = heard.clone();
            async move {
                // The scenario may have let go of it.
                let _ = heard.send(argument(payload));
            }
            .boxed()
        })
        .connect()
        .await
        .expect("it connects");
    (client, hears)
}

async fn talk(transport: fn() -> TransportType) {
    let server = TestServer::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let (hers, _) = client(&server, &alice, transport()).await;
    let (his, mut hears) = client(&server, &bob, transport()).await;
    // It reports itself connected before the server has answered its CONNECT.
    tokio::time::sleep(Duration::from_millis(500)).await;

    let id = new_id();
    let message = json!({ "id": id, "conversation_id": direct, "body": "Grüße" });
    let (acknowledged, mut acknowledgement) = mpsc::unbounded_channel();
    let patience = Duration::from_secs(10);
    hers.emit_with_ack("message:send", message, patience, move |payload, _| {
        let acknowledged = acknowledged.clone();
        async move {
            // The scenario may have let go of it.
            let _ = acknowledged.send(argument(payload));
        }
        .boxed()
    })
    .await
    .expect("it is sent");

    let answer = tokio::time::timeout(patience, acknowledgement.recv()).await;
    assert_eq!(
        answer.expect("an answer in time").expect("an answer")["id"],
        json!(id)
    );
    let event = tokio::time::timeout(patience, hears.recv()).await;
    let event = event.expect("an event in time").expect("an event");
    assert_eq!(event["messages"][0]["id"], json!(id), "{event}");
    assert_eq!(event["messages"][0]["body"], "Grüße");
    hers.disconnect().await.expect("it says goodbye");
    his.disconnect().await.expect("it says goodbye");
}

/// The first argument; it wraps those of an acknowledgement once more.
fn argument(payload: Payload) -> Value {
    let Payload::Text(mut values) = payload else {
        panic!("it is not text: {payload:?}")
    };
    match values.swap_remove(0) {
        Value::Array(mut inner) => inner.swap_remove(0),
        value => value,
    }
}

#[tokio::test]
async fn an_independent_client_talks_over_websocket() {
    talk(|| TransportType::Websocket).await;
}

#[tokio::test]
async fn an_independent_client_talks_over_polling() {
    talk(|| TransportType::Polling).await;
}

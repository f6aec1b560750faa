//! What pages say of themselves that people link to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::header;
use axum::response::Redirect;
use axum::routing::get;
use serde_json::{Value, json};
use tests::{Person, TestServer};
use uuid::Uuid;

/// A page of a stranger's, and how often it was asked.
struct Stranger {
    origin: String,
    asked: Arc<AtomicUsize>,
}

impl Stranger {
    async fn start() -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let page = async move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let html = "<title>Beans &amp; peas</title>\
                <meta property=og:site_name content=Garden>\
                <meta name=description content='<script>alert(1)</script>'>";
            ([(header::CONTENT_TYPE, "text/html")], html)
        };
        let app = Router::new()
            .route("/beans", get(page))
            .route("/moved", get(async || Redirect::temporary("/beans")))
            .route("/file", get(async || "no page"));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            origin: format!("http://{address}"),
            asked,
        }
    }
}

async fn previews(person: &Person, conversation: Uuid, message: Uuid) -> Value {
    let path = format!("/api/conversations/{conversation}/messages/{message}/previews");
    person.read(&path).await["previews"].clone()
}

#[tokio::test]
async fn whoever_reads_a_message_sees_what_its_links_say() {
    let server = TestServer::builder()
        .env("SNUG_PREVIEWS__ALLOW_PRIVATE_ADDRESSES", "true")
        .start()
        .await;
    let stranger = Stranger::start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let direct = alice.direct(&bob).await;
    let (about, features) = (server.get("/api/server").await.1, json!("previews"));
    assert!(
        about["features"]
            .as_array()
            .is_some_and(|all| all.contains(&features))
    );

    let origin = &stranger.origin;
    let body = format!("See {origin}/beans, ({origin}/file) and {origin}/moved.");
    let message = alice.send(direct, &body).await;
    assert_eq!(
        stranger.asked.load(Ordering::SeqCst),
        0,
        "before anybody looks"
    );
    let expected = |path: &str| {
        json!({
            "url": format!("{origin}{path}"),
            "title": "Beans & peas",
            "description": "<script>alert(1)</script>",
            "site": "Garden",
        })
    };
    let all = json!([expected("/beans"), expected("/moved")]);
    assert_eq!(previews(&bob, direct, message).await, all);
    assert_eq!(stranger.asked.load(Ordering::SeqCst), 2);
    assert_eq!(previews(&alice, direct, message).await, all);
    assert_eq!(stranger.asked.load(Ordering::SeqCst), 2, "it is known now");

    let nothing = alice.send(direct, "no link").await;
    assert_eq!(previews(&bob, direct, nothing).await, json!([]));
    let eve = server.user("eve").await;
    let path = format!("/api/conversations/{direct}/messages/{message}/previews");
    assert_eq!(eve.get(&path).await.0, 404, "nobody else");
    let path = format!("/api/conversations/{direct}/messages/{direct}/previews");
    assert_eq!(bob.get(&path).await.0, 404, "no such message");
}

#[tokio::test]
async fn nothing_on_this_machine_is_asked_and_nothing_at_all_where_that_is_off() {
    let stranger = Stranger::start().await;
    for off in [false, true] {
        let builder = TestServer::builder();
        let server = match off {
            true => builder.env("SNUG_PREVIEWS__ENABLED", "false").start().await,
            false => builder.start().await,
        };
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        let direct = alice.direct(&bob).await;
        let body = format!("{0}/beans http://localhost:9/", stranger.origin);
        let message = alice.send(direct, &body).await;
        assert_eq!(previews(&bob, direct, message).await, json!([]));
        assert_eq!(stranger.asked.load(Ordering::SeqCst), 0);
        let features = server.get("/api/server").await.1["features"].clone();
        let is_named = features
            .as_array()
            .is_some_and(|all| all.contains(&json!("previews")));
        assert_eq!(is_named, !off);
    }
}

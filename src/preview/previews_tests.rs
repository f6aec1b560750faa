//! Asking pages on this machine, which is allowed here.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use tokio_util::task::TaskTracker;

use crate::fetch::{Fetcher, Outcome};
use crate::page::Page;

fn html(text: impl Into<Body>) -> Response {
    (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        text.into(),
    )
        .into_response()
}

fn found(title: &str) -> Outcome {
    Outcome::Found(Page {
        title: title.into(),
        ..Page::default()
    })
}

async fn serve(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    // It ends with the test's runtime.
    TaskTracker::new().spawn(async move { axum::serve(listener, app).await });
    origin
}

#[tokio::test]
async fn a_page_is_read_through_redirections_and_nothing_else_is() {
    let app = Router::new()
        .route("/page", get(async || html("<title>Beans</title>")))
        .route("/moved", get(async || Redirect::permanent("/page")))
        .route("/ring", get(async || Redirect::temporary("/ring")))
        .route(
            "/away",
            get(async || Redirect::temporary("ftp://a.example/")),
        )
        .route("/data", get(async || "<title>Beans</title>"))
        .route(
            "/gone",
            get(async || (StatusCode::NOT_FOUND, html("<title>No</title>"))),
        )
        .route("/down", get(async || StatusCode::BAD_GATEWAY));
    let origin = serve(app).await;
    let fetcher = Fetcher::new(true).unwrap();
    for (path, outcome) in [
        ("/page#part", found("Beans")),
        ("/moved", found("Beans")),
        ("/ring", Outcome::Nothing),
        ("/away", Outcome::Nothing),
        ("/data", Outcome::Nothing),
        ("/gone", Outcome::Nothing),
        ("/down", Outcome::Failed),
    ] {
        assert_eq!(
            fetcher.fetch(&format!("{origin}{path}")).await,
            outcome,
            "{path}"
        );
    }
    // The same on this machine is asked for nothing where that is not allowed.
    let careful = Fetcher::new(false).unwrap();
    assert_eq!(
        careful.fetch(&format!("{origin}/page")).await,
        Outcome::Nothing
    );
}

#[tokio::test]
async fn a_page_without_an_end_is_read_as_far_as_it_says_what_it_is() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let endless = async move || {
        let head = futures_util::stream::once(async { Ok("<title>Long</title>".into()) });
        let rest = futures_util::stream::repeat_with(move || {
            counted.fetch_add(64 * 1024, Ordering::Relaxed);
            Ok::<_, std::convert::Infallible>(vec![b'x'; 64 * 1024])
        });
        html(Body::from_stream(futures_util::StreamExt::chain(
            head, rest,
        )))
    };
    let origin = serve(Router::new().route("/", get(endless))).await;
    let fetcher = Fetcher::new(true).unwrap();
    assert_eq!(fetcher.fetch(&origin).await, found("Long"));
    assert!(sent.load(Ordering::Relaxed) < 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_page_that_does_not_answer_is_waited_for_a_while_only() {
    let silent = async || {
        std::future::pending::<()>().await;
        StatusCode::OK
    };
    let origin = serve(Router::new().route("/", get(silent))).await;
    let begun = Instant::now();
    let fetcher = Fetcher::new(true).unwrap();
    assert_eq!(fetcher.fetch(&origin).await, Outcome::Failed);
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "{:?}",
        begun.elapsed()
    );
}

//! Whether the process runs, whether it can serve, and what it counts.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use chat::Chat;
use db::Db;
use http::header;
use metrics_exporter_prometheus::PrometheusHandle;
use models::{Code, Problem};
use tokio_util::sync::CancellationToken;

/// What it looks at.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) db: Db,
    pub(crate) chat: Chat,
    /// Cancelled once the server goes down.
    pub(crate) closing: CancellationToken,
    pub(crate) metrics: Option<PrometheusHandle>,
}

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn router(health: &Health) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(render))
        .with_state(health.clone())
}

async fn ready(State(health): State<Health>) -> Response {
    if health.closing.is_cancelled() {
        return Problem::new(Code::Unavailable, "The server is going down.").into_response();
    }
    if health.chat.is_full() {
        return Problem::new(Code::Unavailable, "There is no room for messages.").into_response();
    }
    match tokio::time::timeout(PATIENCE, reach(&health.db)).await {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database cannot be read");
            Problem::new(Code::Unavailable, "The database cannot be read.").into_response()
        }
        Err(_) => Problem::new(Code::Unavailable, "The database does not answer.").into_response(),
    }
}

async fn reach(db: &Db) -> db::Result<()> {
    db.read().await?.find_setting("").await.map(drop)
}

async fn render(State(health): State<Health>) -> Response {
    let Some(metrics) = health.metrics else {
        return Problem::from(Code::NotFound).into_response();
    };
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        metrics.render(),
    )
        .into_response()
}

//! Whether the process runs, whether it can serve, and what it counts.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use chat::Chat;
use db::Db;
use file::Files;
use http::header;
use metrics_exporter_prometheus::PrometheusHandle;
use models::{Code, Problem};
use notification::Notifications;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::replica::Replica;

/// What it looks at.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) db: Db,
    pub(crate) chat: Chat,
    pub(crate) files: Reach,
    pub(crate) notifications: Notifications,
    pub(crate) replica: Option<Replica>,
    /// Since when RabbitMQ is away, as far as anybody has asked.
    pub(crate) away_since: Arc<parking_lot::Mutex<Option<Instant>>>,
    /// Cancelled once the server goes down.
    pub(crate) closing: CancellationToken,
    pub(crate) metrics: Option<PrometheusHandle>,
}

impl Health {
    fn away_for(&self) -> Duration {
        let mut since = self.away_since.lock();
        since.get_or_insert_with(Instant::now).elapsed()
    }
}

/// Whether files can be reached. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Reach {
    files: Files,
    looked: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl Reach {
    pub(crate) fn new(files: Files) -> Self {
        Self {
            files,
            looked: Arc::default(),
        }
    }

    /// What was seen a moment ago is as good: a bucket wants to be paid for each look.
    async fn is_there(&self) -> bool {
        let mut looked = self.looked.lock().await;
        if let Some((at, there)) = *looked
            && at.elapsed() < REMEMBERED
        {
            return there;
        }
        let reached = self.files.reachable().await;
        if let Err(error) = &reached {
            tracing::warn!(%error, "not ready: files cannot be reached");
        }
        *looked = Some((Instant::now(), reached.is_ok()));
        reached.is_ok()
    }
}

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// For how long it is remembered whether files could be reached.
const REMEMBERED: Duration = Duration::from_secs(10);
/// After this long without RabbitMQ, where nobody can write, a replica is not ready. All of them miss it for
/// a moment where it is restarted, and must not be left by a balancer all at once for that.
const AWAY: Duration = Duration::from_secs(10);

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
    let (database, files) = tokio::join!(
        tokio::time::timeout(PATIENCE, reach(&health.db)),
        health.files.is_there(),
    );
    match database {
        Ok(Ok(())) if files => say_ready(&health)
            .await
            .map_or_else(Problem::into_response, String::into_response),
        Ok(Ok(())) => Problem::new(Code::Unavailable, "Files cannot be reached.").into_response(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database cannot be read");
            Problem::new(Code::Unavailable, "The database cannot be read.").into_response()
        }
        Err(_) => Problem::new(Code::Unavailable, "The database does not answer.").into_response(),
    }
}

/// People can talk though nobody is told, and read for a moment though nothing is stored: that is said, and
/// no more.
async fn say_ready(health: &Health) -> Result<String, Problem> {
    let mut text = "ready\n".to_owned();
    if let Some(replica) = &health.replica {
        if replica.rabbit.is_there().await {
            *health.away_since.lock() = None;
        } else if health.away_for() < AWAY {
            text.push_str("rabbitmq: it is away, and what is sent is answered `busy`\n");
        } else {
            let detail = "RabbitMQ cannot be reached.";
            return Err(Problem::new(Code::Unavailable, detail));
        }
        if !replica.redis.is_there() {
            text.push_str("redis: it is away, and what others say comes late\n");
        }
    }
    let notifications = &health.notifications;
    for paused in notifications.paused() {
        let notification::Paused {
            service,
            until,
            said,
        } = paused;
        text.push_str(&format!(
            "push: {service} refuses this server and is tried again at {until} ({said})\n"
        ));
    }
    if let Some(notification::MailPause { until, said }) = notifications.mail_paused() {
        text.push_str(&format!(
            "mail: the mail server takes nothing and is tried again at {until} ({said})\n"
        ));
    }
    Ok(text)
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

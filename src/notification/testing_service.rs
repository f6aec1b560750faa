//! For the tests here: a push service that answers as it is told, and the browsers that it pushes to.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use ece::EcKeyComponents;
use models::SubscriptionId;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

/// A status, and what `Retry-After` says.
type Told = (u16, Option<&'static str>);

/// What a push service was sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    body: Bytes,
}

/// A push service: it answers in turn as it was told, and takes everything after that, but for the
/// browsers that it refuses.
#[derive(Clone)]
pub(crate) struct PushService {
    answers: Arc<Mutex<VecDeque<Told>>>,
    refused: Arc<Mutex<HashSet<String>>>,
    calls: Arc<Mutex<Vec<Call>>>,
    /// How many answers it may give.
    gate: Arc<Semaphore>,
    origin: String,
}

impl PushService {
    pub(crate) async fn start(tasks: &TaskTracker) -> Self {
        Self::start_at("127.0.0.1", tasks).await
    }

    pub(crate) async fn start_at(host: &str, tasks: &TaskTracker) -> Self {
        let listener = tokio::net::TcpListener::bind((host, 0)).await.unwrap();
        let service = Self {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            answers: Arc::default(),
            refused: Arc::default(),
            calls: Arc::default(),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        };
        let app = Router::new().fallback(take).with_state(service.clone());
        tasks.spawn(async move { axum::serve(listener, app).await });
        service
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Answers the next calls so, with `Retry-After` where there is one.
    pub(crate) fn answers(&self, answers: &[Told]) {
        self.answers.lock().extend(answers);
    }

    /// Refuses what is sent to a browser from now on, or no more.
    pub(crate) fn refuses(&self, browser: &Browser, does: bool) {
        let mut refused = self.refused.lock();
        match does {
            true => refused.insert(browser.path.clone()),
            false => refused.remove(&browser.path),
        };
    }

    /// Answers nothing until [`PushService::go_on`].
    pub(crate) fn hold(&self) {
        self.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn go_on(&self) {
        self.gate.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    /// Waits until something came.
    pub(crate) async fn called(&self) {
        while self.calls.lock().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What came since the last look.
    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock())
    }
}

async fn take(
    State(service): State<PushService>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap, &'static str) {
    let path = uri.path().to_owned();
    service.calls.lock().push(Call {
        path,
        headers,
        body,
    });
    drop(service.gate.acquire().await.unwrap());
    let is_refused = service.refused.lock().contains(uri.path());
    let told = service.answers.lock().pop_front();
    let taken = if is_refused { (403, None) } else { (201, None) };
    let (status, retry_after) = told.unwrap_or(taken);
    let mut headers = HeaderMap::new();
    if let Some(retry_after) = retry_after {
        headers.insert(header::RETRY_AFTER, retry_after.parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers, "as told")
}

/// A browser: what it subscribed with, and what opens its pushes.
pub(crate) struct Browser {
    pub(crate) id: SubscriptionId,
    pub(crate) path: String,
    pub(crate) keys: EcKeyComponents,
    pub(crate) auth: [u8; 16],
}

impl Browser {
    pub(crate) fn opens(&self, call: &Call) -> Value {
        let text = ece::decrypt(&self.keys, &self.auth, &call.body).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

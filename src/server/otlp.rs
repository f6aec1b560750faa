//! Traces for OpenTelemetry: spans that have ended wait here and are sent to the collector a few at a
//! time, by OTLP over HTTP.
//!
//! *Invariant:* nothing of the chat waits for it. What waits has a bound, a collector that is away or
//! hangs costs spans alone, and the end of the server waits for it no longer than [`LAST`]. It never logs
//! where the collector is, what is sent along, or what it answers.

mod client;
mod encode;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use models::trace::Span;
use models::{Clock, Random, Traces};
use opentelemetry_proto::tonic::resource::v1::Resource;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::config;
use crate::otlp::client::{Body, Client, Failure};

/// Spans that may wait; more are lost.
const WAITING: usize = 4_096;
/// Spans in one request.
const BATCH: usize = 512;
/// Between two requests, unless a batch is full before.
const EVERY: Duration = Duration::from_secs(1);
/// How often a batch is sent, and how long it is waited after each time.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);
/// For how long the end of the server waits until what is left is sent.
const LAST: Duration = Duration::from_secs(1);
/// Between two lines in the log about a collector that takes nothing.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// Spans that no collector has taken.
pub(crate) const LOST: &str = "snug_spans_lost_total";

/// Sends what [`Traces`] gives it, once it runs. Cheap to clone; one of them runs.
#[derive(Clone)]
pub(crate) struct Exporter(Arc<Inner>);

struct Inner {
    line: Line,
    client: Client,
    resource: Resource,
}

/// What waits to be sent.
#[derive(Default)]
struct Line {
    spans: Mutex<Vec<Span>>,
    /// A batch is full.
    full: Notify,
}

impl Line {
    fn push(&self, span: Span) {
        let mut spans = self.spans.lock();
        if spans.len() >= WAITING {
            drop(spans);
            lose(1);
            return;
        }
        spans.push(span);
        if spans.len() >= BATCH {
            self.full.notify_one();
        }
    }

    /// The oldest, as many as one request has; none where none wait.
    fn take(&self) -> Vec<Span> {
        let mut spans = self.spans.lock();
        let most = spans.len().min(BATCH);
        spans.drain(..most).collect()
    }
}

/// Which messages are followed, and who sends their spans; nobody where no collector is set.
///
/// # Errors
/// When no HTTP client can be made.
pub(crate) fn start(
    config: &config::Traces,
    clock: &Clock,
    random: &Random,
) -> Result<(Traces, Option<Exporter>)> {
    let Some(url) = config.endpoint() else {
        return Ok((Traces::default(), None));
    };
    let client = Client::new(url, &config.headers);
    let inner = Arc::new(Inner {
        line: Line::default(),
        client: client.context("traces cannot be sent (traces.url)")?,
        resource: encode::resource(&config.service_name, random.uuid(clock.now())),
    });
    let filled = Arc::clone(&inner);
    let sink = move |span| filled.line.push(span);
    let traces = Traces::new(config.ratio, clock.clone(), random.clone(), sink);
    Ok((traces, Some(Exporter(inner))))
}

impl Exporter {
    /// Sends spans until `stop`, and then what is left, for a moment.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut sending = Sending::default();
        let sends = async {
            loop {
                // A full batch need not wait for the next turn.
                let _ = timeout(EVERY, self.0.line.full.notified()).await;
                self.send_all(&mut sending).await;
            }
        };
        stop.run_until_cancelled(sends).await;
        if timeout(LAST, self.send_all(&mut sending)).await.is_err() {
            tracing::warn!("the collector of traces did not take the last ones in time");
        }
    }

    async fn send_all(&self, sending: &mut Sending) {
        loop {
            if sending.batch.is_none() {
                let spans = self.0.line.take();
                let count = spans.len();
                if count == 0 {
                    return;
                }
                sending.batch = Some((encode::request(&self.0.resource, spans), count));
            }
            self.send(sending).await;
        }
    }

    /// Sends a batch, some times if need be; then it is gone one way or another.
    async fn send(&self, sending: &mut Sending) {
        let Some((body, count)) = sending.batch.clone() else {
            return;
        };
        let mut outcome = self.0.client.send(body.clone()).await;
        for tries in 1..TRIES {
            let Err(Failure { again: true, .. }) = outcome else {
                break;
            };
            sleep(PAUSE * tries).await;
            outcome = self.0.client.send(body.clone()).await;
        }
        sending.batch = None;
        match outcome {
            Ok(refused) => {
                lose(refused.min(count));
                sending.worked();
            }
            Err(Failure { reason, .. }) => {
                lose(count);
                sending.failed(&reason);
            }
        }
    }
}

/// What is being sent: it stays where sending is given up half way.
#[derive(Default)]
struct Sending {
    batch: Option<(Body, usize)>,
    /// When it was last told that the collector takes nothing, unless it has taken something since.
    told: Option<Instant>,
}

impl Sending {
    fn worked(&mut self) {
        if self.told.take().is_some() {
            tracing::info!("the collector takes traces again");
        }
    }

    fn failed(&mut self, reason: &str) {
        if self.told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            tracing::warn!(reason, "the collector takes no traces; they are lost");
            self.told = Some(Instant::now());
        }
    }
}

fn lose(spans: usize) {
    metrics::counter!(LOST).increment(spans as u64);
}

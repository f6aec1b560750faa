//! A collector of OpenTelemetry: it takes traces by OTLP over HTTP, reads them with OpenTelemetry's own
//! types, and can be told to hang or to refuse.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1 as otlp;
use prost::Message as _;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A collector. It ends when this is dropped.
#[derive(Debug)]
pub struct Collector {
    url: String,
    state: Arc<Taking>,
    _running: JoinSet<()>,
}

#[derive(Debug)]
struct Taking {
    hangs: AtomicBool,
    status: AtomicU16,
    requests: Mutex<Vec<(HeaderMap, Bytes)>>,
}

/// A span that has come.
#[derive(Debug, Clone)]
pub struct Span {
    /// Which process it is of.
    pub instance: String,
    /// What the collector is told of that process.
    pub resource: Vec<KeyValue>,
    /// All of it.
    pub span: otlp::Span,
}

impl Collector {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("it has one");
        let state = Arc::new(Taking {
            hangs: AtomicBool::new(false),
            status: AtomicU16::new(200),
            requests: Mutex::default(),
        });
        let router = Router::new()
            .route("/v1/traces", post(take))
            .with_state(Arc::clone(&state));
        let mut running = JoinSet::new();
        running.spawn(async move {
            let served = axum::serve(listener, router).await;
            served.expect("it never ends by itself");
        });
        Self {
            url: format!("http://{address}"),
            state,
            _running: running,
        }
    }

    /// What `traces.url` is to be.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes requests from now on and never answers them.
    pub fn hang(&self) {
        self.state.hangs.store(true, Ordering::SeqCst);
    }

    /// Answers with this status from now on; what is no success is as if it had not come.
    pub fn answer(&self, status: u16) {
        self.state.status.store(status, Ordering::SeqCst);
    }

    /// What has come, as it came; also what was refused.
    #[must_use]
    pub fn requests(&self) -> Vec<(HeaderMap, Bytes)> {
        self.state.requests().clone()
    }

    /// All spans that have come.
    ///
    /// # Panics
    /// Where something came that is no OTLP.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (_, body) in self.requests() {
            let request = ExportTraceServiceRequest::decode(body).expect("it is OTLP");
            for of_resource in request.resource_spans {
                let resource = of_resource.resource.unwrap_or_default().attributes;
                let instance = find(&resource, "service.instance.id").expect("it says which it is");
                let of_scopes = of_resource.scope_spans.into_iter();
                spans.extend(of_scopes.flat_map(|it| it.spans).map(|span| Span {
                    instance: instance.clone(),
                    resource: resource.clone(),
                    span,
                }));
            }
        }
        spans
    }
}

impl Span {
    /// What is told of it under a name, as text.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<String> {
        find(&self.span.attributes, key)
    }
}

impl Taking {
    fn requests(&self) -> MutexGuard<'_, Vec<(HeaderMap, Bytes)>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(State(state): State<Arc<Taking>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    state.requests().push((headers, body));
    if state.hangs.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    let status = state.status.load(Ordering::SeqCst);
    StatusCode::from_u16(status).expect("a scenario gives one that there is")
}

/// An attribute as text.
fn find(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    let Some(AnyValue { value: Some(value) }) = &found.value else {
        return None;
    };
    match value {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}

//! Every request has a number, and leaves a line in the log.
//!
//! It must never log a path, a query string or a header as they came: they hold the secrets of
//! webhooks, invites and sockets. A route's pattern says enough.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode};
use models::{Clock, Random};
use tracing::Instrument as _;

/// In a request the proxy's, in an answer the one by which the log knows it.
const NAME: HeaderName = HeaderName::from_static("x-request-id");
/// Letters of a number that a proxy gave.
const LONGEST: usize = 64;

/// Follows a request through the server.
pub(crate) async fn follow(
    State((clock, random)): State<(Clock, Random)>,
    request: Request,
    next: Next,
) -> Response {
    let id = match request.headers().get(NAME) {
        Some(id) if is_harmless(id) => id.clone(),
        _ => number(&clock, &random),
    };
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route
        .as_ref()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default(), %method, route);

    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();

    let status = response.status().as_u16();
    span.in_scope(|| {
        // A full disk is logged by whoever finds it, once for all whom it refuses.
        if status >= 500 && response.status() != StatusCode::INSUFFICIENT_STORAGE {
            tracing::warn!(status, ?took, "answered");
        } else {
            tracing::debug!(status, ?took, "answered");
        }
    });
    metrics::histogram!("snug_http_seconds", "method" => verb(&method), "route" => route, "status" => class(status))
        .record(took);
    response.headers_mut().insert(NAME, id);
    response
}

fn number(clock: &Clock, random: &Random) -> HeaderValue {
    let number = random.uuid(clock.now()).simple().to_string();
    HeaderValue::try_from(number).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// Whether it can stand in a log: it comes from outside.
fn is_harmless(id: &HeaderValue) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id
            .as_bytes()
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// The method, if it is a usual one: a label that a client chooses freely would fill the memory.
fn verb(method: &http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

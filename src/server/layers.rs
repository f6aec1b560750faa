//! What every request goes through before it reaches a handler, and every answer on its way out.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Method, StatusCode, header};
use models::limits::HTTP_BODY_BYTES;
use models::{Clock, Code, Problem, Random};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;

use crate::config::Config;
use crate::headers::Policy;
use crate::origin::Origins;
use crate::pace::Pace;
use crate::routes::Routes;
use crate::unread::Awaited;
use crate::{address, headers, origin, pace, trace, unread};

/// For how long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// For how long a socket's poll may wait: longer than the time between two pings.
const POLL_PATIENCE: Duration = Duration::from_secs(60);
/// Answers shorter than this are not worth compressing.
const COMPRESS_FROM: u64 = 1024;

/// What only calls of the API go through; Socket.IO and the web app have rules of their own.
pub(crate) fn inner(routes: Routes, pace: Pace) -> Router {
    calls(routes.calls, pace.clone()).merge(streams(routes.streams, pace))
}

fn calls(router: Router, pace: Pace) -> Router {
    let worth = DefaultPredicate::new().and(SizeAbove::new(COMPRESS_FROM));
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth);
    router
        .layer(RequestBodyLimitLayer::new(HTTP_BODY_BYTES))
        .layer(from_fn(speak_problems))
        .layer(from_fn_with_state(pace, pace::keep))
        .layer(compression)
}

/// A file is as long as it is, and its bytes are sent as they are: in parts too, whose places
/// compression would change.
fn streams(router: Router, pace: Pace) -> Router {
    router
        .layer(from_fn(speak_problems))
        .layer(from_fn_with_state(pace, pace::keep))
}

/// What everything goes through, Socket.IO too.
pub(crate) fn outer(
    router: Router,
    config: &Config,
    policy: Policy,
    clock: Clock,
    random: Random,
) -> Router {
    let origins = Origins::new(&config.server);
    let trusted = Arc::from(config.server.trusted_proxies.as_slice());
    router
        .layer(from_fn(end_in_time))
        .layer(from_fn_with_state(origins, origin::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(policy, headers::harden))
        .layer(from_fn_with_state(trusted, address::tell))
        .layer(from_fn_with_state((clock, random), trace::follow))
        .layer(from_fn(unread::settle))
}

/// A panic is a defect, and not the client's.
fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    // The panic hook has logged it.
    Problem::from(Code::Internal).into_response()
}

/// Gives up on an answer that takes too long, or whose request comes too slowly.
async fn end_in_time(request: Request, next: Next) -> Response {
    // It has an idle time of its own.
    if file::is_stream(request.method(), request.uri().path()) {
        return next.run(request).await;
    }
    let polls = request.method() == Method::GET && request.uri().path().starts_with(socket::PATH);
    let patience = if polls { POLL_PATIENCE } else { PATIENCE };
    answer_within(patience, request, next).await
}

async fn answer_within(patience: Duration, request: Request, next: Next) -> Response {
    let awaited = request.extensions().get::<Awaited>().cloned();
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) if awaited.is_some_and(|body| body.is_due()) => {
            Problem::from(Code::Timeout).into_response()
        }
        Err(_) => Problem::new(Code::Unavailable, "This took too long.").into_response(),
    }
}

/// Whatever refuses a request, it is refused with a problem: also where a library does it.
async fn speak_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(code) = code_of(response.status()) else {
        return response;
    };
    if is_problem(response.headers()) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let mut problem = Problem::from(code).into_response();
    for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = parts.headers.get(&name) {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem.map(Body::new)
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json")
}

fn code_of(status: StatusCode) -> Option<Code> {
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    Some(match status {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::Forbidden,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => Code::Timeout,
        StatusCode::PRECONDITION_FAILED => Code::UnsupportedVersion,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedType,
        StatusCode::RANGE_NOT_SATISFIABLE => Code::RangeNotSatisfiable,
        StatusCode::LOCKED => Code::Locked,
        StatusCode::TOO_MANY_REQUESTS => Code::RateLimited,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ if status.is_client_error() => Code::Malformed,
        _ => Code::Internal,
    })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Bytes;
    use axum::routing::post;
    use futures_util::stream;
    use tower::ServiceExt as _;

    use super::*;

    async fn status_of(handler: Router, body: Body) -> u16 {
        let patience = Duration::from_millis(20);
        let router = handler
            .layer(from_fn(move |request, next| {
                answer_within(patience, request, next)
            }))
            .layer(from_fn(unread::settle));
        let request = Request::post("/").body(body).unwrap();
        router.oneshot(request).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn whose_fault_it_is_that_an_answer_takes_too_long() {
        let stalled = || Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        let reads = Router::new().route("/", post(async |_: Bytes| ()));
        assert_eq!(status_of(reads, stalled()).await, 408);
        let hangs = Router::new().route(
            "/",
            post(async |_: Bytes| std::future::pending::<()>().await),
        );
        assert_eq!(status_of(hangs.clone(), "all of it".into()).await, 503);
        let hangs = Router::new().route("/", post(std::future::pending::<()>));
        assert_eq!(status_of(hangs, stalled()).await, 503);
    }
}

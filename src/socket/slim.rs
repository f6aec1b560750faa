//! What a socket keeps of the request it came by.
//!
//! Engine.IO keeps a request's parts for the life of the socket, and header values, the URI and
//! extensions are slices of the connection's 8 KiB read buffers: kept as they are they pin 16 KiB a
//! socket. Only what is needed is kept here, copied.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::task::{Context, Poll};

use auth::count::Counts;
use auth::request::ClientAddress;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::future::{BoxFuture, ready};
use futures_util::{FutureExt, TryFutureExt};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header};
use models::{Code, Problem};
use parking_lot::Mutex;
use socketioxide::socket::Sid;
use tower::{Layer, Service};

use crate::line::Line;

/// The headers that Engine.IO reads.
const KEPT: [HeaderName; 7] = [
    header::CONNECTION,
    header::UPGRADE,
    header::SEC_WEBSOCKET_KEY,
    header::SEC_WEBSOCKET_VERSION,
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::ORIGIN,
];

/// Trims the requests of sockets, and counts the WebSockets of an address.
#[derive(Clone)]
pub(crate) struct SlimLayer {
    pub(crate) streams: Arc<Counts<IpAddr>>,
    pub(crate) per_address: u32,
    pub(crate) handshakes: Arc<Option<DefaultKeyedRateLimiter<IpAddr>>>,
    pub(crate) upgrades: Arc<Upgrades>,
}

/// The WebSockets of those that began by polling, by what Engine.IO calls them. A request's parts
/// are those of the first poll for ever, so it is kept here.
#[derive(Default)]
pub(crate) struct Upgrades(Mutex<HashMap<String, Line>>);

impl Upgrades {
    fn insert(&self, sid: &str, line: Line) {
        let mut lines = self.0.lock();
        // Looking when the map would grow costs each insertion a constant.
        if lines.len() == lines.capacity() {
            lines.retain(|_, line| !line.is_gone());
        }
        lines.insert(sid.to_owned(), line);
    }

    pub(crate) fn find(&self, sid: Sid) -> Option<Line> {
        self.0.lock().get(sid.as_str()).cloned()
    }
}

/// What Engine.IO calls the session that a request belongs to; none where it begins one.
fn session(uri: &Uri) -> Option<&str> {
    let mut pairs = uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix("sid="))
}

/// How many sessions an address may begin by polling: each lives for ten seconds without saying who
/// it is, so that `per_address` of them wait at a time; 0 lifts the limit.
pub(crate) fn handshakes(per_address: u32) -> Option<DefaultKeyedRateLimiter<IpAddr>> {
    let burst = NonZeroU32::new(per_address)?;
    let rate = NonZeroU32::new(per_address.div_ceil(10))?;
    Some(DefaultKeyedRateLimiter::keyed(
        Quota::per_second(rate).allow_burst(burst),
    ))
}

impl<S> Layer<S> for SlimLayer {
    type Service = Slim<S>;

    fn layer(&self, inner: S) -> Slim<S> {
        Slim {
            inner,
            layer: self.clone(),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Slim<S> {
    inner: S,
    layer: SlimLayer,
}

impl<S> Service<Request<Body>> for Slim<S>
where
    S: Service<Request<Body>>,
    S::Response: IntoResponse + 'static,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match self.layer.slim(request) {
            Ok(request) => self
                .inner
                .call(request)
                .map_ok(IntoResponse::into_response)
                .boxed(),
            Err(problem) => ready(Ok(problem.into_response())).boxed(),
        }
    }
}

impl SlimLayer {
    fn slim(&self, request: Request<Body>) -> Result<Request<Body>, Problem> {
        let (mut parts, body) = request.into_parts();
        let address = parts.extensions.get::<ClientAddress>().copied();
        let line = parts.extensions.get::<Line>().cloned();
        let upgrade = parts.extensions.remove::<hyper::upgrade::OnUpgrade>();
        parts.extensions.clear();
        let session = session(&parts.uri);
        let mut stream = None;
        if parts.headers.contains_key(header::UPGRADE)
            && let (Some(address), Some(line)) = (address, line)
        {
            // An address that opens streams and never says who it is must not fill the server.
            let place = self
                .streams
                .enter(address.network(), self.per_address)
                .ok_or_else(|| {
                    Problem::new(Code::TooMany, "This address has too many connections.")
                })?;
            line.dedicate(place, session.is_none());
            match session {
                Some(session) => self.upgrades.insert(session, line),
                None => stream = Some(line),
            }
        }
        if session.is_none()
            && let (Some(address), Some(limiter)) = (address, &*self.handshakes)
            && limiter.check_key(&address.network()).is_err()
        {
            return Err(Problem::rate_limited(1_000));
        }
        parts.headers = copy(&parts.headers);
        parts.uri = parts.uri.to_string().parse::<Uri>().unwrap_or_default();
        if let Some(upgrade) = upgrade {
            parts.extensions.insert(upgrade);
        }
        if let Some(address) = address {
            parts.extensions.insert(address);
        }
        if let Some(stream) = stream {
            parts.extensions.insert(stream);
        }
        Ok(Request::from_parts(parts, body))
    }
}

fn copy(headers: &HeaderMap) -> HeaderMap {
    let mut copied = HeaderMap::with_capacity(KEPT.len());
    for name in KEPT {
        if let Some(value) = headers.get(&name)
            && let Ok(value) = HeaderValue::from_bytes(value.as_bytes())
        {
            copied.insert(name, value);
        }
    }
    copied
}

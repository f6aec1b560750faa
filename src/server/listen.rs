//! Accepting connections and speaking HTTP/1.1 on them.
//!
//! *Invariant:* a peer that says nothing, says it slowly or does not read is let go of after a
//! while, and one address cannot take all there is.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use auth::count::{Counts, Place};
use auth::request::ClientAddress;
use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse as _;
use http::StatusCode;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket::line::Stream;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;

use crate::config::Network;

/// For how long a peer may leave what was sent to it unacknowledged, or its window closed.
#[cfg(target_os = "linux")]
const USER_TIMEOUT: Duration = Duration::from_secs(30);
/// For how long a request's head may take, and a connection stay without a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
/// Bytes that are read together, where so many come: of files, that is.
const READ_BYTES: usize = 128 * 1024;
/// Headers of a request.
const HEADERS: usize = 64;
/// After an error that will not go away by itself at once, such as too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// How connections are accepted.
pub(crate) struct Rules {
    /// Connections of one address at a time; 0 lifts the limit.
    pub(crate) per_address: u32,
    /// Not counted: everybody comes through these.
    pub(crate) trusted_proxies: Vec<Network>,
}

/// The way in: what runs on it, and how it is closed. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Ingress {
    /// Every HTTP connection. A WebSocket leaves it when it is upgraded.
    connections: TaskTracker,
    /// Whoever comes for a socket is not answered.
    away: CancellationToken,
    /// Nothing more is accepted, and connections end after the request that they answer.
    stop: CancellationToken,
    /// Connections end now.
    cut: CancellationToken,
}

impl Ingress {
    /// How many connections there are.
    pub(crate) fn count(&self) -> usize {
        self.connections.len()
    }

    /// Answers requests as before, but lets go of whoever comes for a socket without a word: a proxy then
    /// asks another replica.
    pub(crate) fn turn_away(&self) {
        self.away.cancel();
    }

    /// Accepts nothing more, gives the requests that have come in `grace` to be answered, and ends
    /// what is left after that.
    pub(crate) async fn close(&self, grace: Duration) {
        self.stop.cancel();
        self.connections.close();
        if tokio::time::timeout(grace, self.connections.wait())
            .await
            .is_err()
        {
            self.cut.cancel();
            self.connections.wait().await;
        }
    }
}

/// Accepts connections until the ingress is closed.
pub(crate) async fn accept(listener: TcpListener, router: Router, rules: Rules, ingress: Ingress) {
    let places = Arc::new(Counts::default());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ingress.stop.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                if !is_of_one_connection(&error) {
                    tracing::error!(%error, "no connection can be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
                continue;
            }
        };
        let address = peer.ip().to_canonical();
        let proxy = rules
            .trusted_proxies
            .iter()
            .any(|network| network.contains(address));
        let most = if proxy { 0 } else { rules.per_address };
        let Some(place) = places.enter(ClientAddress(address).network(), most) else {
            metrics::counter!("snug_connections_refused_total").increment(1);
            continue;
        };
        if let Err(error) = set(&stream) {
            tracing::debug!(%error, "a connection ended before it began");
            continue;
        }
        let conversation = converse(stream, Peer(peer), place, router.clone(), ingress.clone());
        ingress.connections.spawn(conversation);
    }
}

async fn converse(
    stream: TcpStream,
    peer: Peer,
    place: Place<IpAddr>,
    router: Router,
    ingress: Ingress,
) {
    let stream = Stream::new(stream);
    let line = stream.line();
    let away = ingress.away.clone();
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let turned_away = away.is_cancelled() && request.uri().path().starts_with(socket::PATH);
        let mut request = request.map(Body::new);
        let extensions = request.extensions_mut();
        extensions.insert(peer);
        extensions.insert(line.clone());
        let mut router = router.clone();
        async move {
            if turned_away {
                return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
            }
            if head_bytes(&request) > HEAD_BYTES {
                return Ok(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response());
            }
            Ok(router.call(request).await.unwrap_or_else(|no| match no {}))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(READ_BYTES)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    // A peer that breaks off, or speaks no HTTP, is nothing to report.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = ingress.stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = ingress.cut.run_until_cancelled(connection).await;
        }
    }
    // A WebSocket goes on from here, and is counted by the socket service.
    drop(place);
}

/// Bytes of a request's head, but for what stands in all.
fn head_bytes(request: &hyper::Request<Body>) -> usize {
    let (uri, headers) = (request.uri(), request.headers());
    let uri = uri.path_and_query().map_or(0, |uri| uri.as_str().len());
    headers.iter().fold(uri, |bytes, (name, value)| {
        bytes + name.as_str().len() + value.len()
    })
}

fn set(stream: &TcpStream) -> io::Result<()> {
    // A message must not wait for the acknowledgement of the one before (RFC 896).
    stream.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(stream).set_tcp_user_timeout(Some(USER_TIMEOUT))?;
    Ok(())
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

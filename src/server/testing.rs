//! A server without a process, and clients that ask it: for tests.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::app::{App, Core};
use crate::config::Config;
use crate::listen::{Ingress, Peer, Rules, accept};
use crate::lock::Lock;

pub(crate) struct Server {
    pub(crate) app: App,
    _data: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Server {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.server.data_dir = data.path().join("data");
    change(&mut config);
    let core = open(&config).await;
    Server {
        app: App::new(core, &config, &Handle::current(), None)
            .await
            .unwrap(),
        _data: data,
    }
}

/// The services on a directory that nobody else knows.
pub(crate) async fn open(config: &Config) -> Core {
    let lock = Lock::acquire(config, &TaskTracker::new()).await.unwrap();
    Core::open(config, &lock).await.unwrap()
}

impl Server {
    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        self.ask_from([127, 0, 0, 1], request).await
    }

    pub(crate) async fn ask_from(&self, address: [u8; 4], mut request: Request<Body>) -> Answer {
        request
            .extensions_mut()
            .insert(Peer((address, 4711).into()));
        let answer = self.app.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// What it says to a poll, or nothing where that takes long.
    pub(crate) async fn poll(&self, method: Method, query: &str, body: String) -> String {
        let uri = format!("/socket.io/?EIO=4&transport=polling{query}");
        let request = Request::builder().method(method).uri(uri);
        let request = request.body(Body::from(body)).unwrap();
        let answer = async {
            let answer = self.app.router.clone().oneshot(request).await.unwrap();
            to_bytes(answer.into_body(), usize::MAX).await.unwrap()
        };
        let answer = timeout(Duration::from_secs(1), answer).await;
        String::from_utf8(answer.unwrap_or_default().into()).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn register(&self, username: &str) -> String {
        let account = json!({ "username": username, "password": "correct horse battery" });
        let answer = self
            .ask(with_json(
                Method::POST,
                "/api/auth/register",
                None,
                &account,
            ))
            .await;
        answer.body["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    }
}

/// A connection of a client that writes its requests by hand.
pub(crate) struct Connection(BufStream<TcpStream>);

impl Connection {
    pub(crate) async fn open(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let rules = Rules {
            per_address: 0,
            trusted_proxies: Vec::new(),
        };
        let router = server.app.router.clone();
        TaskTracker::new().spawn(accept(listener, router, rules, Ingress::default()));
        Self(BufStream::new(TcpStream::connect(address).await.unwrap()))
    }

    /// Sends a request, `length` bytes long as it says; the answer's status, and whether it says
    /// that the connection ends.
    pub(crate) async fn ask(&mut self, request: &str, length: usize, body: &[u8]) -> (u16, bool) {
        let head = format!(
            "{request} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n"
        );
        self.0.write_all(head.as_bytes()).await.unwrap();
        self.0.flush().await.unwrap();
        self.0.write_all(body).await.unwrap();
        self.0.flush().await.unwrap();
        let (mut status, mut ends, mut length) = (0, false, 0);
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            let line = line.trim().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            } else if let Some(bytes) = line.strip_prefix("content-length: ") {
                length = bytes.parse().unwrap();
            } else if line.is_empty() {
                break;
            }
            ends |= line == "connection: close";
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        (status, ends)
    }
}

pub(crate) fn with_json(
    method: Method,
    path: &str,
    token: Option<&str>,
    body: &Value,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::from(body.to_string())).unwrap()
}

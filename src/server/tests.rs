//! The ingress as a client meets it, on a database of its own.

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::app::{App, Core};
use crate::config::Config;
use crate::listen::Peer;

struct Server {
    app: App,
    _data: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

async fn start(change: impl FnOnce(&mut Config)) -> Server {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.server.data_dir = data.path().join("data");
    change(&mut config);
    let core = Core::open(&config).await.unwrap();
    Server {
        app: App::new(core, &config, None),
        _data: data,
    }
}

impl Server {
    async fn ask(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        request
            .extensions_mut()
            .insert(Peer(([127, 0, 0, 1], 4711).into()));
        let answer = self.app.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    async fn register(&self, username: &str) -> String {
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

fn with_json(method: Method, path: &str, token: Option<&str>, body: &Value) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::from(body.to_string())).unwrap()
}

#[tokio::test]
async fn the_document_of_the_api_is_fresh() {
    let server = start(|_| {}).await;
    let request = Request::get("/api/openapi.json")
        .body(Body::empty())
        .unwrap();
    let answer = server.app.router.clone().oneshot(request).await.unwrap();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    crate::fresh::assert_fresh("docs/openapi.json", std::str::from_utf8(&body).unwrap());
}

#[tokio::test]
async fn what_leads_nowhere_is_a_problem() {
    let server = start(|_| {}).await;
    let request = |method: Method, path: &str| {
        Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap()
    };
    for (method, path, status, code) in [
        (Method::GET, "/nothing", 404, "not_found"),
        (Method::GET, "/api/nothing", 404, "not_found"),
        (Method::PUT, "/api/server", 405, "method_not_allowed"),
        (Method::POST, "/healthz", 405, "method_not_allowed"),
        (
            Method::GET,
            "/api/conversations/none",
            401,
            "unauthenticated",
        ),
        (Method::GET, "/api/users/%00", 401, "unauthenticated"),
    ] {
        let answer = server.ask(request(method.clone(), path)).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_eq!(answer.body["code"], code, "{method} {path}");
        assert_eq!(
            answer.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
    }
    let answer = server.ask(request(Method::PUT, "/api/server")).await;
    assert!(
        answer.headers.contains_key(header::ALLOW),
        "which methods are allowed"
    );
}

#[tokio::test]
async fn too_large_a_body_is_a_problem() {
    let server = start(|_| {}).await;
    let body = json!({ "username": "x".repeat(2 << 20), "password": "x" });
    let answer = server
        .ask(with_json(Method::POST, "/api/auth/login", None, &body))
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["code"]),
        (413, &json!("too_large"))
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_bind_browsers() {
    let server = start(|_| {}).await;
    for path in ["/healthz", "/api/server", "/nothing", "/api/docs/"] {
        let headers = server.get(path).await.headers;
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        let is_docs = path.starts_with("/api/docs");
        assert_eq!(
            policy.contains("script-src 'self'"),
            is_docs,
            "{path}: {policy}"
        );
        assert!(
            !headers.contains_key(header::STRICT_TRANSPORT_SECURITY),
            "over plain HTTP"
        );
        assert!(headers.contains_key("x-request-id"));
    }
    let https = |config: &mut Config| {
        config.server.public_url = Some("https://chat.example".to_owned().try_into().unwrap());
    };
    let headers = start(https).await.get("/healthz").await.headers;
    assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn pages_of_other_origins_may_not_call_unless_they_are_allowed() {
    let allow = |config: &mut Config| {
        config.server.allowed_origins =
            vec!["https://friend.example".to_owned().try_into().unwrap()];
    };
    let server = start(allow).await;
    for (origin, allowed) in [
        ("http://127.0.0.1:8080", true),
        ("https://friend.example", true),
        ("https://evil.example", false),
    ] {
        let request = |path: &str| {
            let request = Request::get(path).header(header::ORIGIN, origin);
            request.body(Body::empty()).unwrap()
        };
        let answer = server.ask(request("/api/server")).await;
        assert_eq!(answer.status == 200, allowed, "{origin}");
        let told = answer.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        let friend = origin
            .contains("friend")
            .then(|| HeaderValue::from_static(origin));
        assert_eq!(told, friend.as_ref(), "{origin}");
        let socket = request("/socket.io/?EIO=4&transport=polling");
        assert_eq!(
            server.ask(socket).await.status == 200,
            allowed,
            "{origin}: its socket"
        );
    }
}

#[tokio::test]
async fn whoever_calls_too_often_is_told_to_wait() {
    let server = start(|config| config.limits.requests_per_second = 2).await;
    let mut refused = 0;
    for _ in 0..20 {
        let answer = server.get("/api/server").await;
        if answer.status == 429 {
            assert_eq!(answer.body["code"], "rate_limited");
            assert!(answer.body["retry_after_ms"].as_u64().unwrap() > 0);
            assert!(answer.headers.contains_key(header::RETRY_AFTER));
            refused += 1;
        }
    }
    assert!((10..=14).contains(&refused), "{refused}");
}

#[tokio::test]
async fn only_its_owner_names_the_server() {
    let server = start(|_| {}).await;
    let owner = server.register("olga").await;
    let other = server.register("ben").await;
    let name = |token: &str, name: &str| {
        with_json(
            Method::PATCH,
            "/api/server",
            Some(token),
            &json!({ "name": name }),
        )
    };
    assert_eq!(
        server.ask(name(&other, "Mine")).await.body["code"],
        "forbidden"
    );
    assert_eq!(
        server.ask(name(&owner, " ")).await.body["errors"][0]["field"],
        "name"
    );
    assert_eq!(server.ask(name(&owner, "a\u{0}b")).await.status, 422);
    let answer = server.ask(name(&owner, " The Heronry ")).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["name"]),
        (200, &json!("The Heronry"))
    );
    assert_eq!(server.get("/api/server").await.body["name"], "The Heronry");
}

#[tokio::test]
async fn a_server_that_goes_down_is_alive_but_not_ready() {
    let server = start(|_| {}).await;
    assert_eq!(server.get("/readyz").await.status, 200);
    server.app.closing.cancel();
    assert_eq!(server.get("/readyz").await.status, 503);
    assert_eq!(server.get("/healthz").await.status, 200);
}

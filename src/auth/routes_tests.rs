//! The routes, as a client sees them.

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::testing::{PASSWORD, World, config};
use crate::{Config, Registration};

struct Client {
    app: Router,
    world: World,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn is(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status.as_u16(), &self.body["code"]),
            (status, &json!(code))
        );
        assert_eq!(self.headers[CONTENT_TYPE], "application/problem+json");
    }

    fn token(&self) -> String {
        self.body["access_token"].as_str().unwrap().to_owned()
    }

    fn cookies(&self) -> Vec<String> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines
            .map(|line| line.to_str().unwrap().to_owned())
            .collect()
    }

    /// As a browser sends it back to `/api/auth`.
    fn refresh_cookie(&self) -> String {
        let cookies = self.cookies();
        let line = cookies
            .iter()
            .find(|line| line.starts_with("snug_refresh="))
            .unwrap();
        line.split(';').next().unwrap().to_owned()
    }
}

impl Client {
    async fn new() -> Self {
        Self::with(config(Registration::Open)).await
    }

    async fn with(config: Config) -> Self {
        let world = World::with(config).await;
        let (router, _) = crate::router(&world.auth).split_for_parts();
        Self {
            app: router.layer(axum::Extension(world.auth.clone())),
            world,
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self
            .app
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            body,
        }
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [
            (CONTENT_TYPE.as_str(), "application/json"),
            (AUTHORIZATION.as_str(), &bearer),
        ];
        self.send(Method::POST, path, &headers, body.to_string().into())
            .await
    }

    async fn call(&self, method: Method, path: &str, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        self.send(
            method,
            path,
            &[(AUTHORIZATION.as_str(), &bearer)],
            Body::empty(),
        )
        .await
    }

    async fn refresh(&self, cookie: &str, more: &[(&str, &str)]) -> Answer {
        let headers = [&[(COOKIE.as_str(), cookie)], more].concat();
        self.send(Method::POST, "/api/auth/refresh", &headers, Body::empty())
            .await
    }

    async fn register(&self, username: &str) -> Answer {
        let body = json!({"username": username, "password": PASSWORD});
        self.post("/api/auth/register", "", body).await
    }
}

#[tokio::test]
async fn registering_logs_in_and_sets_two_cookies() {
    let client = Client::new().await;
    let answer = client.register("alice").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["user"]["role"], "owner");
    assert_eq!(answer.body["user"]["display_name"], "alice");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let cookies = answer.cookies();
    assert_eq!(cookies.len(), 2);
    for (cookie, path) in cookies.iter().zip(["/api/auth", "/api/files"]) {
        let rest = format!("; Path={path}; Max-Age=7776000; HttpOnly; SameSite=Strict");
        assert!(cookie.ends_with(&rest), "{cookie}");
    }
    let session = client
        .call(Method::GET, "/api/auth/session", &answer.token())
        .await;
    assert_eq!(session.body["user"], answer.body["user"]);
    assert_eq!(session.body["session"]["current"], true);
    client.register("ALICE").await.is(409, "username_taken");
}

#[tokio::test]
async fn over_https_cookies_are_secure() {
    let public_url = "https://chat.example.org".to_owned();
    let client = Client::with(Config {
        public_url,
        ..config(Registration::Open)
    })
    .await;
    let answer = client.register("alice").await;
    assert!(
        answer
            .cookies()
            .iter()
            .all(|cookie| cookie.ends_with("; Secure"))
    );
}

#[tokio::test]
async fn a_bad_request_gets_the_right_problem() {
    let client = Client::new().await;
    let path = "/api/auth/login";
    let json_type = [(CONTENT_TYPE.as_str(), "application/json")];
    let send = |headers: &'static [(&str, &str)], body: &'static str| {
        client.send(Method::POST, path, headers, body.into())
    };
    send(&[], "{}").await.is(415, "unsupported_type");
    for body in ["", "{", "[]", "null", "\"x\"", "{\"username\":\"\\ud800\"}"] {
        let answer = client
            .send(Method::POST, path, &json_type, body.into())
            .await;
        assert!(
            matches!(answer.status.as_u16(), 400 | 422),
            "{body}: {}",
            answer.status
        );
    }
    let answer = client.post(path, "", json!({"username": "a"})).await;
    answer.is(422, "invalid_field");
    assert_eq!(answer.body["errors"][0]["field"], "password");
    let long = json!({"username": "a", "password": "x".repeat(1 << 20)});
    client.post(path, "", long).await.is(413, "too_large");
    client
        .post(path, "", json!({"username": "a", "password": "b"}))
        .await
        .is(401, "invalid_credentials");
    client.register("a").await.is(422, "invalid_field");
}

#[tokio::test]
async fn without_a_token_nobody_gets_in() {
    let client = Client::new().await;
    for (method, path) in [
        (Method::GET, "/api/auth/session"),
        (Method::POST, "/api/auth/password"),
        (Method::GET, "/api/sessions"),
        (
            Method::DELETE,
            "/api/sessions/0197f5a0-0000-7000-8000-000000000000",
        ),
        (Method::GET, "/api/tokens"),
        (Method::POST, "/api/tokens"),
        (
            Method::DELETE,
            "/api/tokens/0197f5a0-0000-7000-8000-000000000000",
        ),
        (Method::GET, "/api/invites"),
        (Method::POST, "/api/invites"),
        (Method::DELETE, "/api/invites/x"),
        (Method::POST, "/api/auth/logout"),
        (Method::POST, "/api/auth/refresh"),
    ] {
        let answer = client.send(method.clone(), path, &[], Body::empty()).await;
        answer.is(401, "unauthenticated");
        assert_eq!(answer.headers["www-authenticate"], "Bearer", "{path}");
        client
            .call(method, path, "rubbish")
            .await
            .is(401, "unauthenticated");
    }
}

#[tokio::test]
async fn refreshing_takes_the_cookie() {
    let client = Client::new().await;
    let cookie = client.register("alice").await.refresh_cookie();
    let answer = client.refresh(&cookie, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_ne!(answer.refresh_cookie(), cookie);
    let again = client.refresh(&cookie, &[]).await;
    assert_eq!(again.refresh_cookie(), answer.refresh_cookie());
    let refused = client.refresh("snug_refresh=x", &[]).await;
    refused.is(401, "unauthenticated");
    assert!(refused.cookies().is_empty(), "another tab's cookie stays");
}

#[tokio::test]
async fn logging_out_takes_the_cookies_away() {
    let client = Client::new().await;
    let registered = client.register("alice").await;
    let (cookie, token) = (registered.refresh_cookie(), registered.token());
    let headers = [(COOKIE.as_str(), cookie.as_str())];
    let answer = client
        .send(Method::POST, "/api/auth/logout", &headers, Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let cookies = answer.cookies();
    assert!(
        cookies.len() == 2
            && cookies
                .iter()
                .all(|cookie| cookie.contains("=; Path=/api/"))
    );
    assert!(cookies.iter().all(|cookie| cookie.contains("Max-Age=0")));
    client
        .call(Method::GET, "/api/sessions", &token)
        .await
        .is(401, "unauthenticated");
    client
        .refresh(&cookie, &[])
        .await
        .is(401, "unauthenticated");
}

#[tokio::test]
async fn logging_out_ends_also_the_session_whose_cookie_is_taken_away() {
    let client = Client::new().await;
    let alice = client.register("alice").await;
    let bob = client.register("bob").await;
    let bearer = format!("Bearer {}", alice.token());
    let cookie = bob.refresh_cookie();
    let headers = [
        (AUTHORIZATION.as_str(), bearer.as_str()),
        (COOKIE.as_str(), &cookie),
    ];
    let answer = client
        .send(Method::POST, "/api/auth/logout", &headers, Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    for cookie in [alice.refresh_cookie(), cookie] {
        let refused = client.refresh(&cookie, &[]).await;
        refused.is(401, "unauthenticated");
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let client = Client::new().await;
    let token = client.register("alice").await.token();
    let login = json!({"username": "alice", "password": PASSWORD});
    let other = client.post("/api/auth/login", "", login).await;
    assert_eq!(other.status, StatusCode::OK);
    let listed = client.call(Method::GET, "/api/sessions", &token).await;
    let sessions = listed.body["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let theirs = sessions
        .iter()
        .find(|session| session["current"] == false)
        .unwrap();
    let path = format!("/api/sessions/{}", theirs["id"].as_str().unwrap());
    assert_eq!(
        client.call(Method::DELETE, &path, &token).await.status,
        StatusCode::NO_CONTENT
    );
    client
        .call(Method::DELETE, &path, &token)
        .await
        .is(404, "not_found");
    client
        .call(Method::DELETE, "/api/sessions/7", &token)
        .await
        .is(404, "not_found");
    client
        .call(Method::GET, "/api/sessions", &other.token())
        .await
        .is(401, "unauthenticated");
    client.world.pass(900);
    client
        .call(Method::GET, "/api/sessions", &token)
        .await
        .is(401, "token_expired");
}

#[tokio::test]
async fn tokens_are_made_shown_once_and_revoked() {
    let client = Client::new().await;
    let token = client.register("alice").await.token();
    let made = client
        .post("/api/tokens", &token, json!({"name": "CI"}))
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let personal = made.body["token"].as_str().unwrap();
    let listed = client.call(Method::GET, "/api/tokens", personal).await;
    assert_eq!(listed.body["tokens"][0]["id"], made.body["id"]);
    assert_eq!(listed.body["tokens"][0].get("token"), None);
    client
        .post("/api/tokens", personal, json!({"name": "x"}))
        .await
        .is(403, "forbidden");
    client
        .post("/api/tokens", &token, json!({"name": ""}))
        .await
        .is(422, "invalid_field");
    let session = client
        .call(Method::GET, "/api/auth/session", &token)
        .await
        .body;
    let crossed = [
        ("sessions", &made.body["id"]),
        ("tokens", &session["session"]["id"]),
    ];
    for (kind, id) in crossed {
        let path = format!("/api/{kind}/{}", id.as_str().unwrap());
        client
            .call(Method::DELETE, &path, &token)
            .await
            .is(404, "not_found");
    }
    let path = format!("/api/tokens/{}", made.body["id"].as_str().unwrap());
    assert_eq!(
        client.call(Method::DELETE, &path, &token).await.status,
        StatusCode::NO_CONTENT
    );
    client
        .call(Method::GET, "/api/tokens", personal)
        .await
        .is(401, "unauthenticated");
}

#[tokio::test]
async fn invites_are_made_listed_used_and_ended() {
    let client = Client::with(config(Registration::Invite)).await;
    let token = client.register("alice").await.token();
    client.register("bob").await.is(403, "registration_closed");
    let wanted = json!({"max_uses": 1, "expires_in": 3600});
    let invite = client.post("/api/invites", &token, wanted).await;
    assert_eq!(invite.status, StatusCode::CREATED);
    assert_eq!(
        (&invite.body["uses"], &invite.body["max_uses"]),
        (&json!(0), &json!(1))
    );
    let code = invite.body["code"].as_str().unwrap();
    let come = |name: &str| {
        let body = json!({"username": name, "password": PASSWORD, "invite": code});
        client.post("/api/auth/register", "", body)
    };
    let bob = come("bob").await;
    assert_eq!(bob.status, StatusCode::CREATED);
    come("carol").await.is(410, "gone");
    client
        .call(Method::GET, "/api/invites", &bob.token())
        .await
        .is(403, "forbidden");
    let listed = client.call(Method::GET, "/api/invites", &token).await;
    assert_eq!(listed.body["invites"][0]["uses"], 1);
    let path = format!("/api/invites/{code}");
    assert_eq!(
        client.call(Method::DELETE, &path, &token).await.status,
        StatusCode::NO_CONTENT
    );
    client
        .call(Method::DELETE, &path, &token)
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn a_password_is_changed_and_guessing_it_is_slowed() {
    let client = Client::new().await;
    let token = client.register("alice").await.token();
    let change = |current: &str, new: &str| {
        client.post(
            "/api/auth/password",
            &token,
            json!({"current": current, "new": new}),
        )
    };
    assert_eq!(
        change(PASSWORD, "another password").await.status,
        StatusCode::NO_CONTENT
    );
    for _ in 0..3 {
        change(PASSWORD, "a third password")
            .await
            .is(401, "invalid_credentials");
    }
    let slowed = change("another password", "a third password").await;
    slowed.is(429, "rate_limited");
    assert!(
        slowed.body["retry_after_ms"]
            .as_u64()
            .is_some_and(|wait| wait <= 60_000)
    );
    assert!(slowed.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn the_public_keys_are_public() {
    let client = Client::new().await;
    let path = "/.well-known/jwks.json";
    let answer = client.send(Method::GET, path, &[], Body::empty()).await;
    assert_eq!(answer.body["keys"][0]["alg"], "EdDSA");
    assert_eq!(answer.body["keys"][0]["use"], "sig");
}

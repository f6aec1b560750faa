//! The ingress as a client meets it, on a database of its own.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use http::{HeaderValue, Method, Request, header};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::config::Config;
use crate::running::Running;
use crate::testing::{Connection, start, with_json};

#[tokio::test]
async fn who_makes_the_first_account_is_told_so_before() {
    let server = start(|_| {}).await;
    let features = async || server.get("/api/server").await.body["features"].clone();
    let first = Value::from("first_account");
    assert!(features().await.as_array().unwrap().contains(&first));
    server.register("alice").await;
    assert!(!features().await.as_array().unwrap().contains(&first));
}

#[tokio::test]
async fn the_document_of_the_api_is_fresh() {
    let server = start(|_| {}).await;
    let request = Request::get("/api/openapi.json")
        .body(Body::empty())
        .unwrap();
    let answer = server.app.router.clone().oneshot(request).await.unwrap();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    crate::fresh::assert_fresh("docs/openapi.json", std::str::from_utf8(&body).unwrap());
    // Clients are made of it: each operation has a name of its own, and words are as on the wire.
    let document: Value = serde_json::from_slice(&body).unwrap();
    let mut names: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    let schemas = &document["components"]["schemas"];
    for (schema, words) in [
        ("Kind", json!(["direct", "group", "channel"])),
        ("MemberRole", json!(["owner", "member"])),
    ] {
        assert_eq!(schemas[schema]["enum"], words);
    }
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
async fn a_connection_outlives_an_answer_that_comes_before_the_body_or_says_that_it_does_not() {
    let server = start(|_| {}).await;
    let mut connection = Connection::open(&server).await;
    let body = vec![b' '; 2 << 20];
    for (length, status) in [(300_000, 401), (2 << 20, 413)] {
        let answer = connection.ask("POST /api/tokens", length, &body[..length]);
        assert_eq!(answer.await, (status, false), "{length}");
    }
    let half = connection.ask("POST /api/tokens", 100, b"{");
    assert_eq!(half.await, (401, true), "the rest does not come");
    let mut connection = Connection::open(&server).await;
    assert_eq!(connection.ask("GET /healthz", 0, b"").await, (200, false));
    let huge = connection.ask("POST /api/tokens", 1 << 30, b"{");
    assert_eq!(huge.await, (413, true));
}

#[tokio::test]
async fn a_socket_whose_session_has_ended_is_told_so_once() {
    let server = start(|_| {}).await;
    let _running = server.app.run();
    let token = server.register("alice").await;
    let opened = server.poll(Method::GET, "", String::new()).await;
    let opened: Value = serde_json::from_str(opened.trim_start_matches('0')).unwrap();
    let sid = format!("&sid={}", opened["sid"].as_str().unwrap());
    // What else there is are pings.
    let said = async |polls: usize| {
        let mut packets = Vec::new();
        for _ in 0..polls {
            let polled = server.poll(Method::GET, &sid, String::new()).await;
            packets.extend(polled.split('\u{1e}').map(str::to_owned));
        }
        packets.retain(|packet| packet.starts_with('4'));
        packets
    };
    let connect = format!("40{}", json!({ "token": token }));
    server.poll(Method::POST, &sid, connect).await;
    assert!(said(2).await.concat().starts_with("40{"));
    let logout = with_json(Method::POST, "/api/auth/logout", Some(&token), &json!({}));
    assert_eq!(server.ask(logout).await.status, 204);
    let told = said(2).await;
    assert_eq!(told, ["42[\"session:revoked\",{}]", "41"]);
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
        let mut refresh = request("/api/auth/refresh");
        *refresh.method_mut() = Method::POST;
        let refused = server.ask(refresh).await.body["code"].clone();
        let refused_as = if allowed {
            "unauthenticated"
        } else {
            "forbidden"
        };
        assert_eq!(refused, refused_as, "{origin}: with cookies");
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
async fn strangers_keep_the_pace_also_where_the_server_is_looked_after() {
    let server = start(|config| {
        config.limits.requests_per_second = 2;
        config.server.trusted_proxies = vec!["10.0.0.0/8".to_owned().try_into().unwrap()];
    })
    .await;
    for (address, path, most) in [
        ([127, 0, 0, 1], "/readyz", 20),
        ([10, 0, 0, 7], "/readyz", 20),
        ([192, 0, 2, 1], "/readyz", 10),
        ([192, 0, 2, 2], "/metrics", 10),
        ([192, 0, 2, 3], "/healthz", 20),
    ] {
        let mut let_in = 0;
        for _ in 0..20 {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let_in += u32::from(server.ask_from(address, request).await.status != 429);
        }
        let expected = if most == 20 { 20..=20 } else { 6..=most };
        assert!(expected.contains(&let_in), "{address:?} {path}: {let_in}");
    }
}

#[tokio::test]
async fn cookies_are_secure_where_a_proxy_that_is_trusted_says_that_the_browser_speaks_https() {
    let server = start(|config| {
        config.server.trusted_proxies = vec!["10.0.0.7".to_owned().try_into().unwrap()];
    })
    .await;
    let mut number = 0;
    for (address, proto, secure) in [
        ([10, 0, 0, 7], "https", true),
        ([10, 0, 0, 7], "http", false),
        ([192, 0, 2, 1], "https", false),
    ] {
        number += 1;
        let account = json!({ "username": format!("user{number}"), "password": "correct horse" });
        let mut request = with_json(Method::POST, "/api/auth/register", None, &account);
        let headers = request.headers_mut();
        headers.insert("x-forwarded-proto", HeaderValue::from_static(proto));
        let headers = server.ask_from(address, request).await.headers;
        let is_hsts = headers.contains_key(header::STRICT_TRANSPORT_SECURITY);
        assert_eq!(is_hsts, secure, "{address:?} {proto}");
        let cookies: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(cookies.len(), 2);
        for cookie in cookies {
            let cookie = cookie.to_str().unwrap();
            assert_eq!(cookie.ends_with("; Secure"), secure, "{address:?} {cookie}");
        }
    }
}

#[tokio::test]
async fn a_server_notices_that_storing_or_telling_has_ended_whyever() {
    for (what, panics) in [("storing messages", true), ("telling messages", false)] {
        let tasks = TaskTracker::new();
        let never = || tasks.spawn(std::future::pending());
        let gone = tasks.spawn(async move { assert!(!panics, "a defect") });
        let running = match panics {
            true => Running::of(gone, never()),
            false => Running::of(never(), gone),
        };
        // Whoever lets it come to its end waits for it once more.
        for _ in 0..2 {
            let noticed = timeout(Duration::from_secs(5), running.ended()).await;
            assert_eq!(noticed, Ok(what));
        }
    }
    let server = start(|_| {}).await;
    let running = server.app.run();
    let noticed = timeout(Duration::from_millis(50), running.ended()).await;
    assert!(noticed.is_err(), "both run");
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

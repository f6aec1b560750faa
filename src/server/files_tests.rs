//! Files as the ingress treats them: no limit but their own, nobody kept out, nothing changed.

use std::convert::Infallible;
use std::fs;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::config::Config;
use crate::testing::{self, Server, start, with_json};

/// What no compression makes smaller than it is, and what is longer than a request may be.
const BYTES: usize = 3 << 20;

async fn answer(server: &Server, request: Request<Body>) -> Response {
    server.app.router.clone().oneshot(request).await.unwrap()
}

fn as_somebody(token: &str, method: Method, path: &str, body: Body) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(body)
        .unwrap()
}

async fn upload(server: &Server, token: &str, body: Vec<u8>) -> (StatusCode, Value) {
    let path = "/api/files?name=file.txt";
    let request = as_somebody(token, Method::POST, path, body.into());
    let answer = server.ask(request).await;
    (answer.status, answer.body)
}

/// A person's token, and their cookie for files.
async fn register(server: &Server, username: &str) -> (String, HeaderValue) {
    let account = json!({ "username": username, "password": "correct horse battery" });
    let request = with_json(Method::POST, "/api/auth/register", None, &account);
    let answer = server.ask(request).await;
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
    let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies
        .find_map(|cookie| {
            cookie
                .starts_with("snug_files=")
                .then(|| cookie.split(';').next())
        })
        .flatten()
        .unwrap();
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    (token, HeaderValue::from_str(cookie).unwrap())
}

#[tokio::test]
async fn a_file_that_is_longer_than_a_request_may_be_comes_back_as_it_was() {
    let server = start(|_| {}).await;
    let token = server.register("alice").await;
    let (status, file) = upload(&server, &token, vec![b'a'; BYTES]).await;
    assert_eq!(
        (status, &file["size"]),
        (StatusCode::CREATED, &json!(BYTES))
    );
    let path = format!("/api/files/{}", file["id"].as_str().unwrap());
    let mut request = as_somebody(&token, Method::GET, &path, Body::empty());
    let encodings = HeaderValue::from_static("br, gzip");
    request
        .headers_mut()
        .insert(header::ACCEPT_ENCODING, encodings);
    let answer = answer(&server, request).await;
    let headers = answer.headers();
    assert!(!headers.contains_key(header::CONTENT_ENCODING));
    assert_eq!(headers[header::ACCEPT_RANGES], "bytes");
    assert_eq!(headers[header::CONTENT_LENGTH], BYTES.to_string());
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.ends_with("sandbox"), "{policy}");
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert!(body == vec![b'a'; BYTES]);
}

#[tokio::test]
async fn what_may_be_uploaded_is_said_before_it_is_refused() {
    let server = start(|config| {
        config.files.max_size_bytes = 1000;
        config.limits.uploads_per_user = 3;
    })
    .await;
    let about = server.get("/api/server").await.body;
    assert_eq!(about["limits"]["file_bytes"], 1000);
    assert_eq!(about["limits"]["uploads"], 3);
    assert!(
        about["features"]
            .as_array()
            .unwrap()
            .contains(&json!("files"))
    );
    let token = server.register("alice").await;
    let (status, problem) = upload(&server, &token, vec![0; 1001]).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (413, &json!("too_large"))
    );
    assert_eq!(upload(&server, &token, vec![0; 1000]).await.0, 201);
}

#[tokio::test]
async fn a_whole_office_looks_at_pictures_and_each_of_them_keeps_a_pace() {
    let server = start(|config| config.limits.requests_per_second = 2).await;
    let mut office = Vec::new();
    for name in ["alice", "ben", "cleo"] {
        office.push(register(&server, name).await);
    }
    let token = &office[0].0;
    let path = format!(
        "/api/files/{}",
        upload(&server, token, vec![b'a'; 10]).await.1["id"]
            .as_str()
            .unwrap()
    );
    let look = async |cookie: &HeaderValue| {
        let request = Request::get(&path).header(header::COOKIE, cookie);
        server.ask(request.body(Body::empty()).unwrap()).await
    };
    let mut refused = 0;
    for _ in 0..40 {
        refused += u32::from(look(&office[0].1).await.status == 429);
    }
    assert!((10..=16).contains(&refused), "{refused}");
    for (_, cookie) in &office[1..] {
        for _ in 0..20 {
            let status = look(cookie).await.status;
            assert_eq!(
                status, 404,
                "it is nothing of theirs, and they are not kept out"
            );
        }
    }
    let unknown = HeaderValue::from_static("snug_files=AAAA");
    let stranger = look(&unknown).await.status.as_u16();
    assert!([401, 429].contains(&stranger), "{stranger}");
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_upload_by_tus() {
    let server = start(|config| {
        config.server.allowed_origins =
            vec!["https://friend.example".to_owned().try_into().unwrap()];
    })
    .await;
    let wanted = "authorization,content-type,tus-resumable,upload-length,upload-metadata";
    let question = Request::options("/api/uploads")
        .header(header::ORIGIN, "https://friend.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, wanted);
    let answer = server.ask(question.body(Body::empty()).unwrap()).await;
    let allowed = answer.headers[header::ACCESS_CONTROL_ALLOW_HEADERS]
        .to_str()
        .unwrap();
    for name in wanted.split(',') {
        assert!(
            allowed.split(',').any(|allowed| allowed == name),
            "{name}: {allowed}"
        );
    }
    let token = server.register("alice").await;
    let mut create = as_somebody(&token, Method::POST, "/api/uploads", Body::empty());
    let headers = create.headers_mut();
    headers.insert(
        header::ORIGIN,
        HeaderValue::from_static("https://friend.example"),
    );
    headers.insert("tus-resumable", HeaderValue::from_static("1.0.0"));
    headers.insert("upload-length", HeaderValue::from_static("5"));
    let created = server.ask(create).await;
    assert_eq!(created.status, 201);
    let told = created.headers[header::ACCESS_CONTROL_EXPOSE_HEADERS]
        .to_str()
        .unwrap();
    for name in ["location", "upload-offset", "upload-expires"] {
        assert!(
            created.headers.contains_key(name) || name == "upload-offset",
            "{name}"
        );
        assert!(told.split(',').any(|told| told == name), "{name}: {told}");
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_ask_what_the_server_does_of_tus() {
    let server = start(|config| {
        config.server.allowed_origins =
            vec!["https://friend.example".to_owned().try_into().unwrap()];
    })
    .await;
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let mut question = Request::options(path);
        for (name, value) in headers {
            question = question.header(*name, *value);
        }
        server.ask(question.body(Body::empty()).unwrap()).await
    };
    let origin = ("origin", "https://friend.example");
    for path in [
        "/api/uploads",
        "/api/uploads/0192a7bc-0000-7000-8000-000000000000",
    ] {
        // No browser, and no page of another origin.
        let told = ask(path, &[]).await;
        assert_eq!(
            (told.status.as_u16(), told.headers["tus-version"].as_bytes()),
            (204, &b"1.0.0"[..])
        );
        assert!(
            !told
                .headers
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
        );
        // What the page asks, and before it what its browser asks.
        let told = ask(path, &[origin]).await;
        assert_eq!(told.headers["tus-version"], "1.0.0");
        assert_eq!(told.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], origin.1);
        let may_read = told.headers[header::ACCESS_CONTROL_EXPOSE_HEADERS]
            .to_str()
            .unwrap();
        assert!(
            may_read.split(',').any(|name| name == "tus-version"),
            "{may_read}"
        );
        let first = ask(
            path,
            &[origin, ("access-control-request-method", "OPTIONS")],
        )
        .await;
        assert!(!first.headers.contains_key("tus-version"));
        let may_do = first.headers[header::ACCESS_CONTROL_ALLOW_METHODS]
            .to_str()
            .unwrap();
        assert!(
            may_do.split(',').any(|method| method == "OPTIONS"),
            "{may_do}"
        );
        let other = ask(path, &[("origin", "https://evil.example")]).await;
        assert_eq!(other.body["code"], "forbidden");
    }
}

#[tokio::test]
async fn whoever_uploads_while_the_server_goes_down_is_told_how_far_they_came() {
    let server = start(|_| {}).await;
    let token = server.register("alice").await;
    let mut create = as_somebody(&token, Method::POST, "/api/uploads", Body::empty());
    let version = HeaderValue::from_static("1.0.0");
    create
        .headers_mut()
        .insert("tus-resumable", version.clone());
    create
        .headers_mut()
        .insert("upload-length", HeaderValue::from_static("10"));
    let created = server.ask(create).await;
    let place = created.headers[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    let some = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"hello"))]);
    let body = Body::from_stream(some.chain(stream::pending()));
    let mut send = as_somebody(&token, Method::PATCH, &place, body);
    let headers = send.headers_mut();
    headers.insert("tus-resumable", version);
    headers.insert("upload-offset", HeaderValue::from_static("0"));
    let kind = HeaderValue::from_static("application/offset+octet-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    let goes_down = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.app.closing.cancel();
    };
    let (sent, ()) = tokio::join!(answer(&server, send), goes_down);
    assert_eq!(sent.status(), 204);
    assert_eq!(sent.headers()["upload-offset"], "5");
}

#[tokio::test]
async fn a_server_that_cannot_reach_its_files_is_not_ready_and_remembers_it_for_a_moment() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().join("files");
    let server = start(|config| config.files.url = Some(place.display().to_string())).await;
    fs::remove_dir_all(&place).unwrap();
    fs::write(&place, "no directory").unwrap();
    let answer = server.get("/readyz").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.body["detail"], "Files cannot be reached.");
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    assert_eq!(server.get("/readyz").await.status, 503);
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_place_for_files_that_cannot_be_used_is_named() {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.server.data_dir = data.path().join("data");
    let core = testing::open(&config).await;
    fs::write(config.server.data_dir.join("files"), "no directory").unwrap();
    let refused = core.files(&config, CancellationToken::new()).await;
    let refused = refused.err().unwrap().to_string();
    assert!(
        refused.contains("data/files cannot be written (files.url)"),
        "{refused}"
    );
    core.close().await;
}

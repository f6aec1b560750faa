//! The web app is in the binary: its page, what the page loads, and the policy it runs under.

use std::io::Read as _;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use reqwest::{Method, Response};
use serde_json::Value;
use tests::TestServer;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn ask(
    server: &TestServer,
    method: Method,
    path: &str,
    headers: &[(HeaderName, &str)],
) -> Response {
    let request = server.http().request(method, server.url(path));
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(name, *value)
    });
    request.send().await.expect("an answer")
}

async fn get(server: &TestServer, path: &str, headers: &[(HeaderName, &str)]) -> Response {
    ask(server, Method::GET, path, headers).await
}

#[track_caller]
fn header(answer: &Response, name: HeaderName) -> &str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().expect("a readable header"))
}

async fn page(server: &TestServer) -> String {
    let answer = get(server, "/", &[]).await;
    answer.text().await.expect("a page")
}

/// The paths that the page loads: what it has in `src` and `href`.
fn loaded(page: &str) -> Vec<String> {
    let after = |mark| page.split(mark).skip(1);
    let value = |rest: &str| rest.split('"').next().map(str::to_owned);
    after("src=\"")
        .chain(after("href=\""))
        .filter_map(value)
        .collect()
}

fn unpack(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        "br" => brotli::BrotliDecompress(&mut &*bytes, &mut plain).expect("it is Brotli"),
        "gzip" => {
            let mut decoder = flate2::read::GzDecoder::new(bytes);
            decoder.read_to_end(&mut plain).expect("it is gzip");
        }
        _ => plain.extend_from_slice(bytes),
    }
    plain
}

#[tokio::test]
async fn the_page_and_all_it_loads_come_compressed_as_asked_and_are_the_same_unpacked() {
    let server = TestServer::start().await;
    let page = page(&server).await;
    let mut paths = loaded(&page);
    assert!(paths.iter().any(|path| path.ends_with(".js")), "{paths:?}");
    assert!(paths.iter().any(|path| path.ends_with(".css")), "{paths:?}");
    paths.push("/".to_owned());
    paths.push("/sw.js".to_owned());
    // A picture is compressed by itself.
    paths.retain(|path| !path.ends_with(".png"));
    for path in &paths {
        let identity = get(&server, path, &[]).await;
        assert_eq!(identity.status(), 200, "{path}");
        assert_eq!(header(&identity, CONTENT_ENCODING), "", "{path}");
        let kind = header(&identity, CONTENT_TYPE).to_owned();
        let plain = identity.bytes().await.expect("a body");
        for (accept, encoding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip")] {
            let asked = [(ACCEPT_ENCODING, accept)];
            let answer = get(&server, path, &asked).await;
            assert_eq!(header(&answer, CONTENT_ENCODING), encoding, "{path}");
            assert_eq!(header(&answer, CONTENT_TYPE), kind, "{path}");
            assert_eq!(header(&answer, X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
            assert_eq!(header(&answer, VARY), "accept-encoding", "{path}");
            let packed = answer.bytes().await.expect("a body");
            assert!(packed.len() < plain.len(), "{path}: {encoding} is smaller");
            assert_eq!(unpack(encoding, &packed), plain, "{path} by {encoding}");

            let head = ask(&server, Method::HEAD, path, &asked).await;
            assert_eq!(head.status(), 200, "{path}");
            let length = packed.len().to_string();
            assert_eq!(
                header(&head, CONTENT_LENGTH),
                length,
                "{path} by {encoding}"
            );
        }
    }
}

#[tokio::test]
async fn what_has_a_hash_in_its_name_is_kept_for_ever_and_the_page_is_asked_about_each_time() {
    let server = TestServer::start().await;
    for path in loaded(&page(&server).await) {
        let keep = match path.starts_with("/assets/") {
            true => "public, max-age=31536000, immutable",
            false => "public, max-age=600",
        };
        let answer = get(&server, &path, &[]).await;
        assert_eq!(header(&answer, CACHE_CONTROL), keep, "{path}");
    }
    for encoding in ["br", "gzip", "identity"] {
        let first = get(&server, "/", &[(ACCEPT_ENCODING, encoding)]).await;
        assert_eq!(header(&first, CACHE_CONTROL), "no-cache");
        let tag = header(&first, ETAG).to_owned();
        let asked = [(ACCEPT_ENCODING, encoding), (IF_NONE_MATCH, tag.as_str())];
        let again = get(&server, "/", &asked).await;
        assert_eq!(again.status(), 304, "{tag}");
        assert_eq!(header(&again, ETAG), tag);
        assert_eq!(again.bytes().await.expect("a body").len(), 0);
    }
    let other = get(&server, "/", &[(IF_NONE_MATCH, "W/\"of another build\"")]).await;
    assert_eq!(other.status(), 200);
}

#[tokio::test]
async fn nothing_inline_runs_in_the_page_and_nothing_of_elsewhere() {
    let server = TestServer::start().await;
    for path in ["/", "/c/any/7", "/settings"] {
        let answer = get(&server, path, &[(ACCEPT, BROWSER)]).await;
        let policy = header(&answer, CONTENT_SECURITY_POLICY).to_owned();
        let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
        for directive in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types snug-worker",
        ] {
            assert!(directives.contains(&directive), "{path}: {policy}");
        }
        for word in ["unsafe", "http:", "https:", "*"] {
            assert!(!policy.contains(word), "{path}: {policy}");
        }
        let page = answer.text().await.expect("a page");
        assert!(
            !page.contains("<style") && !page.contains("style="),
            "{page}"
        );
        let scripts = page.matches("<script").count();
        assert_eq!(page.matches(" src=\"/assets/").count(), scripts, "{page}");
    }
}

#[tokio::test]
async fn the_service_worker_is_asked_about_each_time_and_runs_under_the_policy_of_the_page() {
    let server = TestServer::start().await;
    let of_page = get(&server, "/", &[]).await;
    let answer = get(&server, "/sw.js", &[]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        header(&answer, CONTENT_TYPE),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(header(&answer, CACHE_CONTROL), "no-cache");
    let policy = header(&of_page, CONTENT_SECURITY_POLICY);
    assert_eq!(header(&answer, CONTENT_SECURITY_POLICY), policy);
    let tag = header(&answer, ETAG).to_owned();
    let again = get(&server, "/sw.js", &[(IF_NONE_MATCH, tag.as_str())]).await;
    assert_eq!(again.status(), 304, "{tag}");

    // What it keeps for times without a connection is what there is to load.
    let script = answer.text().await.expect("a script");
    let page = page(&server).await;
    for path in loaded(&page) {
        assert!(script.contains(&path), "{path} is not kept");
    }
}

#[tokio::test]
async fn the_app_can_be_installed_from_its_manifest() {
    let server = TestServer::start().await;
    let page = page(&server).await;
    assert!(page.contains("rel=\"manifest\" href=\"/manifest.webmanifest\""));
    let answer = get(&server, "/manifest.webmanifest", &[]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, CONTENT_TYPE), "application/manifest+json");
    let manifest: Value = answer.json().await.expect("it is JSON");
    assert_eq!(manifest["id"], "/");
    assert_eq!(manifest["display"], "standalone");
    let icons = manifest["icons"].as_array().expect("icons");
    for (size, purpose) in [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ] {
        let is_it = |icon: &&Value| icon["sizes"] == size && icon["purpose"] == purpose;
        assert!(icons.iter().any(|icon| is_it(&icon)), "{size} {purpose}");
    }
    let icons = icons
        .iter()
        .map(|icon| icon["src"].as_str().expect("a path"));
    for path in icons.chain(["/apple-touch-icon.png", "/badge-96.png"]) {
        let icon = get(&server, path, &[]).await;
        assert_eq!(icon.status(), 200, "{path}");
        let kind = match path.ends_with(".svg") {
            true => "image/svg+xml",
            false => "image/png",
        };
        assert_eq!(header(&icon, CONTENT_TYPE), kind, "{path}");
    }
}

#[tokio::test]
async fn each_place_of_the_app_answers_its_page() {
    let server = TestServer::start().await;
    let page = page(&server).await;
    for path in ["/", "/join/abc", "/c/abc", "/c/abc/7"] {
        let answer = get(&server, path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.text().await.expect("a page"), page, "{path}");
    }
    // Others are known to the app alone, and a browser may go there.
    for path in ["/settings", "/a/place/of/another/version", "/join"] {
        let answer = get(&server, path, &[(ACCEPT, BROWSER)]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(&answer, CACHE_CONTROL), "no-cache", "{path}");
        assert_eq!(answer.text().await.expect("a page"), page, "{path}");
    }
}

#[tokio::test]
async fn where_nothing_is_a_problem_says_so_also_to_a_browser() {
    let server = TestServer::start().await;
    for (method, path, accept, code) in [
        (Method::GET, "/assets/index-gone.js", BROWSER, "not_found"),
        (Method::GET, "/assets/", BROWSER, "not_found"),
        (Method::GET, "/api/nothing", BROWSER, "not_found"),
        (Method::GET, "/hooks/nothing", BROWSER, "method_not_allowed"),
        (Method::GET, "/.well-known/nothing", BROWSER, "not_found"),
        (Method::GET, "/nothing", "*/*", "not_found"),
        (Method::GET, "/nothing", "application/json", "not_found"),
        (Method::POST, "/nothing", BROWSER, "not_found"),
        (Method::POST, "/", BROWSER, "method_not_allowed"),
        (Method::PUT, "/icon.svg", BROWSER, "method_not_allowed"),
    ] {
        let answer = ask(&server, method.clone(), path, &[(ACCEPT, accept)]).await;
        let kind = header(&answer, CONTENT_TYPE).to_owned();
        assert_eq!(kind, "application/problem+json", "{method} {path}");
        assert_eq!(
            header(&answer, CACHE_CONTROL),
            "no-store",
            "{method} {path}"
        );
        let is_refused = code == "method_not_allowed";
        assert_eq!(answer.headers().contains_key(ALLOW), is_refused, "{path}");
        let problem: Value = answer.json().await.expect("a problem");
        assert_eq!(problem["code"], code, "{method} {path}: {problem}");
    }
}

#[tokio::test]
async fn a_page_finds_out_whether_it_is_the_one_that_the_server_has_now() {
    let server = TestServer::start().await;
    let (_, about) = server.get("/api/server").await;
    let script = about["app"].as_str().expect("a path");
    let page = page(&server).await;
    assert!(loaded(&page).iter().any(|path| path == script), "{page}");
}

#[tokio::test]
async fn a_whole_office_may_load_the_app_at_once() {
    let slow = TestServer::builder().env("SNUG_LIMITS__REQUESTS_PER_SECOND", "1");
    let server = slow.start().await;
    let paths = loaded(&page(&server).await);
    for path in paths.iter().cycle().take(100) {
        let answer = get(&server, path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
    }
}

//! What nginx answers in Snug's place, or changes of what Snug answers: files of the app that it keeps,
//! refusals of its own, and nothing else.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName,
    IF_NONE_MATCH, LOCATION, ORIGIN,
};
use reqwest::{Client, Response, redirect};
use serde_json::Value;
use tests::{Nginx, Site, TestServer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What differs from answer to answer, or belongs to the connection.
const OF_THE_MOMENT: [&str; 7] = [
    "date",
    "server",
    "connection",
    "keep-alive",
    "x-request-id",
    "content-length",
    "transfer-encoding",
];

/// Another origin whose pages may call.
const FRIEND: &str = "https://intranet.example.org";

/// A server, nginx before it, and a client for both.
struct Both {
    server: TestServer,
    nginx: Nginx,
    client: Client,
}

impl Both {
    async fn start() -> Self {
        let builder = TestServer::builder().behind_nginx().unlimited();
        let builder = builder.env("SNUG_SERVER__ALLOWED_ORIGINS", FRIEND);
        let server = builder.start().await;
        let nginx = Nginx::start(&[&server]).await;
        let client = nginx
            .site()
            .http()
            .redirect(redirect::Policy::none())
            .build();
        let client = client.expect("an HTTP client needs nothing");
        Self {
            server,
            nginx,
            client,
        }
    }

    /// Asks nginx.
    async fn get(&self, path: &str, headers: &[(HeaderName, &str)]) -> Response {
        self.ask(self.nginx.site(), path, headers).await
    }

    /// Asks Snug, past nginx.
    async fn get_inside(&self, path: &str, headers: &[(HeaderName, &str)]) -> Response {
        self.ask(&Site::plain(self.server.address()), path, headers)
            .await
    }

    async fn ask(&self, site: &Site, path: &str, headers: &[(HeaderName, &str)]) -> Response {
        let request = self.client.get(site.url(path));
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(name, *value)
        });
        request.send().await.expect("an answer")
    }

    async fn assets(&self) -> Vec<String> {
        let page = self.get("/", &[]).await.text().await.expect("a page");
        let marks = page
            .split("src=\"")
            .skip(1)
            .chain(page.split("href=\"").skip(1));
        let paths = marks.filter_map(|rest| rest.split('"').next());
        let assets: Vec<_> = paths
            .filter(|path| path.starts_with("/assets/"))
            .map(str::to_owned)
            .collect();
        assert!(assets.len() > 2, "{page}");
        assets
    }
}

/// The headers that say how an answer is to be used.
fn lasting(headers: &HeaderMap) -> Vec<(String, String)> {
    let headers = headers
        .iter()
        .filter(|(name, _)| !OF_THE_MOMENT.contains(&name.as_str()));
    let text = |(name, value): (&HeaderName, &reqwest::header::HeaderValue)| {
        (name.to_string(), value.to_str().expect("ASCII").to_owned())
    };
    let mut headers: Vec<_> = headers.map(text).collect();
    headers.sort();
    headers
}

fn header(answer: &Response, name: HeaderName) -> String {
    let value = answer.headers().get(name);
    value
        .map_or("", |value| value.to_str().expect("ASCII"))
        .to_owned()
}

#[tokio::test]
async fn what_nginx_passes_on_is_what_snug_said() {
    let both = Both::start().await;
    for path in [
        "/",
        "/settings",
        "/sw.js",
        "/manifest.webmanifest",
        "/icon.svg",
        "/api/server",
        "/api/users/me",
        "/healthz",
    ] {
        for encoding in ["gzip, deflate, br", "identity"] {
            let asked = [(ACCEPT_ENCODING, encoding), (ACCEPT, "text/html,*/*;q=0.8")];
            let inside = both.get_inside(path, &asked).await;
            let outside = both.get(path, &asked).await;
            assert_eq!(outside.status(), inside.status(), "{path}");
            assert_eq!(
                lasting(outside.headers()),
                lasting(inside.headers()),
                "{path}"
            );
            let (outside, inside) = (outside.bytes().await, inside.bytes().await);
            assert_eq!(outside.expect("a body"), inside.expect("a body"), "{path}");
        }
    }
}

#[tokio::test]
async fn files_of_the_app_are_kept_as_they_came_also_when_snug_is_gone() {
    let mut both = Both::start().await;
    let assets = both.assets().await;
    let mut seen = Vec::new();
    let encodings = ["gzip, deflate, br", "gzip", "identity"];
    for (path, encoding) in assets
        .iter()
        .flat_map(|path| encodings.map(|encoding| (path, encoding)))
    {
        let by_itself = [(ACCEPT_ENCODING, encoding)].to_vec();
        let by_a_friend = [(ACCEPT_ENCODING, encoding), (ORIGIN, FRIEND)].to_vec();
        for asked in [by_itself, by_a_friend] {
            let inside = both.get_inside(path, &asked).await;
            let keep = header(&inside, CACHE_CONTROL);
            assert_eq!(keep, "public, max-age=31536000, immutable");
            let headers = lasting(inside.headers());
            let body = inside.bytes().await.expect("a body");
            // The first makes nginx ask; the other it answers by itself.
            for _ in 0..2 {
                let outside = both.get(path, &asked).await;
                assert_eq!(lasting(outside.headers()), headers, "{path} {asked:?}");
                let outside = outside.bytes().await.expect("a body");
                assert_eq!(outside, body, "{path} {asked:?}");
            }
            seen.push((path, asked, headers, body));
        }
    }
    both.server.kill();
    for (path, mut asked, headers, body) in seen {
        let kept = both.get(path, &asked).await;
        assert_eq!(kept.status(), 200, "{path} {asked:?}");
        assert_eq!(lasting(kept.headers()), headers, "{path} {asked:?}");
        let coded = match asked[0].1 {
            "gzip" => "gzip",
            "identity" => "",
            _ => "br",
        };
        assert_eq!(header(&kept, CONTENT_ENCODING), coded, "{path}");
        let tag = header(&kept, ETAG);
        assert_eq!(
            kept.bytes().await.expect("a body"),
            body,
            "{path} {asked:?}"
        );
        asked.push((IF_NONE_MATCH, &tag));
        assert_eq!(both.get(path, &asked).await.status(), 304, "{path}");
    }
    // Nothing else is kept: neither a page nor an answer of the API is anybody else's.
    for path in ["/", "/api/server", "/sw.js"] {
        assert_eq!(both.get(path, &[]).await.status(), 503, "{path}");
    }
}

/// A server of another version, which has none of the files that others have. Counts who asked it.
async fn without_files() -> (SocketAddr, Arc<AtomicU32>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("there are ports");
    let address = listener.local_addr().expect("it has one");
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        const NOTHING: &[u8] = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n";
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let mut head = [0; 4096];
            // A client that goes away is nothing to this test.
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(NOTHING).await;
        }
    });
    (address, asked)
}

#[tokio::test]
async fn a_file_that_one_server_does_not_have_comes_from_another_while_they_are_upgraded() {
    let server = TestServer::builder().behind_nginx().start().await;
    let (other, asked) = without_files().await;
    let both_servers = format!("server {other};\n        keepalive 64;");
    let nginx = Nginx::start_with(&[&server], &[("keepalive 64;", &both_servers)]).await;
    let client = nginx.site().http().build().expect("an HTTP client");
    let page = server
        .http()
        .get(server.url("/"))
        .send()
        .await
        .expect("an answer");
    let page = page.text().await.expect("a page");
    let marks = page.split("href=\"/assets/").skip(1);
    let paths: Vec<_> = marks.filter_map(|rest| rest.split('"').next()).collect();
    // Each is another question to nginx, which keeps what it has.
    for round in 0..10 {
        for path in &paths {
            let url = nginx.site().url(&format!("/assets/{path}"));
            let request = client.get(url).header(ACCEPT_ENCODING, format!("x{round}"));
            assert_eq!(
                request.send().await.expect("an answer").status(),
                200,
                "{path}"
            );
        }
    }
    assert!(
        paths.len() > 1 && asked.load(Ordering::Relaxed) > 0,
        "{asked:?} of {paths:?}"
    );
}

#[tokio::test]
async fn metrics_stay_inside() {
    let both = Both::start().await;
    assert_eq!(both.get_inside("/metrics", &[]).await.status(), 200);
    for path in [
        "/metrics",
        "/metrics?name=x",
        "//metrics",
        "/./metrics",
        "/api/%2e%2e/metrics",
        "/%6detrics",
        "/metrics/",
    ] {
        let answer = both.get(path, &[]).await;
        assert_eq!(answer.status(), 404, "{path}");
        let text = answer.text().await.expect("a body");
        assert!(!text.contains("snug_"), "{path}: {text}");
    }
}

#[tokio::test]
async fn what_nginx_refuses_by_itself_it_says_as_snug_does() {
    let mut both = Both::start().await;
    let inside = both.get_inside("/api/nothing", &[]).await;
    let mut headers = lasting(inside.headers());
    // Snug answers pages of another origin otherwise, nginx refuses everybody alike.
    headers.retain(|(name, _)| name != "vary");
    let problem: Value = inside.json().await.expect("a problem");
    let outside = both.get("/metrics", &[]).await;
    assert_eq!(lasting(outside.headers()), headers);
    assert_eq!(outside.json::<Value>().await.expect("a problem"), problem);

    let large = both.client.patch(both.nginx.site().url("/api/server"));
    let answer = large
        .body(vec![b' '; 3 << 20])
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 413);
    assert_eq!(
        answer.json::<Value>().await.expect("a problem")["code"],
        "too_large"
    );
    // Up to there Snug says it.
    let large = both.client.patch(both.nginx.site().url("/api/server"));
    let answer = large
        .body(vec![b' '; 3 << 19])
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (
            answer.status().as_u16(),
            answer.headers().contains_key("x-request-id")
        ),
        (413, true)
    );

    both.server.kill();
    let answer = both.get("/api/server", &[]).await;
    assert_eq!(answer.status(), 503);
    headers.push(("retry-after".to_owned(), "1".to_owned()));
    headers.sort();
    assert_eq!(lasting(answer.headers()), headers);
    assert_eq!(
        answer.json::<Value>().await.expect("a problem")["code"],
        "unavailable"
    );
}

#[tokio::test]
async fn only_the_servers_own_name_is_answered_and_only_over_https() {
    let both = Both::start().await;
    let plain = format!("http://{}/c/abc?x=1", both.nginx.plain_address());
    let answer = both.client.get(plain).send().await.expect("an answer");
    assert_eq!(answer.status(), 301);
    assert_eq!(
        header(&answer, LOCATION),
        "https://chat.example.org/c/abc?x=1"
    );

    // By its address; and by its name to begin with, and then by another.
    let address = both.nginx.site().address();
    let stranger = Client::builder()
        .tls_danger_accept_invalid_certs(true)
        .build();
    let stranger = stranger.expect("an HTTP client needs nothing");
    let refused = stranger.get(format!("https://{address}/")).send().await;
    assert!(refused.is_err(), "{refused:?}");
    // HTTP/2 has one place for the name alone.
    let client = both.nginx.site().http().http1_only().build();
    let client = client.expect("an HTTP client needs nothing");
    let request = client.get(both.nginx.site().url("/"));
    let answer = request.header("host", "evil.example").send().await;
    assert_eq!(answer.expect("an answer").status(), 421);
}

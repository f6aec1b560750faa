//! The headers that tell browsers what a page of ours may do: as little as possible.

use anyhow::Result;
use auth::request::ForwardedHttps;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

use crate::docs;

/// Nothing here is a page that loads anything, or is to be shown inside another.
const STRICT: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The page that explains the API: its own scripts and pictures, the styles it sets itself, and
/// calls to this server.
const DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Marks an answer as a part of the web app, which may do more.
#[derive(Clone, Copy)]
pub(crate) struct OfApp;

/// The web app: its own files and calls to this server, and nothing inline; and what people have
/// uploaded, also where downloads are sent to a `bucket`, an origin of its own.
///
/// `'self'` means its WebSocket too, in every browser that can show the app (Safari from 15.4; its
/// styles need 17.5). Scripts write no text into the page as markup; the one policy that they may make
/// lets the address of the service worker through, and nothing else (`web/src/shared/worker.ts`).
fn of_app(bucket: Option<&str>) -> String {
    let bucket = bucket.map_or_else(String::new, |origin| format!(" {origin}"));
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; \
         img-src 'self' data: blob:{bucket}; media-src 'self' blob:{bucket}; font-src 'self'; \
         connect-src 'self'{bucket}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types snug-worker"
    )
}
const NEVER: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
/// A year.
const HSTS: &str = "max-age=31536000";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), NEVER),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// What the headers depend on. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Policy {
    /// Whether browsers come over HTTPS, as far as the configuration says.
    public_https: bool,
    app: HeaderValue,
}

impl Policy {
    /// # Errors
    /// When the bucket's origin is none.
    pub(crate) fn new(public_https: bool, bucket: Option<&str>) -> Result<Self> {
        let app = HeaderValue::try_from(of_app(bucket))?;
        Ok(Self { public_https, app })
    }
}

/// Adds them.
pub(crate) async fn harden(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let forwarded = request.extensions().get::<ForwardedHttps>();
    let is_https = policy.public_https || forwarded.is_some_and(|https| https.0);
    let is_docs = request.uri().path().starts_with(docs::PATH);
    let mut response = next.run(request).await;
    let is_app = response.extensions().get::<OfApp>().is_some();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = match (is_app, is_docs) {
        (true, _) => policy.app,
        (_, true) => HeaderValue::from_static(DOCS),
        _ => HeaderValue::from_static(STRICT),
    };
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(policy);
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HSTS),
        );
    }
    // What one person was told is not for the next one at the same machine.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_shows_what_lies_in_a_bucket_only_where_downloads_are_sent_there() {
        let shows = |bucket| {
            let policy = of_app(bucket);
            let kinds = ["img-src", "media-src", "connect-src"];
            kinds.map(|kind| {
                let mut rules = policy.split("; ");
                let rule = rules.find(|rule| rule.starts_with(kind)).unwrap();
                rule.ends_with(" https://bucket.example")
            })
        };
        assert_eq!(shows(Some("https://bucket.example")), [true; 3]);
        assert_eq!(shows(None), [false; 3]);
    }
}

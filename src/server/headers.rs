//! The headers that tell browsers what a page of ours may do: as little as possible.

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
/// The web app, which brings it along: its own files and calls to this server, and nothing inline.
///
/// `'self'` means its WebSocket too, in every browser that can show the app (Safari from 15.4; its
/// styles need 17.5). Scripts write no text into the page as markup.
pub(crate) const APP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";
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

/// Adds them. `public_https`: whether browsers come over HTTPS, as far as the configuration says.
pub(crate) async fn harden(
    State(public_https): State<bool>,
    request: Request,
    next: Next,
) -> Response {
    let forwarded = request.extensions().get::<ForwardedHttps>();
    let is_https = public_https || forwarded.is_some_and(|https| https.0);
    let is_docs = request.uri().path().starts_with(docs::PATH);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = if is_docs { DOCS } else { STRICT };
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(policy));
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

//! Which pages may call this server: its own, and those of configured origins.
//!
//! CORS keeps other pages from reading answers. It does not keep them from sending, and it does
//! not apply to WebSockets: so a request that says it comes from elsewhere is refused outright.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use models::{Code, Problem};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::{Origin, Server};

/// What an upload by tus says of itself, and X-Request-Id, which its clients can send along.
const SENT: [&str; 9] = [
    "tus-resumable",
    "upload-length",
    "upload-offset",
    "upload-metadata",
    "upload-checksum",
    "upload-defer-length",
    "upload-concat",
    "x-http-method-override",
    "x-request-id",
];
/// What it is told.
const TOLD: [&str; 10] = [
    "location",
    "upload-length",
    "upload-offset",
    "upload-metadata",
    "upload-expires",
    "tus-resumable",
    "tus-version",
    "tus-extension",
    "tus-max-size",
    "tus-checksum-algorithm",
];

/// For how long a browser may remember what it is allowed.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// The origins that may call.
#[derive(Clone)]
pub(crate) struct Origins {
    own: String,
    others: Arc<[String]>,
}

impl Origins {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            own: server.public_url().origin().host().to_owned(),
            others: server
                .allowed_origins
                .iter()
                .map(Origin::to_string)
                .collect(),
        }
    }

    /// The answers to the questions that browsers ask for the pages of other origins; none where
    /// no other may call.
    pub(crate) fn cors(&self) -> Option<CorsLayer> {
        if self.others.is_empty() {
            return None;
        }
        let others = Arc::clone(&self.others);
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::predicate(move |origin, _| {
                is_one_of(&others, origin)
            }))
            .allow_credentials(true)
            .allow_methods([
                Method::GET,
                Method::POST,
                Method::PUT,
                Method::PATCH,
                Method::DELETE,
            ])
            .allow_headers(
                [header::AUTHORIZATION, header::CONTENT_TYPE]
                    .into_iter()
                    .chain(SENT.map(HeaderName::from_static))
                    .collect::<Vec<_>>(),
            )
            .expose_headers(
                [header::RETRY_AFTER, HeaderName::from_static("x-request-id")]
                    .into_iter()
                    .chain(TOLD.map(HeaderName::from_static))
                    .collect::<Vec<_>>(),
            )
            .max_age(REMEMBERED);
        Some(cors)
    }

    fn allow(&self, origin: &HeaderValue, headers: &HeaderMap) -> bool {
        if is_one_of(&self.others, origin) {
            return true;
        }
        // Only host and port: a proxy may speak HTTPS where we hear HTTP.
        let Some(("http" | "https", host)) = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"))
        else {
            return false;
        };
        let own = headers.get(header::HOST).and_then(|own| own.to_str().ok());
        host.eq_ignore_ascii_case(&self.own)
            || own.is_some_and(|own| host.eq_ignore_ascii_case(own))
    }
}

fn is_one_of(others: &[String], origin: &HeaderValue) -> bool {
    others
        .iter()
        .any(|other| origin.as_bytes().eq_ignore_ascii_case(other.as_bytes()))
}

/// Refuses the pages of other origins.
pub(crate) async fn check(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(origin) = request.headers().get(header::ORIGIN)
        && !origins.allow(origin, request.headers())
    {
        let detail = "Pages of this origin may not call this server (server.allowed_origins).";
        return Problem::new(Code::Forbidden, detail).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_own_pages_and_configured_ones_may_call() {
        let server = Server {
            public_url: Some("https://chat.example.org".to_owned().try_into().unwrap()),
            allowed_origins: vec![
                "https://intranet.example.org"
                    .to_owned()
                    .try_into()
                    .unwrap(),
            ],
            ..Server::default()
        };
        let origins = Origins::new(&server);
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("10.0.0.5:8080"));
        for (origin, allowed) in [
            ("https://chat.example.org", true),
            ("https://intranet.example.org", true),
            ("http://intranet.example.org", false),
            ("http://10.0.0.5:8080", true),
            ("http://10.0.0.5:9090", false),
            ("https://evil.example", false),
            ("https://chat.example.org.evil.example", false),
            ("javascript://10.0.0.5:8080", false),
            ("file://chat.example.org", false),
            ("null", false),
        ] {
            let allow = origins.allow(&HeaderValue::from_static(origin), &headers);
            assert_eq!(allow, allowed, "{origin}");
        }
    }
}

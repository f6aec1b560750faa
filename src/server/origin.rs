//! Which pages may call this server: its own, and those of configured origins.
//!
//! CORS keeps other pages from reading answers. It does not keep them from sending, and it does
//! not apply to WebSockets: so a request that says it comes from elsewhere is refused outright.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use models::{Code, Problem};

use crate::config::{Origin, Server};

/// What pages may do that browsers ask about first.
const METHODS: HeaderValue = HeaderValue::from_static("GET,POST,PUT,PATCH,DELETE,OPTIONS");
/// What they may say: who they are, what an upload by tus says of itself, and X-Request-Id, which
/// clients of tus can send along.
const SENT: HeaderValue = HeaderValue::from_static(
    "authorization,content-type,tus-resumable,upload-length,upload-offset,upload-metadata,\
     upload-checksum,upload-defer-length,upload-concat,x-http-method-override,x-request-id",
);
/// What they are told.
const TOLD: HeaderValue = HeaderValue::from_static(
    "retry-after,x-request-id,location,upload-length,upload-offset,upload-metadata,upload-expires,\
     tus-resumable,tus-version,tus-extension,tus-max-size,tus-checksum-algorithm",
);
/// For how many seconds a browser may remember what it is allowed.
const REMEMBERED: HeaderValue = HeaderValue::from_static("3600");
const YES: HeaderValue = HeaderValue::from_static("true");
const BY_ORIGIN: HeaderValue = HeaderValue::from_static("origin");

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

/// Refuses the pages of other origins, and answers what browsers ask for those that may call.
pub(crate) async fn check(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if let Some(origin) = &origin
        && !origins.allow(origin, request.headers())
    {
        let detail = "Pages of this origin may not call this server (server.allowed_origins).";
        return Problem::new(Code::Forbidden, detail).into_response();
    }
    let other = origin.filter(|origin| is_one_of(&origins.others, origin));
    let mut response = match &other {
        Some(_) if asks_first(&request) => may(),
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    if !origins.others.is_empty() {
        headers.append(header::VARY, BY_ORIGIN);
    }
    if let Some(other) = other {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, other);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, YES);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, TOLD);
    }
    response
}

/// Whether it is a browser's question before a request (Fetch, section 3.3.2). Any other `OPTIONS` is
/// a client's of tus.
fn asks_first(request: &Request) -> bool {
    let wanted = header::ACCESS_CONTROL_REQUEST_METHOD;
    *request.method() == Method::OPTIONS && request.headers().contains_key(wanted)
}

fn may() -> Response {
    let answer = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, SENT),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
    ];
    (StatusCode::NO_CONTENT, answer).into_response()
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

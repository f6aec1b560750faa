//! What a handler takes from a request: who calls, from where, and with what. Everything that
//! cannot be read is answered with a [`Problem`] of the right code.
//!
//! The [`Auth`] handle, the [`ClientAddress`] and [`ForwardedHttps`] come from the request's
//! extensions, where the server puts them.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use models::limits::HTTP_BODY_BYTES;
use models::{Code, Problem, Role, SessionId, UserId};
use serde::de::DeserializeOwned;

use crate::cookie::{self, FILES_COOKIE};
use crate::{Auth, SessionKind};

/// Whoever calls, authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user_id: UserId,
    /// By which session.
    pub session_id: SessionId,
    /// What they may do on the whole server.
    pub role: Role,
    /// A person's device, or a script's token.
    pub kind: SessionKind,
}

/// The token of `Authorization: Bearer …` (RFC 6750, section 2.1).
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_matches(' '))
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        // Whoever has looked already, to count requests say, has left it here.
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(*caller);
        }
        let auth = parts
            .extensions
            .get::<Auth>()
            .cloned()
            .ok_or(Code::Internal)?;
        let token = bearer(&parts.headers).ok_or(Code::Unauthenticated)?;
        Ok(auth.authenticate(token).await?)
    }
}

/// Whoever wants to see a file: as a [`Caller`], or by the files' cookie, since a browser sends no
/// token with what an `<img>` shows. The cookie lets nobody do more than read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // As with a caller: whoever has looked already has left it here.
        if let Some(viewer) = parts.extensions.get::<Self>() {
            return Ok(*viewer);
        }
        let reads = parts.method == Method::GET || parts.method == Method::HEAD;
        let cookie = cookie::read(&parts.headers, FILES_COOKIE);
        let (Some(cookie), true, None) = (cookie, reads, bearer(&parts.headers)) else {
            return Caller::from_request_parts(parts, state).await.map(Self);
        };
        let auth = parts.extensions.get::<Auth>().ok_or(Code::Internal)?;
        Ok(auth.authenticate_cookie(cookie).await.map(Self)?)
    }
}

/// Where a request comes from, after trusted proxies; 0.0.0.0 where nobody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What one subscriber has, and is counted as: an IPv4 address, or the /64 network of an IPv6
    /// address, in which everybody can take addresses at will.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & !u128::from(u64::MAX);
                Ipv6Addr::from_bits(network).into()
            }
            v4 @ IpAddr::V4(_) => v4,
        }
    }
}

/// Whether the client speaks HTTPS to a trusted proxy in front, which then speaks HTTP.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForwardedHttps(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for ForwardedHttps {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let unknown = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(unknown))
    }
}

/// A JSON object as a body.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send application/json.";
            return Err(Problem::new(Code::UnsupportedType, detail));
        }
        let body = axum::body::to_bytes(request.into_body(), HTTP_BODY_BYTES)
            .await
            .map_err(|error| body_problem(&error))?;
        models::parse::object(&body).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    let Some((main, sub)) = essence.split_once('/') else {
        return false;
    };
    main.eq_ignore_ascii_case("application")
        && (sub.eq_ignore_ascii_case("json") || sub.to_ascii_lowercase().ends_with("+json"))
}

/// A body that was cut off is the client's doing; everything else is one that was too long.
fn body_problem(error: &axum::Error) -> Problem {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        // By name, because two versions of the crate that defines it may be at work.
        if error.to_string() == "length limit exceeded" {
            return Code::TooLarge.into();
        }
        cause = error.source();
    }
    Problem::new(Code::Malformed, "The body could not be read to its end.")
}

/// A query string.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn query<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    if !is_percent_encoded(text) {
        return Err(Problem::new(Code::Malformed, "This is not a query string."));
    }
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        models::parse::field_problem(&error.path().to_string(), &error.inner().to_string())
    })
}

/// Whether every `%` begins an escape, and all of them together are UTF-8.
fn is_percent_encoded(text: &str) -> bool {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return false;
        };
        bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
    }
    std::str::from_utf8(&bytes).is_ok()
}

/// The variable parts of a path. One that cannot be read, such as an id that is none, names
/// nothing: `not_found`.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(_) => Err(Code::NotFound.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Page {
        limit: Option<u32>,
        query: Option<String>,
    }

    #[test]
    fn addresses_of_one_subscriber_are_counted_together() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network().to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::"), network("2001:db8:1:3::"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn a_query_is_read_and_a_wrong_field_is_named() {
        let page: Page = query("limit=7&query=%D0%BC+a&other=1").unwrap();
        assert_eq!(
            page,
            Page {
                limit: Some(7),
                query: Some("м a".to_owned())
            }
        );
        let problem = query::<Page>("limit=x").unwrap_err();
        assert_eq!(
            (problem.code, &*problem.errors[0].field),
            (Code::InvalidField, "limit")
        );
        let problem = query::<Page>("limit=1&query=a&limit=2").unwrap_err();
        assert_eq!(
            (&*problem.errors[0].field, &*problem.errors[0].code),
            ("limit", "duplicate")
        );
    }

    #[test]
    fn what_is_no_query_string_is_malformed() {
        for text in ["limit=%", "query=%zz", "query=%FF", "%"] {
            assert_eq!(
                query::<Page>(text).unwrap_err().code,
                Code::Malformed,
                "{text}"
            );
        }
    }

    async fn json(kind: Option<&str>, body: Body) -> Result<Page, Problem> {
        let mut request = Request::builder();
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(body).unwrap();
        Json::from_request(request, &())
            .await
            .map(|Json(page)| page)
    }

    #[tokio::test]
    async fn a_body_is_taken_only_as_json_and_only_up_to_its_limit() {
        let ok = json(
            Some("Application/JSON; charset=utf-8"),
            r#"{"limit":1}"#.into(),
        )
        .await;
        assert_eq!(ok.unwrap().limit, Some(1));
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-json"),
            Some("json"),
        ] {
            let problem = json(kind, "{}".into()).await.unwrap_err();
            assert_eq!(problem.code, Code::UnsupportedType);
        }
        let long = format!(r#"{{"query":"{}"}}"#, "x".repeat(HTTP_BODY_BYTES));
        let problem = json(Some("application/json"), long.into())
            .await
            .unwrap_err();
        assert_eq!(problem.code, Code::TooLarge);
        let ignored: &[u8] = b"{\"other\":\"\xff\"}";
        for body in [Body::from("[]"), Body::from(ignored)] {
            let problem = json(Some("application/json"), body).await.unwrap_err();
            assert_eq!(problem.code, Code::Malformed);
        }
    }

    #[test]
    fn a_bearer_token_is_found_whatever_the_case_of_its_scheme() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers), None);
        headers.insert(header::AUTHORIZATION, "bearer abc".parse().unwrap());
        assert_eq!(bearer(&headers), Some("abc"));
        headers.insert(header::AUTHORIZATION, "Basic abc".parse().unwrap());
        assert_eq!(bearer(&headers), None);
    }
}

//! Gives a file back, or a small version of it, as conditions and ranges say (RFC 9110, sections 13
//! and 14), so that nothing in it can do anything to whoever looks at it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use db::StoredFile;
use models::{Code, Problem};
use object_store::signer::SignedUrlOptions;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::key::{self, Part};
use crate::range::{self, Wanted};
use crate::verify::served;
use crate::{Files, Result, kind, name, read};

/// What a file may do in a browser: show itself.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
);
/// A file never changes; but who may see it does.
const CACHED: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// For how long a URL of the bucket can be used, and is remembered by a browser.
const SIGNED_FOR: Duration = Duration::from_secs(5 * 60);
const SIGNED_CACHED: HeaderValue = HeaderValue::from_static("private, max-age=240");
const VARY: HeaderValue = HeaderValue::from_static("Authorization, Cookie");

/// Which thumbnail.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Thumbnail {
    /// Pixels of the long side: 480 or 1280.
    pub(crate) size: u32,
}

/// What of a file is given.
struct Given {
    path: object_store::path::Path,
    size: u64,
    etag: String,
    kind: String,
    disposition: HeaderValue,
}

impl Files {
    /// The origin of the bucket that downloads are sent to: a page that shows files must be allowed
    /// to load from there. None where they come from here.
    ///
    /// # Errors
    /// When there is nothing to sign with.
    pub async fn redirects_to(&self) -> Result<Option<String>> {
        let Some(signer) = self.inner.storage.signer.as_ref() else {
            return Ok(None);
        };
        if !self.inner.config.redirect {
            return Ok(None);
        }
        let path = object_store::path::Path::from(key::OBJECTS);
        let url = signer.signed_url(Method::GET, &path, SIGNED_FOR).await?;
        Ok(Some(url.origin().ascii_serialization()))
    }

    /// The file itself.
    pub(crate) async fn give_file(
        &self,
        file: &StoredFile,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<Response> {
        self.give(whole(file), method, headers).await
    }

    /// A version of it whose long side has 480 or 1280 pixels; a picture that is smaller is given as
    /// it is.
    pub(crate) async fn give_thumbnail(
        &self,
        file: &StoredFile,
        small: bool,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<Response> {
        let (size, part, word) = match small {
            true => (file.blob.thumbs[0], Part::Thumb480, "480"),
            false => (file.blob.thumbs[1], Part::Thumb1280, "1280"),
        };
        let given = match size {
            Some(size) => Given {
                path: key::path(file.blob.id, part),
                size,
                etag: format!("\"{}-{word}\"", hex(&file.blob.sha256)),
                kind: "image/webp".to_owned(),
                disposition: HeaderValue::from_static("inline"),
            },
            None if kind::is_picture(&file.blob.content_type) && is_shown(file) => whole(file),
            None => return Err(Code::NotFound.into()),
        };
        self.give(given, method, headers).await
    }

    async fn give(&self, given: Given, method: &Method, headers: &HeaderMap) -> Result<Response> {
        let mut answer = HeaderMap::new();
        let etag = HeaderValue::try_from(&given.etag).map_err(|_| Code::Internal)?;
        answer.insert(header::ETAG, etag);
        answer.insert(header::CACHE_CONTROL, CACHED);
        answer.insert(header::VARY, VARY);
        if is_known(headers, &given.etag) {
            return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
        }
        if self.inner.config.redirect
            && let Some(url) = self.signed(&given, method).await?
        {
            answer.insert(header::CACHE_CONTROL, SIGNED_CACHED);
            answer.insert(header::LOCATION, url);
            return Ok((StatusCode::FOUND, answer).into_response());
        }
        let kind = HeaderValue::try_from(&given.kind).map_err(|_| Code::Internal)?;
        answer.insert(header::CONTENT_TYPE, kind);
        answer.insert(header::CONTENT_DISPOSITION, given.disposition);
        answer.insert(header::CONTENT_SECURITY_POLICY, POLICY);
        answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        let range = headers
            .get(header::RANGE)
            .filter(|_| *method == Method::GET && is_same(headers, &given.etag));
        let wanted = range.map_or(Wanted::All, |range| range::parse(range, given.size));
        let (status, range) = match wanted {
            Wanted::All => (StatusCode::OK, 0..given.size),
            Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
            Wanted::Unsatisfiable => return Ok(unsatisfiable(given.size)),
        };
        if status == StatusCode::PARTIAL_CONTENT {
            let text = format!("bytes {}-{}/{}", range.start, range.end - 1, given.size);
            let text = HeaderValue::try_from(text).map_err(|_| Code::Internal)?;
            answer.insert(header::CONTENT_RANGE, text);
        }
        let length = HeaderValue::from(range.end - range.start);
        answer.insert(header::CONTENT_LENGTH, length);
        let body = match *method {
            Method::HEAD => Body::empty(),
            _ => read::body(&self.inner.storage.store, &given.path, range).await?,
        };
        Ok((status, answer, body).into_response())
    }

    /// A URL that the bucket answers by itself, in the same way.
    async fn signed(&self, given: &Given, method: &Method) -> Result<Option<HeaderValue>> {
        let Some(signer) = &self.inner.storage.signer else {
            return Ok(None);
        };
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let options = SignedUrlOptions::new().with_query([
            ("response-content-type", given.kind.clone()),
            ("response-content-disposition", text(&given.disposition)),
            ("response-cache-control", text(&CACHED)),
        ]);
        let url = signer
            .signed_url_opts(method.clone(), &given.path, SIGNED_FOR, &options)
            .await?;
        Ok(HeaderValue::try_from(url.as_str()).ok())
    }
}

/// Whether a browser may show it: what it cannot harm anybody with, and pictures that we could read.
fn is_shown(file: &StoredFile) -> bool {
    let kind = &file.blob.content_type;
    kind::is_inline(kind) && (!kind::is_picture(kind) || file.blob.dimensions.is_some())
}

fn whole(file: &StoredFile) -> Given {
    let blob = &file.blob;
    let kind = match &*blob.content_type {
        "text/plain" => "text/plain; charset=utf-8".to_owned(),
        kind => kind.to_owned(),
    };
    Given {
        path: key::path(blob.id, served(blob)),
        size: blob.size,
        etag: format!("\"{}\"", hex(&blob.sha256)),
        kind,
        disposition: name::disposition(is_shown(file), &file.name),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether `If-None-Match` names it. Weak and strong are the same here.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH);
    let mut tags = tags.iter().filter_map(|tags| tags.to_str().ok());
    tags.any(|tags| {
        tags.split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
    })
}

/// Whether the bytes that a client has are of this: it says nothing, or `If-Range` names it.
fn is_same(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(header::IF_RANGE)
        .is_none_or(|tag| tag.as_bytes() == etag.as_bytes())
}

fn unsatisfiable(size: u64) -> Response {
    let mut response = Problem::from(Code::RangeNotSatisfiable).into_response();
    if let Ok(range) = HeaderValue::try_from(format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

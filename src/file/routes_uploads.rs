//! Uploads that survive whatever comes between: tus 1.0, with creation, creation with a body,
//! termination, expiration and checksums.
//!
//! An upload's id is its file's. A client of tus takes any 4xx that says where an upload is for its
//! end, so what may pass is answered with a 5xx.

use auth::request::{Caller, Path};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use db::UploadKind;
use models::problem::Wire;
use models::{Code, File, FileId, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::begin::New;
use crate::tus::{self, Checksum};
use crate::upload::{Progress, Sent};
use crate::{Error, Files, Result};

/// Where an upload is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadView {
    id: FileId,
    /// Bytes that are safe. All of them are once the file is ready, and not before.
    offset: u64,
    length: u64,
    /// The file, once it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<File>,
}

/// Begin an upload
///
/// tus 1.0: `Upload-Length` is needed, `Upload-Metadata` may name the file (`filename` or `name`), and
/// a body of `application/offset+octet-stream` is its first bytes.
#[utoipa::path(
    post, path = "/api/uploads", tag = "files", security(("bearer" = [])),
    responses(
        (status = 201, description = "It has begun, at `Location`"),
        (status = 412, description = "`unsupported_version` of tus", body = Wire),
        (status = 413, description = "`too_large`", body = Wire),
        (status = 422, description = "`invalid_field`: no length, or what this server does not do", body = Wire),
        (status = 429, description = "`too_many` uploads at a time", body = Wire),
        (status = 507, description = "`quota_exceeded`, `storage_full`", body = Wire),
    )
)]
pub(crate) async fn create_upload(
    State(files): State<Files>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let create = async {
        tus::check_version(&headers)?;
        let length = announced(&headers)?;
        let metadata = tus::metadata(&headers)?;
        let sent = match headers.get(header::CONTENT_TYPE) {
            Some(kind) if kind == tus::BYTES => Some(sent(&headers, 0, body)?),
            _ => None,
        };
        let new = New {
            kind: UploadKind::Tus,
            name: metadata.name.unwrap_or_default(),
            metadata: metadata.raw,
            length: Some(length),
        };
        let has_body = sent.is_some();
        let progress = files.create(caller.user_id, new, sent).await?;
        let place = format!("/api/uploads/{}", progress.upload.id);
        let mut answer = place_of(&progress, has_body || length == 0);
        let place = HeaderValue::try_from(place).map_err(|_| Code::Internal)?;
        answer.insert(header::LOCATION, place);
        Ok((StatusCode::CREATED, answer).into_response())
    };
    spoken(create.await)
}

/// See what this server does of tus
#[utoipa::path(
    options, path = "/api/uploads", tag = "files",
    responses((status = 204, description = "In `Tus-Version`, `Tus-Extension`, `Tus-Max-Size`"))
)]
pub(crate) async fn get_options(State(files): State<Files>) -> Response {
    let texts = [
        ("tus-version", tus::VERSION),
        ("tus-extension", tus::EXTENSIONS),
        ("tus-checksum-algorithm", tus::ALGORITHMS),
    ];
    let mut answer = HeaderMap::new();
    for (name, text) in texts {
        answer.insert(name, HeaderValue::from_static(text));
    }
    let most = HeaderValue::from(files.inner.config.max_size_bytes);
    answer.insert("tus-max-size", most);
    spoken(Ok((StatusCode::NO_CONTENT, answer).into_response()))
}

/// See what this server does of tus, at an upload
#[utoipa::path(
    options, path = "/api/uploads/{id}", tag = "files", params(("id" = FileId, Path)),
    responses((status = 204, description = "In `Tus-Version`, `Tus-Extension`, `Tus-Max-Size`"))
)]
pub(crate) async fn get_options_of_one(files: State<Files>) -> Response {
    get_options(files).await
}

/// See how far an upload is
#[utoipa::path(
    head, path = "/api/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path)),
    responses(
        (status = 200, description = "In `Upload-Offset`; it is `Upload-Length` once the file is ready"),
        (status = 404, description = "`not_found`, or it has ended"),
    )
)]
pub(crate) async fn head_upload(
    State(files): State<Files>,
    caller: Caller,
    id: Path<FileId>,
    headers: HeaderMap,
) -> Response {
    let look = async {
        tus::check_version(&headers)?;
        let progress = files.progress(caller.user_id, id.0).await?;
        let mut answer = place_of(&progress, true);
        let upload = &progress.upload;
        answer.insert("upload-length", progress.length().into());
        if let Some(metadata) = &upload.metadata
            && let Ok(metadata) = HeaderValue::try_from(metadata)
        {
            answer.insert("upload-metadata", metadata);
        }
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok((StatusCode::OK, answer).into_response())
    };
    spoken(look.await)
}

/// See how far an upload is, and which file it became
#[utoipa::path(
    get, path = "/api/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path)),
    responses((status = 200, body = UploadView), (status = 404, description = "`not_found`", body = Wire))
)]
pub(crate) async fn get_upload(
    State(files): State<Files>,
    caller: Caller,
    Path(id): Path<FileId>,
) -> Result<Response> {
    let progress = files.progress(caller.user_id, id).await?;
    let view = UploadView {
        id,
        offset: progress.offset(),
        length: progress.length(),
        file: progress.file.map(File::from),
    };
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((headers, Json(view)).into_response())
}

/// Go on with an upload
#[utoipa::path(
    patch, path = "/api/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path)),
    request_body(content = inline(Vec<u8>), content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "They are safe; in `Upload-Offset`, how many there are"),
        (status = 404, description = "`not_found`, or it has ended", body = Wire),
        (status = 409, description = "`offset_conflict`", body = Wire),
        (status = 413, description = "`too_large`: more than was announced", body = Wire),
        (status = 415, description = "`unsupported_type`", body = Wire),
        (status = 423, description = "`locked`: another request is at it", body = Wire),
        (status = 460, description = "`checksum_mismatch`", body = Wire),
        (status = 507, description = "`quota_exceeded`, `storage_full`", body = Wire),
    )
)]
pub(crate) async fn patch_upload(
    State(files): State<Files>,
    caller: Caller,
    Path(id): Path<FileId>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let go_on = async {
        tus::check_version(&headers)?;
        tus::check_bytes(&headers)?;
        let offset = tus::number(&headers, "upload-offset")?
            .ok_or_else(|| Problem::field("upload-offset", "missing", "a number of bytes"))?;
        let sent = sent(&headers, offset, body)?;
        let progress = files.send(caller.user_id, id, sent).await?;
        Ok((StatusCode::NO_CONTENT, place_of(&progress, true)).into_response())
    };
    spoken(go_on.await)
}

/// Give an upload up
///
/// Once it is a file, that goes, unless it is used.
#[utoipa::path(
    delete, path = "/api/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path)),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "`forbidden`: the file is used", body = Wire),
        (status = 404, description = "`not_found`", body = Wire),
    )
)]
pub(crate) async fn delete_upload(
    State(files): State<Files>,
    caller: Caller,
    Path(id): Path<FileId>,
    headers: HeaderMap,
) -> Response {
    let give_up = async {
        tus::check_version(&headers)?;
        files.give_up(caller.user_id, id).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    spoken(give_up.await)
}

/// Go on with an upload or give it up, where nothing but POST gets through
///
/// `X-HTTP-Method-Override` says which.
#[utoipa::path(
    post, path = "/api/uploads/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path)),
    responses((status = 204), (status = 405, description = "`method_not_allowed`", body = Wire))
)]
pub(crate) async fn post_upload(
    files: State<Files>,
    caller: Caller,
    id: Path<FileId>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let method = headers
        .get("x-http-method-override")
        .map(HeaderValue::as_bytes);
    match method {
        Some(b"PATCH") => patch_upload(files, caller, id, headers, body).await,
        Some(b"DELETE") => delete_upload(files, caller, id, headers).await,
        _ => spoken(Err(Code::MethodNotAllowed.into())),
    }
}

/// Bytes that the upload will have.
fn announced(headers: &HeaderMap) -> Result<u64> {
    for name in ["upload-defer-length", "upload-concat"] {
        if headers.contains_key(name) {
            return Err(Problem::field(name, "invalid", "this server does not do this").into());
        }
    }
    let length = tus::number(headers, "upload-length")?;
    Ok(length.ok_or_else(|| Problem::field("upload-length", "missing", "a number of bytes"))?)
}

fn sent(headers: &HeaderMap, offset: u64, body: Body) -> Result<Sent> {
    Ok(Sent {
        offset,
        length: tus::number(headers, "content-length")?,
        checksum: Checksum::of(headers)?,
        body,
    })
}

/// Until when an upload is kept, and how far it is.
fn place_of(progress: &Progress, with_offset: bool) -> HeaderMap {
    let mut answer = HeaderMap::new();
    answer.insert("upload-expires", tus::expires(progress.upload.expires_at));
    if with_offset {
        answer.insert("upload-offset", progress.offset().into());
    }
    answer
}

/// As tus wants every answer; whoever speaks another version is told which we do.
fn spoken(answer: Result<Response, Error>) -> Response {
    let mut response = answer.unwrap_or_else(Error::into_response);
    let version = HeaderValue::from_static(tus::VERSION);
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response
            .headers_mut()
            .insert("tus-version", version.clone());
    }
    response.headers_mut().insert("tus-resumable", version);
    response
}

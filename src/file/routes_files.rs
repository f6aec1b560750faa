//! Files in one request, and back.

use auth::request::{Caller, Path, Query, Viewer};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use db::StoredFile;
use models::problem::Wire;
use models::{Code, File, FileId, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::download::Thumbnail;
use crate::upload::Named;
use crate::{Files, Result};

/// What somebody has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Usage {
    /// Bytes of one's files, the same contents counted once.
    used_bytes: u64,
    /// As many as one may have; null where there is no such limit.
    #[schema(required)]
    quota_bytes: Option<u64>,
}

/// Upload a file in one request
///
/// The bytes are the body. What the file is is decided by its bytes; `Content-Type` is ignored. A
/// picture loses where it was taken. A file that is used nowhere goes after 24 hours.
#[utoipa::path(
    post, path = "/api/files", tag = "files", security(("bearer" = [])), params(Named),
    request_body(content = inline(Vec<u8>), content_type = "application/octet-stream"),
    responses(
        (status = 201, body = File),
        (status = 413, description = "`too_large`", body = Wire),
        (status = 415, description = "`unsupported_type`: a picture that nobody can take", body = Wire),
        (status = 429, description = "`too_many` uploads at a time", body = Wire),
        (status = 503, description = "`busy`, `unavailable`", body = Wire),
        (status = 507, description = "`quota_exceeded`, `storage_full`", body = Wire),
    )
)]
pub(crate) async fn post_file(
    State(files): State<Files>,
    caller: Caller,
    Query(named): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<File>)> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    let file = files.post(caller.user_id, named.name, length, body).await?;
    Ok((StatusCode::CREATED, Json(file.into())))
}

/// Download a file
///
/// One's own; one in a message, or the picture, of a conversation that one is in; an avatar; the
/// picture of a public channel. A browser's session cookie is as good as a token here. `Range`,
/// `If-Range` and `If-None-Match` are understood.
#[utoipa::path(
    get, path = "/api/files/{id}", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path)),
    responses(
        (status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = 206, description = "Some of them"),
        (status = 302, description = "They are there, with `files.redirect`"),
        (status = 304, description = "One has them already"),
        (status = 404, description = "`not_found`", body = Wire),
        (status = 416, description = "`range_not_satisfiable`", body = Wire),
    )
)]
pub(crate) async fn get_file(
    State(files): State<Files>,
    viewer: Viewer,
    Path(id): Path<FileId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let file = files.visible(viewer, id).await?;
    files.give_file(&file, &method, &headers).await
}

/// Download a small version of a picture
///
/// WebP, upright, with a long side of 480 or 1280 pixels. A picture that is smaller is given as it is;
/// what is no picture has none.
#[utoipa::path(
    get, path = "/api/files/{id}/thumbnail", tag = "files", security(("bearer" = [])),
    params(("id" = FileId, Path), Thumbnail),
    responses(
        (status = 200, description = "The picture", content_type = "image/webp"),
        (status = 404, description = "`not_found`", body = Wire),
        (status = 422, description = "`invalid_field`", body = Wire),
    )
)]
pub(crate) async fn get_thumbnail(
    State(files): State<Files>,
    viewer: Viewer,
    Path(id): Path<FileId>,
    Query(thumbnail): Query<Thumbnail>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let small = match thumbnail.size {
        480 => true,
        1280 => false,
        _ => return Err(Problem::field("size", "invalid", "480 or 1280").into()),
    };
    let file = files.visible(viewer, id).await?;
    files.give_thumbnail(&file, small, &method, &headers).await
}

/// See how much one has
#[utoipa::path(
    get, path = "/api/files/usage", tag = "files", security(("bearer" = [])),
    responses((status = 200, body = Usage))
)]
pub(crate) async fn get_usage(State(files): State<Files>, caller: Caller) -> Result<Json<Usage>> {
    let used_bytes = files
        .inner
        .db
        .read()
        .await?
        .sum_files(caller.user_id)
        .await?;
    Ok(Json(Usage {
        used_bytes,
        quota_bytes: files.inner.config.quota_bytes,
    }))
}

impl Files {
    async fn visible(&self, viewer: Viewer, id: FileId) -> Result<StoredFile> {
        let now = self.inner.clock.now();
        let mut conn = self.inner.db.read().await?;
        let file = conn.find_visible_file(id, viewer.0.user_id, now).await?;
        Ok(file.ok_or(Code::NotFound)?)
    }
}

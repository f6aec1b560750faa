//! Under `/api/files` and `/api/uploads`. What carries files stands outside the limits that all other
//! routes have: of a body's size, of the time that an answer may take; and nothing compresses it.

use axum::http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Files, routes_files, routes_uploads};

/// What is asked and answered in JSON.
pub fn router(files: &Files) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(routes_files::get_usage))
        .with_state(files.clone())
}

/// Bytes, in or out. The server adds `axum::Extension(auth)` to these as well.
pub fn streams(files: &Files) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(routes_files::post_file))
        .routes(routes!(routes_files::get_file))
        .routes(routes!(routes_files::get_thumbnail))
        .routes(routes!(
            routes_uploads::create_upload,
            routes_uploads::get_options
        ))
        .routes(routes!(
            routes_uploads::get_upload,
            routes_uploads::head_upload,
            routes_uploads::patch_upload,
            routes_uploads::delete_upload,
            routes_uploads::post_upload,
            routes_uploads::get_options_of_one
        ))
        .with_state(files.clone())
}

/// Whether a request's body is a file, or a part of one: it takes as long as it takes.
#[must_use]
pub fn is_stream(method: &Method, path: &str) -> bool {
    let is_sent = *method == Method::POST || *method == Method::PATCH;
    is_sent && (path == "/api/files" || path == "/api/uploads" || path.starts_with("/api/uploads/"))
}

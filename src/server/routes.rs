//! Merging: every crate brings its routes, and this adds the server's own.

use auth::Auth;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use chat::Chat;
use models::{Code, Problem};
use utoipa_axum::router::OpenApiRouter;

use crate::about::{self, About};
use crate::docs;
use crate::health::{self, Health};

/// All routes but Socket.IO's.
pub(crate) fn build(auth: &Auth, chat: &Chat, about: &About, health: &Health) -> Router {
    let (api, document) = OpenApiRouter::with_openapi(docs::document())
        .merge(about::router(about))
        .merge(auth::router(auth))
        .merge(chat::router(chat))
        .split_for_parts();
    api.merge(health::router(health))
        .merge(docs::router(&document))
        .route("/", get(async || Redirect::temporary(docs::PATH)))
        .fallback(async || Problem::from(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
}

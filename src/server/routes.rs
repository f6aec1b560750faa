//! Merging: every crate brings its routes, and this adds the server's own.

use auth::Auth;
use axum::Router;
use chat::Chat;
use models::{Code, Problem};
use utoipa_axum::router::OpenApiRouter;

use crate::about::{self, About};
use crate::docs;
use crate::health::{self, Health};
use crate::web;

/// All routes but the web app's and Socket.IO's.
pub(crate) fn build(auth: &Auth, chat: &Chat, about: &About, health: &Health) -> Router {
    let (api, document) = OpenApiRouter::with_openapi(docs::document())
        .merge(about::router(about))
        .merge(auth::router(auth))
        .merge(chat::router(chat))
        .split_for_parts();
    api.merge(health::router(health))
        .merge(docs::router(&document))
        .fallback(web::elsewhere)
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
}

//! Merging: every crate brings its routes, and this adds the server's own.

use auth::Auth;
use axum::Router;
use chat::Chat;
use file::Files;
use models::{Code, Problem};
use notification::Notifications;
use preview::Previews;
use utoipa_axum::router::OpenApiRouter;

use crate::about::{self, About};
use crate::docs;
use crate::health::{self, Health};
use crate::web;

/// All routes but the web app's and Socket.IO's.
pub(crate) struct Routes {
    /// What is asked and answered in a few words.
    pub(crate) calls: Router,
    /// What carries files.
    pub(crate) streams: Router,
}

pub(crate) fn build(
    auth: &Auth,
    chat: &Chat,
    files: &Files,
    notifications: &Notifications,
    previews: &Previews,
    about: &About,
    health: &Health,
) -> Routes {
    let (streams, of_streams) = file::streams(files).split_for_parts();
    let (calls, mut document) = OpenApiRouter::with_openapi(docs::document())
        .merge(about::router(about))
        .merge(auth::router(auth))
        .merge(chat::router(chat))
        .merge(file::router(files))
        .merge(notification::router(notifications))
        .merge(preview::router(previews))
        .split_for_parts();
    document.merge(of_streams);
    let calls = calls
        .merge(health::router(health))
        .merge(docs::router(&document))
        .fallback(web::elsewhere)
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed));
    Routes { calls, streams }
}

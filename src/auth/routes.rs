//! The routes of the Auth Service.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, HeaderMap};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Auth, routes_invites, routes_login, routes_sessions, routes_tokens};

/// Everything under `/api/auth`, `/api/sessions`, `/api/tokens` and `/api/invites`, and the public
/// keys. The server adds `axum::Extension(auth)`, from which [`crate::request::Caller`] is made.
pub fn router(auth: &Auth) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(routes_login::register))
        .routes(routes!(routes_login::login))
        .routes(routes!(routes_login::refresh))
        .routes(routes!(routes_login::logout))
        .routes(routes!(routes_login::change_password))
        .routes(routes!(routes_sessions::get_session))
        .routes(routes!(routes_sessions::list_sessions))
        .routes(routes!(routes_sessions::end_session))
        .routes(routes!(routes_sessions::jwks))
        .routes(routes!(
            routes_tokens::list_tokens,
            routes_tokens::create_token
        ))
        .routes(routes!(routes_tokens::end_token))
        .routes(routes!(
            routes_invites::list_invites,
            routes_invites::create_invite
        ))
        .routes(routes!(routes_invites::end_invite))
        .with_state(auth.clone())
}

/// An answer with a secret in it: nothing on the way may keep it (RFC 6749, section 5.1).
pub(crate) fn unstored(mut headers: HeaderMap, answer: impl IntoResponse) -> Response {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, answer).into_response()
}

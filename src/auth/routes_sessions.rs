//! One's own sessions, and the public keys with which others validate access tokens.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use db::{Session, SessionKind};
use models::problem::Wire;
use models::{SessionId, Timestamp, User};
use serde::Serialize;
use utoipa::ToSchema;

use crate::key::Jwks;
use crate::request::{Caller, Path};
use crate::{Auth, Result};

/// A session of one's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Which.
    id: SessionId,
    /// What the client called itself.
    user_agent: Option<String>,
    /// Where it came from.
    address: Option<String>,
    /// When it was made.
    created_at: Timestamp,
    /// When it was used last, to about a minute.
    last_seen_at: Timestamp,
    /// Whether the request was made with it.
    current: bool,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Sessions {
    sessions: Vec<SessionView>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Validated {
    user: User,
    session: SessionView,
}

fn view(session: Session, caller: &Caller) -> SessionView {
    SessionView {
        id: session.id,
        user_agent: session.user_agent,
        address: session.address,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        current: session.id == caller.session_id,
    }
}

/// Validate an access token
#[utoipa::path(
    get, path = "/api/auth/session", tag = "auth", security(("bearer" = [])),
    responses(
        (status = 200, body = Validated),
        (status = 401, description = "`unauthenticated`, `token_expired`", body = Wire),
    )
)]
pub(crate) async fn get_session(
    State(auth): State<Auth>,
    caller: Caller,
) -> Result<axum::Json<Validated>> {
    let (user, session) = auth.current_session(&caller).await?;
    Ok(axum::Json(Validated {
        user,
        session: view(session, &caller),
    }))
}

/// List one's sessions
#[utoipa::path(
    get, path = "/api/sessions", tag = "sessions", security(("bearer" = [])),
    responses((status = 200, body = Sessions))
)]
pub(crate) async fn list_sessions(
    State(auth): State<Auth>,
    caller: Caller,
) -> Result<axum::Json<Sessions>> {
    let sessions = auth.own_sessions(&caller, SessionKind::Device).await?;
    let sessions = sessions
        .into_iter()
        .map(|session| view(session, &caller))
        .collect();
    Ok(axum::Json(Sessions { sessions }))
}

/// End a session
///
/// Its sockets close and its access tokens end within a second.
#[utoipa::path(
    delete, path = "/api/sessions/{id}", tag = "sessions", security(("bearer" = [])),
    params(("id" = SessionId, Path)),
    responses((status = 204), (status = 404, description = "`not_found`", body = Wire))
)]
pub(crate) async fn end_session(
    State(auth): State<Auth>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode> {
    auth.end_own(&caller, SessionKind::Device, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The public keys
///
/// With these any other service validates access tokens (RFC 7517).
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "auth", security(()),
    responses((status = 200, body = Jwks))
)]
pub(crate) async fn jwks(State(auth): State<Auth>) -> impl IntoResponse {
    (
        [(CACHE_CONTROL, "public, max-age=60")],
        axum::Json(auth.jwks()),
    )
}

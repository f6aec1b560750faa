//! One's own personal access tokens.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use models::SessionId;
use models::problem::Wire;
use serde::Serialize;
use utoipa::ToSchema;

use crate::personal::{FreshToken, NewToken, TokenView};
use crate::request::{Caller, Json, Path};
use crate::routes::unstored;
use crate::{Auth, Result, SessionKind};

#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    tokens: Vec<TokenView>,
}

/// List one's access tokens
#[utoipa::path(
    get, path = "/api/tokens", tag = "sessions", security(("bearer" = [])),
    responses((status = 200, body = Tokens))
)]
pub(crate) async fn list_tokens(
    State(auth): State<Auth>,
    caller: Caller,
) -> Result<axum::Json<Tokens>> {
    Ok(axum::Json(Tokens {
        tokens: auth.list_tokens(&caller).await?,
    }))
}

/// Make an access token, for a script or a bot
///
/// It is shown once, and used as a bearer token. Tokens cannot make tokens.
#[utoipa::path(
    post, path = "/api/tokens", tag = "sessions", security(("bearer" = [])),
    request_body = NewToken,
    responses(
        (status = 201, body = FreshToken),
        (status = 403, description = "`forbidden`", body = Wire),
        (status = 422, description = "`invalid_field`", body = Wire),
        (status = 429, description = "`too_many`", body = Wire),
    )
)]
pub(crate) async fn create_token(
    State(auth): State<Auth>,
    caller: Caller,
    Json(body): Json<NewToken>,
) -> Result<Response> {
    let token = auth.create_token(&caller, body).await?;
    Ok(unstored(
        HeaderMap::new(),
        (StatusCode::CREATED, axum::Json(token)),
    ))
}

/// Revoke an access token
#[utoipa::path(
    delete, path = "/api/tokens/{id}", tag = "sessions", security(("bearer" = [])),
    params(("id" = SessionId, Path)),
    responses((status = 204), (status = 404, description = "`not_found`", body = Wire))
)]
pub(crate) async fn end_token(
    State(auth): State<Auth>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode> {
    auth.end_own(&caller, SessionKind::Token, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

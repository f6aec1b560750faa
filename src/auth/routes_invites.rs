//! Invites, for the server's owner and admins.

use axum::extract::State;
use axum::http::StatusCode;
use models::problem::Wire;
use serde::Serialize;
use utoipa::ToSchema;

use crate::invite::{InviteView, NewInvite};
use crate::request::{Caller, Json, Path};
use crate::{Auth, Result};

#[derive(Serialize, ToSchema)]
pub(crate) struct Invites {
    invites: Vec<InviteView>,
}

/// List the open invites
#[utoipa::path(
    get, path = "/api/invites", tag = "invites", security(("bearer" = [])),
    responses(
        (status = 200, body = Invites),
        (status = 403, description = "`forbidden`", body = Wire),
    )
)]
pub(crate) async fn list_invites(
    State(auth): State<Auth>,
    caller: Caller,
) -> Result<axum::Json<Invites>> {
    Ok(axum::Json(Invites {
        invites: auth.list_invites(&caller).await?,
    }))
}

/// Make an invite
#[utoipa::path(
    post, path = "/api/invites", tag = "invites", security(("bearer" = [])),
    request_body = NewInvite,
    responses(
        (status = 201, body = InviteView),
        (status = 403, description = "`forbidden`", body = Wire),
        (status = 404, description = "`not_found`: the conversation", body = Wire),
        (status = 422, description = "`invalid_field`", body = Wire),
        (status = 429, description = "`too_many`", body = Wire),
    )
)]
pub(crate) async fn create_invite(
    State(auth): State<Auth>,
    caller: Caller,
    Json(body): Json<NewInvite>,
) -> Result<(StatusCode, axum::Json<InviteView>)> {
    Ok((
        StatusCode::CREATED,
        axum::Json(auth.invite(&caller, body).await?),
    ))
}

/// End an invite
#[utoipa::path(
    delete, path = "/api/invites/{code}", tag = "invites", security(("bearer" = [])),
    params(("code" = String, Path)),
    responses(
        (status = 204),
        (status = 403, description = "`forbidden`", body = Wire),
        (status = 404, description = "`not_found`", body = Wire),
    )
)]
pub(crate) async fn end_invite(
    State(auth): State<Auth>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<StatusCode> {
    auth.end_invite(&caller, code).await?;
    Ok(StatusCode::NO_CONTENT)
}

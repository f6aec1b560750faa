//! HTTP: people, oneself, and whom one has blocked.

use auth::request::{Caller, ClientAddress, Json, Path, Query};
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use models::problem::Wire;
use models::{User, UserId};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::account::DeleteAccount;
use crate::blocks::Blocked;
use crate::people::{EditUser, Users};
use crate::{Chat, Error};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(get_me, edit_me, delete_me))
        .routes(routes!(list_blocked))
        .routes(routes!(export_me))
        .routes(routes!(get_user))
        .routes(routes!(block, unblock))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct UsersQuery {
    /// A part of username or display name.
    #[serde(default)]
    query: String,
    /// Up to 100 ids, separated by commas, in place of all else: these people, in this order.
    ids: Option<String>,
    /// The former page's `next_cursor`.
    cursor: Option<String>,
    /// Entries of a page; fewer may come although there is a next one.
    limit: Option<u64>,
}

/// People
#[utoipa::path(
    get, path = "/api/users", tag = "people", security(("bearer" = [])),
    params(UsersQuery),
    responses(
        (status = 200, body = Users),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_users(
    State(chat): State<Chat>,
    _caller: Caller,
    Query(page): Query<UsersQuery>,
) -> Result<axum::Json<Users>, Error> {
    let users = match &page.ids {
        Some(ids) => chat.list_users_by_id(ids).await?,
        None => {
            chat.list_users(&page.query, page.cursor.as_deref(), page.limit)
                .await?
        }
    };
    Ok(axum::Json(users))
}

/// A person or a bot
#[utoipa::path(
    get, path = "/api/users/{id}", tag = "people", security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 200, body = User),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn get_user(
    State(chat): State<Chat>,
    _caller: Caller,
    Path(id): Path<UserId>,
) -> Result<axum::Json<User>, Error> {
    chat.get_user(id).await.map(axum::Json)
}

/// Myself
#[utoipa::path(
    get, path = "/api/users/me", tag = "people", security(("bearer" = [])),
    responses(
        (status = 200, body = User),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn get_me(State(chat): State<Chat>, caller: Caller) -> Result<axum::Json<User>, Error> {
    chat.get_user(caller.user_id).await.map(axum::Json)
}

/// Change how the others see me
#[utoipa::path(
    patch, path = "/api/users/me", tag = "people", security(("bearer" = [])),
    request_body = EditUser,
    responses(
        (status = 200, body = User),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn edit_me(
    State(chat): State<Chat>,
    caller: Caller,
    Json(edit): Json<EditUser>,
) -> Result<axum::Json<User>, Error> {
    chat.edit_me(&caller, edit).await.map(axum::Json)
}

/// Delete my account
///
/// What I wrote stays, under *Deleted person*. Where I was the last owner, whoever has been there
/// the longest takes over.
#[utoipa::path(
    delete, path = "/api/users/me", tag = "people", security(("bearer" = [])),
    request_body = DeleteAccount,
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn delete_me(
    State(chat): State<Chat>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    Json(delete): Json<DeleteAccount>,
) -> Result<StatusCode, Error> {
    chat.delete_account(&caller, &delete.password, address)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All that I have here
///
/// Lines of JSON, each with its `type`: one `profile`, each `conversation` that I am in or was, each
/// `message` that I sent and did not delete, each `file` that I uploaded with its address, and `end`. What
/// ends without `end` was cut off. Three times an hour.
#[utoipa::path(
    get, path = "/api/users/me/export", tag = "people", security(("bearer" = [])),
    responses(
        (status = 200, body = String, content_type = "application/x-ndjson"),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn export_me(
    State(chat): State<Chat>,
    caller: Caller,
) -> Result<impl IntoResponse + use<>, Error> {
    let export = chat.export(caller.user_id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"snug.jsonl\"",
        ),
    ];
    Ok((headers, Body::from_stream(export)))
}

/// Whom I have blocked
#[utoipa::path(
    get, path = "/api/users/me/blocks", tag = "people", security(("bearer" = [])),
    responses(
        (status = 200, body = Blocked),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_blocked(
    State(chat): State<Chat>,
    caller: Caller,
) -> Result<axum::Json<Blocked>, Error> {
    chat.list_blocked(&caller).await.map(axum::Json)
}

/// Block a person
#[utoipa::path(
    put, path = "/api/users/{id}/block", tag = "people", security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn block(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Error> {
    chat.block(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a block back
#[utoipa::path(
    delete, path = "/api/users/{id}/block", tag = "people", security(("bearer" = [])),
    params(("id" = UserId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn unblock(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Error> {
    chat.unblock(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

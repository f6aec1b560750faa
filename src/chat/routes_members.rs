//! HTTP: who is in a conversation, and its webhooks.

use auth::request::{Caller, Json, Path, Query};
use axum::extract::State;
use axum::http::StatusCode;
use models::problem::Wire;
use models::{ConversationId, HookId, MemberRole, UserId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::hooks::{CreateHook, HookMessage, Hooks, NewHook};
use crate::members::Members;
use crate::{Chat, Error};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_members, add_members))
        .routes(routes!(set_role, remove_member))
        .routes(routes!(list_hooks, create_hook))
        .routes(routes!(delete_hook))
        .routes(routes!(post_to_hook))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Page {
    /// The former page's `next_cursor`.
    cursor: Option<String>,
    /// Entries of a page.
    limit: Option<u64>,
}

/// Who is to come in.
#[derive(Deserialize, ToSchema)]
struct AddMembers {
    /// Whoever is in already stays as they are.
    user_ids: Vec<UserId>,
}

/// A member's new role.
#[derive(Deserialize, ToSchema)]
struct SetMemberRole {
    /// Owner or member.
    role: MemberRole,
}

/// The people in a conversation
#[utoipa::path(
    get, path = "/api/conversations/{id}/members", tag = "members", security(("bearer" = [])),
    params(("id" = ConversationId, Path), Page),
    responses(
        (status = 200, body = Members),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_members(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(page): Query<Page>,
) -> Result<axum::Json<Members>, Error> {
    let members = chat.list_members(&caller, id, page.cursor.as_deref(), page.limit);
    members.await.map(axum::Json)
}

/// Bring people in
#[utoipa::path(
    post, path = "/api/conversations/{id}/members", tag = "members", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    request_body = AddMembers,
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn add_members(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(who): Json<AddMembers>,
) -> Result<StatusCode, Error> {
    chat.add_members(&caller, id, who.user_ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a member another role
#[utoipa::path(
    patch, path = "/api/conversations/{id}/members/{user_id}", tag = "members",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("user_id" = UserId, Path)),
    request_body = SetMemberRole,
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn set_role(
    State(chat): State<Chat>,
    caller: Caller,
    Path((id, user_id)): Path<(ConversationId, UserId)>,
    Json(set): Json<SetMemberRole>,
) -> Result<StatusCode, Error> {
    chat.set_member_role(&caller, id, user_id, set.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a member, or leave
#[utoipa::path(
    delete, path = "/api/conversations/{id}/members/{user_id}", tag = "members",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("user_id" = UserId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn remove_member(
    State(chat): State<Chat>,
    caller: Caller,
    Path((id, user_id)): Path<(ConversationId, UserId)>,
) -> Result<StatusCode, Error> {
    chat.remove_member(&caller, id, user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The webhooks of a conversation
#[utoipa::path(
    get, path = "/api/conversations/{id}/hooks", tag = "hooks", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = Hooks),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_hooks(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<axum::Json<Hooks>, Error> {
    chat.list_hooks(&caller, id).await.map(axum::Json)
}

/// Make a webhook
///
/// Its address is shown this once.
#[utoipa::path(
    post, path = "/api/conversations/{id}/hooks", tag = "hooks", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    request_body = CreateHook,
    responses(
        (status = 201, body = NewHook),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn create_hook(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(wanted): Json<CreateHook>,
) -> Result<(StatusCode, axum::Json<NewHook>), Error> {
    let hook = chat.create_hook(&caller, id, wanted).await?;
    Ok((StatusCode::CREATED, axum::Json(hook)))
}

/// Delete a webhook
#[utoipa::path(
    delete, path = "/api/conversations/{id}/hooks/{hook_id}", tag = "hooks",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("hook_id" = HookId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn delete_hook(
    State(chat): State<Chat>,
    caller: Caller,
    Path((id, hook_id)): Path<(ConversationId, HookId)>,
) -> Result<StatusCode, Error> {
    chat.delete_hook(&caller, id, hook_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Post to a webhook
///
/// Needs nothing but the secret in the address. 202 means that the message is safe.
#[utoipa::path(
    post, path = "/hooks/{secret}", tag = "hooks", security(()),
    params(("secret" = String, Path)),
    request_body = HookMessage,
    responses(
        (status = 202),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn post_to_hook(
    State(chat): State<Chat>,
    Path(secret): Path<String>,
    Json(message): Json<HookMessage>,
) -> Result<StatusCode, Error> {
    chat.post_to_hook(&secret, message).await?;
    Ok(StatusCode::ACCEPTED)
}

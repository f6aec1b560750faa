//! HTTP: pins. They are changes of messages, and go the path that these go.

use auth::request::{Caller, Path, Query};
use axum::extract::State;
use axum::http::StatusCode;
use models::command::SetPin;
use models::problem::Wire;
use models::{ChangeId, ConversationId, MessageId};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Chat, Error, Pins};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_pins))
        .routes(routes!(pin_message, unpin_message))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Change {
    /// Applied once.
    change_id: Option<ChangeId>,
}

/// What is pinned
///
/// Up to 100 messages of a conversation, what was pinned last first.
#[utoipa::path(
    get, path = "/api/conversations/{id}/pins", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = Pins),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_pins(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<axum::Json<Pins>, Error> {
    chat.list_pins(caller.user_id, id).await.map(axum::Json)
}

/// Pin a message
///
/// Any member may in a group or a direct conversation, the owners in a channel.
#[utoipa::path(
    put, path = "/api/conversations/{id}/pins/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path), Change),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn pin_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path(place): Path<(ConversationId, MessageId)>,
    Query(change): Query<Change>,
) -> Result<StatusCode, Error> {
    set(&chat, &caller, place, change, true).await
}

/// Unpin a message
#[utoipa::path(
    delete, path = "/api/conversations/{id}/pins/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path), Change),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn unpin_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path(place): Path<(ConversationId, MessageId)>,
    Query(change): Query<Change>,
) -> Result<StatusCode, Error> {
    set(&chat, &caller, place, change, false).await
}

async fn set(
    chat: &Chat,
    caller: &Caller,
    (conversation_id, id): (ConversationId, MessageId),
    change: Change,
    on: bool,
) -> Result<StatusCode, Error> {
    let pin = SetPin {
        conversation_id,
        id,
        on,
        change_id: change.change_id,
    };
    chat.pin(caller.user_id, pin)?.safe().await?;
    Ok(StatusCode::NO_CONTENT)
}

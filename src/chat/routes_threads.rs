//! HTTP: threads. Their replies are messages, and are sent and read as these are.

use auth::request::{Caller, Json, Path};
use axum::extract::State;
use axum::http::StatusCode;
use models::command::ReadThread;
use models::problem::Wire;
use models::{ConversationId, MessageId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Chat, Error, UnreadThreads};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_unread_threads))
        .routes(routes!(read_thread))
}

/// How far one has read in a thread.
#[derive(Deserialize, ToSchema)]
struct SetThreadRead {
    /// Up to which reply. It goes forward only.
    seq: i64,
}

/// Threads with something unread
///
/// Those of a conversation in which one takes part.
#[utoipa::path(
    get, path = "/api/conversations/{id}/threads", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = UnreadThreads),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_unread_threads(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<axum::Json<UnreadThreads>, Error> {
    chat.list_unread_threads(caller.user_id, id)
        .await
        .map(axum::Json)
}

/// Say how far one has read in a thread
#[utoipa::path(
    put, path = "/api/conversations/{id}/threads/{message_id}/read", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    request_body = SetThreadRead,
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn read_thread(
    State(chat): State<Chat>,
    caller: Caller,
    Path((conversation_id, thread_id)): Path<(ConversationId, MessageId)>,
    Json(set): Json<SetThreadRead>,
) -> Result<StatusCode, Error> {
    let read = ReadThread {
        conversation_id,
        thread_id,
        seq: set.seq,
    };
    chat.read_thread(caller.user_id, read).await?;
    Ok(StatusCode::NO_CONTENT)
}

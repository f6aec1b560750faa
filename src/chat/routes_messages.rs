//! HTTP: messages, how far one has read, and search. For scripts and bots, and for the pages that
//! a client loads; everything that is sent goes the path that a socket's messages go.

use auth::request::{Caller, Json, Path, Query};
use axum::extract::State;
use axum::http::StatusCode;
use models::command::{DeleteMessage, EditMessage, MarkRead, SendMessage, Sent};
use models::problem::Wire;
use models::{ChangeId, ConversationId, FileId, Message, MessageId, Poll};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::history::{ChangeQuery, Changes, MessagePage, MessageQuery};
use crate::search::Hits;
use crate::search_query::SearchQuery;
use crate::{Chat, Error};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_messages, send_message))
        .routes(routes!(get_message, edit_message, delete_message))
        .routes(routes!(list_changes))
        .routes(routes!(mark_read))
        .routes(routes!(search_messages))
}

/// A message to be sent.
#[derive(Deserialize, ToSchema)]
struct NewMessage {
    /// Chosen by the sender, so that sending again is harmless.
    id: MessageId,
    /// The text.
    body: String,
    /// The message it answers.
    #[serde(default)]
    reply_to: Option<MessageId>,
    /// Its files.
    #[serde(default)]
    attachment_ids: Vec<FileId>,
    /// The message in whose thread it is.
    #[serde(default)]
    thread_id: Option<MessageId>,
    /// What it asks; its text is the question.
    #[serde(default)]
    poll: Option<Poll>,
}

/// Another text for a message.
#[derive(Deserialize, ToSchema)]
struct NewBody {
    /// The new text.
    body: String,
    /// Applied once.
    #[serde(default)]
    change_id: Option<ChangeId>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Change {
    /// Applied once.
    change_id: Option<ChangeId>,
}

/// How far one has read.
#[derive(Deserialize, ToSchema)]
struct SetRead {
    /// Up to which message.
    seq: i64,
    /// Goes back, too.
    #[serde(default)]
    unread: bool,
}

/// How far one has read now.
#[derive(Serialize, ToSchema)]
struct ReadUpTo {
    /// Up to which message.
    read_seq: i64,
}

/// A page of messages
///
/// The newest, or those around a place; all of them, or the replies of one thread.
#[utoipa::path(
    get, path = "/api/conversations/{id}/messages", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), MessageQuery),
    responses(
        (status = 200, body = MessagePage),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_messages(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(query): Query<MessageQuery>,
) -> Result<axum::Json<MessagePage>, Error> {
    chat.list_messages(caller.user_id, id, query)
        .await
        .map(axum::Json)
}

/// Send a message
///
/// 201 means that it is safe.
#[utoipa::path(
    post, path = "/api/conversations/{id}/messages", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    request_body = NewMessage,
    responses(
        (status = 201, body = Sent),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn send_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path(conversation_id): Path<ConversationId>,
    Json(new): Json<NewMessage>,
) -> Result<(StatusCode, axum::Json<Sent>), Error> {
    let NewMessage {
        id,
        body,
        reply_to,
        attachment_ids,
        thread_id,
        poll,
    } = new;
    let message = SendMessage {
        id,
        conversation_id,
        body,
        reply_to,
        attachment_ids,
        thread_id,
        poll,
    };
    let sent = chat.send(caller.user_id, message)?.safe().await?;
    Ok((StatusCode::CREATED, axum::Json(sent)))
}

/// One message, or its tombstone
#[utoipa::path(
    get, path = "/api/conversations/{id}/messages/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, body = Message),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn get_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
) -> Result<axum::Json<Message>, Error> {
    chat.get_message(caller.user_id, id, message_id)
        .await
        .map(axum::Json)
}

/// Edit a message
///
/// 204 means that the change is safe; whoever must be sure that it took effect reads the message.
#[utoipa::path(
    patch, path = "/api/conversations/{id}/messages/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    request_body = NewBody,
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn edit_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path((conversation_id, id)): Path<(ConversationId, MessageId)>,
    Json(new): Json<NewBody>,
) -> Result<StatusCode, Error> {
    let NewBody { body, change_id } = new;
    let edit = EditMessage {
        conversation_id,
        id,
        body,
        change_id,
    };
    chat.edit(caller.user_id, edit)?.safe().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete a message
///
/// A tombstone stays in its place.
#[utoipa::path(
    delete, path = "/api/conversations/{id}/messages/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path), Change),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn delete_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path((conversation_id, id)): Path<(ConversationId, MessageId)>,
    Query(change): Query<Change>,
) -> Result<StatusCode, Error> {
    let delete = DeleteMessage {
        conversation_id,
        id,
        change_id: change.change_id,
    };
    chat.delete(caller.user_id, delete)?.safe().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What changed since a revision
#[utoipa::path(
    get, path = "/api/conversations/{id}/changes", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ChangeQuery),
    responses(
        (status = 200, body = Changes),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_changes(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(query): Query<ChangeQuery>,
) -> Result<axum::Json<Changes>, Error> {
    chat.list_changes(caller.user_id, id, query)
        .await
        .map(axum::Json)
}

/// Say how far one has read
///
/// It goes forward only, unless `unread` is true.
#[utoipa::path(
    put, path = "/api/conversations/{id}/read", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    request_body = SetRead,
    responses(
        (status = 200, body = ReadUpTo),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn mark_read(
    State(chat): State<Chat>,
    caller: Caller,
    Path(conversation_id): Path<ConversationId>,
    Json(set): Json<SetRead>,
) -> Result<axum::Json<ReadUpTo>, Error> {
    let read = MarkRead {
        conversation_id,
        seq: set.seq,
        unread: set.unread,
    };
    let read_seq = chat.mark_read(caller.user_id, read).await?;
    Ok(axum::Json(ReadUpTo { read_seq }))
}

/// Find messages
///
/// In the conversations that one is in, the newest first.
#[utoipa::path(
    get, path = "/api/search", tag = "messages", security(("bearer" = [])),
    params(SearchQuery),
    responses(
        (status = 200, body = Hits),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn search_messages(
    State(chat): State<Chat>,
    caller: Caller,
    Query(query): Query<SearchQuery>,
) -> Result<axum::Json<Hits>, Error> {
    chat.search(caller.user_id, query).await.map(axum::Json)
}

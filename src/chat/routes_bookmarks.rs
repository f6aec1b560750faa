//! HTTP: what one has saved for oneself.

use auth::request::{Caller, Path, Query};
use axum::extract::State;
use axum::http::StatusCode;
use models::command::SetBookmark;
use models::problem::Wire;
use models::{ConversationId, MessageId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::bookmarks::{BookmarkQuery, Bookmarks};
use crate::{Chat, Error};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_bookmarks))
        .routes(routes!(save_message, let_go_of_message))
}

/// Saved messages
///
/// One's own, of those that one can still see; what was saved last comes first.
#[utoipa::path(
    get, path = "/api/bookmarks", tag = "messages", security(("bearer" = [])),
    params(BookmarkQuery),
    responses(
        (status = 200, body = Bookmarks),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_bookmarks(
    State(chat): State<Chat>,
    caller: Caller,
    Query(query): Query<BookmarkQuery>,
) -> Result<axum::Json<Bookmarks>, Error> {
    chat.list_bookmarks(caller.user_id, query)
        .await
        .map(axum::Json)
}

/// Save a message
///
/// For oneself alone, on all one's devices.
#[utoipa::path(
    put, path = "/api/bookmarks/{conversation_id}/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn save_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path((conversation_id, id)): Path<(ConversationId, MessageId)>,
) -> Result<StatusCode, Error> {
    let set = SetBookmark {
        conversation_id,
        id,
        on: true,
    };
    chat.set_bookmark(caller.user_id, set).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let go of a saved message
#[utoipa::path(
    delete, path = "/api/bookmarks/{conversation_id}/{message_id}", tag = "messages",
    security(("bearer" = [])),
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn let_go_of_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path((conversation_id, id)): Path<(ConversationId, MessageId)>,
) -> Result<StatusCode, Error> {
    let set = SetBookmark {
        conversation_id,
        id,
        on: false,
    };
    chat.set_bookmark(caller.user_id, set).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! HTTP: conversations, channels, and one's preferences in them.

use auth::request::{Caller, Json, Path, Query};
use axum::extract::State;
use axum::http::StatusCode;
use models::ConversationId;
use models::conversation::ConversationWithMe;
use models::problem::Wire;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::channels::Channels;
use crate::conversations::{Conversations, EditConversation};
use crate::create::CreateConversation;
use crate::preferences::Preferences;
use crate::{Chat, Error};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_conversations, create_conversation))
        .routes(routes!(
            get_conversation,
            edit_conversation,
            delete_conversation
        ))
        .routes(routes!(list_channels))
        .routes(routes!(join_channel))
        .routes(routes!(set_preferences))
}

/// My conversations
#[utoipa::path(
    get, path = "/api/conversations", tag = "conversations", security(("bearer" = [])),
    responses(
        (status = 200, body = Conversations),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_conversations(
    State(chat): State<Chat>,
    caller: Caller,
) -> Result<axum::Json<Conversations>, Error> {
    chat.list_conversations(&caller).await.map(axum::Json)
}

/// Make a conversation
///
/// A direct conversation between two people exists once: making it again answers 200 with the same
/// one, as does making one again with the same `id`.
#[utoipa::path(
    post, path = "/api/conversations", tag = "conversations", security(("bearer" = [])),
    request_body = CreateConversation,
    responses(
        (status = 201, body = ConversationWithMe),
        (status = 200, description = "It exists already", body = ConversationWithMe),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn create_conversation(
    State(chat): State<Chat>,
    caller: Caller,
    Json(wanted): Json<CreateConversation>,
) -> Result<(StatusCode, axum::Json<ConversationWithMe>), Error> {
    let (conversation, made) = chat.create_conversation(&caller, wanted).await?;
    let status = if made {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, axum::Json(conversation)))
}

/// A conversation
///
/// To others a public channel shows title, topic and size; its `me` is null.
#[utoipa::path(
    get, path = "/api/conversations/{id}", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = ConversationWithMe),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn get_conversation(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<axum::Json<ConversationWithMe>, Error> {
    chat.get_conversation(&caller, id).await.map(axum::Json)
}

/// Change title, topic, picture or visibility
#[utoipa::path(
    patch, path = "/api/conversations/{id}", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    request_body = EditConversation,
    responses(
        (status = 200, body = ConversationWithMe),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn edit_conversation(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(edit): Json<EditConversation>,
) -> Result<axum::Json<ConversationWithMe>, Error> {
    chat.edit_conversation(&caller, id, edit)
        .await
        .map(axum::Json)
}

/// Delete a conversation for everybody
#[utoipa::path(
    delete, path = "/api/conversations/{id}", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn delete_conversation(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<StatusCode, Error> {
    chat.delete_conversation(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ChannelsQuery {
    /// A part of title or topic.
    #[serde(default)]
    query: String,
    /// The former page's `next_cursor`.
    cursor: Option<String>,
    /// Entries of a page.
    limit: Option<u64>,
}

/// Public channels
#[utoipa::path(
    get, path = "/api/channels", tag = "conversations", security(("bearer" = [])),
    params(ChannelsQuery),
    responses(
        (status = 200, body = Channels),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_channels(
    State(chat): State<Chat>,
    caller: Caller,
    Query(page): Query<ChannelsQuery>,
) -> Result<axum::Json<Channels>, Error> {
    let found = chat.list_channels(&caller, &page.query, page.cursor.as_deref(), page.limit);
    found.await.map(axum::Json)
}

/// Join a public channel
#[utoipa::path(
    post, path = "/api/conversations/{id}/join", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = ConversationWithMe),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn join_channel(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<axum::Json<ConversationWithMe>, Error> {
    chat.join_channel(&caller, id).await.map(axum::Json)
}

/// Set what I want to be told of here
#[utoipa::path(
    put, path = "/api/conversations/{id}/preferences", tag = "conversations",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path)),
    request_body = Preferences,
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn set_preferences(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(preferences): Json<Preferences>,
) -> Result<StatusCode, Error> {
    chat.set_preferences(&caller, id, preferences).await?;
    Ok(StatusCode::NO_CONTENT)
}

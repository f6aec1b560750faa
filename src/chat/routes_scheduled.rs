//! HTTP: messages that are sent later.

use auth::request::{Caller, Json, Path};
use axum::extract::State;
use axum::http::StatusCode;
use models::problem::Wire;
use models::scheduled::ScheduleMessage;
use models::{MessageId, ScheduledMessage};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Chat, Error, Scheduled};

pub(crate) fn router() -> OpenApiRouter<Chat> {
    OpenApiRouter::new()
        .routes(routes!(list_scheduled))
        .routes(routes!(schedule_message, unschedule_message))
}

/// What is sent later
///
/// All of one's own, the next due first.
#[utoipa::path(
    get, path = "/api/scheduled", tag = "messages", security(("bearer" = [])),
    responses(
        (status = 200, body = Scheduled),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_scheduled(
    State(chat): State<Chat>,
    caller: Caller,
) -> Result<axum::Json<Scheduled>, Error> {
    chat.list_scheduled(caller.user_id).await.map(axum::Json)
}

/// Send a message later
///
/// The id becomes the message's. Again with the same id it changes what waits.
#[utoipa::path(
    put, path = "/api/scheduled/{id}", tag = "messages", security(("bearer" = [])),
    params(("id" = MessageId, Path)),
    request_body = ScheduleMessage,
    responses(
        (status = 200, body = ScheduledMessage),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn schedule_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<MessageId>,
    Json(wanted): Json<ScheduleMessage>,
) -> Result<axum::Json<ScheduledMessage>, Error> {
    chat.schedule(caller.user_id, id, wanted)
        .await
        .map(axum::Json)
}

/// Do not send a message after all
#[utoipa::path(
    delete, path = "/api/scheduled/{id}", tag = "messages", security(("bearer" = [])),
    params(("id" = MessageId, Path)),
    responses(
        (status = 204),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn unschedule_message(
    State(chat): State<Chat>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> Result<StatusCode, Error> {
    chat.unschedule(caller.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

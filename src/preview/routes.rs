//! Under `/api/conversations/{id}/messages/{message_id}/previews`.

use auth::request::{Caller, Path};
use axum::Json;
use axum::extract::State;
use models::problem::Wire;
use models::{ConversationId, MessageId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::previews::Previews as Found;
use crate::{Previews, Result};

/// What is asked and answered in JSON.
pub fn router(previews: &Previews) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_previews))
        .with_state(previews.clone())
}

/// What the pages say of themselves that a message links to
///
/// Of the first three links, those whose pages say anything; it may take some seconds. None where the
/// server makes no previews: `previews` in its `features` says whether it does.
#[utoipa::path(
    get, path = "/api/conversations/{id}/messages/{message_id}/previews", tag = "messages",
    security(("bearer" = [])),
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, body = Found),
        (status = "default", body = Wire, content_type = "application/problem+json"),
    ),
)]
async fn list_previews(
    State(previews): State<Previews>,
    caller: Caller,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
) -> Result<Json<Found>> {
    let previews = previews.of_message(caller.user_id, id, message_id).await?;
    Ok(Json(Found { previews }))
}

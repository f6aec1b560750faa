//! HTTP: all that this crate answers, in one router.

use utoipa_axum::router::OpenApiRouter;

use crate::{Chat, routes_conversations, routes_members, routes_messages, routes_people};

/// The routes of conversations, people and messages.
#[must_use]
pub fn router(chat: &Chat) -> OpenApiRouter {
    OpenApiRouter::new()
        .merge(routes_conversations::router())
        .merge(routes_members::router())
        .merge(routes_messages::router())
        .merge(routes_people::router())
        .with_state(chat.clone())
}

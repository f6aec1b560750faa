//! HTTP: all that this crate answers, in one router.

use utoipa_axum::router::OpenApiRouter;

use crate::{
    Chat, routes_bookmarks, routes_conversations, routes_members, routes_messages, routes_people,
    routes_pins, routes_scheduled, routes_threads,
};

/// The routes of conversations, people and messages.
#[must_use]
pub fn router(chat: &Chat) -> OpenApiRouter {
    OpenApiRouter::new()
        .merge(routes_bookmarks::router())
        .merge(routes_conversations::router())
        .merge(routes_members::router())
        .merge(routes_messages::router())
        .merge(routes_people::router())
        .merge(routes_pins::router())
        .merge(routes_scheduled::router())
        .merge(routes_threads::router())
        .with_state(chat.clone())
}

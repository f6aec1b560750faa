//! Under `/api/push` and `/api/notifications`.

use auth::request::{Caller, Json as Body, Path};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use models::problem::Wire;
use models::{NotifyPreferences, SubscriptionId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::subscriptions::{Devices, NewSubscription, Subscribed, Tried};
use crate::{Notifications, Result, routes_email};

/// What is asked and answered in JSON.
pub fn router(notifications: &Notifications) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_key))
        .routes(routes!(list_subscriptions, create_subscription))
        .routes(routes!(delete_subscription))
        .routes(routes!(test_subscription))
        .routes(routes!(get_preferences, put_preferences))
        .merge(routes_email::router())
        .with_state(notifications.clone())
}

/// What browsers subscribe with.
#[derive(Debug, Serialize, ToSchema)]
struct PublicKey {
    /// 65 bytes in Base64url: `applicationServerKey`.
    public_key: String,
}

/// The key that browsers subscribe with
///
/// It never changes.
#[utoipa::path(
    get, path = "/api/push/key", tag = "push", security(("bearer" = [])),
    responses((status = 200, body = PublicKey))
)]
async fn get_key(State(notifications): State<Notifications>, _caller: Caller) -> Json<PublicKey> {
    Json(PublicKey {
        public_key: notifications.key().public().to_owned(),
    })
}

/// Tell a browser from now on
///
/// It takes what a browser's `PushSubscription.toJSON()` gives. The subscription belongs to the
/// session and ends with it. One whose endpoint is known already moves to the caller.
#[utoipa::path(
    post, path = "/api/push/subscriptions", tag = "push", security(("bearer" = [])),
    request_body = NewSubscription,
    responses(
        (status = 201, body = Subscribed),
        (status = 422, description = "`invalid_field`", body = Wire),
        (status = 429, description = "`too_many`", body = Wire),
    )
)]
async fn create_subscription(
    State(notifications): State<Notifications>,
    caller: Caller,
    Body(new): Body<NewSubscription>,
) -> Result<(StatusCode, Json<Subscribed>)> {
    let subscribed = notifications.subscribe(&caller, new).await?;
    Ok((StatusCode::CREATED, Json(subscribed)))
}

/// One's browsers that are told
#[utoipa::path(
    get, path = "/api/push/subscriptions", tag = "push", security(("bearer" = [])),
    responses((status = 200, body = Devices))
)]
async fn list_subscriptions(
    State(notifications): State<Notifications>,
    caller: Caller,
) -> Result<Json<Devices>> {
    Ok(Json(notifications.devices(&caller).await?))
}

/// Tell a browser nothing any more
#[utoipa::path(
    delete, path = "/api/push/subscriptions/{id}", tag = "push", security(("bearer" = [])),
    params(("id" = SubscriptionId, Path)),
    responses(
        (status = 204),
        (status = 403, description = "`forbidden`: a script's token may not", body = Wire),
        (status = 404, description = "`not_found`", body = Wire),
    )
)]
async fn delete_subscription(
    State(notifications): State<Notifications>,
    caller: Caller,
    Path(id): Path<SubscriptionId>,
) -> Result<StatusCode> {
    notifications.unsubscribe(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a push to one browser, to try it
///
/// It is sent at once, and the answer is what the push service said: it waits for that up to ten
/// seconds. A subscription that the push service does not know any more (404, 410) ends.
#[utoipa::path(
    post, path = "/api/push/subscriptions/{id}/test", tag = "push", security(("bearer" = [])),
    params(("id" = SubscriptionId, Path)),
    responses(
        (status = 202, body = Tried),
        (status = 404, description = "`not_found`", body = Wire),
        (status = 429, description = "`rate_limited`: 20 a minute", body = Wire),
    )
)]
async fn test_subscription(
    State(notifications): State<Notifications>,
    caller: Caller,
    Path(id): Path<SubscriptionId>,
) -> Result<(StatusCode, Json<Tried>)> {
    let tried = notifications.try_out(&caller, id).await?;
    Ok((StatusCode::ACCEPTED, Json(tried)))
}

/// What one wants to be told of
///
/// Conversations have preferences of their own, which narrow this.
#[utoipa::path(
    get, path = "/api/notifications/preferences", tag = "push", security(("bearer" = [])),
    responses((status = 200, body = NotifyPreferences))
)]
async fn get_preferences(
    State(notifications): State<Notifications>,
    caller: Caller,
) -> Result<Json<NotifyPreferences>> {
    Ok(Json(notifications.preferences(&caller).await?))
}

/// Set what one wants to be told of
///
/// It replaces what was set before; what is left out is as at the beginning.
#[utoipa::path(
    put, path = "/api/notifications/preferences", tag = "push", security(("bearer" = [])),
    request_body = NotifyPreferences,
    responses(
        (status = 200, body = NotifyPreferences),
        (status = 422, description = "`invalid_field`", body = Wire),
    )
)]
async fn put_preferences(
    State(notifications): State<Notifications>,
    caller: Caller,
    Body(preferences): Body<NotifyPreferences>,
) -> Result<Json<NotifyPreferences>> {
    let kept = notifications.set_preferences(&caller, preferences).await?;
    Ok(Json(kept))
}

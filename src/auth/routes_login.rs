//! Registering, logging in and out, refreshing, changing the password.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use models::User;
use models::problem::Wire;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cookie::REFRESH;
use crate::device::{Device, Grant};
use crate::key::TOKEN_LIFETIME;
use crate::register::NewAccount;
use crate::request::{Caller, ClientAddress, ForwardedHttps, Json, bearer};
use crate::routes::unstored;
use crate::{Auth, Error, Result};

#[derive(Deserialize, ToSchema)]
pub(crate) struct Registering {
    /// 2 to 32 letters, digits, `.`, `_`, `-`.
    username: String,
    /// 8 to 256 characters.
    password: String,
    /// What the others read; the username, where it is not given.
    display_name: Option<String>,
    /// The code of an invite.
    invite: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct LoggingIn {
    username: String,
    password: String,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangingPassword {
    /// The password until now.
    current: String,
    /// The password from now on.
    new: String,
}

/// What a client gets for logging in or refreshing. The refresh token comes as a cookie.
#[derive(Serialize, ToSchema)]
pub(crate) struct Granted {
    /// For `Authorization: Bearer`.
    access_token: String,
    /// How long it lives, in seconds.
    expires_in: u64,
    /// Who one is.
    user: User,
}

fn granted(
    auth: &Auth,
    https: ForwardedHttps,
    status: StatusCode,
    grant: Grant,
) -> Result<Response> {
    let mut headers = HeaderMap::new();
    auth.set_cookies(&grant, https, &mut headers)?;
    let Grant {
        access_token, user, ..
    } = grant;
    let answer = Granted {
        access_token,
        expires_in: TOKEN_LIFETIME.as_secs(),
        user,
    };
    Ok(unstored(headers, (status, axum::Json(answer))))
}

/// Make an account
///
/// The first account is the server's owner, and may be made whatever `auth.registration` says.
#[utoipa::path(
    post, path = "/api/auth/register", tag = "auth", security(()), request_body = Registering,
    responses(
        (status = 201, body = Granted),
        (status = 403, description = "`registration_closed`", body = Wire),
        (status = 409, description = "`username_taken`", body = Wire),
        (status = 410, description = "`gone`: the invite was used or has ended", body = Wire),
        (status = 422, description = "`invalid_field`", body = Wire),
        (status = 429, description = "`rate_limited`", body = Wire),
        (status = 503, description = "`busy`", body = Wire),
    )
)]
pub(crate) async fn register(
    State(auth): State<Auth>,
    https: ForwardedHttps,
    device: Device,
    Json(body): Json<Registering>,
) -> Result<Response> {
    let Registering {
        username,
        password,
        display_name,
        invite,
    } = body;
    let account = NewAccount {
        username,
        password,
        display_name,
    };
    let grant = auth.register(account, invite, device).await?;
    granted(&auth, https, StatusCode::CREATED, grant)
}

/// Log in
#[utoipa::path(
    post, path = "/api/auth/login", tag = "auth", security(()), request_body = LoggingIn,
    responses(
        (status = 200, body = Granted),
        (status = 401, description = "`invalid_credentials`", body = Wire),
        (status = 429, description = "`rate_limited`", body = Wire),
        (status = 503, description = "`busy`", body = Wire),
    )
)]
pub(crate) async fn login(
    State(auth): State<Auth>,
    https: ForwardedHttps,
    device: Device,
    Json(body): Json<LoggingIn>,
) -> Result<Response> {
    let grant = auth.login(&body.username, &body.password, device).await?;
    granted(&auth, https, StatusCode::OK, grant)
}

/// Get a new access token
///
/// Takes the refresh token from its cookie and sets the next one. The same token presented again
/// gives the same successor until that has been used.
#[utoipa::path(
    post, path = "/api/auth/refresh", tag = "auth", security(()),
    responses(
        (status = 200, body = Granted),
        (status = 401, description = "`unauthenticated`", body = Wire),
        (status = 403, description = "`forbidden`: a page of another origin", body = Wire),
    )
)]
pub(crate) async fn refresh(
    State(auth): State<Auth>,
    https: ForwardedHttps,
    device: Device,
    headers: HeaderMap,
) -> Result<Response> {
    let token = REFRESH.value(&headers).ok_or(Error::Unauthenticated)?;
    let grant = auth.refresh(token, device).await?;
    granted(&auth, https, StatusCode::OK, grant)
}

/// Log out
#[utoipa::path(
    post, path = "/api/auth/logout", tag = "auth",
    responses(
        (status = 204),
        (status = 401, description = "`unauthenticated`", body = Wire),
        (status = 403, description = "`forbidden`: a page of another origin", body = Wire),
    )
)]
pub(crate) async fn logout(
    State(auth): State<Auth>,
    https: ForwardedHttps,
    headers: HeaderMap,
) -> Result<Response> {
    auth.logout(bearer(&headers), REFRESH.value(&headers))
        .await?;
    let mut answer = HeaderMap::new();
    auth.clear_cookies(https, &mut answer)?;
    Ok(unstored(answer, StatusCode::NO_CONTENT))
}

/// Change one's password
///
/// All other sessions, tokens too, end.
#[utoipa::path(
    post, path = "/api/auth/password", tag = "auth", request_body = ChangingPassword,
    security(("bearer" = [])),
    responses(
        (status = 204),
        (status = 401, description = "`unauthenticated`, `invalid_credentials`", body = Wire),
        (status = 422, description = "`invalid_field`", body = Wire),
        (status = 429, description = "`rate_limited`", body = Wire),
        (status = 503, description = "`busy`", body = Wire),
    )
)]
pub(crate) async fn change_password(
    State(auth): State<Auth>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    Json(body): Json<ChangingPassword>,
) -> Result<StatusCode> {
    auth.change_password(&caller, &body.current, &body.new, address)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

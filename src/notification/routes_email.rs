//! Under `/api/notifications/email`: where one is mailed, and the page that ends the mails, which is for
//! whoever has the link.

use auth::request::{Caller, Json as Body, Path};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::Html;
use models::problem::Wire;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::email::{Email, MailedCode, NewAddress};
use crate::{Notifications, Result, mail_words};

/// The page has a form and nothing else.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

type Page = ([(HeaderName, &'static str); 1], Html<String>);

pub(crate) fn router() -> OpenApiRouter<Notifications> {
    OpenApiRouter::new()
        .routes(routes!(get_email, put_email, delete_email))
        .routes(routes!(confirm_email))
        .routes(routes!(ask_to_stop, stop))
}

/// Where one is mailed
///
/// Unread mentions and direct messages are mailed to whoever has a confirmed address and no browser
/// that is told. `mail` in the `features` of the server says whether it sends mails.
#[utoipa::path(
    get, path = "/api/notifications/email", tag = "push", security(("bearer" = [])),
    responses((status = 200, body = Email))
)]
async fn get_email(
    State(notifications): State<Notifications>,
    caller: Caller,
) -> Result<Json<Email>> {
    Ok(Json(notifications.email(&caller).await?))
}

/// Be mailed at an address
///
/// 202 once the mail server has taken a code, which goes to the address and works for 15 minutes. The
/// address takes the place of the one before, which has to be confirmed again too if it comes back.
#[utoipa::path(
    put, path = "/api/notifications/email", tag = "push", security(("bearer" = [])),
    request_body = NewAddress,
    responses(
        (status = 202, body = Email),
        (status = 403, description = "`forbidden`: a script's token may not", body = Wire),
        (status = 422, description = "`invalid_field`: no address, or the mail server does not \
            take mail for it", body = Wire),
        (status = 429, description = "`rate_limited`: 5 codes an hour for a person, 3 for an \
            address", body = Wire),
        (status = 503, description = "`unavailable`: this server sends no mails, or the mail server \
            takes none at the moment; `busy`", body = Wire),
    )
)]
async fn put_email(
    State(notifications): State<Notifications>,
    caller: Caller,
    Body(new): Body<NewAddress>,
) -> Result<(StatusCode, Json<Email>)> {
    let email = notifications.set_email(&caller, &new).await?;
    Ok((StatusCode::ACCEPTED, Json(email)))
}

/// Confirm one's address
///
/// By the code that was mailed there. What is said from now on is mailed.
#[utoipa::path(
    post, path = "/api/notifications/email/confirm", tag = "push", security(("bearer" = [])),
    request_body = MailedCode,
    responses(
        (status = 204),
        (status = 403, description = "`forbidden`: a script's token may not", body = Wire),
        (status = 410, description = "`gone`: there is no code, it has ended, or it was said wrongly \
            five times", body = Wire),
        (status = 422, description = "`invalid_field`: another code", body = Wire),
    )
)]
async fn confirm_email(
    State(notifications): State<Notifications>,
    caller: Caller,
    Body(code): Body<MailedCode>,
) -> Result<StatusCode> {
    notifications.confirm_email(&caller, &code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Be mailed no more
///
/// The address is forgotten.
#[utoipa::path(
    delete, path = "/api/notifications/email", tag = "push", security(("bearer" = [])),
    responses((status = 204))
)]
async fn delete_email(
    State(notifications): State<Notifications>,
    caller: Caller,
) -> Result<StatusCode> {
    notifications.remove_email(&caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The page that a mail's link leads to
///
/// It has a button, and changes nothing by itself: mail programs and scanners follow links.
#[utoipa::path(
    get, path = "/api/notifications/email/unsubscribe/{secret}", tag = "push", security(()),
    params(("secret" = String, Path)),
    responses((status = 200, body = String, content_type = "text/html"))
)]
async fn ask_to_stop(Path(_secret): Path<String>) -> Page {
    page(mail_words::ask_to_stop())
}

/// Be mailed no more, by a mail's link
///
/// Without logging in, by the button of the page or by a mail program's (RFC 8058). The answer is the
/// same where the link has ended.
#[utoipa::path(
    post, path = "/api/notifications/email/unsubscribe/{secret}", tag = "push", security(()),
    params(("secret" = String, Path)),
    responses((status = 200, body = String, content_type = "text/html"))
)]
async fn stop(
    State(notifications): State<Notifications>,
    Path(secret): Path<String>,
) -> Result<Page> {
    notifications.stop_mails(&secret).await?;
    Ok(page(mail_words::stopped()))
}

fn page(html: String) -> Page {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html))
}

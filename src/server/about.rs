//! What a client asks first: what this server is called, what it can do, and its limits.

use auth::request::{Caller, Json};
use auth::{Auth, Registration};
use axum::extract::State;
use db::Db;
use file::Files;
use futures_util::FutureExt as _;
use models::{Code, Problem, Role, limits, text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::web;

/// What it is called before its owner says otherwise.
const NAME: &str = "Snug";
/// What a client may find missing in another version or configuration.
const FEATURES: &[&str] = &["files", "hooks", "polls", "push", "search", "tokens"];
/// Among the features where this server sends mails.
const MAIL: &str = "mail";
/// Among the features where this server asks pages what they say of themselves.
const PREVIEWS: &str = "previews";
/// Among the features while there is no account: whoever makes one now owns the server.
const FIRST_ACCOUNT: &str = "first_account";

/// What it needs to know.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) db: Db,
    pub(crate) auth: Auth,
    pub(crate) files: Files,
    /// Whether it sends mails.
    pub(crate) mails: bool,
    /// Whether it makes previews of links.
    pub(crate) previews: bool,
}

/// Name, version, registration, limits and features of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Server {
    /// What its owner calls it.
    name: String,
    /// Of the program.
    version: &'static str,
    /// The script that the web app's page begins with: a page that runs another one is not this
    /// server's any more.
    app: &'static str,
    /// Who may make an account now: everybody as long as there is none, as configured after that.
    registration: Registration,
    /// What a client must keep to.
    limits: Limits,
    /// What this server can do beyond the basics; `first_account` while whoever makes an account
    /// will own it.
    features: Vec<&'static str>,
}

/// What a client must keep to. Characters are Unicode scalar values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Limits {
    /// Characters of a message.
    body_chars: usize,
    /// Fewest characters of a username.
    username_chars_min: usize,
    /// Most characters of a username.
    username_chars: usize,
    /// Fewest characters of a password.
    password_chars_min: usize,
    /// Most characters of a password.
    password_chars: usize,
    /// Characters of a title, a display name, or a name of anything.
    title_chars: usize,
    /// Characters of a topic.
    topic_chars: usize,
    /// Entries of a page where none is asked for.
    page: u32,
    /// Entries of a page at most.
    page_most: u32,
    /// Files attached to a message.
    attachments: usize,
    /// Fewest options of a poll.
    poll_options_min: usize,
    /// Most options of a poll.
    poll_options: usize,
    /// Characters of an option.
    poll_option_chars: usize,
    /// Different reactions on a message, without the votes of a poll.
    reactions: usize,
    /// Members of a conversation.
    members: usize,
    /// Conversations that a person is in.
    conversations: usize,
    /// Heads in a `sync`.
    heads: usize,
    /// People in a `presence:watch`.
    watched: usize,
    /// Events of a socket that may be unanswered.
    unanswered: u32,
    /// Bytes of a frame to the server.
    frame_bytes: usize,
    /// Bytes of a request's body, where it is no file.
    http_body_bytes: usize,
    /// Bytes of a file.
    file_bytes: u64,
    /// Files that one person uploads at a time; 0 where there is no such limit.
    uploads: u32,
}

impl Limits {
    /// What is the same everywhere, and what is configured of files.
    fn with(files: &file::Config) -> Self {
        Self {
            body_chars: limits::BODY_CHARS,
            username_chars_min: *limits::USERNAME_CHARS.start(),
            username_chars: *limits::USERNAME_CHARS.end(),
            password_chars_min: *limits::PASSWORD_CHARS.start(),
            password_chars: *limits::PASSWORD_CHARS.end(),
            title_chars: limits::TITLE_CHARS,
            topic_chars: limits::TOPIC_CHARS,
            page: limits::PAGE,
            page_most: limits::PAGE_MOST,
            attachments: limits::ATTACHMENTS,
            poll_options_min: *limits::POLL_OPTIONS.start(),
            poll_options: *limits::POLL_OPTIONS.end(),
            poll_option_chars: limits::POLL_OPTION_CHARS,
            reactions: limits::REACTIONS,
            members: limits::MEMBERS,
            conversations: limits::CONVERSATIONS,
            heads: limits::HEADS,
            watched: limits::WATCHED,
            unanswered: limits::UNANSWERED,
            frame_bytes: limits::FRAME_BYTES,
            http_body_bytes: limits::HTTP_BODY_BYTES,
            file_bytes: files.max_size_bytes,
            uploads: files.uploads_per_user,
        }
    }
}

/// What is to be changed of the server.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangeServer {
    /// 1 to 80 characters.
    name: String,
}

pub(crate) fn router(about: &About) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_server, change_server))
        .with_state(about.clone())
}

/// About this server
#[utoipa::path(
    get, path = "/api/server", tag = "server", security(()),
    responses((status = 200, body = Server)),
)]
async fn get_server(State(about): State<About>) -> Result<axum::Json<Server>, Problem> {
    let name = about.db.read().await?.find_setting(db::SERVER_NAME).await?;
    about.server(name.unwrap_or_else(|| NAME.to_owned())).await
}

/// Give the server another name
///
/// For its owner.
#[utoipa::path(
    patch, path = "/api/server", tag = "server", request_body = ChangeServer,
    responses(
        (status = 200, body = Server),
        (status = 403, description = "`forbidden`", body = models::problem::Wire),
        (status = 422, description = "`invalid_field`", body = models::problem::Wire),
    ),
)]
async fn change_server(
    State(about): State<About>,
    caller: Caller,
    Json(change): Json<ChangeServer>,
) -> Result<axum::Json<Server>, Problem> {
    if caller.role != Role::Owner {
        return Err(Code::Forbidden.into());
    }
    let name = text::name("name", &change.name)?;
    let kept = name.clone();
    about
        .db
        .write(move |conn| async move { conn.set_setting(db::SERVER_NAME, &kept).await }.boxed())
        .await?;
    about.server(name).await
}

impl About {
    async fn server(&self, name: String) -> Result<axum::Json<Server>, Problem> {
        let is_first = !self.db.read().await?.has_users().await?;
        let version = env!("CARGO_PKG_VERSION");
        let mut features = FEATURES.to_vec();
        if self.mails {
            features.push(MAIL);
        }
        if self.previews {
            features.push(PREVIEWS);
        }
        if is_first {
            features.push(FIRST_ACCOUNT);
        }
        Ok(axum::Json(Server {
            name,
            version,
            app: web::SCRIPT,
            registration: self.auth.registration(is_first),
            limits: Limits::with(self.files.config()),
            features,
        }))
    }
}

//! What can go wrong when somebody says who they are.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use models::{Code, Problem};

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong when somebody says who they are.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No credentials, or none that are valid (any more).
    #[error("not authenticated")]
    Unauthenticated,
    /// The access token is genuine and has ended.
    #[error("the access token has expired")]
    TokenExpired,
    /// No such user, a wrong password, or an account that is closed: nobody learns which.
    #[error("the username or the password is wrong")]
    InvalidCredentials,
    /// Known, and not allowed.
    #[error("forbidden")]
    Forbidden,
    /// An account cannot be made without an invite, or not at all.
    #[error("registration is closed")]
    RegistrationClosed,
    /// The invite was used or has ended.
    #[error("the invite was used or has ended")]
    InviteEnded,
    /// Somebody has this username, or one that looks like it.
    #[error("the username is taken")]
    UsernameTaken,
    /// There is no such thing, or it is somebody else's.
    #[error("there is no such thing")]
    NotFound,
    /// Too many wrong passwords, or new accounts: refused for so long.
    #[error("too many attempts")]
    Throttled(Duration),
    /// More of something than one may have.
    #[error("too many: {0}")]
    TooMany(&'static str),
    /// More passwords wait to be checked than may.
    #[error("too many passwords wait to be checked")]
    Busy,
    /// A problem with a form of its own, such as a field's.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database's.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A fault of the server's own.
    #[error("{0}")]
    Internal(&'static str),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => Code::Unauthenticated.into(),
            Error::TokenExpired => Code::TokenExpired.into(),
            Error::InvalidCredentials => Code::InvalidCredentials.into(),
            Error::Forbidden => Code::Forbidden.into(),
            Error::RegistrationClosed => Code::RegistrationClosed.into(),
            Error::InviteEnded => Self::new(Code::Gone, "This invite was used or has ended."),
            Error::UsernameTaken => Code::UsernameTaken.into(),
            Error::NotFound => Code::NotFound.into(),
            Error::Throttled(wait) => {
                Self::rate_limited(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
            }
            Error::TooMany(detail) => Self::new(Code::TooMany, detail),
            Error::Busy => Self::busy(),
            Error::Problem(problem) => problem,
            Error::Db(error) => error.into(),
            Error::Internal(error) => {
                tracing::error!(error, "auth");
                Code::Internal.into()
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

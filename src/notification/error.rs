//! What can go wrong with notifications.

use axum::response::{IntoResponse, Response};
use models::{Code, Problem};

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong with notifications.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A problem with a form of its own, such as a field's.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database's.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The bus's.
    #[error(transparent)]
    Bus(#[from] bus::Error),
    /// The key in the database is none, or nothing can be signed with it.
    #[error("nothing can be signed for push services: {0}")]
    Vapid(web_push::WebPushError),
    /// There is no client for HTTP, which asks for the system's certificates.
    #[error("push services cannot be called: {0}")]
    Client(#[source] reqwest::Error),
    /// There is nothing to speak with the mail server with, which asks for the system's certificates.
    #[error("the mail server cannot be used: {0}")]
    Mail(#[source] lettre::transport::smtp::Error),
    /// What was to be a mail is none.
    #[error("a mail cannot be put together")]
    Letter,
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Problem(code.into())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) => problem,
            Error::Db(error) => error.into(),
            Error::Bus(_) => Self::busy(),
            Error::Vapid(_) | Error::Client(_) | Error::Mail(_) | Error::Letter => {
                tracing::error!(%error, "a defect of notifications");
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

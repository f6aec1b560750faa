//! What can go wrong in a conversation.

use axum::response::{IntoResponse, Response};
use models::{Code, Problem};

/// What can go wrong in a conversation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client's fault, in the client's words.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database's.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

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
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

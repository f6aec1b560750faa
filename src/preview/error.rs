//! What can go wrong with previews.

use axum::response::{IntoResponse, Response};
use models::{Code, Problem};

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong with previews.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client's fault, in the client's words.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database's.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// There is no client for HTTP, which asks for the system's certificates.
    #[error("pages cannot be asked: {0}")]
    Client(#[source] reqwest::Error),
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
            Error::Client(_) => {
                tracing::error!(%error, "a defect of previews");
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

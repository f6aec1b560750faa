//! What can go wrong with files.

use std::error::Error as StdError;
use std::io;

use axum::response::{IntoResponse, Response};
use models::{Code, Problem};

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong with files.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A problem with a form of its own, such as a field's.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database's.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The disk, or whoever's disk it is, is full.
    #[error("there is no room for files")]
    Full,
    /// An object that had to be there is not.
    #[error("an object is missing: {0}")]
    Missing(String),
    /// What keeps the files does not do what it is asked.
    #[error("files cannot be read or written: {0}")]
    Store(#[source] Box<dyn StdError + Send + Sync>),
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Problem(code.into())
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::NotFound => Self::Missing(error.to_string()),
            _ => Self::Store(error.into()),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { path, .. } => Self::Missing(path),
            error if is_full(&error) => Self::Full,
            error => Self::Store(error.into()),
        }
    }
}

/// The disk's error lies somewhere within the store's.
fn is_full(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
            )
        {
            return true;
        }
        cause = error.source();
    }
    false
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) => problem,
            Error::Db(error) => error.into(),
            Error::Full => Code::StorageFull.into(),
            Error::Missing(object) => {
                tracing::error!(
                    object,
                    "an object is missing: `snug files verify` finds all such"
                );
                Code::Unavailable.into()
            }
            Error::Store(error) => {
                metrics::counter!("snug_file_store_errors_total").increment(1);
                tracing::warn!(error = &*error as &dyn StdError, "files cannot be reached");
                Code::Unavailable.into()
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

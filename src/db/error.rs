//! What can go wrong between Snug and its database.

use std::time::{Duration, Instant};

use models::{Code, Problem};
use parking_lot::Mutex;

/// Between two lines in the log that say that the disk is full.
const SAY_EVERY: Duration = Duration::from_secs(10);

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong between Snug and its database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row that had to be there is not.
    #[error("no such row")]
    Missing,
    /// A unique constraint says that it is there already.
    #[error("it exists already")]
    Exists,
    /// More writes wait than the writer's queue holds, or another writer was in the way.
    #[error("the database is busy")]
    Busy,
    /// It panicked: it would again.
    #[error("a write was given up, because it panicked")]
    GivenUp,
    /// The database cannot be reached, or is starting or going down.
    #[error("the database is away: {0}")]
    Away(#[source] sqlx::Error),
    /// No room on the disk.
    #[error("the disk is full")]
    Full,
    /// The schema was made by a newer version.
    #[error("the database was made by a newer version of snug; start that version, or a newer one")]
    Newer,
    /// The schema was made by an older version, and nobody has said that it may be changed.
    #[error(
        "the database was made by an older version of snug: start the server, or run `snug migrate`"
    )]
    Older,
    /// The schema could not be brought up to date.
    #[error("the database cannot be brought up to date: {0}")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// The connection's address cannot be used.
    #[error("{0}")]
    Address(String),
    /// Something is stored that this version cannot read.
    #[error("a stored value cannot be read: {0}")]
    Stored(String),
    /// A move into it has begun and not ended.
    #[error(
        "a move into this database is not finished: run the same `snug move` again, or empty the database"
    )]
    Unfinished,
    /// Nobody has an account, or nothing of snug is in it at all.
    #[error("there is nothing to move: nobody has an account there")]
    Nothing,
    /// What a move goes into has something in it already.
    #[error("it is not empty: there are rows in its table `{0}`")]
    Occupied(&'static str),
    /// A move has gone into it, or is on its way, from another database.
    #[error("another server was moved into it, or is being moved")]
    Elsewhere,
    /// It was moved, but not into this.
    #[error("nothing was moved into it yet")]
    NotMoved,
    /// Of a move, with the table at which it happened.
    #[error("the table `{table}`: {error}")]
    Table {
        /// Which.
        table: &'static str,
        /// What happened.
        #[source]
        error: Box<Self>,
    },
    /// Everything else.
    #[error(transparent)]
    Sqlx(sqlx::Error),
}

impl Error {
    /// Whether the very same work may succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy | Self::Away(_))
    }

    /// Whether to log it: a full disk now and then, and not with every write that fails.
    #[must_use]
    pub fn is_news(&self) -> bool {
        static SAID: Mutex<Option<Instant>> = Mutex::new(None);
        !matches!(self, Self::Full) || is_due(&mut SAID.lock(), Instant::now())
    }
}

fn is_due(said: &mut Option<Instant>, now: Instant) -> bool {
    let due = said.is_none_or(|said| now.duration_since(said) >= SAY_EVERY);
    if due {
        *said = Some(now);
    }
    due
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::Missing,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed => {
                Self::Away(error)
            }
            sqlx::Error::Database(db) if db.is_unique_violation() => Self::Exists,
            sqlx::Error::Database(db) => match db.code().as_deref() {
                // SQLITE_BUSY and its kin; a serialisation failure or a deadlock.
                Some("5" | "6" | "261" | "517" | "773" | "40001" | "40P01" | "55P03") => Self::Busy,
                // SQLITE_FULL, and its log's index that cannot grow; disk_full.
                Some("13" | "4874" | "53100") => Self::Full,
                Some(code) if is_away(code) => Self::Away(error),
                _ => Self::Sqlx(error),
            },
            _ => Self::Sqlx(error),
        }
    }
}

/// Whether PostgreSQL says that it breaks the connection (class 08), lacks what it needs for now (class 53,
/// but for room on the disk), cannot read its disk, is going down or starting, or is a standby for now; that
/// its operator or their `statement_timeout` has ended a statement, or it the connection of a process that
/// hung. None of that is the statement's fault: what was acknowledged must not go to the dead letters for it.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn is_away(code: &str) -> bool {
    matches!(
        code,
        "57014" | "57P01" | "57P02" | "57P03" | "58000" | "58030" | "25006" | "25P03"
    ) || code.starts_with("08")
        || code.starts_with("53")
}

impl From<models::user::UnknownWord> for Error {
    fn from(word: models::user::UnknownWord) -> Self {
        Self::Stored(word.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Stored(error.to_string())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Code::NotFound.into(),
            Error::Busy => Self::busy(),
            Error::Full => {
                if error.is_news() {
                    tracing::error!(%error, "database");
                }
                Code::StorageFull.into()
            }
            Error::Away(_) => Code::Unavailable.into(),
            error => {
                tracing::error!(%error, "database");
                Code::Internal.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_said_now_and_then() {
        let (mut said, begin) = (None, Instant::now());
        let times: Vec<u64> = (0..25)
            .filter(|secs| is_due(&mut said, begin + Duration::from_secs(*secs)))
            .collect();
        assert_eq!(times, [0, 10, 20]);
    }
}

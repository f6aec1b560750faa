//! Reading as of one moment: what several statements find belongs together.

use crate::conn::Inner;
use crate::open::Engine;
use crate::{Conn, Db, Result};

impl Db {
    /// A connection that sees the database as it was at its first statement, until it is dropped.
    /// On SQLite it holds up checkpoints meanwhile, so it must not be kept over anything but reads.
    ///
    /// # Errors
    /// When no connection is free within five seconds, or the database is away.
    pub async fn snapshot(&self) -> Result<Conn> {
        Ok(Conn(match &self.engine {
            Engine::Sqlite { readers, .. } => Inner::Snapshot(readers.begin().await?),
            Engine::Postgres(pool) => Inner::Transaction(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        }))
    }
}

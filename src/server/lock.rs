//! One server at a time on the same data, or several that share a bus.
//!
//! Commands that work beside a running server take no lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use db::Hold;
use tokio_util::task::TaskTracker;

use crate::config::Config;

/// The file in the data directory that is locked, and says by which process. The operating system
/// lets go of it when the process ends, however it does.
const FILE: &str = "snug.lock";

/// Held while the server runs.
pub(crate) enum Lock {
    /// The data directory.
    Directory(#[expect(dead_code, reason = "held until it is dropped")] [File; 2]),
    /// The database.
    Postgres(db::Lock),
}

impl Lock {
    /// Takes it.
    ///
    /// # Errors
    /// `already running` where another server holds it, and why it cannot be taken otherwise.
    pub(crate) async fn acquire(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        let hold = config.bus.urls().map_or(Hold::Alone, |_| Hold::Shared);
        Self::acquire_as(hold, config, tasks).await
    }

    /// Takes it for this process alone, whatever the configuration says of a bus.
    ///
    /// # Errors
    /// As [`Lock::acquire`].
    pub(crate) async fn acquire_alone(config: &Config, tasks: &TaskTracker) -> Result<Self> {
        Self::acquire_as(Hold::Alone, config, tasks).await
    }

    async fn acquire_as(hold: Hold, config: &Config, tasks: &TaskTracker) -> Result<Self> {
        match &config.database.url {
            Some(url) => match db::Lock::acquire(url, hold, tasks).await {
                Ok(Some(lock)) => Ok(Self::Postgres(lock)),
                Ok(None) if hold == Hold::Shared => bail!(
                    "already running: a server without a bus works on this database; stop it first"
                ),
                Ok(None) => bail!(
                    "already running: another server works on this database (to run several, join them \
                     by `bus.redis_url` and `bus.rabbitmq_url`)"
                ),
                Err(error) => {
                    let place = config.database.describe();
                    Err(anyhow!(error).context(format!("{place} cannot be reached")))
                }
            },
            None => lock_directory(&config.server.data_dir).map(Self::Directory),
        }
    }

    /// The lock that replicas share, where it is one.
    pub(crate) fn shared(&self) -> Option<&db::Lock> {
        match self {
            Self::Directory(_) => None,
            Self::Postgres(lock) => Some(lock),
        }
    }

    /// Returns when it is lost, and never otherwise.
    pub(crate) async fn lost(&self) {
        match self {
            Self::Directory(_) => std::future::pending().await,
            Self::Postgres(lock) => lock.lost().await,
        }
    }
}

fn lock_directory(directory: &Path) -> Result<[File; 2]> {
    make(directory)?;
    // The directory itself too, since the next to start would lock a new file where somebody
    // deleted the old one. Never the database: to close it here would free SQLite's own locks.
    let itself = File::open(directory).with_context(|| unwritable(directory))?;
    let path = directory.join(FILE);
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .with_context(|| unwritable(directory))?;
    if !(try_lock(&itself, directory)? && try_lock(&file, &path)?) {
        let mut holder = String::new();
        // Only to be helpful: whoever holds it may not have written it yet.
        let _ = file.read_to_string(&mut holder);
        let holder = Some(holder.trim()).filter(|holder| !holder.is_empty());
        let process = holder.map_or_else(String::new, |holder| format!(" (process {holder})"));
        bail!(
            "already running: another server{process} works on {}",
            directory.display()
        );
    }
    file.set_len(0)
        .and_then(|()| file.write_all(std::process::id().to_string().as_bytes()))
        .with_context(|| unwritable(directory))?;
    Ok([itself, file])
}

/// Whether nobody else holds it.
fn try_lock(file: &File, path: &Path) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} cannot be locked", path.display()))
        }
    }
}

/// Makes the data directory where it is missing, for this user alone: the keys are in it.
pub(crate) fn make(directory: &Path) -> Result<()> {
    std::fs::create_dir_all(directory).with_context(|| unwritable(directory))
}

fn unwritable(directory: &Path) -> String {
    let directory = directory.display();
    format!("the data directory {directory} cannot be written (server.data_dir says where it is)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_locked_once_until_it_is_let_go_of() {
        let directory = tempfile::tempdir().unwrap();
        let held = lock_directory(directory.path()).unwrap();
        let refusal = lock_directory(directory.path()).unwrap_err().to_string();
        assert!(refusal.starts_with("already running"), "{refusal}");
        assert!(
            refusal.contains(&std::process::id().to_string()),
            "{refusal}"
        );
        std::fs::remove_file(directory.path().join(FILE)).unwrap();
        let refusal = lock_directory(directory.path()).unwrap_err().to_string();
        assert!(refusal.starts_with("already running"), "{refusal}");
        drop(held);
        lock_directory(directory.path()).unwrap();
    }
}

//! Where everything is kept: the database and the files, opened as the configuration says.

use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use db::Db;
use file::Storage;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::lock;

/// The database in the data directory.
pub(crate) const FILE: &str = "snug.db";

pub(crate) async fn open_storage(config: &Config, tasks: &TaskTracker) -> Result<Storage> {
    let checked = async {
        let storage = storage(config, tasks)?;
        storage.check().await?;
        Ok::<_, file::Error>(storage)
    };
    checked.await.with_context(|| match config.files.bucket() {
        Some(bucket) => format!("the bucket {} cannot be reached (files.url)", bucket.name),
        None => {
            let path = config.files.directory(&config.server.data_dir);
            let path = path.display();
            format!("the directory {path} cannot be written (files.url)")
        }
    })
}

/// Where files are, without a look at it.
pub(crate) fn storage(config: &Config, tasks: &TaskTracker) -> file::Result<Storage> {
    match config.files.bucket() {
        Some(bucket) => Storage::bucket(bucket, tasks),
        None => Storage::directory(&config.files.directory(&config.server.data_dir), tasks),
    }
}

/// For what a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To serve.
    Serve,
    /// A command beside a server.
    Beside,
    /// Everything is moved into it.
    Fill,
    /// Everything is moved from it.
    Read,
}

pub(crate) async fn open_database(
    config: &Config,
    tasks: &TaskTracker,
    purpose: Purpose,
) -> Result<Db> {
    let (place, about) = match &config.database.url {
        Some(url) => (
            db::Config::Postgres(url.clone()),
            config.database.describe(),
        ),
        None => {
            let path = database_file(config);
            lock::make(&config.server.data_dir)?;
            let about = format!("the database {}", path.display());
            (db::Config::Sqlite(path), about)
        }
    };
    let opened = match purpose {
        Purpose::Serve => Db::open(&place, tasks).await,
        Purpose::Beside => Db::open_beside(&place, tasks).await,
        Purpose::Fill => Db::open_to_fill(&place, tasks).await,
        Purpose::Read => Db::open_to_read(&place, tasks).await,
    };
    opened.map_err(|error| match error {
        db::Error::Newer | db::Error::Older | db::Error::Unfinished | db::Error::Nothing => {
            error.into()
        }
        // Of a pool that cannot connect nothing else is known.
        db::Error::Busy => anyhow!("{about} does not answer"),
        db::Error::Full => {
            anyhow!("{about} cannot be opened: the disk is full; make room and start again")
        }
        error => anyhow::Error::from(error).context(format!("{about} cannot be opened")),
    })
}

/// Where the database is, unless it is PostgreSQL.
pub(crate) fn database_file(config: &Config) -> PathBuf {
    config.server.data_dir.join(FILE)
}

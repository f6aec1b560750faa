//! The File Service: bytes that people upload, what they are, and who may have them back.
//!
//! It must never decide what a message is: that a file is attached, and to what, is written by
//! `chat` in its own transaction, and read here as rows of `file_uses`.
//!
//! *Invariant:* a row owns every object before its first byte is written, and a file that anybody
//! can see has its object, whole. So nothing is served by half, and nothing is left that the next
//! collection does not find.

mod begin;
mod boxes;
mod busy;
mod collect;
mod config;
mod download;
mod error;
mod finish;
mod hash;
mod intake;
mod key;
mod kind;
mod location;
mod look;
mod name;
mod parts;
mod picture;
mod pool;
mod range;
mod read;
mod relocate;
mod routes;
mod routes_files;
mod routes_uploads;
mod staging;
mod staging_local;
mod staging_s3;
mod storage;
mod tiff;
mod tus;
mod upkeep;
mod upload;
mod verify;

#[cfg(test)]
mod collect_tests;
#[cfg(test)]
mod files_tests;
#[cfg(test)]
mod location_tests;
#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod relocate_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod staging_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod uploads_tests;

use std::sync::Arc;

use auth::count::Counts;
use db::Db;
use models::{Clock, Random, UserId};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use collect::Collected;
pub use config::Config;
pub use error::{Error, Result};
pub use relocate::{Relocated, Relocation};
pub use routes::{is_stream, router, streams};
pub use storage::{Bucket, Storage};
pub use verify::{Finding, Verified};

/// What the File Service is made of.
pub struct Parts {
    /// How it behaves.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// Where bytes are.
    pub storage: Storage,
    /// The time.
    pub clock: Clock,
    /// Where ids come from.
    pub random: Random,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
    /// Cancelled when the server goes down: whoever sends is remembered as far as they have come.
    pub stop: CancellationToken,
}

/// The File Service. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    db: Db,
    storage: Storage,
    clock: Clock,
    random: Random,
    tasks: TaskTracker,
    stop: CancellationToken,
    busy: busy::Busy,
    pool: pool::Pool,
    /// Requests whose bodies are taken.
    bodies: Arc<Semaphore>,
    /// Of whom.
    senders: Arc<Counts<UserId>>,
    /// MiB of pictures in memory.
    memory: Semaphore,
}

impl Files {
    /// The handle; nothing runs yet but threads that wait for pictures.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(parts: Parts) -> Result<Self> {
        let Parts {
            config,
            db,
            storage,
            clock,
            random,
            tasks,
            stop,
        } = parts;
        let inner = Inner {
            config,
            db,
            storage,
            clock,
            random,
            tasks,
            stop,
            busy: busy::Busy::default(),
            pool: pool::Pool::new()?,
            bodies: Arc::new(Semaphore::new(upload::BODIES)),
            senders: Arc::default(),
            memory: Semaphore::new(look::MEMORY_MIB),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// How it behaves.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }
}

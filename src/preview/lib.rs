//! The Preview Service: what pages say of themselves that people link to, for whoever reads the message.
//!
//! A client asks for the previews of a message that it shows; the links are taken from the message itself, so
//! nobody has this server call anything that is not said where they can read it. What is known is kept in
//! the database for all replicas, and each page is asked once at a time.
//!
//! It must never be waited for by anything of the chat, and never call what only this server can reach.

mod error;
mod fetch;
mod page;
mod previews;
#[cfg(test)]
mod previews_tests;
mod routes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bus::Limiter;
use db::Db;
use futures_util::FutureExt as _;
use models::Clock;
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use error::{Error, Result};
pub use previews::{Preview, Previews as Found};
pub use routes::router;

/// Pages that are asked at a time.
const AT_A_TIME: usize = 16;
/// How often what is to be asked again is forgotten, and how much of it together.
const TIDY: Duration = Duration::from_secs(60 * 60);
const TOGETHER: u32 = 500;

/// How it behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// `previews.enabled`: otherwise there are none, and nothing is called.
    pub enabled: bool,
    /// `previews.allow_private_addresses`
    pub allow_private_addresses: bool,
    /// `server.public_url`: this server asks itself for nothing.
    pub public_url: String,
}

/// What the Preview Service is made of.
pub struct Parts {
    /// How it behaves.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// How many pages somebody may have asked.
    pub limiter: Arc<dyn Limiter>,
    /// The time.
    pub clock: Clock,
    /// Tasks that the server waits for.
    pub tasks: TaskTracker,
    /// Cancelled when the server goes down.
    pub stop: CancellationToken,
}

/// The Preview Service. Cheap to clone.
#[derive(Clone)]
pub struct Previews {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    db: Db,
    limiter: Arc<dyn Limiter>,
    clock: Clock,
    tasks: TaskTracker,
    stop: CancellationToken,
    fetcher: fetch::Fetcher,
    turns: Arc<Semaphore>,
    /// Pages that are being asked, by their addresses.
    under_way: Mutex<HashMap<String, previews::Asking>>,
}

impl Previews {
    /// The handle; nothing runs yet.
    ///
    /// # Errors
    /// [`Error::Client`]
    pub fn new(parts: Parts) -> Result<Self> {
        let Parts {
            config,
            db,
            limiter,
            clock,
            tasks,
            stop,
        } = parts;
        let fetcher = fetch::Fetcher::new(config.allow_private_addresses).map_err(Error::Client)?;
        let inner = Inner {
            config,
            db,
            limiter,
            clock,
            tasks,
            stop,
            fetcher,
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            under_way: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Whether this server makes any.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.inner.config.enabled
    }

    /// Starts what works in the background.
    pub fn start(&self) {
        let (this, stop) = (self.clone(), self.inner.stop.clone());
        self.inner.tasks.spawn(async move {
            stop.run_until_cancelled(this.keep_tidy()).await;
        });
    }

    async fn keep_tidy(self) {
        loop {
            if let Err(error) = self.tidy().await
                && !matches!(&error, Error::Db(error) if !error.is_news())
            {
                tracing::warn!(%error, "old previews are still there");
            }
            tokio::time::sleep(TIDY).await;
        }
    }

    pub(crate) async fn tidy(&self) -> Result<()> {
        loop {
            let now = self.inner.clock.now();
            let write = self.inner.db.write::<_, Error>(move |conn| {
                async move { Ok(conn.delete_expired_pages(now, TOGETHER).await?) }.boxed()
            });
            if write.await? < u64::from(TOGETHER) {
                return Ok(());
            }
        }
    }
}

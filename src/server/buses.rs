//! What joins the parts of a server, and the replicas: in memory, or by Redis and RabbitMQ. Nowhere else
//! does code ask which.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use bus::rabbit::{self, DeadLetters, Depth, RabbitMq, Size};
use bus::redis::{self, Redis};
use bus::{Leases, Limiter, Queue, Topic, memory};
use db::Db;
use futures_util::FutureExt as _;
use models::{ChangeMessage, Clock, Event, NotifyOwed, Random};
use tokio_util::task::TaskTracker;

use crate::app::Core;
use crate::config::{Config, Urls};
use crate::replica::{self, Replica};

/// Changes of messages that may wait to be stored; one more is answered `busy`.
const QUEUE: usize = 16_384;
/// As many at a broker, which keeps them while the database is away.
const AT_BROKER: u32 = 524_288;
/// Bytes of them at a broker: what is waiting there is also in its memory, in part.
const BYTES_AT_BROKER: u64 = 2 * 1024 * 1024 * 1024;
/// Wake-ups for notifications that may wait; more say nothing new.
const WAKE_UPS: u16 = 1_024;
/// The same at a broker, in one queue.
const ONE: Size = Size {
    partitions: 1,
    jobs: WAKE_UPS as u32,
    bytes: 1024 * 1024,
};
/// Events that may wait to be told; storing waits beyond.
const EVENTS: usize = 4_096;
/// What the queue of changes is called at a broker, and that of wake-ups.
pub(crate) const CHANGES: &str = "changes";
pub(crate) const OWED: &str = "owed";
/// The settings that hold what a server's names at Redis and RabbitMQ begin with, and its partitions.
const SERVER_ID: &str = "server_id";
const PARTITIONS: &str = "bus.partitions";
/// Which keys of the configuration say where they are.
const REDIS: &str = "bus.redis_url";
const RABBITMQ: &str = "bus.rabbitmq_url";

/// What joins the parts.
pub(crate) struct Bus {
    pub(crate) queue: Arc<dyn Queue<ChangeMessage>>,
    pub(crate) owed: Arc<dyn Queue<NotifyOwed>>,
    pub(crate) topic: Arc<dyn Topic<Event>>,
    pub(crate) leases: Arc<dyn Leases>,
    pub(crate) limiter: Arc<dyn Limiter>,
    /// What this server is among others, unless it is alone.
    pub(crate) replica: Option<Replica>,
}

impl Bus {
    /// For one process.
    pub(crate) fn in_memory(clock: &Clock) -> Self {
        Self {
            queue: memory::queue(QUEUE),
            owed: memory::queue(WAKE_UPS.into()),
            topic: memory::topic(EVENTS),
            leases: memory::leases(clock.clone()),
            limiter: memory::limiter(clock.clone()),
            replica: None,
        }
    }

    /// For one of several on the database `db`, whose lock they share.
    ///
    /// # Errors
    /// When Redis or RabbitMQ cannot be reached, and when other replicas are joined otherwise.
    pub(crate) async fn join(
        urls: Urls<'_>,
        partitions: u16,
        db: &Db,
        lock: &db::Lock,
        clock: &Clock,
        random: &Random,
        tasks: &TaskTracker,
    ) -> Result<Self> {
        let id = server_id(db, clock, random).await?;
        let fixed = find_or_set(db, PARTITIONS, partitions.to_string()).await?;
        ensure!(
            fixed == partitions.to_string(),
            "`bus.partitions` is {partitions} here, and the replicas of this database have {fixed}: set \
             `bus.partitions` to {fixed}"
        );
        let redis = Redis::connect(redis::Settings {
            url: urls.redis.to_owned(),
            prefix: format!("snug:{id}:"),
            random: random.clone(),
            tasks: tasks.clone(),
        });
        let redis = redis.await.context(REDIS)?;
        let rabbit = rabbit(urls, &id, random, tasks).await?;
        let mark = replica::agree(lock, &redis, &rabbit, partitions, random).await?;
        let (queue, share) = rabbit
            .queue(CHANGES, changes(partitions))
            .await
            .context(RABBITMQ)?;
        let (owed, _) = rabbit.queue(OWED, ONE).await.context(RABBITMQ)?;
        Ok(Self {
            queue,
            owed,
            topic: redis.topic().await.context(REDIS)?,
            leases: redis.leases(),
            limiter: redis.limiter(),
            replica: Some(Replica {
                redis: Arc::new(redis),
                rabbit: Arc::new(rabbit),
                mark,
                share,
                holder: random.uuid(clock.now()),
            }),
        })
    }

    /// Ends the connections, after everything else.
    pub(crate) async fn close(&self) {
        if let Some(replica) = &self.replica {
            replica.redis.close().await;
            replica.rabbit.close().await;
        }
    }
}

/// What was acknowledged and is not stored yet. Nobody works on the database now.
///
/// # Errors
/// When RabbitMQ cannot be reached.
pub(crate) async fn waiting(config: &Config, db: &Db) -> Result<Depth> {
    let id = db.read().await?.find_setting(SERVER_ID).await?;
    let Some((urls, id)) = config.bus.urls().zip(id) else {
        return Ok(Depth::default());
    };
    let rabbit = rabbit(urls, &id, &Random::system(), &TaskTracker::new()).await?;
    let waiting = rabbit
        .waiting(CHANGES, changes(config.bus.partitions()))
        .await;
    rabbit.close().await;
    waiting.context(RABBITMQ)
}

/// The changes that could not be stored, by a defect.
///
/// # Errors
/// Where there is no bus, or it cannot be reached.
pub(crate) async fn dead_letters(config: &Config, core: &Core) -> Result<DeadLetters> {
    let urls = config.bus.urls();
    let urls =
        urls.context("there are dead letters at RabbitMQ alone: `bus.rabbitmq_url` is not set")?;
    let (clock, random) = (Clock::system(), Random::system());
    let id = server_id(&core.db, &clock, &random).await?;
    let rabbit = rabbit(urls, &id, &random, &TaskTracker::new()).await?;
    Ok(rabbit.dead_letters(CHANGES, changes(config.bus.partitions())))
}

async fn rabbit(
    urls: Urls<'_>,
    id: &str,
    random: &Random,
    tasks: &TaskTracker,
) -> Result<RabbitMq> {
    let rabbit = RabbitMq::connect(rabbit::Settings {
        url: urls.rabbitmq.to_owned(),
        prefix: format!("snug.{id}."),
        random: random.clone(),
        tasks: tasks.clone(),
    });
    rabbit.await.context(RABBITMQ)
}

fn changes(partitions: u16) -> Size {
    Size {
        partitions,
        jobs: AT_BROKER,
        bytes: BYTES_AT_BROKER,
    }
}

/// What this server's names at Redis and RabbitMQ have in them, so that several may share those.
async fn server_id(db: &Db, clock: &Clock, random: &Random) -> Result<String> {
    let new = random.uuid(clock.now()).simple().to_string();
    find_or_set(db, SERVER_ID, new).await
}

/// What is set under `name`, or `new` from now on.
async fn find_or_set(db: &Db, name: &'static str, new: String) -> Result<String> {
    let kept = new.clone();
    let write = db.write::<_, db::Error>(move |conn| {
        async move {
            conn.insert_setting(name, &kept).await?;
            conn.find_setting(name).await
        }
        .boxed()
    });
    Ok(write.await?.unwrap_or(new))
}

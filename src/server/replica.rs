//! One replica among others: that all of one database agree before it serves, and its share of the work
//! while it does.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bus::rabbit::{RabbitMq, Share};
use bus::redis::Redis;
use bus::{Lease, Leases};
use db::Facts;
use models::Random;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What replicas tell each other is of this version. It is counted up where jobs or events change more
/// than by gaining fields; one apart works together.
const PROTOCOL: i32 = 1;
/// Between two renewals of the lease and of the marks.
const EVERY: Duration = Duration::from_secs(3);
/// For how long a replica counts that does not renew its lease.
const LEASE: Duration = Duration::from_secs(10);
/// For as long it is waited that the others mark a Redis or RabbitMQ again that came back empty.
const PATIENCE: Duration = Duration::from_secs(12);
/// Between two looks at whether they have.
const LOOK: Duration = Duration::from_millis(500);

/// This replica. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Replica {
    pub(crate) redis: Arc<Redis>,
    pub(crate) rabbit: Arc<RabbitMq>,
    /// What both are known by.
    pub(crate) mark: u32,
    /// How much of the queue is its own.
    pub(crate) share: Share,
    /// Under what it holds its lease.
    pub(crate) holder: Uuid,
}

/// Says to the others on the same database what this one is joined by, and hears what they are; the mark
/// of Redis and RabbitMQ, which are the same for all then.
///
/// # Errors
/// What is different, and what to do about it.
pub(crate) async fn agree(
    lock: &db::Lock,
    redis: &Redis,
    rabbit: &RabbitMq,
    partitions: u16,
    random: &Random,
) -> Result<u32> {
    let mut waited = Duration::ZERO;
    let mut told = None;
    let new = u32::from_le_bytes(random.bytes());
    loop {
        let mark = redis.find_mark(new).await.context("bus.redis_url")?;
        let own = Facts([PROTOCOL, partitions.into(), mark.cast_signed()]);
        let others = lock.tell(own).await.context("database.url")?;
        let refusal = match different(own, &others) {
            Some(Different::Version(theirs)) => bail!(
                "replicas of another version run that this one cannot work together with (their protocol is \
                 {theirs}, and this one's {PROTOCOL}): stop them first, or upgrade by way of the versions \
                 between"
            ),
            Some(Different::Partitions(theirs)) => bail!(
                "`bus.partitions` is {partitions} here, and other replicas of this database have {theirs}"
            ),
            Some(Different::Redis) => {
                "other replicas of this database are joined by another Redis: set `bus.redis_url` to theirs"
            }
            // Of those that start at once, the one whose mark Redis has goes first. Where that has not told
            // yet what it is joined by, nobody is seen here before it is looked once more.
            None if mark == new
                || (others.is_empty() && told == Some(mark))
                || rabbit.is_marked(mark).await.context("bus.rabbitmq_url")? =>
            {
                rabbit.mark(mark).await.context("bus.rabbitmq_url")?;
                return Ok(mark);
            }
            None => {
                "other replicas of this database are joined by another RabbitMQ: set `bus.rabbitmq_url` to \
                 theirs"
            }
        };
        told = Some(mark);
        // It may have come back empty, and they mark it again.
        if waited >= PATIENCE {
            bail!(refusal);
        }
        tokio::time::sleep(LOOK).await;
        waited += LOOK;
    }
}

/// What another replica is joined by otherwise.
#[derive(Debug, PartialEq, Eq)]
enum Different {
    Version(i32),
    Partitions(i32),
    Redis,
}

fn different(own: Facts, others: &[Facts]) -> Option<Different> {
    let Facts([protocol, partitions, mark]) = own;
    let differences = others.iter().filter_map(|Facts([version, parts, redis])| {
        if protocol.abs_diff(*version) > 1 {
            Some(Different::Version(*version))
        } else if partitions != *parts {
            Some(Different::Partitions(*parts))
        } else {
            (mark != *redis).then_some(Different::Redis)
        }
    });
    // What no waiting mends comes first.
    differences.min_by_key(|difference| matches!(difference, Different::Redis))
}

impl Replica {
    /// Says that this replica lives, counts the others and takes its share of the work, until it closes.
    pub(crate) async fn keep(self, leases: Arc<dyn Leases>, closing: CancellationToken) {
        let keeping = async {
            // Beside: while RabbitMQ is away each try takes longer than the lease has.
            tokio::join!(self.keep_lease(&*leases), self.keep_marked());
        };
        closing.run_until_cancelled(keeping).await;
        // So that the others take its share at once; otherwise the lease runs out.
        let _ = leases.release(Lease::Replica, self.holder).await;
    }

    async fn keep_marked(&self) {
        loop {
            if let Err(error) = self.rabbit.mark(self.mark).await {
                tracing::debug!(%error, "RabbitMQ cannot be marked");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn keep_lease(&self, leases: &dyn Leases) {
        loop {
            self.hold_once(leases).await;
            tokio::time::sleep(EVERY).await;
        }
    }

    /// While Redis is away nothing changes.
    async fn hold_once(&self, leases: &dyn Leases) {
        let counted = async {
            leases.hold(Lease::Replica, self.holder, LEASE).await?;
            leases.holders(Lease::Replica).await
        };
        match counted.await {
            Ok(replicas) => {
                self.share.of(replicas);
                metrics::gauge!("snug_replicas").set(replicas as f64);
            }
            Err(error) => tracing::debug!(%error, "the replicas cannot be counted"),
        }
        metrics::gauge!("snug_queue_partitions").set(self.share.held() as f64);
        if let Err(error) = self.redis.mark(self.mark).await {
            tracing::debug!(%error, "Redis cannot be marked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replicas_agree_on_all_but_a_version_that_is_one_apart() {
        let own = Facts([3, 16, 7]);
        let with = |others: &[[i32; 3]]| {
            let others: Vec<Facts> = others.iter().copied().map(Facts).collect();
            different(own, &others)
        };
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[[3, 16, 7], [2, 16, 7], [4, 16, 7]]), None);
        assert_eq!(with(&[[1, 16, 7]]), Some(Different::Version(1)));
        assert_eq!(with(&[[5, 16, 7]]), Some(Different::Version(5)));
        assert_eq!(with(&[[3, 8, 7]]), Some(Different::Partitions(8)));
        assert_eq!(with(&[[3, 16, 7], [3, 16, 8]]), Some(Different::Redis));
        let both = with(&[[3, 16, 8], [3, 8, 7]]);
        assert_eq!(both, Some(Different::Partitions(8)), "no waiting mends it");
    }
}

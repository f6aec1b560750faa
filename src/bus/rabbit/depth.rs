//! How many jobs wait at the broker, asked now and then.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lapin::Channel;
use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;

use super::connect::Line;
use super::topology::Topology;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(2);

/// Looks again and again; never returns.
pub(super) async fn watch(line: Arc<Line>, topology: Arc<Topology>, depth: Arc<AtomicUsize>) {
    loop {
        let channel = line.channel().await;
        while let Ok(found) = count(&channel, &topology).await {
            depth.store(found.jobs, Ordering::Relaxed);
            tokio::time::sleep(EVERY).await;
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// What a broker has of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Jobs that nobody was given.
    pub jobs: usize,
    /// Who may have been given others that are not done. A broker counts whoever was killed until it notices.
    pub consumers: usize,
    /// Jobs that could not be done, where that was asked.
    pub dead: usize,
}

pub(super) async fn count(channel: &Channel, topology: &Topology) -> lapin::Result<Depth> {
    let mut all = Depth::default();
    for partition in 0..topology.size.partitions {
        let one = of(channel, topology.queue(partition)).await?;
        all.jobs += one.jobs;
        all.consumers += one.consumers;
    }
    Ok(all)
}

/// What the broker has of one partition.
pub(super) async fn of(channel: &Channel, queue: String) -> lapin::Result<Depth> {
    let only_ask = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    let queue = channel
        .queue_declare(queue.into(), only_ask, FieldTable::default())
        .await?;
    let number = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    Ok(Depth {
        jobs: number(queue.message_count()),
        consumers: number(queue.consumer_count()),
        dead: 0,
    })
}

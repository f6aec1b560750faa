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
        while let Ok(jobs) = count(&channel, &topology).await {
            depth.store(jobs, Ordering::Relaxed);
            tokio::time::sleep(EVERY).await;
        }
        tokio::time::sleep(EVERY).await;
    }
}

pub(super) async fn count(channel: &Channel, topology: &Topology) -> lapin::Result<usize> {
    let mut jobs = 0;
    for partition in 0..topology.size.partitions {
        jobs += waiting(channel, topology.queue(partition)).await?;
    }
    Ok(jobs)
}

/// How many messages a queue has that nobody was given.
pub(super) async fn waiting(channel: &Channel, queue: String) -> lapin::Result<usize> {
    let only_ask = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    let queue = channel
        .queue_declare(queue.into(), only_ask, FieldTable::default())
        .await?;
    Ok(usize::try_from(queue.message_count()).unwrap_or(usize::MAX))
}

//! Jobs for the tests of RabbitMQ, whoever publishes them for a while, and whoever does them.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use models::Code;
use parking_lot::Mutex;
use tests::Shared;
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

use super::{RabbitMq, Share, Size};
use crate::contract::{A_WHILE, PATIENCE, prefix, rabbitmq_at};
use crate::{Consumer, Queue};

pub(super) const SIZE: Size = Size {
    partitions: 4,
    jobs: 40_000,
    bytes: 40_000_000,
};
/// Keys that jobs are published for.
const KEYS: u128 = 20;

/// A key, and the number of the job among its own.
pub(super) type Job = (u128, u32);
pub(super) type Jobs = Arc<dyn Queue<Job>>;

pub(super) async fn queue_of(rabbitmq: &RabbitMq) -> (Jobs, Share) {
    let queue = rabbitmq.queue("jobs", SIZE).await;
    queue.expect("a queue")
}

pub(super) async fn shared() -> RabbitMq {
    rabbitmq_at(&Shared::get().rabbitmq_url, &prefix()).await
}

/// What workers have done, by key, in the order in which they did it first.
#[derive(Clone, Default)]
pub(super) struct Done(Arc<Mutex<HashMap<u128, Vec<u32>>>>);

impl Done {
    /// Does jobs until the queue ends.
    pub(super) async fn work(self, mut jobs: Box<dyn Consumer<Job>>) {
        while let Some(deliveries) = jobs.next(100).await {
            // As long as a commit takes.
            tokio::time::sleep(Duration::from_millis(2)).await;
            for delivery in deliveries {
                let (key, number) = delivery.job;
                let mut done = self.0.lock();
                let numbers = done.entry(key).or_default();
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
                drop(done);
                delivery.done(Ok(()));
            }
        }
    }

    pub(super) fn has(&self, (key, number): Job) -> bool {
        let done = self.0.lock();
        done.get(&key)
            .is_some_and(|numbers| numbers.contains(&number))
    }

    /// Waits until all of these are done, and looks whether each key's came in order.
    pub(super) async fn all(&self, safe: &[Job]) {
        let waiting = async {
            while !safe.iter().all(|job| self.has(*job)) {
                tokio::time::sleep(A_WHILE / 10).await;
            }
        };
        if timeout(PATIENCE, waiting).await.is_err() {
            let missing: Vec<_> = safe.iter().filter(|job| !self.has(**job)).collect();
            panic!("lost: {missing:?}");
        }
        for (key, numbers) in &*self.0.lock() {
            assert!(numbers.is_sorted(), "{key}: {numbers:?}");
        }
    }
}

/// Publishes jobs of every key for a while, in order; those that are safe.
pub(super) async fn publish(queue: Jobs, first: u32, span: Duration) -> Vec<Job> {
    publish_until(tokio::time::sleep(span), queue, first).await
}

/// The same until something has happened.
pub(super) async fn publish_until(
    happened: impl Future<Output = ()>,
    queue: Jobs,
    first: u32,
) -> Vec<Job> {
    let mut happened = pin!(happened);
    let mut receipts = Vec::new();
    let mut number = first;
    loop {
        for key in 0..KEYS {
            let receipt = queue.publish(Uuid::from_u128(key), (key, number));
            receipts.push(async move { receipt.safe().await.map(|()| (key, number)) });
        }
        number += 1;
        tokio::select! {
            () = &mut happened => break,
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
    }
    let outcomes = timeout(PATIENCE, join_all(receipts)).await;
    let outcomes = outcomes.expect("every receipt resolves");
    for problem in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(problem.code, Code::Busy);
    }
    outcomes.into_iter().flatten().collect()
}

/// Does something at the same time.
pub(super) fn beside<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> JoinSet<T> {
    let mut set = JoinSet::new();
    set.spawn(work);
    set
}

pub(super) async fn end<T: 'static>(mut set: JoinSet<T>) -> T {
    set.join_next().await.expect("it runs").unwrap()
}

//! A queue: its partitions, each with a publisher, and with a consumer once somebody works on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use models::{Problem, Random};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::connect::Line;
use super::consume::Partition;
use super::inbox::{Consumer, Inbox};
use super::publish::{Job, Publisher, WAITING};
use super::share::Share;
use super::topology::Topology;
use super::{RabbitMq, depth};
use crate::Receipt;

struct Queue<J> {
    topology: Arc<Topology>,
    consuming: Arc<Line>,
    random: Random,
    tasks: TaskTracker,
    /// A line to each partition's publisher.
    lines: Vec<mpsc::Sender<Job>>,
    inbox: Arc<Inbox<J>>,
    share: Share,
    /// As the broker said last.
    depth: Arc<AtomicUsize>,
    closing: CancellationToken,
    /// All that was accepted has been published, or refused.
    published: CancellationToken,
}

/// A queue at a broker that has it, and the part of it that this replica holds.
pub(super) fn queue<J>(
    rabbit: &RabbitMq,
    topology: Arc<Topology>,
) -> (Arc<dyn crate::Queue<J>>, Share)
where
    J: Serialize + DeserializeOwned + Send + 'static,
{
    let share = Share::new(topology.size.partitions);
    let mut queue = Queue {
        topology: Arc::clone(&topology),
        consuming: Arc::clone(&rabbit.consuming),
        random: rabbit.settings.random.clone(),
        tasks: rabbit.settings.tasks.clone(),
        lines: Vec::new(),
        inbox: Arc::new(Inbox::new()),
        share: share.clone(),
        depth: Arc::default(),
        closing: CancellationToken::new(),
        published: CancellationToken::new(),
    };
    let publishers = TaskTracker::new();
    for partition in 0..topology.size.partitions {
        let (sender, line) = mpsc::channel(WAITING);
        let publishing = Arc::clone(&rabbit.publishing);
        let random = queue.random.clone();
        let publisher = Publisher::new(publishing, Arc::clone(&topology), partition, random);
        let work = publisher.run(line, queue.closing.clone());
        queue.tasks.spawn(publishers.track_future(work));
        queue.lines.push(sender);
    }
    publishers.close();
    let published = queue.published.clone();
    queue.tasks.spawn(async move {
        publishers.wait().await;
        published.cancel();
    });
    let watching = depth::watch(
        Arc::clone(&rabbit.consuming),
        topology,
        Arc::clone(&queue.depth),
    );
    let until = queue.closing.clone();
    queue.tasks.spawn(async move {
        until.run_until_cancelled(watching).await;
    });
    (Arc::new(queue), share)
}

impl<J> crate::Queue<J> for Queue<J>
where
    J: Serialize + DeserializeOwned + Send + 'static,
{
    fn publish(&self, key: Uuid, job: J) -> Receipt {
        let line = self.lines.get(usize::from(self.topology.partition(key)));
        let body = serde_json::to_vec(&job).inspect_err(|error| {
            tracing::error!(%error, "a job cannot be written");
        });
        let (Some(line), Ok(body), false) = (line, body, self.closing.is_cancelled()) else {
            return Receipt::refused(Problem::busy());
        };
        let (receipt, safe) = oneshot::channel();
        match line.try_send(Job::new(body, receipt)) {
            Ok(()) => Receipt(Ok(safe)),
            Err(_) => Receipt::refused(Problem::busy()),
        }
    }

    fn consume(&self) -> Box<dyn crate::Consumer<J>> {
        let (worker, is_first) = self.inbox.enter(self.lines.len());
        if is_first {
            for number in 0..self.topology.size.partitions {
                let partition = Partition {
                    line: Arc::clone(&self.consuming),
                    topology: Arc::clone(&self.topology),
                    number,
                    inbox: Arc::clone(&self.inbox),
                    share: self.share.clone(),
                    random: self.random.clone(),
                    closing: self.published.clone(),
                };
                self.tasks.spawn(partition.run());
            }
        }
        let inbox = Arc::clone(&self.inbox);
        Box::new(Consumer { worker, inbox })
    }

    fn depth(&self) -> usize {
        self.depth.load(Ordering::Relaxed) + self.inbox.len()
    }

    fn close(&self) {
        self.closing.cancel();
    }
}

//! Publishes one partition's jobs, in the order in which they came, and says of each when the broker has
//! confirmed it.
//!
//! *Invariant:* a job is told to be safe only after its confirm. One whose outcome a lost connection hides
//! is published again, with all that came after it, so that their order is kept: doing a job twice is
//! harmless. What is not confirmed in time is `busy`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, MaybeDone, maybe_done};
use lapin::options::BasicPublishOptions;
use lapin::{BasicProperties, Channel, Confirmation};
use models::{Problem, Random};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::Pause;
use super::connect::Line;
use super::topology::Topology;

/// After this long a job that was not confirmed is `busy`.
const CONFIRM: Duration = Duration::from_secs(10);
/// Jobs of one partition that are on their way to the broker.
const ON_THE_WAY: usize = 512;
/// Jobs of one partition that wait to be; one more is `busy`.
pub(super) const WAITING: usize = 1_024;
/// AMQP's word for what survives a restart.
const PERSISTENT: u8 = 2;

/// A job that waits for its confirm.
pub(super) struct Job {
    body: Bytes,
    receipt: oneshot::Sender<Result<(), Problem>>,
    /// Until when.
    until: Instant,
}

impl Job {
    pub(super) fn new(body: Vec<u8>, receipt: oneshot::Sender<Result<(), Problem>>) -> Self {
        Self {
            body: body.into(),
            receipt,
            until: Instant::now() + CONFIRM,
        }
    }

    fn tell(self, outcome: Result<(), Problem>) {
        // Whoever waited may have gone; the job is where it is.
        let _ = self.receipt.send(outcome);
    }
}

type Confirm = MaybeDone<BoxFuture<'static, lapin::Result<Confirmation>>>;

pub(super) struct Publisher {
    line: Arc<Line>,
    topology: Arc<Topology>,
    partition: u16,
    random: Random,
    /// What the jobs' ids begin with, so that a dead letter can be named.
    id: String,
    count: u64,
    on_the_way: VecDeque<(Job, Option<Confirm>)>,
}

impl Publisher {
    pub(super) fn new(
        line: Arc<Line>,
        topology: Arc<Topology>,
        partition: u16,
        random: Random,
    ) -> Self {
        let id = format!("{:016x}", u64::from_le_bytes(random.bytes()));
        Self {
            line,
            topology,
            partition,
            random,
            id,
            count: 0,
            on_the_way: VecDeque::new(),
        }
    }

    /// Publishes until `closing`, and then what still waits.
    pub(super) async fn run(mut self, mut jobs: mpsc::Receiver<Job>, closing: CancellationToken) {
        let mut open = true;
        let mut channel: Option<Channel> = None;
        let mut pause = Pause::new(&self.random);
        let mut opening = self.open(pause.clone());
        'jobs: while open || !self.on_the_way.is_empty() {
            let until = self.on_the_way.front().map(|(job, _)| job.until);
            let mut outcome = tokio::select! {
                biased;
                opened = &mut opening, if channel.is_none() => {
                    let (opened, waited) = opened;
                    (channel, pause) = (Some(opened), waited);
                    self.start_again(channel.as_ref()).await;
                    continue;
                }
                outcome = confirmed(&mut self.on_the_way), if channel.is_some() => outcome,
                () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => {
                    // The oldest; the others follow it.
                    self.tell_first(Err(Problem::busy()));
                    Err("a job was not confirmed in time".to_owned())
                }
                job = jobs.recv(), if open && self.on_the_way.len() < ON_THE_WAY => {
                    open = job.is_some();
                    let mut next = job;
                    while let Some(job) = next {
                        self.start(channel.as_ref(), job).await;
                        let has_room = self.on_the_way.len() < ON_THE_WAY;
                        next = has_room.then(|| jobs.try_recv().ok()).flatten();
                    }
                    continue;
                }
                () = closing.cancelled(), if open && !jobs.is_closed() => {
                    jobs.close();
                    continue;
                }
            };
            while let Ok(told) = outcome {
                pause.reset();
                self.tell_first(told);
                // The broker confirms many in one go.
                match confirmed(&mut self.on_the_way).now_or_never() {
                    Some(next) => outcome = next,
                    None => continue 'jobs,
                }
            }
            if let Err(reason) = outcome
                && channel.take().is_some()
            {
                let queue = self.topology.queue(self.partition);
                tracing::warn!(queue, reason, "jobs are published again");
                for (_, confirm) in &mut self.on_the_way {
                    *confirm = None;
                }
                opening = self.open(pause.clone());
            }
        }
    }

    /// A channel on which jobs are confirmed, however long it takes.
    fn open(&self, mut pause: Pause) -> BoxFuture<'static, (Channel, Pause)> {
        let (line, topology) = (Arc::clone(&self.line), Arc::clone(&self.topology));
        let partition = self.partition;
        async move {
            loop {
                pause.wait().await;
                let channel = line.channel().await;
                match topology.publisher(&channel, partition).await {
                    Ok(()) => return (channel, pause),
                    Err(error) => {
                        let queue = topology.queue(partition);
                        tracing::warn!(%error, queue, "jobs cannot be published");
                    }
                }
            }
        }
        .boxed()
    }

    async fn start_again(&mut self, channel: Option<&Channel>) {
        for (job, _) in std::mem::take(&mut self.on_the_way) {
            self.start(channel, job).await;
        }
    }

    /// Hands a job to the channel before it returns, where there is one.
    async fn start(&mut self, channel: Option<&Channel>, job: Job) {
        if job.until <= Instant::now() {
            job.tell(Err(Problem::busy()));
            return;
        }
        let Some(channel) = channel.cloned() else {
            self.on_the_way.push_back((job, None));
            return;
        };
        self.count += 1;
        let properties = BasicProperties::default()
            .with_delivery_mode(PERSISTENT)
            .with_message_id(format!("{}-{}", self.id, self.count).into());
        let (queue, body) = (self.topology.queue(self.partition), job.body.clone());
        // Where the queue has gone the broker says so, and does not confirm what nobody has.
        let options = BasicPublishOptions {
            mandatory: true,
            ..BasicPublishOptions::default()
        };
        let publish = async move {
            let sent = channel.basic_publish("".into(), queue.into(), options, &body, properties);
            sent.await?.await
        };
        let mut confirm = maybe_done(publish.boxed());
        // Asked once it is in the channel's line, behind the job before it.
        std::future::poll_fn(|context| {
            let _ = confirm.poll_unpin(context);
            std::task::Poll::Ready(())
        })
        .await;
        self.on_the_way.push_back((job, Some(confirm)));
    }

    fn tell_first(&mut self, outcome: Result<(), Problem>) {
        if let Some((job, _)) = self.on_the_way.pop_front() {
            if outcome.is_err() {
                let queue = self.topology.called.clone();
                metrics::counter!("snug_jobs_refused_total", "queue" => queue).increment(1);
            }
            job.tell(outcome);
        }
    }
}

/// Waits for the first job's confirm: what it is to be told, or why the channel is of no use any more.
async fn confirmed(
    on_the_way: &mut VecDeque<(Job, Option<Confirm>)>,
) -> Result<Result<(), Problem>, String> {
    let Some((_, Some(confirm))) = on_the_way.front_mut() else {
        return std::future::pending().await;
    };
    (&mut *confirm).await;
    match std::pin::Pin::new(confirm).take_output() {
        Some(Ok(Confirmation::Ack(None))) => Ok(Ok(())),
        // The queue is full.
        Some(Ok(Confirmation::Nack(None))) => Ok(Err(Problem::busy())),
        // lapin may give what was returned to another job of the channel: none of them is believed.
        Some(Ok(Confirmation::Ack(Some(_)) | Confirmation::Nack(Some(_)))) => {
            Err("the queue has gone".to_owned())
        }
        Some(Ok(Confirmation::NotRequested)) | None => Err("confirms are off".to_owned()),
        Some(Err(error)) => Err(error.to_string()),
    }
}

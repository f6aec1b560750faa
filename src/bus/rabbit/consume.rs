//! Takes one partition's jobs, as long as the broker gives them to this replica, and acknowledges them once
//! they are done.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions, BasicRejectOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Consumer};
use models::Random;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::Pause;
use super::connect::{Line, OK};
use super::depth;
use super::inbox::Inbox;
use super::share::Share;
use super::topology::Topology;
use super::window::{Settled, Window};

/// Jobs of one partition that are here and not acknowledged.
const AHEAD: u16 = 256;
/// A queue that ends is looked at when nothing has come for so long. It is empty when the broker says so
/// twice: what was given out before the first time has come by then.
const QUIET: Duration = Duration::from_millis(100);
const LOOKS: u32 = 2;
/// What is left after this long is left to other replicas.
const DRAIN: Duration = Duration::from_secs(2);
/// How long a channel has to be closed in.
const CLOSE: Duration = Duration::from_secs(1);

pub(super) struct Partition<J> {
    pub(super) line: Arc<Line>,
    pub(super) topology: Arc<Topology>,
    pub(super) number: u16,
    pub(super) inbox: Arc<Inbox<J>>,
    pub(super) share: Share,
    pub(super) random: Random,
    /// All that was accepted here has been published: what is there is still done, and then it ends.
    pub(super) closing: CancellationToken,
}

/// Why a channel is of no use any more.
enum End {
    Closed,
    /// Others may have it.
    SteppedBack,
    Broken(String),
}

impl From<lapin::Error> for End {
    fn from(error: lapin::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl<J: DeserializeOwned> Partition<J> {
    pub(super) async fn run(self) {
        let mut pause = Pause::new(&self.random);
        loop {
            let opened = tokio::select! {
                opened = async { pause.wait().await; self.open().await } => opened,
                () = self.is_over() => break,
            };
            let begun = Instant::now();
            let end = match opened {
                Ok((channel, consumer)) => self.take_from(&channel, consumer).await,
                Err(error) => End::Broken(error.to_string()),
            };
            match end {
                End::Closed => break,
                End::SteppedBack => {
                    pause.reset();
                    tracing::debug!(queue = self.queue(), "left to other replicas");
                }
                End::Broken(reason) => {
                    tracing::warn!(queue = self.queue(), reason, "no jobs come for now");
                }
            }
            if begun.elapsed() > Pause::LONGEST {
                pause.reset();
            }
        }
        self.inbox.leave();
    }

    /// Waits until what is still there is left to others.
    async fn is_over(&self) {
        self.closing.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    }

    fn queue(&self) -> String {
        self.topology.queue(self.number)
    }

    async fn open(&self) -> lapin::Result<(Channel, Consumer)> {
        let channel = self.line.channel().await;
        self.topology.declare(&channel, self.number).await?;
        channel.basic_qos(AHEAD, BasicQosOptions::default()).await?;
        let options = BasicConsumeOptions::default();
        let consumer = channel
            .basic_consume(
                self.queue().into(),
                "".into(),
                options,
                FieldTable::default(),
            )
            .await?;
        Ok((channel, consumer))
    }

    /// Takes what a channel gives until its end; what is left of it then is forgotten here, and comes
    /// again.
    async fn take_from(&self, channel: &Channel, mut jobs: Consumer) -> End {
        let window = Arc::new(Window::default());
        let end = tokio::select! {
            end = self.keep_taking(channel, &mut jobs, &window) => end,
            () = self.share.step_back(self.number) => End::SteppedBack,
        };
        self.inbox.forget(&window);
        self.share.lose(self.number);
        // One that has gone does not mind.
        let _ = timeout(CLOSE, channel.close(OK, "".into())).await;
        end
    }

    async fn keep_taking(
        &self,
        channel: &Channel,
        jobs: &mut Consumer,
        window: &Arc<Window>,
    ) -> End {
        let mut last = Instant::now();
        let (mut until, mut looks, mut is_held) = (None, 0, false);
        loop {
            let quiet = last + QUIET;
            tokio::select! {
                job = jobs.next() => match job {
                    Some(Ok(job)) => {
                        (last, looks) = (Instant::now(), 0);
                        if !is_held {
                            is_held = true;
                            self.share.take(self.number);
                        }
                        self.take(&job, window);
                    }
                    Some(Err(error)) => return error.into(),
                    None => return End::Broken("the broker gives out no more".to_owned()),
                },
                () = window.news() => match window.take() {
                    Some(settled) => {
                        if let Err(error) = acknowledge(channel, &settled) {
                            return error.into();
                        }
                    }
                    None => return End::Broken("a job was not done".to_owned()),
                },
                () = self.closing.cancelled(), if until.is_none() => {
                    last = Instant::now();
                    until = Some(last + DRAIN);
                }
                () = sleep_until(quiet), if until.is_some() => {
                    last = quiet;
                    if window.is_empty() {
                        match depth::of(channel, self.queue()).await {
                            Ok(found) if found.jobs == 0 => looks += 1,
                            Ok(_) => looks = 0,
                            Err(error) => return error.into(),
                        }
                    }
                    if looks == LOOKS || until.is_some_and(|until| until <= quiet) {
                        return End::Closed;
                    }
                }
            }
        }
    }

    fn take(&self, job: &Delivery, window: &Arc<Window>) {
        if job.redelivered {
            let queue = self.topology.called.clone();
            metrics::counter!("snug_jobs_redelivered_total", "queue" => queue).increment(1);
        }
        let unsettled = window.push(job.delivery_tag);
        match serde_json::from_slice(&job.data) {
            Ok(job) => self.inbox.push(job, unsettled, window),
            Err(error) => {
                let queue = self.queue();
                tracing::error!(%error, queue, "a job that this version does not know");
                unsettled.fail();
            }
        }
    }
}

/// Puts acknowledgements into the channel's line. Nobody waits until they are sent: where they cannot be,
/// the channel ends.
fn acknowledge(channel: &Channel, settled: &[Settled]) -> lapin::Result<()> {
    for settled in settled {
        let sent = match *settled {
            Settled::UpTo(tag) => {
                let all = BasicAckOptions { multiple: true };
                channel.basic_ack(tag, all).now_or_never()
            }
            Settled::Failed(tag) => {
                metrics::counter!("snug_jobs_failed_total").increment(1);
                let away = BasicRejectOptions { requeue: false };
                channel.basic_reject(tag, away).now_or_never()
            }
        };
        sent.transpose()?;
    }
    Ok(())
}

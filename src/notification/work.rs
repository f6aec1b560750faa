//! What runs as long as the server does: one task that expands what is owed, one that has each push
//! service that something is due for called, all at the same time, and one that mails.
//!
//! *Invariant:* a wake-up is a hint. What nobody was woken for is found by a sweep.

use std::time::Duration;

use bus::Consumer;
use db::DueService;
use models::{NotifyOwed, Timestamp, UserId};
use tokio::time::Instant;

use crate::services::{Left, Taken};
use crate::{Error, Inner, Notifications, Result};

/// After the first message, for others of the same conversation.
const GATHER: Duration = Duration::from_millis(100);
/// Without being woken.
const SWEEP: Duration = Duration::from_secs(5);
/// After an error.
pub(crate) const RETRY: Duration = Duration::from_secs(1);
/// Wake-ups that are taken together.
const WAKE_UPS: usize = 1_024;
/// How often subscriptions of ended sessions are looked for, and how many are taken away at a time.
const TIDY: Duration = Duration::from_secs(60);
pub(crate) const TOGETHER: u32 = 500;

impl Notifications {
    /// Begins what is done again and again. `alone` says that no other server has this database, so
    /// that what is claimed was claimed by a server that is no more.
    pub fn start(&self, woken: Box<dyn Consumer<NotifyOwed>>, alone: bool) {
        let stop = self.inner.stop.clone();
        let (expander, sender, tidier) = (self.clone(), self.clone(), self.clone());
        let mailer = self.clone();
        let keep = |work| {
            let stop = stop.clone();
            self.spawn(async move {
                stop.run_until_cancelled(work).await;
            });
        };
        keep(Box::pin(expander.keep_expanding(woken)) as futures_util::future::BoxFuture<'_, ()>);
        keep(Box::pin(sender.keep_sending(alone)));
        keep(Box::pin(tidier.keep_tidy()));
        // It gives back what it has claimed.
        self.spawn(mailer.keep_mailing(alone));
    }

    /// Writes what was done already, and would be done twice: where that fails it is tried again for `most`,
    /// or until the server stops.
    pub(crate) async fn insist<W>(
        &self,
        most: Duration,
        what: &str,
        write: impl Fn() -> W + Send,
    ) -> Result<()>
    where
        W: Future<Output = Result<()>> + Send,
    {
        let since = Instant::now();
        let mut has_failed = false;
        loop {
            let Err(error) = write().await else {
                return Ok(());
            };
            if self.inner.stop.is_cancelled() || since.elapsed() >= most {
                return Err(error);
            }
            if !std::mem::replace(&mut has_failed, true) {
                complain(&error, what);
            }
            let rest = tokio::time::sleep(RETRY);
            self.inner.stop.run_until_cancelled(rest).await;
        }
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Inner { tasks, beside, .. } = &*self.inner;
        tasks.spawn_on(work, beside);
    }

    async fn keep_expanding(self, mut woken: Box<dyn Consumer<NotifyOwed>>) {
        loop {
            match self.expand().await {
                Ok(true) => self.inner.due.notify_one(),
                Ok(false) => {}
                Err(error) => {
                    // What it is not about may be due.
                    self.inner.due.notify_one();
                    complain(&error, "what is owed waits to be expanded");
                    tokio::time::sleep(RETRY).await;
                }
            }
            match tokio::time::timeout(SWEEP, woken.next(WAKE_UPS)).await {
                Ok(Some(wake_ups)) => {
                    for wake_up in wake_ups {
                        wake_up.done(Ok(()));
                    }
                    tokio::time::sleep(GATHER).await;
                }
                // Nobody wakes it any more.
                Ok(None) => tokio::time::sleep(SWEEP).await,
                Err(_) => {}
            }
        }
    }

    async fn keep_sending(self, alone: bool) {
        if alone && let Err(error) = self.release().await {
            complain(
                &error,
                "pushes that a killed server was sending are sent later",
            );
        }
        loop {
            let pause = match self.send_due().await {
                Ok(pause) => pause,
                Err(error) => {
                    complain(&error, "pushes wait to be sent");
                    RETRY
                }
            };
            let _ = tokio::time::timeout(pause, self.inner.due.notified()).await;
        }
    }

    pub(crate) async fn release(&self) -> Result<()> {
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.release_claims().await?) })
        });
        write.await.map(drop)
    }

    /// Has each push service called that something is due for; how long there is nothing else to do.
    pub(crate) async fn send_due(&self) -> Result<Duration> {
        let now = self.inner.clock.now();
        let services = self.inner.db.read().await?.list_due_services(now).await?;
        for due in services {
            let Some(taken) = self.take(due, now).await? else {
                continue;
            };
            let this = self.clone();
            self.spawn(async move {
                if let Err(error) = this.drain(&taken).await {
                    complain(&error, "pushes wait to be sent");
                    let rest = tokio::time::sleep(RETRY);
                    this.inner.stop.run_until_cancelled(rest).await;
                }
                drop(taken);
                this.inner.due.notify_one();
            });
        }
        // What was due already is on its way, or its push service is left alone.
        let next = self.inner.db.read().await?.next_due(now).await?;
        let wait = next.map_or(SWEEP, |due| due.since(self.inner.clock.now()));
        Ok(wait.clamp(GATHER, SWEEP))
    }

    /// Takes a push service for whoever waits there longest, or for somebody behind those who have enough
    /// of them called.
    async fn take(&self, due: DueService, now: Timestamp) -> Result<Option<Taken>> {
        let DueService { service, user_id } = due;
        let services = &self.inner.services;
        let full: Vec<UserId> = match services.take(&service, user_id, now) {
            Ok(taken) => return Ok(Some(taken)),
            Err(Left::ForNow) => return Ok(None),
            Err(Left::For(full)) => full.into_iter().collect(),
        };
        let mut conn = self.inner.db.read().await?;
        let other = conn.find_waiting(&service, &full, now).await?;
        Ok(other.and_then(|who| services.take(&service, who, now).ok()))
    }

    async fn keep_tidy(self) {
        loop {
            if let Err(error) = self.tidy().await {
                complain(&error, "subscriptions of ended sessions are still there");
            }
            if let Err(error) = self.find_lost().await {
                complain(&error, "pushes that nobody will take are still there");
            }
            tokio::time::sleep(TIDY).await;
        }
    }

    /// Takes subscriptions away whose session has ended. Nothing is sent to them anyway.
    pub(crate) async fn tidy(&self) -> Result<()> {
        loop {
            let now = self.inner.clock.now();
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.delete_ended_subscriptions(now, TOGETHER).await?) })
            });
            if write.await? < u64::from(TOGETHER) {
                return Ok(());
            }
        }
    }
}

pub(crate) fn complain(error: &Error, what: &str) {
    if !matches!(error, Error::Db(error) if !error.is_news()) {
        tracing::warn!(%error, "{what}");
    }
}

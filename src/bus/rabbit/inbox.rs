//! What has come from all partitions, and waits for the one worker. It is bounded by what the broker gives
//! out ahead.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::window::{Unsettled, Window};
use crate::{Delivery, Waiting, Waits};

pub(super) struct Inbox<J> {
    line: Mutex<Line<J>>,
    /// Wakes the worker: a job came, all partitions have ended, or another worker took over.
    news: Notify,
}

struct Line<J> {
    waiting: VecDeque<(J, Unsettled, Arc<Window>)>,
    /// Partitions that jobs may still come from; none before the first worker.
    partitions: Option<usize>,
    /// Which worker is the one; earlier ones have been taken over from.
    worker: u64,
}

impl<J> Inbox<J> {
    pub(super) fn new() -> Self {
        let line = Line {
            waiting: VecDeque::new(),
            partitions: None,
            worker: 0,
        };
        Self {
            line: Mutex::new(line),
            news: Notify::new(),
        }
    }

    pub(super) fn push(&self, job: J, unsettled: Unsettled, window: &Arc<Window>) {
        let job = (job, unsettled, Arc::clone(window));
        self.line.lock().waiting.push_back(job);
        self.news.notify_one();
    }

    /// A channel has ended: what it gave out comes again, and here it is forgotten.
    pub(super) fn forget(&self, window: &Arc<Window>) {
        let mut line = self.line.lock();
        let waiting = std::mem::take(&mut line.waiting);
        for (job, unsettled, of) in waiting {
            if Arc::ptr_eq(&of, window) {
                unsettled.forget();
            } else {
                line.waiting.push_back((job, unsettled, of));
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.line.lock().waiting.len()
    }

    /// A new worker, and whether it is the first: then jobs may come from so many partitions.
    pub(super) fn enter(&self, partitions: usize) -> (u64, bool) {
        let mut line = self.line.lock();
        line.worker += 1;
        let is_first = line.partitions.is_none();
        line.partitions.get_or_insert(partitions);
        let worker = line.worker;
        drop(line);
        self.news.notify_waiters();
        (worker, is_first)
    }

    /// A partition has ended.
    pub(super) fn leave(&self) {
        let mut line = self.line.lock();
        line.partitions = line
            .partitions
            .map(|partitions| partitions.saturating_sub(1));
        drop(line);
        // One permit stays for a worker that is about to wait.
        self.news.notify_one();
    }

    async fn next(&self, worker: u64, most: usize) -> Option<Vec<Delivery<J>>> {
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            // Counts as waiting from here on, so that no news falls between look and wait.
            news.as_mut().enable();
            {
                let mut line = self.line.lock();
                if line.worker != worker {
                    // The permit that woke us may have been the other one's.
                    self.news.notify_one();
                    return None;
                }
                let given = line.give(most.max(1));
                if !given.is_empty() {
                    return Some(given);
                }
                if line.partitions == Some(0) {
                    return None;
                }
            }
            news.await;
        }
    }
}

impl<J> Line<J> {
    /// What waits, up to `most`. What comes again is given only then, in its place.
    fn give(&mut self, most: usize) -> Vec<Delivery<J>> {
        let mut given = Vec::new();
        while given.len() < most
            && let Some((job, unsettled, window)) = self.waiting.pop_front()
        {
            if window.is_dropped() {
                unsettled.forget();
            } else {
                let waiting = Waiting(Waits::Broker(unsettled));
                given.push(Delivery { job, waiting });
            }
        }
        given
    }
}

pub(super) struct Consumer<J> {
    pub(super) worker: u64,
    pub(super) inbox: Arc<Inbox<J>>,
}

impl<J: Send + 'static> crate::Consumer<J> for Consumer<J> {
    fn next(&mut self, most: usize) -> BoxFuture<'_, Option<Vec<Delivery<J>>>> {
        self.inbox.next(self.worker, most).boxed()
    }
}

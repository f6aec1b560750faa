//! Jobs of one process: a bounded line, taken from in lumps.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use models::Problem;
use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use crate::{Delivery, Receipt, Waiting, Waits};

/// A queue of at most `capacity` jobs that wait.
#[must_use]
pub fn queue<J: Send + 'static>(capacity: usize) -> Arc<dyn crate::Queue<J>> {
    let line = Line {
        waiting: VecDeque::new(),
        closed: false,
        consumer: 0,
    };
    Arc::new(Queue {
        capacity,
        shared: Arc::new(Shared {
            line: Mutex::new(line),
            news: Notify::new(),
        }),
    })
}

struct Queue<J> {
    capacity: usize,
    shared: Arc<Shared<J>>,
}

struct Shared<J> {
    line: Mutex<Line<J>>,
    /// Wakes the consumer: a job came, the queue was closed, or another consumer took over.
    news: Notify,
}

struct Line<J> {
    waiting: VecDeque<Delivery<J>>,
    closed: bool,
    /// Which consumer is the one; earlier ones have been taken over from.
    consumer: u64,
}

impl<J: Send + 'static> crate::Queue<J> for Queue<J> {
    fn publish(&self, _key: Uuid, job: J) -> Receipt {
        let (receipt, safe) = oneshot::channel();
        {
            // The order in which this lock is taken is the order of the jobs.
            let mut line = self.shared.line.lock();
            if line.closed || line.waiting.len() >= self.capacity {
                return Receipt::refused(Problem::busy());
            }
            line.waiting.push_back(Delivery {
                job,
                waiting: Waiting(Waits::Receipt(receipt)),
            });
        }
        self.shared.news.notify_one();
        Receipt(Ok(safe))
    }

    fn consume(&self) -> Box<dyn crate::Consumer<J>> {
        let number = {
            let mut line = self.shared.line.lock();
            line.consumer += 1;
            line.consumer
        };
        // Whoever is taken over from must hear of it, even while it waits.
        self.shared.news.notify_waiters();
        Box::new(Consumer {
            number,
            shared: Arc::clone(&self.shared),
        })
    }

    fn depth(&self) -> usize {
        self.shared.line.lock().waiting.len()
    }

    fn close(&self) {
        self.shared.line.lock().closed = true;
        // One permit stays for a consumer that is about to wait; `notify_waiters` leaves none.
        self.shared.news.notify_one();
    }
}

struct Consumer<J> {
    number: u64,
    shared: Arc<Shared<J>>,
}

impl<J: Send + 'static> crate::Consumer<J> for Consumer<J> {
    fn next(&mut self, most: usize) -> BoxFuture<'_, Option<Vec<Delivery<J>>>> {
        async move {
            loop {
                let news = self.shared.news.notified();
                tokio::pin!(news);
                // Counts as waiting from here on, so that no news falls between look and wait.
                news.as_mut().enable();
                {
                    let mut line = self.shared.line.lock();
                    if line.consumer != self.number {
                        // The permit that woke us may have been the other one's.
                        self.shared.news.notify_one();
                        return None;
                    }
                    if !line.waiting.is_empty() {
                        let lump = line.waiting.len().min(most.max(1));
                        return Some(line.waiting.drain(..lump).collect());
                    }
                    if line.closed {
                        return None;
                    }
                }
                news.await;
            }
        }
        .boxed()
    }
}

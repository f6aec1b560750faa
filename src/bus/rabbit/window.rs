//! The jobs that one channel was given and that are not acknowledged yet. They are acknowledged in the order
//! in which they came, however they are done: up to here, in one go.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use tokio::sync::Notify;

#[derive(Default)]
pub(super) struct Window {
    inner: Mutex<Inner>,
    /// One was let go of: it must come again, and with it all that came after it.
    dropped: AtomicBool,
    /// The first is done, or one was let go of.
    news: Notify,
}

#[derive(Default)]
struct Inner {
    /// The broker's number of the first.
    first: u64,
    jobs: VecDeque<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
    Failed,
}

/// What the broker is to be told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// All up to this one are done.
    UpTo(u64),
    /// This one goes to the dead letters.
    Failed(u64),
}

/// A job that the broker keeps until it is done. Dropped, it comes again.
pub(crate) struct Unsettled {
    tag: u64,
    window: Option<Arc<Window>>,
}

impl Window {
    /// A job came. Tags of a channel count from one.
    pub(super) fn push(self: &Arc<Self>, tag: u64) -> Unsettled {
        let mut inner = self.inner.lock();
        if inner.jobs.is_empty() {
            inner.first = tag;
        }
        inner.jobs.push_back(State::Open);
        Unsettled {
            tag,
            window: Some(Arc::clone(self)),
        }
    }

    fn settle(&self, tag: u64, state: State) {
        let mut inner = self.inner.lock();
        let place = tag
            .checked_sub(inner.first)
            .and_then(|place| usize::try_from(place).ok());
        let Some(place) = place else { return };
        if let Some(job) = inner.jobs.get_mut(place) {
            *job = state;
        }
        drop(inner);
        if place == 0 {
            self.news.notify_one();
        }
    }

    fn let_go(&self) {
        self.dropped.store(true, Ordering::Release);
        self.news.notify_one();
    }

    /// Whether its channel is to end, so that what it gave out is not to be done any more.
    pub(super) fn is_dropped(&self) -> bool {
        self.dropped.load(Ordering::Acquire)
    }

    /// Waits until something is to be told.
    pub(super) async fn news(&self) {
        self.news.notified().await;
    }

    /// What is to be told, in order; none where the channel must end, so that what was let go of
    /// comes again.
    pub(super) fn take(&self) -> Option<Vec<Settled>> {
        let mut inner = self.inner.lock();
        let mut settled = Vec::new();
        let mut done = None;
        while let Some(state) = inner
            .jobs
            .front()
            .copied()
            .filter(|job| *job != State::Open)
        {
            let tag = inner.first;
            if state == State::Done {
                done = Some(tag);
            } else {
                settled.extend(done.take().map(Settled::UpTo));
                settled.push(Settled::Failed(tag));
            }
            inner.jobs.pop_front();
            inner.first += 1;
        }
        settled.extend(done.map(Settled::UpTo));
        drop(inner);
        if !self.is_dropped() {
            return Some(settled);
        }
        if settled.is_empty() {
            return None;
        }
        // Again, once these are told.
        self.news.notify_one();
        Some(settled)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.inner.lock().jobs.is_empty()
    }
}

impl Unsettled {
    pub(crate) fn done(self) {
        self.settle(State::Done);
    }

    pub(crate) fn fail(self) {
        self.settle(State::Failed);
    }

    fn settle(mut self, state: State) {
        if let Some(window) = self.window.take() {
            window.settle(self.tag, state);
        }
    }

    /// It comes again anyway, since its channel has ended.
    pub(super) fn forget(mut self) {
        self.window = None;
    }
}

impl Drop for Unsettled {
    fn drop(&mut self) {
        if let Some(window) = self.window.take() {
            window.let_go();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_told_in_order_and_together() {
        let window = Arc::new(Window::default());
        let [one, two, three, four] = [1, 2, 3, 4].map(|tag| window.push(tag));
        two.done();
        assert_eq!(window.take(), Some(vec![]), "the first is not done");
        one.done();
        assert_eq!(window.take(), Some(vec![Settled::UpTo(2)]));
        three.fail();
        four.done();
        let five = window.push(5);
        five.done();
        assert_eq!(
            window.take(),
            Some(vec![Settled::Failed(3), Settled::UpTo(5)])
        );
        assert!(window.is_empty());
    }

    #[test]
    fn what_is_let_go_of_ends_the_channel_once_what_came_before_is_told() {
        let window = Arc::new(Window::default());
        let [one, two, three] = [1, 2, 3].map(|tag| window.push(tag));
        drop(two);
        one.done();
        three.done();
        assert_eq!(window.take(), Some(vec![Settled::UpTo(1)]));
        assert_eq!(window.take(), None);
    }
}

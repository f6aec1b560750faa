//! How many partitions a replica holds. Each replica waits for the jobs of all of them, and the broker gives
//! each partition's to whoever waited first; one that is given more than its share steps behind the others.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

/// A partition that nobody else took is not let go of again before.
const AGAIN: Duration = Duration::from_secs(10);

/// A replica's share of a queue. Cheap to clone.
#[derive(Clone)]
pub struct Share(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// For each partition: step back.
    step_back: Vec<Notify>,
}

struct State {
    most: usize,
    /// The partitions that jobs come from, the latest last.
    held: Vec<u16>,
    stepped_back: Vec<Option<Instant>>,
}

impl Share {
    pub(super) fn new(partitions: u16) -> Self {
        let count = usize::from(partitions);
        Self(Arc::new(Inner {
            state: Mutex::new(State {
                most: count,
                held: Vec::new(),
                stepped_back: vec![None; count],
            }),
            step_back: (0..count).map(|_| Notify::new()).collect(),
        }))
    }

    /// Holds at most a share of one in `replicas` from now on. To be called whenever the live replicas
    /// are counted, whether or not they have become more or fewer.
    pub fn of(&self, replicas: usize) {
        let most = self.0.step_back.len().div_ceil(replicas.max(1));
        self.0.state.lock().most = most;
        self.balance(Instant::now());
    }

    /// How many partitions jobs have come from, and none has been let go of since.
    #[must_use]
    pub fn held(&self) -> usize {
        self.0.state.lock().held.len()
    }

    /// A job has come from a partition.
    pub(super) fn take(&self, partition: u16) {
        {
            let mut state = self.0.state.lock();
            if state.held.contains(&partition) {
                return;
            }
            state.held.push(partition);
        }
        self.balance(Instant::now());
    }

    /// A partition's channel has ended.
    pub(super) fn lose(&self, partition: u16) {
        self.0.state.lock().held.retain(|held| *held != partition);
    }

    /// Waits until a partition is to be left to others.
    pub(super) async fn step_back(&self, partition: u16) {
        match self.0.step_back.get(usize::from(partition)) {
            Some(told) => told.notified().await,
            None => std::future::pending().await,
        }
    }

    fn balance(&self, now: Instant) {
        let mut state = self.0.state.lock();
        let State {
            most,
            held,
            stepped_back,
        } = &mut *state;
        let mut too_many = held.len().saturating_sub(*most);
        for partition in held.iter().rev() {
            let place = usize::from(*partition);
            let (Some(last), Some(told)) =
                (stepped_back.get_mut(place), self.0.step_back.get(place))
            else {
                continue;
            };
            if too_many == 0 {
                break;
            }
            too_many -= 1;
            if last.is_none_or(|last| now.duration_since(last) >= AGAIN) {
                *last = Some(now);
                told.notify_one();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn told(share: &Share) -> Vec<u16> {
        (0..16)
            .filter(|partition| share.step_back(*partition).now_or_never().is_some())
            .collect()
    }

    #[test]
    fn a_replica_steps_back_from_what_is_more_than_its_share() {
        let share = Share::new(16);
        (0..16).for_each(|partition| share.take(partition));
        assert!(told(&share).is_empty(), "it is alone");
        share.of(3);
        assert_eq!(told(&share), (6..16).collect::<Vec<_>>());
        (6..16).for_each(|partition| share.lose(partition));
        share.of(3);
        assert!(told(&share).is_empty());
        assert_eq!(share.held(), 6);
    }

    #[test]
    fn what_nobody_else_takes_is_kept_for_a_while() {
        let share = Share::new(2);
        (0..2).for_each(|partition| share.take(partition));
        share.of(2);
        assert_eq!(told(&share), [1]);
        share.lose(1);
        share.take(1);
        assert!(told(&share).is_empty());
        share.balance(Instant::now() + AGAIN);
        assert_eq!(told(&share), [1]);
    }
}

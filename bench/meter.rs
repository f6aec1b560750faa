//! What arrived, when, and how often. Frames are searched for the numbers in the bodies, never
//! parsed: the generator shares two cores with what it measures.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use memchr::memmem;

/// Counts for all sockets of a crowd. Messages are numbered from 0; what a round measures begins at
/// a number of its own.
#[derive(Debug)]
pub(crate) struct Meter {
    epoch: Instant,
    sent_nanos: Vec<AtomicU64>,
    first: AtomicU64,
    tally: Mutex<Tally>,
}

/// What has been counted since the round began.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// From a message's sending to its arrival, in microseconds.
    pub(crate) latency: Histogram<u64>,
    /// From a message's sending to its acknowledgement, in microseconds.
    pub(crate) acks: Histogram<u64>,
    /// Messages that arrived somewhere, each once a socket.
    pub(crate) deliveries: u64,
    pub(crate) duplicates: u64,
    /// Frames that brought messages, and their bytes.
    pub(crate) frames: u64,
    pub(crate) frame_bytes: u64,
    /// Acknowledgements that were errors, and the first of them.
    pub(crate) refusals: u64,
    pub(crate) first_refusal: Option<String>,
}

/// Which messages one socket has had.
#[derive(Debug)]
pub(crate) struct Seen(Vec<u64>);

impl Meter {
    /// A meter for so many messages.
    pub(crate) fn new(messages: usize) -> Self {
        let sent_nanos = (0..messages).map(|_| AtomicU64::new(0)).collect();
        let (epoch, first) = (Instant::now(), AtomicU64::new(0));
        Self {
            epoch,
            sent_nanos,
            first,
            tally: Mutex::new(Tally::new()),
        }
    }

    pub(crate) fn seen(&self) -> Seen {
        Seen(vec![0; self.sent_nanos.len().div_ceil(64)])
    }

    /// A round begins, with this message.
    pub(crate) fn begin(&self, first: u64) {
        self.first.store(first, Ordering::Relaxed);
        *lock(&self.tally) = Tally::new();
    }

    pub(crate) fn sending(&self, number: u64) {
        let nanos = u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.sent_nanos[usize_of(number)].store(nanos, Ordering::Relaxed);
    }

    fn micros_since(&self, number: u64) -> u64 {
        let sent = self.sent_nanos[usize_of(number)].load(Ordering::Relaxed);
        let elapsed = self
            .epoch
            .elapsed()
            .saturating_sub(Duration::from_nanos(sent));
        u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
    }

    /// A frame of an event arrived.
    pub(crate) fn event(&self, frame: &str, seen: &mut Seen) {
        if !frame.starts_with("42[\"message:changed\"") {
            return;
        }
        let first = self.first.load(Ordering::Relaxed);
        let mut tally = lock(&self.tally);
        let mut counts = false;
        for number in numbers(frame) {
            if number < first || number >= self.sent_nanos.len() as u64 {
                continue;
            }
            counts = true;
            if seen.add(number) {
                tally.deliveries += 1;
                tally.latency.saturating_record(self.micros_since(number));
            } else {
                tally.duplicates += 1;
            }
        }
        if counts {
            tally.frames += 1;
            tally.frame_bytes += frame.len() as u64;
        }
    }

    /// An acknowledgement arrived.
    pub(crate) fn ack(&self, number: u64, answer: &str) {
        if number < self.first.load(Ordering::Relaxed) {
            return;
        }
        let mut tally = lock(&self.tally);
        if answer.starts_with("[{\"error\"") {
            tally.refusals += 1;
            tally.first_refusal.get_or_insert_with(|| answer.to_owned());
        } else {
            tally.acks.saturating_record(self.micros_since(number));
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        lock(&self.tally).clone()
    }
}

impl Tally {
    fn new() -> Self {
        Self {
            latency: histogram(),
            acks: histogram(),
            deliveries: 0,
            duplicates: 0,
            frames: 0,
            frame_bytes: 0,
            refusals: 0,
            first_refusal: None,
        }
    }

    /// Takes another round in.
    pub(crate) fn add(&mut self, other: &Self) {
        // Both have the same bounds, so adding cannot fail.
        let _ = self.latency.add(&other.latency);
        let _ = self.acks.add(&other.acks);
        self.deliveries += other.deliveries;
        self.duplicates += other.duplicates;
        self.frames += other.frames;
        self.frame_bytes += other.frame_bytes;
        self.refusals += other.refusals;
        self.first_refusal = self
            .first_refusal
            .take()
            .or_else(|| other.first_refusal.clone());
    }
}

impl Seen {
    /// Whether it is the first time.
    fn add(&mut self, number: u64) -> bool {
        let (word, bit) = (usize_of(number / 64), 1 << (number % 64));
        let before = self.0[word];
        self.0[word] |= bit;
        before & bit == 0
    }
}

/// A histogram of microseconds, up to two minutes.
pub(crate) fn histogram() -> Histogram<u64> {
    let bounds = Histogram::new_with_bounds(1, 120_000_000, 3);
    #[expect(
        clippy::expect_used,
        reason = "the bounds are constants, and good ones"
    )]
    bounds.expect("constant bounds")
}

/// The numbers in the bodies of a frame.
pub(crate) fn numbers(frame: &str) -> impl Iterator<Item = u64> {
    const BODY: &str = "\"body\":\"~";
    memmem::find_iter(frame.as_bytes(), BODY).filter_map(|at| {
        let from = at + BODY.len();
        u64::from_str_radix(frame.get(from..from + 8)?, 16).ok()
    })
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn every_number_in_a_frame_is_found() {
        let frame =
            r#"42["message:changed",{"messages":[{"body":"~0000000a x"},{"body":"~000000ff"}]}]"#;
        assert_eq!(numbers(frame).collect::<Vec<_>>(), [10, 255]);
    }
}

//! Threads for pictures: few, behind all others, and with a line that has an end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::oneshot;

/// Work that may wait; one more is refused.
const WAITING: usize = 32;
/// How much further back than others the scheduler puts it, so that chat goes first.
const NICE: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Undone {
    /// The line is full: try again.
    #[error("too many pictures wait")]
    Busy,
    /// It took too long, or panicked.
    #[error("a picture could not be looked at")]
    Failed,
}

/// The threads. They end with the last handle, after what they are at.
#[derive(Clone)]
pub(crate) struct Pool {
    line: SyncSender<Work>,
}

impl Pool {
    /// As many threads as there are processors to spare.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn new() -> std::io::Result<Self> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with((processors / 2).max(1), WAITING)
    }

    fn with(threads: usize, waiting: usize) -> std::io::Result<Self> {
        let (line, work) = sync_channel(waiting);
        let work = Arc::new(Mutex::new(work));
        for _ in 0..threads {
            let work = Arc::clone(&work);
            std::thread::Builder::new()
                .name("pictures".to_owned())
                .spawn(move || serve(&work))?;
        }
        Ok(Self { line })
    }

    /// Runs `work` when it is its turn, for at most `limit` from then on. What takes longer goes on
    /// unheard.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        let (begun, turn) = oneshot::channel();
        let (done, result) = oneshot::channel();
        let work = Box::new(move || {
            // Whoever waited may have gone.
            if begun.send(()).is_ok() {
                let _ = done.send(work());
            }
        });
        self.line.try_send(work).map_err(|_| Undone::Busy)?;
        turn.await.map_err(|_| Undone::Failed)?;
        match tokio::time::timeout(limit, result).await {
            Ok(Ok(result)) => Ok(result),
            _ => Err(Undone::Failed),
        }
    }
}

fn serve(line: &Mutex<Receiver<Work>>) {
    // As the thread that it is; where it may not be, it is as the others.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
    loop {
        let next = line.lock().recv();
        let Ok(work) = next else { return };
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            tracing::warn!("a picture made its decoder panic");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn work_is_done_also_after_some_that_panicked() {
        let pool = Pool::with(1, 4).unwrap();
        let panicked = pool.run(LONG, || panic!("a bad picture")).await;
        assert_eq!(panicked, Err::<(), _>(Undone::Failed));
        assert_eq!(pool.run(LONG, || 7).await, Ok(7));
    }

    #[tokio::test]
    async fn the_line_has_an_end() {
        let pool = Pool::with(1, 1).unwrap();
        let (let_go, wait) = std::sync::mpsc::channel::<()>();
        let (began, begun) = oneshot::channel();
        let first = pool.run(LONG, move || {
            let _ = began.send(());
            let _ = wait.recv();
        });
        let others = async {
            begun.await.unwrap();
            // One may wait behind the first; which of the two it is does not matter.
            let (a, b) = (pool.run(LONG, || 1), pool.run(LONG, || 2));
            tokio::join!(a, b, async { drop(let_go) })
        };
        let (first, (a, b, ())) = tokio::join!(first, others);
        assert_eq!((first, a, b), (Ok(()), Ok(1), Err(Undone::Busy)));
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up_and_its_waiting_is_not_counted() {
        let pool = Pool::with(1, 4).unwrap();
        let slow = || std::thread::sleep(Duration::from_millis(80));
        let (late, after) = tokio::join!(
            pool.run(Duration::from_millis(5), slow),
            pool.run(LONG, || 1)
        );
        assert_eq!((late, after), (Err(Undone::Failed), Ok(1)));
    }
}

//! What must not end before it is told to, and then in order: storing, then telling what was stored.

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use tokio::task::JoinHandle;

/// What must come to its end in order.
pub(crate) struct Running {
    pub(crate) storing: Ended,
    pub(crate) telling: Ended,
}

/// The end of a task, also by a panic: then it has nothing left to do.
type Ended = Shared<BoxFuture<'static, ()>>;

impl Running {
    pub(crate) fn of(storing: JoinHandle<()>, telling: JoinHandle<()>) -> Self {
        let [storing, telling] = [storing, telling].map(|task| task.map(drop).boxed().shared());
        Self { storing, telling }
    }

    /// Returns, with what it was, when something has ended before it was told to: a server that goes
    /// on would take messages and keep them from everybody.
    pub(crate) async fn ended(&self) -> &'static str {
        tokio::select! {
            () = self.storing.clone() => "storing messages",
            () = self.telling.clone() => "telling messages",
        }
    }
}

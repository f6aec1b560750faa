//! A thread for what nobody waits for, such as pushes: the system runs it after those that people wait for.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// How far it steps back: while both want a processor it has about a tenth of one. By that measure 0 is what
/// others have, and 19 the last.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Starts it.
pub(crate) fn start() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .thread_name("snug beside")
        .on_thread_start(step_back)
        .build()
}

fn step_back() {
    // Elsewhere than on Linux it would be the whole process that steps back.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "pushes have as much of the processor as people");
    }
}

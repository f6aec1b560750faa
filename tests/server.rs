//! A server of a scenario's own: the real binary, on fresh data, on a port of its own; or two replicas
//! of it with everything that joins them, where `SNUG_TEST_DATABASE` is `replicas`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use crate::builder::Builder;
use crate::postgres::Database;
use crate::process::{self, Process};
use crate::replica::{Refused, Replica};
use crate::{S3, Site};

/// A running server. It is killed and its data removed when this is dropped.
#[derive(Debug)]
pub struct TestServer {
    /// One, or its replicas.
    pub(crate) replicas: Vec<Replica>,
    /// Whose turn it is to be the one that somebody uses.
    pub(crate) turn: AtomicUsize,
    pub(crate) data_dir: PathBuf,
    // Dropped after the processes, so that nobody is connected to them any more.
    pub(crate) database: Option<Database>,
    pub(crate) bucket: Option<S3>,
}

impl TestServer {
    /// A server as it comes, apart from its address and data.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A server with settings.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::from_environment()
    }

    /// Where it listens; the first of its replicas.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.replica(0).address()
    }

    /// One of its replicas.
    #[must_use]
    pub fn replica(&self, number: usize) -> &Replica {
        &self.replicas[number]
    }

    /// One of its replicas, to be killed or stopped alone.
    pub fn replica_mut(&mut self, number: usize) -> &mut Replica {
        &mut self.replicas[number]
    }

    /// What it was started with.
    #[must_use]
    pub fn settings(&self) -> &BTreeMap<String, String> {
        self.replica(0).settings()
    }

    /// How many replicas it has.
    #[must_use]
    pub fn replica_count(&self) -> usize {
        self.replicas.len()
    }

    /// Where the next who comes is sent to: its replicas take turns.
    #[must_use]
    pub fn next_site(&self) -> Site {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        Site::plain(self.replica(turn % self.replicas.len()).address())
    }

    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// The URL of its database, unless that is SQLite.
    #[must_use]
    pub fn postgres_url(&self) -> Option<String> {
        self.database.as_ref().map(Database::url)
    }

    /// Where its data is.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The HTTP client that the harness itself uses, without anybody's token.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        self.replica(0).http()
    }

    /// The process's id; of the first of its replicas.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.replica(0).pid()
    }

    /// The memory that it holds now.
    #[must_use]
    pub fn rss_bytes(&self) -> u64 {
        process::rss_bytes(self.pid())
    }

    /// The processor time that it has taken since it started.
    #[must_use]
    pub fn cpu_time(&self) -> Duration {
        process::cpu_time(self.pid())
    }

    /// Everything it has printed so far, over all its restarts.
    #[must_use]
    pub fn log(&self) -> String {
        self.replicas.iter().map(Replica::log).collect()
    }

    /// SIGKILL: no goodbye of any kind.
    pub fn kill(&mut self) {
        self.replicas.iter_mut().for_each(Replica::kill);
    }

    /// SIGTERM, and how it ended and after how long; fails if it is not gone after 15 seconds. Of
    /// replicas, how the first did that did not end well.
    pub async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let ended = join_all(self.replicas.iter_mut().map(Replica::terminate)).await;
        let worst = ended
            .into_iter()
            .max_by_key(|(status, took)| (!status.success(), *took));
        worst.expect("there is one")
    }

    /// Stops it in its tracks (SIGSTOP), as a machine that hangs would.
    pub fn freeze(&mut self) {
        self.replicas.iter_mut().for_each(Replica::freeze);
    }

    /// Lets it go on (SIGCONT).
    pub fn thaw(&mut self) {
        self.replicas.iter_mut().for_each(Replica::thaw);
    }

    /// Kills it if it still runs, starts it again on the same data and port, and says how long it
    /// took to be ready.
    pub async fn restart(&mut self) -> Duration {
        let refused = match self.try_restart().await {
            Ok(took) => return took,
            Err(refused) => refused,
        };
        panic!(
            "it did not come back, {}:\n{}",
            refused.status, refused.output
        );
    }

    /// As [`TestServer::restart`], or says how it refused to.
    pub async fn try_restart(&mut self) -> Result<Duration, Refused> {
        self.kill();
        let mut took = Duration::ZERO;
        for again in join_all(self.replicas.iter_mut().map(Replica::try_restart)).await {
            took = took.max(again?);
        }
        Ok(took)
    }

    /// Runs another command of the binary with the same settings: `snug user list`, say.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.replica(0).run(arguments)
    }

    /// Begins another command of the binary, which can be killed; what it prints goes to the log.
    #[must_use]
    pub fn begin(&self, arguments: &[&str]) -> Process {
        self.replica(0).begin(arguments)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The test's own output is where whoever reads the failure looks.
            for replica in &self.replicas {
                let lines = format!(
                    "\n--- the server's last lines ---\n{}\n---\n",
                    replica.tail()
                );
                let _ = std::io::Write::write_all(&mut std::io::stderr(), lines.as_bytes());
            }
        }
        // Before the database: PostgreSQL drops none that somebody is connected to.
        self.kill();
        self.database.take();
    }
}

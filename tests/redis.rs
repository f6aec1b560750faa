//! A Redis of a test's own, in memory alone: where it is killed it comes back empty.

use std::path::Path;
use std::time::Instant;

use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::PATIENCE;
use crate::process::{self, Process};

/// The server. It is killed when this is dropped.
#[derive(Debug)]
pub struct Redis {
    process: Process,
    port: u16,
    folder: TempDir,
}

impl Redis {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// Where there is none to start.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = process::free_port();
        let process = run(folder.path(), port);
        let mut redis = Self {
            process,
            port,
            folder,
        };
        redis.ready().await;
        redis
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once, and with it all that it kept.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again, empty, at the same address.
    ///
    /// # Panics
    /// Where that is taken.
    pub async fn go_on(&mut self) {
        self.process = run(self.folder.path(), self.port);
        self.ready().await;
    }

    async fn ready(&mut self) {
        answers(&mut self.process, self.port, &self.folder).await;
    }
}

/// Waits until a server listens; fails where it ends before.
pub(crate) async fn answers(process: &mut Process, port: u16, folder: &TempDir) {
    let since = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        let ended = process.ended();
        assert!(
            ended.is_none() && since.elapsed() < PATIENCE * 3,
            "a server in {} does not listen: {ended:?}",
            folder.path().display()
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

fn run(folder: &Path, port: u16) -> Process {
    let mut command = process::command(Path::new("redis-server"));
    let port = port.to_string();
    command.args(["--bind", "127.0.0.1", "--port", &port, "--dir"]);
    command.arg(folder);
    command.args(["--save", "", "--appendonly", "no"]);
    Process::start(&mut command, &folder.join("log"))
}

//! A RabbitMQ of a test's own. What is durable survives its being killed.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::process::{self, Process};
use crate::redis::answers;

/// The server. It is killed when this is dropped.
#[derive(Debug)]
pub struct RabbitMq {
    process: Process,
    /// For clients, for other nodes, and for the daemon of names.
    ports: [u16; 3],
    folder: TempDir,
}

impl RabbitMq {
    /// Starts one on a free port. That takes seconds.
    ///
    /// # Panics
    /// Where there is none to start.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let ports = [(); 3].map(|()| process::free_port());
        let process = run(folder.path(), ports);
        let mut server = Self {
            process,
            ports,
            folder,
        };
        server.ready().await;
        server
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.ports[0])
    }

    /// The port that clients connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.ports[0]
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again at the same address, with what was durable.
    ///
    /// # Panics
    /// Where that is taken.
    pub async fn go_on(&mut self) {
        self.process = run(self.folder.path(), self.ports);
        self.ready().await;
    }

    /// Has its operator close every connection.
    pub async fn close_connections(&self) {
        self.ctl(&["close_all_connections", "a test does so"]).await;
    }

    /// Runs a command of `rabbitmqctl`.
    ///
    /// # Panics
    /// Where it fails.
    pub async fn ctl(&self, arguments: &[&str]) {
        let mut command = Command::new(script());
        command.arg("ctl").arg(self.folder.path()).args(arguments);
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        let output = output.expect("it ran").expect("a shell");
        assert!(
            output.status.success(),
            "{arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    async fn ready(&mut self) {
        answers(&mut self.process, self.ports[0], &self.folder).await;
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rabbitmq.sh")
}

fn run(folder: &Path, ports: [u16; 3]) -> Process {
    let mut command = process::command(&script());
    command.arg("run").arg(folder);
    command.args(ports.map(|port| port.to_string()));
    Process::start(&mut command, &folder.join("out"))
}

//! A PostgreSQL of a test's own, which can be stopped. What was committed is there when it goes on.

use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::PATIENCE;
use crate::postgres::{program, sql};
use crate::process::{self, Process};

/// The server. It is stopped when this is dropped.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// Where there is none to start.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        if let Some((user, group)) = unprivileged() {
            chown(folder.path(), Some(user), Some(group)).expect("it is ours");
        }
        let mut command = command("initdb");
        command.arg("--pgdata").arg(folder.path().join("data"));
        command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        command.args(["--locale=C", "--no-sync"]);
        let output = command.output().expect("initdb can be run");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
        let port = process::free_port();
        let mut postgres = Self {
            process: run(folder.path(), port),
            port,
            folder,
        };
        postgres.ready(0).await;
        postgres
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// What it answers to statements.
    ///
    /// # Panics
    /// Where one fails.
    pub fn ask(&self, statements: &str) -> String {
        sql(&self.url(), statements)
    }

    /// Ends it as if it had crashed: every connection is cut, and it recovers when it goes on.
    ///
    /// # Panics
    /// Where it does not end.
    pub async fn stop(&mut self) {
        self.process.signal(Signal::QUIT);
        let ended = self.process.wait(PATIENCE).await;
        assert!(ended.is_some(), "PostgreSQL does not end:\n{}", self.log());
    }

    /// Starts it again at the same address.
    ///
    /// # Panics
    /// Where that is taken.
    pub async fn go_on(&mut self) {
        let printed = self.log().len();
        self.process = run(self.folder.path(), self.port);
        self.ready(printed).await;
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Waits until it says that it is ready, after what was `printed` before.
    async fn ready(&mut self, printed: usize) {
        let since = Instant::now();
        while !self.log()[printed..].contains("ready to accept connections") {
            let ended = self.process.ended();
            assert!(
                ended.is_none() && since.elapsed() < PATIENCE * 3,
                "PostgreSQL does not start ({ended:?}):\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.process.signal(Signal::QUIT);
        let since = Instant::now();
        while self.process.ended().is_none() && since.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn run(folder: &Path, port: u16) -> Process {
    let mut command = command("postgres");
    command.arg("-D").arg(folder.join("data"));
    for option in [
        "listen_addresses=127.0.0.1",
        &format!("port={port}"),
        "unix_socket_directories=",
        "fsync=on",
    ] {
        command.args(["-c", option]);
    }
    Process::start(&mut command, &folder.join("log"))
}

/// One of its programs, which refuse to run as root, and of which none outlives this process.
fn command(name: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some((user, group)) = unprivileged() {
        command.arg(format!("--reuid={user}"));
        command.args([&format!("--regid={group}"), "--clear-groups"]);
    }
    command.arg("--").arg(program(name));
    command.current_dir("/");
    command
}

/// Who it runs as where this process is root: a user and a group.
fn unprivileged() -> Option<(u32, u32)> {
    rustix::process::geteuid().is_root().then(|| {
        let users = std::fs::read_to_string("/etc/passwd").expect("there are users");
        let find = |name: &str| {
            let line = users
                .lines()
                .find(|line| line.split(':').next() == Some(name))?;
            let mut ids = line.split(':').skip(2).map_while(|id| id.parse().ok());
            Some((ids.next()?, ids.next()?))
        };
        let found = find("postgres").or_else(|| find("nobody"));
        found.expect("there is a user without rights")
    })
}

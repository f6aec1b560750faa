//! A process: found, started, signalled and measured. Knows nothing of chat; the bench uses it for
//! the servers that it compares.

use std::fs::{File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rand::RngExt;
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};

/// Where the server's binary is: `SNUG_BIN`, or beside the executable that runs now.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("SNUG_BIN") {
        return PathBuf::from(path);
    }
    let own = std::env::current_exe().expect("a process knows its own executable");
    let mut folder = own
        .parent()
        .expect("an executable lies in a folder")
        .to_owned();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let path = folder.join("snug");
    assert!(
        path.exists(),
        "there is no server at {}: build it first (`cargo build -p server`), or set SNUG_BIN",
        path.display()
    );
    path
}

/// A port that nobody listens on. It lies below the range that outgoing connections take theirs
/// from, so that it is still free when a server comes back after a restart.
pub fn free_port() -> u16 {
    let mut rng = rand::rng();
    for _ in 0..1000 {
        let port = rng.random_range(12_000..32_000);
        if TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).is_ok() {
            return port;
        }
    }
    panic!("no port between 12000 and 32000 is free");
}

/// A command that dies with this process, however that ends, and inherits no `SNUG_*` variable.
pub fn command(program: &Path) -> Command {
    let mut command = if Path::new("/usr/bin/setpriv").exists() {
        let mut command = Command::new("/usr/bin/setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SNUG_") {
            command.env_remove(name);
        }
    }
    command
}

/// A child whose output goes to a file, so that nothing has to read it while it runs.
#[derive(Debug)]
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts `command`, its output appended to `log`.
    pub fn start(command: &mut Command, log: &Path) -> Self {
        let out = append(log);
        let err = out.try_clone().expect("a log can be written from two ends");
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
        Self { child }
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be waited for")
    }

    /// Sends it a signal; one that has ended already does not mind.
    pub fn signal(&mut self, signal: Signal) {
        if self.ended().is_none() {
            let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
            // It may end between the question and the signal, which is what was wanted anyway.
            let _ = kill_process(pid.expect("a child's id is a process id"), signal);
        }
    }

    /// Waits for its end, and says how long that took.
    pub async fn wait(&mut self, at_most: Duration) -> Option<(ExitStatus, Duration)> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.ended() {
                return Some((status, since.elapsed()));
            }
            if since.elapsed() > at_most {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Kills it and waits until it is gone.
    pub fn kill(&mut self) {
        self.signal(Signal::KILL);
        // The only way to fail is that it was waited for already.
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

fn append(path: &Path) -> File {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap_or_else(|error| panic!("{} cannot be written: {error}", path.display()))
}

/// Allows as many open files as the system lets us: each socket is one here, and one in the server,
/// which inherits the limit.
pub fn raise_file_limit() {
    let maximum = getrlimit(Resource::Nofile).maximum;
    // What is allowed already cannot be refused.
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    );
}

/// The memory that a process holds now, in bytes.
pub fn rss_bytes(pid: u32) -> u64 {
    status_bytes(pid, "VmRSS:")
}

/// The most memory that a process has held since it began, or since [`forget_peak`].
pub fn peak_rss_bytes(pid: u32) -> u64 {
    status_bytes(pid, "VmHWM:")
}

/// Counts the peak from what is held now (proc(5), `clear_refs`).
pub fn forget_peak(pid: u32) -> std::io::Result<()> {
    std::fs::write(format!("/proc/{pid}/clear_refs"), "5")
}

fn status_bytes(pid: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))
        .unwrap_or_else(|error| panic!("process {pid} is gone: {error}"));
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.expect("a live process has a resident size") * 1024
}

/// The processor time that a process and all its threads have taken so far.
pub fn cpu_time(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .unwrap_or_else(|error| panic!("process {pid} is gone: {error}"));
    // The name in parentheses may hold anything; the fields count from after it (proc(5)).
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>);
    let ticks: u64 = ticks
        .map(|field| field.expect("a process's times are numbers"))
        .sum();
    Duration::from_millis(ticks * 10) // USER_HZ is 100 wherever Linux runs
}

//! The two servers that are compared, behind one face: an address, what a socket says to get in,
//! and a process to measure.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use serde_json::json;
use tests::process::{self, Process};
use tests::wire::Options;
use tests::{Builder, Person, TestServer};
use uuid::Uuid;

use crate::stack::Stack;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Snug,
    Node,
}

/// A server that runs.
#[derive(Debug)]
pub(crate) enum Peer {
    Snug {
        server: Box<TestServer>,
        people: Vec<Person>,
    },
    Node {
        process: Process,
        address: SocketAddr,
        rooms: Vec<Uuid>,
    },
    /// Two of either.
    Replicas(Box<Stack>),
}

impl Peer {
    /// Node's server, whose frames are as long as it is told.
    pub(crate) async fn node(frame_bytes: usize, rooms: Vec<Uuid>) -> Result<Self> {
        let frame_bytes = ("PEER_FRAME_BYTES", frame_bytes.to_string());
        let (process, address) = start_node("server", &[frame_bytes]).await?;
        Ok(Self::Node {
            process,
            address,
            rooms,
        })
    }

    /// Snug on fresh data, with so many people.
    pub(crate) async fn snug(people: usize) -> Result<Self> {
        let server = Box::new(snug("data").await?);
        let people = register(&server, "person", people).await;
        Ok(Self::Snug { server, people })
    }

    /// What the table calls it.
    pub(crate) fn which(&self) -> Which {
        match self {
            Self::Snug { .. } => Which::Snug,
            Self::Node { .. } => Which::Node,
            Self::Replicas(stack) => stack.which(),
        }
    }

    pub(crate) fn cpu_time(&self) -> Duration {
        match self {
            Self::Snug { server, .. } => server.cpu_time(),
            Self::Node { process, .. } => process::cpu_time(process.id()),
            Self::Replicas(stack) => stack.cpu_time(),
        }
    }

    pub(crate) fn rss_bytes(&self) -> u64 {
        match self {
            Self::Snug { server, .. } => server.rss_bytes(),
            Self::Node { process, .. } => process::rss_bytes(process.id()),
            Self::Replicas(stack) => stack.rss_bytes(),
        }
    }

    /// How so many sockets get in; the people take turns.
    pub(crate) fn options(&self, sockets: usize) -> Vec<Options> {
        match self {
            Self::Snug { people, .. } => options(people, sockets),
            Self::Node { address, rooms, .. } => {
                let mut options = Options::new(*address, "");
                options.auth = json!({ "rooms": rooms });
                vec![options; sockets]
            }
            Self::Replicas(stack) => stack.room_options(sockets),
        }
    }
}

/// Where Node's servers are.
pub(crate) fn node_folder() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
    let missing = "its packages are missing: run `npm ci` in bench/node";
    ensure!(folder.join("node_modules").exists(), missing);
    Ok(folder)
}

/// Starts a server of Node's on a port of its own, and waits until it listens.
pub(crate) async fn start_node(
    name: &str,
    settings: &[(&str, String)],
) -> Result<(Process, SocketAddr)> {
    let script = node_folder()?.join(format!("{name}.mjs"));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, process::free_port()));
    let node = program("node").context("there is no node in PATH")?;
    let mut command = process::command(&node);
    command
        .arg(script)
        .env("PORT", address.port().to_string())
        .env("NODE_ENV", "production")
        .envs(settings.iter().map(|(name, value)| (name, value)));
    let mut process = Process::start(&mut command, &scratch()?.join("node.log"));
    while tokio::net::TcpStream::connect(address).await.is_err() {
        ensure!(
            process.ended().is_none(),
            "it does not start: see target/bench/node.log"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok((process, address))
}

/// How so many sockets of these people get in, who take turns.
pub(crate) fn options(people: &[Person], sockets: usize) -> Vec<Options> {
    let people = people.iter().cycle().take(sockets);
    people.map(Person::options).collect()
}

/// Snug without limits, on a folder of the working tree's disk: a temporary one may be memory, on
/// which syncing costs nothing.
pub(crate) async fn snug(data: &str) -> Result<TestServer> {
    Ok(builder(data)?.start().await)
}

/// The same, to be started with something more.
pub(crate) fn builder(data: &str) -> Result<Builder> {
    let data_dir = scratch()?.join(data);
    if data_dir.exists() {
        std::fs::remove_dir_all(&data_dir).context("old data cannot be removed")?;
    }
    Ok(TestServer::builder()
        .sqlite()
        .unlimited()
        .data_dir(data_dir))
}

/// Registers people, two at a time: each costs the server a password's hash.
pub(crate) async fn register(server: &TestServer, kind: &str, people: usize) -> Vec<Person> {
    let names = (0..people).map(|number| format!("{kind}-{number}"));
    futures_util::stream::iter(names)
        .map(|name| async move { server.user(&name).await })
        .buffered(2)
        .collect()
        .await
}

/// Where the bench leaves its files.
pub(crate) fn scratch() -> Result<PathBuf> {
    let own = std::env::current_exe().context("a process knows its own executable")?;
    let target = own
        .ancestors()
        .nth(2)
        .context("an executable lies in target/<profile>")?;
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder).context("target/bench cannot be made")?;
    Ok(folder)
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

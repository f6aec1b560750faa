//! A file of a gigabyte up and down, beside a bare handler that does nothing but that; what it costs
//! in memory; and what a chat in the same process notices of it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::TestServer;
use tests::process::{self, Process};

use crate::Plan;
use crate::beside;
use crate::peer::{self, Which, scratch};
use crate::report::{Goal, Report, Row};
use crate::transfer::{Moved, Target, fetch, send};
use crate::upload::{MIB, get, patch, post, remove_objects};

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    if !plan.has(Which::Snug) {
        return Ok(());
    }
    let data = scratch()?.join("data");
    let result = both(plan, report).await;
    // Gigabytes, of which nobody has any use.
    std::fs::remove_dir_all(data).context("the files cannot be removed")?;
    result
}

async fn both(plan: &Plan, report: &mut Report) -> Result<()> {
    let server = server().await?;
    transfers(plan, &server, report).await?;
    crate::thumbnails::run(plan, &server, report).await?;
    let sender = server.user("sender").await;
    let bytes = plan.size(1024, 64) * MIB;
    let work = async |server: &TestServer| patch(server, &sender, bytes).await.map(drop);
    let latency =
        beside::measure(plan, server, work, async |server| remove_objects(server)).await?;
    latency.tell(report, "files", "1 GiB after another goes up", 2.0);
    Ok(())
}

/// Snug, that takes files of a gigabyte.
async fn server() -> Result<TestServer> {
    let builder = peer::builder("data")?;
    let builder = builder.env("SNUG_FILES__MAX_SIZE_BYTES", (4096 * MIB).to_string());
    Ok(builder.start().await)
}

/// Times of what was done again and again.
#[derive(Debug, Default)]
struct Times(Duration, u32);

impl Times {
    fn add(&mut self, moved: &Moved) {
        self.0 += moved.took;
        self.1 += 1;
    }

    /// MiB a second.
    fn speed(&self, bytes: u64) -> f64 {
        (bytes / MIB) as f64 * f64::from(self.1) / self.0.as_secs_f64()
    }
}

async fn transfers(plan: &Plan, server: &TestServer, report: &mut Report) -> Result<()> {
    let bytes = plan.size(1024, 64) * MIB;
    let alice = server.user("alice").await;
    let bare = Bare::start().await?;
    // What the first of anything costs is not what one more does.
    post(server, &alice, 8 * MIB).await?;
    bare.send("first", 8 * MIB).await?;
    let [mut tus, mut posted, mut down] = [(); 3].map(|()| Times::default());
    let [mut bare_up, mut bare_down] = [(); 2].map(|()| Times::default());
    let mut grown = 0;
    for round in 0..plan.rounds {
        let name = format!("file-{round}");
        rest(server).await?;
        bare_up.add(&bare.send(&name, bytes).await?);
        bare_down.add(&bare.fetch(&name, bytes).await?);
        std::fs::remove_file(bare.folder.join(name))?;
        let before = rest(server).await?;
        tus.add(&patch(server, &alice, bytes).await?);
        grown = grown.max(process::peak_rss_bytes(server.pid()).saturating_sub(before));
        remove_objects(server)?;
        let before = rest(server).await?;
        let (moved, file) = post(server, &alice, bytes).await?;
        grown = grown.max(process::peak_rss_bytes(server.pid()).saturating_sub(before));
        posted.add(&moved);
        let given = get(server, &alice, &file).await?;
        ensure!(given.bytes == bytes, "{} bytes came back", given.bytes);
        down.add(&given);
        remove_objects(server)?;
    }
    let size = if plan.quick { "64 MiB" } else { "1 GiB" };
    for (what, snug, bare) in [
        ("up by tus", &tus, &bare_up),
        ("up in one request", &posted, &bare_up),
        ("down", &down, &bare_down),
    ] {
        let (snug, bare) = (snug.speed(bytes), bare.speed(bytes));
        let what = format!("{size} {what}");
        report.add(Row::new("files", what.clone(), "MiB/s").snug(snug));
        let what = format!("{what}: of a bare axum handler's {bare:.0} MiB/s");
        let row = Row::new("files", what, "×").goal(Goal::AtLeast(0.7));
        report.add(row.snug(snug / bare));
    }
    let row = Row::new("files", "memory that an upload takes, at most", "MiB");
    report.add(row.goal(Goal::AtMost(32.0)).snug(grown as f64 / MIB as f64));
    Ok(())
}

/// Lets what was before settle; gives the memory that is held, from where its peak is counted.
async fn rest(server: &TestServer) -> Result<u64> {
    tokio::time::sleep(Duration::from_secs(2)).await;
    process::forget_peak(server.pid()).context("its peak cannot be reset")?;
    Ok(server.rss_bytes())
}

/// The bare handler, in a process of its own.
struct Bare {
    _process: Process,
    address: SocketAddr,
    folder: PathBuf,
}

impl Bare {
    async fn start() -> Result<Self> {
        let folder = scratch()?.join("data").join("bare");
        std::fs::create_dir_all(&folder)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, process::free_port()));
        let own = std::env::current_exe()?;
        let mut command = process::command(&own);
        command.arg("bare").arg(address.to_string()).arg(&folder);
        let mut process = Process::start(&mut command, &scratch()?.join("bare.log"));
        while tokio::net::TcpStream::connect(address).await.is_err() {
            ensure!(
                process.ended().is_none(),
                "it does not start: see target/bench/bare.log"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(Self {
            _process: process,
            address,
            folder,
        })
    }

    async fn send(&self, name: &str, bytes: u64) -> Result<Moved> {
        send(self.target("PUT", name), bytes).await
    }

    async fn fetch(&self, name: &str, bytes: u64) -> Result<Moved> {
        let given = fetch(self.target("GET", name)).await?;
        ensure!(given.bytes == bytes, "{} bytes came back", given.bytes);
        Ok(given)
    }

    fn target(&self, method: &'static str, name: &str) -> Target {
        Target {
            address: self.address,
            method,
            path: format!("/{name}"),
            headers: String::new(),
        }
    }
}

//! Pushes that are owed to thousands of devices, of a push service in a process of its own that takes
//! 50 ms for each: how fast they go, what they take of memory, and what a chat notices of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use tests::process::{self, Process};
use tests::{Person, TestServer};
use uuid::Uuid;

use crate::Plan;
use crate::beside;
use crate::peer::{self, scratch};
use crate::report::{Goal, Report, Row};
use crate::seal;

/// Devices of one person: as many as one may have.
const DEVICES: usize = 20;
/// Between two messages that are told to all of them, beside a chat: more are owed than can be sent.
const BETWEEN: Duration = Duration::from_secs(1);

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    if !plan.has(peer::Which::Snug) {
        return Ok(());
    }
    seal::run(plan, report).await?;
    let service = PushService::start().await?;
    let builder = peer::builder("data")?.pushing();
    let server = builder.start().await;
    let people = peer::register(&server, "person", plan.size(500, 50)).await;
    let speaker = server.user("speaker").await;
    let everybody: Vec<_> = people.iter().collect();
    let room = speaker.group("The room", &everybody).await;
    subscribe(&people, service.address).await?;
    burst(plan, &server, &service, (&speaker, room), report).await?;
    let work = async |_: &TestServer| {
        speaker.send(room, "Listen!").await;
        tokio::time::sleep(BETWEEN).await;
        Ok(())
    };
    let rest = async |_: &TestServer| service.settle().await;
    let latency = beside::measure(plan, server, work, rest).await?;
    latency.tell(report, "push", "pushes go out without a pause", 1.5);
    Ok(())
}

/// Each person's browsers, of which the push service knows nothing before it is called.
async fn subscribe(people: &[Person], service: SocketAddr) -> Result<()> {
    let all = (0..people.len() * DEVICES).map(|number| async move {
        let subscription = json!({
            "endpoint": format!("http://{service}/push/{number}"),
            "keys": { "p256dh": seal::P256DH, "auth": seal::AUTH },
        });
        let person = &people[number % people.len()];
        let (status, answer) = person.post("/api/push/subscriptions", subscription).await;
        ensure!(status == 201, "{status} {answer}");
        Ok(())
    });
    stream::iter(all).buffer_unordered(32).try_collect().await
}

/// From a message's acknowledgement until all have been told, in the slowest of some rounds.
async fn burst(
    plan: &Plan,
    server: &TestServer,
    service: &PushService,
    (speaker, room): (&Person, Uuid),
    report: &mut Report,
) -> Result<()> {
    let all = plan.size(500, 50) * DEVICES as u64;
    let (mut took, mut grown, mut cpu) = (Duration::ZERO, 0, Duration::ZERO);
    let rounds = plan.rounds as u32 + 1;
    for _ in 0..rounds {
        service.settle().await?;
        process::forget_peak(server.pid())?;
        let (memory, used) = (server.rss_bytes(), server.cpu_time());
        let before = service.count().await?;
        speaker.send(room, "Listen!").await;
        let since = Instant::now();
        while service.count().await? < before + all {
            ensure!(
                since.elapsed() < Duration::from_secs(120),
                "pushes are missing"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        took = took.max(since.elapsed());
        grown = grown.max(process::peak_rss_bytes(server.pid()).saturating_sub(memory));
        cpu += server.cpu_time() - used;
    }
    let what = format!("{all} pushes to a service that takes 50 ms");
    let row = Row::new("push", what, "/s").goal(Goal::AtLeast(1_500.0));
    report.add(row.snug(all as f64 / took.as_secs_f64()));
    let each = cpu.as_secs_f64() * 1e6 / (all * u64::from(rounds)) as f64;
    report.add(Row::new("push", "CPU for each, from owed to done", "µs").snug(each));
    let row = Row::new("push", "memory that they take, at most", "MiB");
    let row = row.goal(Goal::AtMost(32.0));
    report.add(row.snug(grown as f64 / (1 << 20) as f64));
    Ok(())
}

/// The push service, in a process of its own.
struct PushService {
    _process: Process,
    address: SocketAddr,
    http: reqwest::Client,
}

impl PushService {
    async fn start() -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, process::free_port()));
        let mut command = process::command(&std::env::current_exe()?);
        command.arg("push-service").arg(address.to_string());
        let mut process = Process::start(&mut command, &scratch()?.join("push-service.log"));
        while tokio::net::TcpStream::connect(address).await.is_err() {
            let missing = "it does not start: see target/bench/push-service.log";
            ensure!(process.ended().is_none(), missing);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(Self {
            _process: process,
            address,
            http: reqwest::Client::new(),
        })
    }

    /// How many pushes it has taken.
    async fn count(&self) -> Result<u64> {
        let url = format!("http://{}/count", self.address);
        Ok(self.http.get(url).send().await?.text().await?.parse()?)
    }

    /// Waits until no more come.
    async fn settle(&self) -> Result<()> {
        let mut before = self.count().await?;
        loop {
            tokio::time::sleep(Duration::from_secs(2)).await;
            let now = self.count().await?;
            if now == before {
                return Ok(());
            }
            before = now;
        }
    }
}

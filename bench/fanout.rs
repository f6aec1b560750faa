//! One conversation that many sockets listen to: what a delivery costs, how long it takes, and
//! whether all arrive. The two servers take turns, so that the ratio comes from one run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::{SinkExt, StreamExt};
use tests::process;
use tests::wire::{self, Packet};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::crowd::Crowd;
use crate::ids::{self, Ids};
use crate::meter::{Meter, Tally};
use crate::peer::{Peer, Which};
use crate::report::{Goal, Report, Row};
use crate::{Plan, meter};

/// How many people share the sockets: registering is slow on purpose, and fan-out is by sockets.
const PEOPLE: usize = 20;

struct Load {
    name: &'static str,
    sockets: usize,
    per_second: u32,
    seconds: u32,
}

/// A server with its conversation and its crowd, and what all its rounds came to.
struct Side {
    peer: Peer,
    conversation: Uuid,
    crowd: Crowd,
    meter: Arc<Meter>,
    next: u64,
    total: Tally,
    cpu: Duration,
    /// What the generator itself took, and out of how much time.
    own: (Duration, Duration),
    expected: u64,
    slowest_drain: Duration,
}

/// 1,000 sockets, 50 messages a second.
pub(crate) async fn one_conversation(plan: &Plan, report: &mut Report) -> Result<()> {
    let sockets = plan.size(1000, 100);
    let load = Load {
        name: "fanout",
        sockets,
        per_second: 50,
        seconds: plan.size(15, 2),
    };
    let sides = run(plan, &load).await?;
    report.add(cost(&load, &sides, Goal::OfNode(0.70)));
    report.add(p99(&load, &sides).goal(Goal::OfNode(1.0)));
    common(&load, &sides, report);
    Ok(())
}

/// What a delivery costs each side.
fn cost(load: &Load, sides: &[Side], goal: Goal) -> Row {
    let mut cost = Row::new(load.name, cost_of(load), "µs").goal(goal);
    for side in sides {
        cost.set(side.peer.which(), side.cost());
    }
    cost
}

fn p99(load: &Load, sides: &[Side]) -> Row {
    let mut p99 = Row::new(load.name, "latency p99", "ms");
    for side in sides {
        let slowest = side.total.latency.value_at_quantile(0.99);
        p99.set(side.peer.which(), millis(slowest));
    }
    p99
}

/// 200 sockets, 1,000 messages a second.
pub(crate) async fn busy(plan: &Plan, report: &mut Report) -> Result<()> {
    let sockets = plan.size(200, 20);
    let load = Load {
        name: "busy",
        sockets,
        per_second: 1000,
        seconds: plan.size(15, 2),
    };
    let sides = run(plan, &load).await?;
    report.add(cost(&load, &sides, Goal::OfNode(0.45)));
    report.add(p99(&load, &sides).goal(Goal::AtMost(50.0)));
    let behind = "behind when the last was sent";
    let mut behind = Row::new(load.name, behind, "ms").goal(Goal::AtMost(100.0));
    for side in &sides {
        behind.set(side.peer.which(), side.slowest_drain.as_secs_f64() * 1e3);
    }
    report.add(behind);
    common(&load, &sides, report);
    Ok(())
}

/// 1,000 sockets at two replicas, 50 messages a second, in a conversation of each server; gives them back.
pub(crate) async fn at_replicas(
    plan: &Plan,
    peers: Vec<(Peer, Uuid)>,
    report: &mut Report,
) -> Result<Vec<Peer>> {
    let load = Load {
        name: "replicas",
        sockets: plan.size(1000, 100),
        per_second: 50,
        seconds: plan.size(15, 2),
    };
    let mut sides = Vec::new();
    for (peer, conversation) in peers {
        sides.push(Side::open(plan, &load, peer, conversation).await?);
    }
    take_turns(plan, &load, &mut sides).await?;
    report.add(cost(&load, &sides, Goal::OfNode(0.65)));
    report.add(p99(&load, &sides));
    common(&load, &sides, report);
    Ok(sides.into_iter().map(|side| side.peer).collect())
}

fn cost_of(load: &Load) -> String {
    format!(
        "{} sockets, {}/s: CPU per delivered message",
        load.sockets, load.per_second
    )
}

fn common(load: &Load, sides: &[Side], report: &mut Report) {
    let mut p50 = Row::new(load.name, "latency p50", "ms");
    let mut acks = Row::new(load.name, "acknowledged p99", "ms");
    let mut missing = Row::new(load.name, "missing", "").goal(Goal::AtMost(0.0));
    let mut twice = Row::new(load.name, "delivered twice", "").goal(Goal::AtMost(0.0));
    let mut frames = Row::new(load.name, "messages in a frame", "");
    let mut bytes = Row::new(load.name, "bytes per message", "");
    let mut own = Row::new(load.name, "the generator itself", "% of a core");
    for side in sides {
        let (which, total) = (side.peer.which(), &side.total);
        p50.set(which, millis(total.latency.value_at_quantile(0.5)));
        acks.set(which, millis(total.acks.value_at_quantile(0.99)));
        missing.set(which, side.expected.saturating_sub(total.deliveries) as f64);
        twice.set(which, total.duplicates as f64);
        frames.set(which, total.deliveries as f64 / total.frames.max(1) as f64);
        bytes.set(
            which,
            total.frame_bytes as f64 / total.deliveries.max(1) as f64,
        );
        own.set(
            which,
            side.own.0.as_secs_f64() * 100.0 / side.own.1.as_secs_f64(),
        );
        if let Some(refusal) = &total.first_refusal {
            eprintln!("  {} refused, the first with {refusal}", total.refusals);
        }
    }
    for row in [p50, acks, missing, twice, frames, bytes, own] {
        report.add(row);
    }
}

fn own_cpu_time() -> Duration {
    process::cpu_time(std::process::id())
}

fn millis(micros: u64) -> f64 {
    micros as f64 / 1e3
}

async fn run(plan: &Plan, load: &Load) -> Result<Vec<Side>> {
    let mut sides = Vec::new();
    let mut frame_bytes = 0;
    if plan.has(Which::Snug) {
        let peer = Peer::snug(PEOPLE.min(load.sockets)).await?;
        let Peer::Snug { people, .. } = &peer else {
            unreachable!("it was just started")
        };
        let others: Vec<_> = people[1..].iter().collect();
        let conversation = people[0].group("The pond", &others).await;
        frame_bytes = probe(&peer, conversation).await?;
        sides.push(Side::open(plan, load, peer, conversation).await?);
    }
    if plan.has(Which::Node) {
        let conversation = Ids::new().next();
        let peer = Peer::node(frame_bytes, vec![conversation]).await?;
        sides.push(Side::open(plan, load, peer, conversation).await?);
    }
    take_turns(plan, load, &mut sides).await?;
    Ok(sides)
}

async fn take_turns(plan: &Plan, load: &Load, sides: &mut [Side]) -> Result<()> {
    for _ in 0..plan.rounds {
        for side in &mut *sides {
            side.round(load).await?;
        }
    }
    Ok(())
}

/// How many bytes a frame with one message has: Node's are made as long.
pub(crate) async fn probe(peer: &Peer, conversation: Uuid) -> Result<usize> {
    let options = peer.options(1).pop().context("there is somebody")?;
    let connected = wire::connect(&options).await;
    let connected = connected.map_err(|error| anyhow::anyhow!("a socket: {error:?}"))?;
    let mut stream = connected.stream;
    let frame = ids::frame(0, Ids::new().next(), conversation);
    stream.send(Message::text(frame)).await?;
    let wait = async {
        while let Some(message) = stream.next().await {
            let Message::Text(frame) = message? else {
                continue;
            };
            let is_event = matches!(wire::parse(&frame), Packet::Event(_));
            if is_event && meter::numbers(&frame).next().is_some() {
                return Ok(frame.len());
            }
        }
        anyhow::bail!("the server cut a socket")
    };
    tokio::time::timeout(Duration::from_secs(10), wait)
        .await
        .context("no message arrives")?
}

impl Side {
    async fn open(plan: &Plan, load: &Load, peer: Peer, conversation: Uuid) -> Result<Self> {
        let warm_up = u64::from(load.per_second) * 2;
        let measured = u64::from(load.per_second * load.seconds) * plan.rounds as u64;
        let meter = Arc::new(Meter::new(usize::try_from(warm_up + measured)?));
        let mut crowd = Crowd::open(peer.options(load.sockets), Arc::clone(&meter)).await?;
        crowd
            .send(&[conversation], 0..warm_up, load.per_second)
            .await?;
        crowd.drain(warm_up * crowd.len() as u64).await;
        meter.begin(warm_up);
        let total = meter.tally();
        let (cpu, expected, slowest_drain) = (Duration::ZERO, 0, Duration::ZERO);
        let own = (Duration::ZERO, Duration::ZERO);
        let next = warm_up;
        Ok(Self {
            peer,
            conversation,
            crowd,
            meter,
            next,
            total,
            cpu,
            own,
            expected,
            slowest_drain,
        })
    }

    async fn round(&mut self, load: &Load) -> Result<()> {
        let count = u64::from(load.per_second * load.seconds);
        let numbers = self.next..self.next + count;
        self.next = numbers.end;
        // What the other side's round left behind shall not be counted here.
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.meter.begin(numbers.start);
        let (before, own_before, since) = (self.peer.cpu_time(), own_cpu_time(), Instant::now());
        self.crowd
            .send(&[self.conversation], numbers, load.per_second)
            .await?;
        let expected = count * self.crowd.len() as u64;
        let drain = self.crowd.drain(expected).await;
        self.cpu += self.peer.cpu_time() - before;
        self.own.0 += own_cpu_time() - own_before;
        self.own.1 += since.elapsed();
        self.expected += expected;
        self.slowest_drain = self.slowest_drain.max(drain);
        self.total.add(&self.meter.tally());
        ensure!(
            self.crowd.lost() == 0,
            "the server cut {} sockets",
            self.crowd.lost()
        );
        Ok(())
    }

    /// CPU for a delivery, in microseconds.
    fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.total.deliveries.max(1) as f64
    }
}

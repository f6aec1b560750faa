//! Two replicas on a PostgreSQL, a Redis and a RabbitMQ, of Snug and of what Node has for the same: what a
//! message costs from accepted to stored, what a delivery does, how long one takes from replica to replica, and
//! what is left of everything when one is killed.
//!
//! The processor time is the servers' own; what they stand on has the same two cores.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;

use crate::crowd::Crowd;
use crate::meter::{self, Meter};
use crate::peer::{Peer, Which};
use crate::report::{Goal, Report, Row};
use crate::sender::{Pace, Sender, Sent};
use crate::stack::{PEOPLE, Stack};
use crate::stored::{self, Flaws};
use crate::{Plan, fanout, recovery};

/// The scenario's name.
pub(crate) const NAME: &str = "replicas";
/// How many messages of each sender are on the way from sent to stored and seen.
const ON_THE_WAY: usize = 5;
/// Of the load from replica to replica.
const PER_SECOND: u32 = 500;
const CONVERSATIONS: usize = 50;

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    let mut peers = Vec::new();
    let mut frame_bytes = 0;
    if plan.has(Which::Snug) {
        let stack = Stack::snug().await?;
        let room = stack.room;
        let peer = Peer::Replicas(Box::new(stack));
        frame_bytes = fanout::probe(&peer, room).await?;
        peers.push((peer, room));
    }
    if plan.has(Which::Node) {
        let stack = Stack::node(frame_bytes).await?;
        let room = stack.room;
        peers.push((Peer::Replicas(Box::new(stack)), room));
    }
    let peers = fanout::at_replicas(plan, peers, report).await?;
    let mut stacks: Vec<Stack> = Vec::new();
    for peer in peers {
        if let Peer::Replicas(stack) = peer {
            stacks.push(*stack);
        }
    }
    across(plan, &stacks, report).await?;
    durable(plan, &mut stacks, report).await?;
    recovery::run(plan, &mut stacks, report).await
}

/// From senders at one replica to listeners at the other.
async fn across(plan: &Plan, stacks: &[Stack], report: &mut Report) -> Result<()> {
    let what =
        format!("{PER_SECOND}/s in {CONVERSATIONS} conversations, to the other replica: p50");
    let mut p50 = Row::new(NAME, what, "ms").goal(Goal::AtMost(10.0));
    let mut p99 = Row::new(NAME, "the same, p99", "ms").goal(Goal::AtMost(50.0));
    let mut acks = Row::new(NAME, "acknowledged p99", "ms");
    let seconds = plan.size(15, 2);
    let mut totals = vec![(meter::histogram(), meter::histogram()); stacks.len()];
    for _ in 0..plan.rounds {
        for (stack, total) in stacks.iter().zip(&mut totals) {
            let (latency, acks) = across_round(stack, seconds).await?;
            total.0.add(latency)?;
            total.1.add(acks)?;
        }
    }
    for (stack, (latency, acknowledged)) in stacks.iter().zip(&totals) {
        let millis = |times: &Histogram<u64>, part| times.value_at_quantile(part) as f64 / 1e3;
        p50.set(stack.which(), millis(latency, 0.5));
        p99.set(stack.which(), millis(latency, 0.99));
        acks.set(stack.which(), millis(acknowledged, 0.99));
    }
    for row in [p50, p99, acks] {
        report.add(row);
    }
    Ok(())
}

async fn across_round(stack: &Stack, seconds: u32) -> Result<(Histogram<u64>, Histogram<u64>)> {
    let warm_up = u64::from(PER_SECOND);
    let messages = warm_up + u64::from(PER_SECOND * seconds);
    let meter = Arc::new(Meter::new(usize::try_from(messages)?));
    let at = |replica: usize| {
        let people = (0..CONVERSATIONS).map(move |pair| 2 * pair + replica);
        people.map(move |person| stack.options(person, replica))
    };
    let listeners = Crowd::open(at(1).collect(), Arc::clone(&meter)).await?;
    let mut senders = Crowd::of_senders(at(0).collect(), Arc::clone(&meter)).await?;
    let pairs = &stack.pairs[..CONVERSATIONS];
    senders.send(pairs, 0..warm_up, PER_SECOND).await?;
    listeners.drain(warm_up).await;
    meter.begin(warm_up);
    senders.send(pairs, warm_up..messages, PER_SECOND).await?;
    listeners.drain(messages - warm_up).await;
    let tally = meter.tally();
    let all = (tally.deliveries, tally.duplicates, tally.refusals);
    ensure!(
        all == (messages - warm_up, 0, 0),
        "of {} messages arrived, arrived again, were refused: {all:?}",
        messages - warm_up
    );
    Ok((tally.latency, tally.acks))
}

/// Each person alone, with messages always on the way from sent to stored: what one costs.
async fn durable(plan: &Plan, stacks: &mut [Stack], report: &mut Report) -> Result<()> {
    let what = format!("{PEOPLE} senders, {ON_THE_WAY} on the way each: CPU per durable message");
    let mut cost = Row::new(NAME, what, "µs").goal(Goal::OfNode(0.60));
    let mut rate = Row::new(NAME, "stored a second", "/s");
    let mut acks = Row::new(NAME, "acknowledged p99", "ms");
    let mut flawed = Row::new(NAME, "lost, doubled or out of order", "").goal(Goal::AtMost(0.0));
    let mut totals: Vec<Durable> = Vec::new();
    for stack in &mut *stacks {
        // Warm.
        stored_for(stack, plan.size(3, 1)).await?;
        totals.push(Durable::default());
    }
    for _ in 0..plan.rounds {
        for (stack, total) in stacks.iter_mut().zip(&mut totals) {
            total.add(stored_for(stack, plan.size(10, 2)).await?);
        }
    }
    for (stack, total) in stacks.iter().zip(&totals) {
        let messages = total.messages.max(1) as f64;
        cost.set(stack.which(), total.cpu.as_secs_f64() * 1e6 / messages);
        rate.set(stack.which(), messages / total.took.as_secs_f64());
        acks.set(stack.which(), quantile(&total.sent, 0.99));
        flawed.set(stack.which(), total.flaws.all() as f64);
    }
    for row in [cost, rate, acks, flawed] {
        report.add(row);
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Durable {
    messages: u64,
    cpu: Duration,
    took: Duration,
    sent: Vec<Sent>,
    flaws: Flaws,
}

impl Durable {
    fn add(&mut self, other: Self) {
        self.messages += other.messages;
        self.cpu += other.cpu;
        self.took += other.took;
        self.sent.extend(other.sent);
        self.flaws.add(other.flaws);
    }
}

async fn stored_for(stack: &mut Stack, seconds: u64) -> Result<Durable> {
    let senders = stack.senders(false).await?;
    let before = stored::count(&stack.database)?;
    let (cpu, since) = (stack.cpu_time(), Instant::now());
    let until = since + Duration::from_secs(seconds);
    let pace = Pace::OnTheWay(ON_THE_WAY);
    let sent = all(senders, pace, until, Duration::ZERO).await?;
    let messages: u64 = sent.iter().map(|sent| sent.messages).sum();
    let stored = stack.settle(before + messages).await? - before;
    let (cpu, took) = (stack.cpu_time() - cpu, since.elapsed());
    let flaws = stored::check(&stack.database, &sent)?;
    ensure!(
        stored == messages,
        "{stored} of {messages} are stored: {flaws:?}"
    );
    Ok(Durable {
        messages,
        cpu,
        took,
        sent,
        flaws,
    })
}

/// Lets them all send.
pub(crate) async fn all(
    senders: Vec<Sender>,
    pace: Pace,
    until: Instant,
    after: Duration,
) -> Result<Vec<Sent>> {
    let tasks = senders
        .into_iter()
        .map(|sender| tokio::spawn(sender.run(pace, until, after)));
    try_join_all(tasks).await?.into_iter().collect()
}

/// Of how long acknowledgements took, in milliseconds.
pub(crate) fn quantile(sent: &[Sent], part: f64) -> f64 {
    let mut total = meter::histogram();
    for sent in sent {
        // All have the same bounds, so adding cannot fail.
        let _ = total.add(&sent.acks);
    }
    total.value_at_quantile(part) as f64 / 1e3
}

//! Durable acknowledgements: how many a second, and how long one takes, when 50 sockets always have
//! 20 messages on their way, each socket in a conversation of its own.

use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;
use uuid::Uuid;

use crate::Plan;
use crate::ids::Ids;
use crate::meter;
use crate::peer::{Peer, Which, scratch};
use crate::pump::{Until, pump};
use crate::report::{Goal, Report, Row};

const SOCKETS: usize = 50;
const OUTSTANDING: usize = 20;

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    let mut sides = Vec::new();
    if plan.has(Which::Snug) {
        let peer = Peer::snug(SOCKETS).await?;
        let mut conversations = Vec::new();
        if let Peer::Snug { people, .. } = &peer {
            for person in people {
                conversations.push(person.group("Alone", &[]).await);
            }
        }
        sides.push((peer, conversations, meter::histogram(), Duration::ZERO));
    }
    if plan.has(Which::Node) {
        let mut ids = Ids::new();
        let conversations: Vec<Uuid> = (0..SOCKETS).map(|_| ids.next()).collect();
        let peer = Peer::node(0, Vec::new()).await?;
        sides.push((peer, conversations, meter::histogram(), Duration::ZERO));
    }
    let seconds = plan.size(10, 2);
    for _ in 0..plan.rounds {
        for (peer, conversations, total, cpu) in &mut sides {
            let before = peer.cpu_time();
            total
                .add(round(peer, conversations, seconds).await?)
                .context("the same bounds")?;
            *cpu += peer.cpu_time() - before;
        }
    }
    let what = format!("{SOCKETS} sockets, {OUTSTANDING} outstanding: acknowledgements a second");
    let mut rate = Row::new("acks", what, "/s").goal(Goal::AtLeast(20_000.0));
    let mut p99 = Row::new("acks", "acknowledged p99", "ms").goal(Goal::AtMost(60.0));
    let mut p50 = Row::new("acks", "acknowledged p50", "ms");
    let mut cost = Row::new("acks", "CPU per message", "µs");
    for (peer, _, total, cpu) in &sides {
        let which = peer.which();
        let measured = (seconds * plan.rounds as u64) as f64;
        rate.set(which, total.len() as f64 / measured);
        p99.set(which, total.value_at_quantile(0.99) as f64 / 1e3);
        p50.set(which, total.value_at_quantile(0.5) as f64 / 1e3);
        // The second of warming up is in the processor's time, and so its messages are estimated.
        let all = total.len() as f64 * (seconds + 1) as f64 / seconds as f64;
        cost.set(which, cpu.as_secs_f64() * 1e6 / all.max(1.0));
    }
    for row in [rate, p99, p50, cost] {
        report.add(row);
    }
    report.add(Row::new("acks", "a bare fdatasync of 4 KiB, median", "ms").snug(fsync_millis()?));
    Ok(())
}

async fn round(peer: &Peer, conversations: &[Uuid], seconds: u64) -> Result<Histogram<u64>> {
    let options = peer.options(conversations.len());
    let from = Instant::now() + Duration::from_secs(1);
    let until = Until::Time {
        from,
        to: from + Duration::from_secs(seconds),
    };
    let pumps = options.iter().zip(conversations);
    let pumps = pumps.map(|(options, id)| pump(options, *id, OUTSTANDING, until));
    let mut total = meter::histogram();
    for times in
        try_join_all(pumps.map(|pump| async { tokio::task::unconstrained(pump).await })).await?
    {
        total.add(times).context("the same bounds")?;
    }
    Ok(total)
}

/// What this disk takes to make 4 KiB safe, in milliseconds.
fn fsync_millis() -> Result<f64> {
    let path = scratch()?.join("fsync");
    let mut file = std::fs::File::create(&path)?;
    file.write_all(&[0; 4096 * 64])?;
    file.sync_all()?;
    let mut times = meter::histogram();
    for turn in 0..200 {
        file.write_all_at(&[1; 4096], 4096 * (turn % 64))?;
        let since = Instant::now();
        file.sync_data()?;
        times.saturating_record(u64::try_from(since.elapsed().as_micros())?);
    }
    std::fs::remove_file(&path)?;
    Ok(times.value_at_quantile(0.5) as f64 / 1e3)
}

//! A long conversation beside a short one: a page of 50 messages and a send take the same time.

use std::time::Instant;

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;
use tests::{Person, Socket};
use uuid::Uuid;

use crate::Plan;
use crate::meter;
use crate::peer::{Peer, Which};
use crate::pump::{Until, pump};
use crate::report::{Goal, Report, Row};

const SHORT: u64 = 1000;
const FILLERS: u64 = 10;

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    if !plan.has(Which::Snug) {
        return Ok(());
    }
    let long = plan.size(1_000_000, 20_000);
    let peer = Peer::snug(2).await?;
    let Peer::Snug { people, .. } = &peer else {
        return Ok(());
    };
    let reader = &people[0];
    let (short_id, long_id) = (
        reader.group("Short", &[&people[1]]).await,
        reader.group("Long", &[&people[1]]).await,
    );
    fill(&peer, short_id, SHORT).await?;
    let since = Instant::now();
    fill(&peer, long_id, long).await?;
    let rate = long as f64 / since.elapsed().as_secs_f64();
    report.add(Row::new("history", format!("filling {long} messages"), "/s").snug(rate));

    let turns = plan.size(2000, 200);
    let (mut short_pages, mut long_pages) = (meter::histogram(), meter::histogram());
    let (mut short_sends, mut long_sends) = (meter::histogram(), meter::histogram());
    let socket = reader.connect().await;
    for turn in 0..turns {
        // Half of the pages are the newest, half lie anywhere.
        let before = |length: u64| (turn % 2 == 1).then(|| 51 + turn * 7919 % (length - 51));
        page(reader, short_id, before(SHORT), &mut short_pages).await?;
        page(reader, long_id, before(long), &mut long_pages).await?;
    }
    for _ in 0..turns {
        send(&socket, short_id, &mut short_sends).await;
        send(&socket, long_id, &mut long_sends).await;
    }
    for (what, short, long_times) in [
        ("a page of 50", &short_pages, &long_pages),
        ("a send", &short_sends, &long_sends),
    ] {
        let p99 = |times: &Histogram<u64>| times.value_at_quantile(0.99) as f64 / 1e3;
        let p50 = |times: &Histogram<u64>| times.value_at_quantile(0.5) as f64 / 1e3;
        let row = |what: String| Row::new("history", what, "ms");
        let goal = Goal::AtMost(5.0);
        report.add(
            row(format!("{what} in one of {long}, p99"))
                .snug(p99(long_times))
                .goal(goal),
        );
        report.add(row(format!("{what} in one of {SHORT}, p99")).snug(p99(short)));
        report.add(row(format!("{what} in one of {long}, p50")).snug(p50(long_times)));
        report.add(row(format!("{what} in one of {SHORT}, p50")).snug(p50(short)));
        let ratio = p50(long_times) / p50(short).max(0.001);
        let row = Row::new("history", format!("{what}: long ÷ short, p50"), "");
        report.add(row.snug(ratio).goal(Goal::AtMost(1.2)));
    }
    Ok(())
}

/// Sends messages through sockets that always have many on their way.
async fn fill(peer: &Peer, conversation: Uuid, messages: u64) -> Result<()> {
    let options = peer.options(usize::try_from(FILLERS)?);
    let each = Until::Count(messages / FILLERS);
    try_join_all(
        options
            .iter()
            .map(|options| pump(options, conversation, 100, each)),
    )
    .await?;
    Ok(())
}

async fn page(
    reader: &Person,
    conversation: Uuid,
    before: Option<u64>,
    times: &mut Histogram<u64>,
) -> Result<()> {
    let before = before
        .map(|seq| format!("before={seq}&"))
        .unwrap_or_default();
    let query = format!("{before}limit=50");
    let since = Instant::now();
    let page = reader.page(conversation, &query).await;
    times.saturating_record(u64::try_from(since.elapsed().as_micros())?);
    let count = page["messages"].as_array().map_or(0, Vec::len);
    ensure!(count == 50, "a page of 50 holds {count}");
    Ok(())
}

async fn send(socket: &Socket, conversation: Uuid, times: &mut Histogram<u64>) {
    let since = Instant::now();
    socket
        .send(conversation, "The heron is back at the pond.")
        .await;
    times.saturating_record(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
}

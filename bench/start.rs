//! From the start of the process to the first `/readyz` that says yes, with data already there.

use anyhow::Result;

use crate::Plan;
use crate::meter;
use crate::peer::{Peer, Which};
use crate::pump::{Until, pump};
use crate::report::{Goal, Report, Row};

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    if !plan.has(Which::Snug) {
        return Ok(());
    }
    let mut peer = Peer::snug(2).await?;
    let options = peer.options(1);
    let Peer::Snug { server, people } = &mut peer else {
        return Ok(());
    };
    let conversation = people[0].group("The pond", &[&people[1]]).await;
    let messages = plan.size(100_000, 5000);
    pump(&options[0], conversation, 100, Until::Count(messages)).await?;

    let (mut clean, mut killed) = (meter::histogram(), meter::histogram());
    for _ in 0..plan.size(10, 3) {
        server.terminate().await;
        clean.saturating_record(u64::try_from(server.restart().await.as_micros())?);
        server.kill();
        killed.saturating_record(u64::try_from(server.restart().await.as_micros())?);
    }
    let what = format!(
        "start to /readyz with {messages} messages, slowest of {}",
        clean.len()
    );
    let slowest = |times: &hdrhistogram::Histogram<u64>| times.max() as f64 / 1e3;
    let row = Row::new("start", what, "ms").goal(Goal::AtMost(150.0));
    report.add(row.snug(slowest(&clean)));
    let row = Row::new("start", "the same after SIGKILL", "ms");
    report.add(row.snug(slowest(&killed)));
    Ok(())
}

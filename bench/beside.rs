//! What a chat notices of other work in the same process: its latency beside it, and right before and
//! after without.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use hdrhistogram::Histogram;
use tests::TestServer;
use uuid::Uuid;

use crate::Plan;
use crate::crowd::Crowd;
use crate::meter::{self, Meter};
use crate::peer;
use crate::report::{Goal, Report, Row};

const PEOPLE: usize = 20;
const SOCKETS: usize = 50;
const PER_SECOND: u32 = 50;

struct Chat {
    crowd: Crowd,
    meter: Arc<Meter>,
    conversation: Uuid,
    seconds: u32,
    next: u64,
}

/// What the chat's latency was.
pub(crate) struct Latency {
    without: Histogram<u64>,
    with: Histogram<u64>,
}

/// Measures the chat on a server without and with `work`, which is done again and again meanwhile;
/// then everything is let settle by `rest`.
pub(crate) async fn measure(
    plan: &Plan,
    server: TestServer,
    work: impl AsyncFn(&TestServer) -> Result<()>,
    rest: impl AsyncFn(&TestServer) -> Result<()>,
) -> Result<Latency> {
    let people = peer::register(&server, "chatter", PEOPLE).await;
    let others: Vec<_> = people[1..].iter().collect();
    let conversation = people[0].group("The pond", &others).await;
    let options = peer::options(&people, SOCKETS);
    let seconds = plan.size(10, 2);
    let phases = 2 * plan.rounds as u32 + 1;
    let messages = u64::from(PER_SECOND * seconds * (phases + 1));
    let meter = Arc::new(Meter::new(usize::try_from(messages)?));
    let crowd = Crowd::open(options, Arc::clone(&meter)).await?;
    let mut chat = Chat {
        crowd,
        meter,
        conversation,
        seconds,
        next: 0,
    };
    // Warm.
    chat.talk().await?;
    let (mut without, mut with) = (chat.talk().await?, meter::histogram());
    for _ in 0..plan.rounds {
        let enough = AtomicBool::new(false);
        let working = async {
            while !enough.load(Ordering::Relaxed) {
                work(&server).await?;
            }
            anyhow::Ok(())
        };
        let talking = async {
            let latency = chat.talk().await;
            enough.store(true, Ordering::Relaxed);
            latency
        };
        let (latency, worked) = tokio::join!(talking, working);
        worked?;
        rest(&server).await?;
        with.add(latency?)?;
        without.add(chat.talk().await?)?;
    }
    Ok(Latency { without, with })
}

impl Latency {
    /// Rows that say what it was without and with `what`, and how many times as long at most.
    pub(crate) fn tell(&self, report: &mut Report, scenario: &'static str, what: &str, most: f64) {
        let p99 = |latency: &Histogram<u64>| latency.value_at_quantile(0.99) as f64 / 1e3;
        let (without, with) = (p99(&self.without), p99(&self.with));
        let first = format!("{SOCKETS} sockets, {PER_SECOND}/s: latency p99");
        report.add(Row::new(scenario, first, "ms").snug(without));
        let second = format!("the same while {what}");
        report.add(Row::new(scenario, second, "ms").snug(with));
        let row = Row::new(scenario, "the second, as a multiple of the first", "×");
        report.add(row.goal(Goal::AtMost(most)).snug(with / without));
    }
}

impl Chat {
    /// Sends at its pace; gives the latency of what arrived, which must be all.
    async fn talk(&mut self) -> Result<Histogram<u64>> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let numbers = self.next..self.next + u64::from(PER_SECOND * self.seconds);
        self.next = numbers.end;
        self.meter.begin(numbers.start);
        let expected = (numbers.end - numbers.start) * self.crowd.len() as u64;
        self.crowd
            .send(&[self.conversation], numbers, PER_SECOND)
            .await?;
        self.crowd.drain(expected).await;
        let tally = self.meter.tally();
        ensure!(
            tally.deliveries == expected,
            "{} of {expected} arrived",
            tally.deliveries
        );
        Ok(tally.latency)
    }
}

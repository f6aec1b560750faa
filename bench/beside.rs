//! What a chat notices of files that go up in the same process: its latency with them, and right
//! before and after without.

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
use crate::peer::{self, Peer};
use crate::report::{Goal, Report, Row};
use crate::upload::{MIB, patch, remove_objects};

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

pub(crate) async fn run(plan: &Plan, server: TestServer, report: &mut Report) -> Result<()> {
    let people = peer::register(&server, PEOPLE).await;
    let sender = people[0].clone();
    let others: Vec<_> = people[1..].iter().collect();
    let conversation = people[0].group("The pond", &others).await;
    let peer = Peer::Snug {
        server: Box::new(server),
        people,
    };
    let seconds = plan.size(10, 2);
    let phases = 2 * plan.rounds as u32 + 1;
    let messages = u64::from(PER_SECOND * seconds * (phases + 1));
    let meter = Arc::new(Meter::new(usize::try_from(messages)?));
    let crowd = Crowd::open(peer.options(SOCKETS), Arc::clone(&meter)).await?;
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
        let Peer::Snug { server, .. } = &peer else {
            break;
        };
        let enough = AtomicBool::new(false);
        let uploads = async {
            while !enough.load(Ordering::Relaxed) {
                patch(server, &sender, plan.size(1024, 64) * MIB).await?;
            }
            anyhow::Ok(())
        };
        let talk = async {
            let latency = chat.talk().await;
            enough.store(true, Ordering::Relaxed);
            latency
        };
        let (latency, uploads) = tokio::join!(talk, uploads);
        uploads?;
        remove_objects(server)?;
        with.add(latency?)?;
        without.add(chat.talk().await?)?;
    }
    let p99 = |latency: &Histogram<u64>| latency.value_at_quantile(0.99) as f64 / 1e3;
    let what = format!("{SOCKETS} sockets, {PER_SECOND}/s: latency p99");
    report.add(Row::new("files", what, "ms").snug(p99(&without)));
    let row = Row::new("files", "the same while 1 GiB after another goes up", "ms");
    report.add(row.snug(p99(&with)));
    let row = Row::new("files", "the second, as a multiple of the first", "×");
    report.add(row.goal(Goal::AtMost(2.0)).snug(p99(&with) / p99(&without)));
    Ok(())
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
            .send(self.conversation, numbers, PER_SECOND)
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

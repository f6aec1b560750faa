//! A replica that is killed under load: when its clients are back, and whether what was acknowledged is there,
//! once, in order, and has been shown to everybody.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use uuid::Uuid;

use crate::Plan;
use crate::replicas::{NAME, all, quantile};
use crate::report::{Goal, Report, Row};
use crate::sender::{COUNTED_BITS, Pace, Sent};
use crate::stack::{PEOPLE, Stack};
use crate::stored::{self, Flaws};

/// Between two messages of a sender: 500 a second of all.
const PAUSE: Duration = Duration::from_millis(400);
/// Whoever takes longer says why.
const NOTABLE: Duration = Duration::from_secs(4);
/// How long each listens when all of its own is acknowledged.
const AFTER: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
struct Total {
    cut: usize,
    slowest: Duration,
    longest_ack: f64,
    flaws: Flaws,
    unseen: u64,
}

pub(crate) async fn run(plan: &Plan, stacks: &mut [Stack], report: &mut Report) -> Result<()> {
    let clients = PEOPLE / 2;
    let what = format!("SIGKILL at 500/s: the last of its {clients} clients is back after");
    let mut back = Row::new(NAME, what, "s").goal(Goal::AtMost(5.0));
    let none = |what| Row::new(NAME, what, "").goal(Goal::AtMost(0.0));
    let mut lost = none("acknowledged, and lost");
    let mut doubled = none("doubled");
    let mut disordered = none("out of order");
    let mut unseen = none("stored, and not shown to a client");
    let mut longest = Row::new(NAME, "the longest wait for an acknowledgement", "s");
    for stack in stacks {
        let mut total = Total::default();
        for _ in 0..plan.rounds {
            round(stack, &mut total, plan.size(5, 2)).await?;
        }
        let which = stack.which();
        back.set(which, total.slowest.as_secs_f64());
        lost.set(which, total.flaws.lost as f64);
        doubled.set(which, total.flaws.doubled as f64);
        disordered.set(which, (total.flaws.disordered + total.flaws.gaps) as f64);
        unseen.set(which, total.unseen as f64);
        longest.set(which, total.longest_ack / 1e3);
        anyhow::ensure!(total.cut == clients * plan.rounds, "{} were cut", total.cut);
    }
    for row in [back, lost, doubled, disordered, unseen, longest] {
        report.add(row);
    }
    Ok(())
}

/// Pairs of people talk, one at each replica; the first replica dies in the midst of it.
async fn round(stack: &mut Stack, total: &mut Total, seconds: u64) -> Result<()> {
    let senders = stack.senders(true).await?;
    let before = stored::count(&stack.database)?;
    let until = Instant::now() + Duration::from_secs(2 * seconds + 5);
    let sending = tokio::spawn(all(senders, Pace::Every(PAUSE), until, AFTER));
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let killed = Instant::now();
    stack.kill();
    let sent = sending.await??;
    let messages: u64 = sent.iter().map(|sent| sent.messages).sum();
    stack.settle(before + messages).await?;
    total.flaws.add(stored::check(&stack.database, &sent)?);
    total.unseen += unseen(&sent);
    total.longest_ack = total.longest_ack.max(quantile(&sent, 1.0));
    for sent in &sent {
        let Some(back) = sent.back else { continue };
        let took = back.saturating_duration_since(killed);
        total.cut += 1;
        total.slowest = total.slowest.max(took);
        if took > NOTABLE {
            eprintln!("client {} was back after {took:.1?}:", sent.sender);
            for (at, what) in &sent.story {
                eprintln!("  {:.2?} {what}", at.saturating_duration_since(killed));
            }
        }
    }
    stack.restart().await
}

/// How many messages somebody in a conversation was not shown.
fn unseen(sent: &[Sent]) -> u64 {
    let mut written: HashMap<Uuid, Vec<u64>> = HashMap::new();
    for sent in sent {
        let first = u64::from(sent.sender) << COUNTED_BITS;
        let numbers = written.entry(sent.conversation).or_default();
        numbers.extend(first..first + sent.messages);
    }
    let unseen = sent.iter().map(|sent| {
        let numbers = written.get(&sent.conversation).into_iter().flatten();
        numbers.filter(|number| !sent.seen.contains(number)).count() as u64
    });
    unseen.sum()
}

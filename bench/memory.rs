//! Memory: after a start, and for each socket that is authenticated and idle.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::Plan;
use crate::crowd::Crowd;
use crate::ids::Ids;
use crate::meter::Meter;
use crate::peer::{Peer, Which};
use crate::report::{Goal, Report, Row};

/// General is one that everybody is in already.
const GROUPS: usize = 9;

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    let (people, sockets) = plan.size((500, 5000), (20, 200));
    let mut start = Row::new("memory", "after start", "MiB").goal(Goal::AtMost(25.0));
    let what = format!("{sockets} idle sockets of {people} people in 10 conversations: each");
    let mut each = Row::new("memory", what, "KiB").goal(Goal::AtMost(24.0));
    for which in &plan.which {
        let mut peer = match which {
            Which::Snug => snug(people).await?,
            Which::Node => {
                let mut ids = Ids::new();
                Peer::node(0, (0..=GROUPS).map(|_| ids.next()).collect()).await?
            }
        };
        if let Peer::Snug { server, .. } = &mut peer {
            // What registering so many left behind is not what a start costs.
            server.restart().await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        let before = peer.rss_bytes();
        let crowd = Crowd::open(peer.options(sockets), Arc::new(Meter::new(1))).await?;
        tokio::time::sleep(Duration::from_secs(plan.size(10, 2))).await;
        ensure!(
            crowd.lost() == 0,
            "the server cut {} idle sockets",
            crowd.lost()
        );
        let after = peer.rss_bytes();
        start.set(*which, before as f64 / (1 << 20) as f64);
        each.set(
            *which,
            after.saturating_sub(before) as f64 / 1024.0 / sockets as f64,
        );
    }
    report.add(start);
    report.add(each);
    Ok(())
}

async fn snug(people: usize) -> Result<Peer> {
    let peer = Peer::snug(people).await?;
    if let Peer::Snug { people, .. } = &peer {
        let others: Vec<_> = people[1..].iter().collect();
        for number in 0..GROUPS {
            people[0].group(&format!("Group {number}"), &others).await;
        }
    }
    Ok(peer)
}

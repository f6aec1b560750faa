//! The tasks that tell sockets. Each socket has a lane, a task that writes what it is told in order;
//! there are as many lanes as processors, so that a large room is told by all of them and none of it
//! holds up whoever decides what is told.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

use crate::peer::Peer;
use crate::told::Told;

/// Events that a lane may be behind before telling waits for it.
const BEHIND: usize = 256;
/// Sockets that are told before others have a turn.
const TURN: usize = 64;

/// The tasks that tell sockets; they end when this is dropped.
pub(crate) struct Lanes(Vec<mpsc::Sender<Telling>>);

/// An event on its way to some of the sockets of a lane.
struct Telling {
    told: Arc<Told>,
    peers: Vec<Arc<Peer>>,
}

impl Lanes {
    pub(crate) fn start(tasks: &TaskTracker) -> Self {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let lanes = (0..count).map(|_| {
            let (sender, told) = mpsc::channel(BEHIND);
            tasks.spawn(run(told, tasks.clone()));
            sender
        });
        Self(lanes.collect())
    }

    /// Tells peers an event, after all that they were told before.
    pub(crate) async fn tell(&self, peers: Vec<Arc<Peer>>, told: Told) {
        let told = Arc::new(told);
        let mut of_lanes: Vec<Vec<Arc<Peer>>> = self.0.iter().map(|_| Vec::new()).collect();
        for peer in peers {
            let lane = peer.lane(of_lanes.len());
            of_lanes[lane].push(peer);
        }
        for (lane, peers) in self.0.iter().zip(of_lanes) {
            if !peers.is_empty() {
                let told = Arc::clone(&told);
                // A lane ends with this alone.
                let _ = lane.send(Telling { told, peers }).await;
            }
        }
    }
}

async fn run(mut telling: mpsc::Receiver<Telling>, tasks: TaskTracker) {
    while let Some(Telling { told, peers }) = telling.recv().await {
        for (turn, peers) in peers.chunks(TURN).enumerate() {
            if turn > 0 {
                tokio::task::yield_now().await;
            }
            for peer in peers {
                peer.tell(&told, &tasks);
            }
        }
    }
}

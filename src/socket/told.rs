//! What sockets are told, and the tasks that tell them.
//!
//! An event is encoded once for everybody. Each socket has a lane, a task that writes what it is
//! told in order; there are as many lanes as processors, so that a large room is told by all of them
//! and none of it holds up whoever decides what is told.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

use crate::peer::Peer;

/// Events that a lane may be behind before telling waits for it.
const BEHIND: usize = 256;
/// Sockets that are told before others have a turn.
const TURN: usize = 64;

/// An event, encoded.
pub(crate) struct Told {
    pub(crate) event: &'static str,
    pub(crate) data: Box<RawValue>,
    /// The whole of it as a WebSocket frame.
    pub(crate) frame: Bytes,
    /// Whether a peer who is behind may miss it.
    pub(crate) is_volatile: bool,
}

impl Told {
    pub(crate) fn new(event: &'static str, data: &impl Serialize) -> serde_json::Result<Self> {
        let data = to_raw_value(data)?;
        Ok(Self {
            event,
            frame: frame(event, data.get()),
            data,
            is_volatile: false,
        })
    }

    pub(crate) fn volatile(mut self) -> Self {
        self.is_volatile = true;
        self
    }
}

/// An event of the main namespace (`42`, <https://socket.io/docs/v4/socket-io-protocol/>) as a text
/// frame of a server, which is not masked (RFC 6455, section 5.2).
fn frame(event: &str, data: &str) -> Bytes {
    const FINAL_TEXT: u8 = 0x81;
    let length = "42[\"\",]".len() + event.len() + data.len();
    let mut frame = BytesMut::with_capacity(10 + length);
    frame.put_u8(FINAL_TEXT);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length @ ..126), _) => frame.put_u8(length),
        (_, Ok(length)) => {
            frame.put_u8(126);
            frame.put_u16(length);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(length as u64);
        }
    }
    for part in ["42[\"", event, "\",", data, "]"] {
        frame.put_slice(part.as_bytes());
    }
    frame.freeze()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_what_a_websocket_library_writes() {
        for size in [0, 100, 126, 4_000, 70_000] {
            let data = format!("\"{}\"", "x".repeat(size));
            let told = Told::new("message:changed", &data).unwrap();
            let text = format!("42[\"message:changed\",{}]", told.data.get());
            let header = told.frame.len() - text.len();
            assert_eq!(&told.frame[header..], text.as_bytes());
            let length = match told.frame[1] {
                126 => u64::from(u16::from_be_bytes([told.frame[2], told.frame[3]])),
                127 => u64::from_be_bytes(told.frame[2..10].try_into().unwrap()),
                small => u64::from(small),
            };
            assert_eq!((told.frame[0], length), (0x81, text.len() as u64));
        }
    }
}

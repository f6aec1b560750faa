//! Many sockets at once, each a task that counts what it is sent and sends what it is told to.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use futures_util::{SinkExt, StreamExt, stream};
use tests::wire::{self, Connected, Options, Packet};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::ids::{self, Ids};
use crate::meter::{Meter, Seen};

/// Connected sockets, in the order of their options.
#[derive(Debug)]
pub(crate) struct Crowd {
    sockets: Vec<mpsc::UnboundedSender<String>>,
    tasks: Vec<JoinHandle<()>>,
    meter: Arc<Meter>,
    ids: Ids,
}

impl Crowd {
    /// Connects a socket for each of the options, some at a time.
    pub(crate) async fn open(options: Vec<Options>, meter: Arc<Meter>) -> Result<Self> {
        Self::connect(options, meter, true).await
    }

    /// The same, but what arrives at them is not counted: others listen.
    pub(crate) async fn of_senders(options: Vec<Options>, meter: Arc<Meter>) -> Result<Self> {
        Self::connect(options, meter, false).await
    }

    async fn connect(options: Vec<Options>, meter: Arc<Meter>, counts: bool) -> Result<Self> {
        let (mut sockets, mut tasks) = (Vec::new(), Vec::new());
        let connecting = options
            .into_iter()
            .enumerate()
            .map(|(number, mut options)| {
                // About 28,000 ports for each address, and those just closed count for a minute.
                options.source = Some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, source(number))));
                async move { wire::connect(&options).await }
            });
        let mut connecting = stream::iter(connecting).buffered(64);
        while let Some(connected) = connecting.next().await {
            let connected = connected.map_err(|error| anyhow!("a socket: {error:?}"))?;
            let (sender, outgoing) = mpsc::unbounded_channel();
            sockets.push(sender);
            let serving = serve(connected, outgoing, Arc::clone(&meter), counts);
            tasks.push(tokio::spawn(serving));
        }
        Ok(Self {
            sockets,
            tasks,
            meter,
            ids: Ids::new(),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.sockets.len()
    }

    /// How many of them the server has cut.
    pub(crate) fn lost(&self) -> usize {
        self.tasks.iter().filter(|task| task.is_finished()).count()
    }

    /// Sends messages of these numbers at a rate, from all sockets in turn, and to the conversations in turn.
    pub(crate) async fn send(
        &mut self,
        conversations: &[Uuid],
        numbers: std::ops::Range<u64>,
        per_second: u32,
    ) -> Result<()> {
        let pause = Duration::from_secs(1) / per_second;
        let mut due = tokio::time::Instant::now();
        for number in numbers {
            tokio::time::sleep_until(due).await;
            due += pause;
            let turn = usize::try_from(number)? % self.sockets.len();
            let conversation = conversations[turn % conversations.len()];
            let frame = ids::frame(number, self.ids.next(), conversation);
            self.meter.sending(number);
            if self.sockets[turn].send(frame).is_err() {
                bail!("the server cut a socket");
            }
        }
        Ok(())
    }

    /// Waits until so many messages have been delivered, and says how long it took; gives up when
    /// nothing more arrives.
    pub(crate) async fn drain(&self, deliveries: u64) -> Duration {
        let since = Instant::now();
        let (mut before, mut progress) = (0, Instant::now());
        loop {
            let now = self.meter.tally().deliveries;
            if now >= deliveries || progress.elapsed() > Duration::from_secs(5) {
                return since.elapsed();
            }
            if now > before {
                (before, progress) = (now, Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// The last part of the address that a socket comes from.
fn source(number: usize) -> u8 {
    u8::try_from(2 + number / 2000 % 200).unwrap_or(1)
}

async fn serve(
    connected: Connected,
    mut outgoing: mpsc::UnboundedReceiver<String>,
    meter: Arc<Meter>,
    counts: bool,
) {
    let Connected { mut stream, early } = connected;
    let mut seen = meter.seen();
    for frame in early.iter().filter(|_| counts) {
        meter.event(frame, &mut seen);
    }
    loop {
        let sent = tokio::select! {
            biased;
            message = stream.next() => match message {
                Some(Ok(Message::Text(frame))) if take(&frame, &meter, counts.then_some(&mut seen)) => Ok(()),
                Some(Ok(Message::Text(_))) => stream.send(wire::PONG).await,
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => return,
            },
            frame = outgoing.recv() => match frame {
                Some(frame) => stream.send(Message::text(frame)).await,
                None => return,
            },
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Counts a frame; false if it is a ping, which wants an answer.
fn take(frame: &str, meter: &Meter, seen: Option<&mut Seen>) -> bool {
    match (wire::parse(frame), seen) {
        (Packet::Ping, _) => return false,
        (Packet::Event(_), Some(seen)) => meter.event(frame, seen),
        (Packet::Ack(number, answer), _) => meter.ack(number, answer),
        _ => {}
    }
    true
}

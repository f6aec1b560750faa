//! A socket that always has some messages unacknowledged: each acknowledgement lets the next go.

use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use futures_util::{FutureExt, SinkExt, StreamExt};
use hdrhistogram::Histogram;
use tests::wire::{self, Options, Packet};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::ids::{self, Ids};
use crate::meter;

/// When a pump stops.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// At a time; what was acknowledged before `from` is not counted.
    Time { from: Instant, to: Instant },
    /// After so many messages.
    Count(u64),
}

/// Pumps messages into a conversation; gives the times of the acknowledgements in microseconds.
pub(crate) async fn pump(
    options: &Options,
    conversation: Uuid,
    outstanding: usize,
    until: Until,
) -> Result<Histogram<u64>> {
    let connected = wire::connect(options)
        .await
        .map_err(|error| anyhow!("a socket: {error:?}"))?;
    let mut stream = connected.stream;
    let mut ids = Ids::new();
    let mut times = meter::histogram();
    // An acknowledgement's number is free again once it came, so it is the slot's own.
    let mut slots = vec![Instant::now(); outstanding];
    let (mut sent, mut answered) = (0_u64, 0_u64);
    let mut free: Vec<usize> = (0..outstanding).collect();
    loop {
        let going = match until {
            Until::Time { to, .. } => Instant::now() < to,
            Until::Count(count) => sent < count,
        };
        while going && let Some(slot) = free.pop() {
            slots[slot] = Instant::now();
            sent += 1;
            let frame = ids::frame(slot as u64, ids.next(), conversation);
            stream.feed(Message::text(frame)).await?;
        }
        if !going && answered == sent {
            return Ok(times);
        }
        // Written when there is nothing left to read: many acknowledgements, one system call.
        let message = match stream.next().now_or_never() {
            Some(message) => message,
            None => {
                stream.flush().await?;
                stream.next().await
            }
        };
        let Some(message) = message else {
            bail!("the server cut a socket")
        };
        let Message::Text(frame) = message? else {
            continue;
        };
        match wire::parse(&frame) {
            Packet::Ping => stream.send(wire::PONG).await?,
            Packet::Ack(number, answer) => {
                if answer.starts_with("[{\"error\"") {
                    bail!("a message was refused: {answer}");
                }
                let slot = usize::try_from(number)?;
                let counts = match until {
                    Until::Time { from, to } => (from..to).contains(&Instant::now()),
                    Until::Count(count) => sent <= count,
                };
                if counts {
                    let micros = u64::try_from(slots[slot].elapsed().as_micros())?;
                    times.saturating_record(micros);
                }
                answered += 1;
                free.push(slot);
            }
            _ => {}
        }
    }
}

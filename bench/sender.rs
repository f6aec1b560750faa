//! A client that keeps what it sent until that is acknowledged. Where it is cut it comes back, catches up
//! by `sync`, and sends again what is left, in order and with the same ids, as the web app does.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail, ensure};
use futures_util::{FutureExt, SinkExt, StreamExt};
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use tests::wire::{self, Options, Packet, Stream};
use tokio::time::{sleep, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::ids::{self, Ids};
use crate::meter;

/// A message's number is its sender's, and below these bits how many went before it.
pub(crate) const COUNTED_BITS: u32 = 20;
/// The number of a `sync`'s acknowledgement: no sender has it.
const SYNC: u64 = u32::MAX as u64;
/// Before the first attempt to come back, and the most before a later one; the web app's.
const RETRY: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(10)];
/// How long a message may go unacknowledged, and an attempt to connect may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// When the next message goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// When fewer than so many have not come back stored.
    OnTheWay(usize),
    /// Always after this time.
    Every(Duration),
}

impl Pace {
    fn first(self) -> Duration {
        match self {
            Self::OnTheWay(_) => Duration::ZERO,
            Self::Every(pause) => pause.mul_f64(rand::random()),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Sender {
    number: u32,
    /// Where it connects, and where else a balancer would send it.
    ways: [Options; 2],
    conversation: Uuid,
    /// The same as it is in JSON.
    name: String,
    stream: Stream,
    ids: Ids,
    sent: u64,
    /// What is not acknowledged, and since when.
    outbox: BTreeMap<u64, (String, Instant)>,
    /// What has not come back stored.
    unseen: HashSet<u64>,
    seen: HashSet<u64>,
    rev: Option<u64>,
    /// Whether it has asked what it has missed, and what it was told since.
    syncing: bool,
    ahead: Vec<String>,
    acks: Histogram<u64>,
    cut: bool,
    back: Option<Instant>,
    /// What it went through to come back.
    story: Vec<(Instant, String)>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) sender: u32,
    pub(crate) conversation: Uuid,
    pub(crate) messages: u64,
    /// From first sent to acknowledged, in microseconds.
    pub(crate) acks: Histogram<u64>,
    /// The numbers of all messages that it has been shown.
    pub(crate) seen: HashSet<u64>,
    /// When it was back and had caught up, if it was cut.
    pub(crate) back: Option<Instant>,
    /// What it went through until then.
    pub(crate) story: Vec<(Instant, String)>,
}

impl Sender {
    pub(crate) async fn open(number: u32, ways: [Options; 2], conversation: Uuid) -> Result<Self> {
        let connected = wire::connect(&ways[0]).await;
        let connected = connected.map_err(|error| anyhow!("a socket: {error:?}"))?;
        Ok(Self {
            number,
            ways,
            conversation,
            name: conversation.to_string(),
            stream: connected.stream,
            ids: Ids::new(),
            sent: 0,
            outbox: BTreeMap::new(),
            unseen: HashSet::new(),
            seen: HashSet::new(),
            rev: None,
            syncing: false,
            ahead: Vec::new(),
            acks: meter::histogram(),
            cut: false,
            back: None,
            story: Vec::new(),
        })
    }

    /// Sends at its pace until a time, and listens until all is acknowledged and for a while after.
    pub(crate) async fn run(mut self, pace: Pace, until: Instant, after: Duration) -> Result<Sent> {
        // Not all at once.
        let mut due = Instant::now() + pace.first();
        let mut end = None;
        loop {
            let now = Instant::now();
            while now < until && self.may_send(pace, now, &mut due) {
                self.send().await;
            }
            let done = now >= until && self.outbox.is_empty();
            if done && now >= *end.get_or_insert(now + after) {
                return Ok(self.sent());
            }
            let wake = match (pace, end) {
                (Pace::Every(_), None) if now < until => due.min(until),
                (_, Some(end)) => end,
                (_, None) if now < until => until,
                _ => now + PATIENCE,
            };
            // Written when there is nothing left to read: many answers, one system call.
            let message = match self.stream.next().now_or_never() {
                Some(message) => Ok(message),
                // A stream that is cut says so when it is read.
                None => {
                    let _ = self.stream.flush().await;
                    timeout_at(wake.into(), self.stream.next()).await
                }
            };
            match message {
                Ok(Some(Ok(Message::Text(frame)))) => self.take(&frame).await?,
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) => self.come_back().await?,
                Err(_) => {
                    let oldest = self.outbox.values().next();
                    let late = oldest.is_some_and(|(_, since)| since.elapsed() > PATIENCE);
                    ensure!(!late, "a message is not acknowledged");
                }
            }
        }
    }

    fn may_send(&self, pace: Pace, now: Instant, due: &mut Instant) -> bool {
        match pace {
            Pace::OnTheWay(most) => self.unseen.len() < most,
            Pace::Every(_) if *due > now => false,
            Pace::Every(pause) => {
                *due += pause;
                true
            }
        }
    }

    async fn send(&mut self) {
        let number = (u64::from(self.number) << COUNTED_BITS) + self.sent;
        self.sent += 1;
        let frame = ids::frame(number, self.ids.next(), self.conversation);
        self.feed(Message::text(frame.clone())).await;
        self.outbox.insert(number, (frame, Instant::now()));
        self.unseen.insert(number);
    }

    async fn feed(&mut self, message: Message) {
        // A stream that is cut says so when it is read.
        let _ = self.stream.feed(message).await;
    }

    async fn take(&mut self, frame: &str) -> Result<()> {
        match wire::parse(frame) {
            Packet::Ping => self.feed(wire::PONG).await,
            Packet::Disconnected => self.come_back().await?,
            Packet::Ack(_, answer) if answer.starts_with("[{\"error\"") => {
                bail!("it was refused: {answer}");
            }
            Packet::Ack(SYNC, answer) => self.synced(answer).await?,
            Packet::Ack(number, _) => {
                if let Some((_, since)) = self.outbox.remove(&number) {
                    let micros = u64::try_from(since.elapsed().as_micros())?;
                    self.acks.saturating_record(micros);
                }
            }
            Packet::Event(array) => self.heard(array).await?,
            _ => {}
        }
        Ok(())
    }

    /// The design's rule of what a client does with `message:changed`.
    async fn heard(&mut self, array: &str) -> Result<()> {
        let Some(("message:changed", data)) = wire::event(array) else {
            return Ok(());
        };
        let (Some(after), Some(rev)) = (number(data, "after_rev"), number(data, "rev")) else {
            bail!("an event without revisions: {data}");
        };
        if !data.contains(&self.name) {
            return Ok(());
        }
        match self.rev {
            Some(mine) if rev <= mine => {}
            Some(mine) if after > mine => {
                self.ahead.push(array.to_owned());
                self.sync().await;
            }
            _ => {
                self.rev = Some(rev);
                self.see(data);
            }
        }
        Ok(())
    }

    fn see(&mut self, json: &str) {
        for number in meter::numbers(json) {
            self.unseen.remove(&number);
            self.seen.insert(number);
        }
    }

    async fn sync(&mut self) {
        if !self.syncing {
            self.syncing = true;
            let rev = self.rev.map(|rev| (self.name.clone(), json!(rev)));
            let heads: Value = rev.into_iter().collect::<serde_json::Map<_, _>>().into();
            let question = wire::emit(Some(SYNC), "sync", &json!({ "heads": heads }));
            self.feed(Message::text(question)).await;
        }
    }

    async fn synced(&mut self, answer: &str) -> Result<()> {
        self.syncing = false;
        let parsed: Value = serde_json::from_str(answer)?;
        let id = json!(self.name);
        let entries = parsed[0]["conversations"].as_array();
        let entries = entries.ok_or_else(|| anyhow!("a sync without conversations: {answer}"))?;
        for entry in entries
            .iter()
            .filter(|entry| entry["conversation"]["id"] == id)
        {
            ensure!(entry["reset"] != true, "too far behind: {answer}");
            self.rev = entry["rev"].as_u64().max(self.rev);
            self.see(&entry["messages"].to_string());
        }
        if parsed[0]["has_more"] == true {
            self.sync().await;
            return Ok(());
        }
        // What came meanwhile joins the answer, or more is missing.
        for event in std::mem::take(&mut self.ahead) {
            self.heard(&event).await?;
        }
        if self.cut && self.back.is_none() {
            self.tell(format!("synced to {:?}", self.rev));
            self.back = (!self.syncing).then(Instant::now);
        }
        Ok(())
    }

    async fn come_back(&mut self) -> Result<()> {
        (self.cut, self.back) = (true, None);
        self.tell("cut".to_owned());
        let (mut delay, since) = (RETRY[0], Instant::now());
        self.stream = loop {
            ensure!(since.elapsed() < PATIENCE, "it cannot come back");
            sleep(delay.mul_f64(rand::random_range(0.5..1.0))).await;
            delay = RETRY[1].min(delay * 2);
            // A balancer finds the one that answers.
            if let Some(stream) = self.connect().await {
                break stream;
            }
        };
        self.tell("connected".to_owned());
        self.syncing = false;
        self.ahead.clear();
        self.sync().await;
        let again: Vec<String> = self
            .outbox
            .values()
            .map(|(frame, _)| frame.clone())
            .collect();
        for frame in again {
            self.feed(Message::text(frame)).await;
        }
        Ok(())
    }

    async fn connect(&mut self) -> Option<Stream> {
        for way in self.ways.clone() {
            match timeout(PATIENCE, wire::connect(&way)).await {
                Ok(Ok(connected)) => return Some(connected.stream),
                Ok(Err(error)) => self.tell(format!("{error:?}")),
                Err(_) => self.tell("nobody answers".to_owned()),
            }
        }
        None
    }

    fn tell(&mut self, what: String) {
        self.story.push((Instant::now(), what));
    }

    fn sent(self) -> Sent {
        Sent {
            sender: self.number,
            conversation: self.conversation,
            messages: self.sent,
            acks: self.acks,
            seen: self.seen,
            back: self.back,
            story: self.story,
        }
    }
}

/// The number of a field that is outside of any message: messages come last.
fn number(data: &str, field: &str) -> Option<u64> {
    let (_, rest) = data.split_once(&format!("\"{field}\":"))?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
    rest[..end].parse().ok()
}

//! One Socket.IO connection of a scenario: events come in as JSON, acknowledgements are awaited or
//! left outstanding, and the client can be made to misbehave (stop reading, vanish).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;

use crate::PATIENCE;
use crate::settle::{self, Told};
pub use crate::wire::Options;
use crate::wire::{self, Connected, Error, Packet, Stream};

/// After this long without a word, a ping included, a client holds the connection to be dead: Socket.IO's
/// interval and timeout together.
const SILENCE: Duration = Duration::from_secs(45);

/// What the server sent of its own accord.
#[derive(Debug, Clone)]
pub struct Event {
    /// `message:changed`, say.
    pub name: String,
    /// Its argument.
    pub data: Value,
}

/// An acknowledgement that never comes, because the connection ended before it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// An acknowledgement that may still come.
#[derive(Debug)]
pub struct Ack(oneshot::Receiver<Value>);

impl Ack {
    /// Waits for it.
    pub async fn answer(self) -> Result<Value, Lost> {
        match timeout(PATIENCE, self.0).await {
            Ok(answer) => answer.map_err(|_| Lost),
            Err(_) => panic!("an event was neither acknowledged nor its connection ended"),
        }
    }
}

enum Command {
    Emit {
        frame: String,
        ack: Option<(u64, oneshot::Sender<Value>)>,
    },
    Read(bool),
    Goodbye,
}

enum Incoming {
    Event(Event),
    Closed(String),
}

/// A connection. Dropping it cuts the TCP stream without a goodbye.
#[derive(Debug)]
pub struct Socket {
    commands: mpsc::UnboundedSender<Command>,
    incoming: mpsc::UnboundedReceiver<Incoming>,
    backlog: VecDeque<Event>,
    closed: Option<String>,
    next_id: Arc<AtomicU64>,
    told: Told,
    task: JoinHandle<()>,
}

impl Socket {
    /// Connects, and gives the error as the server gave it.
    pub async fn open(options: &Options) -> Result<Self, Error> {
        let connected = timeout(PATIENCE, wire::connect(options)).await;
        let Connected { stream, early } =
            connected.map_err(|_| Error::Lost("no answer to CONNECT".to_owned()))??;
        let (commands, commands_in) = mpsc::unbounded_channel();
        let (events, incoming) = mpsc::unbounded_channel();
        let told = Told::default();
        let mut connection = Connection {
            events,
            acks: HashMap::new(),
            told: told.clone(),
        };
        for frame in early {
            connection.take(&frame);
        }
        let task = tokio::spawn(connection.run(stream, commands_in));
        let next_id = Arc::new(AtomicU64::new(0));
        let backlog = VecDeque::new();
        Ok(Self {
            commands,
            incoming,
            backlog,
            closed: None,
            next_id,
            told,
            task,
        })
    }

    /// Sends an event; its acknowledgement can be awaited, or others sent meanwhile.
    pub fn emit(&self, event: &str, data: &Value) -> Ack {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        let frame = wire::emit(Some(id), event, data);
        self.command(Command::Emit {
            frame,
            ack: Some((id, sender)),
        });
        Ack(receiver)
    }

    /// Sends an event and gives its answer, `{error}` or not; fails if there is none.
    pub async fn emit_with_ack(&self, event: &str, data: Value) -> Value {
        let told = self.told.count();
        let answer = self.emit(event, &data).answer().await;
        let answer = answer
            .unwrap_or_else(|Lost| panic!("the connection ended before {event} was answered"));
        if settle::is_needed() && settle::is_change(event) && answer.get("error").is_none() {
            return self.told.settle(told, &data["id"], answer).await;
        }
        answer
    }

    /// Sends a frame as it is, well formed or not.
    pub fn emit_raw(&self, frame: impl Into<String>) {
        self.command(Command::Emit {
            frame: frame.into(),
            ack: None,
        });
    }

    /// The next event that is there or comes `within` this time; none too if the socket closed.
    pub async fn next_event(&mut self, within: Duration) -> Option<Event> {
        if let Some(event) = self.backlog.pop_front() {
            return Some(event);
        }
        self.receive(Instant::now() + within).await
    }

    /// Waits for an event of this name of which `wanted` holds. What came before it stays to be
    /// asked for.
    pub async fn expect_event(&mut self, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = self.find_event(PATIENCE, name, wanted).await;
        found.unwrap_or_else(|| {
            let seen: Vec<String> = self
                .backlog
                .iter()
                .map(|event| format!("{} {}", event.name, event.data))
                .collect();
            let closed = self.closed.as_deref().unwrap_or("it is still open");
            panic!(
                "no such {name} came ({closed}); these did:\n{}",
                seen.join("\n")
            )
        })
    }

    /// Fails if an event of this name of which `unwanted` holds is there or comes `within` a time.
    pub async fn expect_none(
        &mut self,
        within: Duration,
        name: &str,
        unwanted: impl Fn(&Value) -> bool,
    ) {
        if let Some(data) = self.find_event(within, name, unwanted).await {
            panic!("a {name} came that should not have: {data}");
        }
    }

    async fn find_event(
        &mut self,
        within: Duration,
        name: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let matches = |event: &Event| event.name == name && wanted(&event.data);
        if let Some(found) = self.backlog.iter().position(matches) {
            return self.backlog.remove(found).map(|event| event.data);
        }
        let deadline = Instant::now() + within;
        while let Some(event) = self.receive(deadline).await {
            if matches(&event) {
                return Some(event.data);
            }
            self.backlog.push_back(event);
        }
        None
    }

    /// Waits until the connection has ended, and says how; fails if it stays open.
    pub async fn closed(&mut self, within: Duration) -> String {
        let deadline = Instant::now() + within;
        while let Some(event) = self.receive(deadline).await {
            self.backlog.push_back(event);
        }
        self.closed
            .clone()
            .unwrap_or_else(|| panic!("the connection is open after {within:?}"))
    }

    /// Whether the end of the connection has been seen by now.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.task.is_finished()
    }

    /// Leaves what the server sends in the kernel's buffers, pings included.
    pub fn stop_reading(&self) {
        self.command(Command::Read(false));
    }

    /// Reads again.
    pub fn resume_reading(&self) {
        self.command(Command::Read(true));
    }

    /// Says goodbye, as a client does that is closed in order.
    pub async fn disconnect(mut self) {
        self.command(Command::Goodbye);
        self.closed(PATIENCE).await;
    }

    /// Cuts the connection without a goodbye, as a network does.
    pub fn vanish(self) {
        self.task.abort();
    }

    fn command(&self, command: Command) {
        // A closed connection takes none; whoever awaits an answer learns of it there.
        let _ = self.commands.send(command);
    }

    async fn receive(&mut self, deadline: Instant) -> Option<Event> {
        if self.closed.is_some() {
            return None;
        }
        match timeout_at(deadline, self.incoming.recv()).await.ok()? {
            Some(Incoming::Event(event)) => Some(event),
            Some(Incoming::Closed(how)) => {
                self.closed = Some(how);
                None
            }
            None => {
                self.closed = Some("the connection's task ended".to_owned());
                None
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the connection's task knows.
struct Connection {
    events: mpsc::UnboundedSender<Incoming>,
    acks: HashMap<u64, oneshot::Sender<Value>>,
    told: Told,
}

impl Connection {
    async fn run(mut self, mut stream: Stream, mut commands: mpsc::UnboundedReceiver<Command>) {
        let how = self.serve(&mut stream, &mut commands).await;
        // Nobody may be listening any more, which is nobody's loss.
        let _ = self.events.send(Incoming::Closed(how));
    }

    async fn serve(
        &mut self,
        stream: &mut Stream,
        commands: &mut mpsc::UnboundedReceiver<Command>,
    ) -> String {
        let mut reading = true;
        let mut heard = Instant::now();
        loop {
            let done = tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Emit { frame, ack }) => {
                        self.acks.extend(ack);
                        stream.send(Message::text(frame)).await.map(|()| None)
                    }
                    Some(Command::Read(on)) => {
                        (reading, heard) = (on, Instant::now());
                        Ok(None)
                    }
                    Some(Command::Goodbye) => {
                        let sent = stream.send(Message::text("41")).await;
                        sent.map(|()| Some("we said goodbye".to_owned()))
                    }
                    None => return "the scenario let go of it".to_owned(),
                },
                () = sleep_until(heard + SILENCE), if reading => {
                    Ok(Some("the server fell silent".to_owned()))
                }
                message = stream.next(), if reading => {
                    heard = Instant::now();
                    match message {
                        Some(Ok(Message::Text(frame))) if wire::parse(&frame) == Packet::Ping => {
                            stream.send(wire::PONG).await.map(|()| None)
                        }
                        Some(Ok(Message::Text(frame))) => Ok(self.take(&frame)),
                        Some(Ok(_)) => Ok(None),
                        Some(Err(error)) => Err(error),
                        None => Ok(Some("the stream ended".to_owned())),
                    }
                }
            };
            match done {
                Ok(None) => {}
                Ok(Some(how)) => return how,
                Err(error) => return format!("the stream was cut: {error}"),
            }
        }
    }

    /// Hands a frame on; says how the connection ended if that is what it tells.
    fn take(&mut self, frame: &str) -> Option<String> {
        match wire::parse(frame) {
            Packet::Event(array) => {
                let (name, data) = wire::event(array).expect("an event is a name and an argument");
                let data = serde_json::from_str(data).expect("an event's argument is JSON");
                self.told.take(name, &data);
                let event = Event {
                    name: name.to_owned(),
                    data,
                };
                // The scenario may have let go of the socket already.
                let _ = self.events.send(Incoming::Event(event));
                None
            }
            Packet::Ack(id, array) => {
                let answers: Value = serde_json::from_str(array).expect("an answer is JSON");
                if let Some(ack) = self.acks.remove(&id) {
                    // Not everybody waits for the answer.
                    let _ = ack.send(answers[0].clone());
                }
                None
            }
            Packet::Disconnected => Some("the server said goodbye".to_owned()),
            Packet::Ping | Packet::Connected | Packet::Refused(_) | Packet::Other(_) => None,
        }
    }
}

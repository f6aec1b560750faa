//! One connected socket, and the frame that it sends.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use bus::Leases;
use models::limits::UNANSWERED;
use models::{Code, ConversationId, Problem, SessionId, Timestamp, UserId};
use parking_lot::Mutex;
use serde::Serialize;
use socketioxide::extract::SocketRef;
use socketioxide::handler::FromMessageParts;
use socketioxide::socket::{Sid, Socket};
use socketioxide::{SendError, SocketError};
use socketioxide_core::{Str, Value};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::BUFFER;
use crate::line::{Line, Sent};
use crate::slim::Upgrades;
use crate::told::Told;
use crate::view::View;

/// One connected socket.
pub(crate) struct Peer {
    pub(crate) socket: SocketRef,
    pub(crate) user_id: UserId,
    pub(crate) session_id: SessionId,
    /// What is counted as one address.
    pub(crate) address: IpAddr,
    /// Under what it holds its leases.
    holder: Uuid,
    way: Way,
    since: Timestamp,
    unanswered: AtomicU32,
    /// Whether something was lost on the way to it, and it does not know.
    has_missed: AtomicBool,
    pub(crate) attention: Mutex<Attention>,
    view: View,
}

/// How a socket is reached.
pub(crate) enum Way {
    /// By a WebSocket that it began with.
    Stream(Line),
    /// By polling, from where it may have gone over to a WebSocket since.
    Polling(Arc<Upgrades>),
}

/// What its person does now.
#[derive(Default)]
pub(crate) struct Attention {
    /// Open and visible.
    pub(crate) viewing: Option<ConversationId>,
    /// Where and when it was last told that they type.
    pub(crate) typing: Option<(ConversationId, Timestamp)>,
    /// Of whom it wants to know whether they are online.
    pub(crate) watched: Vec<UserId>,
    /// Whether its socket has ended.
    is_gone: bool,
}

impl Attention {
    /// Looks at this now.
    pub(crate) fn view(&mut self, id: Option<ConversationId>) {
        self.viewing = id.filter(|_| !self.is_gone);
    }

    /// Looks at nothing any more.
    pub(crate) fn end(&mut self) {
        (self.viewing, self.is_gone) = (None, true);
    }
}

/// One event that is not answered yet.
pub(crate) struct Unanswered(Arc<Peer>);

impl Drop for Unanswered {
    fn drop(&mut self) {
        self.0.unanswered.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Peer {
    pub(crate) fn new(
        socket: SocketRef,
        (user_id, session_id): (UserId, SessionId),
        address: IpAddr,
        way: Way,
        holder: Uuid,
        since: Timestamp,
    ) -> Self {
        Self {
            socket,
            user_id,
            session_id,
            address,
            holder,
            way,
            since,
            unanswered: AtomicU32::new(0),
            has_missed: AtomicBool::new(false),
            attention: Mutex::default(),
            view: View::default(),
        }
    }

    /// Has others know what its person looks at by now.
    pub(crate) async fn settle_view(&self, leases: &dyn Leases) -> Result<(), bus::Error> {
        let (view, attention) = (&self.view, &self.attention);
        view.settle(attention, leases, self.user_id, self.holder)
            .await
    }

    pub(crate) fn sid(&self) -> Sid {
        self.socket.id
    }

    pub(crate) fn is_older_than(&self, now: Timestamp, span: Duration) -> bool {
        now.since(self.since) > span
    }

    /// Counts one event until it is answered.
    pub(crate) fn begin(self: &Arc<Self>) -> Result<Unanswered, Problem> {
        let before = self.unanswered.fetch_add(1, Ordering::Relaxed);
        let counted = Unanswered(Arc::clone(self));
        if before >= UNANSWERED {
            return Err(Problem::new(
                Code::TooMany,
                "256 events of this socket are unanswered.",
            ));
        }
        Ok(counted)
    }

    /// Sends an event; a peer whose buffer is full is cut and catches up later.
    pub(crate) fn emit<T: Serialize + ?Sized>(&self, event: &str, data: &T) {
        self.cut_if_full(&self.socket.emit(event, data));
    }

    /// The same of what nobody misses when it is lost, as it is where the buffer is full.
    pub(crate) fn emit_volatile<T: Serialize + ?Sized>(&self, event: &str, data: &T) {
        let _ = self.socket.emit(event, data);
    }

    /// Which of `count` lanes tells it.
    pub(crate) fn lane(&self, count: usize) -> usize {
        self.holder.as_bytes()[15] as usize % count
    }

    /// Sends what was encoded for many; only from its lane. Who has no room for it is cut.
    pub(crate) fn tell(&self, told: &Told, tasks: &TaskTracker) {
        match &self.way {
            Way::Stream(line) => {
                let most = if told.is_volatile { 1 } else { BUFFER };
                match line.send(&told.frame, most) {
                    Sent::Done => {}
                    Sent::Waits(flush) => drop(tasks.spawn(flush.run())),
                    Sent::Full if told.is_volatile => {}
                    Sent::Full => self.cut_slow(),
                }
            }
            Way::Polling(_) if self.catch_up() => {
                let sent = self.socket.emit(told.event, &told.data);
                if !told.is_volatile {
                    self.cut_if_full(&sent);
                }
            }
            Way::Polling(_) => {}
        }
    }

    pub(crate) fn cut_if_full(&self, sent: &Result<(), SendError>) {
        if let Err(SendError::Socket(SocketError::InternalChannelFull)) = sent {
            self.cut_slow();
        }
    }

    /// Cuts a peer that does not read. One that polls has no stream to cut: once it reads again it is
    /// told to ask for what it has missed.
    fn cut_slow(&self) {
        let Some(line) = self.line() else {
            self.has_missed.store(true, Ordering::Relaxed);
            return;
        };
        metrics::counter!("snug_slow_readers_cut_total").increment(1);
        tracing::debug!(user = %self.user_id, "a slow reader is cut");
        line.reset();
    }

    /// Tells a peer that has missed something to ask, if it has room now; whether it has.
    pub(crate) fn catch_up(&self) -> bool {
        if !self.has_missed.load(Ordering::Relaxed) {
            return true;
        }
        let told = self.socket.emit("sync:required", &serde_json::json!({}));
        self.has_missed.store(told.is_err(), Ordering::Relaxed);
        told.is_ok()
    }

    /// Ends its TCP stream. A peer that polls has none to end; its heartbeat does it.
    pub(crate) fn cut(&self) {
        if let Some(line) = self.line() {
            line.cut();
        }
    }

    fn line(&self) -> Option<Line> {
        match &self.way {
            Way::Stream(line) => Some(line.clone()),
            Way::Polling(upgrades) => upgrades.find(self.sid()),
        }
    }
}

/// The text of an event as it came: a JSON array of its name and its arguments.
pub(crate) struct Frame(pub(crate) Str);

impl<A: socketioxide::adapter::Adapter> FromMessageParts<A> for Frame {
    type Error = Infallible;

    fn from_message_parts(
        _: &Arc<Socket<A>>,
        value: &mut Value,
        _: &Option<i64>,
    ) -> Result<Self, Infallible> {
        Ok(match value {
            Value::Str(text, _) => Self(text.clone()),
            Value::Bytes(_) => Self(Str::default()),
        })
    }
}

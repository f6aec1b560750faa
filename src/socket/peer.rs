//! One connected socket, and the frame that it sends.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use models::limits::UNANSWERED;
use models::{Code, ConversationId, Problem, SessionId, Timestamp, UserId};
use parking_lot::Mutex;
use serde::Serialize;
use socketioxide::extract::SocketRef;
use socketioxide::handler::FromMessageParts;
use socketioxide::socket::{Sid, Socket};
use socketioxide::{SendError, SocketError};
use socketioxide_core::{Str, Value};
use uuid::Uuid;

use crate::line::Line;

/// One connected socket.
pub(crate) struct Peer {
    pub(crate) socket: SocketRef,
    pub(crate) user_id: UserId,
    pub(crate) session_id: SessionId,
    pub(crate) address: IpAddr,
    /// Under what it holds its leases.
    pub(crate) holder: Uuid,
    line: Option<Line>,
    since: Timestamp,
    unanswered: AtomicU32,
    pub(crate) attention: Mutex<Attention>,
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
        line: Option<Line>,
        holder: Uuid,
        since: Timestamp,
    ) -> Self {
        Self {
            socket,
            user_id,
            session_id,
            address,
            holder,
            line,
            since,
            unanswered: AtomicU32::new(0),
            attention: Mutex::default(),
        }
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

    /// Sends an event that nobody misses when it is lost.
    pub(crate) fn emit_volatile<T: Serialize + ?Sized>(&self, event: &str, data: &T) {
        let _ = self.socket.volatile().emit(event, data);
    }

    pub(crate) fn cut_if_full(&self, sent: &Result<(), SendError>) {
        if let Err(SendError::Socket(SocketError::InternalChannelFull)) = sent {
            self.cut_slow();
        }
    }

    /// Cuts it if it does not read; whether it was cut.
    pub(crate) fn cut_if_blocked(&self) -> bool {
        let blocked = self.line.as_ref().is_some_and(Line::is_blocked);
        if blocked {
            self.cut_slow();
        }
        blocked
    }

    fn cut_slow(&self) {
        metrics::counter!("snug_slow_readers_cut_total").increment(1);
        tracing::debug!(user = %self.user_id, "a slow reader is cut");
        if let Some(line) = &self.line {
            line.reset();
        }
    }

    /// Ends its TCP stream. A peer that polls has none to end; its heartbeat does it.
    pub(crate) fn cut(&self) {
        if let Some(line) = &self.line {
            line.cut();
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

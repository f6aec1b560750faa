//! The TCP stream under a socket, and the handle that writes past Socket.IO and can cut it.
//!
//! An event for a whole room is one WebSocket frame, the same for everybody. Socket.IO would copy it
//! three times for each socket and wake a task for it; here it is written to the stream as it is,
//! between two frames of the stream's own task. What a slow reader does not take waits in order, up
//! to a bound, and whoever reaches that is cut: Socket.IO's own disconnect needs room in the very
//! buffer that a slow reader has filled. Cut, a client reconnects by itself and catches up.
//!
//! *Invariant:* a frame is never begun while another is half written, and none comes before the
//! client was told that it is connected.

use std::any::Any;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use memchr::memmem;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Bytes that the kernel buffers for a socket; by itself it would buffer megabytes.
const SEND_BUFFER: usize = 128 * 1024;
/// How Socket.IO's CONNECT packet for the main namespace begins.
const CONNECT: &[u8] = b"40{\"sid\":";

struct Shared {
    stream: TcpStream,
    outgoing: Mutex<Outgoing>,
    /// Dropped with the stream: a place in a count, say.
    kept: Mutex<Option<Box<dyn Any + Send>>>,
}

/// Where a stream is on its way to being a socket.
#[derive(PartialEq, Eq)]
enum Phase {
    /// It carries HTTP, or a socket that is not written to from here.
    Plain,
    /// It is a socket's own, and the client was not told yet that it is connected.
    Connecting,
    Open,
}

/// What goes out beside what the stream's own task writes.
struct Outgoing {
    phase: Phase,
    /// Whether the own task's last write was complete. It writes whole frames, so another may begin.
    is_whole: bool,
    /// Whether somebody waits for room in the kernel.
    is_flushing: bool,
    /// Frames, of which the first may be half written.
    waiting: VecDeque<Bytes>,
}

impl Outgoing {
    fn is_blocked(&self) -> bool {
        self.phase == Phase::Open && self.is_whole && !self.waiting.is_empty()
    }

    /// Writes what may be written now.
    fn write_to(&mut self, stream: &TcpStream) {
        while self.is_blocked()
            && let Some(frame) = self.waiting.front_mut()
        {
            match stream.try_write(frame) {
                Ok(written) if written == frame.len() => {
                    self.waiting.pop_front();
                }
                Ok(written) => frame.advance(written),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // It has ended, as its own task finds out.
                Err(_) => self.waiting.clear(),
            }
        }
    }
}

/// A TCP stream that a [`Line`] can write to and cut.
pub struct Stream(Arc<Shared>);

/// A handle on a [`Stream`] that does not keep it open.
#[derive(Clone)]
pub struct Line(Weak<Shared>);

/// What became of a frame.
pub(crate) enum Sent {
    /// It is on its way, or the stream has ended.
    Done,
    /// It waits for a reader who is behind: [`Flush::run`] is to be spawned.
    Waits(Flush),
    /// So many wait already that it was not taken.
    Full,
}

/// Writes what waits, as the peer reads.
pub(crate) struct Flush(Arc<Shared>);

impl Flush {
    pub(crate) async fn run(self) {
        loop {
            let ready = self.0.stream.writable().await;
            let mut outgoing = self.0.outgoing.lock();
            outgoing.write_to(&self.0.stream);
            // Where the own task is in the middle of a frame, it writes what waits after it.
            if ready.is_err() || !outgoing.is_blocked() {
                outgoing.is_flushing = false;
                return;
            }
        }
    }
}

impl Stream {
    /// Takes over an accepted connection.
    #[must_use]
    pub fn new(stream: TcpStream) -> Self {
        Self(Arc::new(Shared {
            stream,
            outgoing: Mutex::new(Outgoing {
                phase: Phase::Plain,
                is_whole: true,
                is_flushing: false,
                waiting: VecDeque::new(),
            }),
            kept: Mutex::new(None),
        }))
    }

    /// A handle to write to it and cut it by.
    #[must_use]
    pub fn line(&self) -> Line {
        Line(Arc::downgrade(&self.0))
    }

    /// Waits until nothing is half written, and the kernel has room.
    fn poll_turn(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let is_blocked = {
                let mut outgoing = self.0.outgoing.lock();
                outgoing.write_to(&self.0.stream);
                outgoing.is_blocked()
            };
            if !is_blocked {
                return Poll::Ready(Ok(()));
            }
            ready!(self.0.stream.poll_write_ready(cx))?;
        }
    }

    fn poll_send(&self, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.poll_turn(cx))?;
            ready!(self.0.stream.poll_write_ready(cx))?;
            let mut outgoing = self.0.outgoing.lock();
            // Somebody may have been quicker.
            if outgoing.is_blocked() {
                continue;
            }
            let written = match bufs {
                [buf] => self.0.stream.try_write(buf),
                bufs => self.0.stream.try_write_vectored(bufs),
            };
            match written {
                Ok(written) => {
                    let given: usize = bufs.iter().map(|buf| buf.len()).sum();
                    outgoing.is_whole = written == given;
                    if outgoing.phase == Phase::Connecting
                        && bufs.iter().any(|buf| memmem::find(buf, CONNECT).is_some())
                    {
                        outgoing.phase = Phase::Open;
                    }
                    return Poll::Ready(Ok(written));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // Nobody must wait for a peer that nobody talks to any more.
        if self.0.outgoing.lock().is_flushing {
            let _ = socket2::SockRef::from(&self.0.stream).shutdown(Shutdown::Both);
        }
    }
}

impl Line {
    /// Sends a whole WebSocket frame after those that wait, of which there are `most` at most.
    pub(crate) fn send(&self, frame: &Bytes, most: usize) -> Sent {
        let Some(shared) = self.0.upgrade() else {
            return Sent::Done;
        };
        let mut outgoing = shared.outgoing.lock();
        if outgoing.waiting.len() >= most {
            return Sent::Full;
        }
        outgoing.waiting.push_back(frame.clone());
        outgoing.write_to(&shared.stream);
        if !outgoing.is_blocked() || outgoing.is_flushing {
            return Sent::Done;
        }
        outgoing.is_flushing = true;
        drop(outgoing);
        Sent::Waits(Flush(shared))
    }

    /// Ends the stream at once, in both directions.
    pub fn cut(&self) {
        if let Some(shared) = self.0.upgrade() {
            // It may have ended by itself.
            let _ = socket2::SockRef::from(&shared.stream).shutdown(Shutdown::Both);
        }
    }

    /// As [`Line::cut`], and what waits in the kernel is thrown away: a peer that does not read
    /// must not keep it there.
    pub fn reset(&self) {
        if let Some(shared) = self.0.upgrade() {
            let stream = socket2::SockRef::from(&shared.stream);
            // Closed with time zero to linger, a stream is reset.
            let _ = stream.set_linger(Some(Duration::ZERO));
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Whether the stream has ended.
    pub(crate) fn is_gone(&self) -> bool {
        self.0.strong_count() == 0
    }

    /// Makes the stream a socket's own: the kernel buffers little for a peer that does not read, and
    /// `value` is kept until the stream ends. Where the socket `begins` with it, frames may be sent.
    pub(crate) fn dedicate(&self, value: impl Any + Send, begins: bool) {
        if let Some(shared) = self.0.upgrade() {
            if begins {
                shared.outgoing.lock().phase = Phase::Connecting;
            }
            // Without it the kernel buffers as much as it likes: slower to notice, no less right.
            let _ = socket2::SockRef::from(&shared.stream).set_send_buffer_size(SEND_BUFFER);
            *shared.kept.lock() = Some(Box::new(value));
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.stream.poll_read_ready(cx))?;
            match self.0.stream.try_read_buf(buf) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return Poll::Ready(read.map(drop)),
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(cx, &[IoSlice::new(buf)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Nothing is kept here, but what waited for the own task's frame goes out behind it.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_turn(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match socket2::SockRef::from(&self.0.stream).shutdown(Shutdown::Write) {
            Err(error) if error.kind() != io::ErrorKind::NotConnected => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(())),
        }
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;

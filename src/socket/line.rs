//! The TCP stream under a socket, and the handle that can cut it.
//!
//! Socket.IO's own disconnect needs room in the very buffer that a slow reader has filled, so a
//! slow reader is cut here. Cut, a client reconnects by itself and catches up.

use std::any::Any;
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Bytes that the kernel buffers for a socket; by itself it would buffer megabytes.
const SEND_BUFFER: usize = 128 * 1024;

struct Shared {
    stream: TcpStream,
    /// Whether the last write found the peer's window closed.
    blocked: AtomicBool,
    /// Dropped with the stream: a place in a count, say.
    kept: Mutex<Option<Box<dyn Any + Send>>>,
}

/// A TCP stream that a [`Line`] can cut.
pub struct Stream(Arc<Shared>);

/// A handle on a [`Stream`] that does not keep it open.
#[derive(Clone)]
pub struct Line(Weak<Shared>);

impl Stream {
    /// Takes over an accepted connection.
    #[must_use]
    pub fn new(stream: TcpStream) -> Self {
        Self(Arc::new(Shared {
            stream,
            blocked: AtomicBool::new(false),
            kept: Mutex::new(None),
        }))
    }

    /// A handle to cut it by.
    #[must_use]
    pub fn line(&self) -> Line {
        Line(Arc::downgrade(&self.0))
    }

    fn poll_io<T>(
        &self,
        cx: &mut Context<'_>,
        ready: impl Fn(&TcpStream, &mut Context<'_>) -> Poll<io::Result<()>>,
        mut io: impl FnMut(&TcpStream) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        loop {
            ready!(ready(&self.0.stream, cx))?;
            match io(&self.0.stream) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result),
            }
        }
    }

    fn poll_send(
        &self,
        cx: &mut Context<'_>,
        io: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let sent = self.poll_io(cx, TcpStream::poll_write_ready, io);
        self.0.blocked.store(sent.is_pending(), Ordering::Relaxed);
        sent
    }
}

impl Line {
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

    /// Whether the peer does not read: the last write could not go on.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.0
            .upgrade()
            .is_some_and(|shared| shared.blocked.load(Ordering::Relaxed))
    }

    /// Makes the stream a socket's own: the kernel buffers little for a peer that does not read, and
    /// `value` is kept until the stream ends.
    pub(crate) fn dedicate(&self, value: impl Any + Send) {
        if let Some(shared) = self.0.upgrade() {
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
        let unfilled = buf.initialize_unfilled();
        let read = ready!(self.poll_io(cx, TcpStream::poll_read_ready, |stream| {
            stream.try_read(unfilled)
        }))?;
        buf.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(cx, |stream| stream.try_write(buf))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(cx, |stream| stream.try_write_vectored(bufs))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match socket2::SockRef::from(&self.0.stream).shutdown(Shutdown::Write) {
            Err(error) if error.kind() != io::ErrorKind::NotConnected => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(())),
        }
    }
}

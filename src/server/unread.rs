//! What is left of a request's body when its answer is there.
//!
//! On the same connection nothing else can be asked before it. What is short is read away; after
//! what is not the connection ends, and the answer says so (RFC 9112, section 9.6), so that no
//! client sends its next request to nobody.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt as _;
use http::{HeaderValue, header};
use hyper::body::{Frame, SizeHint};
use models::limits::HTTP_BODY_BYTES;
use tokio::sync::oneshot;

/// Bytes that are read away: what is refused for its size is often not much larger than allowed.
const SHORT: usize = 4 * HTTP_BODY_BYTES;
/// For how long they are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether somebody waits for more of the body: in a request's extensions.
#[derive(Clone, Default)]
pub(crate) struct Awaited(Arc<AtomicBool>);

impl Awaited {
    pub(crate) fn is_due(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Deals with what is left.
pub(crate) async fn settle(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // It waits to be told whether to send the body at all.
    let asks = request.headers().contains_key(header::EXPECT);
    let (back, mut rest) = oneshot::channel();
    let awaited = Awaited::default();
    let mut request = request.map(|body| {
        Body::new(Lent {
            body: Some(body),
            back: Some(back),
            awaited: awaited.clone(),
        })
    });
    request.extensions_mut().insert(awaited);
    let mut response = next.run(request).await;
    if let Ok(rest) = rest.try_recv()
        && (asks || !read_away(rest).await)
    {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// Whether that was all of it.
async fn read_away(body: Body) -> bool {
    let mut left = SHORT;
    if body.size_hint().lower() > left as u64 {
        return false;
    }
    let mut body = body.into_data_stream();
    let reading = async {
        loop {
            match body.next().await {
                None => return true,
                Some(Ok(bytes)) if bytes.len() <= left => left -= bytes.len(),
                Some(_) => return false,
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading)
        .await
        .unwrap_or(false)
}

/// A body that comes back when whoever had it has not read it to its end.
struct Lent {
    body: Option<Body>,
    back: Option<oneshot::Sender<Body>>,
    awaited: Awaited,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(cx);
        self.awaited.0.store(frame.is_pending(), Ordering::Relaxed);
        if matches!(frame, Poll::Ready(None)) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(body), Some(back)) = (self.body.take(), self.back.take())
            && !body.is_end_stream()
        {
            // Whoever lent it may have gone: the connection broke.
            let _ = back.send(body);
        }
    }
}

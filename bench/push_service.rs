//! A push service that takes everything after 50 ms, and counts. It reads no push: what decrypting costs
//! is not the server's.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};

/// How long each answer takes.
const ANSWERS_AFTER: Duration = Duration::from_millis(50);

/// Serves until it is killed.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn serve(address: SocketAddr) -> Result<()> {
    let router = Router::new()
        .route("/push/{id}", post(take))
        .route("/count", get(count))
        .with_state(Arc::<AtomicU64>::default());
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn take(State(taken): State<Arc<AtomicU64>>, _push: Bytes) -> StatusCode {
    tokio::time::sleep(ANSWERS_AFTER).await;
    taken.fetch_add(1, Ordering::Relaxed);
    StatusCode::CREATED
}

async fn count(State(taken): State<Arc<AtomicU64>>) -> String {
    taken.load(Ordering::Relaxed).to_string()
}

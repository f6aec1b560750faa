//! SQLite's log, `snug.db-wal`, stays small while more is written without a pause than it may ever
//! hold, so that it neither fills the disk nor makes the next start long.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::json;
use tests::{Person, TestServer, new_id};
use uuid::Uuid;

const MIB: u64 = 1024 * 1024;
/// What the log never holds: what starts the work on it, and what is written meanwhile.
const MOST: u64 = 128 * MIB;
/// What is said: in the log it is three times as much.
const WRITTEN: u64 = 96 * MIB;
/// Each socket's messages that are not acknowledged yet.
const OUTSTANDING: usize = 64;
const BODY: usize = 8_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_small_under_writes_without_a_pause() {
    let mut server = TestServer::builder().sqlite().unlimited().start().await;
    let log = server.data_dir().join("snug.db-wal");
    let written = Arc::new(AtomicU64::new(0));
    let mut talkers = Vec::new();
    for name in ["alice", "bob", "carol", "dave"] {
        let person = server.user(name).await;
        let notes = person.group("Notes", &[]).await;
        talkers.push(tokio::spawn(talk(person, notes, Arc::clone(&written))));
    }

    let (begun, mut peak) = (Instant::now(), 0);
    while written.load(Ordering::Relaxed) < WRITTEN {
        tokio::time::sleep(Duration::from_millis(20)).await;
        peak = peak.max(size(&log));
        assert!(begun.elapsed() < 3 * tests::PATIENCE, "that is no load");
    }
    // In the middle of it all.
    server.kill();
    for talker in talkers {
        talker.await.expect("a talker does not fail");
    }
    peak = peak.max(size(&log));
    assert!(peak < MOST, "the log grew to {} MiB", peak / MIB);
    let took = server.restart().await;
    assert!(
        took < Duration::from_secs(2),
        "it took {took:?} to be ready"
    );
}

/// Goes on sending until the connection ends.
async fn talk(person: Person, conversation: Uuid, written: Arc<AtomicU64>) {
    let mut socket = person.connect().await;
    let body = "x".repeat(BODY);
    let mut asked = FuturesUnordered::new();
    while !socket.is_closed() {
        while asked.len() < OUTSTANDING {
            let message = json!({ "id": new_id(), "conversation_id": conversation, "body": body });
            asked.push(socket.emit("message:send", &message).answer());
        }
        if let Some(Ok(answer)) = asked.next().await {
            assert!(answer.get("error").is_none(), "{answer}");
            written.fetch_add(BODY as u64, Ordering::Relaxed);
        }
        // What it hears of itself is let go of.
        while socket.next_event(Duration::ZERO).await.is_some() {}
    }
}

fn size(file: &Path) -> u64 {
    // There is none before the first write.
    std::fs::metadata(file).map_or(0, |file| file.len())
}

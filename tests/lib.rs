//! The harness: it boots the real server, and speaks to it as clients do.
//!
//! A scenario starts a [`TestServer`], lets people register ([`TestServer::user`]), and watches
//! what goes over the wire ([`Person`] for HTTP, [`Socket`] for Socket.IO, [`Browser`] for pushes,
//! [`MailServer`] for mails, [`collector::Collector`] for traces). Bodies stay JSON values here on purpose: a test must see what a client
//! sees, never the server's own types.
//!
//! `SNUG_TEST_DATABASE=postgres` runs the same scenarios on PostgreSQL, `replicas` on two replicas with
//! everything that joins them, and `SNUG_TEST_FILES=s3` with files in a bucket.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a scenario that cannot go on says why, and fails"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "scenarios live in real time and choose their own ids, as clients do"
)]

mod api;
mod builder;
mod chat;
mod cluster;
pub mod collector;
mod compare;
mod disk;
mod files;
mod mail;
mod nginx;
pub mod node;
mod postgres;
pub mod process;
mod proxy;
mod push;
mod rabbitmq;
mod redis;
mod replica;
mod s3;
mod server;
mod settle;
mod shared;
mod site;
mod socket;
mod view;
pub mod wire;

pub use api::{PASSWORD, Person};
pub use builder::Builder;
pub use cluster::Postgres;
pub use disk::SmallDisk;
pub use files::{Answer, Home, Upload};
pub use mail::{Mail, MailServer, Way};
pub use nginx::Nginx;
pub use postgres::Database;
pub use proxy::Proxy;
pub use push::{Browser, Push, PushService};
pub use rabbitmq::RabbitMq;
pub use redis::Redis;
pub use replica::{Refused, Replica};
pub use s3::S3;
pub use server::TestServer;
pub use shared::Shared;
pub use site::Site;
pub use socket::{Ack, Event, Lost, Options, Socket};
pub use view::{Next, View};

use std::time::Duration;

/// How long a scenario waits for what must happen before it calls it missing: far longer than it
/// ever takes, so that a busy machine does not fail a test.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What a scenario's random choices begin with. It is printed, so that a failure can be repeated
/// with `SNUG_TEST_SEED`.
#[must_use]
pub fn seed() -> u64 {
    let given = std::env::var("SNUG_TEST_SEED").ok();
    let seed = given.map_or_else(rand::random, |seed| {
        seed.parse().expect("SNUG_TEST_SEED is a whole number")
    });
    say(&format!("SNUG_TEST_SEED={seed} repeats it"));
    seed
}

/// Says something to whoever reads how a test went: to standard error, as all that the harness says.
pub fn say(line: &str) {
    // Nobody may be there to read it.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
}

/// A new id, as a client chooses it.
#[must_use]
pub fn new_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

/// Asks again and again until `probe` gives something, and fails with `what` if it never does.
pub async fn eventually<T, F>(what: &str, probe: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    eventually_within(what, PATIENCE, probe).await
}

/// The same with a patience of its own, for what waits itself.
pub async fn eventually_within<T, F>(
    what: &str,
    patience: Duration,
    mut probe: impl FnMut() -> F,
) -> T
where
    F: Future<Output = Option<T>>,
{
    let deadline = tokio::time::Instant::now() + patience;
    loop {
        if let Some(found) = probe().await {
            return found;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "waited in vain: {what}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

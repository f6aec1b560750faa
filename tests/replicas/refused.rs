//! Replicas that are not joined as the others are would lose messages at random: they do not start. Nor
//! is moved what is not all in the database yet.

use sqlx::{Connection as _, PgConnection};
use tests::{Builder, RabbitMq, Redis, TestServer, eventually};

/// One more process on the database of `server`, joined as it is.
fn one_more(server: &TestServer) -> Builder {
    let settings = server.settings();
    let mut builder = TestServer::builder().sqlite();
    for key in [
        "SNUG_DATABASE__URL",
        "SNUG_BUS__REDIS_URL",
        "SNUG_BUS__RABBITMQ_URL",
        "SNUG_BUS__PARTITIONS",
        "SNUG_FILES__URL",
        "SNUG_FILES__SHARED",
    ] {
        if let Some(value) = settings.get(key) {
            builder = builder.env(key, value);
        }
    }
    builder
}

async fn refusal(builder: Builder) -> String {
    let refused = builder.try_start().await;
    refused.expect_err("it must not run like this").line()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_is_joined_otherwise_does_not_start() {
    let (redis, rabbitmq) = tokio::join!(Redis::start(), RabbitMq::start());
    let server = TestServer::builder().replicas(2).on_disk().start().await;
    let third = one_more(&server).start().await;
    drop(third);

    let line = refusal(one_more(&server).env("SNUG_BUS__PARTITIONS", "5")).await;
    assert!(line.contains("`bus.partitions` to 4"), "{line}");
    let line = refusal(one_more(&server).env("SNUG_BUS__REDIS_URL", redis.url())).await;
    assert!(
        line.contains("another Redis: set `bus.redis_url`"),
        "{line}"
    );
    let line = refusal(one_more(&server).env("SNUG_BUS__RABBITMQ_URL", rabbitmq.url())).await;
    assert!(
        line.contains("another RabbitMQ: set `bus.rabbitmq_url`"),
        "{line}"
    );

    let alone = TestServer::builder().sqlite();
    let url = server.postgres_url().expect("replicas have one");
    let line = refusal(alone.env("SNUG_DATABASE__URL", url)).await;
    assert!(line.contains("already running"), "{line}");
    assert!(line.contains("`bus.redis_url`"), "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_does_not_start_beside_a_server_alone() {
    let replicas = TestServer::builder().replicas(2).on_disk().start().await;
    let alone = TestServer::builder().postgres().alone().start().await;
    let url = alone.postgres_url().expect("it has one");
    let line = refusal(one_more(&replicas).env("SNUG_DATABASE__URL", url)).await;
    assert!(line.contains("a server without a bus"), "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_of_a_version_that_cannot_work_with_the_others_does_not_start() {
    let server = TestServer::builder().replicas(2).on_disk().start().await;
    let database = server.postgres_url().expect("replicas have one");
    let mut later = PgConnection::connect(&database).await.expect("it is there");
    // What a replica holds that is two versions of the protocol ahead.
    for (place, fact) in [(0x736e_0001, 3), (0x736e_0002, 4), (0x736e_0003, 7)] {
        let lock = sqlx::query("SELECT pg_advisory_lock_shared($1, $2)");
        let held = lock.bind(place).bind(fact).execute(&mut later).await;
        held.expect("it is shared");
    }
    let line = refusal(one_more(&server)).await;
    assert!(
        line.contains("their protocol is 3, and this one's 1"),
        "{line}"
    );
    assert!(line.contains("stop them first, or upgrade"), "{line}");
    later.close().await.expect("it is there");
    drop(one_more(&server).start().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bus_that_cannot_be_reached_is_named_without_its_password() {
    let server = TestServer::builder().replicas(2).on_disk().start().await;
    for (key, url, named) in [
        (
            "SNUG_BUS__REDIS_URL",
            "redis://:hunter2@127.0.0.1:1",
            "bus.redis_url",
        ),
        (
            "SNUG_BUS__RABBITMQ_URL",
            "amqp://snug:hunter2@127.0.0.1:1",
            "bus.rabbitmq_url",
        ),
    ] {
        let line = refusal(one_more(&server).env(key, url)).await;
        assert!(line.contains(named) && !line.contains("hunter2"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_moved_while_what_was_acknowledged_waits_to_be_stored() {
    let mut server = TestServer::builder().replicas(2).on_disk().start().await;
    let alice = server.user("alice").await;
    let pond = alice.group("The pond", &[]).await;
    let database = server.postgres_url().expect("replicas have one");
    let mut conn = PgConnection::connect(&database).await.expect("it is there");
    // Whoever stores waits for us.
    let mut ours = conn.begin().await.expect("it is there");
    let locking = sqlx::query("SELECT id FROM conversations FOR UPDATE").execute(&mut *ours);
    locking.await.expect("a lock");
    alice.connect().await.send(pond, "Safe").await;
    server.kill();
    ours.rollback().await.expect("it is there");

    let to = tempfile::tempdir().expect("a folder");
    let command = ["move", "--to", to.path().to_str().expect("it is text")];
    let run = || {
        let output = server.run(&command);
        let line = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), line)
    };
    // What a killed replica held comes back to its queue once RabbitMQ notices; until then it may not.
    let line = eventually("the queue has it back", async || {
        let (is_moved, line) = run();
        assert!(!is_moved, "what was acknowledged was left behind");
        line.contains("1 changes").then_some(line)
    })
    .await;
    assert!(line.contains("wait at RabbitMQ to be stored"), "{line}");
}

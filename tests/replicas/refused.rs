//! Replicas that are not joined as the others are would lose messages at random: they do not start.

use tests::{Builder, RabbitMq, Redis, TestServer};

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

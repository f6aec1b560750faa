//! Redis and RabbitMQ go away under load, and come back.

use std::time::Duration;

use tests::{Proxy, RabbitMq, Redis, Shared, TestServer};

use crate::pond::Pond;
use crate::processes::sites;

/// Longer than a replica counts that does not renew its lease.
const APART: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_comes_back_empty_and_is_out_of_one_replicas_reach_for_a_while() {
    let mut redis = Redis::start().await;
    let way = Proxy::start(redis.port()).await;
    let through = format!("redis://127.0.0.1:{}", way.port());
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.joined_by(redis.url(), Shared::get().rabbitmq_url.clone());
    let server = server
        .env_of(1, "SNUG_BUS__REDIS_URL", through)
        .start()
        .await;
    let pond = Pond::fill(&sites(&server)).await;

    redis.kill();
    // What nobody hears at once is safe all the same.
    pond.stores(&sites(&server)[0], Duration::from_secs(20))
        .await;
    redis.go_on().await;
    pond.flows().await;

    way.cut();
    tokio::time::sleep(APART).await;
    way.heal();
    pond.flows().await;
    pond.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rabbitmq_is_killed_and_its_connections_are_closed() {
    let mut rabbitmq = RabbitMq::start().await;
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.joined_by(Shared::get().redis_url.clone(), rabbitmq.url());
    let server = server.start().await;
    let pond = Pond::fill(&sites(&server)).await;

    rabbitmq.close_connections().await;
    pond.flows().await;
    rabbitmq.kill();
    rabbitmq.go_on().await;
    pond.flows().await;
    rabbitmq.close_connections().await;
    pond.flows().await;
    pond.is_well().await;
}

//! Redis and RabbitMQ go away under load, and come back.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Proxy, RabbitMq, Redis, Shared, Socket, TestServer, new_id};
use tokio::time::{Instant, timeout};

use crate::pond::{HEALED, Pond};
use crate::processes::sites;

/// Longer than a replica counts that does not renew its lease.
const APART: Duration = Duration::from_secs(15);
/// Who is not told is asked to sync by then.
const UNTOLD: Duration = Duration::from_secs(20);
/// They are asked fifty at a time, and twenty times in a second.
const SOCKETS: usize = 500;
const SPREAD: Duration = Duration::from_millis(300);
/// By then the server has said that it cannot.
const ANSWER: Duration = Duration::from_secs(15);

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
    let sites = sites(&server);
    let pond = Pond::fill(&sites).await;

    redis.kill();
    // What nobody is told of is safe all the same, and everybody finds it.
    pond.stores(&sites[0], HEALED).await;
    pond.hears(&sites[0], UNTOLD).await;
    let said = server.readiness().await;
    assert!(said.contains("redis: it is away"), "{said}");
    redis.go_on().await;
    pond.flows().await;
    is_joined(&server).await;
    for counted in [
        "snug_topic_published_total",
        "snug_topic_losses_total",
        "snug_events_lost_total",
        "snug_sync_storms_total",
        "snug_syncs_required_total",
    ] {
        assert!(server.metric(counted).await > 0, "{counted}");
    }

    way.cut();
    tokio::time::sleep(APART).await;
    way.heal();
    pond.flows().await;
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rabbitmq_is_killed_and_its_connections_are_closed() {
    let mut rabbitmq = RabbitMq::start().await;
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.joined_by(Shared::get().redis_url.clone(), rabbitmq.url());
    let server = server.start().await;
    let mut pond = Pond::fill(&sites(&server)).await;

    rabbitmq.close_connections().await;
    pond.flows().await;

    rabbitmq.kill();
    let (alice, middle) = (pond.people[0].clone(), pond.middle());
    // Who comes is let in, who reads is answered, and who writes is told to try again.
    let socket = alice.connect().await;
    assert!(!alice.history(middle).await.is_empty());
    let message = json!({ "id": new_id(), "conversation_id": middle, "body": "is there room?" });
    let answer = send(&socket, &message).await;
    assert_eq!(answer["error"]["code"], "busy", "{answer}");
    let said = server.readiness().await;
    assert!(said.contains("rabbitmq: it is away"), "{said}");
    tests::eventually_within(
        "nobody is sent where nobody can write",
        HEALED,
        async || {
            let asked = server.http().get(server.url("/readyz")).send().await.ok()?;
            (asked.status() == 503).then_some(())
        },
    )
    .await;
    let refused = server.metric("snug_jobs_refused_total{queue=\"changes\"}");
    assert!(refused.await > 0, "it says that it does not take them");
    rabbitmq.go_on().await;
    pond.flows().await;
    is_joined(&server).await;
    let answer = send(&socket, &message).await;
    assert_eq!(answer["id"], message["id"], "{answer}");
    let id = answer["id"].as_str().and_then(|id| id.parse().ok());
    pond.add(middle, [id.expect("a message has an id")]);

    rabbitmq.close_connections().await;
    pond.flows().await;
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_have_missed_something_is_asked_to_sync_some_after_others() {
    let mut redis = Redis::start().await;
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.joined_by(redis.url(), Shared::get().rabbitmq_url.clone());
    let server = server.start().await;
    let alice = server.user("alice").await;
    let sockets = join_all((0..SOCKETS).map(|_| alice.connect())).await;
    redis.kill();
    redis.go_on().await;
    let asked = sockets.into_iter().map(async |mut socket| {
        socket.expect_event("sync:required", |_| true).await;
        Instant::now()
    });
    let mut asked = join_all(asked).await;
    asked.sort_unstable();
    let spread = asked[SOCKETS - 1].duration_since(asked[0]);
    assert!(spread >= SPREAD, "{spread:?}");
}

/// All that joins the replicas is there again, as far as they know. One after the other: where RabbitMQ was away
/// for long, one is ready before the other.
async fn is_joined(server: &TestServer) {
    for number in 0..server.replica_count() {
        let url = server.replica(number).url("/readyz");
        tests::eventually("nothing is away any more", async || {
            let said = server
                .http()
                .get(&url)
                .send()
                .await
                .ok()?
                .text()
                .await
                .ok()?;
            (said == "ready\n").then_some(())
        })
        .await;
    }
}

async fn send(socket: &Socket, message: &Value) -> Value {
    let answer = socket.emit("message:send", message).answer();
    let answer = timeout(ANSWER, answer).await;
    answer.expect("in time").expect("the connection stays")
}

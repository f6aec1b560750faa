//! Two replicas: people who are at different ones talk as if there was one.

use std::time::Duration;

use serde_json::json;
use tests::{TestServer, new_id};

const A_WHILE: Duration = Duration::from_millis(500);
const A_MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_at_one_replica_is_heard_at_the_other() {
    let server = TestServer::builder().replicas(2).start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    assert_ne!(alice.url(), bob.url(), "they are at different replicas");
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    // Nobody at his replica was in it: he hears of it, and then all that is said there.
    let group = alice.group("The pond", &[&bob]).await;
    his.expect_event("conversation:me", |me| {
        me["conversation_id"] == json!(group)
    })
    .await;
    hers.send(group, "from her").await;
    his.expect_message("from her").await;
    his.send(group, "from him").await;
    hers.expect_message("from him").await;

    let view = json!({ "conversation_id": group });
    hers.emit_with_ack("conversation:view", view).await;
    his.emit_with_ack(
        "typing:set",
        json!({ "conversation_id": group, "on": true }),
    )
    .await;
    hers.expect_event("typing", |typing| typing["user_id"] == json!(bob.id))
        .await;
    hers.send(group, "and again").await;
    his.expect_message("and again").await;
    his.emit_with_ack(
        "conversation:read",
        json!({ "conversation_id": group, "seq": 3 }),
    )
    .await;
    hers.expect_event("conversation:read", |read| read["user_id"] == json!(bob.id))
        .await;

    let watch = json!({ "user_ids": [bob.id] });
    let answer = hers.emit_with_ack("presence:watch", watch).await;
    assert_eq!(answer["online"], json!([bob.id]));
    his.disconnect().await;
    hers.expect_event("presence", |it| {
        *it == json!({ "user_id": bob.id, "online": false })
    })
    .await;
    let _his = bob.connect().await;
    hers.expect_event("presence", |it| {
        *it == json!({ "user_id": bob.id, "online": true })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_ended_at_one_replica_ends_at_the_other() {
    let server = TestServer::builder().replicas(2).start().await;
    let one = server.user("alice").await;
    let other = server.login("alice").await;
    let mut socket = other.connect().await;
    other.read("/api/conversations").await;
    let sessions = one.read("/api/sessions").await;
    let sessions = sessions["sessions"].as_array().expect("a list").iter();
    for session in sessions.filter(|session| session["current"] != true) {
        let id = session["id"].as_str().expect("an id");
        one.delete(&format!("/api/sessions/{id}")).await;
    }
    socket.expect_event("session:revoked", |_| true).await;
    let (status, _) = other.get("/api/conversations").await;
    assert_eq!(status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_after_it_was_accepted_is_told_to_its_sender_alone() {
    let server = TestServer::builder().replicas(2).start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let group = alice.group("Not his", &[]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let id = new_id();
    let message = json!({ "id": id, "conversation_id": group, "body": "let me in" });
    let answer = his.emit("message:send", &message).answer().await;
    let answer = answer.expect("an answer");
    // Either is right: it was found out before or after RabbitMQ had it.
    if answer.get("error").is_none() {
        let rejected = his
            .expect_event("message:rejected", |it| it["id"] == json!(id))
            .await;
        assert_eq!(rejected["change"], "send");
        assert_eq!(rejected["conversation_id"], json!(group));
        assert_eq!(rejected["error"]["code"], "not_found");
    }
    hers.expect_none(A_WHILE, "message:rejected", |_| true)
        .await;
    assert!(
        alice
            .history(group)
            .await
            .iter()
            .all(|it| it["id"] != json!(id))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_ends_gives_its_part_of_the_queue_to_the_others() {
    let mut server = TestServer::builder().replicas(2).start().await;
    let alice = server.user("alice").await;
    let bob = server.user("bob").await;
    let groups =
        futures_util::future::join_all((0..8).map(async |_| alice.group("A pond", &[&bob]).await))
            .await;
    let (status, took) = server.replica_mut(1).terminate().await;
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    let socket = alice.connect().await;
    for group in groups {
        socket.send(group, "still here").await;
        let said = async {
            while alice
                .history(group)
                .await
                .iter()
                .all(|it| it["body"] != "still here")
            {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), said)
            .await
            .expect("it is stored by the one that is left");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_replicas_know_the_keys_that_were_made_when_they_first_started() {
    let server = TestServer::builder().replicas(3).start().await;
    let alice = server.user("alice").await;
    let mut keys = Vec::new();
    for number in 0..3 {
        let replica = server.replica(number);
        // A token of one replica is good at each, from the first moment on.
        let asked = reqwest::Client::new().get(replica.url("/api/conversations"));
        let answer = asked.bearer_auth(&alice.token).send().await;
        assert_eq!(answer.expect("an answer").status(), 200, "at {number}");
        let key = replica.run(&["push", "key"]);
        keys.push(String::from_utf8_lossy(&key.stdout).into_owned());
        let asked = reqwest::Client::new().get(replica.url("/api/push/key"));
        let answer = asked.bearer_auth(&alice.token).send().await;
        keys.push(answer.expect("an answer").text().await.expect("its text"));
    }
    assert!(!keys[0].trim().is_empty());
    let key = keys[0].trim();
    assert!(keys.iter().all(|one| one.contains(key)), "{keys:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_alone_has_no_dead_letters_and_says_so() {
    let alone = TestServer::builder().alone().sqlite().start().await;
    let output = alone.run(&["queue", "dead", "list"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("`bus.rabbitmq_url` is not set"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_at_a_replica_that_is_killed_is_offline_within_a_minute() {
    let mut server = TestServer::builder().replicas(2).start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let (mut hers, his) = (alice.connect().await, bob.connect().await);
    let watch = json!({ "user_ids": [bob.id] });
    let answer = hers.emit_with_ack("presence:watch", watch).await;
    assert_eq!(answer["online"], json!([bob.id]));
    server.replica_mut(1).kill();
    let offline = json!({ "user_id": bob.id, "online": false });
    let told = async {
        while let Some(event) = hers.next_event(A_MINUTE).await {
            if event.name == "presence" {
                assert_eq!(event.data, offline);
                return;
            }
        }
        panic!("the connection stays");
    };
    let told = tokio::time::timeout(A_MINUTE, told).await;
    told.expect("nobody else can tell of it");
    drop(his);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_three_replicas_stores_from_its_share_of_the_queue() {
    let server = TestServer::builder().replicas(3).unlimited();
    let server = server.env("SNUG_BUS__PARTITIONS", "16").start().await;
    let alice = server.user("alice").await;
    // Enough for each partition to have some.
    let groups = (0..100).map(async |_| alice.group("A pond", &[]).await);
    let groups = futures_util::future::join_all(groups).await;
    let socket = alice.connect().await;
    tests::eventually_within("the parts are shared", A_MINUTE, async || {
        let says = groups.iter().map(|group| socket.send(*group, "A word"));
        futures_util::future::join_all(says).await;
        let mut held = Vec::new();
        for number in 0..3 {
            held.push(server.metric_of(number, "snug_queue_partitions").await);
        }
        (held.iter().sum::<u64>() == 16 && held.iter().all(|held| *held <= 6)).then_some(())
    })
    .await;
    assert_eq!(server.metric_of(0, "snug_replicas").await, 3);
}

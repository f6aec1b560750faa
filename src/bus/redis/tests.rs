//! What only Redis can do wrong: going away, coming back empty, being cut off.

use std::sync::Arc;
use std::time::Duration;

use models::event::Address;
use models::{ConversationId, UserId};
use tests::{Proxy, Shared};
use tokio::time::{Instant, interval, timeout};
use uuid::Uuid;

use crate::contract::{A_WHILE, PATIENCE, prefix, redis_at};
use crate::{Heard, Lease, Listener, Topic};

type Ear = Box<dyn Listener<u32>>;

const HERE: Address = Address::Conversation(ConversationId(Uuid::from_u128(7)));
const THERE: Address = Address::User(UserId(Uuid::from_u128(7)));

async fn topic_at(url: &str, prefix: &str) -> Arc<dyn Topic<u32>> {
    redis_at(url, prefix).await.topic().await.expect("a topic")
}

/// Two replicas' topics.
async fn two_topics() -> [Arc<dyn Topic<u32>>; 2] {
    let (url, prefix) = (&Shared::get().redis_url, prefix());
    [topic_at(url, &prefix).await, topic_at(url, &prefix).await]
}

async fn next(ear: &mut Ear) -> Heard<u32> {
    let heard = timeout(PATIENCE, ear.next()).await.expect("something");
    heard.expect("an open topic")
}

/// Waits for an event, whatever is lost before.
async fn event(ear: &mut Ear) -> u32 {
    loop {
        if let Heard::Event(_, event) = next(ear).await {
            return *event;
        }
    }
}

/// Waits until something is said to be lost, whatever comes before.
async fn lost(ear: &mut Ear) {
    while !matches!(next(ear).await, Heard::Lost) {}
}

/// Publishes an event, which is heard, or said to be lost after it was published: then it is read, which
/// here is to publish it again.
async fn told(topic: &Arc<dyn Topic<u32>>, ear: &mut Ear, address: Address, number: u32) {
    loop {
        topic.publish(address, number).await.unwrap();
        loop {
            match next(ear).await {
                Heard::Event(_, event) if *event == number => return,
                Heard::Event(..) => {}
                Heard::Lost => break,
            }
        }
    }
}

#[tokio::test]
async fn a_replica_hears_what_it_has_subscribed_to_and_what_is_for_everyone() {
    let [one, other] = two_topics().await;
    let mut ear = one.listen();
    one.subscribe(&[HERE]).await;
    for (address, event) in [(THERE, 1), (HERE, 2), (Address::Everyone, 3)] {
        other.publish(address, event).await.unwrap();
    }
    assert_eq!(event(&mut ear).await, 2);
    assert_eq!(event(&mut ear).await, 3);
    one.subscribe(&[HERE]).await;
    one.unsubscribe(&[HERE]);
    // Counted: one subscription is left.
    one.subscribe(&[THERE]).await;
    other.publish(HERE, 4).await.unwrap();
    assert_eq!(event(&mut ear).await, 4);
    one.unsubscribe(&[HERE, THERE]);
    one.subscribe(&[Address::Presence(UserId(Uuid::nil()))])
        .await;
    other.publish(HERE, 5).await.unwrap();
    other.publish(Address::Everyone, 6).await.unwrap();
    assert_eq!(event(&mut ear).await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_after_a_subscription_has_resolved_is_heard() {
    let [one, other] = two_topics().await;
    let mut ear = one.listen();
    for round in 0..2_000 {
        let here = Address::Conversation(ConversationId(Uuid::from_u128(round.into())));
        one.subscribe(&[here]).await;
        other.publish(here, round).await.unwrap();
        let heard = timeout(PATIENCE, ear.next()).await.expect("an event");
        assert!(
            matches!(heard, Some(Heard::Event(address, event)) if address == here && *event == round)
        );
    }
}

#[tokio::test]
async fn an_event_that_only_a_later_version_knows_is_ignored() {
    let (url, prefix) = (&Shared::get().redis_url, prefix());
    let later = redis_at(url, &prefix).await;
    let later: Arc<dyn Topic<String>> = later.topic().await.unwrap();
    let topic = topic_at(url, &prefix).await;
    let mut ear = topic.listen();
    topic.subscribe(&[HERE]).await;
    later
        .publish(HERE, "what is this?".to_owned())
        .await
        .unwrap();
    topic.publish(HERE, 1).await.unwrap();
    assert_eq!(event(&mut ear).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_too_far_behind_hears_that_something_was_lost() {
    let [one, other] = two_topics().await;
    let mut ear = one.listen();
    one.subscribe(&[HERE]).await;
    for event in 0..40_000 {
        other.publish(HERE, event).await.unwrap();
    }
    tokio::time::sleep(A_WHILE * 10).await;
    assert!(matches!(next(&mut ear).await, Heard::Lost));
    other.publish(Address::Everyone, 40_000).await.unwrap();
    let mut last = event(&mut ear).await;
    while last < 40_000 {
        let next = event(&mut ear).await;
        assert_eq!(next, last + 1, "a gap without a word");
        last = next;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_comes_back_empty_has_everything_read_again_and_then_tells_all() {
    let mut server = tests::Redis::start().await;
    let prefix = prefix();
    let redis = redis_at(&server.url(), &prefix).await;
    let one: Arc<dyn Topic<u32>> = redis.topic().await.unwrap();
    let other = topic_at(&server.url(), &prefix).await;
    let leases = redis.leases();
    let online = Lease::Online(UserId(Uuid::from_u128(1)));
    let span = Duration::from_secs(600);
    assert!(leases.hold(online, Uuid::nil(), span).await.unwrap());
    let mut ear = one.listen();
    one.subscribe(&[HERE]).await;
    for round in 0..3 {
        server.kill();
        // Nobody waits for it.
        let publishing = timeout(PATIENCE, other.publish(HERE, 99)).await;
        publishing.expect("taken").unwrap();
        let subscribing = one.subscribe(&[THERE]);
        timeout(PATIENCE, subscribing).await.expect("it resolves");
        assert!(leases.held(vec![online]).await.is_err());
        server.go_on().await;
        lost(&mut ear).await;
        for (address, number) in [(HERE, round), (THERE, round + 10)] {
            told(&other, &mut ear, address, number).await;
        }
        let hold = async {
            loop {
                match leases.hold(online, Uuid::nil(), span).await {
                    Ok(nobody) => return nobody,
                    Err(_) => tokio::time::sleep(A_WHILE).await,
                }
            }
        };
        assert!(timeout(PATIENCE, hold).await.unwrap(), "it was empty");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_was_cut_off_has_the_others_told_what_it_could_not_publish() {
    let server = tests::Redis::start().await;
    let proxy = Proxy::start(server.port()).await;
    let prefix = prefix();
    let cut_off = topic_at(&format!("redis://127.0.0.1:{}", proxy.port()), &prefix).await;
    let other = topic_at(&server.url(), &prefix).await;
    let (mut ear, mut own_ear) = (other.listen(), cut_off.listen());
    other.subscribe(&[HERE]).await;
    cut_off.subscribe(&[HERE]).await;
    proxy.cut();
    for event in 0..10 {
        let publishing = timeout(PATIENCE, cut_off.publish(HERE, event)).await;
        publishing.expect("storing goes on").unwrap();
    }
    // Beyond what is tried again.
    tokio::time::sleep(Duration::from_secs(6)).await;
    proxy.heal();
    lost(&mut ear).await;
    lost(&mut own_ear).await;
    cut_off.publish(HERE, 10).await.unwrap();
    while event(&mut ear).await != 10 {}
    while event(&mut own_ear).await != 10 {}
}

#[tokio::test]
async fn while_redis_is_away_whoever_listens_is_told_now_and_then() {
    let mut server = tests::Redis::start().await;
    let topic = topic_at(&server.url(), &prefix()).await;
    let mut ear = topic.listen();
    server.kill();
    lost(&mut ear).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stores_a_thousand_a_second_does_not_wait_for_a_redis_that_is_away() {
    let mut server = tests::Redis::start().await;
    let prefix = prefix();
    let storing = topic_at(&server.url(), &prefix).await;
    let other = topic_at(&server.url(), &prefix).await;
    let mut ear = other.listen();
    other.subscribe(&[HERE]).await;
    server.kill();
    let (mut longest, mut tick) = (Duration::ZERO, interval(Duration::from_millis(10)));
    for event in 0..12_000 {
        if event % 10 == 0 {
            tick.tick().await;
        }
        let since = Instant::now();
        storing.publish(HERE, event).await.unwrap();
        longest = longest.max(since.elapsed());
    }
    assert!(longest < Duration::from_millis(1_500), "{longest:?}");
    server.go_on().await;
    lost(&mut ear).await;
    told(&storing, &mut ear, HERE, 12_000).await;
}

//! What every bus must do, whichever it is: the same scenarios run on each implementation.
//!
//! A scenario takes a trait object, fresh and empty. Leases and counts come with a way to let time
//! pass: a manual clock's hand in memory, a short sleep elsewhere.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use models::event::Address;
use models::{Clock, Code, ConversationId, Timestamp, UserId};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{Consumer, Delivery, Heard, Lease, Leases, Limiter, Listener, Queue, Topic, memory};

/// Longer than anything takes that happens.
const PATIENCE: Duration = Duration::from_secs(10);
/// Long enough for what must not happen to show.
const A_WHILE: Duration = Duration::from_millis(100);

type Passing = Box<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// A test for each scenario, on what `make` gives.
macro_rules! scenarios {
    ($kind:ident, $make:expr; $($name:ident),+ $(,)?) => {
        mod $kind {
            use super::*;
            $(#[tokio::test] async fn $name() { super::$name($make).await; })+
        }
    };
}

scenarios! { queue_in_memory, memory::queue(CAPACITY);
    jobs_come_in_the_order_of_their_publishing,
    what_waits_comes_together_up_to_the_most,
    a_job_that_is_done_is_safe,
    a_full_queue_answers_busy_and_keeps_nothing,
    a_consumer_that_waits_hears_of_a_job,
    a_consumer_that_gives_up_waiting_loses_nothing,
    a_second_consumer_takes_over,
    a_closed_queue_is_emptied_first,
}

scenarios! { topic_in_memory, memory::topic(CAPACITY);
    events_of_an_address_are_heard_in_order,
    publishing_waits_for_a_listener_that_is_behind,
    a_topic_without_listener_takes_events_all_the_same,
    a_second_listener_takes_over,
    a_closed_topic_is_heard_to_its_end,
}

scenarios! { leases_in_memory, with_clock(memory::leases);
    a_lease_runs_out_unless_it_is_renewed,
    a_lease_is_held_while_one_of_its_holders_holds_it,
    leases_are_asked_for_in_order,
}

scenarios! { limiter_in_memory, with_clock(memory::limiter);
    what_was_counted_too_often_waits_for_the_window,
    keys_are_counted_apart,
    checking_counts_nothing,
}

/// What a queue and a topic of these tests hold.
const CAPACITY: usize = 8;

fn with_clock<T>(make: impl Fn(Clock) -> T) -> (T, Passing) {
    let clock = Clock::manual(Timestamp(1_000_000));
    let made = make(clock.clone());
    let pass: Passing = Box::new(move |span| {
        clock.advance(span);
        Box::pin(std::future::ready(()))
    });
    (made, pass)
}

fn key() -> Uuid {
    Uuid::from_u128(7)
}

async fn next(consumer: &mut Box<dyn Consumer<u32>>, most: usize) -> Vec<Delivery<u32>> {
    timeout(PATIENCE, consumer.next(most))
        .await
        .expect("jobs")
        .expect("an open queue")
}

fn done(deliveries: Vec<Delivery<u32>>) -> Vec<u32> {
    let jobs = deliveries.iter().map(|delivery| delivery.job).collect();
    deliveries
        .into_iter()
        .for_each(|delivery| delivery.done(Ok(())));
    jobs
}

async fn jobs_come_in_the_order_of_their_publishing(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let mut heard = Vec::new();
    for first in (0..100).step_by(5) {
        let receipts: Vec<_> = (first..first + 5)
            .map(|job| queue.publish(key(), job))
            .collect();
        while heard.len() < usize::try_from(first + 5).unwrap() {
            heard.extend(done(next(&mut consumer, 3).await));
        }
        for outcome in join_all(receipts.into_iter().map(crate::Receipt::safe)).await {
            outcome.unwrap();
        }
    }
    assert_eq!(heard, (0..100).collect::<Vec<_>>());
}

async fn what_waits_comes_together_up_to_the_most(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let _receipts: Vec<_> = (0..5).map(|job| queue.publish(key(), job)).collect();
    let mut heard = done(next(&mut consumer, 2).await);
    assert!(heard.len() <= 2, "{heard:?}");
    while heard.len() < 5 {
        heard.extend(done(next(&mut consumer, 100).await));
    }
    assert_eq!(heard, [0, 1, 2, 3, 4]);
    assert_eq!(queue.depth(), 0);
}

async fn a_job_that_is_done_is_safe(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let receipt = queue.publish(key(), 1);
    assert_eq!(done(next(&mut consumer, 1).await), [1]);
    timeout(PATIENCE, receipt.safe())
        .await
        .expect("the receipt resolves")
        .unwrap();
}

async fn a_full_queue_answers_busy_and_keeps_nothing(queue: Arc<dyn Queue<u32>>) {
    let mut taken = Vec::new();
    let mut refused = 0;
    for job in 0..u32::try_from(CAPACITY * 4).unwrap() {
        let mut receipt = Box::pin(queue.publish(key(), job).safe());
        match timeout(A_WHILE / 20, &mut receipt).await {
            Ok(Err(problem)) => {
                assert_eq!(problem.code, Code::Busy);
                assert!(problem.retry_after_ms.is_some());
                refused += 1;
            }
            _ => taken.push((job, receipt)),
        }
    }
    assert!(refused > 0, "a queue without a bound");
    let mut consumer = queue.consume();
    let mut heard = Vec::new();
    while heard.len() < taken.len() {
        heard.extend(done(next(&mut consumer, 100).await));
    }
    assert_eq!(heard, taken.iter().map(|(job, _)| *job).collect::<Vec<_>>());
    assert!(
        timeout(A_WHILE, consumer.next(1)).await.is_err(),
        "what was refused came"
    );
}

async fn a_consumer_that_waits_hears_of_a_job(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let waiting = tokio::task::spawn_blocking({
        let runtime = tokio::runtime::Handle::current();
        move || runtime.block_on(async move { done(next(&mut consumer, 1).await) })
    });
    tokio::time::sleep(A_WHILE / 10).await;
    let receipt = queue.publish(key(), 9);
    assert_eq!(waiting.await.unwrap(), [9]);
    receipt.safe().await.unwrap();
}

async fn a_consumer_that_gives_up_waiting_loses_nothing(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    assert!(
        timeout(Duration::from_millis(1), consumer.next(1))
            .await
            .is_err()
    );
    let _receipt = queue.publish(key(), 1);
    assert_eq!(done(next(&mut consumer, 1).await), [1]);
}

async fn a_second_consumer_takes_over(queue: Arc<dyn Queue<u32>>) {
    let mut first = queue.consume();
    let _one = queue.publish(key(), 1);
    assert_eq!(done(next(&mut first, 1).await), [1]);
    let mut second = queue.consume();
    let _two = queue.publish(key(), 2);
    assert_eq!(done(next(&mut second, 1).await), [2]);
    let gone = timeout(PATIENCE, first.next(1))
        .await
        .expect("the first consumer ends");
    assert!(gone.is_none());
}

async fn a_closed_queue_is_emptied_first(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let accepted = queue.publish(key(), 1);
    queue.close();
    let late = queue.publish(key(), 2).safe().await.unwrap_err();
    assert_eq!(late.code, Code::Busy);
    assert_eq!(done(next(&mut consumer, 10).await), [1]);
    accepted.safe().await.unwrap();
    assert!(
        timeout(PATIENCE, consumer.next(1))
            .await
            .expect("it ends")
            .is_none()
    );
}

fn here() -> Address {
    Address::Conversation(ConversationId(key()))
}

async fn heard(listener: &mut Box<dyn Listener<u32>>) -> u32 {
    loop {
        match timeout(PATIENCE, listener.next())
            .await
            .expect("an event")
            .expect("an open topic")
        {
            Heard::Event(address, event) => {
                assert_eq!(address, here());
                return *event;
            }
            // Allowed at any time: it means no more than to read again.
            Heard::Lost => {}
        }
    }
}

async fn events_of_an_address_are_heard_in_order(topic: Arc<dyn Topic<u32>>) {
    let mut listener = topic.listen();
    topic.subscribe(here());
    for event in 0..100 {
        topic.publish(here(), event).await.unwrap();
        if event % 5 == 4 {
            for expected in event - 4..=event {
                assert_eq!(heard(&mut listener).await, expected);
            }
        }
    }
}

async fn publishing_waits_for_a_listener_that_is_behind(topic: Arc<dyn Topic<u32>>) {
    let mut listener = topic.listen();
    topic.subscribe(here());
    let publisher = Arc::clone(&topic);
    let publishing = async move {
        for event in 0..100 {
            publisher.publish(here(), event).await.unwrap();
        }
    };
    let listening = async move {
        for expected in 0..100 {
            assert_eq!(heard(&mut listener).await, expected);
        }
    };
    tokio::join!(publishing, listening);
}

async fn a_topic_without_listener_takes_events_all_the_same(topic: Arc<dyn Topic<u32>>) {
    for event in 0..100 {
        timeout(PATIENCE, topic.publish(here(), event))
            .await
            .expect("nobody to wait for")
            .unwrap();
    }
    drop(topic.listen());
    timeout(PATIENCE, topic.publish(here(), 0))
        .await
        .expect("nobody to wait for")
        .unwrap();
}

async fn a_second_listener_takes_over(topic: Arc<dyn Topic<u32>>) {
    let mut first = topic.listen();
    let mut second = topic.listen();
    topic.subscribe(here());
    topic.publish(here(), 1).await.unwrap();
    assert_eq!(heard(&mut second).await, 1);
    let gone = timeout(PATIENCE, first.next())
        .await
        .expect("the first listener ends");
    assert!(gone.is_none());
}

async fn a_closed_topic_is_heard_to_its_end(topic: Arc<dyn Topic<u32>>) {
    let mut listener = topic.listen();
    topic.subscribe(here());
    topic.publish(here(), 1).await.unwrap();
    topic.close();
    assert!(topic.publish(here(), 2).await.is_err());
    assert_eq!(heard(&mut listener).await, 1);
    assert!(
        timeout(PATIENCE, listener.next())
            .await
            .expect("it ends")
            .is_none()
    );
}

const SPAN: Duration = Duration::from_secs(1);
const ONLINE: Lease = Lease::Online(UserId(Uuid::from_u128(1)));
const HOLDER: Uuid = Uuid::from_u128(100);
const OTHER: Uuid = Uuid::from_u128(101);

async fn a_lease_runs_out_unless_it_is_renewed((leases, pass): (Arc<dyn Leases>, Passing)) {
    assert!(
        leases.hold(ONLINE, HOLDER, SPAN).await.unwrap(),
        "nobody held it before"
    );
    pass(SPAN * 3 / 4).await;
    assert!(
        !leases.hold(ONLINE, HOLDER, SPAN).await.unwrap(),
        "it was held already"
    );
    pass(SPAN * 3 / 4).await;
    assert_eq!(leases.holders(ONLINE).await.unwrap(), 1);
    pass(SPAN).await;
    assert_eq!(leases.holders(ONLINE).await.unwrap(), 0);
    assert_eq!(leases.held(vec![ONLINE]).await.unwrap(), [false]);
    assert!(
        leases.hold(ONLINE, HOLDER, SPAN).await.unwrap(),
        "it had run out"
    );
}

async fn a_lease_is_held_while_one_of_its_holders_holds_it(
    (leases, _): (Arc<dyn Leases>, Passing),
) {
    leases.hold(ONLINE, HOLDER, SPAN).await.unwrap();
    assert!(!leases.hold(ONLINE, OTHER, SPAN).await.unwrap());
    assert_eq!(leases.holders(ONLINE).await.unwrap(), 2);
    assert!(!leases.release(ONLINE, HOLDER).await.unwrap());
    assert!(
        !leases.release(ONLINE, HOLDER).await.unwrap(),
        "letting go twice is harmless"
    );
    assert!(leases.release(ONLINE, OTHER).await.unwrap());
}

async fn leases_are_asked_for_in_order((leases, _): (Arc<dyn Leases>, Passing)) {
    let viewing = Lease::Viewing(UserId(Uuid::from_u128(1)), ConversationId(key()));
    leases.hold(viewing, HOLDER, SPAN).await.unwrap();
    let asked = vec![Lease::Replica, viewing, ONLINE, viewing];
    assert_eq!(
        leases.held(asked).await.unwrap(),
        [false, true, false, true]
    );
    assert!(leases.held(Vec::new()).await.unwrap().is_empty());
}

async fn what_was_counted_too_often_waits_for_the_window(
    (limiter, pass): (Arc<dyn Limiter>, Passing),
) {
    for _ in 0..3 {
        assert_eq!(limiter.check("a", 3, SPAN).await.unwrap(), None);
        limiter.count("a", SPAN).await.unwrap();
    }
    let wait = limiter
        .check("a", 3, SPAN)
        .await
        .unwrap()
        .expect("it must wait");
    assert!(wait > Duration::ZERO && wait <= SPAN, "{wait:?}");
    pass(wait + Duration::from_millis(1)).await;
    assert_eq!(limiter.check("a", 3, SPAN).await.unwrap(), None);
}

async fn keys_are_counted_apart((limiter, _): (Arc<dyn Limiter>, Passing)) {
    limiter.count("a", SPAN).await.unwrap();
    assert!(limiter.check("a", 1, SPAN).await.unwrap().is_some());
    assert_eq!(limiter.check("b", 1, SPAN).await.unwrap(), None);
}

async fn checking_counts_nothing((limiter, _): (Arc<dyn Limiter>, Passing)) {
    for _ in 0..10 {
        assert_eq!(limiter.check("a", 1, SPAN).await.unwrap(), None);
    }
}

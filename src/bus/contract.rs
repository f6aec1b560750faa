//! What every bus must do, whichever it is: the same scenarios run on each implementation.
//!
//! A scenario takes a trait object, fresh and empty. Leases and counts come with a way to let time
//! pass: a manual clock's hand in memory, a short sleep elsewhere. Redis and RabbitMQ are real ones, which
//! tests share under names of their own.

mod queue;
mod shared;
mod topic;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, ready};
use models::{Clock, Random, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tests::Shared;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::rabbit::{RabbitMq, Size};
use crate::redis::Redis;
use crate::{Queue, Topic, memory, rabbit, redis};

/// Longer than anything takes that happens.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Long enough for what must not happen to show.
pub(crate) const A_WHILE: Duration = Duration::from_millis(100);

type Passing = Box<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// A test for each scenario, on what `make` gives.
macro_rules! scenarios {
    ($kind:ident, $scenarios:ident, $make:expr; $($name:ident),+ $(,)?) => {
        mod $kind {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$scenarios::$name($make.await).await;
                }
            )+
        }
    };
}

macro_rules! queues {
    ($kind:ident, $make:expr) => {
        scenarios! { $kind, queue, $make;
            jobs_come_in_the_order_of_their_publishing,
            what_waits_comes_together_up_to_the_most,
            a_job_that_is_done_is_safe,
            a_full_queue_answers_busy_and_keeps_nothing,
            a_consumer_that_waits_hears_of_a_job,
            a_consumer_that_gives_up_waiting_loses_nothing,
            a_second_consumer_takes_over,
            a_closed_queue_is_emptied_first,
        }
    };
}
queues! { queue_in_memory, ready(memory::queue(CAPACITY)) }
queues! { queue_in_rabbitmq, rabbitmq_queue() }

macro_rules! topics {
    ($kind:ident, $make:expr) => {
        scenarios! { $kind, topic, $make;
            events_of_an_address_are_heard_in_order,
            publishing_waits_for_a_listener_that_is_behind,
            a_topic_without_listener_takes_events_all_the_same,
            a_second_listener_takes_over,
            a_closed_topic_is_heard_to_its_end,
        }
    };
}
topics! { topic_in_memory, ready(memory::topic(CAPACITY)) }
topics! { topic_in_redis, redis_topic() }

macro_rules! leases {
    ($kind:ident, $make:expr) => {
        scenarios! { $kind, shared, $make;
            a_lease_runs_out_unless_it_is_renewed,
            a_lease_is_held_while_one_of_its_holders_holds_it,
            leases_are_asked_for_in_order,
        }
    };
}
leases! { leases_in_memory, ready(with_clock(memory::leases)) }
leases! { leases_in_redis, async { (redis().await.leases(), with_sleep()) } }

macro_rules! limiters {
    ($kind:ident, $make:expr) => {
        scenarios! { $kind, shared, $make;
            what_was_counted_too_often_waits_for_the_window,
            keys_are_counted_apart,
            checking_counts_nothing,
        }
    };
}
limiters! { limiter_in_memory, ready(with_clock(memory::limiter)) }
limiters! { limiter_in_redis, async { (redis().await.limiter(), with_sleep()) } }

/// What a queue and a topic of these tests hold.
const CAPACITY: usize = 8;

fn with_clock<T>(make: impl Fn(Clock) -> T) -> (T, Passing) {
    let clock = Clock::manual(Timestamp(1_000_000));
    let made = make(clock.clone());
    let pass: Passing = Box::new(move |span| {
        clock.advance(span);
        Box::pin(ready(()))
    });
    (made, pass)
}

fn with_sleep() -> Passing {
    Box::new(|span| Box::pin(tokio::time::sleep(span)))
}

fn key() -> Uuid {
    Uuid::from_u128(7)
}

/// A name that no other test has.
pub(crate) fn prefix() -> String {
    let id = Uuid::from_bytes(Random::system().bytes());
    format!("test-{}:", id.simple())
}

pub(crate) async fn redis_at(url: &str, prefix: &str) -> Redis {
    let settings = redis::Settings {
        url: url.to_owned(),
        prefix: prefix.to_owned(),
        random: Random::system(),
        tasks: TaskTracker::new(),
    };
    Redis::connect(settings).await.expect("a Redis")
}

async fn redis() -> Redis {
    redis_at(&Shared::get().redis_url, &prefix()).await
}

async fn redis_topic<E>() -> Arc<dyn Topic<E>>
where
    E: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    redis().await.topic().await.expect("a topic")
}

pub(crate) async fn rabbitmq_at(url: &str, prefix: &str) -> RabbitMq {
    let settings = rabbit::Settings {
        url: url.to_owned(),
        prefix: prefix.to_owned(),
        random: Random::system(),
        tasks: TaskTracker::new(),
    };
    RabbitMq::connect(settings).await.expect("a RabbitMQ")
}

async fn rabbitmq_queue() -> Arc<dyn Queue<u32>> {
    let size = Size {
        partitions: 2,
        jobs: 2 * u32::try_from(CAPACITY).unwrap(),
        bytes: 1_000_000,
    };
    let rabbitmq = rabbitmq_at(&Shared::get().rabbitmq_url, &prefix()).await;
    let (queue, _) = rabbitmq.queue("jobs", size).await.expect("a queue");
    queue
}

//! What only a broker can do wrong: closing connections, dying, being cut off. Each ends with what was safe
//! done, in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use models::{Code, Problem};
use tests::{Proxy, Shared};
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

use super::working::{Done, Job, SIZE, beside, end, publish, publish_until, queue_of, shared};
use super::{Size, Which};
use crate::contract::{A_WHILE, PATIENCE, prefix, rabbitmq_at};
use crate::{Consumer, Delivery, Error, Queue};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_safe_is_lost_where_the_operator_closes_connections_or_the_broker_dies() {
    let mut server = tests::RabbitMq::start().await;
    let rabbitmq = rabbitmq_at(&server.url(), &prefix()).await;
    let (queue, _) = queue_of(&rabbitmq).await;
    let done = Done::default();
    let mut work = JoinSet::new();
    work.spawn(done.clone().work(queue.consume()));

    let publishing = beside(publish(Arc::clone(&queue), 0, Duration::from_secs(8)));
    for _ in 0..2 {
        tokio::time::sleep(A_WHILE * 5).await;
        server.close_connections().await;
    }
    let safe = end(publishing).await;
    assert!(safe.len() > 1_000, "{}", safe.len());
    done.all(&safe).await;

    let publishing = beside(publish(
        Arc::clone(&queue),
        1_000_000,
        Duration::from_secs(20),
    ));
    tokio::time::sleep(Duration::from_secs(2)).await;
    server.kill();
    server.go_on().await;
    let safe = end(publishing).await;
    assert!(safe.len() > 1_000, "{}", safe.len());
    done.all(&safe).await;

    queue.close();
    let ended = timeout(PATIENCE, work.join_next()).await;
    ended.expect("the worker ends").unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_the_partitions_and_take_over_from_one_that_dies() {
    let prefix = prefix();
    let url = &Shared::get().rabbitmq_url;
    let replicas = [
        rabbitmq_at(url, &prefix).await,
        rabbitmq_at(url, &prefix).await,
    ];
    let [(one, one_share), (other, other_share)] =
        [queue_of(&replicas[0]).await, queue_of(&replicas[1]).await];
    let done = Done::default();
    let mut work = JoinSet::new();
    work.spawn(done.clone().work(one.consume()));
    tokio::time::sleep(A_WHILE * 5).await;
    let mut other_work = JoinSet::new();
    other_work.spawn(done.clone().work(other.consume()));

    // A partition counts as held once a job has come from it.
    let shared = async {
        while (one_share.held(), other_share.held()) != (2, 2) {
            one_share.of(2);
            other_share.of(2);
            tokio::time::sleep(A_WHILE).await;
        }
    };
    let shared = timeout(PATIENCE, shared).map(|shared| shared.expect("each has its share"));
    let mut safe = publish_until(shared, Arc::clone(&one), 0).await;
    done.all(&safe).await;

    let publishing = beside(publish(Arc::clone(&one), 10_000, Duration::from_secs(4)));
    tokio::time::sleep(A_WHILE * 5).await;
    other_work.abort_all();
    replicas[1].close().await;
    one_share.of(1);
    safe.extend(end(publishing).await);
    done.all(&safe).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_is_cut_off_from_the_broker_answers_busy_and_others_take_over() {
    let server = tests::RabbitMq::start().await;
    let proxy = Proxy::start(server.port()).await;
    let prefix = prefix();
    let way = format!("amqp://guest:guest@127.0.0.1:{}/%2f", proxy.port());
    let replicas = [
        rabbitmq_at(&way, &prefix).await,
        rabbitmq_at(&server.url(), &prefix).await,
    ];
    let [(cut_off, _), (other, _)] = [queue_of(&replicas[0]).await, queue_of(&replicas[1]).await];
    let done = Done::default();
    let mut work = JoinSet::new();
    work.spawn(done.clone().work(cut_off.consume()));
    tokio::time::sleep(A_WHILE * 5).await;
    work.spawn(done.clone().work(other.consume()));
    let mut safe = publish(Arc::clone(&cut_off), 0, A_WHILE * 5).await;
    done.all(&safe).await;

    proxy.cut();
    let publishing = beside(publish(Arc::clone(&other), 10_000, Duration::from_secs(1)));
    let refused = cut_off.publish(Uuid::nil(), (0, 20_000)).safe();
    let refused = timeout(PATIENCE, refused).await.expect("an answer");
    assert_eq!(refused.unwrap_err().code, Code::Busy);
    safe.extend(end(publishing).await);
    assert!(safe.len() > 1_000, "{}", safe.len());
    // The broker misses its heartbeats.
    let waiting = async {
        while !safe.iter().all(|job| done.has(*job)) {
            tokio::time::sleep(A_WHILE).await;
        }
    };
    timeout(PATIENCE * 3, waiting)
        .await
        .expect("another does them");
    proxy.heal();
    safe.extend(publish(cut_off, 30_000, A_WHILE * 10).await);
    done.all(&safe).await;
}

async fn next(jobs: &mut Box<dyn Consumer<Job>>) -> Vec<Delivery<Job>> {
    let jobs = timeout(PATIENCE, jobs.next(1)).await;
    jobs.expect("a job").expect("an open queue")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_let_go_of_comes_again_before_those_after_it() {
    let (queue, _) = queue_of(&shared().await).await;
    let mut jobs = queue.consume();
    for number in 0..10 {
        queue
            .publish(Uuid::nil(), (0, number))
            .safe()
            .await
            .unwrap();
    }
    let mut first = next(&mut jobs).await;
    assert_eq!(first[0].job, (0, 0));
    first.remove(0).done(Ok(()));
    drop(next(&mut jobs).await);
    for number in 1..10 {
        let delivery = next(&mut jobs).await.remove(0);
        assert_eq!(delivery.job, (0, number));
        delivery.done(Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_kept_until_somebody_has_it_done_or_lets_it_go() {
    let rabbitmq = shared().await;
    let (queue, _) = queue_of(&rabbitmq).await;
    let letters = rabbitmq.dead_letters("jobs", SIZE);
    let mut jobs = queue.consume();
    for number in 0..3 {
        queue
            .publish(Uuid::nil(), (0, number))
            .safe()
            .await
            .unwrap();
        let delivery = next(&mut jobs).await.remove(0);
        match number {
            1 => delivery.done(Ok(())),
            _ => delivery.split().1.fail(Problem::busy()),
        }
    }
    let unknown: Arc<dyn Queue<String>> = rabbitmq.queue("jobs", SIZE).await.unwrap().0;
    let published = unknown.publish(Uuid::nil(), "what is this?".to_owned());
    published.safe().await.unwrap();

    let mut listed = Vec::new();
    let waiting = async {
        while listed.len() < 3 {
            tokio::time::sleep(A_WHILE).await;
            listed = letters.list(10).await.unwrap();
        }
    };
    timeout(PATIENCE, waiting).await.expect("dead letters");
    let bodies: Vec<_> = listed.iter().map(|letter| letter.body.as_str()).collect();
    assert_eq!(bodies, ["[0,0]", "[0,2]", "\"what is this?\""]);
    assert_eq!(letters.list(1).await.unwrap(), listed[..1], "they stay");

    let second = Which::One(listed[1].id.clone());
    assert_eq!(letters.retry(&second).await.unwrap(), 1);
    let again = next(&mut jobs).await.remove(0);
    assert_eq!(again.job, (0, 2));
    again.done(Ok(()));
    let first = Which::One(listed[0].id.clone());
    assert_eq!(letters.discard(&first).await.unwrap(), 1);
    assert_eq!(letters.discard(&first).await.unwrap(), 0);
    assert_eq!(letters.list(10).await.unwrap(), listed[2..]);
    assert_eq!(letters.discard(&Which::All).await.unwrap(), 1);
    assert!(letters.list(10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn queues_of_another_size_are_refused() {
    let rabbitmq = shared().await;
    let _queue = queue_of(&rabbitmq).await;
    let size = Size {
        jobs: 2 * SIZE.jobs,
        ..SIZE
    };
    let refused = rabbitmq.queue::<Job>("jobs", size).await.err();
    assert!(
        matches!(refused, Some(Error::OtherQueues(_))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_given_no_more_ahead_than_it_can_hold() {
    let (queue, _) = queue_of(&shared().await).await;
    let mut receipts = BTreeMap::new();
    for number in 0..1_000 {
        receipts.insert(number, queue.publish(Uuid::nil(), (0, number)));
    }
    for (_, receipt) in receipts {
        receipt.safe().await.unwrap();
    }
    let mut jobs = queue.consume();
    let mut held = Vec::new();
    while let Ok(some) = timeout(A_WHILE * 5, jobs.next(1_000)).await {
        held.extend(some.expect("an open queue"));
    }
    assert_eq!(held.len(), 256);
    let mut count = held.len();
    held.into_iter().for_each(|delivery| delivery.done(Ok(())));
    while count < 1_000 {
        let some = timeout(PATIENCE, jobs.next(1_000)).await;
        let some = some.expect("the rest").expect("an open queue");
        count += some.len();
        some.into_iter().for_each(|delivery| delivery.done(Ok(())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_its_operator_deletes_is_made_again_and_goes_on() {
    let server = tests::RabbitMq::start().await;
    let prefix = prefix();
    let rabbitmq = rabbitmq_at(&server.url(), &prefix).await;
    let (queue, _) = queue_of(&rabbitmq).await;
    let done = Done::default();
    let mut work = JoinSet::new();
    work.spawn(done.clone().work(queue.consume()));
    let safe = publish(Arc::clone(&queue), 0, A_WHILE * 5).await;
    done.all(&safe).await;

    for partition in 0..SIZE.partitions {
        let name = format!("{prefix}jobs.{partition}");
        server.ctl(&["delete_queue", &name]).await;
    }
    // What a channel of before has confirmed may be lost with its queue.
    tokio::time::sleep(A_WHILE * 20).await;
    publish(Arc::clone(&queue), 10_000, A_WHILE * 10).await;
    let safe = publish(Arc::clone(&queue), 20_000, A_WHILE * 10).await;
    assert!(safe.len() > 500, "{}", safe.len());
    done.all(&safe).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_full_also_by_bytes() {
    let size = Size {
        partitions: 1,
        bytes: 200_000,
        ..SIZE
    };
    let queue: Arc<dyn Queue<String>> = shared().await.queue("jobs", size).await.unwrap().0;
    let mut taken = 0;
    let refused = loop {
        let published = queue.publish(Uuid::nil(), "x".repeat(10_000)).safe().await;
        match published {
            Ok(()) => taken += 1,
            Err(problem) => break problem,
        }
        assert!(taken < 100, "{taken}");
    };
    assert_eq!(refused.code, Code::Busy);
    assert!(taken >= 19, "{taken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_is_known_by_its_mark() {
    let (one, prefix) = (&Shared::get().rabbitmq_url, prefix());
    let rabbitmq = rabbitmq_at(one, &prefix).await;
    assert!(!rabbitmq.is_marked(7).await.unwrap());
    for _ in 0..2 {
        rabbitmq.mark(7).await.unwrap();
        assert!(rabbitmq.is_marked(7).await.unwrap());
    }
    assert!(!rabbitmq.is_marked(8).await.unwrap());
}

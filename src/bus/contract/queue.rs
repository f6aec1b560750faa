//! Queues.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use models::Code;
use tokio::time::timeout;

use super::{A_WHILE, PATIENCE, key};
use crate::{Consumer, Delivery, Queue};

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

pub(super) async fn jobs_come_in_the_order_of_their_publishing(queue: Arc<dyn Queue<u32>>) {
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

pub(super) async fn what_waits_comes_together_up_to_the_most(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let _receipts: Vec<_> = (0..5).map(|job| queue.publish(key(), job)).collect();
    let mut heard = done(next(&mut consumer, 2).await);
    assert!(heard.len() <= 2, "{heard:?}");
    while heard.len() < 5 {
        heard.extend(done(next(&mut consumer, 100).await));
    }
    assert_eq!(heard, [0, 1, 2, 3, 4]);
    // A broker is asked now and then.
    let empty = async {
        while queue.depth() > 0 {
            tokio::time::sleep(A_WHILE).await;
        }
    };
    timeout(PATIENCE, empty).await.expect("an empty queue");
}

pub(super) async fn a_job_that_is_done_is_safe(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    let receipt = queue.publish(key(), 1);
    assert_eq!(done(next(&mut consumer, 1).await), [1]);
    timeout(PATIENCE, receipt.safe())
        .await
        .expect("the receipt resolves")
        .unwrap();
}

pub(super) async fn a_full_queue_answers_busy_and_keeps_nothing(queue: Arc<dyn Queue<u32>>) {
    let mut receipts = FuturesUnordered::new();
    let mut outcomes = BTreeMap::new();
    for job in 0.. {
        assert!(job < 10_000, "a queue without a bound");
        let receipt = queue.publish(key(), job);
        receipts.push(async move { (job, receipt.safe().await) });
        while let Ok(Some((job, outcome))) = timeout(A_WHILE / 20, receipts.next()).await {
            outcomes.insert(job, outcome);
        }
        if outcomes.values().any(Result::is_err) {
            break;
        }
    }
    let mut consumer = queue.consume();
    let mut heard = Vec::new();
    while let Ok(jobs) = timeout(A_WHILE * 10, consumer.next(100)).await {
        heard.extend(done(jobs.expect("an open queue")));
    }
    outcomes.extend(receipts.collect::<Vec<_>>().await);
    for outcome in outcomes.values() {
        let Err(problem) = outcome else { continue };
        assert_eq!(problem.code, Code::Busy);
        assert!(problem.retry_after_ms.is_some());
    }
    let taken = outcomes.iter().filter(|(_, outcome)| outcome.is_ok());
    assert_eq!(heard, taken.map(|(job, _)| *job).collect::<Vec<_>>());
}

pub(super) async fn a_consumer_that_waits_hears_of_a_job(queue: Arc<dyn Queue<u32>>) {
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

pub(super) async fn a_consumer_that_gives_up_waiting_loses_nothing(queue: Arc<dyn Queue<u32>>) {
    let mut consumer = queue.consume();
    assert!(
        timeout(Duration::from_millis(1), consumer.next(1))
            .await
            .is_err()
    );
    let _receipt = queue.publish(key(), 1);
    assert_eq!(done(next(&mut consumer, 1).await), [1]);
}

pub(super) async fn a_second_consumer_takes_over(queue: Arc<dyn Queue<u32>>) {
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

pub(super) async fn a_closed_queue_is_emptied_first(queue: Arc<dyn Queue<u32>>) {
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

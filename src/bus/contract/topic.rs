//! Topics.

use std::sync::Arc;

use models::ConversationId;
use models::event::Address;
use tokio::time::timeout;

use super::{PATIENCE, key};
use crate::{Heard, Listener, Topic};

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

pub(super) async fn events_of_an_address_are_heard_in_order(topic: Arc<dyn Topic<u32>>) {
    let mut listener = topic.listen();
    topic.subscribe(&[here()]).await;
    for event in 0..100 {
        topic.publish(here(), event).await.unwrap();
        if event % 5 == 4 {
            for expected in event - 4..=event {
                assert_eq!(heard(&mut listener).await, expected);
            }
        }
    }
}

pub(super) async fn publishing_waits_for_a_listener_that_is_behind(topic: Arc<dyn Topic<u32>>) {
    let mut listener = topic.listen();
    topic.subscribe(&[here()]).await;
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

pub(super) async fn a_topic_without_listener_takes_events_all_the_same(topic: Arc<dyn Topic<u32>>) {
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

pub(super) async fn a_second_listener_takes_over(topic: Arc<dyn Topic<u32>>) {
    let mut first = topic.listen();
    let mut second = topic.listen();
    topic.subscribe(&[here()]).await;
    topic.publish(here(), 1).await.unwrap();
    assert_eq!(heard(&mut second).await, 1);
    let gone = timeout(PATIENCE, first.next())
        .await
        .expect("the first listener ends");
    assert!(gone.is_none());
}

pub(super) async fn a_closed_topic_is_heard_to_its_end(topic: Arc<dyn Topic<u32>>) {
    let mut listener = topic.listen();
    topic.subscribe(&[here()]).await;
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

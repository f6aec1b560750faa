//! The process is killed right after it acknowledged, while it expands, and while it sends, again and
//! again. Of everything that was stored each device is told.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tests::{Browser, Person, PushService, Socket, TestServer, new_id};
use uuid::Uuid;

const KILLS: usize = 10;
const OUTSTANDING: usize = 40;
/// From the start after a kill until all are told.
const SOON: Duration = Duration::from_secs(10);

/// Where alice talks, and who listens.
struct Talk {
    conversation: Uuid,
    listeners: Vec<Browser>,
}

impl Talk {
    /// The last message that is stored.
    async fn last_seq(&self, reader: &Person) -> u64 {
        let page = reader.page(self.conversation, "limit=1").await;
        let last = page["messages"][0]["seq"].as_u64();
        last.expect("something was said")
    }
}

/// Talks in all conversations at once, until so many messages have been acknowledged.
async fn talk(socket: &Socket, talks: &[Talk], acknowledged: usize) {
    let say = |number: usize| {
        let conversation = talks[number % talks.len()].conversation;
        let id = new_id();
        let message = json!({ "id": id, "conversation_id": conversation, "body": "and so on" });
        let answer = socket.emit("message:send", &message);
        async move { (id, answer.answer().await) }
    };
    let mut asked: FuturesUnordered<_> = (0..OUTSTANDING).map(say).collect();
    for number in 0..acknowledged {
        let (id, answer) = asked.next().await.expect("some are on their way");
        let answer: Value = answer.expect("nobody hung up");
        assert_eq!(answer["id"], json!(id), "{answer}");
        asked.push(say(OUTSTANDING + number));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_everything_that_was_stored_each_device_is_told_however_often_the_process_is_killed() {
    let mut rng = StdRng::seed_from_u64(tests::seed());
    // What a killed replica was at another one takes up when its claim has ended.
    let builder = TestServer::builder().alone().pushing().unlimited();
    let (mut server, service) = tokio::join!(builder.start(), PushService::start());
    let alice = server.user("alice").await;
    let (bob, carol) = tokio::join!(server.user("bob"), server.user("carol"));
    let mut phones = Vec::new();
    for person in [&bob, &bob, &carol] {
        let phone = service.phone(person).await;
        // So that there are moments between sending and noting that it was sent.
        phone.answers(json!([{ "after_ms": 30 }])).await;
        phones.push(phone);
    }
    let mut talks = Vec::new();
    for (conversation, listeners) in [
        (alice.group("The pond", &[&bob, &carol]).await, &phones[..]),
        (alice.group("The shed", &[&bob, &carol]).await, &phones[..]),
        (alice.direct(&bob).await, &phones[..2]),
        (alice.direct(&carol).await, &phones[2..]),
    ] {
        talks.push(Talk {
            conversation,
            listeners: listeners.to_vec(),
        });
    }

    for kill in 0..KILLS {
        let socket = alice.connect().await;
        talk(&socket, &talks, rng.random_range(1..60)).await;
        if kill % 2 == 1 {
            // In the middle of expanding, sending or noting.
            tokio::time::sleep(Duration::from_millis(rng.random_range(1..250))).await;
        }
        server.kill();
        let since = Instant::now();
        server.restart().await;
        for talk in &talks {
            let last = talk.last_seq(&alice).await;
            for phone in &talk.listeners {
                phone.told_of(talk.conversation, last).await;
            }
        }
        let took = since.elapsed();
        assert!(took < SOON, "it took {took:?}");
    }
    // What was sent twice has taken the place of the first.
    for phone in &phones {
        let mut topics = HashMap::new();
        for push in phone.pushes().await {
            let conversation = push.payload["conversation_id"].to_string();
            assert!(push.topic.is_string(), "{push:?}");
            let topic = topics.entry(conversation).or_insert(push.topic.clone());
            assert_eq!(*topic, push.topic);
        }
    }
}

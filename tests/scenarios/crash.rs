//! The process is killed at random moments, again and again, while people talk. Nothing that was
//! acknowledged is lost, nothing is there twice, and the sequence has no gap.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tests::{Person, TestServer, new_id};
use uuid::Uuid;

const CRASHES: usize = 24;
const OUTSTANDING: usize = 20;

/// Somebody who goes on sending: what is not acknowledged yet goes again, with the same id.
struct Talker {
    person: Person,
    conversation: Uuid,
    outbox: VecDeque<Uuid>,
    acknowledged: Vec<Uuid>,
    edited: HashMap<Uuid, String>,
}

/// What was asked for: a message, or that it be edited.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Send(Uuid),
    Edit(Uuid),
}

impl Talker {
    /// Whether all that was acknowledged can be read, as it was edited last.
    async fn is_stored(&self) -> bool {
        let history = self.person.history(self.conversation).await;
        let bodies: HashMap<Uuid, &Value> = history
            .iter()
            .map(|message| (id_of(message), &message["body"]))
            .collect();
        let edited = |(id, body): (&Uuid, &String)| bodies.get(id) == Some(&&json!(body));
        self.acknowledged.iter().all(|id| bodies.contains_key(id)) && self.edited.iter().all(edited)
    }

    fn new(person: Person, conversation: Uuid) -> Self {
        let (outbox, acknowledged, edited) = Default::default();
        Self {
            person,
            conversation,
            outbox,
            acknowledged,
            edited,
        }
    }

    /// Talks until the connection ends, or, with nothing new to say, until all is acknowledged.
    async fn talk(mut self, says_new_things: bool) -> Self {
        let Ok(socket) = self.person.try_connect().await else {
            return self;
        };
        let mut asked = FuturesUnordered::new();
        let ask = |what: Asked| {
            let (event, id) = match what {
                Asked::Send(id) => ("message:send", id),
                Asked::Edit(id) => ("message:edit", id),
            };
            let body = match what {
                Asked::Send(_) => format!("{id} as it was"),
                Asked::Edit(_) => format!("{id} edited"),
            };
            let data = json!({ "id": id, "conversation_id": self.conversation, "body": body });
            let answer = socket.emit(event, &data);
            async move { (what, answer.answer().await) }
        };
        loop {
            while asked.len() < OUTSTANDING {
                let next = self.outbox.pop_front();
                let Some(id) = next.or_else(|| says_new_things.then(new_id)) else {
                    break;
                };
                asked.push(ask(Asked::Send(id)));
            }
            let Some((what, answer)) = asked.next().await else {
                return self;
            };
            match (what, answer) {
                (Asked::Send(id), Ok(answer)) if answer["id"] == json!(id) => {
                    self.acknowledged.push(id);
                    if self.acknowledged.len().is_multiple_of(10) {
                        asked.push(ask(Asked::Edit(id)));
                    }
                }
                (Asked::Edit(id), Ok(answer)) if answer.get("error").is_none() => {
                    self.edited.insert(id, format!("{id} edited"));
                }
                (Asked::Send(id), answer) => {
                    assert!(is_excusable(&answer), "{answer:?}");
                    self.outbox.push_back(id);
                }
                (Asked::Edit(_), answer) => assert!(is_excusable(&answer), "{answer:?}"),
            }
            if socket.is_closed() {
                // The rest is known to be lost, and asked again the next time.
                while let Some((what, answer)) = asked.next().await {
                    match (what, answer) {
                        (Asked::Send(id), Ok(answer)) if answer["id"] == json!(id) => {
                            self.acknowledged.push(id);
                        }
                        (Asked::Send(id), _) => self.outbox.push_back(id),
                        (Asked::Edit(_), _) => {}
                    }
                }
                return self;
            }
        }
    }
}

/// The connection ended, or the server is full or about to end.
fn is_excusable(answer: &Result<Value, tests::Lost>) -> bool {
    match answer {
        Ok(answer) => {
            ["busy", "unavailable"].contains(&answer["error"]["code"].as_str().unwrap_or(""))
        }
        Err(tests::Lost) => true,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_however_often_the_process_is_killed() {
    let mut rng = StdRng::seed_from_u64(tests::seed());
    let mut server = TestServer::builder().unlimited().start().await;
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let group = alice.group("The pond", &[&bob]).await;
    let direct = alice.direct(&bob).await;
    let mut talkers: Vec<Talker> = [
        (&alice, group),
        (&bob, group),
        (&alice, direct),
        (&bob, direct),
    ]
    .into_iter()
    .map(|(person, conversation)| Talker::new(person.clone(), conversation))
    .collect();

    let mut checks = [Checked::new(group), Checked::new(direct)];
    for _ in 0..CRASHES {
        let talking: Vec<_> = talkers
            .drain(..)
            .map(|talker| tokio::spawn(talker.talk(true)))
            .collect();
        tokio::time::sleep(Duration::from_millis(rng.random_range(20..400))).await;
        server.kill();
        for talker in talking {
            talkers.push(talker.await.expect("a talker does not fail"));
        }
        server.restart().await;
        for check in &mut checks {
            check.go_on(&alice).await;
        }
    }

    let mut finished = Vec::new();
    for talker in talkers {
        finished.push(talker.talk(false).await);
    }
    if server.replica_count() > 1 {
        // What was acknowledged is in the queue, and stored in a moment.
        tests::eventually("all that was acknowledged", async || {
            for talker in &finished {
                if !talker.is_stored().await {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }
    for check in &mut checks {
        check.go_on(&alice).await;
        check.complete(&alice, &finished).await;
    }
    let acknowledged: usize = finished
        .iter()
        .map(|talker| talker.acknowledged.len())
        .sum();
    assert!(
        acknowledged > CRASHES * 10,
        "only {acknowledged} messages: that was no load"
    );
}

/// What has been seen of a conversation so far: it only ever grows at its end.
struct Checked {
    conversation: Uuid,
    last_seq: u64,
    ids: HashSet<Uuid>,
}

impl Checked {
    fn new(conversation: Uuid) -> Self {
        Self {
            conversation,
            last_seq: 0,
            ids: HashSet::new(),
        }
    }

    async fn go_on(&mut self, reader: &Person) {
        for message in reader.history_after(self.conversation, self.last_seq).await {
            self.last_seq += 1;
            assert_eq!(
                message["seq"],
                json!(self.last_seq),
                "the sequence has a gap"
            );
            assert!(
                self.ids.insert(id_of(&message)),
                "it is there twice: {message}"
            );
        }
    }

    async fn complete(&self, reader: &Person, talkers: &[Talker]) {
        let here = talkers
            .iter()
            .filter(|talker| talker.conversation == self.conversation);
        let (mut acknowledged, mut edited) = (HashSet::new(), HashMap::new());
        for talker in here {
            assert!(
                talker.outbox.is_empty(),
                "the server runs, and does not take what is left"
            );
            acknowledged.extend(talker.acknowledged.iter().copied());
            edited.extend(talker.edited.iter());
        }
        let lost: Vec<_> = acknowledged.difference(&self.ids).collect();
        assert!(
            lost.is_empty(),
            "{} acknowledged messages are lost: {:?}",
            lost.len(),
            lost.first()
        );
        assert_eq!(
            self.ids, acknowledged,
            "every message was acknowledged in the end"
        );
        for message in reader.history(self.conversation).await {
            if let Some(body) = edited.get(&id_of(&message)) {
                assert_eq!(message["body"], json!(body), "an acknowledged edit is lost");
            }
        }
    }
}

fn id_of(message: &Value) -> Uuid {
    let id = message["id"].as_str().and_then(|id| id.parse().ok());
    id.expect("a message has an id")
}

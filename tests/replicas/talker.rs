//! Somebody who goes on sending: what is not acknowledged goes again with the same id, on whatever
//! connection there is.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::{Value, json};
use tests::{Lost, Person, Site, Socket, new_id};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout};
use uuid::Uuid;

use crate::listener::pause;

/// Messages without an answer.
const OUTSTANDING: usize = 20;
/// Between two messages.
const PACE: Duration = Duration::from_millis(80);
/// After this long without an answer it tries elsewhere.
const ANSWER: Duration = Duration::from_secs(5);

pub(crate) struct Talker {
    person: Person,
    pub(crate) conversation: Uuid,
    sites: Vec<Site>,
    /// What is to be sent, in order.
    outbox: BTreeMap<u64, Uuid>,
    /// How many were begun.
    begun: u64,
    pub(crate) spoken: Spoken,
}

/// What was said.
#[derive(Default)]
pub(crate) struct Spoken {
    pub(crate) acknowledged: HashSet<Uuid>,
    /// What was sent once and acknowledged, for each connection, in order.
    pub(crate) runs: Vec<Vec<Uuid>>,
}

impl Talker {
    pub(crate) fn new(person: Person, conversation: Uuid, sites: Vec<Site>) -> Self {
        Self {
            person,
            conversation,
            sites,
            outbox: BTreeMap::new(),
            begun: 0,
            spoken: Spoken::default(),
        }
    }

    /// Talks until it is not wanted any more and all is acknowledged. It tells how much is.
    pub(crate) fn start(
        mut self,
        talking: watch::Receiver<bool>,
    ) -> (watch::Receiver<usize>, JoinHandle<Self>) {
        let (count, counted) = watch::channel(0);
        let task = tokio::spawn(async move {
            let (mut turn, mut failures) = (0, 0);
            while *talking.borrow() || !self.outbox.is_empty() {
                let site = &self.sites[turn % self.sites.len()];
                let opened = self.person.at_site(site);
                if let Ok(Ok(socket)) = timeout(ANSWER, opened.try_connect()).await {
                    failures = 0;
                    self.talk(socket, &talking, &count).await;
                } else {
                    failures += 1;
                }
                turn += 1;
                tokio::time::sleep(pause(failures)).await;
            }
            self
        });
        (counted, task)
    }

    /// Talks until the connection is of no use any more, or all is said.
    async fn talk(
        &mut self,
        mut socket: Socket,
        talking: &watch::Receiver<bool>,
        count: &watch::Sender<usize>,
    ) {
        let mut asked = FuturesUnordered::new();
        let mut ticks = interval(PACE);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut run = BTreeMap::new();
        let mut on_the_way = HashSet::new();
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    // Nobody keeps what it is told.
                    while socket.next_event(Duration::ZERO).await.is_some() {}
                    if socket.is_closed() && asked.is_empty() {
                        break;
                    }
                    if asked.len() >= OUTSTANDING {
                        continue;
                    }
                    let mut waiting = self.outbox.iter().map(|(at, id)| (*at, *id));
                    let again = waiting.find(|(at, _)| !on_the_way.contains(at));
                    let is_new = again.is_none();
                    let (at, id) = match again {
                        Some(again) => again,
                        None if *talking.borrow() => (self.begun, new_id()),
                        None if asked.is_empty() => break,
                        None => continue,
                    };
                    self.begun += u64::from(is_new);
                    self.outbox.insert(at, id);
                    on_the_way.insert(at);
                    let body = format!("{at} of {}", self.person.username);
                    let message = json!({ "id": id, "conversation_id": self.conversation, "body": body });
                    let answer = socket.emit("message:send", &message);
                    asked.push(async move {
                        (at, id, is_new, timeout(ANSWER, answer.answer()).await.unwrap_or(Err(Lost)))
                    });
                }
                Some((at, id, is_new, answer)) = asked.next() => {
                    on_the_way.remove(&at);
                    match answer {
                        Ok(answer) if answer["id"] == json!(id) => {
                            self.outbox.remove(&at);
                            self.spoken.acknowledged.insert(id);
                            count.send_replace(self.spoken.acknowledged.len());
                            if is_new {
                                run.insert(at, id);
                            }
                        }
                        Ok(answer) => {
                            assert!(is_excusable(&answer), "{answer}");
                            tokio::time::sleep(PACE).await;
                        }
                        Err(Lost) => break,
                    }
                }
            }
        }
        self.spoken.runs.push(run.into_values().collect());
        socket.vanish();
    }
}

/// The server cannot, for now.
fn is_excusable(answer: &Value) -> bool {
    ["busy", "unavailable"].contains(&answer["error"]["code"].as_str().unwrap_or(""))
}

//! A load: people who talk and listen on clients that come back by themselves wherever somebody answers,
//! while a scenario breaks things; and what must hold of it all in the end.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Person, Site};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::listener::Listener;
use crate::talker::{Spoken, Talker};

/// For how long, after all is well again, anything may take to be as it should.
pub(crate) const HEALED: Duration = Duration::from_secs(30);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(100);

/// The load. Clients begin at one site after the other.
pub(crate) struct Pond {
    sites: Vec<Site>,
    pub(crate) people: Vec<Person>,
    conversations: Vec<Conversation>,
    talking: watch::Sender<bool>,
    talkers: Vec<(watch::Receiver<usize>, JoinHandle<Talker>)>,
    listeners: Vec<Listener>,
}

struct Conversation {
    id: Uuid,
    /// Somebody who is in it.
    reader: Person,
    /// What others than talkers have said, and know to be safe.
    also: Vec<Uuid>,
}

impl Pond {
    /// Four people in six conversations, at the first of the sites for what is asked of the server besides.
    pub(crate) async fn fill(sites: &[Site]) -> Self {
        let names = ["alice", "bob", "carol", "dave"];
        let people = futures_util::future::join_all(names.map(|name| sites[0].user(name))).await;
        let [alice, bob, carol, dave] = &people[..] else {
            panic!("there are four")
        };
        let rooms = [
            (
                alice.group("The pond", &[bob, carol, dave]).await,
                vec![alice, bob, carol],
            ),
            (
                bob.group("The reeds", &[carol, dave]).await,
                vec![carol, dave],
            ),
            (dave.group("The nest", &[alice]).await, vec![dave]),
            (alice.direct(bob).await, vec![alice, bob]),
            (carol.direct(dave).await, vec![dave]),
            (bob.direct(carol).await, vec![carol]),
        ];
        let (talking, _) = watch::channel(true);
        let (mut conversations, mut talkers) = (Vec::new(), Vec::new());
        for (id, speakers) in rooms {
            for speaker in &speakers {
                let talker = Talker::new((*speaker).clone(), id, turned(sites, talkers.len()));
                talkers.push(talker.start(talking.subscribe()));
            }
            let reader = speakers[0].clone();
            let also = Vec::new();
            conversations.push(Conversation { id, reader, also });
        }
        let listeners = people.iter().enumerate();
        let listeners =
            listeners.map(|(turn, person)| Listener::start(person, turned(sites, turn)));
        let pond = Self {
            sites: sites.to_vec(),
            listeners: listeners.collect(),
            people,
            conversations,
            talking,
            talkers,
        };
        pond.flows().await;
        pond
    }

    /// Waits until all who talk have more acknowledged, and all who listen are connected and synced.
    pub(crate) async fn flows(&self) {
        self.talks().await;
        wait_for("everybody is connected and synced", HEALED, || {
            self.listeners
                .iter()
                .all(|listener| listener.place().is_some())
        })
        .await;
    }

    /// Waits until all who talk have more acknowledged.
    pub(crate) async fn talks(&self) {
        let count = |(count, _): &(watch::Receiver<usize>, _)| *count.borrow();
        let before: Vec<usize> = self.talkers.iter().map(count).collect();
        let all_more = || {
            let now = self.talkers.iter().map(count);
            now.zip(&before).all(|(now, before)| now >= before + 5)
        };
        wait_for("everybody's messages are acknowledged", HEALED, all_more).await;
    }

    /// Waits until whoever listens is connected and synced at one site, and says how long that took.
    pub(crate) async fn gathers_at(&self, site: &Site, within: Duration) -> Duration {
        let since = Instant::now();
        let there = |listener: &Listener| listener.place() == Some(site.address());
        wait_for("everybody is at the one that is left", within, || {
            self.listeners.iter().all(there)
        })
        .await;
        since.elapsed()
    }

    /// Waits until each conversation has something new in the database, as one site reads it.
    pub(crate) async fn stores(&self, site: &Site, within: Duration) {
        let since = Instant::now();
        for conversation in &self.conversations {
            let reader = conversation.reader.at_site(site);
            let before = number(&reader, conversation.id, "last_seq").await;
            while number(&reader, conversation.id, "last_seq").await == before {
                assert!(
                    since.elapsed() < within,
                    "nothing is stored in {}",
                    conversation.id
                );
                tokio::time::sleep(LOOK).await;
            }
        }
    }

    /// Waits until all who listen know what one site says now of where everybody is.
    pub(crate) async fn hears(&self, site: &Site, within: Duration) {
        let (since, middle) = (Instant::now(), &self.conversations[0]);
        let stored = number(&middle.reader.at_site(site), middle.id, "rev").await;
        let stored = stored.expect("it answers");
        for listener in &self.listeners {
            while listener.rev(middle.id).await < stored {
                assert!(
                    since.elapsed() < within,
                    "who is at {:?} does not hear",
                    listener.place()
                );
                tokio::time::sleep(LOOK).await;
            }
        }
    }

    /// Says where somebody else talks, and what of that is safe.
    pub(crate) fn add(&mut self, conversation: Uuid, said: impl IntoIterator<Item = Uuid>) {
        let mut there = self.conversations.iter_mut();
        let there = there.find(|it| it.id == conversation);
        there.expect("it is in the pond").also.extend(said);
    }

    /// A conversation that everybody is in.
    pub(crate) fn middle(&self) -> Uuid {
        self.conversations[0].id
    }

    /// Ends the load, and checks what must hold: nothing that was acknowledged is lost, nothing is there
    /// twice, the order has no gap and is that of who spoke, what each client knows is the truth, and whoever
    /// comes is let in wherever that is.
    pub(crate) async fn ends_well(self) {
        self.talking.send_replace(false);
        let deadline = Instant::now() + HEALED;
        let mut spoken: BTreeMap<Uuid, Vec<Spoken>> = BTreeMap::new();
        for (_, talker) in self.talkers {
            let talker = tokio::time::timeout_at(deadline, talker).await;
            let talker = talker
                .expect("what is left to send is taken")
                .expect("it ends");
            spoken
                .entry(talker.conversation)
                .or_default()
                .push(talker.spoken);
        }
        for conversation in &self.conversations {
            let spoken = spoken.remove(&conversation.id).unwrap_or_default();
            conversation.check(&spoken, deadline).await;
        }
        for (listener, person) in self.listeners.iter().zip(&self.people) {
            listener.gets_there(person, deadline).await;
        }
        for site in &self.sites {
            let entering = self.people[0].at_site(site);
            while let Err(error) = entering.try_connect().await {
                let at = site.address();
                assert!(
                    Instant::now() < deadline,
                    "nobody is let in at {at}: {error:?}"
                );
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

impl Conversation {
    /// RabbitMQ may have what is acknowledged for a moment.
    async fn check(&self, spoken: &[Spoken], deadline: Instant) {
        let acknowledged = spoken.iter().flat_map(|spoken| &spoken.acknowledged);
        let acknowledged: HashSet<Uuid> = acknowledged.chain(&self.also).copied().collect();
        let history = loop {
            let history = self.reader.history(self.id).await;
            if history.len() >= acknowledged.len() || Instant::now() > deadline {
                break history;
            }
            tokio::time::sleep(LOOK).await;
        };
        let mut places = BTreeMap::new();
        for (place, message) in history.iter().enumerate() {
            assert_eq!(message["seq"], json!(place + 1), "the sequence has a gap");
            let there = places.insert(id_of(message), place);
            assert!(there.is_none(), "it is there twice: {message}");
        }
        let stored: HashSet<Uuid> = places.keys().copied().collect();
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(
            lost.is_empty(),
            "{} acknowledged messages are lost: {lost:?}",
            lost.len()
        );
        let more: Vec<_> = stored.difference(&acknowledged).collect();
        assert!(
            more.is_empty(),
            "all was acknowledged in the end, but {more:?}"
        );
        for run in spoken.iter().flat_map(|spoken| &spoken.runs) {
            let order: Vec<_> = run.iter().map(|id| places[id]).collect();
            assert!(
                order.is_sorted(),
                "what was said in order is in another: {order:?}"
            );
        }
    }
}

fn turned(sites: &[Site], turn: usize) -> Vec<Site> {
    let mut sites = sites.to_vec();
    let length = sites.len();
    sites.rotate_left(turn % length);
    sites
}

/// One of a conversation's numbers, where the server answers.
async fn number(reader: &Person, conversation: Uuid, name: &str) -> Option<u64> {
    let path = format!("/api/conversations/{conversation}");
    let asked = timeout(Duration::from_secs(5), reader.get(&path)).await;
    let (_, answer) = asked.ok()?;
    let conversation = answer.get("conversation").unwrap_or(&answer);
    conversation[name].as_u64()
}

pub(crate) async fn wait_for(what: &str, within: Duration, is_so: impl Fn() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(
            since.elapsed() < within,
            "waited in vain for {within:?}: {what}"
        );
        tokio::time::sleep(LOOK).await;
    }
}

fn id_of(message: &Value) -> Uuid {
    let id = message["id"].as_str().and_then(|id| id.parse().ok());
    id.expect("a message has an id")
}

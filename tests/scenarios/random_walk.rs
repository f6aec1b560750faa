//! People who do random things in a few conversations, on clients that come and go.

use std::time::Duration;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Next, Person, Socket, View, new_id};
use tokio::time::Instant;
use uuid::Uuid;

/// One client of somebody; without a socket it is offline, and keeps what it knows.
struct Client {
    person: Person,
    socket: Option<Socket>,
    view: View,
}

/// A message that somebody sent, as far as the walk knows.
#[derive(Clone)]
struct Sent {
    id: Uuid,
    conversation: Uuid,
    body: String,
    /// The message in whose thread it is.
    thread: Option<Uuid>,
}

pub(crate) struct Walk {
    rng: StdRng,
    people: Vec<Person>,
    clients: Vec<Client>,
    conversations: Vec<Uuid>,
    sent: Vec<Sent>,
    done: Vec<String>,
}

impl Walk {
    pub(crate) async fn start(people: &[Person], mut rng: StdRng) -> Self {
        let owner = people.choose(&mut rng).expect("there are people");
        let others: Vec<&Person> = people
            .iter()
            .filter(|person| person.id != owner.id)
            .collect();
        let conversations = vec![
            owner.group("A group", &others[..2]).await,
            owner.channel("A public channel", "public").await,
            owner.channel("A private channel", "private").await,
            owner.direct(others[0]).await,
        ];
        let mut clients = Vec::new();
        for person in people.iter().chain(people) {
            let (person, view) = (person.clone(), View::new(person));
            clients.push(Client {
                person,
                socket: None,
                view,
            });
        }
        for client in &mut clients {
            client.connect().await;
        }
        let (people, sent, done) = (people.to_vec(), Vec::new(), Vec::new());
        Self {
            rng,
            people,
            clients,
            conversations,
            sent,
            done,
        }
    }

    /// Something happens. What the server refuses is no failure here: what it holds is the truth.
    pub(crate) async fn step(&mut self) {
        let conversation = *self
            .conversations
            .choose(&mut self.rng)
            .expect("there are some");
        let whose = self.rng.random_range(0..self.clients.len());
        match self.rng.random_range(0..100) {
            0..30 => self.send(whose, conversation, 1).await,
            30..33 => self.send(whose, conversation, 30).await,
            33 => self.send(whose, conversation, 130).await,
            34..40 => self.send_again(whose).await,
            40..62 => self.change(whose).await,
            62..76 => self.members(whose, conversation).await,
            76..82 => self.own(whose, conversation).await,
            82..88 => {
                let client = &mut self.clients[whose];
                if let Some(socket) = client.socket.take() {
                    self.done
                        .push(format!("{} vanishes", client.person.username));
                    socket.vanish();
                }
            }
            88..94 => self.clients[whose].connect().await,
            _ => self.clients[whose].listen(Duration::from_millis(5)).await,
        }
    }

    fn something_to_say(&mut self, conversation: Uuid) -> Sent {
        let person = self.people.choose(&mut self.rng);
        let mention = &person.expect("there are people").username;
        let id = new_id();
        Sent {
            id,
            conversation,
            body: format!("{id} @{mention}"),
            thread: self.thread_in(conversation),
        }
    }

    async fn send(&mut self, whose: usize, conversation: Uuid, count: usize) {
        let said: Vec<_> = (0..count)
            .map(|_| self.something_to_say(conversation))
            .collect();
        let Some(socket) = &self.clients[whose].socket else {
            return;
        };
        let emit = |sent: &Sent| socket.emit("message:send", &sent.event());
        let answers: Vec<_> = said.iter().map(emit).collect();
        self.sent.extend(said);
        // Half the time it does not wait, and other things happen meanwhile.
        if self.rng.random() {
            for answer in answers {
                check(&answer.answer().await.expect("nobody hung up"));
            }
        }
        let name = &self.clients[whose].person.username;
        self.done
            .push(format!("{name} sends {count} to {conversation}"));
    }

    /// Now and then a message is a reply in the thread of one that was sent there. That this is one of
    /// the threads itself, or gone, is for the server to refuse.
    fn thread_in(&mut self, conversation: Uuid) -> Option<Uuid> {
        if self.rng.random_bool(0.7) {
            return None;
        }
        let recent = self.sent.iter().rev().take(40);
        let here = recent.filter(|sent| sent.conversation == conversation && sent.thread.is_none());
        let here: Vec<Uuid> = here.map(|sent| sent.id).collect();
        here.choose(&mut self.rng).copied()
    }

    async fn send_again(&mut self, whose: usize) {
        let Some(sent) = self.sent.choose(&mut self.rng) else {
            return;
        };
        let Some(socket) = &self.clients[whose].socket else {
            return;
        };
        check(&socket.emit_with_ack("message:send", sent.event()).await);
        let name = &self.clients[whose].person.username;
        self.done.push(format!("{name} sends {} again", sent.id));
    }

    async fn change(&mut self, whose: usize) {
        let Some(socket) = &self.clients[whose].socket else {
            return;
        };
        let recent = &self.sent[self.sent.len().saturating_sub(60)..];
        let Some(sent) = recent.choose(&mut self.rng) else {
            return;
        };
        let mut data = json!({ "id": sent.id, "conversation_id": sent.conversation });
        data["change_id"] = json!(new_id());
        let event = match self.rng.random_range(0..10) {
            0..3 => {
                data["body"] = json!(format!("edited {}", self.rng.random::<u16>()));
                "message:edit"
            }
            3 => "message:delete",
            4 => {
                data["on"] = json!(self.rng.random_bool(0.7));
                "pin:set"
            }
            _ => {
                data["emoji"] = json!(["👍", "🦢", "❤️"].choose(&mut self.rng));
                data["on"] = json!(self.rng.random_bool(0.7));
                "reaction:set"
            }
        };
        let answer = socket.emit(event, &data);
        let again = self.rng.random_bool(0.2).then(|| socket.emit(event, &data));
        check(&answer.answer().await.expect("nobody hung up"));
        if let Some(again) = again {
            check(&again.answer().await.expect("nobody hung up"));
        }
        let name = &self.clients[whose].person.username;
        self.done.push(format!("{name}: {event} {data}"));
    }

    async fn members(&mut self, whose: usize, conversation: Uuid) {
        let actor = &self.clients[whose].person;
        let other = self.people.choose(&mut self.rng).expect("there are people");
        let members = format!("/api/conversations/{conversation}/members");
        let (method, path, body) = match self.rng.random_range(0..10) {
            0..2 => (
                Method::POST,
                format!("/api/conversations/{conversation}/join"),
                None,
            ),
            2..5 => (
                Method::POST,
                members,
                Some(json!({ "user_ids": [other.id] })),
            ),
            5 => (Method::DELETE, format!("{members}/{}", actor.id), None),
            6 => (Method::DELETE, format!("{members}/{}", other.id), None),
            7 => {
                let role = if self.rng.random() { "owner" } else { "member" };
                (
                    Method::PATCH,
                    format!("{members}/{}", other.id),
                    Some(json!({ "role": role })),
                )
            }
            _ => {
                let title = format!("Title {}", self.rng.random::<u16>());
                let path = format!("/api/conversations/{conversation}");
                (Method::PATCH, path, Some(json!({ "title": title })))
            }
        };
        let (status, answer) = actor.call(method.clone(), &path, body.as_ref()).await;
        assert!(status < 500, "{method} {path}: {status} {answer}");
        self.done.push(format!(
            "{}: {method} {path} {body:?} → {status}",
            actor.username
        ));
    }

    async fn own(&mut self, whose: usize, conversation: Uuid) {
        let thread = self.thread_in(conversation);
        let client = &self.clients[whose];
        if let Some((socket, thread)) = client.socket.as_ref().zip(thread) {
            let seq = self.rng.random_range(0..400);
            let data = json!({ "conversation_id": conversation, "thread_id": thread, "seq": seq });
            self.done
                .push(format!("{}: thread:read {data}", client.person.username));
            check(&socket.emit_with_ack("thread:read", data).await);
        } else if let Some(socket) = client.socket.as_ref().filter(|_| self.rng.random()) {
            let seq = self.rng.random_range(0..40);
            let unread = self.rng.random::<bool>();
            let data = json!({ "conversation_id": conversation, "seq": seq, "unread": unread });
            self.done.push(format!(
                "{}: conversation:read {data}",
                client.person.username
            ));
            check(&socket.emit_with_ack("conversation:read", data).await);
        } else {
            let notify = ["all", "mentions", "none"].choose(&mut self.rng);
            let path = format!("/api/conversations/{conversation}/preferences");
            let (status, answer) = client.person.put(&path, json!({ "notify": notify })).await;
            assert!(status < 500, "{path}: {status} {answer}");
            self.done.push(format!(
                "{}: {notify:?} {conversation}",
                client.person.username
            ));
        }
    }

    /// Everybody comes online and listens until their views are the truth.
    pub(crate) async fn settle(&mut self) {
        for client in &mut self.clients {
            if client.socket.is_none() {
                client.connect().await;
            }
        }
        for client in &mut self.clients {
            let deadline = Instant::now() + tests::PATIENCE;
            loop {
                client.listen(Duration::from_millis(100)).await;
                let differences = client.view.differences(&client.person).await;
                if differences.is_empty() {
                    expect_threads_to_add_up(&client.person, &self.conversations).await;
                    break;
                }
                assert!(
                    Instant::now() < deadline,
                    "a client of {} does not get there:\n{}\nafter\n{}",
                    client.person.username,
                    differences.join("\n"),
                    self.done.join("\n")
                );
            }
        }
    }
}

impl Client {
    async fn connect(&mut self) {
        let socket = self.person.connect().await;
        self.view.sync(&socket, &self.person).await;
        self.socket = Some(socket);
    }

    /// Takes in what comes, until nothing has come for a while.
    async fn listen(&mut self, quiet: Duration) {
        let Some(socket) = &mut self.socket else {
            return;
        };
        while let Some(event) = socket.next_event(quiet).await {
            if self.view.apply(&event) == Next::Sync {
                self.view.sync(socket, &self.person).await;
            }
        }
        self.view.load_pages(&self.person).await;
    }
}

impl Sent {
    fn event(&self) -> Value {
        let mut message =
            json!({ "id": self.id, "conversation_id": self.conversation, "body": self.body });
        if let Some(thread) = self.thread {
            message["thread_id"] = json!(thread);
        }
        message
    }
}

/// What one has not read in threads is what is told of each of them.
async fn expect_threads_to_add_up(person: &Person, conversations: &[Uuid]) {
    for id in conversations {
        let (status, conversation) = person.get(&format!("/api/conversations/{id}")).await;
        if status != 200 || conversation["me"].is_null() {
            continue;
        }
        let found = person
            .read(&format!("/api/conversations/{id}/threads"))
            .await;
        let threads = found["threads"].as_array().expect("a list");
        let sum: u64 = threads.iter().filter_map(|it| it["unread"].as_u64()).sum();
        if threads.len() < 50 {
            assert_eq!(conversation["me"]["thread_unread"], json!(sum), "{found}");
        }
        for message in threads.iter().map(|it| &it["message"]) {
            if message["thread"].is_null() {
                // It tells of no thread where all replies are deleted: they count until they are read.
                let root = message["id"].as_str().expect("an id");
                let replies = format!("/api/conversations/{id}/messages?thread_id={root}");
                let page = person.read(&replies).await;
                let replies = page["messages"].as_array().expect("a list");
                let is_deleted = |it: &Value| !it["deleted_at"].is_null();
                assert!(
                    !replies.is_empty() && replies.iter().all(is_deleted),
                    "{page}"
                );
            } else {
                assert_eq!(message["thread"]["mine"], true, "{found}");
            }
        }
    }
}

/// A refusal has a reason of its own; a failure has none.
fn check(answer: &Value) {
    let status = answer["error"]["status"].as_u64().unwrap_or(200);
    assert!(status < 500, "{answer}");
}

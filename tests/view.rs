//! What a client knows, kept by the rules of the design and nothing else: *What a client does with
//! `message:changed`*, and the contract's `sync`. Property tests compare it with the server's truth.
//!
//! It holds, of each conversation, one revision, the conversation itself, one's own part of it, and
//! a window of messages that always reaches to the newest.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::timeout;
use uuid::Uuid;

use crate::chat::{list, number};
use crate::{Event, Lost, Person, Socket};

/// What a client must do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Next {
    /// Nothing: it knows what it was told.
    Nothing,
    /// It saw a gap, or was asked to: call `sync`.
    Sync,
}

/// Everything that one client knows.
#[derive(Debug)]
pub struct View {
    me: Uuid,
    pub(crate) me_rev: Option<u64>,
    pub(crate) held: BTreeMap<Uuid, Held>,
}

#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) rev: u64,
    pub(crate) conversation: Value,
    pub(crate) me: Value,
    pub(crate) messages: BTreeMap<u64, Value>,
    /// The greatest `seq` that was ever seen.
    pub(crate) greatest: u64,
    /// The newest page has to be loaded: it was never, or a `sync` said `reset`.
    pub(crate) page_missing: bool,
}

impl View {
    /// A client of somebody that knows nothing yet.
    #[must_use]
    pub fn new(person: &Person) -> Self {
        Self {
            me: person.id,
            me_rev: None,
            held: BTreeMap::new(),
        }
    }

    /// How far it is in a conversation.
    #[must_use]
    pub fn rev(&self, conversation: Uuid) -> u64 {
        self.held.get(&conversation).map_or(0, |held| held.rev)
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) -> Next {
        match event.name.as_str() {
            "message:changed" => self.messages_changed(&event.data),
            "conversation:changed" => self.conversation_changed(&event.data),
            "conversation:me" => self.me_changed(&event.data),
            "sync:required" => Next::Sync,
            _ => Next::Nothing,
        }
    }

    /// Asks the server until there is no more to ask, and loads the pages that are missing.
    pub async fn sync(&mut self, socket: &Socket, person: &Person) {
        loop {
            let answer = socket.sync(self.me_rev, &self.heads()).await;
            if !self.synced(&answer) {
                break;
            }
        }
        self.load_pages(person).await;
    }

    /// Asks the server until there is no more to ask, and loads no pages. Where an answer is refused or does
    /// not come `within` a time, it has to be tried again.
    pub async fn try_sync(&mut self, socket: &Socket, within: Duration) -> Result<(), Lost> {
        loop {
            let mut question = json!({ "heads": self.heads() });
            if let Some(me_rev) = self.me_rev {
                question["me_rev"] = json!(me_rev);
            }
            let answer = socket.emit("sync", &question).answer();
            let answer = timeout(within, answer).await.map_err(|_| Lost)??;
            if answer.get("error").is_some() {
                return Err(Lost);
            }
            if !self.synced(&answer) {
                return Ok(());
            }
        }
    }

    /// How far it is in each conversation.
    fn heads(&self) -> Value {
        let heads = self.held.iter();
        let heads: Map<_, _> = heads
            .map(|(id, held)| (id.to_string(), json!(held.rev)))
            .collect();
        Value::Object(heads)
    }

    /// Takes the answer of a `sync` in; says whether there is more to ask for.
    pub fn synced(&mut self, answer: &Value) -> bool {
        let me_rev = answer["me_rev"].as_u64();
        // What came by event since the question was asked is newer than the answer.
        let newer = me_rev >= self.me_rev;
        for id in list(answer, "gone") {
            if newer {
                self.held.remove(&uuid(id));
            }
        }
        for entry in list(answer, "conversations") {
            self.entry(entry, newer);
        }
        for entry in list(answer, "me") {
            let mut me = entry.clone();
            let id = me
                .as_object_mut()
                .and_then(|me| me.remove("conversation_id"));
            let id = uuid(&id.unwrap_or_default());
            if let Some(held) = self.held.get_mut(&id).filter(|_| newer) {
                held.take_me(me, self.me);
            }
        }
        if newer {
            self.me_rev = me_rev;
        }
        answer["has_more"] == true
    }

    fn entry(&mut self, entry: &Value, newer: bool) {
        let id = uuid(&entry["conversation"]["id"]);
        let rev = number(entry, "rev");
        let known = self.held.contains_key(&id);
        let held = self.held.entry(id).or_default();
        held.take_conversation(&entry["conversation"]);
        if entry["reset"] == true || !known {
            held.begin_anew(rev, &entry["conversation"]);
        } else {
            held.take_all(list(entry, "messages"), &[], self.me);
            held.rev = held.rev.max(rev);
        }
        // After the messages, which may be older than what was read since.
        if newer || !known {
            held.take_me(entry["me"].clone(), self.me);
        }
    }

    fn messages_changed(&mut self, event: &Value) -> Next {
        let Some(held) = self.held.get_mut(&uuid(&event["conversation_id"])) else {
            return Next::Sync;
        };
        if event["conversation"].is_object() {
            held.take_conversation(&event["conversation"]);
        }
        let rev = number(event, "rev");
        if rev <= held.rev {
            return Next::Nothing;
        }
        if number(event, "after_rev") > held.rev {
            return Next::Sync;
        }
        let reacted = event["reacted"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        held.take_all(list(event, "messages"), reacted, self.me);
        held.rev = rev;
        Next::Nothing
    }

    fn conversation_changed(&mut self, event: &Value) -> Next {
        let Some(held) = self.held.get_mut(&uuid(&event["id"])) else {
            return Next::Sync;
        };
        held.take_conversation(event);
        let rev = number(event, "rev");
        if rev > held.rev {
            if number(event, "after_rev") > held.rev {
                return Next::Sync;
            }
            held.rev = rev;
        }
        Next::Nothing
    }

    fn me_changed(&mut self, event: &Value) -> Next {
        let rev = number(event, "me_rev");
        let Some(mine) = self.me_rev else {
            return Next::Sync;
        };
        if rev <= mine {
            return Next::Nothing;
        }
        if rev > mine + 1 {
            return Next::Sync;
        }
        let id = uuid(&event["conversation_id"]);
        if event["me"].is_null() {
            self.held.remove(&id);
        } else if let Some(held) = self.held.get_mut(&id) {
            held.take_me(event["me"].clone(), self.me);
            if event["conversation"].is_object() {
                held.take_conversation(&event["conversation"]);
            }
        } else if event["conversation"].is_object() {
            let conversation = event["conversation"].clone();
            let rev = number(&conversation, "rev");
            let mut new = Held {
                me: event["me"].clone(),
                ..Held::default()
            };
            new.begin_anew(rev, &conversation);
            new.conversation = conversation;
            self.held.insert(id, new);
        } else {
            return Next::Sync;
        }
        self.me_rev = Some(rev);
        Next::Nothing
    }

    /// Loads the newest page of each conversation that lacks it.
    pub async fn load_pages(&mut self, person: &Person) {
        for (id, held) in &mut self.held {
            if !std::mem::take(&mut held.page_missing) {
                continue;
            }
            let path = format!("/api/conversations/{id}/messages");
            let (status, page) = person.get(&path).await;
            if status == 404 {
                // Removed meanwhile; the event that says so is on its way.
                held.page_missing = true;
                continue;
            }
            assert_eq!(status, 200, "the newest page: {page}");
            // A page may hold what is newer than the revision held: each message says by its own.
            for message in list(&page, "messages") {
                held.load(message, self.me);
            }
        }
    }
}

impl Held {
    /// Nothing of its messages is known, but up to where they go: an old one that changes before the
    /// newest page is loaded is not a new one.
    fn begin_anew(&mut self, rev: u64, conversation: &Value) {
        self.messages.clear();
        self.rev = rev;
        self.greatest = self.greatest.max(number(conversation, "last_seq"));
        self.page_missing = true;
    }

    fn take_conversation(&mut self, conversation: &Value) {
        let newer = self.conversation.is_null()
            || number(conversation, "rev") > number(&self.conversation, "rev");
        if newer {
            self.conversation = conversation.clone();
        }
    }

    /// One's own part. It may have been read before messages that are known by now: one's own among
    /// them have moved `read_seq` since.
    fn take_me(&mut self, mut part: Value, me: Uuid) {
        let since = self.messages.range(number(&part, "last_seq") + 1..).rev();
        let mut own = since.filter(|(_, message)| is_own_text(message, me));
        if let Some((seq, _)) = own.next() {
            part["read_seq"] = json!(number(&part, "read_seq").max(*seq));
        }
        self.me = part;
    }

    /// The messages of an event or a sync. They are in order of `rev`: one that was created and then
    /// edited comes after newer ones, so what is new is told by the greatest `seq` known before.
    fn take_all(&mut self, messages: &[Value], reacted: &[Value], me: Uuid) {
        let known = self.greatest;
        for message in messages {
            self.take(message, known, reacted, me);
        }
    }

    /// A message is new, or an update of what is loaded, or nothing.
    fn take(&mut self, message: &Value, known: u64, reacted: &[Value], me: Uuid) {
        let seq = number(message, "seq");
        let held = self.messages.get(&seq);
        let is_new = seq > known;
        let is_newer = held.is_some_and(|held| number(message, "rev") > number(held, "rev"));
        if !is_new && !is_newer {
            return;
        }
        let mut message = message.clone();
        keep_mine(&mut message, held, reacted, me);
        if is_new {
            self.read_own(&message, me);
        }
        self.greatest = self.greatest.max(seq);
        self.messages.insert(seq, message);
    }

    /// Whoever sends has read up to there.
    fn read_own(&mut self, message: &Value, me: Uuid) {
        let seq = number(message, "seq");
        let counted = self.me["last_seq"].as_u64().unwrap_or_default();
        if seq > counted && is_own_text(message, me) {
            let read = self.me["read_seq"].as_u64().unwrap_or_default();
            self.me["read_seq"] = json!(seq.max(read));
        }
    }

    /// A message of a page. One's own that came after one's own part was read has moved that on.
    fn load(&mut self, message: &Value, me: Uuid) {
        let seq = number(message, "seq");
        let newer = self
            .messages
            .get(&seq)
            .is_none_or(|held| number(message, "rev") > number(held, "rev"));
        if newer {
            self.greatest = self.greatest.max(seq);
            self.read_own(message, me);
            self.messages.insert(seq, message.clone());
        }
    }
}

/// Outside of threads: a reply says nothing of what was said beside it.
fn is_own_text(message: &Value, me: Uuid) -> bool {
    let is_reply = !message["thread_id"].is_null();
    message["kind"] == "text" && !is_reply && uuid(&message["sender_id"]) == me
}

/// A frame is the same for everybody and says who reacted in `reacted`: `mine` is kept from what
/// was held, and changed by that.
fn keep_mine(message: &mut Value, held: Option<&Value>, reacted: &[Value], me: Uuid) {
    let id = message["id"].clone();
    let Some(reactions) = message["reactions"].as_array_mut() else {
        return;
    };
    for reaction in reactions {
        if reaction.get("mine").is_some() {
            continue;
        }
        let before = held.and_then(|held| held["reactions"].as_array());
        let before = before
            .into_iter()
            .flatten()
            .find(|old| old["emoji"] == reaction["emoji"]);
        let mut mine = before.is_some_and(|old| old["mine"] == true);
        for change in reacted {
            let same = change["id"] == id && change["emoji"] == reaction["emoji"];
            if same && uuid(&change["user_id"]) == me {
                mine = change["on"] == true;
            }
        }
        reaction["mine"] = json!(mine);
    }
}

#[track_caller]
pub(crate) fn uuid(value: &Value) -> Uuid {
    let id = value.as_str().and_then(|text| text.parse().ok());
    id.unwrap_or_else(|| panic!("it is no id: {value}"))
}

//! A client's view beside the server's truth.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::{list, number};
use crate::view::{Held, uuid};
use crate::{Person, View};

impl View {
    /// What differs between this view and what the server answers now; empty if nothing does.
    pub async fn differences(&self, person: &Person) -> Vec<String> {
        let mut found = Vec::new();
        let truth = person.conversations().await;
        let theirs: BTreeMap<Uuid, &Value> = list(&truth, "conversations")
            .iter()
            .map(|one| (uuid(&one["id"]), one))
            .collect();
        if self.me_rev != truth["me_rev"].as_u64() {
            found.push(format!(
                "me_rev: {:?} here, {} there",
                self.me_rev, truth["me_rev"]
            ));
        }
        for id in self.held.keys().filter(|id| !theirs.contains_key(id)) {
            found.push(format!("{id}: held, but no longer one's own"));
        }
        for (id, theirs) in theirs {
            match self.held.get(&id) {
                None => found.push(format!("{id}: not known here")),
                Some(held) => {
                    let messages = person.history(id).await;
                    found.extend(
                        held.differences(theirs, &messages)
                            .map(|it| format!("{id}: {it}")),
                    );
                }
            }
        }
        found
    }
}

impl Held {
    fn differences<'a>(
        &'a self,
        theirs: &'a Value,
        messages: &'a [Value],
    ) -> impl Iterator<Item = String> + 'a {
        let fields = [
            "kind",
            "title",
            "topic",
            "visibility",
            "members_count",
            "member_ids",
        ];
        let fields = fields.into_iter().map(|field| {
            (
                field.to_owned(),
                self.conversation[field].clone(),
                theirs[field].clone(),
            )
        });
        let own = ["role", "read_seq", "notify", "muted_until"];
        let own = own.into_iter().map(|field| {
            (
                format!("me.{field}"),
                self.me[field].clone(),
                theirs["me"][field].clone(),
            )
        });
        let heads = [
            ("rev".to_owned(), json!(self.rev), theirs["rev"].clone()),
            (
                "last_seq".to_owned(),
                json!(self.greatest),
                theirs["last_seq"].clone(),
            ),
            ("page".to_owned(), json!(self.page_missing), json!(false)),
        ];
        let first = self.messages.keys().next().copied().unwrap_or(u64::MAX);
        let window = messages
            .iter()
            .filter(move |message| number(message, "seq") >= first);
        let window = window.map(|theirs| {
            let seq = number(theirs, "seq");
            let ours = self.messages.get(&seq).map_or(Value::Null, shown);
            (format!("message {seq}"), ours, shown(theirs))
        });
        let all = fields.chain(own).chain(heads).chain(window);
        all.filter(|(_, ours, theirs)| ours != theirs)
            .map(|(what, ours, theirs)| format!("{what}: {ours} here, {theirs} there"))
    }
}

/// A message as one compares it: a `mine` that is false may as well be absent, and an event does not say
/// whether one takes part in a thread,
/// or has saved it.
fn shown(message: &Value) -> Value {
    let mut message = message.clone();
    for reaction in message["reactions"].as_array_mut().into_iter().flatten() {
        let mine = reaction["mine"] == true;
        reaction["mine"] = json!(mine);
    }
    if let Some(message) = message.as_object_mut() {
        message.remove("bookmarked");
    }
    if let Some(thread) = message["thread"].as_object_mut() {
        thread.remove("mine");
    }
    message
}

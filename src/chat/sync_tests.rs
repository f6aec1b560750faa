//! Catching up, against both engines: a client that knows only what `sync` and pages told it comes
//! to know what the server knows, whatever happened meanwhile.

use std::collections::BTreeMap;
use std::time::Duration;

use auth::request::Caller;
use db::testing::on_both;
use models::command::{MarkRead, Sync};
use models::limits::{HEADS, SYNC_BYTES};
use models::{Code, Conversation, ConversationId, Kind, Me, Message, MessageId, Problem, Random};

use crate::testing::House;
use crate::{EditConversation, MessageQuery, SyncAnswer};

/// What a client knows, kept by the contract's rules and nothing else.
#[derive(Default)]
struct Client {
    me_rev: Option<i64>,
    held: BTreeMap<ConversationId, Held>,
}

struct Held {
    conversation: Conversation,
    me: Option<Me>,
    rev: i64,
    greatest: i64,
    messages: BTreeMap<i64, Message>,
}

impl Client {
    /// Asks until there is no more to ask; in how many calls.
    async fn sync(&mut self, house: &House, by: &Caller) -> usize {
        let mut calls = 0;
        loop {
            calls += 1;
            let heads = self.held.iter().map(|(id, held)| (*id, held.rev)).collect();
            let asked = Sync {
                me_rev: self.me_rev,
                heads,
            };
            let answer = house.chat.sync(by.user_id, asked).await.unwrap();
            if !self.take(answer, house, by).await {
                return calls;
            }
        }
    }

    async fn take(&mut self, answer: SyncAnswer, house: &House, by: &Caller) -> bool {
        let bytes = serde_json::to_string(&answer).unwrap().len();
        assert!(
            bytes <= SYNC_BYTES || answer.conversations.len() == 1,
            "{bytes} bytes"
        );
        if answer.has_more {
            assert!(!answer.conversations.is_empty(), "at least one entry");
            assert_eq!(answer.me_rev, self.me_rev, "it moves only in the last");
            assert_eq!((answer.me.len(), answer.gone.len()), (0, 0));
        }
        for entry in answer.conversations {
            let id = entry.conversation.id;
            let known = self.held.contains_key(&id);
            let held = self.held.entry(id).or_insert_with(|| Held {
                conversation: entry.conversation.clone(),
                me: None,
                rev: 0,
                greatest: 0,
                messages: BTreeMap::new(),
            });
            if entry.conversation.rev > held.conversation.rev {
                held.conversation = entry.conversation;
            }
            held.me = entry.me;
            held.rev = entry.rev;
            for message in entry.messages {
                assert!(known && !entry.reset);
                let is_new = message.seq > held.greatest;
                let before = held.messages.get(&message.seq);
                if is_new || before.is_some_and(|before| before.rev < message.rev) {
                    held.greatest = held.greatest.max(message.seq);
                    held.messages.insert(message.seq, message);
                }
            }
            if entry.reset || !known {
                held.messages.clear();
                let query = MessageQuery::default();
                // Somebody may have been removed since.
                let Ok(page) = house.chat.list_messages(by.user_id, id, query).await else {
                    self.held.remove(&id);
                    continue;
                };
                for message in page.messages {
                    held.greatest = held.greatest.max(message.seq);
                    held.messages.insert(message.seq, message);
                }
            }
        }
        for it in answer.me {
            if let Some(held) = self.held.get_mut(&it.conversation_id) {
                held.me = Some(it.me);
            }
        }
        for id in answer.gone {
            self.held.remove(&id);
        }
        self.me_rev = answer.me_rev;
        answer.has_more
    }

    /// Compares what it knows with what the server says now, when nothing happens.
    async fn check(&self, house: &House, by: &Caller) {
        let truth = house.chat.list_conversations(by).await.unwrap();
        assert_eq!(self.me_rev, Some(truth.me_rev));
        let mut mine = truth.conversations;
        mine.sort_by_key(|it| it.conversation.id);
        assert_eq!(
            self.held.keys().copied().collect::<Vec<_>>(),
            mine.iter().map(|it| it.conversation.id).collect::<Vec<_>>()
        );
        for theirs in mine {
            let id = theirs.conversation.id;
            let held = &self.held[&id];
            assert_eq!(held.rev, theirs.conversation.rev);
            assert_eq!(held.conversation.title, theirs.conversation.title);
            assert_eq!(
                held.conversation.members_count,
                theirs.conversation.members_count
            );
            // What sending reads, and what others write, is inferred from the messages.
            let part = |me: &Option<Me>| me.as_ref().map(|me| (me.role, me.notify, me.joined_at));
            assert_eq!(part(&held.me), part(&theirs.me));
            assert_eq!(held.greatest, theirs.conversation.last_seq);
            let Some(first) = held.messages.keys().next() else {
                continue;
            };
            let mut all = Vec::new();
            let mut before = i64::MAX;
            while before > *first {
                let query = MessageQuery {
                    before: Some(before),
                    ..MessageQuery::default()
                };
                let page = house
                    .chat
                    .list_messages(by.user_id, id, query)
                    .await
                    .unwrap();
                before = page.messages.first().map_or(0, |message| message.seq);
                all.extend(page.messages);
            }
            all.retain(|message| message.seq >= *first);
            all.sort_by_key(|message| message.seq);
            assert_eq!(held.messages.len(), all.len());
            for (held, theirs) in held.messages.values().zip(&all) {
                assert_eq!(held, theirs);
            }
        }
    }
}

/// Does something at random.
async fn act(house: &House, people: &[Caller], rooms: &mut Vec<ConversationId>, random: &Random) {
    let below = |bound: u64| usize::try_from(random.jitter_ms(bound)).unwrap();
    let by = &people[below(people.len() as u64)];
    let other = &people[below(people.len() as u64)];
    if rooms.is_empty() || below(60) == 0 {
        rooms.push(house.group(by, &[other]).await);
        return;
    }
    let room = rooms[below(rooms.len() as u64)];
    let page = house
        .chat
        .list_messages(by.user_id, room, MessageQuery::default())
        .await;
    let messages = page.map(|page| page.messages).unwrap_or_default();
    let one: Option<(MessageId, i64)> = messages
        .get(below(messages.len().max(1) as u64))
        .map(|message| (message.id, message.seq));
    // Much of this is refused, as it should be.
    match (below(20), one) {
        (0..8, _) | (_, None) => drop(house.try_say(by, room, "hello").await),
        (8, _) => {
            for n in 0..below(130) {
                if house.try_say(by, room, &format!("{n}")).await.is_err() {
                    break;
                }
            }
        }
        (9..11, Some((id, _))) => drop(house.edit(by, room, id, "edited").await),
        (11..13, Some((id, _))) => drop(house.delete(by, room, id).await),
        (13..15, Some((id, _))) => drop(house.react(by, room, id, below(2) == 0).await),
        (15, Some((_, seq))) => {
            let read = MarkRead {
                conversation_id: room,
                seq,
                unread: below(2) == 0,
            };
            drop(house.chat.mark_read(by.user_id, read).await);
        }
        (16, _) => {
            let title = Some(Some(format!("title {}", below(100))));
            let edit = EditConversation {
                title,
                ..EditConversation::default()
            };
            drop(house.chat.edit_conversation(by, room, edit).await);
        }
        (17, _) => drop(house.chat.add_members(by, room, vec![other.user_id]).await),
        (18, _) => drop(house.chat.remove_member(by, room, other.user_id).await),
        (_, _) => {
            if below(8) == 0 {
                drop(house.chat.delete_conversation(by, room).await);
            }
        }
    }
}

#[tokio::test]
async fn whoever_syncs_now_and_then_knows_what_the_server_knows() {
    on_both(async |db| {
        let house = House::open_with_helpers(db).await;
        let seed = house.chat.inner.random.jitter_ms(u64::MAX);
        println!("seed {seed}");
        let random = Random::seeded(seed);
        let mut people = Vec::new();
        for name in ["ada", "bob", "eve"] {
            people.push(house.person(name).await);
        }
        let mut clients: Vec<Client> = people.iter().map(|_| Client::default()).collect();
        let mut rooms = Vec::new();
        for _ in 0..400 {
            act(&house, &people, &mut rooms, &random).await;
            house.clock.advance(Duration::from_millis(10));
            let which = usize::try_from(random.jitter_ms(60)).unwrap();
            if let (Some(client), Some(person)) = (clients.get_mut(which), people.get(which)) {
                client.sync(&house, person).await;
                client.check(&house, person).await;
            }
        }
        for (client, person) in clients.iter_mut().zip(&people) {
            client.sync(&house, person).await;
            client.check(&house, person).await;
            assert_eq!(client.sync(&house, person).await, 1);
        }
        house.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_syncs_amid_the_traffic_misses_nothing() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.group(&ada, &[&bob]).await;
        let mut client = Client::default();
        client.sync(&house, &bob).await;
        {
            let traffic = async {
                let mut said = Vec::new();
                for n in 0..150_usize {
                    let messages =
                        (0..4).map(|k| house.try_say(&ada, here, if k == 0 { "a" } else { "b" }));
                    said.extend(futures_util::future::join_all(messages).await);
                    let old = said[said.len().saturating_sub(1 + n % 7)].as_ref().unwrap();
                    let edits = [
                        house.edit(&ada, here, *old, "c"),
                        house.edit(&ada, here, *old, "d"),
                    ];
                    futures_util::future::join_all(edits).await;
                }
            };
            tokio::pin!(traffic);
            loop {
                tokio::select! {
                    () = &mut traffic => break,
                    _ = client.sync(&house, &bob) => {}
                }
            }
        }
        client.sync(&house, &bob).await;
        client.check(&house, &bob).await;
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_bounded_and_the_rest_comes_in_the_next() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let mut rooms = Vec::new();
        for _ in 0..20 {
            rooms.push(house.group(&ada, &[&bob]).await);
        }
        let mut client = Client::default();
        assert_eq!(client.sync(&house, &bob).await, 1);
        let long = "ы".repeat(20_000);
        for room in &rooms {
            house.say(&ada, *room, &long).await;
        }
        // Of itself more than an answer may hold.
        for _ in 0..8 {
            house.say(&ada, rooms[3], &long).await;
        }
        let calls = client.sync(&house, &bob).await;
        assert!(calls > 3, "{calls}");
        client.check(&house, &bob).await;
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_is_far_behind_or_ahead_begins_anew() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.make(&ada, Kind::Direct, &[&bob]).await;
        let ask = async |head: i64| {
            let asked = Sync {
                me_rev: Some(0),
                heads: BTreeMap::from([(here, head)]),
            };
            house
                .chat
                .sync(bob.user_id, asked)
                .await
                .unwrap()
                .conversations
        };
        let id = house.say(&ada, here, "0").await;
        let rev = house
            .chat
            .get_conversation(&ada, here)
            .await
            .unwrap()
            .conversation
            .rev;
        // One message that changes 200 times is one changed message.
        for n in 0..200 {
            house
                .edit(&ada, here, id, &format!("edit {n}"))
                .await
                .unwrap();
        }
        let [entry] = &ask(rev).await[..] else {
            panic!("one entry")
        };
        assert_eq!(
            (entry.reset, entry.messages.len(), entry.rev),
            (false, 1, rev + 200)
        );
        for n in 0..99 {
            house.say(&ada, here, &format!("{n}")).await;
        }
        let [entry] = &ask(rev).await[..] else {
            panic!("one entry")
        };
        assert_eq!((entry.reset, entry.messages.len()), (false, 100));
        house.say(&ada, here, "one too many").await;
        let [entry] = &ask(rev).await[..] else {
            panic!("one entry")
        };
        assert_eq!(
            (entry.reset, entry.messages.len(), entry.rev),
            (true, 0, rev + 300)
        );
        assert_eq!(ask(rev + 300).await, []);
        let [entry] = &ask(rev + 301).await[..] else {
            panic!("one entry")
        };
        assert!(entry.reset, "a restored backup is behind its clients");

        let ahead = Sync {
            me_rev: Some(1_000),
            heads: BTreeMap::new(),
        };
        let answer = house.chat.sync(bob.user_id, ahead).await.unwrap();
        assert_eq!(answer.me.len(), 1);
        assert!(answer.me_rev < Some(1_000));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ones_own_is_gone_and_too_many_heads_are_refused() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let hers = house.group(&ada, &[]).await;
        let theirs = house.group(&ada, &[&bob]).await;
        let asked = Sync {
            me_rev: None,
            heads: BTreeMap::from([(hers, 1)]),
        };
        let answer = house.chat.sync(bob.user_id, asked).await.unwrap();
        assert_eq!(answer.gone, [hers]);
        assert_eq!(answer.conversations.len(), 1);
        assert_eq!(answer.conversations[0].conversation.id, theirs);
        assert!(answer.conversations[0].messages.is_empty() && !answer.conversations[0].reset);
        let me_rev = answer.me_rev;
        house
            .chat
            .remove_member(&ada, theirs, bob.user_id)
            .await
            .unwrap();
        let asked = Sync {
            me_rev,
            heads: BTreeMap::from([(theirs, 1)]),
        };
        let answer = house.chat.sync(bob.user_id, asked).await.unwrap();
        assert_eq!(answer.gone, [theirs], "once");
        assert_eq!(answer.conversations, []);

        let heads = |count| {
            (0..count)
                .map(|_| (ConversationId(house.id()), 1))
                .collect()
        };
        let many = Sync {
            me_rev: None,
            heads: heads(HEADS),
        };
        assert_eq!(
            house.chat.sync(bob.user_id, many).await.unwrap().gone.len(),
            HEADS
        );
        let more = Sync {
            me_rev: None,
            heads: heads(HEADS + 1),
        };
        let refused = house.chat.sync(bob.user_id, more).await.unwrap_err();
        assert_eq!(Problem::from(refused).code, Code::TooMany);
        house.close().await;
    })
    .await;
}

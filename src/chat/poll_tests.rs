//! Polls, and votes, which are reactions, against both engines.

use std::time::Duration;

use auth::request::Caller;
use db::testing::on_both;
use models::command::{SendMessage, SetReaction};
use models::limits::REACTIONS;
use models::poll::KEYCAPS;
use models::{
    Code, ConversationId, Event, FileId, Message, MessageId, Poll, Problem, Timestamp, UserId,
};

use crate::testing::House;

const TEA: &str = KEYCAPS[0];
const COFFEE: &str = KEYCAPS[1];
const WATER: &str = KEYCAPS[2];

fn poll(multiple: bool, ends_at: Option<Timestamp>) -> Poll {
    Poll {
        options: ["tea", "coffee", "water"].map(str::to_owned).into(),
        multiple,
        ends_at,
    }
}

impl House {
    fn asks(&self, at: ConversationId, poll: Poll) -> SendMessage {
        SendMessage {
            id: MessageId(self.id()),
            conversation_id: at,
            body: "What do we drink?".into(),
            reply_to: None,
            attachment_ids: Vec::new(),
            thread_id: None,
            poll: Some(poll),
        }
    }

    async fn try_ask(&self, by: &Caller, message: SendMessage) -> Result<MessageId, Problem> {
        let sent = self.chat.send(by.user_id, message)?.safe().await;
        sent.map(|sent| sent.id)
    }

    async fn ask(&self, by: &Caller, at: ConversationId, poll: Poll) -> MessageId {
        self.try_ask(by, self.asks(at, poll)).await.unwrap()
    }

    async fn vote(
        &self,
        by: &Caller,
        at: ConversationId,
        id: MessageId,
        emoji: &str,
        on: bool,
    ) -> Result<(), Problem> {
        let vote = SetReaction {
            conversation_id: at,
            id,
            emoji: emoji.into(),
            on,
            change_id: None,
        };
        self.chat.react(by.user_id, vote)?.safe().await.map(drop)
    }

    async fn seen(&self, reader: &Caller, at: ConversationId, id: MessageId) -> Message {
        let found = self.chat.get_message(reader.user_id, at, id).await;
        found.unwrap()
    }

    /// How many votes there are for what, and which of them are the reader's.
    async fn votes(
        &self,
        reader: &Caller,
        at: ConversationId,
        id: MessageId,
    ) -> Vec<(String, u32, bool)> {
        let message = self.seen(reader, at, id).await;
        let votes = message.reactions.into_iter();
        let mut votes: Vec<_> = votes
            .map(|it| (it.emoji, it.count, it.mine.unwrap()))
            .collect();
        votes.sort();
        votes
    }
}

fn votes<const N: usize>(of: [(&str, u32, bool); N]) -> Vec<(String, u32, bool)> {
    let owned = of.map(|(emoji, count, mine)| (emoji.to_owned(), count, mine));
    owned.into()
}

#[tokio::test]
async fn a_poll_is_read_wherever_its_message_is_until_that_is_deleted() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        house.heard();
        let asked = poll(true, Some(house.clock.now()));
        let id = house.ask(&ada, room, asked.clone()).await;
        let told = house.heard();
        let [(_, Event::ConversationChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(changed.messages[0].poll.as_ref(), Some(&asked));
        assert_eq!(house.seen(&bob, room, id).await.poll, Some(asked.clone()));

        house.edit(&ada, room, id, "Tea?").await.unwrap();
        assert_eq!(house.seen(&bob, room, id).await.poll, Some(asked));
        let wordless = house.edit(&ada, room, id, " ").await.unwrap_err();
        assert_eq!(wordless.errors[0].field, "body");
        house.delete(&ada, room, id).await.unwrap();
        assert_eq!(house.seen(&bob, room, id).await.poll, None);
        let gone = house.vote(&bob, room, id, TEA, true).await.unwrap_err();
        assert_eq!(gone.code, Code::Gone);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_poll_that_is_none_is_refused() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let field = async |change: fn(&mut SendMessage)| {
            let mut message = house.asks(room, poll(false, None));
            change(&mut message);
            let problem = house.try_ask(&ada, message).await.unwrap_err();
            assert_eq!(problem.code, Code::InvalidField);
            problem.errors[0].field.to_string()
        };
        let options = |it: &mut SendMessage| it.poll.as_mut().unwrap().options.truncate(1);
        assert_eq!(field(options).await, "poll.options");
        assert_eq!(field(|it| it.body = " ".into()).await, "body");
        let files = |it: &mut SendMessage| it.attachment_ids = vec![FileId(it.id.0)];
        assert_eq!(field(files).await, "poll");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_vote_takes_the_former_one_away_in_the_same_change() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let room = house.group(&ada, &[&bob]).await;
        let id = house.ask(&ada, room, poll(false, None)).await;
        house.vote(&ada, room, id, TEA, true).await.unwrap();
        house.vote(&bob, room, id, TEA, true).await.unwrap();
        house.vote(&bob, room, id, "🎉", true).await.unwrap();
        house.heard();

        house.vote(&bob, room, id, COFFEE, true).await.unwrap();
        let told = house.heard();
        let [(_, Event::ConversationChanged(changed))] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(changed.rev, changed.after_rev + 1);
        let moves: Vec<_> = changed
            .reacted
            .iter()
            .map(|it| (&*it.emoji, it.on))
            .collect();
        assert_eq!(moves, [(TEA, false), (COFFEE, true)]);
        let now = votes([(TEA, 1, false), (COFFEE, 1, true), ("🎉", 1, true)]);
        assert_eq!(house.votes(&bob, room, id).await, now);

        // Again it changes nothing, and one may take back what one said.
        house.vote(&bob, room, id, COFFEE, true).await.unwrap();
        assert_eq!(house.heard().len(), 0);
        house.vote(&bob, room, id, COFFEE, false).await.unwrap();
        let now = votes([(TEA, 1, true), ("🎉", 1, false)]);
        assert_eq!(house.votes(&ada, room, id).await, now);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_vote_replaces_one_that_its_message_does_not_name() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let mut crowd = Vec::new();
        for number in 0..60 {
            crowd.push(house.person(format!("guest{number}").leak()).await);
        }
        let room = house.group(&ada, &crowd.iter().collect::<Vec<_>>()).await;
        let id = house.ask(&ada, room, poll(false, None)).await;
        for guest in &crowd {
            house.vote(guest, room, id, TEA, true).await.unwrap();
        }
        let last = &crowd[59];
        let named = |message: &Message, who: UserId| message.reactions[0].user_ids.contains(&who);
        assert!(!named(&house.seen(last, room, id).await, last.user_id));
        house.vote(last, room, id, WATER, true).await.unwrap();
        let now = votes([(TEA, 59, false), (WATER, 1, true)]);
        assert_eq!(house.votes(last, room, id).await, now);
        // One of the first 50, too, whose place is the next one's.
        house.vote(&crowd[0], room, id, WATER, true).await.unwrap();
        let now = votes([(TEA, 58, false), (WATER, 2, true)]);
        assert_eq!(house.votes(&crowd[0], room, id).await, now);
        assert!(named(&house.seen(&ada, room, id).await, crowd[50].user_id));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn where_several_answers_are_allowed_votes_stand_beside_each_other() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let id = house.ask(&ada, room, poll(true, None)).await;
        for emoji in [TEA, WATER] {
            house.vote(&ada, room, id, emoji, true).await.unwrap();
        }
        let now = votes([(TEA, 1, true), (WATER, 1, true)]);
        assert_eq!(house.votes(&ada, room, id).await, now);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_option_that_there_is_not_cannot_be_voted_for() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let id = house.ask(&ada, room, poll(false, None)).await;
        for emoji in [KEYCAPS[3], KEYCAPS[9], "0️⃣"] {
            let refused = house.vote(&ada, room, id, emoji, true).await.unwrap_err();
            assert_eq!(refused.errors[0].field, "emoji", "{emoji}");
        }
        // Elsewhere it is a reaction like any other.
        let plain = house.say(&ada, room, "the beans").await;
        for emoji in KEYCAPS {
            house.vote(&ada, room, plain, emoji, true).await.unwrap();
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn once_a_poll_has_ended_its_votes_stay() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let hour = Duration::from_secs(3_600);
        let ends_at = house.clock.now().plus(hour);
        let id = house.ask(&ada, room, poll(false, Some(ends_at))).await;
        house.vote(&ada, room, id, TEA, true).await.unwrap();
        house.clock.advance(hour);
        for (emoji, on) in [(TEA, false), (COFFEE, true)] {
            let refused = house.vote(&ada, room, id, emoji, on).await.unwrap_err();
            assert_eq!(refused.code, Code::Forbidden);
        }
        house.vote(&ada, room, id, "🎉", true).await.unwrap();
        let now = votes([(TEA, 1, true), ("🎉", 1, true)]);
        assert_eq!(house.votes(&ada, room, id).await, now);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn votes_take_no_place_of_other_reactions() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let room = house.group(&ada, &[]).await;
        let id = house.ask(&ada, room, poll(true, None)).await;
        house.vote(&ada, room, id, TEA, true).await.unwrap();
        let mut emojis = emojis::iter().map(emojis::Emoji::as_str);
        for emoji in emojis.by_ref().take(REACTIONS) {
            house.vote(&ada, room, id, emoji, true).await.unwrap();
        }
        let more = emojis.next().unwrap();
        let refused = house.vote(&ada, room, id, more, true).await.unwrap_err();
        assert_eq!(refused.code, Code::TooMany);
        house.vote(&ada, room, id, COFFEE, true).await.unwrap();
        house.close().await;
    })
    .await;
}

//! Pages, changes and read markers, against both engines.

use auth::request::Caller;
use db::testing::on_both;
use models::command::MarkRead;
use models::event::{Address, MeChanged, Read};
use models::{Code, ConversationId, Event, Kind, MessageId, Problem};
use tokio_util::sync::CancellationToken;

use crate::testing::House;
use crate::{ChangeQuery, MessageQuery};

fn code<T: std::fmt::Debug>(result: Result<T, crate::Error>) -> Code {
    Problem::from(result.unwrap_err()).code
}

#[tokio::test]
async fn members_page_through_all_history_and_nobody_else_does() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let eve = house.person("eve").await;
        let here = house.group(&ada, &[]).await;
        for n in 1..=9 {
            house.say(&ada, here, &format!("{n}")).await;
        }
        // Bob comes in with a system message, at seq 10.
        house
            .chat
            .add_members(&ada, here, vec![bob.user_id])
            .await
            .unwrap();
        let page = async |query: MessageQuery| {
            let page = house
                .chat
                .list_messages(bob.user_id, here, query)
                .await
                .unwrap();
            let seqs: Vec<i64> = page.messages.iter().map(|message| message.seq).collect();
            (seqs, page.has_more_before, page.has_more_after)
        };
        let of = |limit| MessageQuery {
            limit: Some(limit),
            ..MessageQuery::default()
        };
        assert_eq!(
            page(MessageQuery::default()).await,
            ((1..=10).collect(), false, false)
        );
        assert_eq!(page(of(3)).await, (vec![8, 9, 10], true, false));
        let before = MessageQuery {
            before: Some(8),
            ..of(3)
        };
        assert_eq!(page(before).await, (vec![5, 6, 7], true, true));
        let after = MessageQuery {
            after: Some(7),
            ..of(3)
        };
        assert_eq!(page(after).await, (vec![8, 9, 10], true, false));
        let around = MessageQuery {
            around: Some(5),
            ..of(3)
        };
        assert_eq!(page(around).await, (vec![4, 5, 6], true, true));
        let first = MessageQuery {
            before: Some(1),
            ..of(3)
        };
        assert_eq!(page(first).await, (vec![], false, true));

        let query = MessageQuery::default();
        assert_eq!(
            code(house.chat.list_messages(eve.user_id, here, query).await),
            Code::NotFound
        );
        let changes = ChangeQuery::default();
        assert_eq!(
            code(house.chat.list_changes(eve.user_id, here, changes).await),
            Code::NotFound
        );
        let id = house.say(&ada, here, "x").await;
        assert_eq!(
            code(house.chat.get_message(eve.user_id, here, id).await),
            Code::NotFound
        );
        let unknown = MessageId(house.id());
        assert_eq!(
            code(house.chat.get_message(ada.user_id, here, unknown).await),
            Code::NotFound
        );
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn changes_come_in_order_of_revision_each_message_once_and_as_it_is_now() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.group(&ada, &[&bob]).await;
        let mut said = Vec::new();
        for n in 1..=5 {
            said.push(house.say(&ada, here, &format!("{n}")).await);
        }
        house.edit(&ada, here, said[0], "one").await.unwrap();
        house.react(&bob, here, said[2], true).await.unwrap();
        house.delete(&ada, here, said[1]).await.unwrap();
        let everything = ChangeQuery {
            after: 0,
            limit: None,
        };
        let all = house
            .chat
            .list_changes(bob.user_id, here, everything)
            .await
            .unwrap();
        assert_eq!((all.rev, all.has_more), (all.conversation.rev, false));
        let seqs: Vec<i64> = all.messages.iter().map(|message| message.seq).collect();
        assert_eq!(seqs, [4, 5, 1, 3, 2]);
        let [_, _, edited, reacted, deleted] = &all.messages[..] else {
            panic!("{all:?}")
        };
        assert_eq!(edited.body.as_deref(), Some("one"));
        assert_eq!(reacted.reactions[0].mine, Some(true));
        assert!(deleted.body.is_none() && deleted.deleted_at.is_some());
        let to_ada = house
            .chat
            .get_message(ada.user_id, here, said[2])
            .await
            .unwrap();
        assert_eq!(to_ada.reactions[0].mine, Some(false));

        let (mut after, mut again) = (0, Vec::new());
        loop {
            let query = ChangeQuery {
                after,
                limit: Some(2),
            };
            let part = house
                .chat
                .list_changes(bob.user_id, here, query)
                .await
                .unwrap();
            again.extend(part.messages);
            after = part.rev;
            if !part.has_more {
                break;
            }
        }
        assert_eq!((again, after), (all.messages, all.rev));
        house.close().await;
    })
    .await;
}

async fn mark(house: &House, by: &Caller, to: ConversationId, seq: i64, unread: bool) -> i64 {
    let read = MarkRead {
        conversation_id: to,
        seq,
        unread,
    };
    house.chat.mark_read(by.user_id, read).await.unwrap()
}

#[tokio::test]
async fn one_reads_forward_unless_one_says_unread_and_never_beyond_the_newest() {
    on_both(async |db| {
        let house = House::open_with_helpers(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.group(&ada, &[&bob]).await;
        house.say(&ada, here, "1").await;
        house.say(&ada, here, "2 @bob").await;
        let eve = house.person("eve").await;
        // A system message, which counts as a place but not as unread.
        house
            .chat
            .add_members(&ada, here, vec![eve.user_id])
            .await
            .unwrap();
        house.say(&ada, here, "4 @bob").await;
        let me = async || {
            let seen = house
                .chat
                .get_conversation(&bob, here)
                .await
                .unwrap()
                .me
                .unwrap();
            (seen.read_seq, seen.unread, seen.mentions)
        };
        assert_eq!(me().await, (0, 3, 2));
        assert_eq!(mark(&house, &bob, here, 2, false).await, 2);
        assert_eq!(me().await, (2, 1, 1));
        assert_eq!(mark(&house, &bob, here, 1, false).await, 2);
        assert_eq!(mark(&house, &bob, here, 3, false).await, 3);
        assert_eq!(me().await, (3, 1, 1));
        assert_eq!(mark(&house, &bob, here, 1_000, false).await, 4);
        assert_eq!(me().await, (4, 0, 0));
        assert_eq!(mark(&house, &bob, here, 1, true).await, 1);
        assert_eq!(me().await, (1, 2, 2));
        assert_eq!(mark(&house, &bob, here, 0, true).await, 0);
        assert_eq!(me().await, (0, 3, 2));

        let refused = |read| house.chat.mark_read(bob.user_id, read);
        let read = MarkRead {
            conversation_id: here,
            seq: -1,
            unread: false,
        };
        assert_eq!(refused(read).await.unwrap_err().code, Code::InvalidField);
        let hers = house.group(&ada, &[]).await;
        let read = MarkRead {
            conversation_id: hers,
            seq: 1,
            unread: false,
        };
        assert_eq!(refused(read).await.unwrap_err().code, Code::NotFound);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn each_change_of_ones_own_is_told_with_the_next_revision_and_the_others_hear_in_small_rooms()
{
    on_both(async |db| {
        let mut house = House::open_with_helpers(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let direct = house.make(&ada, Kind::Direct, &[&bob]).await;
        let channel = house.make(&ada, Kind::Channel, &[&bob]).await;
        for n in 0..5 {
            house.say(&ada, direct, &format!("{n}")).await;
            house.say(&ada, channel, &format!("{n}")).await;
        }
        let before = house.chat.list_conversations(&bob).await.unwrap().me_rev;
        house.heard();
        let marks = (1..=5).flat_map(|seq| [(direct, seq), (channel, seq)]);
        let marks = marks.map(|(to, seq)| mark(&house, &bob, to, seq, false));
        futures_util::future::join_all(marks).await;
        assert_eq!(
            mark(&house, &bob, direct, 3, false).await,
            5,
            "nothing changes"
        );
        let heard = house.heard();
        let mut mine: Vec<&MeChanged> = Vec::new();
        let mut reads = Vec::new();
        for (address, event) in &heard {
            match event {
                Event::MeChanged(changed) => {
                    assert_eq!(*address, Address::User(bob.user_id));
                    mine.push(changed);
                }
                Event::Read(read) => {
                    assert_eq!(*address, Address::Conversation(direct));
                    reads.push(*read);
                }
                other => panic!("{other:?}"),
            }
        }
        let after = house.chat.list_conversations(&bob).await.unwrap().me_rev;
        let revs: Vec<i64> = mine.iter().map(|changed| changed.me_rev).collect();
        assert_eq!(revs, (before + 1..=after).collect::<Vec<_>>(), "one by one");
        assert!(
            (2..=4).contains(&revs.len()),
            "reads are coalesced: {revs:?}"
        );
        for to in [direct, channel] {
            let last = mine
                .iter()
                .rfind(|changed| changed.conversation_id == to)
                .unwrap();
            let me = last.me.as_ref().unwrap();
            assert_eq!((me.read_seq, me.unread), (5, 0));
        }
        assert_eq!(reads.len(), 1, "once a second");
        // What was held back is told after it.
        if reads[0].seq < 5 {
            house.clock.advance(std::time::Duration::from_secs(1));
            let read = Read { seq: 5, ..reads[0] };
            let told = (Address::Conversation(direct), Event::Read(read));
            let mut patience = 0;
            while !house.heard().contains(&told) {
                patience += 1;
                assert!(patience < 1_000, "the last one is told");
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn marks_that_wait_when_the_server_stops_are_written_and_later_ones_are_refused() {
    on_both(async |db| {
        let house = House::open(db).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.group(&ada, &[&bob]).await;
        house.say(&ada, here, "1").await;
        let stop = CancellationToken::new();
        let read = MarkRead {
            conversation_id: here,
            seq: 1,
            unread: false,
        };
        let waiting = house.chat.mark_read(bob.user_id, read);
        let writing = async {
            tokio::task::yield_now().await;
            stop.cancel();
            house.chat.clone().write_reads(stop.clone()).await;
        };
        assert_eq!(tokio::join!(waiting, writing).0.unwrap(), 1);
        let late = house.chat.mark_read(bob.user_id, read).await.unwrap_err();
        assert_eq!(late.code, Code::Busy);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn old_changes_are_forgotten_and_deleted_conversations_purged() {
    on_both(async |db| {
        let house = House::open(db.clone()).await;
        let (ada, bob) = (house.person("ada").await, house.person("bob").await);
        let here = house.group(&ada, &[&bob]).await;
        for n in 0..3 {
            let id = house.say(&ada, here, &format!("word {n} @bob")).await;
            house.react(&bob, here, id, true).await.unwrap();
        }
        house.index().await;
        let applied = async |limit| {
            let now = house.clock.now().plus(std::time::Duration::from_millis(1));
            let forget = db.write::<_, db::Error>(move |conn| {
                Box::pin(async move { conn.delete_applied(now, limit).await })
            });
            forget.await.unwrap()
        };
        assert_eq!(applied(1).await, 1);
        house
            .clock
            .advance(std::time::Duration::from_secs(7 * 24 * 60 * 60 - 1));
        house.chat.maintain_once().await.unwrap();
        assert_eq!(
            applied(1).await,
            1,
            "within seven days nothing is forgotten"
        );
        house.chat.delete_conversation(&ada, here).await.unwrap();
        house.clock.advance(std::time::Duration::from_secs(2));
        house.chat.maintain_once().await.unwrap();
        assert_eq!(applied(9).await, 0);
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.list_unpurged_conversations(house.clock.now(), 9)
                .await
                .unwrap(),
            []
        );
        assert_eq!(
            conn.list_messages(here, 1, 9, ada.user_id).await.unwrap(),
            []
        );
        house.index().await;
        house.close().await;
    })
    .await;
}

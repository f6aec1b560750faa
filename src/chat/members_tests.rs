//! Who comes into a conversation and who goes, and what everybody hears of it.

use db::NewUser;
use db::testing::on_both;
use futures_util::FutureExt;
use models::event::Address;
use models::{Code, Event, Kind, MemberRole, MessageKind, Role, SystemEvent, UserId, Visibility};
use uuid::Uuid;

use crate::testing::House;
use crate::testing_people::{code, ids, with};

#[tokio::test]
async fn whoever_is_added_hears_of_it_and_the_conversation_says_so_at_the_same_revision() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let cy = house.person("cy").await;
        let group = house.group(&ada, &[&bob]).await;
        house.heard();
        house
            .chat
            .add_members(&bob, group, ids(&[&cy, &ada, &cy]))
            .await
            .unwrap();
        let heard = house.heard();
        let [
            (to_cy, Event::MeChanged(me)),
            (to_all, Event::ConversationChanged(changed)),
        ] = heard.as_slice()
        else {
            panic!("{heard:?}");
        };
        assert_eq!(*to_cy, Address::User(cy.user_id));
        let own = me.me.as_ref().unwrap();
        assert_eq!(
            (own.role, own.read_seq, own.unread),
            (MemberRole::Member, 1, 0)
        );
        assert_eq!((me.me_rev, me.conversation.as_ref().unwrap().rev), (1, 2));
        assert_eq!(*to_all, Address::Conversation(group));
        assert_eq!(
            (changed.after_rev, changed.rev, changed.members_rev),
            (1, 2, 2)
        );
        let said = &changed.messages[0];
        assert_eq!((said.seq, said.rev, said.kind), (1, 2, MessageKind::System));
        assert_eq!(said.sender_id, bob.user_id);
        assert_eq!(
            said.event,
            Some(SystemEvent::Added {
                user_ids: ids(&[&cy])
            })
        );
        let conversation = changed.conversation.as_ref().unwrap();
        assert_eq!((conversation.rev, conversation.members_count), (2, 3));
        assert_eq!(conversation.last_message.as_deref(), Some(said));
        house
            .chat
            .add_members(&bob, group, ids(&[&cy]))
            .await
            .unwrap();
        assert!(house.heard().is_empty(), "nothing changed");
        let unknown = vec![UserId(Uuid::nil())];
        assert_eq!(
            code(house.chat.add_members(&bob, group, unknown).await),
            Code::InvalidField
        );
        // What is in it now is what is read from it.
        assert_eq!(
            house.see(&cy, group).await.unwrap().me.as_ref(),
            me.me.as_ref()
        );
    })
    .await;
}

#[tokio::test]
async fn many_who_are_added_are_named_in_several_messages_of_one_change() {
    on_both(async |db| {
        let mut house = House::open(db.clone()).await;
        let ada = house.person("ada").await;
        let many: Vec<UserId> = (1..=1_001).map(|n| UserId(Uuid::from_u128(n))).collect();
        let (made, now) = (many.clone(), house.clock.now());
        let insert = db.write::<_, db::Error>(move |conn| {
            async move {
                for id in made {
                    let user = NewUser {
                        id,
                        username: id.to_string(),
                        username_key: Some(id.to_string()),
                        display_name: "x".into(),
                        role: Role::Member,
                        password_hash: None,
                    };
                    conn.insert_user(&user, now).await?;
                }
                Ok(())
            }
            .boxed()
        });
        insert.await.unwrap();
        let group = house.group(&ada, &[]).await;
        house.heard();
        house.chat.add_members(&ada, group, many).await.unwrap();
        let heard = house.heard();
        assert_eq!(heard.len(), 1_002);
        let Some((_, Event::ConversationChanged(changed))) = heard.last() else {
            panic!()
        };
        let revs: Vec<i64> = changed.messages.iter().map(|message| message.rev).collect();
        assert_eq!(
            (changed.after_rev, revs, changed.rev),
            (1, vec![2, 3, 4], 4)
        );
        assert_eq!(changed.conversation.as_ref().unwrap().members_count, 1_002);
    })
    .await;
}

#[tokio::test]
async fn whoever_was_removed_hears_it_and_cannot_join_again_until_added() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let channel = house.channel(&ada, Visibility::Public).await;
        let joined = house.chat.join_channel(&bob, channel).await.unwrap();
        assert_eq!(joined.me.unwrap().read_seq, 1);
        assert_eq!(
            code(house.chat.remove_member(&bob, channel, ada.user_id).await),
            Code::Forbidden
        );
        house.heard();
        house
            .chat
            .remove_member(&ada, channel, bob.user_id)
            .await
            .unwrap();
        let heard = house.heard();
        let [
            (_, Event::MeChanged(me)),
            (_, Event::ConversationChanged(changed)),
        ] = heard.as_slice()
        else {
            panic!("{heard:?}");
        };
        assert_eq!((me.user_id, me.me_rev, &me.me), (bob.user_id, 2, &None));
        assert_eq!(changed.members_rev, changed.rev);
        let removed = SystemEvent::Removed {
            user_id: bob.user_id,
        };
        assert_eq!(changed.messages[0].event, Some(removed));
        assert_eq!(
            code(house.chat.join_channel(&bob, channel).await),
            Code::Forbidden
        );
        let gone = house.chat.remove_member(&ada, channel, bob.user_id).await;
        assert_eq!(code(gone), Code::NotFound);
        house
            .chat
            .add_members(&ada, channel, ids(&[&bob]))
            .await
            .unwrap();
        house
            .chat
            .remove_member(&bob, channel, bob.user_id)
            .await
            .unwrap();
        house.chat.join_channel(&bob, channel).await.unwrap();
        house.heard();
        house.chat.join_channel(&bob, channel).await.unwrap();
        assert!(house.heard().is_empty(), "joining again is harmless");
    })
    .await;
}

#[tokio::test]
async fn only_channels_are_joined_whoever_asks() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let cleo = house.person("cleo").await;
        let direct = house.make(&ada, Kind::Direct, &[&bob]).await;
        let group = house.make(&ada, Kind::Group, &[&bob]).await;
        for id in [direct, group] {
            for (by, refusal) in [(&bob, Code::Forbidden), (&cleo, Code::NotFound)] {
                assert_eq!(code(house.chat.join_channel(by, id).await), refusal);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_owner_hands_over_before_leaving() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let group = house.group(&ada, &[&bob]).await;
        let (chat, a, b) = (house.chat.clone(), ada.user_id, bob.user_id);
        assert_eq!(
            code(chat.remove_member(&ada, group, a).await),
            Code::LastOwner
        );
        let member = MemberRole::Member;
        assert_eq!(
            code(chat.set_member_role(&ada, group, a, member).await),
            Code::LastOwner
        );
        assert_eq!(
            code(chat.set_member_role(&bob, group, b, member).await),
            Code::Forbidden
        );
        house.heard();
        chat.set_member_role(&ada, group, b, MemberRole::Owner)
            .await
            .unwrap();
        let heard = house.heard();
        let [
            (_, Event::MeChanged(me)),
            (_, Event::ConversationChanged(changed)),
        ] = heard.as_slice()
        else {
            panic!("{heard:?}");
        };
        assert_eq!(
            (me.user_id, me.me.as_ref().unwrap().role),
            (b, MemberRole::Owner)
        );
        assert!(me.conversation.is_none(), "he was in it before");
        assert_eq!(
            (changed.rev, changed.members_rev),
            (2, 1),
            "nobody came or went"
        );
        let said = SystemEvent::RoleChanged {
            user_id: b,
            role: MemberRole::Owner,
        };
        assert_eq!(changed.messages[0].event, Some(said));
        chat.remove_member(&ada, group, a).await.unwrap();
        let left = house.heard_of_conversations().remove(0);
        assert_eq!(left.messages[0].event, Some(SystemEvent::Left {}));
        assert_eq!(house.members(&bob, group).await, [(b, MemberRole::Owner)]);
        assert_eq!(code(house.see(&ada, group).await), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn people_who_bring_each_other_in_at_the_same_moment_do_not_stand_in_each_others_way() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let made = (0..20).map(|round| {
            let (by, other) = if round % 2 == 0 {
                (ada, bob)
            } else {
                (bob, ada)
            };
            let chat = house.chat.clone();
            async move {
                chat.create_conversation(&by, with(Kind::Group, &[&other]))
                    .await
            }
        });
        for made in futures_util::future::join_all(made).await {
            assert!(made.unwrap().1);
        }
        let mine = house.chat.list_conversations(&ada).await.unwrap();
        assert_eq!((mine.conversations.len(), mine.me_rev), (20, 20));
    })
    .await;
}

//! Making, changing and deleting conversations, and what everybody hears of it.

use auth::request::Caller;
use db::testing::on_both;
use futures_util::FutureExt;
use models::{
    Code, ConversationId, Kind, MemberRole, Notify, Random, Role, SystemEvent, UserId, Visibility,
};
use uuid::Uuid;

use crate::testing::House;
use crate::testing_people::{code, ids, sorted, with};
use crate::{CreateConversation, EditConversation, Preferences};

#[tokio::test]
async fn a_direct_conversation_is_the_same_whoever_opens_it_and_notes_are_ones_own() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let (made, new) = house
            .chat
            .create_conversation(&ada, with(Kind::Direct, &[&bob]))
            .await
            .unwrap();
        assert!(new);
        let mut both = made.conversation.member_ids.clone().unwrap();
        both.sort_unstable();
        assert_eq!(both, sorted(ids(&[&ada, &bob])));
        assert_eq!(made.me.unwrap().role, MemberRole::Member);
        let told = house.heard_of_mes();
        assert_eq!(told.len(), 2, "both hear that they are in it");
        assert!(
            told.iter()
                .all(|me| me.conversation.as_ref().unwrap().id == made.conversation.id)
        );
        let (found, new) = house
            .chat
            .create_conversation(&bob, with(Kind::Direct, &[&ada, &bob]))
            .await
            .unwrap();
        assert_eq!((found.conversation.id, new), (made.conversation.id, false));
        assert!(house.heard().is_empty());
        let notes = house.create(&ada, with(Kind::Direct, &[&ada])).await;
        assert_eq!(
            house
                .see(&ada, notes)
                .await
                .unwrap()
                .conversation
                .members_count,
            1
        );
        let nobody = Caller {
            user_id: UserId(Uuid::nil()),
            ..ada
        };
        let wrong = with(Kind::Direct, &[&nobody]);
        assert_eq!(
            code(house.chat.create_conversation(&ada, wrong).await),
            Code::InvalidField
        );
    })
    .await;
}

#[tokio::test]
async fn two_who_open_their_direct_conversation_at_once_get_the_same() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let open = |by: Caller, other: Caller| {
            let chat = house.chat.clone();
            async move {
                chat.create_conversation(&by, with(Kind::Direct, &[&other]))
                    .await
            }
        };
        let (one, other) = tokio::join!(open(ada, bob), open(bob, ada));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.0.conversation.id, other.0.conversation.id);
        assert!(one.1 != other.1, "one of them made it");
    })
    .await;
}

#[tokio::test]
async fn making_a_conversation_again_with_its_id_is_harmless_for_whoever_made_it() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let id = Some(ConversationId(Uuid::from_u128(7)));
        let new = CreateConversation {
            id,
            ..with(Kind::Group, &[&bob])
        };
        assert_eq!(Some(house.create(&ada, new.clone()).await), id);
        let (found, new_one) = house
            .chat
            .create_conversation(&ada, new.clone())
            .await
            .unwrap();
        assert_eq!((Some(found.conversation.id), new_one), (id, false));
        assert_eq!(
            code(house.chat.create_conversation(&bob, new).await),
            Code::IdConflict
        );
    })
    .await;
}

#[tokio::test]
async fn what_changes_of_a_conversation_is_said_and_what_stays_is_not() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let channel = house.channel(&ada, Visibility::Private).await;
        house.heard();
        let chat = house.chat.clone();
        let same = EditConversation {
            title: Some(Some(" Birds ".into())),
            ..Default::default()
        };
        chat.edit_conversation(&ada, channel, same).await.unwrap();
        assert!(house.heard().is_empty());
        let edit = EditConversation {
            title: Some(Some("Herons".into())),
            topic: Some(Some("grey".into())),
            visibility: Some(Visibility::Public),
            ..Default::default()
        };
        let edited = chat.edit_conversation(&ada, channel, edit).await.unwrap();
        let changed = house.heard_of_conversations().remove(0);
        assert_eq!((changed.after_rev, changed.rev), (1, 4));
        let said: Vec<_> = changed
            .messages
            .into_iter()
            .map(|one| (one.rev, one.event.unwrap()))
            .collect();
        let title = Some("Herons".to_owned());
        let topic = Some("grey".to_owned());
        let wanted = [
            (3, SystemEvent::Renamed { title }),
            (4, SystemEvent::TopicChanged { topic }),
        ];
        assert_eq!(said, wanted);
        assert_eq!(changed.conversation, Some(edited.conversation));
        let hide = EditConversation {
            visibility: Some(Visibility::Private),
            ..EditConversation::default()
        };
        chat.edit_conversation(&ada, channel, hide).await.unwrap();
        let changed = house.heard_of_conversations().remove(0);
        assert!(changed.messages.is_empty() && changed.rev == 5);
        let nameless = EditConversation {
            title: Some(None),
            ..Default::default()
        };
        let refused = chat.edit_conversation(&ada, channel, nameless).await;
        assert_eq!(code(refused), Code::InvalidField);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_for_everybody() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let group = house.group(&ada, &[&bob]).await;
        house.heard();
        assert_eq!(
            code(house.chat.delete_conversation(&bob, group).await),
            Code::Forbidden
        );
        house.chat.delete_conversation(&ada, group).await.unwrap();
        let mut told: Vec<_> = house
            .heard_of_mes()
            .into_iter()
            .map(|me| (me.user_id, me.me_rev, me.me))
            .collect();
        told.sort_unstable_by_key(|(id, ..)| *id);
        let wanted = sorted(ids(&[&ada, &bob]))
            .into_iter()
            .map(|id| (id, 2, None));
        assert_eq!(told, wanted.collect::<Vec<_>>());
        for person in [&ada, &bob] {
            assert_eq!(code(house.see(person, group).await), Code::NotFound);
            let listed = house.chat.list_conversations(person).await.unwrap();
            assert!(listed.conversations.is_empty() && listed.me_rev == 2);
        }
        let again = house.chat.delete_conversation(&ada, group).await;
        assert_eq!(code(again), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn to_others_a_public_channel_shows_title_topic_and_size_and_nothing_else_exists() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let admin = Caller {
            role: Role::Admin,
            ..house.person("admin").await
        };
        let public = house.channel(&ada, Visibility::Public).await;
        let private = house.channel(&ada, Visibility::Private).await;
        let chat = &house.chat;
        chat.add_members(&ada, public, ids(&[&house.person("cy").await]))
            .await
            .unwrap();
        for other in [bob, admin] {
            let seen = house.see(&other, public).await.unwrap();
            assert_eq!(seen.me, None);
            let channel = seen.conversation;
            assert_eq!(
                (channel.title.as_deref(), channel.members_count),
                (Some("Birds"), 2)
            );
            assert_eq!(
                (channel.last_seq, channel.rev, channel.created_by),
                (0, 0, None)
            );
            assert!(channel.last_message.is_none());
            assert_eq!(code(house.see(&other, private).await), Code::NotFound);
            let found = chat
                .list_channels(&other, "bir", None, None)
                .await
                .unwrap()
                .channels;
            assert_eq!(found.len(), 1);
            assert!(found[0].me.is_none() && found[0].conversation.id == public);
        }
        let found = chat
            .list_channels(&ada, "", None, None)
            .await
            .unwrap()
            .channels;
        assert_eq!(
            found[0].me.as_ref().map(|me| me.role),
            Some(MemberRole::Owner)
        );
        assert_eq!(
            code(chat.list_members(&bob, public, None, None).await),
            Code::Forbidden
        );
        assert_eq!(house.members(&admin, public).await.len(), 2);
        let edit = EditConversation {
            topic: Some(Some("x".into())),
            ..Default::default()
        };
        assert_eq!(
            code(chat.edit_conversation(&bob, public, edit.clone()).await),
            Code::Forbidden
        );
        let edited = chat.edit_conversation(&admin, public, edit).await.unwrap();
        assert_eq!(
            (edited.conversation.topic.as_deref(), edited.me),
            (Some("x"), None)
        );
        let preferences = Preferences {
            notify: Notify::None,
            muted_until: None,
        };
        assert_eq!(
            code(chat.set_preferences(&bob, public, preferences).await),
            Code::NotFound
        );
        chat.delete_conversation(&admin, public).await.unwrap();
        assert_eq!(code(house.see(&ada, public).await), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn the_first_account_makes_general_and_each_new_one_joins_it_without_a_word() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.account("ada").await;
        assert_eq!(ada.role, Role::Owner);
        house.heard();
        let bob = house.account("bob").await;
        let changed = house.heard_of_conversations().remove(0);
        assert!(changed.messages.is_empty());
        assert_eq!(
            (changed.after_rev, changed.rev, changed.members_rev),
            (2, 3, 3)
        );
        let mine = house
            .chat
            .list_conversations(&bob)
            .await
            .unwrap()
            .conversations;
        let [general] = mine.try_into().unwrap();
        assert_eq!(general.conversation.title.as_deref(), Some("general"));
        assert_eq!(general.conversation.visibility, Some(Visibility::Public));
        assert_eq!(
            (
                general.conversation.members_count,
                general.conversation.last_seq
            ),
            (2, 0)
        );
        assert_eq!(general.me.unwrap().role, MemberRole::Member);
        let id = general.conversation.id;
        let owner = house.see(&ada, id).await.unwrap().me.unwrap();
        assert_eq!(owner.role, MemberRole::Owner);
        house.chat.delete_conversation(&ada, id).await.unwrap();
        let cy = house.account("cy").await;
        assert!(
            house
                .chat
                .list_conversations(&cy)
                .await
                .unwrap()
                .conversations
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_by_an_invite_is_in_its_conversation_unless_that_is_gone() {
    on_both(async |db| {
        let house = House::open(db.clone()).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let group = house.group(&ada, &[]).await;
        let gone = house.group(&ada, &[]).await;
        let direct = house.create(&ada, with(Kind::Direct, &[&ada])).await;
        house.chat.delete_conversation(&ada, gone).await.unwrap();
        for invited_to in [group, gone, direct] {
            let welcome = crate::general::welcome(house.clock.clone(), Random::system());
            let newcomer = auth::Newcomer {
                user_id: bob.user_id,
                first: false,
                invited_to: Some(invited_to),
            };
            let told = db.write::<_, auth::Error>(move |conn| {
                async move { welcome(conn, newcomer).await }.boxed()
            });
            let told = told.await.unwrap().len();
            assert_eq!(told, if invited_to == group { 2 } else { 0 });
        }
        let mine = house
            .chat
            .list_conversations(&bob)
            .await
            .unwrap()
            .conversations;
        assert_eq!(mine.len(), 1);
        let seen = house.see(&bob, group).await.unwrap().conversation;
        assert_eq!((seen.last_seq, seen.rev, seen.members_count), (0, 2, 2));
    })
    .await;
}

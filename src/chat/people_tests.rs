//! People themselves: names, blocks, preferences, webhooks' bots, and accounts that end.

use db::testing::on_both;
use models::event::Address;
use models::{Code, Kind, MemberRole, MessageId, Notify, Role, Timestamp, UserId};
use uuid::Uuid;

use crate::testing::House;
use crate::testing_people::{HERE, PASSWORD, code, ids, with};
use crate::{CreateHook, EditConversation, EditUser, HookMessage, Preferences};

#[tokio::test]
async fn preferences_are_ones_own_and_a_direct_conversation_stays_as_it_is() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let direct = house.create(&ada, with(Kind::Direct, &[&bob])).await;
        house.heard();
        let chat = house.chat.clone();
        let until = Some(Timestamp(5_000));
        let preferences = Preferences {
            notify: Notify::Mentions,
            muted_until: until,
        };
        chat.set_preferences(&ada, direct, preferences)
            .await
            .unwrap();
        let heard = house.heard();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].0, Address::User(ada.user_id));
        let me = house.see(&ada, direct).await.unwrap().me.unwrap();
        assert_eq!((me.notify, me.muted_until), (Notify::Mentions, until));
        assert_eq!(
            house.see(&bob, direct).await.unwrap().me.unwrap().notify,
            Notify::All
        );
        let (a, b) = (ada.user_id, bob.user_id);
        assert_eq!(
            code(chat.remove_member(&ada, direct, a).await),
            Code::Forbidden
        );
        assert_eq!(
            code(chat.remove_member(&ada, direct, b).await),
            Code::Forbidden
        );
        assert_eq!(
            code(chat.delete_conversation(&ada, direct).await),
            Code::Forbidden
        );
        assert_eq!(
            code(chat.add_members(&ada, direct, vec![b]).await),
            Code::Forbidden
        );
        let edit = EditConversation {
            title: Some(Some("x".into())),
            ..Default::default()
        };
        assert_eq!(
            code(chat.edit_conversation(&ada, direct, edit).await),
            Code::Forbidden
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_is_blocked_cannot_bring_the_other_into_anything() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let chat = &house.chat;
        let group = house.group(&bob, &[]).await;
        chat.block(&ada, bob.user_id).await.unwrap();
        assert_eq!(
            chat.list_blocked(&ada).await.unwrap().users[0].id,
            bob.user_id
        );
        for (by, new) in [
            (bob, with(Kind::Direct, &[&ada])),
            (ada, with(Kind::Direct, &[&bob])),
            (bob, with(Kind::Group, &[&ada])),
        ] {
            assert_eq!(
                code(chat.create_conversation(&by, new).await),
                Code::Forbidden
            );
        }
        assert_eq!(
            code(chat.add_members(&bob, group, ids(&[&ada])).await),
            Code::Forbidden
        );
        assert_eq!(code(chat.block(&ada, ada.user_id).await), Code::Forbidden);
        assert_eq!(
            code(chat.block(&ada, UserId(Uuid::nil())).await),
            Code::NotFound
        );
        chat.unblock(&ada, bob.user_id).await.unwrap();
        house.create(&bob, with(Kind::Direct, &[&ada])).await;
    })
    .await;
}

#[tokio::test]
async fn a_webhook_writes_as_a_bot_that_nobody_counts() {
    on_both(async |db| {
        let house = House::open(db).await;
        let ada = house.person("ada").await;
        let bob = house.person("bob").await;
        let group = house.group(&ada, &[&bob]).await;
        let chat = &house.chat;
        let name = || CreateHook {
            name: "Deploys".into(),
        };
        assert_eq!(
            code(chat.create_hook(&bob, group, name()).await),
            Code::Forbidden
        );
        let made = chat.create_hook(&ada, group, name()).await.unwrap();
        assert_eq!(
            made.url,
            format!("https://snug.example/hooks/{}", made.secret)
        );
        let text = |body: &str, id| HookMessage {
            body: body.into(),
            id,
        };
        let id = Some(MessageId(Uuid::from_u128(9)));
        for _ in 0..2 {
            chat.post_to_hook(&made.secret, text("shipped", id))
                .await
                .unwrap();
        }
        let seen = house.see(&bob, group).await.unwrap();
        let newest = seen.conversation.last_message.unwrap();
        assert_eq!((newest.seq, newest.body.as_deref()), (1, Some("shipped")));
        assert_eq!(newest.sender_id, made.hook.user_id);
        assert_eq!(
            (seen.conversation.members_count, seen.me.unwrap().unread),
            (2, 1)
        );
        assert_eq!(seen.conversation.member_ids.unwrap().len(), 2);
        assert_eq!(house.members(&bob, group).await.len(), 2);
        let bot = chat.get_user(made.hook.user_id).await.unwrap();
        assert_eq!(
            (bot.role, bot.display_name.as_str()),
            (Role::Bot, "Deploys")
        );
        let people = chat.list_users("deploy", None, None).await.unwrap().users;
        assert!(people.is_empty(), "nobody looks for bots");
        let by_id = chat
            .list_users_by_id(&bot.id.to_string())
            .await
            .unwrap()
            .users;
        assert_eq!(by_id, std::slice::from_ref(&bot));
        assert_eq!(
            code(chat.remove_member(&ada, group, bot.id).await),
            Code::NotFound
        );
        assert_eq!(
            code(chat.post_to_hook("x", text("x", None)).await),
            Code::NotFound
        );
        assert_eq!(
            code(chat.post_to_hook(&made.secret, text(" ", None)).await),
            Code::InvalidField
        );
        let hooks = chat.list_hooks(&ada, group).await.unwrap().hooks;
        assert_eq!(hooks, std::slice::from_ref(&made.hook));
        chat.delete_hook(&ada, group, made.hook.id).await.unwrap();
        let late = chat.post_to_hook(&made.secret, text("late", None)).await;
        assert_eq!(code(late), Code::NotFound);
        for number in 0..20 {
            let hook = CreateHook {
                name: format!("{number}"),
            };
            chat.create_hook(&ada, group, hook).await.unwrap();
        }
        assert_eq!(
            code(chat.create_hook(&ada, group, name()).await),
            Code::TooMany
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_name_is_told_to_those_who_share_a_conversation() {
    on_both(async |db| {
        let mut house = House::open(db).await;
        let ada = house.person("ada").await;
        let group = house.group(&ada, &[]).await;
        house.heard();
        let edit = EditUser {
            display_name: Some(" Ada L. ".into()),
            ..EditUser::default()
        };
        let user = house.chat.edit_me(&ada, edit.clone()).await.unwrap();
        assert_eq!(user.display_name, "Ada L.");
        let told = house.heard_of_people().remove(0);
        assert_eq!((told.user, told.conversation_ids), (user, vec![group]));
        house.chat.edit_me(&ada, edit).await.unwrap();
        assert!(house.heard().is_empty());
        let found = house.chat.list_users("ADA l", None, None).await.unwrap();
        assert_eq!((found.users.len(), found.next_cursor), (1, None));
        let empty = EditUser {
            display_name: Some(String::new()),
            ..EditUser::default()
        };
        assert_eq!(
            code(house.chat.edit_me(&ada, empty).await),
            Code::InvalidField
        );
    })
    .await;
}

#[tokio::test]
async fn a_deleted_account_leaves_everything_but_what_was_said() {
    on_both(async |db| {
        let mut house = House::open(db.clone()).await;
        let ada = house.account("ada").await;
        let bob = house.account("bob").await;
        let chat = house.chat.clone();
        let general = chat.list_conversations(&ada).await.unwrap().conversations[0]
            .conversation
            .id;
        let direct = house.create(&ada, with(Kind::Direct, &[&bob])).await;
        let shared = house.group(&ada, &[&bob]).await;
        let alone = house.group(&ada, &[]).await;
        house.heard();
        let wrong = chat.delete_account(&ada, "wrong password", HERE).await;
        assert_eq!(code(wrong), Code::InvalidCredentials);
        chat.delete_account(&ada, PASSWORD, HERE).await.unwrap();
        let people = house.heard_of_people();
        let gone = &people[0].user;
        assert_eq!(
            (gone.display_name.as_str(), gone.disabled),
            ("Deleted person", true)
        );
        assert!(people[0].conversation_ids.contains(&general));
        assert_eq!(
            (people[1].user.id, people[1].user.role),
            (bob.user_id, Role::Owner)
        );
        for id in [general, shared] {
            assert_eq!(
                house.members(&bob, id).await,
                [(bob.user_id, MemberRole::Owner)]
            );
        }
        assert_eq!(
            house
                .see(&bob, direct)
                .await
                .unwrap()
                .conversation
                .members_count,
            2
        );
        assert!(
            db.read()
                .await
                .unwrap()
                .find_kind(alone)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            db.read()
                .await
                .unwrap()
                .list_departing(9)
                .await
                .unwrap()
                .is_empty()
        );
        chat.finish_deletions().await.unwrap();
        let ada = house.account("ada").await;
        assert_eq!(
            ada.role,
            Role::Member,
            "the name is free, and the server has an owner"
        );
        let added = chat
            .add_members(&bob, shared, vec![people[0].user.id])
            .await;
        assert_eq!(code(added), Code::InvalidField);
    })
    .await;
}

//! Conversations, found, changed, and taken away, against both engines.

use models::{ConversationId, Kind, UserId, Visibility};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, enter, find, hook, make, new, people, person, say};
use crate::testing::{on_both, write};
use crate::{ConversationDetails, Error, Mention, NewConversation};

#[tokio::test]
async fn a_group_names_the_first_eight_who_came_and_a_channel_nobody() {
    on_both(async |db| {
        let everybody = people(&db, 10).await;
        make(&db, new(ROOM, Kind::Group)).await;
        enter(&db, ROOM, &everybody[5..], NOW).await;
        enter(&db, ROOM, &everybody[..5], LATER).await;
        let group = find(&db, ROOM).await.unwrap();
        assert_eq!(
            (group.kind, group.visibility, group.members_count),
            (Kind::Group, None, 10)
        );
        assert_eq!(
            (group.last_seq, group.rev, group.created_by),
            (0, 1, Some(person(1)))
        );
        assert_eq!(
            group.member_ids.unwrap(),
            [6, 7, 8, 9, 10, 1, 2, 3].map(person)
        );
        let channel = ConversationId(Uuid::from_u128(101));
        make(&db, new(channel, Kind::Channel)).await;
        assert_eq!(find(&db, channel).await.unwrap().member_ids, None);
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.find_kind(channel).await.unwrap(),
            Some((Kind::Channel, Some(Visibility::Public)))
        );
        assert_eq!(
            conn.find_kind(ConversationId(Uuid::nil())).await.unwrap(),
            None
        );
        assert_eq!(
            conn.list_conversations(&[ROOM, channel])
                .await
                .unwrap()
                .len(),
            2
        );
        assert!(
            conn.get_conversation(ConversationId(Uuid::nil()))
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn a_direct_conversation_exists_once_and_an_id_is_used_once() {
    on_both(async |db| {
        people(&db, 2).await;
        make(&db, new(ROOM, Kind::Direct)).await;
        let mut conn = db.read().await.unwrap();
        for (one, other) in [(1, 2), (2, 1)] {
            let found = conn.find_direct(person(one), person(other)).await.unwrap();
            assert_eq!(found, Some(ROOM));
        }
        assert_eq!(conn.find_direct(person(1), person(1)).await.unwrap(), None);
        assert_eq!(
            conn.find_creator(ROOM).await.unwrap(),
            Some(Some(person(1)))
        );
        assert_eq!(
            conn.find_creator(ConversationId(Uuid::nil()))
                .await
                .unwrap(),
            None
        );
        drop(conn);
        for again in [
            new(ConversationId(Uuid::from_u128(101)), Kind::Direct),
            new(ROOM, Kind::Group),
        ] {
            let error = write!(db, conn => conn.insert_conversation(&again).await).unwrap_err();
            assert!(matches!(error, Error::Exists), "{error:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn ones_list_shows_the_newest_first_with_unread_and_mentions() {
    on_both(async |db| {
        let everybody = people(&db, 2).await;
        let quiet = ConversationId(Uuid::from_u128(101));
        make(&db, new(ROOM, Kind::Group)).await;
        make(&db, new(quiet, Kind::Channel)).await;
        enter(&db, ROOM, &everybody, NOW).await;
        enter(&db, quiet, &everybody[1..], NOW).await;
        for seq in 1..=3 {
            say(&db, ROOM, seq).await;
        }
        let mention = |user_id, seq| Mention {
            user_id,
            conversation_id: ROOM,
            seq,
        };
        let everyone = UserId(Uuid::nil());
        let mentions = [
            mention(person(2), 1),
            mention(person(2), 3),
            mention(everyone, 3),
        ];
        write!(db, conn => conn.insert_mentions(&mentions).await).unwrap();
        let mut conn = db.read().await.unwrap();
        let mine = conn.list_conversations_of(person(2)).await.unwrap();
        let [(first, me), (second, _)] = mine.try_into().unwrap();
        assert_eq!((first.id, second.id), (ROOM, quiet));
        assert_eq!(
            first.last_message.unwrap().body.as_deref(),
            Some("message 3")
        );
        assert!(second.last_message.is_none());
        // A message that names somebody and everybody is one mention.
        assert_eq!((me.read_seq, me.unread, me.mentions), (0, 3, 2));
        let mes = conn.list_mes(person(2), &[ROOM]).await.unwrap();
        assert_eq!(mes.get(&ROOM), Some(&me));
        assert_eq!(conn.list_conversation_ids(person(1)).await.unwrap(), [ROOM]);
        assert!(conn.list_mes(person(1), &[quiet]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn channels_are_found_in_order_of_their_titles_without_regard_to_case() {
    on_both(async |db| {
        people(&db, 1).await;
        let titles = ["Ärzte", "b", "a", "50%_\\", "Новости"];
        for (title, number) in titles.into_iter().zip(200..) {
            let id = ConversationId(Uuid::from_u128(number));
            make(
                &db,
                NewConversation {
                    title: Some(title.into()),
                    ..new(id, Kind::Channel)
                },
            )
            .await;
        }
        let hidden = ConversationId(Uuid::from_u128(300));
        let visibility = Some(Visibility::Private);
        make(
            &db,
            NewConversation {
                visibility,
                ..new(hidden, Kind::Channel)
            },
        )
        .await;
        let mut conn = db.read().await.unwrap();
        for (query, found) in [
            ("ärz", vec!["Ärzte"]),
            ("НОВ", vec!["Новости"]),
            ("%", vec!["50%_\\"]),
            ("_", vec!["50%_\\"]),
            ("\\", vec!["50%_\\"]),
            ("füchse", vec![]),
            ("\0", vec![]),
        ] {
            let channels = conn.list_channels(query, None, 10).await.unwrap();
            let titles: Vec<_> = channels.into_iter().filter_map(|one| one.title).collect();
            assert_eq!(titles, found, "{query}");
        }
        let mut all = Vec::new();
        while let Some(next) = conn
            .list_channels("", all.last().copied(), 1)
            .await
            .unwrap()
            .pop()
        {
            all.push(next.id);
        }
        let at_once: Vec<_> = conn
            .list_channels("", None, 10)
            .await
            .unwrap()
            .iter()
            .map(|one| one.id)
            .collect();
        assert_eq!((all.len(), &all), (5, &at_once));
    })
    .await;
}

#[tokio::test]
async fn what_a_conversation_is_called_is_changed_and_found_by_it() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        let details = ConversationDetails {
            visibility: Some(Visibility::Public),
            title: Some("Wölfe".into()),
            topic: Some("Zähne".into()),
            picture: None,
        };
        write!(db, conn => conn.update_conversation(ROOM, &details).await).unwrap();
        let rev = write!(db, conn => conn.bump_rev(ROOM).await).unwrap();
        let now = find(&db, ROOM).await.unwrap();
        assert_eq!(
            (now.title.as_deref(), now.topic.as_deref()),
            (Some("Wölfe"), Some("Zähne"))
        );
        assert_eq!((rev, now.rev), (2, 2));
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.list_channels("zähne", None, 10).await.unwrap().len(),
            1
        );
        assert_eq!(
            conn.list_channels("füchse", None, 10).await.unwrap().len(),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_at_once_and_its_rows_go_in_steps() {
    on_both(async |db| {
        let everybody = people(&db, 2).await;
        make(&db, new(ROOM, Kind::Channel)).await;
        enter(&db, ROOM, &everybody, NOW).await;
        hook(&db, 50).await;
        for seq in 1..=5 {
            say(&db, ROOM, seq).await;
        }
        let user_id = person(2);
        let mention = Mention {
            user_id,
            conversation_id: ROOM,
            seq: 5,
        };
        write!(db, conn => {
            conn.insert_mentions(&[mention]).await?;
            let members = conn.list_member_ids(ROOM).await?;
            conn.delete_conversation(ROOM, NOW).await?;
            conn.delete_members(ROOM, &members, false, NOW).await
        })
        .unwrap();
        assert_eq!(find(&db, ROOM).await, None);
        let mut conn = db.read().await.unwrap();
        assert!(
            conn.list_conversations_of(person(2))
                .await
                .unwrap()
                .is_empty()
        );
        assert!(conn.list_channels("", None, 10).await.unwrap().is_empty());
        assert!(
            conn.find_hook_by_secret(&50_u128.to_be_bytes())
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(
            conn.list_me_since(person(2), Some(1)).await.unwrap().gone,
            [ROOM]
        );
        assert!(
            conn.list_unpurged_conversations(NOW, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            conn.list_unpurged_conversations(LATER, 10).await.unwrap(),
            [ROOM]
        );
        drop(conn);
        let mut steps = 1;
        while write!(db, conn => conn.purge_conversation_chunk(ROOM, 2, LATER).await).unwrap() {
            steps += 1;
        }
        assert_eq!(steps, 4, "two, two, one, and the rest");
        let mut conn = db.read().await.unwrap();
        assert!(
            conn.list_messages_by_place(&[(ROOM, 5)])
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            conn.list_unpurged_conversations(LATER, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(conn.list_hooks(ROOM).await.unwrap().is_empty());
        assert!(conn.get_user(person(50)).await.unwrap().disabled);
        // Who was away is still told.
        assert_eq!(
            conn.list_me_since(person(2), Some(1)).await.unwrap().gone,
            [ROOM]
        );
    })
    .await;
}

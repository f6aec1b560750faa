//! Conversations, who is in them, each one's own part, blocks, webhooks and the purge, against
//! both engines.

use models::{
    Conversation, ConversationId, HookId, Kind, Me, MemberRole, Message, MessageId, MessageKind,
    Notify, Role, Timestamp, UserId, Visibility,
};
use uuid::Uuid;

use crate::testing::{on_both, write};
use crate::{
    Arrival, ConversationDetails, Db, Error, Hook, Mention, Membership, NewConversation, NewUser,
};

const NOW: Timestamp = Timestamp(1_000);
const LATER: Timestamp = Timestamp(2_000);
const ROOM: ConversationId = ConversationId(Uuid::from_u128(100));

fn person(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

/// People with the ids 1 to `count`.
async fn people(db: &Db, count: u128) -> Vec<UserId> {
    write!(db, conn => {
        for number in 1..=count {
            let user = NewUser {
                id: person(number),
                username: format!("user{number}"),
                username_key: Some(format!("user{number}")),
                display_name: format!("User {number}"),
                role: Role::Member,
                password_hash: None,
            };
            conn.insert_user(&user, NOW).await?;
        }
        Ok(())
    })
    .unwrap();
    (1..=count).map(person).collect()
}

fn new(id: ConversationId, kind: Kind) -> NewConversation {
    NewConversation {
        id,
        kind,
        visibility: (kind == Kind::Channel).then_some(Visibility::Public),
        title: (kind != Kind::Direct).then(|| "Füchse".to_owned()),
        topic: None,
        picture: None,
        created_by: person(1),
        created_at: NOW,
        direct: (kind == Kind::Direct).then_some((person(2), person(1))),
    }
}

async fn make(db: &Db, new: NewConversation) {
    write!(db, conn => conn.insert_conversation(&new).await).unwrap();
}

async fn enter(db: &Db, id: ConversationId, who: &[UserId], at: Timestamp) -> Vec<(UserId, i64)> {
    let who = who.to_vec();
    write!(db, conn => {
        let arrival = Arrival { role: MemberRole::Member, at, read_seq: 0, read_count: 0 };
        let revs = conn.insert_members(id, &who, arrival).await?;
        conn.update_members_count(id, i64::try_from(who.len()).unwrap_or(0)).await?;
        Ok(revs)
    })
    .unwrap()
}

/// Says something, which counts as text number `seq`.
async fn say(db: &Db, id: ConversationId, seq: i64) {
    let message = Message {
        id: MessageId(Uuid::from_u128(seq.unsigned_abs().into())),
        conversation_id: id,
        sender_id: person(1),
        seq,
        rev: seq + 1,
        kind: MessageKind::Text,
        body: Some(format!("message {seq}")),
        event: None,
        reply_to: None,
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: Vec::new(),
        mentions_everyone: false,
        thread_id: None,
        created_at: LATER,
        edited_at: None,
        deleted_at: None,
    };
    write!(db, conn => {
        let mut head = conn.lock_conversations(&[id]).await?.pop().ok_or(Error::Missing)?;
        (head.last_seq, head.rev, head.text_count) = (seq, seq + 1, seq);
        conn.insert_messages(&[(&message, seq)]).await?;
        conn.update_heads(&[&head]).await
    })
    .unwrap();
}

async fn find(db: &Db, id: ConversationId) -> Option<Conversation> {
    db.read().await.unwrap().find_conversation(id).await.unwrap()
}

async fn me(db: &Db, id: ConversationId, user_id: UserId) -> Option<Me> {
    db.read().await.unwrap().find_me(id, user_id).await.unwrap()
}

#[tokio::test]
async fn a_group_names_the_first_eight_who_came_and_a_channel_nobody() {
    on_both(async |db| {
        let everybody = people(&db, 10).await;
        make(&db, new(ROOM, Kind::Group)).await;
        enter(&db, ROOM, &everybody[5..], NOW).await;
        enter(&db, ROOM, &everybody[..5], LATER).await;
        let group = find(&db, ROOM).await.unwrap();
        assert_eq!((group.kind, group.visibility, group.members_count), (Kind::Group, None, 10));
        assert_eq!((group.last_seq, group.rev, group.created_by), (0, 1, Some(person(1))));
        assert_eq!(group.member_ids.unwrap(), [6, 7, 8, 9, 10, 1, 2, 3].map(person));
        let channel = ConversationId(Uuid::from_u128(101));
        make(&db, new(channel, Kind::Channel)).await;
        assert_eq!(find(&db, channel).await.unwrap().member_ids, None);
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.find_kind(channel).await.unwrap(),
            Some((Kind::Channel, Some(Visibility::Public)))
        );
        assert_eq!(conn.find_kind(ConversationId(Uuid::nil())).await.unwrap(), None);
        assert_eq!(conn.list_conversations(&[ROOM, channel]).await.unwrap().len(), 2);
        assert!(conn.get_conversation(ConversationId(Uuid::nil())).await.is_err());
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
        assert_eq!(conn.find_creator(ROOM).await.unwrap(), Some(Some(person(1))));
        assert_eq!(conn.find_creator(ConversationId(Uuid::nil())).await.unwrap(), None);
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
        let mention = |user_id, seq| Mention { user_id, conversation_id: ROOM, seq };
        let everyone = UserId(Uuid::nil());
        let mentions = [mention(person(2), 1), mention(person(2), 3), mention(everyone, 3)];
        write!(db, conn => conn.insert_mentions(&mentions).await).unwrap();
        let mut conn = db.read().await.unwrap();
        let mine = conn.list_conversations_of(person(2)).await.unwrap();
        let [(first, me), (second, _)] = mine.try_into().unwrap();
        assert_eq!((first.id, second.id), (ROOM, quiet));
        assert_eq!(first.last_message.unwrap().body.as_deref(), Some("message 3"));
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
            make(&db, NewConversation { title: Some(title.into()), ..new(id, Kind::Channel) }).await;
        }
        let hidden = ConversationId(Uuid::from_u128(300));
        let visibility = Some(Visibility::Private);
        make(&db, NewConversation { visibility, ..new(hidden, Kind::Channel) }).await;
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
        while let Some(next) =
            conn.list_channels("", all.last().copied(), 1).await.unwrap().pop()
        {
            all.push(next.id);
        }
        let at_once: Vec<_> =
            conn.list_channels("", None, 10).await.unwrap().iter().map(|one| one.id).collect();
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
        assert_eq!((now.title.as_deref(), now.topic.as_deref()), (Some("Wölfe"), Some("Zähne")));
        assert_eq!((rev, now.rev), (2, 2));
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.list_channels("zähne", None, 10).await.unwrap().len(), 1);
        assert_eq!(conn.list_channels("füchse", None, 10).await.unwrap().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_again_begins_anew_and_each_change_is_an_own_revision() {
    on_both(async |db| {
        let everybody = people(&db, 3).await;
        make(&db, new(ROOM, Kind::Group)).await;
        let mut revs = enter(&db, ROOM, &everybody, NOW).await;
        revs.sort_unstable();
        assert_eq!(revs, [(person(1), 1), (person(2), 1), (person(3), 1)]);
        let until = Some(Timestamp(9));
        let rev = write!(db, conn => {
            conn.update_preferences(ROOM, person(2), Notify::None, until).await
        });
        assert_eq!(rev.unwrap(), 2);
        let muted = me(&db, ROOM, person(2)).await.unwrap();
        assert_eq!((muted.notify, muted.muted_until), (Notify::None, until));
        let rev = write!(db, conn => {
            conn.update_member_role(ROOM, person(2), MemberRole::Owner).await
        });
        assert_eq!(rev.unwrap(), 3);
        assert_eq!(me(&db, ROOM, person(2)).await.unwrap().role, MemberRole::Owner);
        let gone = write!(db, conn => {
            conn.delete_members(ROOM, &[person(2), person(3)], true, LATER).await
        });
        let mut gone = gone.unwrap();
        gone.sort_unstable();
        assert_eq!(gone, [(person(2), 4), (person(3), 2)]);
        assert_eq!(me(&db, ROOM, person(2)).await, None);
        assert_eq!(enter(&db, ROOM, &[person(2)], LATER).await, [(person(2), 5)]);
        let back = me(&db, ROOM, person(2)).await.unwrap();
        assert_eq!((back.role, back.notify), (MemberRole::Member, Notify::All));
        assert_eq!((back.muted_until, back.joined_at), (None, LATER));
    })
    .await;
}

#[tokio::test]
async fn what_changed_of_ones_own_is_told_after_a_revision_and_what_is_gone_with_it() {
    on_both(async |db| {
        let everybody = people(&db, 1).await;
        let other = ConversationId(Uuid::from_u128(101));
        for id in [ROOM, other] {
            make(&db, new(id, Kind::Group)).await;
            enter(&db, id, &everybody, NOW).await;
        }
        write!(db, conn => conn.delete_members(ROOM, &[person(1)], false, LATER).await).unwrap();
        let mut conn = db.read().await.unwrap();
        let ids = |mine: &[(ConversationId, Me)]| mine.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        let all = conn.list_me_since(person(1), None).await.unwrap();
        assert_eq!((all.me_rev, ids(&all.me), all.gone), (3, vec![other], vec![]));
        let since = conn.list_me_since(person(1), Some(1)).await.unwrap();
        assert_eq!((ids(&since.me), since.gone), (vec![other], vec![ROOM]));
        let since = conn.list_me_since(person(1), Some(3)).await.unwrap();
        assert!(since.me.is_empty() && since.gone.is_empty());
        assert!(conn.list_me_since(person(9), None).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_membership_is_present_left_or_removed() {
    on_both(async |db| {
        let everybody = people(&db, 4).await;
        make(&db, new(ROOM, Kind::Group)).await;
        enter(&db, ROOM, &everybody[..3], NOW).await;
        write!(db, conn => conn.delete_members(ROOM, &[person(2)], false, LATER).await).unwrap();
        write!(db, conn => conn.delete_members(ROOM, &[person(3)], true, LATER).await).unwrap();
        let mut conn = db.read().await.unwrap();
        for (number, wanted) in [
            (1, Some(Membership::Present(MemberRole::Member))),
            (2, Some(Membership::Left)),
            (3, Some(Membership::Removed)),
            (4, None),
        ] {
            assert_eq!(conn.find_membership(ROOM, person(number)).await.unwrap(), wanted);
        }
        assert_eq!(conn.list_member_ids(ROOM).await.unwrap(), [person(1)]);
        assert_eq!(conn.list_present(ROOM, &everybody).await.unwrap(), [person(1)]);
    })
    .await;
}

#[tokio::test]
async fn members_come_in_pages_in_the_order_in_which_they_came_without_bots() {
    on_both(async |db| {
        let everybody = people(&db, 5).await;
        make(&db, new(ROOM, Kind::Group)).await;
        enter(&db, ROOM, &everybody[3..], NOW).await;
        enter(&db, ROOM, &everybody[..3], LATER).await;
        hook(&db, 50).await;
        let mut conn = db.read().await.unwrap();
        let mut found: Vec<UserId> = Vec::new();
        loop {
            let page = conn.list_members(ROOM, found.last().copied(), 2).await.unwrap();
            if page.is_empty() {
                break;
            }
            assert!(page.len() <= 2 && page.iter().all(|one| one.role == MemberRole::Member));
            found.extend(page.iter().map(|one| one.user.id));
        }
        assert_eq!(found, [4, 5, 1, 2, 3].map(person));
        assert_eq!(conn.get_conversation(ROOM).await.unwrap().members_count, 5);
    })
    .await;
}

#[tokio::test]
async fn nobody_whose_account_has_ended_can_be_added_or_inherits_before_others() {
    on_both(async |db| {
        let everybody = people(&db, 4).await;
        make(&db, new(ROOM, Kind::Group)).await;
        for (user_id, at) in everybody.iter().zip(1..) {
            enter(&db, ROOM, &[*user_id], Timestamp(at)).await;
        }
        write!(db, conn => {
            let closed = crate::UserChange { disabled: Some(true), ..Default::default() };
            conn.update_user(person(2), &closed, NOW).await?;
            conn.delete_user(person(3), NOW).await
        })
        .unwrap();
        let mut conn = db.read().await.unwrap();
        let mut addable = conn.list_addable(&everybody).await.unwrap();
        addable.sort_unstable();
        assert_eq!(addable, [person(1), person(4)]);
        assert_eq!(conn.find_longest_member(ROOM, person(1)).await.unwrap(), Some(person(4)));
        assert_eq!(conn.find_server_heir(person(1)).await.unwrap(), Some(person(4)));
        assert_eq!(conn.find_server_heir(person(4)).await.unwrap(), Some(person(1)));
        assert_eq!(conn.list_departing(10).await.unwrap(), [person(3)]);
        assert_eq!(conn.count_owners(ROOM).await.unwrap(), 0);
        drop(conn);
        write!(db, conn => conn.update_member_role(ROOM, person(1), MemberRole::Owner).await)
            .unwrap();
        assert_eq!(db.read().await.unwrap().count_owners(ROOM).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_in_too_many_conversations_is_found() {
    on_both(async |db| {
        let everybody = people(&db, 2).await;
        for number in 100..103 {
            let id = ConversationId(Uuid::from_u128(number));
            make(&db, new(id, Kind::Group)).await;
            enter(&db, id, &everybody[1..], NOW).await;
        }
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.find_crowded(&everybody, 2).await.unwrap(), Some(person(2)));
        assert_eq!(conn.find_crowded(&everybody, 3).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn blocks_are_set_and_taken_back_and_found_from_both_sides() {
    on_both(async |db| {
        let everybody = people(&db, 3).await;
        for _ in 0..2 {
            write!(db, conn => conn.insert_block(person(1), person(2), NOW).await).unwrap();
        }
        write!(db, conn => conn.insert_block(person(1), person(3), LATER).await).unwrap();
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.list_blocks(person(1)).await.unwrap(), [person(3), person(2)]);
        assert_eq!(conn.count_blocks(person(1)).await.unwrap(), 2);
        assert_eq!(conn.list_blockers(person(2), &everybody).await.unwrap(), [person(1)]);
        drop(conn);
        for _ in 0..2 {
            write!(db, conn => conn.delete_block(person(1), person(2)).await).unwrap();
        }
        let mut conn = db.read().await.unwrap();
        assert!(conn.list_blockers(person(2), &everybody).await.unwrap().is_empty());
    })
    .await;
}

/// A webhook of the room, its bot in it.
async fn hook(db: &Db, number: u128) -> Hook {
    let hook = Hook {
        id: HookId(Uuid::from_u128(number)),
        conversation_id: ROOM,
        user_id: person(number),
        name: "Deploys".into(),
        created_by: person(1),
        created_at: NOW,
    };
    let made = hook.clone();
    write!(db, conn => {
        conn.insert_hook(&made, "bot-1", &number.to_be_bytes()).await?;
        let arrival = Arrival { role: MemberRole::Member, at: NOW, read_seq: 0, read_count: 0 };
        conn.insert_members(ROOM, &[made.user_id], arrival).await
    })
    .unwrap();
    hook
}

#[tokio::test]
async fn a_webhook_is_found_by_its_secret_until_it_is_taken_away() {
    on_both(async |db| {
        people(&db, 1).await;
        make(&db, new(ROOM, Kind::Group)).await;
        let made = [hook(&db, 50).await, hook(&db, 51).await];
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.list_hooks(ROOM).await.unwrap(), made);
        let found = conn.find_hook_by_secret(&50_u128.to_be_bytes()).await.unwrap();
        assert_eq!(found.as_ref(), Some(&made[0]));
        assert_eq!(conn.find_hook_by_secret(b"x").await.unwrap(), None);
        let bot = conn.get_user(person(50)).await.unwrap();
        assert_eq!((bot.role, bot.display_name.as_str()), (Role::Bot, "Deploys"));
        drop(conn);
        let elsewhere = ConversationId(Uuid::nil());
        let id = made[0].id;
        for (place, bot) in [(elsewhere, None), (ROOM, Some(person(50))), (ROOM, None)] {
            let ended = write!(db, conn => conn.delete_hook(place, id, LATER).await);
            assert_eq!(ended.unwrap(), bot);
        }
        let mut conn = db.read().await.unwrap();
        assert!(conn.get_user(person(50)).await.unwrap().disabled);
        assert_eq!(conn.find_hook_by_secret(&50_u128.to_be_bytes()).await.unwrap(), None);
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
        let mention = Mention { user_id, conversation_id: ROOM, seq: 5 };
        write!(db, conn => {
            conn.insert_mentions(&[mention]).await?;
            let members = conn.list_member_ids(ROOM).await?;
            conn.delete_conversation(ROOM, NOW).await?;
            conn.delete_members(ROOM, &members, false, NOW).await
        })
        .unwrap();
        assert_eq!(find(&db, ROOM).await, None);
        let mut conn = db.read().await.unwrap();
        assert!(conn.list_conversations_of(person(2)).await.unwrap().is_empty());
        assert!(conn.list_channels("", None, 10).await.unwrap().is_empty());
        assert!(conn.find_hook_by_secret(&50_u128.to_be_bytes()).await.unwrap().is_none());
        assert_eq!(conn.list_me_since(person(2), Some(1)).await.unwrap().gone, [ROOM]);
        assert!(conn.list_unpurged_conversations(NOW, 10).await.unwrap().is_empty());
        assert_eq!(conn.list_unpurged_conversations(LATER, 10).await.unwrap(), [ROOM]);
        drop(conn);
        let mut steps = 1;
        while write!(db, conn => conn.purge_conversation_chunk(ROOM, 2, LATER).await).unwrap() {
            steps += 1;
        }
        assert_eq!(steps, 4, "two, two, one, and the rest");
        let mut conn = db.read().await.unwrap();
        assert!(conn.list_messages_by_place(&[(ROOM, 5)]).await.unwrap().is_empty());
        assert!(conn.list_unpurged_conversations(LATER, 10).await.unwrap().is_empty());
        assert!(conn.list_hooks(ROOM).await.unwrap().is_empty());
        assert!(conn.get_user(person(50)).await.unwrap().disabled);
        // Who was away is still told.
        assert_eq!(conn.list_me_since(person(2), Some(1)).await.unwrap().gone, [ROOM]);
    })
    .await;
}

#[tokio::test]
async fn two_thousand_people_come_in_at_once() {
    on_both(async |db| {
        let everybody = people(&db, 2_000).await;
        make(&db, new(ROOM, Kind::Group)).await;
        assert_eq!(enter(&db, ROOM, &everybody, NOW).await.len(), 2_000);
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.get_conversation(ROOM).await.unwrap().members_count, 2_000);
        assert_eq!(conn.list_member_ids(ROOM).await.unwrap().len(), 2_000);
    })
    .await;
}

//! Who is in a conversation and each one's own part of it, against both engines.

use models::access::Membership;
use models::{ConversationId, Kind, Me, MemberRole, Notify, Timestamp, UserId};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, enter, hook, make, me, new, people, person};
use crate::testing::{on_both, write};

#[tokio::test]
async fn whoever_comes_again_begins_anew_and_each_change_is_an_own_revision() {
    on_both(async |db| {
        let everybody = people(&db, 3).await;
        make(&db, new(ROOM, Kind::Group)).await;
        let locked = everybody.clone();
        write!(db, conn => conn.lock_people(&locked).await).unwrap();
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
        assert_eq!(
            me(&db, ROOM, person(2)).await.unwrap().role,
            MemberRole::Owner
        );
        let gone = write!(db, conn => {
            conn.delete_members(ROOM, &[person(2), person(3)], true, LATER).await
        });
        let mut gone = gone.unwrap();
        gone.sort_unstable();
        assert_eq!(gone, [(person(2), 4), (person(3), 2)]);
        assert_eq!(me(&db, ROOM, person(2)).await, None);
        assert_eq!(
            enter(&db, ROOM, &[person(2)], LATER).await,
            [(person(2), 5)]
        );
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
        let ids =
            |mine: &[(ConversationId, Me)]| mine.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        let all = conn.list_me_since(person(1), None).await.unwrap();
        assert_eq!(
            (all.me_rev, ids(&all.me), all.gone),
            (3, vec![other], vec![])
        );
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
            assert_eq!(
                conn.find_membership(ROOM, person(number)).await.unwrap(),
                wanted
            );
        }
        assert_eq!(conn.list_member_ids(ROOM).await.unwrap(), [person(1)]);
        assert_eq!(
            conn.list_present(ROOM, &everybody).await.unwrap(),
            [person(1)]
        );
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
            let page = conn
                .list_members(ROOM, found.last().copied(), 2)
                .await
                .unwrap();
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
        assert_eq!(
            conn.find_longest_member(ROOM, person(1)).await.unwrap(),
            Some(person(4))
        );
        assert_eq!(
            conn.find_server_heir(person(1)).await.unwrap(),
            Some(person(4))
        );
        assert_eq!(
            conn.find_server_heir(person(4)).await.unwrap(),
            Some(person(1))
        );
        assert_eq!(conn.list_departing(10).await.unwrap(), [person(3)]);
        assert_eq!(conn.count_owners(ROOM).await.unwrap(), 0);
        drop(conn);
        write!(db, conn => conn.update_member_role(ROOM, person(1), MemberRole::Owner).await)
            .unwrap();
        assert_eq!(
            db.read().await.unwrap().count_owners(ROOM).await.unwrap(),
            1
        );
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
        assert_eq!(
            conn.find_crowded(&everybody, 2).await.unwrap(),
            Some(person(2))
        );
        assert_eq!(conn.find_crowded(&everybody, 3).await.unwrap(), None);
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
        assert_eq!(
            conn.get_conversation(ROOM).await.unwrap().members_count,
            2_000
        );
        assert_eq!(conn.list_member_ids(ROOM).await.unwrap().len(), 2_000);
    })
    .await;
}

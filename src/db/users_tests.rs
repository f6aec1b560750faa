//! People and bots, as each engine keeps them.

use super::*;
use crate::testing::{on_both, write};

const NOW: Timestamp = Timestamp(1_000);
const LATER: Timestamp = Timestamp(2_000);

fn new(number: u128, username: &str, display_name: &str) -> NewUser {
    NewUser {
        id: UserId(Uuid::from_u128(number)),
        username: username.to_owned(),
        username_key: Some(username.to_lowercase()),
        display_name: display_name.to_owned(),
        role: Role::Member,
        password_hash: Some("hash".to_owned()),
    }
}

async fn three(db: &crate::Db) {
    for user in [
        new(1, "alice", "Алиса 50%"),
        new(2, "Bob", "Bob_B"),
        new(3, "carol", "C"),
    ] {
        write!(db, conn => conn.insert_user(&user, NOW).await).unwrap();
    }
}

fn names(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.username.as_str()).collect()
}

#[tokio::test]
async fn a_user_is_found_as_it_was_made_and_its_name_is_taken() {
    on_both(async |db| {
        three(&db).await;
        let mut conn = db.read().await.unwrap();
        let alice = conn.get_user(UserId(Uuid::from_u128(1))).await.unwrap();
        assert_eq!(
            (alice.username.as_str(), alice.role),
            ("alice", Role::Member)
        );
        assert_eq!((alice.disabled, alice.updated_at), (false, NOW));
        assert!(conn.has_users().await.unwrap());
        let nobody = UserId(Uuid::nil());
        assert!(matches!(conn.get_user(nobody).await, Err(Error::Missing)));
        drop(conn);
        let again = new(4, "ALICE", "x");
        let error = write!(db, conn => conn.insert_user(&again, NOW).await).unwrap_err();
        assert!(matches!(error, Error::Exists), "{error:?}");
        for number in [5, 6] {
            let bot = NewUser {
                username_key: None,
                ..new(number, "bot", "Bot")
            };
            write!(db, conn => conn.insert_user(&bot, NOW).await).unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_query_finds_names_without_regard_to_case_page_by_page() {
    on_both(async |db| {
        three(&db).await;
        let mut conn = db.read().await.unwrap();
        for (query, found) in [
            ("ALI", vec!["alice"]),
            ("аЛИ", vec!["alice"]),
            ("b", vec!["Bob"]),
            ("50%", vec!["alice"]),
            ("%", vec!["alice"]),
            ("_", vec!["Bob"]),
            ("\\", vec![]),
            ("\0", vec![]),
            ("ce\nа", vec!["alice"]),
        ] {
            let users = conn.list_users(query, None, 10).await.unwrap();
            assert_eq!(names(&users), found, "{query:?}");
        }
        let mut all = Vec::new();
        while let Some(user) = conn
            .list_users("", all.last().map(|user: &User| user.id), 1)
            .await
            .unwrap()
            .pop()
        {
            all.push(user);
        }
        let mut found = names(&all);
        found.sort_unstable();
        assert_eq!(found, ["Bob", "alice", "carol"]);
    })
    .await;
}

#[tokio::test]
async fn users_are_found_by_their_ids_and_by_their_usernames_keys() {
    on_both(async |db| {
        three(&db).await;
        let mut conn = db.read().await.unwrap();
        let wanted = [1, 3, 9].map(|number| UserId(Uuid::from_u128(number)));
        let mut found = conn.list_users_by_id(&wanted).await.unwrap();
        found.sort_by_key(|user| user.id);
        assert_eq!(names(&found), ["alice", "carol"]);
        assert!(conn.list_users_by_id(&[]).await.unwrap().is_empty());
        let keys = ["bob", "nobody\"x"].map(str::to_owned);
        let found = conn.find_users_by_username_keys(&keys).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].0.as_str(), found[0].1.username.as_str()),
            ("bob", "Bob")
        );
        let known = conn.find_credentials("bob").await.unwrap().unwrap();
        assert_eq!(known.password_hash.as_deref(), Some("hash"));
        let by_id = conn
            .find_credentials_by_id(known.user.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (by_id.user, by_id.username_key),
            (known.user, known.username_key)
        );
        assert!(conn.find_credentials("nobody").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_change_touches_what_it_names_and_nothing_else() {
    on_both(async |db| {
        three(&db).await;
        let id = UserId(Uuid::from_u128(2));
        let change = UserChange {
            display_name: Some("Robert".to_owned()),
            avatar: Some(Some(FileId(Uuid::from_u128(7)))),
            ..UserChange::default()
        };
        write!(db, conn => conn.update_user(id, &change, LATER).await).unwrap();
        let change = UserChange {
            role: Some(Role::Owner),
            disabled: Some(true),
            ..UserChange::default()
        };
        let bob = write!(db, conn => conn.update_user(id, &change, LATER).await).unwrap();
        assert_eq!(
            (bob.display_name.as_str(), bob.role),
            ("Robert", Role::Owner)
        );
        assert!(bob.disabled && bob.avatar.is_some());
        assert_eq!(bob.updated_at, LATER);
        let clear = UserChange {
            avatar: Some(None),
            ..UserChange::default()
        };
        let bob = write!(db, conn => conn.update_user(id, &clear, LATER).await).unwrap();
        assert_eq!(bob.avatar, None);
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            names(&conn.list_users("robert", None, 9).await.unwrap()),
            ["Bob"]
        );
        assert_eq!(
            conn.count_other_owners(UserId(Uuid::nil())).await.unwrap(),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_is_replaced_only_while_it_is_the_one_that_was_named() {
    on_both(async |db| {
        three(&db).await;
        let id = UserId(Uuid::from_u128(2));
        let replace = async |old: Option<&'static str>, new: &'static str| {
            write!(db, conn => conn.update_password(id, old, new).await).unwrap()
        };
        assert!(replace(Some("hash"), "second").await);
        assert!(!replace(Some("hash"), "third").await);
        assert!(replace(None, "fourth").await);
        let mut conn = db.read().await.unwrap();
        let bob = conn.find_credentials("bob").await.unwrap().unwrap();
        assert_eq!(bob.password_hash.as_deref(), Some("fourth"));
        drop(conn);
        write!(db, conn => conn.delete_user(id, LATER).await).unwrap();
        assert!(!replace(None, "fifth").await);
    })
    .await;
}

#[tokio::test]
async fn of_a_deleted_account_nothing_is_left_but_that_it_was() {
    on_both(async |db| {
        three(&db).await;
        let id = UserId(Uuid::from_u128(1));
        write!(db, conn => conn.delete_user(id, LATER).await).unwrap();
        let again = write!(db, conn => conn.delete_user(id, LATER).await);
        assert!(matches!(again, Err(Error::Missing)));
        let change = UserChange {
            disabled: Some(false),
            ..UserChange::default()
        };
        let change = write!(db, conn => conn.update_user(id, &change, LATER).await);
        assert!(matches!(change, Err(Error::Missing)));
        let mut conn = db.read().await.unwrap();
        let gone = conn.get_user(id).await.unwrap();
        assert_eq!(
            (gone.display_name.as_str(), gone.username.as_str()),
            ("Deleted person", "deleted")
        );
        assert!(gone.disabled && gone.avatar.is_none());
        assert!(conn.list_users("ali", None, 9).await.unwrap().is_empty());
        assert!(
            conn.list_users("deleted", None, 9)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(conn.list_users_by_id(&[id]).await.unwrap().len(), 1);
        assert!(conn.find_credentials("alice").await.unwrap().is_none());
        drop(conn);
        write!(db, conn => conn.insert_user(&new(8, "alice", "New"), LATER).await).unwrap();
    })
    .await;
}

/// Long enough for another transaction to come to where it must wait.
const A_WHILE: std::time::Duration = std::time::Duration::from_millis(200);

#[tokio::test]
async fn two_who_change_a_user_at_once_change_what_each_names() {
    on_both(async |db| {
        three(&db).await;
        let id = UserId(Uuid::from_u128(2));
        let (begun, is_begun) = tokio::sync::oneshot::channel();
        let disable = db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let change = UserChange {
                    disabled: Some(true),
                    ..UserChange::default()
                };
                conn.update_user(id, &change, LATER).await?;
                let _ = begun.send(());
                tokio::time::sleep(A_WHILE).await;
                Ok(())
            })
        });
        let rename = async {
            is_begun.await.unwrap();
            let change = UserChange {
                display_name: Some("Robert".to_owned()),
                ..UserChange::default()
            };
            write!(db, conn => conn.update_user(id, &change, LATER).await)
        };
        let (disabled, renamed) = tokio::join!(disable, rename);
        disabled.unwrap();
        let bob = renamed.unwrap();
        assert_eq!((bob.display_name.as_str(), bob.disabled), ("Robert", true));
    })
    .await;
}

#[tokio::test]
async fn of_two_owners_who_stop_being_one_at_once_one_stays() {
    on_both(async |db| {
        for (number, name) in [(1, "alice"), (2, "bob")] {
            let owner = NewUser {
                role: Role::Owner,
                ..new(number, name, name)
            };
            write!(db, conn => conn.insert_user(&owner, NOW).await).unwrap();
        }
        let demote = |number| {
            let id = UserId(Uuid::from_u128(number));
            db.write::<_, Error>(move |conn| {
                Box::pin(async move {
                    let change = UserChange {
                        role: Some(Role::Member),
                        ..UserChange::default()
                    };
                    conn.update_user(id, &change, LATER).await?;
                    tokio::time::sleep(A_WHILE).await;
                    let others = conn.count_other_owners(id).await?;
                    // The other has counted too, before either is done.
                    tokio::time::sleep(A_WHILE).await;
                    match others {
                        0 => Err(Error::Missing),
                        _ => Ok(()),
                    }
                })
            })
        };
        let (alice, bob) = tokio::join!(demote(1), demote(2));
        assert_ne!(alice.is_ok(), bob.is_ok());
        let nobody = UserId(Uuid::nil());
        let owners = db.read().await.unwrap().count_other_owners(nobody).await;
        assert_eq!(owners.unwrap(), 1);
    })
    .await;
}

//! Passwords that are right, wrong, guessed too often, and changed.

use std::net::Ipv6Addr;

use db::testing::on_both;
use futures_util::future::join_all;
use models::{Role, UserId};

use crate::password::Passwords;
use crate::testing::{PASSWORD, World, account, config, device, device_at};
use crate::throttle::Attempt;
use crate::{Config, Error, Registration};

fn wrong<T>(result: &crate::Result<T>) -> bool {
    matches!(result, Err(Error::InvalidCredentials))
}

fn throttled<T>(result: &crate::Result<T>) -> bool {
    matches!(result, Err(Error::Throttled(wait)) if wait.as_secs() <= 60)
}

#[tokio::test]
async fn nobody_learns_why_a_log_in_failed() {
    let world = World::with(Config {
        logins_per_minute: 0,
        ..config(Registration::Open)
    })
    .await;
    world.register("alice").await.unwrap();
    world.register("bob").await.unwrap();
    world.auth.set_disabled("bob", true).await.unwrap();
    for (name, password) in [
        ("alice", "wrong password"),
        ("alice", ""),
        ("alice", &"x".repeat(100_000)),
        ("bob", PASSWORD),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("\0", PASSWORD),
        (&"x".repeat(100_000), PASSWORD),
    ] {
        assert!(wrong(&world.login(name, password).await), "{name:.10}");
    }
    for name in ["alice", "ALICE"] {
        assert_eq!(
            world.login(name, PASSWORD).await.unwrap().user.username,
            "alice"
        );
    }
}

#[tokio::test]
async fn an_unknown_user_takes_as_long_as_a_wrong_password() {
    let world = World::with(Config {
        logins_per_minute: 0,
        ..config(Registration::Open)
    })
    .await;
    world.register("alice").await.unwrap();
    let mut quickest = [f64::MAX; 2];
    for _ in 0..9 {
        for (name, quickest) in ["nobody", "alice"].into_iter().zip(&mut quickest) {
            let begun = std::time::Instant::now();
            assert!(wrong(&world.login(name, "wrong password").await));
            *quickest = quickest.min(begun.elapsed().as_secs_f64());
        }
    }
    // Without a hash it would be a hundredth; the machine has other things to do, too.
    let ratio = quickest[0] / quickest[1];
    assert!((0.5..2.0).contains(&ratio), "{quickest:?}");
}

#[tokio::test]
async fn a_password_is_the_same_however_a_keyboard_composes_it() {
    let world = World::new().await;
    let new = crate::NewAccount {
        password: "contrase\u{f1}a".into(),
        ..account("alice")
    };
    world.auth.register(new, None, device()).await.unwrap();
    world.login("alice", "contrasen\u{303}a").await.unwrap();
}

#[tokio::test]
async fn after_three_failures_even_the_right_password_waits_a_minute() {
    let world = World::new().await;
    world.register("alice").await.unwrap();
    world.register("bob").await.unwrap();
    for _ in 0..3 {
        assert!(wrong(&world.login("alice", "wrong password").await));
    }
    assert!(throttled(&world.login("Alice", PASSWORD).await));
    assert!(
        world.login("bob", PASSWORD).await.is_ok(),
        "another account"
    );
    let elsewhere = device_at(Ipv6Addr::LOCALHOST.into());
    assert!(
        world.auth.login("alice", PASSWORD, elsewhere).await.is_ok(),
        "another address"
    );
    world.pass(61);
    assert!(world.login("alice", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_address_may_fail_ten_times_as_often_and_successes_are_not_counted() {
    let world = World::new().await;
    world.register("alice").await.unwrap();
    for _ in 0..5 {
        assert!(world.login("alice", PASSWORD).await.is_ok());
    }
    for number in 0..30 {
        assert!(wrong(
            &world
                .login(&format!("user{number}"), "wrong password")
                .await
        ));
    }
    assert!(throttled(&world.login("alice", PASSWORD).await));
}

#[tokio::test]
async fn guesses_made_all_at_once_are_counted_too() {
    let world = World::new().await;
    world.register("alice").await.unwrap();
    let guesses = join_all((0..40).map(|_| world.login("alice", "wrong password"))).await;
    let tried = guesses.iter().filter(|guess| wrong(guess)).count();
    // Those whose turn it was already when the third failed.
    assert!((3..=3 + 4).contains(&tried), "{tried} were tried");
}

#[tokio::test]
async fn a_password_change_ends_every_other_session_and_is_throttled_like_a_log_in() {
    let mut world = World::new().await;
    let first = world.register("alice").await.unwrap();
    let second = world.login("alice", PASSWORD).await.unwrap();
    let caller = world.auth.authenticate(&second.access_token).await.unwrap();
    let address = device().address;
    let change = world
        .auth
        .change_password(&caller, PASSWORD, "short", address)
        .await;
    assert!(matches!(change, Err(Error::Problem(_))));
    world.heard().await;
    let change = world
        .auth
        .change_password(&caller, PASSWORD, "another password", address)
        .await;
    change.unwrap();
    assert_eq!(world.heard().await.len(), 1, "everybody is told once");
    assert!(world.auth.authenticate(&second.access_token).await.is_ok());
    let ended = world.auth.authenticate(&first.access_token).await;
    assert!(matches!(ended, Err(Error::Unauthenticated)));
    assert!(
        world
            .auth
            .refresh(&first.refresh_token, device())
            .await
            .is_err()
    );
    for _ in 0..2 {
        let guess = world
            .auth
            .verify_password(caller.user_id, PASSWORD, address)
            .await;
        assert!(wrong(&guess));
    }
    assert!(wrong(&world.login("alice", PASSWORD).await));
    let right = world
        .auth
        .verify_password(caller.user_id, "another password", address)
        .await;
    assert!(throttled(&right));
    let nobody = UserId(uuid::Uuid::nil());
    assert!(wrong(
        &world.auth.verify_password(nobody, PASSWORD, address).await
    ));
}

#[tokio::test]
async fn a_hash_of_other_parameters_is_made_anew_at_the_next_log_in() {
    use argon2::password_hash::PasswordHasher;
    use argon2::{Algorithm, Argon2, Params, Version};

    let world = World::new().await;
    let id = world.register("alice").await.unwrap().user.id;
    let params = Params::new(8 * 1_024, 1, 1, None).unwrap();
    let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"0123456789abcdef")
        .unwrap()
        .to_string();
    let set = old.clone();
    let write = world.db.write::<_, db::Error>(move |conn| {
        Box::pin(async move { conn.update_password(id, None, &set).await })
    });
    write.await.unwrap();
    assert!(wrong(&world.login("alice", "wrong password").await));
    world.login("alice", PASSWORD).await.unwrap();
    let stored = world
        .db
        .read()
        .await
        .unwrap()
        .find_credentials_by_id(id)
        .await
        .unwrap();
    let stored = stored.unwrap().password_hash.unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    world.login("alice", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn what_was_proven_by_a_password_is_worth_nothing_once_there_is_another() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Open)).await;
        let id = world.register("alice").await.unwrap().user.id;
        let address = device().address;
        let stored = world
            .db
            .read()
            .await
            .unwrap()
            .find_credentials_by_id(id)
            .await;
        let stored = stored.unwrap();
        let attempt = Attempt::new(address, "alice");
        let proven = world
            .auth
            .prove(&attempt, stored.as_ref(), PASSWORD, address)
            .await
            .unwrap();
        assert!(
            world
                .auth
                .begin_session(proven.clone(), &device())
                .await
                .is_ok()
        );

        world
            .auth
            .set_password("alice", "another password")
            .await
            .unwrap();
        let late = world.auth.begin_session(proven.clone(), &device()).await;
        assert!(wrong(&late), "a log-in that waited in line");
        let late = world.auth.rehash(&proven, PASSWORD, address).await;
        assert!(wrong(&late), "the old password made anew");
        let late = world
            .auth
            .replace_password(id, Some(proven), "a hash".to_owned(), None)
            .await;
        assert!(wrong(&late), "a second change by the same password");
        assert!(world.login("alice", "another password").await.is_ok());

        let stored = world
            .db
            .read()
            .await
            .unwrap()
            .find_credentials_by_id(id)
            .await;
        let stored = stored.unwrap();
        let proven = world
            .auth
            .prove(&attempt, stored.as_ref(), "another password", address)
            .await
            .unwrap();
        world.register("bob").await.unwrap();
        world.auth.set_role("bob", Role::Owner).await.unwrap();
        world.auth.set_disabled("alice", true).await.unwrap();
        let late = world.auth.begin_session(proven, &device()).await;
        assert!(wrong(&late), "a log-in into an account that was closed");
    })
    .await;
}

#[tokio::test]
async fn the_line_for_passwords_has_an_end() {
    let passwords = Passwords::new(
        models::Random::system(),
        tokio_util::task::TaskTracker::new(),
    );
    let one = device().address;
    let mut waiting: Vec<_> = (0..128)
        .map(|_| Box::pin(passwords.hash(PASSWORD, one)))
        .collect();
    for hash in &mut waiting {
        assert!(futures_util::poll!(hash).is_pending());
    }
    assert!(matches!(
        passwords.hash(PASSWORD, one).await,
        Err(Error::Busy)
    ));
    let mut other = Box::pin(passwords.hash(PASSWORD, Ipv6Addr::LOCALHOST.into()));
    assert!(
        futures_util::poll!(&mut other).is_pending(),
        "somebody else is let in"
    );
    drop(waiting);
    assert!(other.await.unwrap().starts_with("$argon2id$"));
}

#[tokio::test]
async fn one_more_log_in_than_a_hundred_ends_the_oldest() {
    let world = World::new().await;
    let first = world.register("alice").await.unwrap();
    let mut last = None;
    for _ in 0..100 {
        world.pass(1);
        last = Some(world.login("alice", PASSWORD).await.unwrap());
    }
    assert!(world.auth.authenticate(&first.access_token).await.is_err());
    assert!(
        world
            .auth
            .authenticate(&last.unwrap().access_token)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn the_command_line_changes_accounts_but_never_leaves_a_server_without_an_owner() {
    let world = World::new().await;
    let alice = world.register("alice").await.unwrap();
    world.register("bob").await.unwrap();
    for refused in [
        world.auth.set_role("alice", Role::Member).await,
        world.auth.set_disabled("ALICE", true).await,
    ] {
        assert!(matches!(refused, Err(Error::Problem(_))));
    }
    assert!(matches!(
        world.auth.set_role("nobody", Role::Admin).await,
        Err(Error::NotFound)
    ));
    world.auth.set_role("bob", Role::Owner).await.unwrap();
    assert_eq!(
        world
            .auth
            .set_role("alice", Role::Member)
            .await
            .unwrap()
            .role,
        Role::Member
    );
    assert!(
        world
            .auth
            .set_disabled("alice", true)
            .await
            .unwrap()
            .disabled
    );
    assert!(world.auth.authenticate(&alice.access_token).await.is_err());
    assert!(wrong(&world.login("alice", PASSWORD).await));
    world.auth.set_disabled("alice", false).await.unwrap();
    world
        .auth
        .set_password("alice", "another password")
        .await
        .unwrap();
    assert!(wrong(&world.login("alice", PASSWORD).await));
    assert!(world.login("alice", "another password").await.is_ok());
    assert!(!world.user(alice.user.id).await.disabled);
}

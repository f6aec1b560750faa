//! Who gets an account, and as what.

use std::sync::Arc;

use db::testing::on_both;
use models::{Code, Problem, Role};

use crate::testing::{World, account, config, device, device_at};
use crate::{Auth, Error, NewInvite, Newcomer, Registration, Welcome};

#[tokio::test]
async fn the_first_account_is_the_owner_whatever_the_configuration_says() {
    for registration in [
        Registration::Open,
        Registration::Invite,
        Registration::Closed,
    ] {
        let world = World::with(config(registration)).await;
        assert_eq!(world.auth.registration(true), Registration::Open);
        let owner = world.register("alice").await.unwrap().user;
        assert_eq!(owner.role, Role::Owner);
        assert_eq!(world.auth.registration(false), registration);
        let second = world.register("bob").await.map(|grant| grant.user.role);
        match registration {
            Registration::Open => assert_eq!(second.unwrap(), Role::Member),
            _ => assert!(matches!(second, Err(Error::RegistrationClosed))),
        }
        let newcomer = Newcomer {
            user_id: owner.id,
            first: true,
            invited_to: None,
        };
        assert_eq!(world.newcomers.lock()[0], newcomer);
    }
}

#[tokio::test]
async fn two_who_register_first_at_the_same_time_make_one_owner() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Open)).await;
        let names = ["alice", "bob", "carol", "dave"];
        let made = futures_util::future::join_all(names.map(|name| world.register(name))).await;
        assert!(made.iter().all(Result::is_ok));
        assert_eq!(world.owners().await, 1);
        assert_eq!(
            world
                .newcomers
                .lock()
                .iter()
                .filter(|newcomer| newcomer.first)
                .count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn where_registration_is_closed_two_at_the_same_time_make_one_account() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Closed)).await;
        let names = ["alice", "bob", "carol", "dave"];
        let made = futures_util::future::join_all(names.map(|name| world.register(name))).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        assert_eq!(
            (
                world.owners().await,
                world.auth.list_accounts().await.unwrap().len()
            ),
            (1, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn one_username_is_one_persons_also_at_the_same_time() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Open)).await;
        let names = ["alice", "ALICE", "аlice"];
        let made = futures_util::future::join_all(names.map(|name| world.register(name))).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        for error in made.into_iter().filter_map(Result::err) {
            assert!(matches!(error, Error::UsernameTaken), "{error:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_against_a_rule_names_its_field() {
    let world = World::new().await;
    for (change, field) in [
        (
            crate::NewAccount {
                username: "a".into(),
                ..account("x")
            },
            "username",
        ),
        (
            crate::NewAccount {
                username: "all".into(),
                ..account("x")
            },
            "username",
        ),
        (
            crate::NewAccount {
                password: "1234567".into(),
                ..account("bob")
            },
            "password",
        ),
        (
            crate::NewAccount {
                password: "x".repeat(257),
                ..account("bob")
            },
            "password",
        ),
        (
            crate::NewAccount {
                display_name: Some(" ".into()),
                ..account("bob")
            },
            "display_name",
        ),
    ] {
        let error = world
            .auth
            .register(change, None, device())
            .await
            .map(drop)
            .unwrap_err();
        let problem = Problem::from(error);
        assert_eq!(
            (problem.code, &*problem.errors[0].field),
            (Code::InvalidField, field)
        );
    }
    assert!(world.auth.list_accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_makes_accounts_without_end() {
    let world = World::new().await;
    world.register("alice").await.unwrap();
    // Refused before anything is hashed, and not counted.
    for _ in 0..40 {
        let taken = world.register("ALICE").await.map(drop);
        assert!(matches!(taken, Err(Error::UsernameTaken)));
    }
    let come = |name: String, address: &'static str| {
        let device = device_at(address.parse().unwrap());
        world.auth.register(account(&name), None, device)
    };
    for number in 0..30 {
        let address = ["2001:db8::1", "2001:db8::2:0:0:1"][number % 2];
        come(format!("user{number}"), address).await.unwrap();
    }
    let one_more = come("one-more".to_owned(), "2001:db8::3").await.map(drop);
    assert!(matches!(one_more, Err(Error::Throttled(_))), "{one_more:?}");
    assert!(come("bob".to_owned(), "2001:db8:1::").await.is_ok());
    world
        .auth
        .create_account(account("carol"), None)
        .await
        .unwrap();
    world.pass(61);
    assert!(come("one-more".to_owned(), "2001:db8::3").await.is_ok());
}

#[tokio::test]
async fn where_everybody_may_register_a_code_that_is_none_is_said_to_be_none() {
    let world = World::new().await;
    world.register("alice").await.unwrap();
    let invite = world
        .auth
        .create_invite(NewInvite::default())
        .await
        .unwrap();
    let come = |name, code: &str| {
        let code = Some(code.to_owned());
        world.auth.register(account(name), code, device())
    };
    let never = come("bob", "never-was").await.map(drop);
    assert!(matches!(never, Err(Error::RegistrationClosed)), "{never:?}");
    assert!(come("bob", &invite.code).await.is_ok());
}

#[tokio::test]
async fn a_welcome_that_fails_leaves_nothing_behind() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Open)).await;
        let fail: Welcome = Arc::new(|_, _| Box::pin(async { Err(Error::Busy) }));
        let inner = &world.auth.inner;
        let failing = Auth::new(crate::Parts {
            config: inner.config.clone(),
            db: world.db.clone(),
            topic: inner.topic.clone(),
            limiter: inner.limiter.clone(),
            welcome: fail,
            clock: inner.clock.clone(),
            random: inner.random.clone(),
            tasks: tokio_util::task::TaskTracker::new(),
        });
        let failing = failing.await.unwrap();
        assert!(
            failing
                .register(account("alice"), None, device())
                .await
                .is_err()
        );
        assert!(!world.db.read().await.unwrap().has_users().await.unwrap());
        assert_eq!(
            world.register("alice").await.unwrap().user.role,
            Role::Owner
        );
    })
    .await;
}

#[tokio::test]
async fn the_command_line_makes_accounts_where_registration_is_closed() {
    let world = World::with(config(Registration::Closed)).await;
    let first = world
        .auth
        .create_account(account("alice"), Some(Role::Member))
        .await
        .unwrap();
    assert_eq!(first.role, Role::Owner, "somebody must be");
    let second = world
        .auth
        .create_account(account("bob"), Some(Role::Admin))
        .await
        .unwrap();
    assert_eq!(second.role, Role::Admin);
    let third = world
        .auth
        .create_account(account("carol"), None)
        .await
        .unwrap();
    assert_eq!(third.role, Role::Member);
    let invite = world
        .auth
        .create_invite(NewInvite::default())
        .await
        .unwrap();
    let dave = world
        .auth
        .register(account("dave"), Some(invite.code), device())
        .await;
    assert!(
        matches!(dave.map(drop), Err(Error::RegistrationClosed)),
        "closed is closed"
    );
    assert!(world.login("carol", crate::testing::PASSWORD).await.is_ok());
}

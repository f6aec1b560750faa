//! Invites that are used, used up, expired, ended, and never were.

use db::testing::on_both;
use db::{Arrival, NewConversation};
use models::{
    Code, ConversationId, Kind, MemberRole, Problem, Role, SessionId, UserId, Visibility,
};
use uuid::Uuid;

use crate::request::Caller;
use crate::testing::{World, account, config, device};
use crate::{Error, NewInvite, Registration, Result, SessionKind};

fn caller(user_id: UserId, role: Role) -> Caller {
    let session_id = SessionId(Uuid::nil());
    Caller {
        user_id,
        session_id,
        role,
        kind: SessionKind::Device,
    }
}

fn code_of(result: Result<()>) -> Code {
    Problem::from(result.unwrap_err()).code
}

async fn join(world: &World, name: &str, code: &str) -> Result<UserId> {
    let grant = world
        .auth
        .register(account(name), Some(code.to_owned()), device())
        .await?;
    Ok(grant.user.id)
}

#[tokio::test]
async fn an_invite_is_used_at_most_as_often_as_it_says_also_at_the_same_time() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Invite)).await;
        let owner = world.register("owner").await.unwrap().user;
        let owner = caller(owner.id, Role::Owner);
        let wanted = NewInvite {
            max_uses: Some(2),
            ..NewInvite::default()
        };
        let invite = world.auth.invite(&owner, wanted).await.unwrap();
        let names = ["ann", "bob", "carol", "dave", "eve"];
        let came = names.map(|name| join(&world, name, &invite.code));
        let came = futures_util::future::join_all(came).await;
        assert_eq!(came.iter().filter(|came| came.is_ok()).count(), 2);
        for error in came.into_iter().filter_map(Result::err) {
            assert!(matches!(error, Error::InviteEnded), "{error:?}");
        }
        assert_eq!(world.auth.list_invites(&owner).await.unwrap()[0].uses, 2);
        assert_eq!(world.auth.list_accounts().await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_missing_invite_and_one_that_has_ended_are_told_apart() {
    let world = World::with(config(Registration::Invite)).await;
    let owner = caller(world.register("owner").await.unwrap().user.id, Role::Owner);
    let closed = |result| matches!(result, Err(Error::RegistrationClosed));
    let ended = |result| matches!(result, Err(Error::InviteEnded));
    assert!(closed(world.register("bob").await.map(|_| owner.user_id)));
    for code in ["", "never-was", "\0", "a/b", &"x".repeat(1_000)] {
        assert!(closed(join(&world, "bob", code).await), "{code:?}");
    }
    let minute = NewInvite {
        expires_in: Some(60),
        ..NewInvite::default()
    };
    let minute = world.auth.invite(&owner, minute).await.unwrap().code;
    let revoked = world
        .auth
        .invite(&owner, NewInvite::default())
        .await
        .unwrap()
        .code;
    world
        .auth
        .end_invite(&owner, revoked.clone())
        .await
        .unwrap();
    let again = world.auth.end_invite(&owner, revoked.clone()).await;
    assert!(matches!(again, Err(Error::NotFound)));
    assert!(ended(join(&world, "bob", &revoked).await));
    world.pass(59);
    assert!(join(&world, "bob", &minute).await.is_ok());
    world.pass(1);
    assert!(ended(join(&world, "carol", &minute).await));
    assert!(world.auth.list_invites(&owner).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_invite_that_could_not_be_used_in_the_end_was_not_used() {
    let world = World::with(config(Registration::Invite)).await;
    let owner = caller(world.register("owner").await.unwrap().user.id, Role::Owner);
    let once = NewInvite {
        max_uses: Some(1),
        ..NewInvite::default()
    };
    let code = world.auth.invite(&owner, once).await.unwrap().code;
    assert!(matches!(
        join(&world, "OWNER", &code).await,
        Err(Error::UsernameTaken)
    ));
    assert!(join(&world, "bob", &code).await.is_ok());
}

#[tokio::test]
async fn only_owner_and_admins_invite_and_only_with_sensible_numbers() {
    let world = World::new().await;
    let id = world.register("owner").await.unwrap().user.id;
    let member = caller(id, Role::Member);
    let forbidden = world
        .auth
        .invite(&member, NewInvite::default())
        .await
        .map(drop);
    assert!(matches!(forbidden, Err(Error::Forbidden)));
    assert!(matches!(
        world.auth.list_invites(&member).await.map(drop),
        Err(Error::Forbidden)
    ));
    let ended = world.auth.end_invite(&member, "x".into()).await;
    assert!(matches!(ended, Err(Error::Forbidden)));
    let admin = caller(id, Role::Admin);
    for wrong in [
        NewInvite {
            max_uses: Some(0),
            ..NewInvite::default()
        },
        NewInvite {
            expires_in: Some(0),
            ..NewInvite::default()
        },
        NewInvite {
            expires_in: Some(u64::MAX),
            ..NewInvite::default()
        },
    ] {
        let refused = world.auth.invite(&admin, wrong).await.map(drop);
        assert!(matches!(refused, Err(Error::Problem(_))), "{wrong:?}");
    }
    let invite = world
        .auth
        .invite(&admin, NewInvite::default())
        .await
        .unwrap();
    assert_eq!(
        invite.url,
        format!("http://127.0.0.1:8080/join/{}", invite.code)
    );
}

async fn conversation(world: &World, kind: Kind, visibility: Option<Visibility>) -> ConversationId {
    let now = world.clock.now();
    let id = ConversationId(models::Random::system().uuid(now));
    let by = world.auth.list_accounts().await.unwrap()[0].id;
    let new = NewConversation {
        id,
        kind,
        visibility,
        title: Some("x".to_owned()),
        topic: None,
        picture: None,
        created_by: by,
        created_at: now,
        direct: None,
    };
    let write = world.db.write::<_, db::Error>(move |conn| {
        Box::pin(async move { conn.insert_conversation(&new).await.map(drop) })
    });
    write.await.unwrap();
    id
}

#[tokio::test]
async fn an_invite_leads_only_where_whoever_makes_it_may_add_people() {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Invite)).await;
        let admin = caller(world.register("admin").await.unwrap().user.id, Role::Admin);
        let to = |id| NewInvite {
            conversation_id: Some(id),
            ..NewInvite::default()
        };
        let public = conversation(&world, Kind::Channel, Some(Visibility::Public)).await;
        let private = conversation(&world, Kind::Channel, Some(Visibility::Private)).await;
        let group = conversation(&world, Kind::Group, None).await;
        for hidden in [private, group, ConversationId(Uuid::nil())] {
            let refused = world.auth.invite(&admin, to(hidden)).await.map(drop);
            assert_eq!(code_of(refused), Code::NotFound);
        }
        let direct = conversation(&world, Kind::Direct, None).await;
        let refused = world.auth.create_invite(to(direct)).await.map(drop);
        assert!(matches!(refused, Err(Error::Forbidden)));
        let invite = world.auth.invite(&admin, to(public)).await.unwrap();
        let came = join(&world, "bob", &invite.code).await.unwrap();
        let newcomer = *world.newcomers.lock().last().unwrap();
        assert_eq!(
            (newcomer.user_id, newcomer.invited_to),
            (came, Some(public))
        );
    })
    .await;
}

async fn put_in(world: &World, id: ConversationId, user_id: UserId) {
    let arrival = Arrival {
        role: MemberRole::Member,
        at: world.clock.now(),
        read_seq: 0,
        read_count: 0,
    };
    let write = world.db.write::<_, db::Error>(move |conn| {
        Box::pin(async move { conn.insert_members(id, &[user_id], arrival).await.map(drop) })
    });
    write.await.unwrap();
}

async fn take_out(world: &World, id: ConversationId, user_id: UserId) {
    let now = world.clock.now();
    let write = world.db.write::<_, db::Error>(move |conn| {
        Box::pin(async move {
            let who = [user_id];
            conn.delete_members(id, &who, true, now).await.map(drop)
        })
    });
    write.await.unwrap();
}

#[tokio::test]
async fn a_code_into_a_conversation_is_shown_to_those_who_may_add_people_and_works_as_long_as_they_do()
 {
    on_both(async |db| {
        let world = World::on(db, config(Registration::Invite)).await;
        let insider = caller(
            world.register("insider").await.unwrap().user.id,
            Role::Owner,
        );
        let admin = world
            .auth
            .create_account(account("admin"), Some(Role::Admin));
        let admin = caller(admin.await.unwrap().id, Role::Admin);
        let group = conversation(&world, Kind::Group, None).await;
        put_in(&world, group, insider.user_id).await;
        let wanted = NewInvite {
            conversation_id: Some(group),
            ..NewInvite::default()
        };
        let code = world.auth.invite(&insider, wanted).await.unwrap().code;
        let open = world
            .auth
            .invite(&insider, NewInvite::default())
            .await
            .unwrap()
            .code;

        let codes = async |caller: &Caller| -> Vec<String> {
            let listed = world.auth.list_invites(caller).await.unwrap();
            listed.into_iter().map(|invite| invite.code).collect()
        };
        assert_eq!(codes(&insider).await.len(), 2);
        assert_eq!(codes(&admin).await, [open]);
        let ended = world.auth.end_invite(&admin, code.clone()).await;
        assert_eq!(code_of(ended), Code::NotFound);

        let led_to = async |name: &str| {
            join(&world, name, &code).await.unwrap();
            world.newcomers.lock().last().unwrap().invited_to
        };
        assert_eq!(led_to("bob").await, Some(group));
        take_out(&world, group, insider.user_id).await;
        assert_eq!(led_to("a-second-account").await, None, "they were removed");
        put_in(&world, group, insider.user_id).await;
        assert_eq!(led_to("carol").await, Some(group));
        world.auth.set_role("admin", Role::Owner).await.unwrap();
        world.auth.set_disabled("insider", true).await.unwrap();
        assert_eq!(led_to("another").await, None, "their account was closed");
    })
    .await;
}

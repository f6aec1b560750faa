//! Tokens and sessions, from their beginning to their end.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{Method, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use models::event::{Address, SessionsRevoked};
use models::{Event, Role};
use serde_json::{Value, json};

use crate::cookie::FILES_COOKIE;
use crate::request::Viewer;
use crate::testing::{PASSWORD, World, device};
use crate::{Error, NewToken, SessionKind};

fn refused<T>(result: &crate::Result<T>) -> bool {
    matches!(result, Err(Error::Unauthenticated))
}

/// The parts of a token, decoded.
fn parts(token: &str) -> (Value, Value) {
    let part = |at| {
        let text = token.split('.').nth(at).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    (part(0), part(1))
}

fn with_part(token: &str, at: usize, part: &Value) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[at] = URL_SAFE_NO_PAD.encode(part.to_string());
    parts.join(".")
}

#[tokio::test]
async fn an_access_token_says_what_the_contract_says_and_lives_a_quarter_of_an_hour() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let (header, claims) = parts(&grant.access_token);
    assert_eq!(
        (&header["alg"], header["kid"].is_string()),
        (&json!("EdDSA"), true)
    );
    let caller = world.auth.authenticate(&grant.access_token).await.unwrap();
    let iat = world.clock.now().0 / 1_000;
    let expected =
        json!({"sub": grant.user.id, "sid": caller.session_id, "iat": iat, "exp": iat + 900});
    assert_eq!(claims, expected);
    assert_eq!(
        (caller.role, caller.kind),
        (Role::Owner, SessionKind::Device)
    );
    world.pass(899);
    assert!(world.auth.authenticate(&grant.access_token).await.is_ok());
    world.pass(1);
    let expired = world.auth.authenticate(&grant.access_token).await;
    assert!(matches!(expired, Err(Error::TokenExpired)));
}

#[tokio::test]
async fn a_token_that_was_tampered_with_is_no_token() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let token = &grant.access_token;
    let (header, claims) = parts(token);
    let mut other = claims.clone();
    other["exp"] = json!(99_999_999_999_i64);
    let mut unsigned = header.clone();
    unsigned["alg"] = json!("none");
    let mut symmetric = header.clone();
    symmetric["alg"] = json!("HS256");
    let mut unknown = header.clone();
    unknown["kid"] = json!("unknown");
    let mut nameless = header.clone();
    nameless.as_object_mut().unwrap().remove("kid");
    let mut forged = vec![
        with_part(token, 1, &other),
        token[..token.len() - 4].to_owned(),
    ];
    forged.extend([&unsigned, &symmetric, &unknown, &nameless].map(|h| with_part(token, 0, h)));
    forged.extend(["", ".", "..", "a.b.c", "snug_", "snug_x", "\u{1f600}"].map(str::to_owned));
    forged.extend([
        grant.refresh_token,
        grant.files_cookie.clone(),
        "x".repeat(100_000),
    ]);
    forged.push(format!("snug_{}", grant.files_cookie));
    for token in forged {
        assert!(
            refused(&world.auth.authenticate(&token).await),
            "{token:.60}"
        );
    }
}

#[tokio::test]
async fn any_other_service_validates_a_token_with_the_public_keys() {
    let world = World::new().await;
    let token = world.register("alice").await.unwrap().access_token;
    let jwks = serde_json::to_value(world.auth.jwks()).unwrap();
    let jwk = &jwks["keys"][0];
    assert_eq!(
        (&jwk["kty"], &jwk["crv"]),
        (&json!("OKP"), &json!("Ed25519"))
    );
    assert_eq!(jwk["kid"], parts(&token).0["kid"]);
    assert!(jwk.get("d").is_none());
    let key = DecodingKey::from_ed_components(jwk["x"].as_str().unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    assert!(jsonwebtoken::decode::<Value>(&token, &key, &validation).is_ok());
}

#[tokio::test]
async fn a_revoked_session_is_refused_at_once_and_everybody_is_told() {
    let mut world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let caller = world.auth.authenticate(&grant.access_token).await.unwrap();
    let stranger = world.register("bob").await.unwrap().user.id;
    let foreign = world.auth.end_session(stranger, caller.session_id).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    world
        .auth
        .end_session(caller.user_id, caller.session_id)
        .await
        .unwrap();
    assert!(refused(&world.auth.authenticate(&grant.access_token).await));
    assert!(refused(
        &world.auth.authenticate_cookie(&grant.files_cookie).await
    ));
    assert!(refused(
        &world.auth.refresh(&grant.refresh_token, device()).await
    ));
    let event = Event::SessionsRevoked(SessionsRevoked {
        user_id: caller.user_id,
        session_ids: vec![caller.session_id],
    });
    assert_eq!(world.heard().await, [(Address::Everyone, event)]);
    let again = world
        .auth
        .end_session(caller.user_id, caller.session_id)
        .await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_another_process_ends_is_refused_when_it_is_told_or_half_a_minute_later() {
    let mut world = World::new().await;
    let mut other = world.other().await;
    world.register("owner").await.unwrap();
    let told = world.register("alice").await.unwrap();
    let untold = world.login("alice", PASSWORD).await.unwrap();
    for grant in [&told, &untold] {
        assert!(other.auth.authenticate(&grant.access_token).await.is_ok());
    }
    world.heard().await;
    world
        .auth
        .set_password("alice", "another password")
        .await
        .unwrap();
    let heard = world.heard().await;
    let Some((Address::Everyone, Event::SessionsRevoked(event))) = heard.first() else {
        panic!("{heard:?}")
    };
    let mut event = event.clone();
    let (told, untold) = {
        let first = other
            .auth
            .authenticate(&told.access_token)
            .await
            .unwrap()
            .session_id;
        event.session_ids.retain(|id| *id == first);
        (told, untold)
    };
    other.auth.sessions_revoked(&event);
    assert!(refused(&other.auth.authenticate(&told.access_token).await));
    assert!(
        other.auth.authenticate(&untold.access_token).await.is_ok(),
        "not yet"
    );
    world.pass(30);
    assert!(refused(
        &other.auth.authenticate(&untold.access_token).await
    ));
    assert!(other.heard().await.is_empty());
}

#[tokio::test]
async fn a_role_and_a_closed_account_are_noticed_by_one_query_for_all() {
    let world = World::new().await;
    let other = world.other().await;
    world.register("owner").await.unwrap();
    let alice = world.register("alice").await.unwrap();
    let bob = world.register("bob").await.unwrap();
    for grant in [&alice, &bob] {
        world.auth.authenticate(&grant.access_token).await.unwrap();
    }
    other.auth.set_role("alice", Role::Admin).await.unwrap();
    other.auth.set_disabled("bob", true).await.unwrap();
    assert!(
        world.auth.authenticate(&bob.access_token).await.is_ok(),
        "not yet"
    );
    world.auth.renew().await.unwrap();
    assert_eq!(
        world
            .auth
            .authenticate(&alice.access_token)
            .await
            .unwrap()
            .role,
        Role::Admin
    );
    assert!(refused(&world.auth.authenticate(&bob.access_token).await));
}

#[tokio::test]
async fn sockets_learn_which_of_their_sessions_have_ended() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let login = match ids.is_empty() {
            true => world.register("alice").await,
            false => world.login("alice", PASSWORD).await,
        };
        ids.push(
            world
                .auth
                .authenticate(&login.unwrap().access_token)
                .await
                .unwrap(),
        );
    }
    let all: Vec<_> = ids.iter().map(|caller| caller.session_id).collect();
    assert!(world.auth.check_sessions(&all).await.unwrap().is_empty());
    world
        .auth
        .end_session(ids[1].user_id, all[1])
        .await
        .unwrap();
    assert_eq!(world.auth.check_sessions(&all).await.unwrap(), [all[1]]);
    assert!(world.auth.check_sessions(&[]).await.unwrap().is_empty());
    world.pass(601);
    world.auth.check_sessions(&all).await.unwrap();
    let seen = world
        .db
        .read()
        .await
        .unwrap()
        .find_session(all[0])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen.last_seen_at, world.clock.now(), "a socket is a use");
}

#[tokio::test]
async fn the_last_use_of_a_session_is_noted() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    world.pass(100);
    let caller = world.auth.authenticate(&grant.access_token).await.unwrap();
    world.auth.renew().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let seen = conn.find_session(caller.session_id).await.unwrap().unwrap();
    assert_eq!(seen.last_seen_at, world.clock.now());
}

#[tokio::test]
async fn after_a_rotation_the_new_key_signs_and_the_old_verifies_until_its_tokens_ended() {
    let world = World::new().await;
    let replica = world.other().await;
    let old = world.register("alice").await.unwrap().access_token;
    world.pass(2);
    let kid = world.auth.rotate_keys().await.unwrap();
    let new = world.login("alice", PASSWORD).await.unwrap().access_token;
    assert_eq!(parts(&new).0["kid"], json!(kid));
    for auth in [&world.auth, &replica.auth] {
        assert!(auth.authenticate(&old).await.is_ok());
        assert!(
            auth.authenticate(&new).await.is_ok(),
            "an unknown key is looked up at once"
        );
    }
    assert_eq!(
        serde_json::to_value(replica.auth.jwks()).unwrap()["keys"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    world.pass(14 * 60);
    assert!(world.auth.authenticate(&old).await.is_ok());
    world.pass(3 * 60);
    let keys = serde_json::to_value(world.auth.jwks()).unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    assert!(refused(&world.auth.authenticate(&old).await));
}

#[tokio::test]
async fn a_rotation_by_the_command_line_is_noticed_by_a_running_server() {
    let world = World::new().await;
    let kid = world.other().await.auth.rotate_keys().await.unwrap();
    world.auth.renew().await.unwrap();
    let token = world.register("alice").await.unwrap().access_token;
    assert_eq!(parts(&token).0["kid"], json!(kid));
    let restarted = world.other().await;
    assert!(restarted.auth.authenticate(&token).await.is_ok());
}

#[tokio::test]
async fn a_personal_token_is_used_listed_and_revoked_like_a_session() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let caller = world.auth.authenticate(&grant.access_token).await.unwrap();
    let new = |name: &str, expires_in| NewToken {
        name: name.to_owned(),
        expires_in,
    };
    for name in ["", "  ", "a\nb", &"x".repeat(81)] {
        assert!(
            world
                .auth
                .create_token(&caller, new(name, None))
                .await
                .is_err(),
            "{name:?}"
        );
    }
    let ci = world
        .auth
        .create_token(&caller, new(" CI ", None))
        .await
        .unwrap();
    let short = world
        .auth
        .create_token(&caller, new("short", Some(60)))
        .await
        .unwrap();
    assert_eq!(ci.view.name, "CI");
    let by_token = world.auth.authenticate(&ci.token).await.unwrap();
    assert_eq!(
        (by_token.user_id, by_token.kind),
        (caller.user_id, SessionKind::Token)
    );
    let made = world
        .auth
        .create_token(&by_token, new("more", None))
        .await
        .map(drop);
    assert!(
        matches!(made, Err(Error::Forbidden)),
        "a token makes no tokens"
    );

    let listed = world.auth.list_tokens(&by_token).await.unwrap();
    assert_eq!(listed.iter().filter(|token| token.current).count(), 1);
    assert_eq!(listed.len(), 2);
    world.pass(60);
    assert!(refused(&world.auth.authenticate(&short.token).await));
    assert_eq!(world.auth.list_tokens(&caller).await.unwrap().len(), 1);
    world
        .auth
        .end_session(caller.user_id, ci.view.id)
        .await
        .unwrap();
    assert!(refused(&world.auth.authenticate(&ci.token).await));
    let cookie = ci.token.trim_start_matches("snug_");
    assert!(refused(&world.auth.authenticate_cookie(cookie).await));
}

#[tokio::test]
async fn the_files_cookie_lets_in_as_long_as_its_session_lives() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let caller = world
        .auth
        .authenticate_cookie(&grant.files_cookie)
        .await
        .unwrap();
    assert_eq!(caller.user_id, grant.user.id);
    let again = world
        .auth
        .refresh(&grant.refresh_token, device())
        .await
        .unwrap();
    assert_eq!(again.files_cookie, grant.files_cookie);
    for other in ["", &grant.refresh_token, &grant.access_token] {
        assert!(refused(&world.auth.authenticate_cookie(other).await));
    }
    world
        .auth
        .logout(None, Some(&grant.refresh_token))
        .await
        .unwrap();
    assert!(refused(
        &world.auth.authenticate_cookie(&grant.files_cookie).await
    ));
}

#[tokio::test]
async fn a_browser_sees_files_by_its_cookie_and_does_nothing_else_with_it() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let other = world.register("bob").await.unwrap();
    let take = async |method: Method, token: Option<&str>| {
        let cookie = format!("a=1; {FILES_COOKIE}={}", grant.files_cookie);
        let mut request = Request::builder().method(method).header(COOKIE, cookie);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(world.auth.clone());
        let viewer = Viewer::from_request_parts(&mut parts, &()).await;
        viewer.map(|Viewer(caller)| caller.user_id).ok()
    };
    assert_eq!(take(Method::GET, None).await, Some(grant.user.id));
    assert_eq!(take(Method::HEAD, None).await, Some(grant.user.id));
    assert_eq!(take(Method::POST, None).await, None);
    let token = Some(&*other.access_token);
    assert_eq!(take(Method::GET, token).await, Some(other.user.id));
    assert_eq!(take(Method::GET, Some("wrong")).await, None);
}

#[tokio::test]
async fn logging_out_works_by_either_token_and_twice() {
    let world = World::new().await;
    let first = world.register("alice").await.unwrap();
    let second = world.login("alice", PASSWORD).await.unwrap();
    world
        .auth
        .logout(Some(&first.access_token), None)
        .await
        .unwrap();
    assert!(refused(
        &world.auth.logout(Some(&first.access_token), None).await
    ));
    assert!(refused(&world.auth.logout(None, None).await));
    world.pass(16 * 60);
    let (bearer, cookie) = (&second.access_token, &second.refresh_token);
    world.auth.logout(Some(bearer), Some(cookie)).await.unwrap();
    world.auth.logout(Some(bearer), Some(cookie)).await.unwrap();
    assert!(refused(&world.auth.refresh(cookie, device()).await));
}

#[tokio::test]
async fn what_has_long_ended_is_forgotten() {
    let world = World::new().await;
    let grant = world.register("alice").await.unwrap();
    let id = world
        .auth
        .authenticate(&grant.access_token)
        .await
        .unwrap()
        .session_id;
    world.auth.rotate_keys().await.unwrap();
    world
        .auth
        .logout(Some(&grant.access_token), None)
        .await
        .unwrap();
    world.pass(Duration::from_hours(24 * 31).as_secs());
    world.auth.forget().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    assert!(conn.find_session(id).await.unwrap().is_none());
    assert_eq!(conn.list_keys("jwt").await.unwrap().len(), 1);
}

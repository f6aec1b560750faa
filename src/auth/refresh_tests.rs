//! The refresh token's life, step by step and by chance.

use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::testing::{PASSWORD, World, device};
use crate::{Error, Grant};

async fn refresh(world: &World, token: &str) -> Option<Grant> {
    match world.auth.refresh(token, device()).await {
        Ok(grant) => Some(grant),
        Err(Error::Unauthenticated) => None,
        Err(error) => panic!("{error:?}"),
    }
}

async fn next(world: &World, token: &str) -> Option<String> {
    refresh(world, token).await.map(|grant| grant.refresh_token)
}

#[tokio::test]
async fn two_tabs_with_one_token_get_the_same_successor() {
    let world = World::new().await;
    let a = world.register("alice").await.unwrap().refresh_token;
    let b = next(&world, &a).await.unwrap();
    assert_eq!(next(&world, &a).await, Some(b.clone()), "a lost answer");
    world.pass(24 * 60 * 60);
    assert_eq!(
        next(&world, &a).await,
        Some(b.clone()),
        "a phone that slept"
    );
    let c = next(&world, &b).await.unwrap();
    assert_ne!(b, c);
    assert_eq!(next(&world, &a).await, None, "its successor was used");
    assert_eq!(next(&world, &b).await, Some(c.clone()));
    world.pass(59);
    assert_eq!(next(&world, &a).await, None);
    assert_eq!(
        next(&world, &b).await,
        Some(c.clone()),
        "nothing was revoked"
    );
}

#[tokio::test]
async fn a_token_that_comes_back_too_late_ends_the_session() {
    let mut world = World::new().await;
    let a = world.register("alice").await.unwrap().refresh_token;
    let b = next(&world, &a).await.unwrap();
    let grant = refresh(&world, &b).await.unwrap();
    world.pass(60);
    assert!(world.auth.authenticate(&grant.access_token).await.is_ok());
    world.heard().await;
    assert_eq!(next(&world, &a).await, None);
    assert_eq!(world.heard().await.len(), 1, "everybody is told once");
    assert!(world.auth.authenticate(&grant.access_token).await.is_err());
    assert_eq!(next(&world, &grant.refresh_token).await, None);
}

#[tokio::test]
async fn an_older_token_ends_the_session_at_once() {
    let world = World::new().await;
    let a = world.register("alice").await.unwrap().refresh_token;
    let b = next(&world, &a).await.unwrap();
    let c = next(&world, &b).await.unwrap();
    let d = next(&world, &c).await.unwrap();
    assert_eq!(next(&world, &a).await, None);
    assert_eq!(next(&world, &d).await, None);
}

#[tokio::test]
async fn many_at_the_same_time_get_the_same_successor() {
    db::testing::on_both(async |db| {
        let config = crate::testing::config(crate::Registration::Open);
        let world = World::on(db, config).await;
        let a = world.register("alice").await.unwrap().refresh_token;
        let got = join_all((0..16).map(|_| next(&world, &a))).await;
        assert!(got.iter().all(|token| token.is_some() && *token == got[0]));
        assert!(next(&world, got[0].as_deref().unwrap()).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_ninety_days_after_its_last_refresh() {
    let world = World::new().await;
    let a = world.register("alice").await.unwrap().refresh_token;
    let day = 24 * 60 * 60;
    world.pass(89 * day);
    let b = next(&world, &a).await.unwrap();
    world.pass(89 * day);
    let c = next(&world, &b).await.unwrap();
    world.pass(90 * day);
    assert_eq!(next(&world, &c).await, None);
}

#[tokio::test]
async fn what_was_not_given_out_refreshes_nothing_and_ends_nothing() {
    let world = World::new().await;
    let mine = world.register("alice").await.unwrap();
    let theirs = world.register("bob").await.unwrap().refresh_token;
    let a = mine.refresh_token;
    let flip = |at: usize| {
        let mut chars: Vec<char> = a.chars().collect();
        chars[at] = if chars[at] == 'A' { 'B' } else { 'A' };
        chars.into_iter().collect::<String>()
    };
    for forged in [
        flip(0),
        flip(25),
        flip(40),
        flip(70),
        String::new(),
        "x".to_owned(),
        theirs[..30].to_owned() + &a[30..],
    ] {
        assert_eq!(next(&world, &forged).await, None, "{forged}");
    }
    for other in [&mine.access_token, &mine.files_cookie] {
        assert_eq!(next(&world, other).await, None);
    }
    assert!(next(&world, &a).await.is_some());
}

#[tokio::test]
async fn a_closed_account_refreshes_nothing() {
    let world = World::new().await;
    world.register("owner").await.unwrap();
    let a = world.register("alice").await.unwrap().refresh_token;
    world.auth.set_disabled("alice", true).await.unwrap();
    assert_eq!(next(&world, &a).await, None);
    world.auth.set_disabled("alice", false).await.unwrap();
    assert_eq!(next(&world, &a).await, None, "it has ended for good");
}

/// The contract's rule, told by what was used when, as no code here tells it.
#[derive(Default)]
struct Model {
    tokens: Vec<String>,
    /// When each token was used first, in seconds.
    used_at: Vec<Option<u64>>,
    ended: bool,
}

impl Model {
    fn present(&mut self, at: usize, now: u64, got: Option<&str>) -> Result<(), TestCaseError> {
        let newest = self.tokens.len() - 1;
        let successor_used = self.used_at.get(at + 1).copied().flatten();
        match (self.ended, successor_used) {
            (true, _) => prop_assert_eq!(got, None),
            (false, None) if at == newest => {
                prop_assert!(got.is_some_and(|got| !self.tokens.iter().any(|old| old == got)));
                self.used_at[at] = Some(now);
                self.tokens.push(got.unwrap_or_default().to_owned());
                self.used_at.push(None);
            }
            (false, None) => prop_assert_eq!(got, Some(self.tokens[at + 1].as_str())),
            (false, Some(then)) => {
                prop_assert_eq!(got, None);
                let one_before = at + 2 == newest;
                self.ended = !(one_before && now - then < 60);
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each step presents one of the tokens so far, counted back from the newest, after a while.
    #[test]
    fn whatever_is_presented_leads_where_the_contract_says(
        steps in prop::collection::vec((0usize..5, prop::sample::select(vec![0u64, 1, 30, 59, 60, 3_600])), 1..24)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let first = world.register("alice").await.unwrap().refresh_token;
            let mut model = Model { tokens: vec![first], used_at: vec![None], ended: false };
            let mut now = 0;
            for (back, wait) in steps {
                world.pass(wait);
                now += wait;
                let at = (model.tokens.len() - 1).saturating_sub(back);
                let got = next(&world, &model.tokens[at].clone()).await;
                model.present(at, now, got.as_deref())?;
            }
            // A new log-in works, whatever has happened.
            prop_assert!(world.login("alice", PASSWORD).await.is_ok());
            Ok(())
        })?;
    }
}

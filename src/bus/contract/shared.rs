//! Leases, and counts.

use std::sync::Arc;
use std::time::Duration;

use models::{ConversationId, UserId};
use uuid::Uuid;

use super::{Passing, key};
use crate::{Lease, Leases, Limiter};

const SPAN: Duration = Duration::from_secs(1);
const ONLINE: Lease = Lease::Online(UserId(Uuid::from_u128(1)));
const HOLDER: Uuid = Uuid::from_u128(100);
const OTHER: Uuid = Uuid::from_u128(101);

pub(super) async fn a_lease_runs_out_unless_it_is_renewed(
    (leases, pass): (Arc<dyn Leases>, Passing),
) {
    assert!(
        leases.hold(ONLINE, HOLDER, SPAN).await.unwrap(),
        "nobody held it before"
    );
    pass(SPAN * 3 / 4).await;
    assert!(
        !leases.hold(ONLINE, HOLDER, SPAN).await.unwrap(),
        "it was held already"
    );
    pass(SPAN * 3 / 4).await;
    assert_eq!(leases.holders(ONLINE).await.unwrap(), 1);
    pass(SPAN).await;
    assert_eq!(leases.holders(ONLINE).await.unwrap(), 0);
    assert_eq!(leases.held(vec![ONLINE]).await.unwrap(), [false]);
    assert!(
        leases.hold(ONLINE, HOLDER, SPAN).await.unwrap(),
        "it had run out"
    );
}

pub(super) async fn a_lease_is_held_while_one_of_its_holders_holds_it(
    (leases, _): (Arc<dyn Leases>, Passing),
) {
    leases.hold(ONLINE, HOLDER, SPAN).await.unwrap();
    assert!(!leases.hold(ONLINE, OTHER, SPAN).await.unwrap());
    assert_eq!(leases.holders(ONLINE).await.unwrap(), 2);
    assert!(!leases.release(ONLINE, HOLDER).await.unwrap());
    assert!(
        !leases.release(ONLINE, HOLDER).await.unwrap(),
        "letting go twice is harmless"
    );
    assert!(leases.release(ONLINE, OTHER).await.unwrap());
}

pub(super) async fn leases_are_asked_for_in_order((leases, _): (Arc<dyn Leases>, Passing)) {
    let viewing = Lease::Viewing(UserId(Uuid::from_u128(1)), ConversationId(key()));
    leases.hold(viewing, HOLDER, SPAN).await.unwrap();
    let asked = vec![Lease::Replica, viewing, ONLINE, viewing];
    assert_eq!(
        leases.held(asked).await.unwrap(),
        [false, true, false, true]
    );
    assert!(leases.held(Vec::new()).await.unwrap().is_empty());
}

pub(super) async fn what_was_counted_too_often_waits_for_the_window(
    (limiter, pass): (Arc<dyn Limiter>, Passing),
) {
    for _ in 0..3 {
        assert_eq!(limiter.check("a", 3, SPAN).await.unwrap(), None);
        limiter.count("a", SPAN).await.unwrap();
    }
    let wait = limiter
        .check("a", 3, SPAN)
        .await
        .unwrap()
        .expect("it must wait");
    assert!(wait > Duration::ZERO && wait <= SPAN, "{wait:?}");
    pass(wait + Duration::from_millis(1)).await;
    assert_eq!(limiter.check("a", 3, SPAN).await.unwrap(), None);
}

pub(super) async fn keys_are_counted_apart((limiter, _): (Arc<dyn Limiter>, Passing)) {
    limiter.count("a", SPAN).await.unwrap();
    assert!(limiter.check("a", 1, SPAN).await.unwrap().is_some());
    assert_eq!(limiter.check("b", 1, SPAN).await.unwrap(), None);
}

pub(super) async fn checking_counts_nothing((limiter, _): (Arc<dyn Limiter>, Passing)) {
    for _ in 0..10 {
        assert_eq!(limiter.check("a", 1, SPAN).await.unwrap(), None);
    }
}

use models::{NotifyPreferences, SubscriptionId, UserId};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, browser, people};
use crate::testing::{on_both, write};
use crate::{Db, Subscription};

const SERVICE: &str = "https://push.example";

async fn list(db: &Db, who: UserId) -> Vec<Subscription> {
    let mut conn = db.read().await.unwrap();
    let devices = conn.list_subscriptions(who, NOW).await.unwrap();
    devices.into_iter().map(|d| d.subscription).collect()
}

/// Adds a subscription where its person has fewer than `most`.
async fn add(db: &Db, new: Subscription, most: u32) -> Option<SubscriptionId> {
    write!(db, conn => conn.upsert_subscription(&new, most, NOW).await).unwrap()
}

#[tokio::test]
async fn a_browser_that_comes_again_keeps_its_place_and_moves_to_whoever_brings_it() {
    on_both(async |db| {
        let who = people(&db, 2).await;
        let (anna, ben) = (who[0], who[1]);
        let first = browser(&db, 1, anna, SERVICE).await;
        let of_ben = browser(&db, 2, ben, SERVICE).await;
        let mut again = list(&db, anna).await.remove(0);
        again.id = SubscriptionId(Uuid::from_u128(9));
        again.auth = vec![7; 16];
        assert_eq!(add(&db, again.clone(), 1).await, Some(first));
        assert_eq!(list(&db, anna).await[0].auth, vec![7; 16]);
        // The other person's session brings it.
        let session = list(&db, ben).await[0].session_id;
        (again.user_id, again.session_id) = (ben, session);
        assert_eq!(
            add(&db, again.clone(), 1).await,
            None,
            "one is all they may have"
        );
        assert_eq!(add(&db, again.clone(), 2).await, Some(again.id));
        assert!(list(&db, anna).await.is_empty());
        let ids: Vec<_> = list(&db, ben).await.iter().map(|s| s.id).collect();
        assert_eq!(ids, [of_ben, again.id]);
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_away_what_is_not_theirs() {
    on_both(async |db| {
        let who = people(&db, 2).await;
        let id = browser(&db, 1, who[0], SERVICE).await;
        let (anna, ben) = (who[0], who[1]);
        assert!(!write!(db, conn => conn.delete_subscription(id, ben).await).unwrap());
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.find_subscription(id, ben, NOW).await.unwrap(), None);
        assert!(
            conn.find_subscription(id, anna, NOW)
                .await
                .unwrap()
                .is_some()
        );
        drop(conn);
        assert!(write!(db, conn => conn.delete_subscription(id, anna).await).unwrap());
        assert!(!write!(db, conn => conn.delete_subscription(id, anna).await).unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_subscription_lives_as_long_as_its_session() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        browser(&db, 1, anna, SERVICE).await;
        browser(&db, 2, anna, SERVICE).await;
        let session = list(&db, anna).await[0].session_id;
        write!(db, conn => conn.end_session(anna, session, NOW).await).unwrap();
        let left = list(&db, anna).await;
        assert_eq!(left.len(), 1);
        let gone = write!(db, conn => conn.delete_ended_subscriptions(LATER, 10).await).unwrap();
        assert_eq!(gone, 1);
        assert_eq!(list(&db, anna).await, left);
    })
    .await;
}

#[tokio::test]
async fn what_a_push_service_said_last_is_kept() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        let id = browser(&db, 1, anna, SERVICE).await;
        let told = [(id, NOW, 503), (id, LATER, 201)];
        write!(db, conn => conn.update_told(&told).await).unwrap();
        let now = &list(&db, anna).await[0];
        assert_eq!((now.told_at, now.said), (Some(LATER), Some(201)));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_wants_to_be_told_of_is_the_default_until_they_say_so() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        let found = async || {
            let mut conn = db.read().await.unwrap();
            conn.find_notify_preferences(anna).await.unwrap()
        };
        assert_eq!(found().await, NotifyPreferences::default());
        let wanted = NotifyPreferences {
            show_text: false,
            ..NotifyPreferences::default()
        };
        let new = wanted.clone();
        write!(db, conn => conn.set_notify_preferences(anna, &new).await).unwrap();
        assert_eq!(found().await, wanted);
    })
    .await;
}

//! Pushes that would wait forever.

use std::time::Duration;

use crate::testing::{House, MAX_AGE};
use crate::testing_service::PushService;

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// Looks for what is lost, and sends what is due.
async fn look(house: &House, service: &PushService) -> usize {
    house.notifications.find_lost().await.unwrap();
    house.tell(service).await;
    service.calls().len()
}

#[tokio::test]
async fn what_waits_since_a_clock_was_ahead_is_sent_once_it_is_set_right() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    let right = house.clock.now();
    house.clock.advance(YEAR);
    service.answers(&[(503, None)]);
    house.say(&anna, garden, "hello").await;
    assert_eq!(look(&house, &service).await, 1);
    house.clock.set(right);
    assert_eq!(look(&house, &service).await, 1);
    assert_eq!(house.owed().await, 0);

    // Neither does what was being sent then wait for a year.
    house.clock.advance(YEAR);
    house.say(&anna, garden, "hello").await;
    house.notifications.expand().await.unwrap();
    assert_eq!(house.claim(&service).await, 1);
    house.clock.set(right);
    assert_eq!(look(&house, &service).await, 1);
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn what_a_push_service_put_off_or_somebody_sends_is_not_lost() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    house.say(&anna, garden, "hello").await;
    house.notifications.expand().await.unwrap();
    assert_eq!(house.claim(&service).await, 1);
    assert_eq!(look(&house, &service).await, 0, "somebody sends it");
    house.notifications.release().await.unwrap();
    service.answers(&[(429, Some("86400"))]);
    assert_eq!(look(&house, &service).await, 1);
    assert_eq!(look(&house, &service).await, 0, "it was asked to wait");
    assert_eq!(house.owed().await, 1);
}

#[tokio::test]
async fn what_is_refused_for_too_long_is_given_up_and_its_browser_is_not() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    let browser = house.browser(&ben, &service).await;
    service.refuses(&browser, true);
    house.say(&anna, garden, "hello").await;
    assert_eq!(look(&house, &service).await, 1);
    house.clock.advance(MAX_AGE - MINUTE);
    house.notifications.find_lost().await.unwrap();
    assert_eq!(house.owed().await, 1);
    house.clock.advance(MINUTE * 2);
    house.notifications.find_lost().await.unwrap();
    assert_eq!(house.owed().await, 0);
    let devices = house.notifications.devices(&ben).await.unwrap();
    assert_eq!(devices.subscriptions.len(), 1);
}

//! What is sent, and what becomes of what is not taken, by a clock that stands still.

use std::time::Duration;

use serde_json::json;

use crate::testing::{House, MAX_AGE};
use crate::testing_service::PushService;

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[tokio::test]
async fn what_was_said_reaches_the_browser_of_whoever_was_not_looking() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    let (of_anna, of_ben) = (
        house.browser(&anna, &service).await,
        house.browser(&ben, &service).await,
    );
    house.say(&anna, garden, "The beans want water.").await;
    house.tell(&service).await;
    let calls = service.calls();
    assert_eq!(calls.len(), 1, "its sender has read it");
    assert_ne!(calls[0].path, of_anna.path);
    assert_eq!(calls[0].path, of_ben.path);
    let told = of_ben.opens(&calls[0]);
    assert_eq!(
        (&told["sender"], &told["title"]),
        (&json!("anna"), &json!("garden"))
    );
    assert_eq!(told["body"], "The beans want water.");
    assert_eq!(told["conversation_id"], json!(garden));
    assert_eq!(calls[0].headers["ttl"], "86400");
    assert_eq!(calls[0].headers["urgency"], "normal");
    assert_eq!(calls[0].headers["content-encoding"], "aes128gcm");
    assert_eq!(calls[0].headers["topic"].len(), 32);
    assert_eq!(house.owed().await, 0);
    house.tell(&service).await;
    assert!(service.calls().is_empty(), "it was told once");
}

#[tokio::test]
async fn everybody_of_a_large_conversation_is_told_once() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let mut people = Vec::new();
    for number in 0..300 {
        people.push(house.person(format!("person{number}").leak()).await);
    }
    let garden = house.group(&people.iter().collect::<Vec<_>>()).await;
    let mut browsers = Vec::new();
    for person in &people {
        browsers.push(house.browser(person, &service).await.path);
    }
    house.say(&people[0], garden, "hello").await;
    house.tell(&service).await;
    let mut told: Vec<_> = service.calls().into_iter().map(|call| call.path).collect();
    told.sort_unstable();
    browsers.remove(0);
    browsers.sort_unstable();
    assert_eq!(told, browsers);
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn what_waits_together_is_one_notification_of_the_newest() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    let browser = house.browser(&ben, &service).await;
    house.say(&anna, garden, "one").await;
    house.say(&anna, garden, "two").await;
    house.tell(&service).await;
    let calls = service.calls();
    assert_eq!(calls.len(), 1);
    let told = browser.opens(&calls[0]);
    assert_eq!((&told["body"], &told["unread"]), (&json!("two"), &json!(2)));
}

#[tokio::test]
async fn what_no_push_service_takes_is_tried_again_ever_more_seldom_until_it_is_too_old() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    service.answers(&[(503, None); 100]);
    house.say(&anna, garden, "hello").await;
    let begun = house.clock.now();
    let mut wait = secs(5);
    house.tell(&service).await;
    while house.owed().await > 0 {
        assert_eq!(service.calls().len(), 1);
        house.clock.advance(wait - secs(1));
        house.tell(&service).await;
        assert!(service.calls().is_empty(), "too soon after {wait:?}");
        house.clock.advance(wait / 4 + secs(1));
        house.tell(&service).await;
        wait = (wait * 2).min(secs(3_600));
    }
    assert_eq!(service.calls().len(), 1, "the last time");
    let passed = house.clock.now().since(begun);
    assert!(
        MAX_AGE * 9 / 10 < passed && passed < MAX_AGE * 11 / 10,
        "{passed:?}"
    );
    house.tell(&service).await;
    assert!(service.calls().is_empty());
}

#[tokio::test]
async fn where_nobody_knows_who_is_looking_all_are_told() {
    let house = House::blind().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    house.say(&anna, garden, "hello").await;
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 1);
}

#[tokio::test]
async fn all_that_is_owed_to_a_browser_waits_as_long_as_its_push_service_wants() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    house.browser(&ben, &service).await;
    service.answers(&[(429, Some("600"))]);
    for _ in 0..3 {
        let room = house.group(&[&anna, &ben]).await;
        house.say(&anna, room, "hello").await;
    }
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 1, "nobody knows it: one at a time");
    house.clock.advance(secs(599));
    let late = house.group(&[&anna, &ben]).await;
    house.say(&anna, late, "this comes meanwhile").await;
    house.tell(&service).await;
    assert!(service.calls().is_empty());
    house.clock.advance(secs(1));
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 4);
}

#[tokio::test]
async fn a_push_service_says_when_it_wants_to_be_asked_again() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    service.answers(&[(429, Some("600"))]);
    house.say(&anna, garden, "hello").await;
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 1);
    house.clock.advance(secs(599));
    house.tell(&service).await;
    assert!(service.calls().is_empty());
    house.clock.advance(secs(1));
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 1);
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn a_push_service_that_wants_to_be_asked_again_at_once_is_not() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    service.answers(&[(503, Some("0")); 3]);
    service.answers(&[(429, Some("Sun, 06 Nov 1994 08:49:37 GMT")); 3]);
    house.say(&anna, garden, "hello").await;
    for wait in [1, 2, 4, 8, 16, 32] {
        house.tell(&service).await;
        assert_eq!(service.calls().len(), 1, "before {wait} s");
        house.clock.advance(secs(wait));
    }
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 1);
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn a_browser_that_is_gone_ends_and_others_do_not() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    for (status, left) in [(404, 1), (410, 1), (400, 2), (403, 2), (500, 2)] {
        let kept = house.browser(&ben, &service).await;
        let asked = house.browser(&ben, &service).await;
        service.answers(&[(status, None), (201, None)]);
        house.say(&anna, garden, "hello").await;
        house.tell(&service).await;
        let devices = house.notifications.devices(&ben).await.unwrap();
        assert_eq!(devices.subscriptions.len(), left, "{status}");
        for device in [kept.id, asked.id] {
            // One of them may have ended.
            let _ = house.notifications.unsubscribe(&ben, device).await;
        }
        house.clock.advance(secs(3_600 * 2));
    }
}

#[tokio::test]
async fn a_push_service_that_refuses_this_server_is_left_alone_and_others_are_not() {
    let house = House::new().await;
    let refusing = PushService::start(&house.tasks).await;
    let other = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let carol = house.person("carol").await;
    let garden = house.group(&[&anna, &ben]).await;
    let attic = house.group(&[&anna, &ben, &carol]).await;
    house.browser(&ben, &refusing).await;
    house.browser(&ben, &other).await;
    refusing.answers(&[(403, None)]);
    house.say(&anna, garden, "hello").await;
    house.tell(&refusing).await;
    house.tell(&other).await;
    assert_eq!((refusing.calls().len(), other.calls().len()), (1, 1));
    assert_eq!(house.notifications.paused()[0].service, refusing.origin());
    assert_eq!(house.notifications.paused()[0].said, "as told");

    house.browser(&carol, &refusing).await;
    house.say(&anna, attic, "hello").await;
    house.tell(&refusing).await;
    house.tell(&other).await;
    assert_eq!((refusing.calls().len(), other.calls().len()), (0, 1));

    // Who was not refused is tried first, and opens the way for the rest.
    house.clock.advance(secs(60));
    house.tell(&refusing).await;
    assert_eq!(refusing.calls().len(), 1);
    assert!(house.notifications.paused().is_empty());
    house.clock.advance(secs(60));
    house.tell(&refusing).await;
    assert_eq!(refusing.calls().len(), 2);
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn a_push_that_is_too_large_is_sent_once_more_without_its_text() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    let browser = house.browser(&ben, &service).await;
    service.answers(&[(413, None)]);
    house.say(&anna, garden, "hello").await;
    house.tell(&service).await;
    let calls = service.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(browser.opens(&calls[0])["body"], "hello");
    assert_eq!(browser.opens(&calls[1])["body"], "");
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn what_a_killed_server_was_sending_is_sent_again() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    house.say(&anna, garden, "hello").await;
    house.notifications.expand().await.unwrap();
    assert_eq!(house.claim(&service).await, 1);
    house.tell(&service).await;
    assert!(service.calls().is_empty(), "another sends it");
    house.notifications.release().await.unwrap();
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 1);
}

#[tokio::test]
async fn what_a_server_that_stops_was_sending_is_another_replicas_at_once() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    house.say(&anna, garden, "hello").await;
    service.hold();
    house.start();
    service.called().await;
    assert_eq!(house.claim(&service).await, 0, "it is being sent");
    house.stop();
    tests::eventually("another may send it", async || {
        (house.claim(&service).await == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_a_push_service_takes_while_the_server_stops_is_not_sent_again() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    house.say(&anna, garden, "hello").await;
    service.hold();
    house.start();
    service.called().await;
    house.stop();
    service.go_on();
    tests::eventually("it is noted", async || {
        (house.owed().await == 0).then_some(())
    })
    .await;
    assert_eq!(service.calls().len(), 1);
}

#[tokio::test]
async fn a_server_that_runs_finds_what_no_wake_up_told_of() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let garden = house.group(&[&anna, &ben]).await;
    house.browser(&ben, &service).await;
    // Nobody publishes on the queue that it hears.
    house.start();
    for message in ["there when it looks first", "not there then"] {
        house.say(&anna, garden, message).await;
        service.called().await;
        assert_eq!(service.calls().len(), 1);
    }
}

#[tokio::test]
async fn trying_a_device_tells_what_its_push_service_said() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let ben = house.person("ben").await;
    let browser = house.browser(&ben, &service).await;
    let tried = house.notifications.try_out(&ben, browser.id).await.unwrap();
    let tried = serde_json::to_value(&tried).unwrap();
    assert_eq!(
        tried,
        json!({ "accepted": true, "status": 201, "detail": "as told" })
    );
    assert_eq!(browser.opens(&service.calls()[0])["kind"], "test");
    service.answers(&[(410, None)]);
    let tried = house.notifications.try_out(&ben, browser.id).await.unwrap();
    let tried = serde_json::to_value(&tried).unwrap();
    assert_eq!(
        tried,
        json!({ "accepted": false, "status": 410, "detail": "as told" })
    );
    let devices = house.notifications.devices(&ben).await.unwrap();
    assert!(devices.subscriptions.is_empty());
}

#[tokio::test]
async fn what_is_claimed_of_a_browser_that_is_gone_by_then_holds_nothing_up() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let anna = house.person("anna").await;
    let inner = &house.notifications.inner;
    let now = house.clock.now();
    let taken = inner.services.take(service.origin(), anna.user_id, now);
    let taken = taken.ok().unwrap();
    let none = house.notifications.deliver_all(Vec::new(), &taken);
    let none = tokio::time::timeout(secs(5), none).await;
    assert!(none.is_ok_and(|delivered| delivered.is_empty()));
}

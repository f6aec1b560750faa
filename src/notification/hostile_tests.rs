//! Push services that refuse somebody, or never answer: others are told all the same.

use std::time::{Duration, Instant};

use auth::request::Caller;
use models::ConversationId;
use serde_json::json;

use crate::testing::House;
use crate::testing_service::{Browser, PushService};

const MINUTE: Duration = Duration::from_secs(60);

const NAMES: [&str; 16] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p",
];

/// The first of these says something to the others.
async fn room(house: &House, count: usize) -> (ConversationId, Vec<Caller>) {
    let mut people = Vec::new();
    for name in &NAMES[..count] {
        people.push(house.person(name).await);
    }
    let id = house.group(&people.iter().collect::<Vec<_>>()).await;
    (id, people)
}

fn told(service: &PushService, browser: &Browser) -> usize {
    let calls = service.calls();
    calls
        .iter()
        .filter(|call| call.path == browser.path)
        .count()
}

#[tokio::test]
async fn one_person_whose_browsers_are_refused_delays_nobody_else() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (pond, people) = room(&house, 4).await;
    for _ in 0..5 {
        let browser = house.browser(&people[1], &service).await;
        service.refuses(&browser, true);
    }
    let phone = house.browser(&people[2], &service).await;
    house.browser(&people[3], &service).await;
    for _ in 0..5 {
        house.say(&people[0], pond, "hello").await;
        let attic = house.group(&people.iter().collect::<Vec<_>>()).await;
        house.say(&people[0], attic, "hello").await;
        house.tell(&service).await;
        assert_eq!(told(&service, &phone), 2);
        assert!(house.notifications.paused().is_empty());
        house.clock.advance(Duration::from_secs(1));
    }
    // All that is owed to a browser that was refused waits for it.
    house.tell(&service).await;
    assert!(service.calls().is_empty());
    assert_eq!(house.owed().await, 5 * 6);
    let devices = house.notifications.devices(&people[1]).await.unwrap();
    assert_eq!(devices.subscriptions.len(), 5);
}

#[tokio::test]
async fn a_push_service_that_refuses_several_people_is_paused_and_the_first_it_takes_ends_that() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (pond, people) = room(&house, 9).await;
    let mut phones = Vec::new();
    for person in &people[1..] {
        let phone = house.browser(person, &service).await;
        service.refuses(&phone, true);
        phones.push(phone);
    }
    house.say(&people[0], pond, "hello").await;
    house.tell(&service).await;
    assert_eq!(
        service.calls().len(),
        5,
        "one, and then some of a few people"
    );
    assert_eq!(house.notifications.paused()[0].service, service.origin());
    house.clock.advance(MINUTE);
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 4, "a few people's are tried");
    assert_eq!(house.notifications.paused().len(), 1);
    // Now it is everybody's that it has refused: it is left alone longer.
    house.clock.advance(MINUTE * 2);
    for phone in &phones {
        service.refuses(phone, false);
    }
    house.tell(&service).await;
    assert!(house.notifications.paused().is_empty());
    house.clock.advance(MINUTE);
    house.tell(&service).await;
    assert_eq!(house.owed().await, 0, "nothing was lost");
}

#[tokio::test]
async fn nothing_is_lost_where_this_servers_clock_is_far_off() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (pond, people) = room(&house, 2).await;
    let phone = house.browser(&people[1], &service).await;
    // What is signed ends at a time that has passed, as push services see it: they answer so.
    service.answers(&[(401, None), (403, None), (401, None)]);
    house.say(&people[0], pond, "hello").await;
    for pause in [1, 2, 4] {
        house.tell(&service).await;
        assert_eq!(told(&service, &phone), 1);
        assert_eq!(house.notifications.paused().len(), 1);
        house.clock.advance(MINUTE * pause + MINUTE / 2);
    }
    // It was set right.
    house.tell(&service).await;
    assert_eq!(told(&service, &phone), 1);
    assert_eq!(house.owed().await, 0);
    let devices = house.notifications.devices(&people[1]).await.unwrap();
    assert_eq!(devices.subscriptions.len(), 1);
}

#[tokio::test]
async fn hundreds_of_push_services_that_hang_hold_up_no_other_and_take_few_connections() {
    let house = House::new().await;
    let (pond, people) = room(&house, 16).await;
    // One listener is all of them: the whole of 127.0.0.0/8 is this machine.
    let hole = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = hole.local_addr().unwrap().port();
    for (number, person) in people[1..15].iter().enumerate() {
        for other in 0..20 {
            let origin = format!("http://127.1.{number}.{other}:{port}");
            house.browser_at(person, &origin).await;
        }
    }
    let service = PushService::start_at("127.9.9.9", &house.tasks).await;
    let phone = house.browser(&people[15], &service).await;
    house.say(&people[0], pond, "hello").await;
    house.notifications.expand().await.unwrap();
    let since = Instant::now();
    house.notifications.send_due().await.unwrap();
    service.called().await;
    assert!(since.elapsed() < Duration::from_secs(3), "{since:?}");
    assert_eq!(told(&service, &phone), 1);
    let mut held = Vec::new();
    while let Ok(accepted) = tokio::time::timeout(Duration::from_millis(500), hole.accept()).await {
        held.push(accepted.unwrap());
    }
    assert!((14..=64).contains(&held.len()), "{}", held.len());
}

#[tokio::test]
async fn who_waits_behind_somebody_with_many_push_services_that_hang_is_told_all_the_same() {
    let house = House::new().await;
    let (pond, people) = room(&house, 3).await;
    let hole = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = hole.local_addr().unwrap().port();
    for other in 0..19 {
        let origin = format!("http://127.1.1.{other}:{port}");
        house.browser_at(&people[1], &origin).await;
    }
    let service = PushService::start_at("127.9.9.9", &house.tasks).await;
    house.browser(&people[1], &service).await;
    let phone = house.browser(&people[2], &service).await;
    let attic = house.group(&[&people[0], &people[1]]).await;
    house.say(&people[0], attic, "hello").await;
    house.notifications.expand().await.unwrap();
    house.clock.advance(Duration::from_secs(1));
    house.say(&people[0], pond, "hello").await;
    house.notifications.expand().await.unwrap();
    // Nothing is known of any of them yet, and nobody waits there longer than that person.
    house.notifications.send_due().await.unwrap();
    tests::eventually("who waits behind them is told", async || {
        (told(&service, &phone) == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_was_read_while_a_slow_push_service_had_other_pushes_is_not_told() {
    let house = House::new().await;
    let service = PushService::start(&house.tasks).await;
    let (pond, people) = room(&house, 16).await;
    for person in &people[1..] {
        for _ in 0..10 {
            house.browser(person, &service).await;
        }
    }
    // It is known to answer, and many.
    house.say(&people[0], pond, "hello").await;
    house.tell(&service).await;
    assert_eq!(service.calls().len(), 150);
    service.hold();
    house.say(&people[0], pond, "a secret").await;
    let tells = async {
        house.tell(&service).await;
    };
    let reads = async {
        service.called().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let before = service.calls().len();
        for person in &people[1..] {
            house.read(person, pond, 2).await;
        }
        service.go_on();
        before
    };
    let ((), before) = tokio::join!(tells, reads);
    assert!((1..150).contains(&before), "{before}");
    assert!(
        service.calls().is_empty(),
        "that was not to be known any more"
    );
    assert_eq!(house.owed().await, 0);
}

#[tokio::test]
async fn who_wants_to_hear_nothing_by_now_is_told_nothing_that_waited() {
    for preferences in [
        json!({ "notify": "none" }),
        json!({ "notify": "mentions" }),
        json!({ "quiet_hours": { "from": "22:00", "to": "22:30", "time_zone": "UTC" } }),
    ] {
        let house = House::new().await;
        let service = PushService::start(&house.tasks).await;
        let (pond, people) = room(&house, 2).await;
        house.browser(&people[1], &service).await;
        service.answers(&[(503, None)]);
        house.say(&people[0], pond, "hello").await;
        house.tell(&service).await;
        assert_eq!(service.calls().len(), 1);
        let preferences = serde_json::from_value(preferences).unwrap();
        let set = house.notifications.set_preferences(&people[1], preferences);
        set.await.unwrap();
        house.clock.advance(Duration::from_secs(10));
        house.tell(&service).await;
        assert!(service.calls().is_empty());
        assert_eq!(house.owed().await, 0);
    }
}

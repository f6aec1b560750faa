//! Push services that are slow, refuse, or talk nonsense. Each hurts its own pushes alone, and nothing
//! that is owed is forgotten but for a reason.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tests::{Browser, PushService, TestServer, eventually};

use crate::push::Scene;

/// The status that was told last of somebody's only browser.
async fn last_status(scene: &Scene) -> serde_json::Value {
    eventually("an answer is noted", async || {
        let devices = scene.bob.devices().await;
        let last = devices.first()?["last"].clone();
        last.is_object().then(|| last["status"].clone())
    })
    .await
}

/// How many pushes have come to such an end.
async fn count(scene: &Scene, outcome: &str) -> u64 {
    let name = format!("snug_pushes_total{{outcome=\"{outcome}\"}}");
    scene.server.metric(&name).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_service_that_hangs_delays_nobody_else() {
    let mut scene = Scene::start().await;
    let hanging = PushService::start().await;
    let mut tablets = Vec::new();
    for _ in 0..10 {
        let tablet = hanging.phone(&scene.bob).await;
        tablet.answers(json!([{ "instead": "hang" }])).await;
        tablets.push(tablet);
    }
    let (carol, phone) = scene.person("carol").await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let group = alice.group("The pond", &[bob, &carol]).await;
    let socket = alice.connect().await;
    socket.send(group, "Number 1").await;
    // A push service that nobody knows is asked with one push.
    eventually("it is called", async || {
        for tablet in &tablets {
            if !tablet.pushes().await.is_empty() {
                return Some(());
            }
        }
        None
    })
    .await;

    // They hang now. Everything else goes on.
    let mut slowest = Duration::ZERO;
    for number in 2..=40 {
        let since = Instant::now();
        socket.send(group, &format!("Number {number}")).await;
        slowest = slowest.max(since.elapsed());
    }
    assert!(slowest < Duration::from_secs(1), "it took {slowest:?}");
    let since = Instant::now();
    for phone in [&phone, &phones.bob] {
        phone.told_of(group, 40).await;
    }
    let took = since.elapsed();
    assert!(took < Duration::from_secs(3), "it took {took:?}");

    // Nor does the server wait for them when it ends, and they are told after it.
    let (status, took) = scene.server.terminate().await;
    assert_eq!(status.code(), Some(0), "{}", scene.server.log());
    assert!(took < Duration::from_secs(8), "it took {took:?}");
    for tablet in &tablets {
        tablet.answers(json!([{ "status": 201 }])).await;
    }
    scene.server.restart().await;
    if scene.server.replica_count() > 1 {
        // What one was at another one takes up when its claim has ended.
        return;
    }
    for tablet in &tablets {
        tablet.told_of(group, 40).await;
    }
}

#[tokio::test]
async fn a_subscription_ends_when_its_push_service_says_so() {
    let scene = Scene::start().await;
    let Scene {
        alice,
        bob,
        phones,
        service,
        ..
    } = &scene;
    let (gone, lost) = (service.phone(bob).await, service.phone(bob).await);
    gone.answers(json!([{ "status": 410 }])).await;
    lost.answers(json!([{ "status": 404 }])).await;
    let direct = alice.direct(bob).await;
    alice.send(direct, "Hello?").await;
    for browser in [&phones.bob, &gone, &lost] {
        browser.told(1).await;
    }
    eventually("two subscriptions end", async || {
        (bob.devices().await.len() == 1).then_some(())
    })
    .await;
    alice.send(direct, "There you are").await;
    phones.bob.told(2).await;
    scene.settle().await;
    for browser in [&gone, &lost] {
        assert_eq!(browser.pushes().await.len(), 1);
    }
    assert_eq!(count(&scene, "ended").await, 2);
}

#[tokio::test]
async fn somebody_whose_browser_is_refused_delays_nobody_else() {
    let scene = Scene::start().await;
    let (carol, phone) = scene.person("carol").await;
    let Scene {
        alice,
        bob,
        phones,
        server,
        ..
    } = &scene;
    let refused = scene.service.phone(bob).await;
    phones.bob.answers(json!([{ "status": 403 }])).await;
    refused.answers(json!([{ "status": 401 }])).await;
    for number in 1..=4 {
        let group = alice.group(&format!("Room {number}"), &[bob, &carol]).await;
        let since = Instant::now();
        alice.send(group, "Hello?").await;
        phone.told(number).await;
        let took = since.elapsed();
        assert!(took < Duration::from_secs(5), "it took {took:?}");
    }
    let (_, said) = server.get("/readyz").await;
    assert!(!said.to_string().contains(scene.service.origin()), "{said}");
    assert!(
        server
            .log()
            .contains("refuses what is sent to somebody's browser")
    );
    assert_eq!(bob.devices().await.len(), 2);
    assert!(count(&scene, "refused").await >= 2);
    assert_eq!(server.metric("snug_push_services_paused").await, 0);
}

#[tokio::test]
async fn a_push_service_that_refuses_the_server_is_left_alone_and_loses_nobody() {
    let scene = Scene::start().await;
    let Scene {
        alice,
        bob,
        phones,
        server,
        ..
    } = &scene;
    for (status, refused) in [(401, 1), (403, 2)] {
        let strict = PushService::start().await;
        let tablet = strict.phone(bob).await;
        tablet.answers(json!([{ "status": status }])).await;
        let direct = alice.direct(bob).await;
        let before = phones.bob.pushes().await.len();
        alice.send(direct, "Hello?").await;
        tablet.told(1).await;
        phones.bob.told(before + 1).await;
        // It says so, and is ready all the same.
        eventually("it says that it is refused", async || {
            let said = server.readiness().await;
            (said.contains("ready") && said.contains(strict.origin())).then_some(())
        })
        .await;
        alice.send(direct, "Still there?").await;
        phones.bob.told(before + 2).await;
        scene.settle().await;
        assert_eq!(tablet.pushes().await.len(), 1);
        let devices = bob.devices().await;
        let device = devices
            .iter()
            .find(|device| device["service"] == strict.origin())
            .expect("it is still subscribed");
        assert_eq!(device["last"]["status"], status);
        eventually("it is counted", async || {
            let paused = server.metric("snug_push_services_paused").await;
            (paused == refused).then_some(())
        })
        .await;
        assert_eq!(count(&scene, "refused").await, refused);
    }
    let (_, said) = server.get("/readyz").await;
    assert!(!said.to_string().contains(scene.service.origin()), "{said}");
}

/// An HTTP date (RFC 9110, section 5.6.7) so many seconds from now.
fn date_after(seconds: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let at = now.expect("it is after 1970").as_secs() + seconds;
    let (day, time) = (at / 86_400, at % 86_400);
    let weekday =
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from(day % 7).unwrap_or(0)];
    // Howard Hinnant's `civil_from_days`.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let turned = (5 * of_year + 2) / 153;
    let day = of_year - (153 * turned + 2) / 5 + 1;
    let month = if turned < 10 { turned + 3 } else { turned - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let name = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = name[usize::try_from(month - 1).unwrap_or(0)];
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{weekday}, {day:02} {name} {year} {hour:02}:{minute:02}:{second:02} GMT")
}

#[tokio::test]
async fn a_push_service_is_asked_again_when_it_says_so() {
    let Scene {
        alice,
        bob,
        service,
        ..
    } = &Scene::start().await;
    let direct = alice.direct(bob).await;
    let later = [
        (json!({ "status": 500, "retry_after": "1" }), 1_000),
        (json!({ "status": 429, "retry_after": "2" }), 2_000),
        // Whole seconds: up to one less, as the clock stands.
        (
            json!({ "status": 503, "retry_after": date_after(4) }),
            2_000,
        ),
    ];
    let mut waiting = Vec::new();
    for (answer, least_ms) in later {
        let phone = service.phone(bob).await;
        phone
            .answers(json!([answer, answer, { "status": 201 }]))
            .await;
        waiting.push((phone, least_ms));
    }
    alice
        .send(direct, "Good things come to those who wait")
        .await;
    for (phone, least_ms) in waiting {
        let pushes = phone.told(3).await;
        let waited = pushes[1].at_ms - pushes[0].at_ms;
        assert!(
            (least_ms..least_ms + 3_000).contains(&waited),
            "{waited} ms"
        );
        assert_eq!(
            pushes[1].payload["body"],
            "Good things come to those who wait"
        );
    }
}

#[tokio::test]
async fn no_answer_and_nonsense_are_tried_again_after_five_seconds() {
    let Scene {
        alice,
        bob,
        service,
        ..
    } = &Scene::start().await;
    let direct = alice.direct(bob).await;
    let mut waiting: Vec<Browser> = Vec::new();
    for answer in [
        json!({ "status": 500 }),
        json!({ "instead": "garbage" }),
        json!({ "instead": "close" }),
        json!({ "instead": "half" }),
        json!({ "status": 429, "retry_after": "whenever" }),
    ] {
        let phone = service.phone(bob).await;
        phone.answers(json!([answer, { "status": 201 }])).await;
        waiting.push(phone);
    }
    alice.send(direct, "Once more").await;
    for phone in &waiting {
        let pushes = phone.told(2).await;
        let waited = pushes[1].at_ms - pushes[0].at_ms;
        assert!((5_000..9_000).contains(&waited), "{waited} ms");
        assert_eq!(pushes[1].payload["body"], "Once more");
    }
}

#[tokio::test]
async fn a_push_that_is_too_large_goes_without_its_text() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let direct = alice.direct(bob).await;
    phones.bob.answers(json!([{ "most": 400 }])).await;
    alice.send(direct, &"A long story. ".repeat(100)).await;
    let pushes = phones.bob.told(2).await;
    assert!(pushes[0].bytes > 400 && pushes[1].bytes <= 400);
    assert_eq!(pushes[1].payload["title"], "Snug");
    assert_eq!(pushes[1].payload["body"], "");
    assert_eq!(last_status(&scene).await, 201);

    // One for whom nothing is small enough is not asked again and again.
    phones.bob.answers(json!([{ "most": 0 }])).await;
    alice.send(direct, "A short one").await;
    phones.bob.told(4).await;
    scene.settle().await;
    assert_eq!(phones.bob.pushes().await.len(), 4);
    assert_eq!(last_status(&scene).await, 413);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let scene = Scene::start().await;
    let Scene {
        alice,
        bob,
        phones,
        service,
        ..
    } = &scene;
    let elsewhere = service.browser(bob).await;
    let there = &elsewhere.subscription["endpoint"];
    let direct = alice.direct(bob).await;
    for status in [301, 307, 308] {
        let before = phones.bob.pushes().await.len();
        let redirect = json!([{ "status": status, "location": there }, { "status": 201 }]);
        phones.bob.answers(redirect).await;
        alice.send(direct, "This way").await;
        phones.bob.told(before + 1).await;
        scene.settle().await;
    }
    assert_eq!(elsewhere.pushes().await.len(), 0);
}

#[tokio::test]
async fn what_nobody_took_for_too_long_is_given_up() {
    let scene = Scene::on(TestServer::builder().env("SNUG_PUSH__MAX_AGE", "3")).await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let direct = alice.direct(bob).await;
    phones
        .bob
        .answers(json!([{ "status": 503, "retry_after": "2" }]))
        .await;
    alice.send(direct, "Now or never").await;
    phones.bob.told(2).await;
    eventually("it is given up", async || {
        scene.server.log().contains("given up").then_some(())
    })
    .await;
    assert_eq!(count(&scene, "given_up").await, 1);
    phones.bob.answers(json!([{ "status": 201 }])).await;
    alice.send(direct, "Then never mind").await;
    let last = phones.bob.told(3).await.remove(2);
    assert_eq!(last.payload["body"], "Then never mind");
}

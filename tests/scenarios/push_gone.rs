//! Between the message and the push something happens that makes it nobody's business any more. The
//! push service is busy at first, so that there is a time in between.

use reqwest::Method;
use serde_json::json;
use tests::{Browser, Person};

use crate::push::Scene;

/// Somebody's phone, which is told nothing at first, and would be told after a while.
async fn busy(scene: &Scene, username: &str) -> (Person, Browser) {
    let (person, phone) = scene.person(username).await;
    busy_at_first(&phone).await;
    (person, phone)
}

async fn busy_at_first(phone: &Browser) {
    let answers = json!([{ "status": 503, "retry_after": "3" }, { "status": 201 }]);
    phone.answers(answers).await;
}

#[tokio::test]
async fn what_has_become_nobodys_business_is_not_sent() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let (removed, removed_phone) = busy(&scene, "removed").await;
    let (reads, reads_phone) = busy(&scene, "reads").await;
    let (mutes, mutes_phone) = busy(&scene, "mutes").await;
    let (deleted, deleted_phone) = busy(&scene, "deleted").await;
    let (leaves, leaves_phone) = busy(&scene, "leaves").await;
    busy_at_first(&phones.bob).await;
    let everybody = [bob, &removed, &reads, &mutes, &leaves];
    let group = alice.group("The pond", &everybody).await;
    let direct = alice.direct(&deleted).await;
    let (evicted, evicted_phone) = busy(&scene, "evicted").await;
    let closed = alice.group("The shed", &[&evicted]).await;

    alice.send(group, "The ice is gone").await;
    let message = alice.send(direct, "Oh, wrong window").await;
    alice.send(closed, "Nobody comes here").await;
    let silent = [
        &removed_phone,
        &reads_phone,
        &mutes_phone,
        &deleted_phone,
        &leaves_phone,
        &evicted_phone,
    ];
    for phone in silent {
        phone.told(1).await;
    }
    phones.bob.told(1).await;

    alice.remove(group, &removed).await;
    leaves.remove(group, &leaves).await;
    let read = json!({ "seq": 1 });
    let path = format!("/api/conversations/{group}/read");
    reads.must(Method::PUT, &path, Some(&read)).await;
    let silence = json!({ "notify": "none", "muted_until": null });
    let path = format!("/api/conversations/{group}/preferences");
    mutes.must(Method::PUT, &path, Some(&silence)).await;
    let path = format!("/api/conversations/{direct}/messages/{message}");
    alice.must(Method::DELETE, &path, None).await;
    let path = format!("/api/conversations/{closed}");
    alice.must(Method::DELETE, &path, None).await;

    // Bob's is tried again, as all others would have been.
    let again = phones.bob.told(2).await.remove(1);
    assert_eq!(again.payload["body"], "The ice is gone");
    scene.settle().await;
    for phone in silent {
        let pushes = phone.pushes().await;
        assert_eq!(pushes.len(), 1, "{pushes:?}");
    }
}

#[tokio::test]
async fn who_was_only_late_to_be_told_is_told_of_what_is_left() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    busy_at_first(&phones.bob).await;
    let direct = alice.direct(bob).await;
    alice.send(direct, "This stays").await;
    let wrong = alice.send(direct, "This goes").await;
    phones.bob.told(1).await;
    let path = format!("/api/conversations/{direct}/messages/{wrong}");
    alice.must(Method::DELETE, &path, None).await;
    let again = phones.bob.told(2).await.remove(1);
    assert_eq!(again.payload["body"], "This stays");
}

#[tokio::test]
async fn a_subscription_ends_with_its_session() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let (server, service) = (&scene.server, &scene.service);
    let (leaving, lost) = (server.login("bob").await, server.login("bob").await);
    let (laptop, tablet) = (service.phone(&leaving).await, service.phone(&lost).await);
    let direct = alice.direct(bob).await;
    for browser in [&phones.bob, &laptop, &tablet] {
        busy_at_first(browser).await;
    }
    alice.send(direct, "Where are you?").await;
    for browser in [&phones.bob, &laptop, &tablet] {
        browser.told(1).await;
    }

    leaving.must(Method::POST, "/api/auth/logout", None).await;
    let session = lost.read("/api/auth/session").await;
    let id = session["session"]["id"].as_str().expect("it has an id");
    bob.must(Method::DELETE, &format!("/api/sessions/{id}"), None)
        .await;
    assert_eq!(bob.devices().await.len(), 1);
    // What was owed to them is not sent, nor is what comes after.
    phones.bob.told(2).await;
    alice.send(direct, "I see").await;
    phones.bob.told(3).await;
    scene.settle().await;
    for gone in [&laptop, &tablet] {
        let pushes = gone.pushes().await;
        assert_eq!(pushes.len(), 1, "{pushes:?}");
    }
}

//! Browsers are subscribed, moved, tried and taken away; and what a stranger gives as an endpoint is
//! looked at before it is called.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Person, PushService, TestServer};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::push::Scene;

const PATH: &str = "/api/push/subscriptions";

/// Keys of a browser (RFC 8291, section 5).
fn keys() -> Value {
    json!({
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    })
}

/// The field for which a subscription is refused.
async fn refused(person: &Person, endpoint: &str, keys: &Value) -> String {
    let (status, answer) = person
        .post(PATH, json!({ "endpoint": endpoint, "keys": keys }))
        .await;
    assert_eq!(status, 422, "{endpoint} {keys}: {answer}");
    assert_eq!(answer["code"], "invalid_field", "{answer}");
    let field = answer["errors"][0]["field"].as_str();
    field.expect("it names the field").to_owned()
}

#[tokio::test]
async fn somebodys_devices_are_listed_and_taken_away() {
    let scene = Scene::start().await;
    let Scene {
        alice,
        bob,
        phones,
        service,
        ..
    } = &scene;
    let tablet = service.browser(bob).await;
    let id = bob.subscribe(&tablet).await;
    let devices = bob.devices().await;
    assert_eq!(devices.len(), 2, "{devices:?}");
    for device in &devices {
        assert_eq!(device["service"], service.origin());
        assert_eq!(device["current"], true);
        assert_eq!(device["last"], Value::Null);
    }
    assert_eq!(devices[1]["id"], json!(id));
    let elsewhere = scene.server.login("bob").await;
    assert_eq!(elsewhere.devices().await[0]["current"], false);

    // Whose it is not, for that person it isn't there.
    let (status, answer) = alice.delete(&format!("{PATH}/{id}")).await;
    assert_eq!(status, 404, "{answer}");
    let (status, answer) = alice.post(&format!("{PATH}/{id}/test"), Value::Null).await;
    assert_eq!(status, 404, "{answer}");

    let direct = alice.direct(bob).await;
    alice.send(direct, "One").await;
    tablet.told(1).await;
    phones.bob.told(1).await;
    bob.must(Method::DELETE, &format!("{PATH}/{id}"), None)
        .await;
    let (status, answer) = bob.delete(&format!("{PATH}/{id}")).await;
    assert_eq!(status, 404, "{answer}");
    alice.send(direct, "Two").await;
    phones.bob.told(2).await;
    scene.settle().await;
    assert_eq!(tablet.pushes().await.len(), 1);
    let devices = bob.devices().await;
    assert_eq!(devices.len(), 1, "{devices:?}");
    assert_eq!(devices[0]["last"]["status"], 201);
}

#[tokio::test]
async fn a_browser_that_somebody_else_logs_in_with_is_theirs() {
    let scene = Scene::start().await;
    let Scene {
        alice, bob, phones, ..
    } = &scene;
    let carol = scene.server.user("carol").await;
    let (to_bob, to_carol) = (alice.direct(bob).await, alice.direct(&carol).await);
    // What is owed to bob there is not told to carol.
    let busy = json!([{ "status": 503, "retry_after": "2" }, { "status": 201 }]);
    phones.bob.answers(busy).await;
    alice.send(to_bob, "For Bob's eyes").await;
    phones.bob.told(1).await;

    let before = bob.devices().await[0]["id"].clone();
    let id = carol.subscribe(&phones.bob).await;
    assert_ne!(json!(id), before);
    assert_eq!(
        carol.subscribe(&phones.bob).await,
        id,
        "it is the same device"
    );
    assert_eq!(bob.devices().await.len(), 0);
    alice.send(to_bob, "For Bob's eyes too").await;
    alice.send(to_carol, "For Carol's eyes").await;
    let pushes = phones.bob.told(2).await;
    assert_eq!(pushes[1].payload["body"], "For Carol's eyes");
    // Longer than it was to wait.
    let (_, clock) = scene.person("dora").await;
    clock
        .answers(json!([{ "status": 503, "retry_after": "3" }, { "status": 201 }]))
        .await;
    let dora = scene.server.login("dora").await;
    alice.send(alice.direct(&dora).await, "Tick").await;
    clock.told(2).await;
    scene.settle().await;
    assert_eq!(phones.bob.pushes().await.len(), 2);
}

#[tokio::test]
async fn nobody_has_more_devices_than_one_may() {
    let Scene { bob, service, .. } = &Scene::start().await;
    let subscribe = async |number: usize| {
        let endpoint = format!("{}/push/{number}", service.origin());
        bob.post(PATH, json!({ "endpoint": endpoint, "keys": keys() }))
            .await
    };
    // He has one already.
    for number in 2..=20 {
        let (status, answer) = subscribe(number).await;
        assert_eq!(status, 201, "{answer}");
    }
    let (status, answer) = subscribe(21).await;
    assert_eq!(
        (status, &answer["code"]),
        (429, &json!("too_many")),
        "{answer}"
    );
    // One that is there is not one more.
    let (status, answer) = subscribe(20).await;
    assert_eq!(status, 201, "{answer}");
    let id: Uuid = answer["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("a UUID");
    bob.must(Method::DELETE, &format!("{PATH}/{id}"), None)
        .await;
    let (status, answer) = subscribe(21).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(bob.devices().await.len(), 20);
}

#[tokio::test]
async fn what_nothing_can_be_encrypted_with_is_refused_by_name() {
    let scene = Scene::start().await;
    let Scene { bob, service, .. } = &scene;
    let endpoint = format!("{}/push/x", service.origin());
    let good = keys();
    let with = |field: &str, value: Value| {
        let mut keys = good.clone();
        keys[field] = value;
        keys
    };
    // A point beside the curve, a compressed one, the point at infinity, and no points at all.
    let beside = format!("B{}", "A".repeat(86));
    let compressed = format!("A{}", "B".repeat(43));
    for point in [&beside, &compressed, "AA", "", "ÿ", &"B".repeat(1_000)] {
        let field = refused(bob, &endpoint, &with("p256dh", json!(point))).await;
        assert_eq!(field, "keys.p256dh", "{point}");
    }
    for secret in ["", "BTBZMqHH6r4Tts7J_aSI", "BTBZMqHH6r4Tts7J_aSIggAA", "?"] {
        let field = refused(bob, &endpoint, &with("auth", json!(secret))).await;
        assert_eq!(field, "keys.auth", "{secret}");
    }
    for endpoint in [
        "",
        "push",
        "/push/x",
        "ftp://push.example/x",
        "data:,x",
        "http://",
    ] {
        assert_eq!(
            refused(bob, endpoint, &good).await,
            "endpoint",
            "{endpoint}"
        );
    }
    let long = format!("{}/{}", service.origin(), "x".repeat(4_000));
    assert_eq!(refused(bob, &long, &good).await, "endpoint");
    for (body, field) in [
        (json!({ "keys": good }), "endpoint"),
        (json!({ "endpoint": endpoint }), "keys"),
        (
            json!({ "endpoint": endpoint, "keys": { "auth": good["auth"] } }),
            "keys.p256dh",
        ),
    ] {
        let (status, answer) = bob.post(PATH, body).await;
        assert_eq!(status, 422, "{answer}");
        assert_eq!(answer["errors"][0]["field"], field, "{answer}");
    }
    assert_eq!(bob.devices().await.len(), 1);
}

#[tokio::test]
async fn a_push_service_on_a_private_network_is_not_called() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    for endpoint in [
        format!("http://127.0.0.1:{port}/x"),
        "http://push.example/x".to_owned(),
        format!("https://127.0.0.1:{port}/x"),
        format!("https://2130706433:{port}/x"),
        format!("https://[::1]:{port}/x"),
        format!("https://[::ffff:127.0.0.1]:{port}/x"),
        "https://10.0.0.1/x".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://[fd00::1]/x".to_owned(),
    ] {
        assert_eq!(
            refused(&alice, &endpoint, &keys()).await,
            "endpoint",
            "{endpoint}"
        );
    }

    // A name says nothing; what it stands for is looked at when it is called.
    let endpoint = format!("https://localhost:{port}/x");
    let (status, answer) = alice
        .post(PATH, json!({ "endpoint": endpoint, "keys": keys() }))
        .await;
    assert_eq!(status, 201, "{answer}");
    let id = answer["id"].as_str().expect("it has an id");
    let said = alice.try_out(id.parse().expect("a UUID")).await;
    assert_eq!(said["accepted"], false, "{said}");
    assert_eq!(said["status"], Value::Null, "{said}");
    assert!(
        said["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty()),
        "{said}"
    );
    let knocked = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
    assert!(knocked.is_err(), "somebody connected");
    assert_eq!(alice.devices().await.len(), 1);
}

#[tokio::test]
async fn a_device_is_tried_and_what_its_push_service_said_is_told() {
    let scene = Scene::start().await;
    let Scene { bob, service, .. } = &scene;
    let phone = service.browser(bob).await;
    let id = bob.subscribe(&phone).await;
    let said = bob.try_out(id).await;
    assert_eq!(said["accepted"], true, "{said}");
    assert_eq!(said["status"], 201, "{said}");
    let push = phone.told(1).await.remove(0);
    assert_eq!(push.payload["kind"], "test");
    assert_eq!(push.urgency, "high");

    for answer in [
        json!({ "status": 503 }),
        json!({ "status": 403 }),
        json!({ "status": 307, "location": "/push/elsewhere" }),
    ] {
        phone.answers(json!([answer])).await;
        let said = bob.try_out(id).await;
        assert_eq!(said["accepted"], false, "{said}");
        assert_eq!(said["status"], answer["status"], "{said}");
        // One line, whatever it says.
        let words = format!("this is a {}", answer["status"]);
        assert_eq!(said["detail"], words, "{said}");
        assert_eq!(bob.devices().await[1]["last"]["status"], answer["status"]);
    }
    for instead in ["garbage", "close"] {
        phone.answers(json!([{ "instead": instead }])).await;
        let said = bob.try_out(id).await;
        assert_eq!(said["accepted"], false, "{said}");
        assert_eq!(said["status"], Value::Null, "{said}");
    }
    assert_eq!(bob.devices().await[1]["last"]["status"], Value::Null);

    phone.answers(json!([{ "status": 410 }])).await;
    let said = bob.try_out(id).await;
    assert_eq!(said["status"], 410, "{said}");
    assert_eq!(bob.devices().await.len(), 1);
}

#[tokio::test]
async fn trying_a_device_waits_ten_seconds_at_most() {
    let Scene { bob, .. } = &Scene::start().await;
    let hanging = PushService::start().await;
    let phone = hanging.browser(bob).await;
    let id = bob.subscribe(&phone).await;
    phone.answers(json!([{ "instead": "hang" }])).await;
    let since = Instant::now();
    let said = bob.try_out(id).await;
    let took = since.elapsed();
    assert!(took < Duration::from_millis(10_900), "it took {took:?}");
    assert_eq!(said["accepted"], false, "{said}");
    assert_eq!(said["status"], Value::Null, "{said}");
}

//! Mails wait for a mail server that is away or hangs, and go to none but the one that is meant.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{MailServer, PushService, TestServer, Way};

use crate::mail::{BOB, Scene, features};

#[tokio::test]
async fn a_mail_waits_for_the_mail_server_also_over_a_kill() {
    // What a killed replica was at another one takes up when its claim has ended.
    let mut scene = Scene::on(TestServer::builder().alone(), Way::Open).await;
    let direct = scene.alice.direct(&scene.bob).await;
    scene.mail.away().await;
    scene.alice.send(direct, "Is anybody there?").await;
    let ready = async |server: &TestServer| {
        let said = server.get("/readyz").await.1;
        said.as_str().is_some_and(|said| said.contains("mail: "))
    };
    tests::eventually("a word in /readyz", async || {
        ready(&scene.server).await.then_some(())
    })
    .await;
    let (status, answer) = scene
        .alice
        .put(
            "/api/notifications/email",
            json!({ "address": "a@example.org" }),
        )
        .await;
    assert_eq!((status, &answer["code"]), (503, &json!("unavailable")));
    scene.server.kill();
    scene.mail.back().await;
    scene.server.restart().await;
    let mail = scene.mails(BOB, 1).await.remove(0);
    assert!(mail.text.contains("Is anybody there?"), "{mail:?}");
    scene.alice.send(direct, "Good.").await;
    scene.mail.away().await;
    tests::eventually("a word in /readyz", async || {
        ready(&scene.server).await.then_some(())
    })
    .await;
    scene.mail.back().await;
    assert!(scene.mails(BOB, 2).await[1].text.contains("Good."));
    assert!(!ready(&scene.server).await);
    assert!(!scene.server.log().contains("example.org"));
}

#[tokio::test]
async fn a_mail_that_was_sent_right_before_a_kill_comes_at_most_twice_and_is_known_again() {
    let mut scene = Scene::on(TestServer::builder().alone(), Way::Open).await;
    let direct = scene.alice.direct(&scene.bob).await;
    scene.mail.answers(json!({ "after_ms": 60_000 })).await;
    scene.alice.send(direct, "Only once").await;
    scene.mails(BOB, 1).await;
    scene.server.kill();
    scene.mail.answers(json!({})).await;
    scene.server.restart().await;
    let mails = scene.mails(BOB, 2).await;
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(mails[0].text, mails[1].text);
    scene.settle().await;
    assert_eq!(scene.mails(BOB, 2).await.len(), 2);
}

#[tokio::test]
async fn a_mail_server_that_hangs_keeps_nobody_else_waiting() {
    let mail = MailServer::start().await;
    let builder = TestServer::builder().pushing().mailing(&mail);
    let (server, push) = tokio::join!(builder.start(), PushService::start());
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let carol = server.user("carol").await;
    bob.confirm_email(&mail, BOB).await;
    let phone = push.phone(&carol).await;
    mail.answers(json!({ "hang": "greeting" })).await;
    alice
        .send(alice.direct(&bob).await, "This is not mailed")
        .await;
    // By now somebody waits for the mail server.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let direct = alice.direct(&carol).await;
    for number in 1..=3 {
        alice.send(direct, "This is told").await;
        phone.told_of(direct, number).await;
    }
    mail.answers(json!({})).await;
    // As soon as it has no more patience.
    let waited = tests::eventually_within("a mail", Duration::from_secs(60), async || {
        let mails = mail.mails().await;
        mails
            .into_iter()
            .find(|mail| mail.text.contains("This is not mailed"))
    });
    assert_eq!(waited.await.to, BOB);
}

#[tokio::test]
async fn mails_go_encrypted_and_with_a_password_where_the_mail_server_wants_it() {
    for way in [Way::StartTls, Way::Tls] {
        let scene = Scene::on(TestServer::builder(), way).await;
        let direct = scene.alice.direct(&scene.bob).await;
        scene
            .alice
            .send(direct, "Nobody reads this on the way")
            .await;
        let mail = scene.mails(BOB, 1).await.remove(0);
        assert_eq!(mail.all["encrypted"], true, "{way:?}");
        assert_eq!(mail.all["user"], "snug", "{way:?}");
    }
}

#[tokio::test]
async fn a_mail_server_that_is_somebody_else_or_wants_another_password_gets_nothing() {
    let mail = MailServer::start_with(Way::StartTls).await;
    let wrong = mail.url().replace("s%40s", "wrong");
    let stranger = MailServer::start_with(Way::StartTls).await;
    for (url, trusted, said) in [
        (wrong, mail.certificate(), "AUTH: 535 5.7.8"),
        (mail.url(), stranger.certificate(), "STARTTLS: "),
    ] {
        let builder = TestServer::builder().mailing(&mail);
        let builder = builder
            .env("SNUG_MAIL__SMTP_URL", &url)
            .env("SSL_CERT_FILE", trusted.display().to_string());
        let server = builder.start().await;
        let alice = server.user("alice").await;
        let new = json!({ "address": "alice@example.org" });
        let (status, answer) = alice.put("/api/notifications/email", new).await;
        assert_eq!((status, &answer["code"]), (503, &json!("unavailable")));
        let log = server.log();
        assert!(log.contains(said), "{log}");
        assert!(!log.contains("wrong") && !log.contains("p/a:"), "{log}");
        assert!(!log.contains("alice@"), "{log}");
        assert!(mail.mails().await.is_empty());
    }
}

#[tokio::test]
async fn a_server_without_a_mail_server_says_so() {
    let server = TestServer::start().await;
    let alice = server.user("alice").await;
    assert!(!features(&server).await.contains(&json!("mail")));
    let new = json!({ "address": "alice@example.org" });
    let (status, answer) = alice.put("/api/notifications/email", new).await;
    assert_eq!(
        (status, &answer["detail"]),
        (503, &json!("This server sends no mails."))
    );
    let gone = alice
        .call(Method::DELETE, "/api/notifications/email", None)
        .await;
    assert_eq!(gone.0, 204);
}

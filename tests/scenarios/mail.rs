//! People who have an address and no browser that is told are mailed of what was said to them and what
//! they have not read.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Builder, Mail, MailServer, Person, PushService, TestServer, Way};

const BOB: &str = "bob@example.org";
const CAROL: &str = "carol@example.org";

/// People on a server that mails.
struct Scene {
    server: TestServer,
    mail: MailServer,
    alice: Person,
    /// He has an address.
    bob: Person,
}

impl Scene {
    async fn start() -> Self {
        Self::on(TestServer::builder(), Way::Open).await
    }

    async fn on(builder: Builder, way: Way) -> Self {
        let mail = MailServer::start_with(way).await;
        let server = builder.mailing(&mail).start().await;
        let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
        bob.confirm_email(&mail, BOB).await;
        Self {
            server,
            mail,
            alice,
            bob,
        }
    }

    /// Waits for so many mails to an address that are no codes; gives all there are.
    async fn mails(&self, address: &str, least: usize) -> Vec<Mail> {
        let mut mails = self.mail.told(address, least + 1).await;
        mails.retain(|mail| !mail.subject.contains("is your code"));
        mails
    }

    /// Waits until whoever is due by now has been mailed: somebody else has, of something newer.
    async fn settle(&self) {
        let carol = self.server.user("carol").await;
        carol.confirm_email(&self.mail, CAROL).await;
        let direct = self.alice.direct(&carol).await;
        self.alice.send(direct, "That is all.").await;
        self.mails(CAROL, 1).await;
        // Others may be looked after at another moment of the same second, and a quarter.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
    }
}

async fn features(server: &TestServer) -> Vec<Value> {
    let (_, about) = server.get("/api/server").await;
    about["features"].as_array().expect("it has some").clone()
}

/// The link that ends the mails, as the mail's header has it.
fn link(mail: &Mail) -> String {
    let header = mail.header("list-unsubscribe").expect("it can be ended");
    header.trim_matches(['<', '>']).to_owned()
}

#[tokio::test]
async fn what_was_said_to_somebody_who_is_not_there_is_mailed() {
    let scene = Scene::start().await;
    let Scene {
        server, alice, bob, ..
    } = &scene;
    assert!(features(server).await.contains(&json!("mail")));
    let pond = alice.group("The pond", &[bob]).await;
    let direct = alice.direct(bob).await;
    alice.send(pond, "The ice is gone").await;
    alice.send(pond, "@bob come and look").await;
    alice.send(direct, "Have you seen the heron? 🦢").await;

    let mail = scene.mails(BOB, 1).await.remove(0);
    assert_eq!(mail.subject, "alice: 2 unread messages");
    assert_eq!(mail.from, "snug@localhost");
    assert_eq!(mail.all["from"]["name"], "Snug");
    for text in [&mail.text, &mail.html] {
        assert!(text.contains("Have you seen the heron? 🦢"), "{text}");
        assert!(text.contains("@bob come and look"), "{text}");
        assert!(text.contains("The pond"), "{text}");
        assert!(!text.contains("The ice is gone"), "{text}");
        assert!(
            text.contains(&server.url(&format!("/c/{direct}/1"))),
            "{text}"
        );
        assert!(
            text.contains(&server.url(&format!("/c/{pond}/2"))),
            "{text}"
        );
    }
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    // Only over HTTPS may a mail program do it by itself.
    assert_eq!(mail.header("list-unsubscribe-post"), None);
    assert!(link(&mail).starts_with(&server.url("/api/notifications/email/unsubscribe/")));

    alice.send(direct, "It is back").await;
    let second = scene.mails(BOB, 2).await.remove(1);
    assert!(second.text.contains("It is back"), "{second:?}");
    assert!(!second.text.contains("heron"), "that was told: {second:?}");
    tests::eventually("a code and two mails that are counted", async || {
        let metrics = server.get("/metrics").await.1;
        let counted = "snug_mails_total{outcome=\"sent\"} 3\n";
        metrics
            .as_str()
            .filter(|text| text.contains(counted))
            .map(drop)
    })
    .await;
    let log = server.log();
    assert!(!log.contains(BOB) && !log.contains("example.org"), "{log}");
}

#[tokio::test]
async fn what_was_read_or_told_by_a_browser_is_not_mailed() {
    let builder = TestServer::builder().pushing();
    let mail = MailServer::start().await;
    // Time to read.
    let builder = builder.mailing(&mail).env("SNUG_MAIL__AFTER_SECONDS", "4");
    let (server, push) = tokio::join!(builder.start(), PushService::start());
    let (alice, bob) = tokio::join!(server.user("alice"), server.user("bob"));
    let carol = server.user("carol").await;
    for (person, address) in [(&bob, BOB), (&carol, CAROL)] {
        person.confirm_email(&mail, address).await;
    }
    let phone = push.phone(&carol).await;
    let (with_bob, with_carol) = (alice.direct(&bob).await, alice.direct(&carol).await);
    alice.send(with_carol, "by the phone").await;
    alice.send(with_bob, "read at once").await;
    let path = format!("/api/conversations/{with_bob}/read");
    let read = bob.put(&path, json!({ "seq": 1 })).await;
    assert_eq!(read.0, 200, "{read:?}");
    phone.told(1).await;
    alice.send(with_bob, "not read").await;
    let told = mail.told(BOB, 2).await.remove(1);
    assert!(
        told.text.contains("not read") && !told.text.contains("at once"),
        "{told:?}"
    );
    assert_eq!(
        mail.told(CAROL, 1).await.len(),
        1,
        "a code, and nothing else"
    );
}

#[tokio::test]
async fn an_address_is_ones_own_by_the_code_alone() {
    let scene = Scene::start().await;
    let Scene {
        server,
        mail,
        alice,
        ..
    } = &scene;
    let address = "alice@example.org";
    let path = "/api/notifications/email";
    let confirm = "/api/notifications/email/confirm";
    let (status, none) = alice.get(path).await;
    assert_eq!((status, &none["address"]), (200, &json!(null)));
    let (status, answer) = alice.put(path, json!({ "address": "no address" })).await;
    assert_eq!(
        (status, &answer["errors"][0]["field"]),
        (422, &json!("address"))
    );
    let code = alice.ask_for_code(mail, address).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        let (status, answer) = alice.post(confirm, json!({ "code": wrong })).await;
        assert_eq!((status, &answer["code"]), (422, &json!("invalid_field")));
    }
    // Somebody else cannot say it for her.
    let (status, _) = scene.bob.post(confirm, json!({ "code": code })).await;
    assert_eq!(status, 410);
    assert_eq!(alice.post(confirm, json!({ "code": code })).await.0, 204);
    assert_eq!(alice.post(confirm, json!({ "code": code })).await.0, 410);
    let email = alice.read(path).await;
    assert_eq!(email, json!({ "address": address, "confirmed": true }));

    let code = alice.ask_for_code(mail, address).await;
    for _ in 0..5 {
        alice.post(confirm, json!({ "code": wrong })).await;
    }
    let (status, answer) = alice.post(confirm, json!({ "code": code })).await;
    assert_eq!((status, &answer["code"]), (410, &json!("gone")));
    let (status, _) = alice.delete(path).await;
    assert_eq!(status, 204);
    assert_eq!(alice.read(path).await["address"], json!(null));
    let (status, _) = server.get(path).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn a_scripts_token_may_not_say_where_its_person_is_mailed() {
    let Scene { bob, .. } = &Scene::start().await;
    let token = json!({ "name": "a script" });
    let token = bob.must(Method::POST, "/api/tokens", Some(&token)).await;
    let mut script = bob.clone();
    script.token = token["token"]
        .as_str()
        .expect("it is shown once")
        .to_owned();
    let path = "/api/notifications/email";
    let (status, answer) = script
        .put(path, json!({ "address": "thief@example.org" }))
        .await;
    assert_eq!((status, &answer["code"]), (403, &json!("forbidden")));
    let path_of_code = format!("{path}/confirm");
    let (status, answer) = script
        .post(&path_of_code, json!({ "code": "123456" }))
        .await;
    assert_eq!((status, &answer["code"]), (403, &json!("forbidden")));
    assert_eq!(bob.read(path).await["address"], BOB);
}

#[tokio::test]
async fn the_link_in_a_mail_ends_the_mails_once_somebody_says_so() {
    let scene = Scene::start().await;
    let Scene {
        server, alice, bob, ..
    } = &scene;
    let direct = alice.direct(bob).await;
    alice.send(direct, "Hello?").await;
    let link = link(&scene.mails(BOB, 1).await[0]);
    let page = server.http().get(&link).send().await.expect("it is there");
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str();
    assert!(policy.expect("it is text").contains("form-action 'self'"));
    let page = page.text().await.expect("it is text");
    assert!(page.contains("<form method=\"post\">"), "{page}");
    let path = "/api/notifications/email";
    assert_eq!(
        bob.read(path).await["confirmed"],
        true,
        "nothing has changed"
    );

    // As mail programs do (RFC 8058), without any cookie or token.
    for _ in 0..2 {
        let click = server.http().post(&link);
        let click = click
            .header("content-type", "application/x-www-form-urlencoded")
            .body("List-Unsubscribe=One-Click");
        let done = click.send().await.expect("it is there");
        assert_eq!(done.status(), 200);
    }
    let expected = json!({ "address": null, "confirmed": false });
    assert_eq!(bob.read(path).await, expected);
    let guess = format!("{}x", link.trim_end_matches(char::is_alphanumeric));
    assert_eq!(
        server
            .http()
            .post(guess)
            .send()
            .await
            .expect("an answer")
            .status(),
        200
    );
    alice.send(direct, "Are you still there?").await;
    scene.settle().await;
    assert_eq!(scene.mails(BOB, 1).await.len(), 1);
}

#[tokio::test]
async fn a_mail_waits_for_the_mail_server_also_over_a_kill() {
    let mut scene = Scene::start().await;
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
    let mut scene = Scene::start().await;
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
async fn whatever_people_call_themselves_a_mail_stays_one_mail() {
    let scene = Scene::start().await;
    let Scene { alice, bob, .. } = &scene;
    let me = "/api/users/me";
    let evil = "Alice\r\nBcc: everybody@example.org";
    let (status, _) = alice.patch(me, json!({ "display_name": evil })).await;
    assert_eq!(status, 422);
    let direct = alice.direct(bob).await;
    let names = [
        "\"Alice\" <evil@example.org>, Bob",
        "مريم 🪴 <script>",
        "=?utf-8?q?Alice=0D=0ABcc:_x?= ;:,@\\",
    ];
    for (number, name) in names.iter().enumerate() {
        let (status, answer) = alice.patch(me, json!({ "display_name": name })).await;
        assert_eq!(status, 200, "{answer}");
        alice.send(direct, "<b>Hello</b>\r\n.\r\nQUIT").await;
        let mail = scene.mails(BOB, number + 1).await.remove(number);
        assert_eq!(mail.all["envelope"]["to"], json!([BOB]));
        assert_eq!(mail.all["to"].as_array().map(Vec::len), Some(1), "{mail:?}");
        assert_eq!(mail.header("bcc"), None);
        assert!(
            mail.text.contains(&format!("{name}: <b>Hello</b> . QUIT")),
            "{mail:?}"
        );
        assert!(
            !mail.html.contains("<script>") && !mail.html.contains("<b>Hello"),
            "{mail:?}"
        );
        if !name.starts_with("=?") {
            assert_eq!(mail.subject, format!("{name}: 1 unread message"));
        }
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

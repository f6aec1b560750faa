//! People who have an address and no browser that is told are mailed of what was said to them and what
//! they have not read.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Builder, Mail, MailServer, Person, PushService, TestServer, Way};

pub(crate) const BOB: &str = "bob@example.org";
const CAROL: &str = "carol@example.org";

/// People on a server that mails.
pub(crate) struct Scene {
    pub(crate) server: TestServer,
    pub(crate) mail: MailServer,
    pub(crate) alice: Person,
    /// He has an address.
    pub(crate) bob: Person,
}

impl Scene {
    async fn start() -> Self {
        Self::on(TestServer::builder(), Way::Open).await
    }

    pub(crate) async fn on(builder: Builder, way: Way) -> Self {
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
    pub(crate) async fn mails(&self, address: &str, least: usize) -> Vec<Mail> {
        let mut mails = self.mail.told(address, least + 1).await;
        mails.retain(|mail| !mail.subject.contains("is your code"));
        mails
    }

    /// Waits until whoever is due by now has been mailed: somebody else has, of something newer.
    pub(crate) async fn settle(&self) {
        let carol = self.server.user("carol").await;
        carol.confirm_email(&self.mail, CAROL).await;
        let direct = self.alice.direct(&carol).await;
        self.alice.send(direct, "That is all.").await;
        self.mails(CAROL, 1).await;
        // Others may be looked after at another moment of the same second, and a quarter.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
    }
}

pub(crate) async fn features(server: &TestServer) -> Vec<Value> {
    let (_, about) = server.get("/api/server").await;
    about["features"].as_array().expect("it has some").clone()
}

/// Whether a text leads to a place of whichever replica wrote it.
fn has_link(server: &TestServer, text: &str, path: &str) -> bool {
    (0..server.replica_count()).any(|number| text.contains(&server.replica(number).url(path)))
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
        for path in [format!("/c/{direct}/1"), format!("/c/{pond}/2")] {
            assert!(has_link(server, text, &path), "{text}");
        }
    }
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    // Only over HTTPS may a mail program do it by itself.
    assert_eq!(mail.header("list-unsubscribe-post"), None);
    let path = "/api/notifications/email/unsubscribe/";
    assert!(has_link(server, &link(&mail), path), "{}", link(&mail));

    alice.send(direct, "It is back").await;
    let second = scene.mails(BOB, 2).await.remove(1);
    assert!(second.text.contains("It is back"), "{second:?}");
    assert!(!second.text.contains("heron"), "that was told: {second:?}");
    tests::eventually("a code and two mails that are counted", async || {
        let sent = server.metric("snug_mails_total{outcome=\"sent\"}").await;
        (sent == 3).then_some(())
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

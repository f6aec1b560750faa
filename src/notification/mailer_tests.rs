//! Who is mailed, and what becomes of what is not taken, by a clock that stands still and a real mail
//! server.

use std::time::Duration;

use serde_json::json;
use tests::{Mail, MailServer};
use tokio::io::AsyncWriteExt as _;
use tokio_util::task::TaskTracker;

use crate::smtp::{Failure, Smtp};
use crate::testing::House;
use crate::testing_service::PushService;

const ANNA: &str = "anna@example.org";
const BEN: &str = "ben@example.org";

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// The mails to somebody but the first, which was a code.
async fn mails(server: &MailServer, address: &str) -> Vec<Mail> {
    let mut mails = server.mails().await;
    mails.retain(|mail| mail.to == address && !mail.subject.contains("is your code"));
    mails
}

#[tokio::test]
async fn what_nobody_has_read_for_a_while_is_mailed_once() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let (direct, garden) = (
        house.direct(&[&anna, &ben]).await,
        house.group(&[&anna, &ben]).await,
    );
    house.email(&ben, &server, BEN).await;
    house.say(&anna, direct, "Have you seen the heron?").await;
    house.say(&anna, garden, "The beans want water.").await;
    house.mail().await;
    house.clock.advance(secs(899));
    house.mail().await;
    assert!(
        mails(&server, BEN).await.is_empty(),
        "he had no time to read it"
    );
    house.clock.advance(secs(1));
    house.mail().await;
    let first = mails(&server, BEN).await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].subject, "anna: 1 unread message");
    assert!(
        first[0].text.contains("anna: Have you seen the heron?"),
        "{:?}",
        first[0]
    );
    assert!(!first[0].text.contains("beans"), "nobody said that to him");
    assert!(
        first[0]
            .text
            .contains(&format!("https://chat.example.org/c/{direct}/1"))
    );
    assert_eq!(first[0].header("auto-submitted"), Some("auto-generated"));
    let click = first[0].header("list-unsubscribe-post");
    assert_eq!(click, Some("List-Unsubscribe=One-Click"));

    house.say(&anna, direct, "It is back.").await;
    house.mention(&ben, garden, 1).await;
    house.clock.advance(secs(3_599));
    house.mail().await;
    assert_eq!(
        mails(&server, BEN).await.len(),
        1,
        "the last one was an hour ago at most"
    );
    house.clock.advance(secs(1));
    house.mail().await;
    let second = mails(&server, BEN).await.remove(1);
    assert!(second.text.contains("It is back."), "{second:?}");
    assert!(second.text.contains("The beans want water."), "{second:?}");
    assert!(!second.text.contains("heron"), "that was told: {second:?}");
    assert_ne!(second.message_id, first[0].message_id);

    house.clock.advance(secs(10_000));
    house.mail().await;
    assert_eq!(mails(&server, BEN).await.len(), 2, "nothing is new");
}

#[tokio::test]
async fn what_was_read_in_time_or_told_by_a_browser_is_not_mailed() {
    let (server, tasks) = (MailServer::start().await, TaskTracker::new());
    let push = PushService::start(&tasks).await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    house.say(&anna, direct, "one").await;
    house.mail().await;
    house.read(&ben, direct, 1).await;
    house.clock.advance(secs(2_000));
    house.mail().await;
    let browser = house.browser(&ben, &push).await;
    house.say(&anna, direct, "two").await;
    house.clock.advance(secs(2_000));
    house.mail().await;
    assert!(mails(&server, BEN).await.is_empty());
    house
        .notifications
        .unsubscribe(&ben, browser.id)
        .await
        .unwrap();
    house.clock.advance(secs(2_000));
    house.mail().await;
    assert_eq!(mails(&server, BEN).await.len(), 1);
}

#[tokio::test]
async fn a_mail_says_no_more_than_its_reader_wants_and_not_when_it_is_quiet() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    // The clock says 22:13 at the beginning, and 23:13 then.
    let hours = json!({ "from": "23:00", "to": "23:30", "time_zone": "UTC" });
    let preferences = json!({ "show_text": false, "quiet_hours": hours });
    let preferences = serde_json::from_value(preferences).unwrap();
    let set = house.notifications.set_preferences(&ben, preferences).await;
    set.unwrap();
    house.say(&anna, direct, "a secret").await;
    house.clock.advance(secs(3_600));
    house.mail().await;
    assert!(mails(&server, BEN).await.is_empty(), "it is quiet");
    house.clock.advance(secs(20 * 60));
    house.mail().await;
    let mail = mails(&server, BEN).await.remove(0);
    assert_eq!(mail.subject, "1 unread message on Snug");
    for secret in ["secret", "anna", &direct.to_string()] {
        assert!(!mail.all.to_string().contains(secret), "{secret}: {mail:?}");
    }
}

#[tokio::test]
async fn a_mail_server_that_is_away_is_left_alone_ever_longer_and_then_takes_everything() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&anna, &server, ANNA).await;
    house.email(&ben, &server, BEN).await;
    house.say(&anna, direct, "one").await;
    house.say(&ben, direct, "two").await;
    server.away().await;
    house.clock.advance(secs(2_000));
    let mut wait = secs(5);
    for _ in 0..4 {
        house.mail().await;
        let pause = house.notifications.mail_paused().unwrap();
        let length = pause.until.since(house.clock.now());
        assert!(wait <= length && length <= wait * 5 / 4, "{length:?}");
        assert!(pause.said.starts_with("connecting: "), "{}", pause.said);
        house.clock.advance(length);
        wait *= 2;
    }
    server.back().await;
    house.mail().await;
    assert!(house.notifications.mail_paused().is_none());
    assert_eq!(mails(&server, ANNA).await.len(), 1);
    assert_eq!(mails(&server, BEN).await.len(), 1);
}

#[tokio::test]
async fn a_mail_server_that_wants_another_time_gets_one() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    house.say(&anna, direct, "one").await;
    house.clock.advance(secs(2_000));
    server.answers(json!({ "rcpt": 451 })).await;
    house.mail().await;
    assert!(
        house.notifications.mail_paused().is_none(),
        "others may be mailed"
    );
    server.answers(json!({})).await;
    house.clock.advance(secs(4));
    house.mail().await;
    assert!(mails(&server, BEN).await.is_empty());
    house.clock.advance(secs(3));
    house.mail().await;
    assert_eq!(mails(&server, BEN).await.len(), 1);
}

#[tokio::test]
async fn an_address_that_is_refused_for_days_is_left_alone_until_it_is_confirmed_again() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    for (step, code) in [("rcpt", 550), ("data", 554), ("rcpt", 550)] {
        let email = house.notifications.email(&ben).await.unwrap();
        assert_eq!(serde_json::to_value(&email).unwrap()["confirmed"], true);
        house.say(&anna, direct, "hello").await;
        server.answers(json!({ step: code })).await;
        house.clock.advance(secs(24 * 60 * 60));
        house.mail().await;
    }
    let email = house.notifications.email(&ben).await.unwrap();
    let expected = json!({ "address": BEN, "confirmed": false });
    assert_eq!(serde_json::to_value(&email).unwrap(), expected);
    server.answers(json!({})).await;
    house.clock.advance(secs(10 * 24 * 60 * 60));
    house.mail().await;
    assert!(mails(&server, BEN).await.is_empty());
    house.email(&ben, &server, BEN).await;
    house.say(&anna, direct, "Are you back?").await;
    house.clock.advance(secs(2_000));
    house.mail().await;
    let mail = mails(&server, BEN).await.remove(0);
    assert_eq!(
        mail.subject, "anna: 1 unread message",
        "what came before is not told"
    );
}

#[tokio::test]
async fn a_refusal_is_forgotten_once_a_mail_was_taken() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    for code in [550, 550, 0, 550, 550, 0] {
        house.say(&anna, direct, "hello").await;
        server.answers(json!({ "rcpt": code })).await;
        house.clock.advance(secs(24 * 60 * 60));
        house.mail().await;
    }
    assert_eq!(mails(&server, BEN).await.len(), 2);
}

#[tokio::test]
async fn what_a_killed_server_was_mailing_is_mailed_again_under_the_same_id() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    house.say(&anna, direct, "hello").await;
    house.clock.advance(secs(2_000));
    server.answers(json!({ "after_ms": 60_000 })).await;
    tokio::select! {
        () = house.mail() => panic!("it is not taken yet"),
        _ = server.told(BEN, 2) => {}
    }
    server.answers(json!({})).await;
    house.mail().await;
    assert_eq!(mails(&server, BEN).await.len(), 1, "another may send it");
    house.notifications.release_readers().await.unwrap();
    house.mail().await;
    let mails = mails(&server, BEN).await;
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(mails[0].text, mails[1].text);
}

#[tokio::test]
async fn what_was_read_or_unsubscribed_from_while_a_mail_was_under_way_is_not_mailed() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    for is_read in [true, false] {
        house.email(&ben, &server, BEN).await;
        house.say(&anna, direct, "a secret").await;
        house.clock.advance(secs(2_000));
        server.answers(json!({ "rcpt_ms": 1_000 })).await;
        let changes = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            if is_read {
                house.read(&ben, direct, 1).await;
            } else {
                house.notifications.remove_email(&ben).await.unwrap();
            }
        };
        tokio::join!(house.mail(), changes);
        server.answers(json!({})).await;
        house.clock.advance(secs(2_000));
        house.mail().await;
        assert!(mails(&server, BEN).await.is_empty(), "{is_read}");
    }
}

#[tokio::test]
async fn a_mail_that_the_mail_server_breaks_off_at_waits_longer_than_others() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, &server, BEN).await;
    house.email(&anna, &server, ANNA).await;
    house.say(&anna, direct, "one").await;
    house.clock.advance(secs(3));
    house.say(&ben, direct, "two").await;
    house.clock.advance(secs(900 - 3));
    server.answers(json!({ "rcpt": 421 })).await;
    house.mail().await;
    assert!(house.notifications.mail_paused().is_some());
    server.answers(json!({})).await;
    house.clock.advance(secs(8));
    house.mail().await;
    assert!(mails(&server, BEN).await.is_empty());
    assert_eq!(mails(&server, ANNA).await.len(), 1);
    house.clock.advance(secs(8));
    house.mail().await;
    assert_eq!(mails(&server, BEN).await.len(), 1);
}

#[tokio::test]
async fn a_mail_server_that_says_too_much_is_not_listened_to() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let talk = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut said = 0;
        while let Ok(more) = stream.write(&[b'x'; 4_096]).await {
            said += more;
        }
        said
    };
    let server = crate::MailServer::parse(&url).unwrap();
    let smtp = Smtp::new(server, "example.org", TaskTracker::new()).unwrap();
    let envelope = lettre::address::Envelope::new(None, vec![BEN.parse().unwrap()]).unwrap();
    let send = smtp.send(&envelope, Box::pin(std::future::ready(None)));
    let (said, sent) = tokio::join!(talk, send);
    assert!(matches!(&sent, Err(Failure::Server(_))), "{sent:?}");
    // What the system keeps of it on both sides is some MiB.
    assert!(said < 32 * 1024 * 1024, "{said}");
}

#[tokio::test]
async fn nothing_is_sent_in_the_open_where_it_must_be_encrypted() {
    let server = MailServer::start().await;
    let url = format!("{}?tls=required", server.url());
    let told = crate::MailServer::parse(&url).unwrap();
    let smtp = Smtp::new(told, "example.org", TaskTracker::new()).unwrap();
    let mail = lettre::Message::builder()
        .from("chat@example.org".parse().unwrap())
        .to(BEN.parse().unwrap())
        .body(String::from("hello"))
        .unwrap();
    let written = std::future::ready(Some(mail.formatted()));
    let sent = smtp.send(mail.envelope(), Box::pin(written)).await;
    assert!(
        matches!(&sent, Err(Failure::Server(said)) if said.starts_with("STARTTLS")),
        "{sent:?}"
    );
    assert!(server.mails().await.is_empty());
}

//! A mail that is under way as the server stops, or that cannot be noted.

use std::time::Duration;

use auth::request::Caller;
use serde_json::json;
use tests::MailServer;

use crate::testing::House;

const BEN: &str = "ben@example.org";

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// Ben, who has had a code, and is to be mailed of one message now.
async fn unread(server: &MailServer) -> (House, Caller) {
    let house = House::mailing(server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let direct = house.direct(&[&anna, &ben]).await;
    house.email(&ben, server, BEN).await;
    house.say(&anna, direct, "hello").await;
    house.clock.advance(secs(2_000));
    (house, ben)
}

#[tokio::test]
async fn whom_a_server_that_stops_was_mailing_another_replica_mails_at_once() {
    let server = MailServer::start().await;
    let (house, _) = unread(&server).await;
    server.answers(json!({ "after_ms": 60_000 })).await;
    house.start();
    server.told(BEN, 2).await;
    house.stop();
    tests::eventually("another may mail him", async || {
        let now = house.clock.now();
        let claim = house.db.write::<_, crate::Error>(move |conn| {
            Box::pin(async move { Ok(conn.claim_readers(now, now.plus(secs(600)), 10).await?) })
        });
        (claim.await.unwrap().len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_is_taken_while_the_server_stops_is_noted() {
    let server = MailServer::start().await;
    let (house, ben) = unread(&server).await;
    server.answers(json!({ "after_ms": 500 })).await;
    house.start();
    server.told(BEN, 2).await;
    house.stop();
    tests::eventually("it is noted", async || {
        let mut conn = house.db.read().await.unwrap();
        let untold = conn.list_untold(ben.user_id, house.clock.now(), 5);
        untold.await.unwrap().is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_could_not_be_noted_is_noted_later_and_not_sent_again() {
    let server = MailServer::start().await;
    let (house, _) = unread(&server).await;
    db::testing::refuse_mailed(&house.db, true).await;
    let mended = async {
        server.told(BEN, 2).await;
        // It has been tried in vain by then.
        tokio::time::sleep(Duration::from_millis(500)).await;
        db::testing::refuse_mailed(&house.db, false).await;
    };
    tokio::join!(house.mail(), mended);
    house.clock.advance(secs(7_200));
    house.mail().await;
    assert_eq!(server.told(BEN, 2).await.len(), 2);
}

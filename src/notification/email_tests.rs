//! Whose address it is, by a clock that stands still and a real mail server.

use std::time::Duration;

use auth::SessionKind;
use auth::request::Caller;
use models::{Code, Problem};
use serde_json::{Value, json};
use tests::MailServer;

use crate::testing::House;
use crate::testing_service::PushService;

const MINUTE: Duration = Duration::from_secs(60);

async fn set(house: &House, who: &Caller, address: &str) -> Result<(), Problem> {
    let new = serde_json::from_value(json!({ "address": address })).unwrap();
    let set = house.notifications.set_email(who, &new).await;
    set.map(drop).map_err(Problem::from)
}

async fn say(house: &House, who: &Caller, code: &str) -> Result<(), Code> {
    let said = serde_json::from_value(json!({ "code": code })).unwrap();
    let confirmed = house.notifications.confirm_email(who, &said).await;
    confirmed.map_err(|error| Problem::from(error).code)
}

async fn seen(house: &House, who: &Caller) -> Value {
    let email = house.notifications.email(who).await.unwrap();
    serde_json::to_value(&email).unwrap()
}

#[tokio::test]
async fn an_address_is_ones_own_once_one_has_said_the_code_that_was_mailed_there() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let anna = house.person("anna").await;
    assert_eq!(
        seen(&house, &anna).await,
        json!({ "address": null, "confirmed": false })
    );
    set(&house, &anna, " anna@example.org ").await.unwrap();
    let mail = server.told("anna@example.org", 1).await.remove(0);
    assert_eq!(mail.from, "chat@example.org");
    assert_eq!(mail.code().len(), 6);
    assert!(
        mail.text.contains("anna wants to be mailed here"),
        "{mail:?}"
    );
    assert_eq!(mail.header("list-unsubscribe"), None);
    let expected = json!({ "address": "anna@example.org", "confirmed": false });
    assert_eq!(seen(&house, &anna).await, expected);
    let wrong = if mail.code() == "000000" {
        "000001"
    } else {
        "000000"
    };
    assert_eq!(say(&house, &anna, wrong).await, Err(Code::InvalidField));
    say(&house, &anna, &format!(" {} ", mail.code()))
        .await
        .unwrap();
    let expected = json!({ "address": "anna@example.org", "confirmed": true });
    assert_eq!(seen(&house, &anna).await, expected);
    house.notifications.remove_email(&anna).await.unwrap();
    house.notifications.remove_email(&anna).await.unwrap();
    assert_eq!(seen(&house, &anna).await["address"], json!(null));
}

#[tokio::test]
async fn a_code_works_for_a_quarter_of_an_hour() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    set(&house, &anna, "anna@example.org").await.unwrap();
    set(&house, &ben, "ben@example.org").await.unwrap();
    let code = async |address| server.told(address, 1).await.remove(0).code();
    house.clock.advance(MINUTE * 15 - Duration::from_millis(1));
    say(&house, &anna, &code("anna@example.org").await)
        .await
        .unwrap();
    house.clock.advance(Duration::from_millis(1));
    let late = say(&house, &ben, &code("ben@example.org").await).await;
    assert_eq!(late, Err(Code::Gone));
}

#[tokio::test]
async fn nobody_has_strangers_mailed() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let (anna, ben) = (house.person("anna").await, house.person("ben").await);
    let codes = async |result: Result<(), Problem>| result.unwrap_err().code;
    for _ in 0..2 {
        set(&house, &anna, "stranger@example.org").await.unwrap();
    }
    set(&house, &ben, "STRANGER@example.org").await.unwrap();
    for same in [
        "stranger@example.org",
        "Stranger+news@example.org",
        "stranger++@example.org",
    ] {
        let once_more = set(&house, &ben, same).await;
        assert_eq!(codes(once_more).await, Code::RateLimited, "{same}");
    }
    for number in 0..3 {
        set(&house, &anna, &format!("{number}@example.org"))
            .await
            .unwrap();
    }
    let sixth = set(&house, &anna, "6@example.org").await.unwrap_err();
    assert_eq!(sixth.code, Code::RateLimited);
    assert!(sixth.retry_after_ms.unwrap() <= 3_600_000);
    assert_eq!(server.mails().await.len(), 6);
    house.clock.advance(MINUTE * 60);
    set(&house, &anna, "6@example.org").await.unwrap();
}

#[tokio::test]
async fn a_scripts_token_confirms_no_address_and_silences_no_browser() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let push = PushService::start(&house.tasks).await;
    let anna = house.person("anna").await;
    let script = Caller {
        kind: SessionKind::Token,
        ..anna
    };
    let browser = house.browser(&anna, &push).await;
    let silenced = house.notifications.unsubscribe(&script, browser.id).await;
    assert_eq!(Problem::from(silenced.unwrap_err()).code, Code::Forbidden);
    set(&house, &anna, "anna@example.org").await.unwrap();
    let code = server.told("anna@example.org", 1).await.remove(0).code();
    assert_eq!(say(&house, &script, &code).await, Err(Code::Forbidden));
    say(&house, &anna, &code).await.unwrap();
    house
        .notifications
        .unsubscribe(&anna, browser.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_stays_until_a_code_has_gone_to_the_next() {
    let server = MailServer::start().await;
    let house = House::mailing(&server).await;
    let anna = house.person("anna").await;
    house.email(&anna, &server, "anna@example.org").await;
    let kept = json!({ "address": "anna@example.org", "confirmed": true });
    for (answers, code) in [
        (json!({ "rcpt": 550 }), Code::InvalidField),
        (json!({ "rcpt": 450 }), Code::Unavailable),
        (json!({ "mail": 550 }), Code::Unavailable),
    ] {
        server.answers(answers).await;
        let refused = set(&house, &anna, "other@example.org").await.unwrap_err();
        assert_eq!(refused.code, code);
        assert_eq!(seen(&house, &anna).await, kept);
        // Each of them counts.
        house.clock.advance(MINUTE * 61);
    }
    server.answers(json!({})).await;
    let wrong = set(&house, &anna, "no address").await.unwrap_err();
    assert_eq!(wrong.errors[0].field, "address");
    assert_eq!(seen(&house, &anna).await, kept);
    set(&house, &anna, "other@example.org").await.unwrap();
    let expected = json!({ "address": "other@example.org", "confirmed": false });
    assert_eq!(seen(&house, &anna).await, expected);
}

#[tokio::test]
async fn a_server_without_mail_says_so_and_still_forgets_addresses() {
    let house = House::new().await;
    let anna = house.person("anna").await;
    let off = set(&house, &anna, "anna@example.org").await.unwrap_err();
    assert_eq!(
        (off.code, &*off.detail),
        (Code::Unavailable, "This server sends no mails.")
    );
    assert_eq!(say(&house, &anna, "123456").await, Err(Code::Gone));
    house.notifications.remove_email(&anna).await.unwrap();
    house.notifications.stop_mails("nothing").await.unwrap();
}

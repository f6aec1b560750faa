use models::{Timestamp, UserId};

use crate::fixture::{LATER, NOW, ROOM, email, people};
use crate::testing::{on_both, write};
use crate::{Db, Email, Guess, Later, NewEmail};

const MOST: u32 = 3;
/// When a code of the tests has ended.
const UNTIL: Timestamp = Timestamp(5_000);

async fn set(db: &Db, user_id: UserId, address: &str, number: u8) {
    let new = NewEmail {
        user_id,
        address: address.to_owned(),
        secret: vec![number; 16],
        code_hash: vec![number; 32],
        code_until: UNTIL,
    };
    write!(db, conn => conn.set_email(&new).await).unwrap();
}

async fn say(db: &Db, user_id: UserId, code: u8, now: Timestamp) -> Guess {
    let hash = [code; 32];
    write!(db, conn => conn.confirm_email(user_id, &hash, MOST, now).await).unwrap()
}

async fn find(db: &Db, user_id: UserId) -> Option<Email> {
    let mut conn = db.read().await.unwrap();
    conn.find_email(user_id).await.unwrap()
}

fn seen(address: &str, is_confirmed: bool) -> Option<Email> {
    Some(Email {
        address: address.to_owned(),
        is_confirmed,
    })
}

#[tokio::test]
async fn an_address_is_somebodys_once_they_have_said_its_code() {
    on_both(async |db| {
        let who = people(&db, 2).await;
        assert_eq!(find(&db, who[0]).await, None);
        assert_eq!(say(&db, who[0], 7, NOW).await, Guess::Ended);
        set(&db, who[0], "anna@example.org", 7).await;
        assert_eq!(find(&db, who[0]).await, seen("anna@example.org", false));
        assert_eq!(say(&db, who[1], 7, NOW).await, Guess::Ended);
        assert_eq!(say(&db, who[0], 8, NOW).await, Guess::Wrong);
        assert_eq!(say(&db, who[0], 7, NOW).await, Guess::Right);
        assert_eq!(find(&db, who[0]).await, seen("anna@example.org", true));
        assert_eq!(say(&db, who[0], 7, NOW).await, Guess::Ended, "said once");
    })
    .await;
}

#[tokio::test]
async fn a_code_ends_by_itself_and_after_a_few_that_were_wrong() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        set(&db, anna, "anna@example.org", 7).await;
        assert_eq!(say(&db, anna, 7, UNTIL).await, Guess::Ended);
        for _ in 0..MOST {
            assert_eq!(say(&db, anna, 8, NOW).await, Guess::Wrong);
        }
        assert_eq!(say(&db, anna, 7, NOW).await, Guess::Ended);
        set(&db, anna, "anna@example.org", 9).await;
        assert_eq!(say(&db, anna, 9, NOW).await, Guess::Right);
    })
    .await;
}

#[tokio::test]
async fn guesses_that_are_made_at_the_same_time_all_count() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        set(&db, anna, "anna@example.org", 7).await;
        let guesses = (0..10).map(|_| say(&db, anna, 8, NOW));
        let guesses = futures_util::future::join_all(guesses).await;
        let wrong = guesses.iter().filter(|guess| **guess == Guess::Wrong);
        assert_eq!(wrong.count(), MOST as usize);
        assert_eq!(say(&db, anna, 7, NOW).await, Guess::Ended);
    })
    .await;
}

#[tokio::test]
async fn another_address_takes_the_place_of_the_one_before_and_knows_nothing_of_its_mails() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        let secret = email(&db, anna, 7, NOW).await;
        let later = Later {
            user_id: anna,
            secret,
            due: LATER,
            attempts: 0,
            refusals: 0,
        };
        write!(db, conn => conn.finish_mail(&later, &[(ROOM, 5)]).await).unwrap();
        set(&db, anna, "new@example.org", 8).await;
        assert_eq!(find(&db, anna).await, seen("new@example.org", false));
        let mut conn = db.read().await.unwrap();
        assert_eq!(conn.next_reader().await.unwrap(), None);
        assert_eq!(conn.list_mailed(anna).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_a_mail_ends_the_mails() {
    on_both(async |db| {
        let who = people(&db, 2).await;
        let secret = email(&db, who[0], 7, NOW).await;
        email(&db, who[1], 8, NOW).await;
        let other = vec![9; 16];
        assert!(!write!(db, conn => conn.delete_email_by_secret(&other).await).unwrap());
        assert!(write!(db, conn => conn.delete_email_by_secret(&secret).await).unwrap());
        assert_eq!(find(&db, who[0]).await, None);
        assert!(find(&db, who[1]).await.is_some());
        let ben = who[1];
        assert!(write!(db, conn => conn.delete_email(ben).await).unwrap());
        assert!(!write!(db, conn => conn.delete_email(ben).await).unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_same_address_again_is_ended_by_the_links_of_its_earlier_mails() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        set(&db, anna, "anna@example.org", 7).await;
        set(&db, anna, "anna@example.org", 8).await;
        assert_eq!(say(&db, anna, 7, NOW).await, Guess::Wrong, "another code");
        assert_eq!(say(&db, anna, 8, NOW).await, Guess::Right);
        assert!(write!(db, conn => conn.delete_email_by_secret(&[7; 16]).await).unwrap());
        assert_eq!(find(&db, anna).await, None);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_deleted_takes_its_address_with_it_and_gets_none_later() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        email(&db, anna, 7, NOW).await;
        write!(db, conn => conn.delete_user(anna, LATER).await).unwrap();
        assert_eq!(find(&db, anna).await, None);
        set(&db, anna, "anna@example.org", 8).await;
        assert_eq!(find(&db, anna).await, None);
    })
    .await;
}

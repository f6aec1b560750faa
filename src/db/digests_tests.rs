use models::{ConversationId, Timestamp, UserId};
use uuid::Uuid;

use crate::fixture::{LATER, NOW, ROOM, email, people};
use crate::testing::{on_both, write};
use crate::{Db, Later, Reader};

/// Until when what is claimed is claimed.
const UNTIL: Timestamp = Timestamp(5_000);
const OTHER: ConversationId = ConversationId(Uuid::from_u128(200));

async fn claim(db: &Db, now: Timestamp, limit: u32) -> Vec<Reader> {
    let mut readers = write!(db, conn => conn.claim_readers(now, UNTIL, limit).await).unwrap();
    readers.sort_by_key(|reader| reader.user_id);
    readers
}

fn ids(readers: &[Reader]) -> Vec<UserId> {
    readers.iter().map(|reader| reader.user_id).collect()
}

fn later(user_id: UserId, secret: &[u8], due: Timestamp) -> Later {
    Later {
        user_id,
        secret: secret.to_vec(),
        due,
        attempts: 2,
        refusals: 1,
    }
}

async fn next(db: &Db) -> Option<Timestamp> {
    db.read().await.unwrap().next_reader().await.unwrap()
}

async fn mailed(db: &Db, user_id: UserId) -> Vec<(ConversationId, i64)> {
    let mut conn = db.read().await.unwrap();
    conn.list_mailed(user_id).await.unwrap()
}

#[tokio::test]
async fn whoever_is_claimed_is_nobody_elses_until_the_claim_ends() {
    on_both(async |db| {
        let who = people(&db, 4).await;
        for (number, user_id) in (1..=3).zip(&who) {
            email(&db, *user_id, number, NOW).await;
        }
        assert_eq!(next(&db).await, Some(NOW));
        assert!(claim(&db, Timestamp(NOW.0 - 1), 10).await.is_empty());
        let first = claim(&db, NOW, 2).await;
        assert_eq!(first.len(), 2);
        assert_eq!(claim(&db, NOW, 10).await.len(), 1);
        assert!(claim(&db, LATER, 10).await.is_empty());
        assert_eq!(next(&db).await, Some(UNTIL));
        assert_eq!(ids(&claim(&db, UNTIL, 10).await), who[..3]);
        let released = write!(db, conn => conn.release_readers().await).unwrap();
        assert_eq!((released, next(&db).await), (3, Some(NOW)));
    })
    .await;
}

#[tokio::test]
async fn replicas_that_claim_at_the_same_time_share_people_out() {
    on_both(async |db| {
        let who = people(&db, 40).await;
        for (number, user_id) in (1..=40).zip(&who) {
            email(&db, *user_id, number, NOW).await;
        }
        let claims = (0..8).map(|_| claim(&db, NOW, 10));
        let claimed: Vec<Reader> = futures_util::future::join_all(claims)
            .await
            .into_iter()
            .flatten()
            .collect();
        let mut all = ids(&claimed);
        all.sort_unstable();
        all.dedup();
        assert_eq!(claimed.len(), all.len(), "nobody is claimed twice");
        let mut rest = claim(&db, NOW, 40).await.len();
        rest += all.len();
        assert_eq!(rest, 40);
    })
    .await;
}

#[tokio::test]
async fn what_was_told_is_kept_and_its_person_is_due_again_later() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        let secret = email(&db, anna, 1, NOW).await;
        let reader = claim(&db, NOW, 10).await.remove(0);
        assert_eq!(
            (reader.address.as_str(), reader.attempts),
            ("1@example.org", 0)
        );
        assert_eq!(reader.secret, secret);
        let note = later(anna, &secret, LATER);
        write!(db, conn => conn.finish_mail(&note, &[(ROOM, 5), (OTHER, 2)]).await).unwrap();
        let note = later(anna, &secret, LATER);
        write!(db, conn => conn.finish_mail(&note, &[(ROOM, 3), (OTHER, 4)]).await).unwrap();
        assert_eq!(mailed(&db, anna).await, [(ROOM, 5), (OTHER, 4)]);
        let reader = claim(&db, LATER, 10).await.remove(0);
        assert_eq!((reader.attempts, reader.refusals), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn what_became_of_a_mail_says_nothing_of_another_address() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        let old = email(&db, anna, 1, NOW).await;
        let new = email(&db, anna, 2, NOW).await;
        let note = later(anna, &old, LATER);
        write!(db, conn => conn.finish_mail(&note, &[(ROOM, 5)]).await).unwrap();
        assert_eq!(mailed(&db, anna).await, []);
        assert_eq!(next(&db).await, Some(NOW));
        write!(db, conn => conn.end_email(anna, &old).await).unwrap();
        assert_eq!(next(&db).await, Some(NOW));
        let note = later(anna, &new, LATER);
        let left = write!(db, conn => conn.put_off_readers(&[note]).await).unwrap();
        assert_eq!((left, next(&db).await), (1, Some(LATER)));
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_left_alone_is_never_due_and_has_to_be_confirmed_again() {
    on_both(async |db| {
        let anna = people(&db, 1).await[0];
        let secret = email(&db, anna, 1, NOW).await;
        claim(&db, NOW, 10).await;
        let ended = secret.clone();
        write!(db, conn => conn.end_email(anna, &ended).await).unwrap();
        assert_eq!(next(&db).await, None);
        assert!(claim(&db, UNTIL, 10).await.is_empty());
        let note = later(anna, &secret, LATER);
        let left = write!(db, conn => conn.put_off_readers(&[note]).await).unwrap();
        assert_eq!((left, next(&db).await), (0, None));
        let mut conn = db.read().await.unwrap();
        assert!(!conn.find_email(anna).await.unwrap().unwrap().is_confirmed);
    })
    .await;
}

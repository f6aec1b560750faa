use models::{ConversationId, Kind, SubscriptionId, Timestamp, UserId};

use crate::fixture::{LATER, NOW, ROOM, browser, enter, make, new, people, say};
use crate::testing::{on_both, write};
use crate::{Db, Error, Push};

const SERVICE: &str = "https://push.example";
const OTHER: &str = "https://other.example";
/// Until when what is claimed is claimed.
const UNTIL: Timestamp = Timestamp(5_000);

/// A room in which the first of two has said `messages`, and the other's browsers.
async fn room(db: &Db, messages: i64, browsers: &[(u128, &str)]) -> (UserId, Vec<SubscriptionId>) {
    let who = people(db, 2).await;
    make(db, new(ROOM, Kind::Group)).await;
    enter(db, ROOM, &who, NOW).await;
    for seq in 1..=messages {
        say(db, ROOM, seq).await;
    }
    let mut ids = Vec::new();
    for (number, service) in browsers {
        ids.push(browser(db, *number, who[1], service).await);
    }
    (who[1], ids)
}

async fn owe(db: &Db, who: UserId, seq: i64, is_high: bool) -> u64 {
    write!(db, conn => conn.owe_pushes(ROOM, seq, &[(who, is_high)], LATER, NOW).await).unwrap()
}

async fn claim(db: &Db, service: &'static str, now: Timestamp, limit: u32) -> Vec<Push> {
    let claim = write!(db, conn => conn.claim_pushes(service, now, UNTIL, limit).await);
    let mut conn = db.read().await.unwrap();
    conn.fill_pushes(claim.unwrap(), now).await.unwrap()
}

async fn finish(db: &Db, done: (SubscriptionId, ConversationId, i64), now: Timestamp) {
    write!(db, conn => conn.finish_pushes(&[done], now).await).unwrap();
}

async fn put_off(db: &Db, id: SubscriptionId, due: Timestamp, attempts: u32) {
    write!(db, conn => conn.put_off_pushes(&[(id, ROOM, due, attempts)]).await).unwrap();
}

async fn services(db: &Db, now: Timestamp) -> Vec<String> {
    let mut conn = db.read().await.unwrap();
    let due = conn.list_due_services(now).await.unwrap();
    due.into_iter().map(|due| due.service).collect()
}

async fn next_due(db: &Db) -> Option<Timestamp> {
    let mut conn = db.read().await.unwrap();
    conn.next_due(Timestamp(0)).await.unwrap()
}

#[tokio::test]
async fn what_is_claimed_of_a_browser_that_goes_before_it_is_read_is_left_out() {
    on_both(async |db| {
        let (ben, ids) = room(&db, 1, &[(1, SERVICE), (2, SERVICE)]).await;
        assert_eq!(owe(&db, ben, 1, false).await, 2);
        let claimed = write!(db, conn => conn.claim_pushes(SERVICE, NOW, UNTIL, 10).await).unwrap();
        assert_eq!(claimed.len(), 2);
        let gone = ids[0];
        write!(db, conn => conn.end_subscriptions(&[gone]).await).unwrap();
        let mut conn = db.read().await.unwrap();
        let pushes = conn.fill_pushes(claimed, NOW).await.unwrap();
        let to: Vec<_> = pushes.iter().map(|push| push.subscription_id).collect();
        assert_eq!(to, [ids[1]]);
    })
    .await;
}

#[tokio::test]
async fn a_conversation_is_owed_to_each_browser_once_up_to_its_newest_message() {
    on_both(async |db| {
        let (ben, ids) = room(&db, 3, &[(1, SERVICE), (2, OTHER)]).await;
        assert_eq!(owe(&db, ben, 1, true).await, 2);
        assert_eq!(owe(&db, ben, 3, false).await, 2);
        assert_eq!(owe(&db, ben, 2, false).await, 2);
        let pushes = claim(&db, SERVICE, NOW, 10).await;
        assert_eq!(pushes.len(), 1);
        let push = &pushes[0];
        assert_eq!((push.subscription_id, push.seq), (ids[0], 3));
        assert!(push.is_high, "one of them was said to them");
        assert_eq!(push.endpoint, "https://push.example/1");
        let content = push.content.as_ref().unwrap();
        assert_eq!((content.body.as_str(), content.unread), ("message 3", 3));
    })
    .await;
}

#[tokio::test]
async fn what_is_claimed_is_nobody_elses_until_the_claim_ends() {
    on_both(async |db| {
        let (ben, _) = room(&db, 1, &[(1, SERVICE), (2, SERVICE), (3, OTHER)]).await;
        owe(&db, ben, 1, false).await;
        assert_eq!(services(&db, NOW).await, [OTHER, SERVICE]);
        assert_eq!(claim(&db, SERVICE, NOW, 1).await.len(), 1);
        assert_eq!(services(&db, NOW).await, [OTHER, SERVICE]);
        assert_eq!(claim(&db, SERVICE, NOW, 10).await.len(), 1);
        assert_eq!(services(&db, NOW).await, [OTHER]);
        assert!(claim(&db, SERVICE, NOW, 10).await.is_empty());
        assert_eq!(claim(&db, OTHER, NOW, 10).await.len(), 1);
        assert_eq!(next_due(&db).await, Some(UNTIL));
        assert_eq!(claim(&db, SERVICE, UNTIL, 10).await.len(), 2);
        let released = write!(db, conn => conn.release_claims().await).unwrap();
        assert_eq!((released, next_due(&db).await), (3, Some(NOW)));
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_is_owed_no_more_unless_something_newer_came_meanwhile() {
    on_both(async |db| {
        let (ben, ids) = room(&db, 2, &[(1, SERVICE)]).await;
        owe(&db, ben, 1, false).await;
        assert_eq!(claim(&db, SERVICE, NOW, 10).await[0].seq, 1);
        owe(&db, ben, 2, false).await;
        assert!(services(&db, LATER).await.is_empty(), "it is being sent");
        finish(&db, (ids[0], ROOM, 1), LATER).await;
        let pushes = claim(&db, SERVICE, LATER, 10).await;
        assert_eq!((pushes[0].seq, pushes[0].attempts), (2, 0));
        finish(&db, (ids[0], ROOM, 2), LATER).await;
        assert_eq!(next_due(&db).await, None);
        let count = db.read().await.unwrap().count_pushes().await.unwrap();
        assert_eq!(count, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_put_off_is_due_then_and_remembers_how_often_it_failed() {
    on_both(async |db| {
        let (ben, ids) = room(&db, 1, &[(1, SERVICE)]).await;
        owe(&db, ben, 1, false).await;
        claim(&db, SERVICE, NOW, 10).await;
        put_off(&db, ids[0], LATER, 3).await;
        assert_eq!(next_due(&db).await, Some(LATER));
        assert!(claim(&db, SERVICE, NOW, 10).await.is_empty());
        assert_eq!(claim(&db, SERVICE, LATER, 10).await[0].attempts, 3);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_owed_to_a_browser_whose_session_has_ended_and_what_was_goes_with_it() {
    on_both(async |db| {
        let (ben, ids) = room(&db, 1, &[(1, SERVICE), (2, SERVICE)]).await;
        assert_eq!(owe(&db, ben, 1, false).await, 2);
        let (first, second) = (ids[0], ids[1]);
        let gone = write!(db, conn => conn.delete_subscription(first, ben).await).unwrap();
        assert!(gone);
        assert_eq!(owe(&db, ben, 1, false).await, 1);
        let pushes = claim(&db, SERVICE, NOW, 10).await;
        assert_eq!(pushes.len(), 1);
        assert_eq!(pushes[0].subscription_id, second);
        write!(db, conn => conn.end_subscriptions(&[second]).await).unwrap();
        assert_eq!(next_due(&db).await, None);
    })
    .await;
}

/// One after the other they lock nothing that the others wait for; in each other's way they could
/// wait in a circle, which PostgreSQL ends by refusing one of them.
#[tokio::test]
async fn noting_owing_and_taking_away_never_wait_for_each_other_in_a_circle() {
    const BROWSERS: u128 = 12;
    on_both(async |db| {
        let (ben, _) = room(&db, 1, &[]).await;
        for round in 0..20_u128 {
            let mut ids = Vec::new();
            for number in 1..=BROWSERS {
                ids.push(browser(&db, round * 100 + number, ben, SERVICE).await);
            }
            owe(&db, ben, 1, false).await;
            // What is sent, in an order of its own, and what is put off.
            let (done, later): (Vec<_>, Vec<_>) =
                ids.iter().rev().partition(|id| id.0.as_u128() % 2 == 0);
            let done: Vec<_> = done.into_iter().map(|id| (id, ROOM, 0)).collect();
            let later: Vec<_> = later.into_iter().map(|id| (id, ROOM, LATER, 1)).collect();
            let told: Vec<_> = ids.iter().map(|id| (*id, NOW, 201)).collect();
            let (all, going) = (ids.clone(), ids[6..].to_vec());
            let taken = [ids[0], ids[7], ids[3], ids[10]];
            let note = async {
                write!(db, conn => {
                    conn.lock_subscriptions(&all).await?;
                    conn.finish_pushes(&done, NOW).await?;
                    conn.put_off_pushes(&later).await?;
                    conn.update_told(&told).await?;
                    conn.end_subscriptions(&going).await
                })
            };
            let take_away = async {
                for id in taken {
                    write!(db, conn => conn.delete_subscription(id, ben).await)?;
                }
                Ok::<(), Error>(())
            };
            let owing = async {
                for seq in 1..=4 {
                    write!(db, conn => {
                        conn.owe_pushes(ROOM, seq, &[(ben, false)], LATER, NOW).await
                    })?;
                }
                Ok::<(), Error>(())
            };
            let (noted, gone, owed) = tokio::join!(note, take_away, owing);
            noted.unwrap();
            gone.unwrap();
            owed.unwrap();
            write!(db, conn => conn.end_subscriptions(&ids).await).unwrap();
        }
    })
    .await;
}

use models::{Kind, SubscriptionId, Timestamp, UserId};

use crate::fixture::{LATER, NOW, ROOM, browser, enter, make, new, people, say};
use crate::testing::{on_both, write};
use crate::{Db, DueService};

const SERVICE: &str = "https://push.example";
const OTHER: &str = "https://other.example";
const UNTIL: Timestamp = Timestamp(5_000);

/// A room in which the first of some people has said something to the others, who have browsers.
async fn room(
    db: &Db,
    count: u128,
    browsers: &[(usize, &str)],
) -> (Vec<UserId>, Vec<SubscriptionId>) {
    let who = people(db, count).await;
    make(db, new(ROOM, Kind::Group)).await;
    enter(db, ROOM, &who, NOW).await;
    say(db, ROOM, 1).await;
    let mut ids = Vec::new();
    for (number, (person, service)) in (1..).zip(browsers) {
        ids.push(browser(db, number, who[*person], service).await);
    }
    (who, ids)
}

async fn owe(db: &Db, who: UserId, now: Timestamp) {
    write!(db, conn => conn.owe_pushes(ROOM, 1, &[(who, false)], LATER, now).await).unwrap();
}

async fn probe(db: &Db, last: &[UserId], limit: u32) -> Vec<UserId> {
    let last = last.to_vec();
    let claimed = write!(db, conn => {
        conn.claim_probes(SERVICE, UNTIL, UNTIL.plus(std::time::Duration::from_secs(1)), &last, limit)
            .await
    });
    let mut people: Vec<_> = claimed
        .unwrap()
        .into_iter()
        .map(|push| UserId(push.user_id))
        .collect();
    people.sort_unstable();
    people
}

#[tokio::test]
async fn a_push_service_is_called_first_that_keeps_somebody_waiting_longest() {
    on_both(async |db| {
        let (who, _) = room(&db, 3, &[(1, OTHER), (2, SERVICE)]).await;
        owe(&db, who[1], LATER).await;
        owe(&db, who[2], NOW).await;
        let due = |service: &str, user_id| DueService {
            service: service.to_owned(),
            user_id,
        };
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.list_due_services(LATER).await.unwrap(),
            [due(SERVICE, who[2]), due(OTHER, who[1])]
        );
        assert_eq!(conn.next_due(NOW).await.unwrap(), Some(LATER));
        assert_eq!(conn.next_due(LATER).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn behind_those_who_have_enough_others_wait() {
    on_both(async |db| {
        let (who, _) = room(&db, 4, &[(1, SERVICE), (2, SERVICE), (3, OTHER)]).await;
        owe(&db, who[1], NOW).await;
        owe(&db, who[2], LATER).await;
        owe(&db, who[3], NOW).await;
        let mut conn = db.read().await.unwrap();
        for (except, now, expected) in [
            (&who[..1], LATER, Some(who[1])),
            (&who[..2], LATER, Some(who[2])),
            (&who[..2], NOW, None),
            (&who[..3], LATER, None),
        ] {
            let found = conn.find_waiting(SERVICE, except, now).await.unwrap();
            assert_eq!(found, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn different_people_are_tried_and_those_who_were_refused_last() {
    on_both(async |db| {
        let browsers = [
            (1, SERVICE),
            (1, SERVICE),
            (2, SERVICE),
            (3, SERVICE),
            (3, OTHER),
        ];
        let (who, _) = room(&db, 4, &browsers).await;
        for (person, now) in [(1, NOW), (2, LATER), (3, LATER)] {
            owe(&db, who[person], now).await;
        }
        assert_eq!(probe(&db, &who[1..2], 2).await, who[2..4]);
        assert_eq!(probe(&db, &who[1..2], 2).await, who[1..2]);
        assert_eq!(
            probe(&db, &[], 9).await,
            who[1..2],
            "another browser of theirs"
        );
        assert!(probe(&db, &[], 9).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn all_that_is_owed_to_a_browser_is_put_off_but_for_what_is_being_sent() {
    on_both(async |db| {
        let (who, ids) = room(&db, 2, &[(1, SERVICE), (1, SERVICE)]).await;
        owe(&db, who[1], NOW).await;
        let first = ids[0];
        write!(db, conn => conn.put_off_subscriptions(&[(first, LATER, 3)]).await).unwrap();
        let claim = write!(db, conn => conn.claim_pushes(SERVICE, NOW, UNTIL, 9).await).unwrap();
        assert_eq!(claim.len(), 1);
        assert_eq!(claim[0].subscription_id, ids[1].0);
        let second = ids[1];
        write!(db, conn => {
            // Neither sooner than it was due, nor while somebody sends it.
            conn.put_off_subscriptions(&[(first, NOW, 1)]).await?;
            conn.put_off_subscriptions(&[(second, UNTIL, 1)]).await?;
            conn.put_off_pushes(&[(second, ROOM, LATER, 1)]).await
        })
        .unwrap();
        let mut claim =
            write!(db, conn => conn.claim_pushes(SERVICE, LATER, UNTIL, 9).await).unwrap();
        claim.sort_by_key(|push| push.subscription_id);
        let attempts: Vec<_> = claim.iter().map(|push| push.attempts).collect();
        assert_eq!(attempts, [3, 1]);
    })
    .await;
}

#[tokio::test]
async fn people_at_a_push_service_are_counted_and_their_browsers() {
    on_both(async |db| {
        let browsers = [(1, SERVICE), (1, SERVICE), (2, SERVICE), (3, OTHER)];
        let (who, ids) = room(&db, 4, &browsers).await;
        let count = async |except: &[UserId]| {
            let mut conn = db.read().await.unwrap();
            conn.count_subscribers(SERVICE, except, NOW).await.unwrap()
        };
        assert_eq!(count(&[]).await, (2, 3));
        assert_eq!(count(&who[1..2]).await, (1, 1));
        write!(db, conn => conn.end_subscriptions(&ids).await).unwrap();
        assert_eq!(count(&[]).await, (0, 0));
    })
    .await;
}

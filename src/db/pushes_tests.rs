use models::{ConversationId, Kind, Notify, NotifyPreferences, SubscriptionId, Timestamp, UserId};

use crate::conn::on;
use crate::fixture::{LATER, NOW, ROOM, browser, enter, make, new, people, person, say};
use crate::testing::{on_both, write};
use crate::{Db, Error, Mention, Push, PushBounds, ReadMark};

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

async fn mention(db: &Db, user_id: UserId, seq: i64) {
    let mention = Mention {
        user_id,
        conversation_id: ROOM,
        seq,
    };
    write!(db, conn => conn.insert_mentions(&[mention]).await).unwrap();
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
        mention(&db, ben, 1).await;
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
async fn who_wants_mentions_alone_is_told_of_the_mention_and_not_of_what_came_after() {
    on_both(async |db| {
        let (ben, _) = room(&db, 2, &[(1, SERVICE)]).await;
        mention(&db, ben, 1).await;
        let wants = async |notify| {
            let new = NotifyPreferences {
                notify,
                ..NotifyPreferences::default()
            };
            write!(db, conn => conn.set_notify_preferences(ben, &new).await).unwrap();
        };
        let told = async || {
            owe(&db, ben, 2, true).await;
            let pushes = claim(&db, SERVICE, NOW, 10).await;
            write!(db, conn => conn.release_claims().await).unwrap();
            let content = pushes[0].content.as_ref();
            (content.map(|content| content.seq), pushes[0].is_high)
        };
        wants(Notify::Mentions).await;
        assert_eq!(told().await, (Some(1), true));
        wants(Notify::All).await;
        assert_eq!(told().await, (Some(2), true));
        // It was said to them, and they have seen that.
        let mark = ReadMark {
            conversation_id: ROOM,
            user_id: ben,
            seq: 1,
            back: false,
        };
        write!(db, conn => conn.write_reads(&[mark]).await).unwrap();
        assert_eq!(told().await, (Some(2), false));
        wants(Notify::Mentions).await;
        assert_eq!(told().await, (None, false));
    })
    .await;
}

#[tokio::test]
async fn who_wants_mentions_alone_is_told_of_all_that_is_said_to_them_alone() {
    on_both(async |db| {
        let who = people(&db, 2).await;
        make(&db, new(ROOM, Kind::Direct)).await;
        enter(&db, ROOM, &who, NOW).await;
        say(&db, ROOM, 1).await;
        let ben = who[1];
        browser(&db, 1, ben, SERVICE).await;
        let new = NotifyPreferences {
            notify: Notify::Mentions,
            ..NotifyPreferences::default()
        };
        write!(db, conn => conn.set_notify_preferences(ben, &new).await).unwrap();
        owe(&db, ben, 1, true).await;
        let pushes = claim(&db, SERVICE, NOW, 10).await;
        assert!(pushes[0].content.is_some() && pushes[0].is_high);
    })
    .await;
}

#[tokio::test]
async fn preferences_that_cannot_be_read_keep_nobody_elses_pushes_back_and_show_no_text() {
    on_both(async |db| {
        let (ben, _) = room(&db, 1, &[(1, SERVICE)]).await;
        browser(&db, 2, person(1), SERVICE).await;
        write!(db, conn => {
            conn.set_notify_preferences(ben, &NotifyPreferences::default()).await?;
            let newer = "UPDATE notify_preferences SET value = '{\"notify\": \"whispers\"}'";
            on!(conn, c => sqlx::query(newer).execute(c).await.map(drop))?;
            Ok(())
        })
        .unwrap();
        owe(&db, ben, 1, false).await;
        owe(&db, person(1), 1, false).await;
        let pushes = claim(&db, SERVICE, NOW, 10).await;
        assert_eq!(pushes.len(), 2);
        for push in pushes {
            assert_eq!(push.preferences.show_text, push.user_id != ben);
            assert_eq!(push.content.is_some(), push.user_id == ben);
        }
        let mut conn = db.read().await.unwrap();
        let heard = conn
            .list_listeners(ROOM, 1, 1, None, NOW, 10)
            .await
            .unwrap();
        assert_eq!(heard.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_old_is_given_up_and_what_waits_too_long_is_due_unless_it_is_being_sent() {
    on_both(async |db| {
        let browsers = [(1, SERVICE), (2, SERVICE), (3, SERVICE), (4, SERVICE)];
        let (ben, ids) = room(&db, 1, &browsers).await;
        owe(&db, ben, 1, false).await;
        let bounds = PushBounds {
            now: NOW,
            first_at: Timestamp(0),
            last_due: UNTIL,
            last_claim: UNTIL,
        };
        let lost = async |bounds| {
            let mut conn = db.read().await.unwrap();
            conn.has_lost_pushes(bounds).await.unwrap()
        };
        assert!(!lost(bounds).await);
        let far = Timestamp(UNTIL.0 + 1);
        put_off(&db, ids[0], far, 1).await;
        put_off(&db, ids[1], UNTIL, 1).await;
        let claim = write!(db, conn => conn.claim_pushes(SERVICE, NOW, far, 1).await).unwrap();
        assert_eq!(claim.len(), 1);
        assert!(lost(bounds).await);
        for rescued in [1, 1, 0] {
            let found = write!(db, conn => conn.rescue_pushes(bounds, 1).await).unwrap();
            assert_eq!(found, rescued);
        }
        assert!(!lost(bounds).await);
        let claim = write!(db, conn => conn.claim_pushes(SERVICE, NOW, UNTIL, 1).await).unwrap();
        assert_eq!(claim.len(), 1);
        let old = PushBounds {
            first_at: far,
            ..bounds
        };
        assert!(lost(old).await);
        for given_up in [2, 1, 0] {
            let found = write!(db, conn => conn.give_up_pushes(old, 2).await).unwrap();
            assert_eq!(found, given_up);
        }
        let count = db.read().await.unwrap().count_pushes().await.unwrap();
        assert_eq!((count, lost(old).await), (1, false), "it is being sent");
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

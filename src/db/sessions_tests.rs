//! Sessions, as each engine keeps them.

use super::*;
use crate::testing::{on_both, write};
use crate::{Db, NewUser, UserChange};

const USER: UserId = UserId(Uuid::from_u128(1));

fn session(number: u128, kind: SessionKind) -> Session {
    let at = Timestamp(i64::try_from(number).unwrap());
    Session {
        id: SessionId(Uuid::from_u128(number)),
        user_id: USER,
        kind,
        name: Some("name".to_owned()),
        secret: vec![u8::try_from(number).unwrap(); 32],
        generation: 0,
        refreshed_at: at,
        user_agent: Some("agent".to_owned()),
        address: Some("::1".to_owned()),
        created_at: at,
        last_seen_at: at,
        expires_at: Some(Timestamp(100)),
        revoked_at: None,
    }
}

async fn start(db: &Db) {
    let user = NewUser {
        id: USER,
        username: "alice".to_owned(),
        username_key: Some("alice".to_owned()),
        display_name: "Alice".to_owned(),
        role: Role::Admin,
        password_hash: None,
    };
    write!(db, conn => conn.insert_user(&user, Timestamp(0)).await).unwrap();
    for number in 1..=3 {
        let new = session(number, SessionKind::Device);
        write!(db, conn => conn.insert_session(&new).await).unwrap();
    }
    let token = Session {
        expires_at: None,
        ..session(4, SessionKind::Token)
    };
    write!(db, conn => conn.insert_session(&token).await).unwrap();
}

const ALL: [SessionId; 5] = [
    SessionId(Uuid::from_u128(1)),
    SessionId(Uuid::from_u128(2)),
    SessionId(Uuid::from_u128(3)),
    SessionId(Uuid::from_u128(4)),
    SessionId(Uuid::from_u128(5)),
];

async fn live(db: &Db, now: i64) -> Vec<SessionId> {
    let mut conn = db.read().await.unwrap();
    let live = conn.list_live_sessions(&ALL, Timestamp(now)).await.unwrap();
    let mut ids: Vec<SessionId> = live.iter().map(|session| session.id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_session_is_read_as_it_was_written() {
    on_both(async |db| {
        start(&db).await;
        let mut new = session(2, SessionKind::Device);
        let mut conn = db.read().await.unwrap();
        assert_eq!(
            conn.find_session(new.id).await.unwrap().as_ref(),
            Some(&new)
        );
        let devices = conn
            .list_sessions(USER, SessionKind::Device, Timestamp(99))
            .await
            .unwrap();
        let ids: Vec<_> = devices.iter().map(|session| session.id).collect();
        assert_eq!(ids, [ALL[2], ALL[1], ALL[0]]);
        let tokens = conn
            .list_sessions(USER, SessionKind::Token, Timestamp(100))
            .await
            .unwrap();
        assert_eq!(tokens.len(), 1);
        let live = conn
            .list_live_sessions(&[new.id], Timestamp(5))
            .await
            .unwrap();
        assert_eq!(
            (live[0].role, live[0].kind),
            (Role::Admin, SessionKind::Device)
        );
        assert_eq!(
            (live[0].secret.as_slice(), live[0].user_id),
            ([2; 32].as_slice(), USER)
        );
        drop(conn);

        new.generation = 7;
        new.refreshed_at = Timestamp(50);
        new.user_agent = None;
        new.expires_at = Some(Timestamp(200));
        let changed = new.clone();
        let read = write!(db, conn => {
            conn.update_session_refreshed(&changed).await?;
            conn.find_session_for_update(changed.id).await
        });
        assert_eq!(read.unwrap(), Some(new));
        write!(db, conn => conn.update_sessions_seen(&ALL[..2], Timestamp(60)).await).unwrap();
        write!(db, conn => conn.update_sessions_seen(&ALL[..1], Timestamp(55)).await).unwrap();
        let seen = db
            .read()
            .await
            .unwrap()
            .find_session(ALL[0])
            .await
            .unwrap()
            .unwrap();
        assert_eq!(seen.last_seen_at, Timestamp(60));
    })
    .await;
}

#[tokio::test]
async fn a_session_lives_until_it_ends_or_its_user_may_not_log_in() {
    on_both(async |db| {
        start(&db).await;
        assert_eq!(live(&db, 99).await, ALL[..4]);
        assert_eq!(live(&db, 100).await, [ALL[3]]);
        let other = UserId(Uuid::nil());
        let end = write!(db, conn => conn.end_session(other, ALL[0], Timestamp(9)).await);
        assert!(!end.unwrap(), "somebody else's");
        for first in [true, false] {
            let end = write!(db, conn => conn.end_session(USER, ALL[0], Timestamp(9)).await);
            assert_eq!(end.unwrap(), first);
        }
        assert_eq!(live(&db, 50).await, ALL[1..4]);
        let close = UserChange {
            disabled: Some(true),
            ..UserChange::default()
        };
        write!(db, conn => conn.update_user(USER, &close, Timestamp(9)).await).unwrap();
        assert!(live(&db, 50).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn sessions_are_ended_together_and_forgotten_later() {
    on_both(async |db| {
        start(&db).await;
        let oldest = write!(db, conn => conn.end_oldest_sessions(USER, 2, Timestamp(9)).await);
        assert_eq!(oldest.unwrap(), [ALL[0]]);
        let ended = write!(db, conn => conn.end_sessions(USER, Some(ALL[1]), Timestamp(10)).await);
        let mut ended = ended.unwrap();
        ended.sort();
        assert_eq!(ended, ALL[2..4]);
        assert_eq!(live(&db, 50).await, [ALL[1]]);
        let rest = write!(db, conn => conn.end_sessions(USER, None, Timestamp(11)).await);
        assert_eq!(rest.unwrap(), [ALL[1]]);
        let ended = async |before, most| {
            let mut conn = db.read().await.unwrap();
            conn.list_ended_sessions(Timestamp(before), most)
                .await
                .unwrap()
        };
        assert_eq!(ended(10, 10).await, [ALL[0]]);
        assert_eq!(ended(200, 2).await.len(), 2);
        let all = ended(200, 10).await;
        let (gone, left) = (all[..3].to_vec(), all[3..].to_vec());
        write!(db, conn => conn.delete_sessions(&gone).await).unwrap();
        assert_eq!(ended(200, 10).await, left);
    })
    .await;
}

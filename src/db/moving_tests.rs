use std::collections::HashSet;

use models::{ConversationId, Random};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::columns::{Column, Kind, Table};
use crate::conn::on;
use crate::fixture::{LATER, people};
use crate::rows::{Row, TOGETHER, Value};
use crate::tables::TABLES;
use crate::testing::{places, write};
use crate::{Begun, Config, Db, Error, Key, Move};

/// Rows of each table: more than one page.
const ROWS: usize = TOGETHER * 2 + 17;

/// Runs a scenario from each engine into each.
async fn each_way(scenario: impl AsyncFn(Config, Config)) {
    for is_crossed in [false, true] {
        let (from, mut into) = (places().await, places().await);
        if is_crossed {
            into.reverse();
        }
        for (from, into) in from.iter().zip(&into) {
            scenario(from.config.clone(), into.config.clone()).await;
        }
        for place in from.into_iter().chain(into) {
            place.end().await;
        }
    }
}

async fn open(config: &Config) -> Db {
    Db::open(config, &TaskTracker::new()).await.unwrap()
}

async fn ends(from: &Config, into: &Config) -> (Db, Db) {
    let tasks = TaskTracker::new();
    let from = Db::open_to_read(from, &tasks).await.unwrap();
    (from, Db::open_to_fill(into, &tasks).await.unwrap())
}

async fn close(ends: (Db, Db)) {
    ends.0.close().await;
    ends.1.close().await;
}

/// Columns that may hold nothing.
async fn nullable(db: &Db) -> HashSet<(String, String)> {
    let mut conn = db.read().await.unwrap();
    let sql = conn.pick(
        "SELECT t.name, c.name FROM pragma_table_list AS t \
         JOIN pragma_table_info(t.name) AS c WHERE NOT c.\"notnull\" AND c.pk = 0",
        "SELECT relname::text, attname::text FROM pg_class JOIN pg_attribute \
         ON attrelid = pg_class.oid WHERE NOT attnotnull",
    );
    let rows: Vec<(String, String)> =
        on!(conn, c => sqlx::query_as(sql).fetch_all(c).await).unwrap();
    rows.into_iter().collect()
}

/// The same ids in every table, so that every reference is to a row that is there; in no order.
fn id(number: usize) -> Uuid {
    let spread = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835_u128;
    Uuid::from_u128((number as u128 + 1).wrapping_mul(spread))
}

/// Anything that the column can hold, a value of its own for each row.
fn value(random: &Random, table: &Table, place: usize, column: &Column, number: usize) -> Value {
    let is_key = place < table.key;
    let of_many = if is_key && place == 0 && table.key > 1 {
        number / 3
    } else {
        number
    };
    let noise: [u8; 16] = random.bytes();
    match column.kind {
        Kind::Id => Value::Id(Some(id(of_many))),
        Kind::Number if is_key => Value::Number(i64::try_from(number + 1).ok()),
        Kind::Number => Value::Number(noise.first_chunk().map(|bytes| i64::from_be_bytes(*bytes))),
        Kind::Text => {
            let signs = [
                "a", "B", "é", "漢", "🦊", "'", "\"", "\n", "_", "%", "\u{e000}",
            ];
            let word: String = noise
                .iter()
                .map(|byte| signs[usize::from(*byte) % signs.len()])
                .collect();
            Value::Text(Some(format!("{word}{number}")))
        }
        Kind::Bytes => Value::Bytes(Some(noise.to_vec())),
        Kind::Flag => Value::Flag(Some(noise[0].is_multiple_of(2))),
    }
}

fn nothing(column: &Column) -> Value {
    match column.kind {
        Kind::Id => Value::Id(None),
        Kind::Number => Value::Number(None),
        Kind::Text => Value::Text(None),
        Kind::Bytes => Value::Bytes(None),
        Kind::Flag => Value::Flag(None),
    }
}

/// Something in every table, and an upload that is not whole.
async fn fill(config: &Config) {
    let (db, random) = (open(config).await, Random::system());
    let nullable = nullable(&db).await;
    for table in TABLES {
        let row = |number: usize| -> Row {
            let columns = table.columns.iter().enumerate();
            let values = columns.map(|(place, column)| {
                let may_be_nothing =
                    nullable.contains(&(table.name.to_owned(), column.name.to_owned()));
                match may_be_nothing && random.bytes::<1>()[0].is_multiple_of(3) {
                    true => nothing(column),
                    false => value(&random, table, place, column, number),
                }
            });
            values.collect()
        };
        let rows: Vec<Row> = (0..ROWS).map(row).collect();
        for some in rows.chunks(TOGETHER) {
            let some = some.to_vec();
            write!(db, conn => conn.insert_rows(table, some).await)
                .unwrap_or_else(|error| panic!("{}: {error}", table.name));
        }
    }
    write!(db, conn => {
        on!(conn, c => sqlx::query(
            "INSERT INTO uploads (id, owner_id, blob_id, kind, name, created_at, touched_at, \
             expires_at) VALUES ($1, $1, $1, 'tus', 'x', 0, 0, 0)")
            .bind(id(0)).execute(c).await.map(drop))?;
        Ok(())
    })
    .unwrap();
    db.close().await;
}

/// What differs, and fails unless every table was compared.
async fn differences(going: &Move) -> Vec<String> {
    let mut found = Vec::new();
    let compared = going
        .compare(|it| found.push(it.to_string()))
        .await
        .unwrap();
    for (table, compared) in TABLES.iter().zip(&compared) {
        assert_eq!((compared.table, compared.rows), (table.name, ROWS as u64));
    }
    let counted: u64 = compared.iter().map(|it| it.differences).sum();
    assert_eq!(counted, found.len() as u64);
    found
}

#[tokio::test]
async fn everything_moves_from_each_engine_into_each() {
    each_way(async |from, into| {
        fill(&from).await;
        // Somebody looked at it before there was anything in it.
        let key = Key {
            kid: "made at the start".into(),
            purpose: "p".into(),
            secret: vec![1],
            created_at: LATER,
            retired_at: None,
        };
        let db = open(&into).await;
        write!(db, conn => conn.insert_key(&key).await).unwrap();
        db.close().await;

        let (source, destination) = ends(&from, &into).await;
        let (going, begun) = Move::begin(&source, &destination).await.unwrap();
        assert_eq!(begun, Begun::Fresh);
        assert_eq!(going.count_unfinished_uploads().await.unwrap(), 1);
        let mut said = Vec::new();
        going.copy(|copied| said.push(copied)).await.unwrap();
        for table in TABLES {
            let last = said.iter().rfind(|copied| copied.table == table.name);
            let last = last.map(|copied| (copied.rows, copied.of));
            assert_eq!(last, Some((ROWS as u64, ROWS as u64)), "{}", table.name);
        }
        assert_eq!(differences(&going).await, [""; 0]);
        going.finish().await.unwrap();
        let (_, begun) = Move::begin(&source, &destination).await.unwrap();
        assert_eq!(begun, Begun::Done);
        close((source, destination)).await;

        let db = open(&into).await;
        let mut conn = db.read().await.unwrap();
        // Words are made anew from the first message on.
        let indexed: i64 = on!(conn, c => sqlx::query_scalar(
            "SELECT count(*) FROM conversations WHERE indexed_rev <> 0")
            .fetch_one(c).await)
        .unwrap();
        let uploads: i64 = on!(conn, c => sqlx::query_scalar("SELECT count(*) FROM uploads")
            .fetch_one(c).await)
        .unwrap();
        assert_eq!((indexed, uploads), (0, 0));
        drop(conn);
        // Numbers go on after those that were moved.
        let owed = [(ConversationId(id(0)), 1, 2)];
        write!(db, conn => conn.insert_owed(&owed, LATER).await).unwrap();
        let last: i64 = {
            let mut conn = db.read().await.unwrap();
            on!(conn, c => sqlx::query_scalar("SELECT max(id) FROM owed").fetch_one(c).await)
                .unwrap()
        };
        assert_eq!(last, i64::try_from(ROWS).unwrap() + 1);
        db.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_move_that_is_broken_off_anywhere_goes_on_and_nobody_opens_what_is_half_there() {
    each_way(async |from, into| {
        fill(&from).await;
        let mut begun_before = Begun::Fresh;
        for steps in [1, 2, 5, 19, 31] {
            let (source, destination) = ends(&from, &into).await;
            let (going, begun) = Move::begin(&source, &destination).await.unwrap();
            assert_eq!(begun, begun_before);
            begun_before = Begun::Again;
            let (stop, mut left) = (CancellationToken::new(), steps);
            let copying = going.copy(|_| {
                left -= 1;
                if left == 0 {
                    stop.cancel();
                }
            });
            assert!(stop.run_until_cancelled(copying).await.is_none());
            close((source, destination)).await;
            for opened in [
                Db::open(&into, &TaskTracker::new()).await,
                Db::open_beside(&into, &TaskTracker::new()).await,
                Db::open_to_read(&into, &TaskTracker::new()).await,
            ] {
                let refused = opened.err();
                assert!(matches!(refused, Some(Error::Unfinished)), "{refused:?}");
            }
        }
        let (source, destination) = ends(&from, &into).await;
        let (going, _) = Move::begin(&source, &destination).await.unwrap();
        going.copy(|_| {}).await.unwrap();
        assert_eq!(differences(&going).await, [""; 0]);
        going.finish().await.unwrap();
        close((source, destination)).await;
        open(&into).await.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_the_same_is_named() {
    each_way(async |from, into| {
        fill(&from).await;
        let (source, destination) = ends(&from, &into).await;
        let (going, _) = Move::begin(&source, &destination).await.unwrap();
        going.copy(|_| {}).await.unwrap();
        let changes = [
            "UPDATE users SET display_name = 'Mallory' WHERE id = $1",
            "DELETE FROM reactions WHERE conversation_id = $1 AND seq = 1",
            "INSERT INTO changes (conversation_id, change_id, at) VALUES ($1, $1, 7)",
        ];
        let (first, last) = (id(0), id(ROWS));
        for (sql, bound) in changes.into_iter().zip([first, first, last]) {
            write!(destination, conn => {
                on!(conn, c => sqlx::query(AssertSqlSafe(sql)).bind(bound)
                    .execute(c).await.map(drop))?;
                Ok(())
            })
            .unwrap();
        }
        let found = differences(&going).await;
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            found[0],
            format!("not the same: users {first}, its display_name")
        );
        let missing = format!("missing: reactions {first}/1/");
        assert!(found[1].starts_with(&missing), "{found:?}");
        assert_eq!(
            found[2],
            format!("not in the source: changes {last}/{last}")
        );
        close((source, destination)).await;
    })
    .await;
}

#[tokio::test]
async fn a_move_goes_only_into_what_is_empty_or_its_own() {
    each_way(async |from, into| {
        let refusal = async || {
            let (source, destination) = ends(&from, &into).await;
            let refused = Move::begin(&source, &destination).await.map(drop);
            close((source, destination)).await;
            refused.unwrap_err()
        };
        open(&from).await.close().await;
        assert!(matches!(refusal().await, Error::Nothing));

        let db = open(&from).await;
        people(&db, 2).await;
        db.close().await;
        let (source, destination) = ends(&from, &into).await;
        let unmoved = Move::resume(&source, &destination).await.map(drop);
        assert!(matches!(unmoved, Err(Error::NotMoved)), "{unmoved:?}");
        close((source, destination)).await;

        let db = open(&into).await;
        people(&db, 1).await;
        db.close().await;
        assert!(matches!(refusal().await, Error::Occupied("users")));

        let db = open(&into).await;
        write!(db, conn => {
            on!(conn, c => sqlx::query("DELETE FROM users").execute(c).await.map(drop))?;
            let mark = format!("{{\"from\":\"{}\",\"is_done\":true}}", id(7));
            conn.set_setting("move", &mark).await
        })
        .unwrap();
        db.close().await;
        assert!(matches!(refusal().await, Error::Elsewhere));
    })
    .await;
}

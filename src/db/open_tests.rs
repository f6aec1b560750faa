//! Bringing a schema up to date, and leaving alone what is not this version's.

use sqlx::migrate::{Migration, MigrationType};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection as _};

use super::*;

fn version(version: i64) -> Migration {
    let sql = AssertSqlSafe(format!("CREATE TABLE of_version_{version} (x INTEGER)"));
    let name = format!("version {version}");
    let sql = sqlx::SqlSafeStr::into_sql_str(sql);
    Migration::new(version, name.into(), MigrationType::Simple, sql, false)
}

#[tokio::test]
async fn beside_a_server_an_empty_database_is_made_and_an_older_one_is_left_alone() {
    let mut conn = SqliteConnection::connect(":memory:").await.unwrap();
    let first = Migrator::with_migrations(vec![version(1)]);
    let second = Migrator::with_migrations(vec![version(1), version(2)]);
    for _ in 0..2 {
        migrate(&first, &mut conn, How::Beside, None).await.unwrap();
    }
    let refused = migrate(&second, &mut conn, How::Beside, None).await;
    assert!(matches!(refused, Err(Error::Older)), "{refused:?}");
    let there = sqlx::query("SELECT x FROM of_version_2").execute(&mut conn);
    assert!(there.await.is_err(), "it was changed");

    migrate(&second, &mut conn, How::Upgrade, None)
        .await
        .unwrap();
    migrate(&second, &mut conn, How::Beside, None)
        .await
        .unwrap();
    for how in [How::Beside, How::Upgrade, How::Fill, How::Read] {
        let refused = migrate(&first, &mut conn, how, None).await;
        assert!(matches!(refused, Err(Error::Newer)), "{refused:?}");
        let refused = migrate(&first, &mut conn, how, Some(2)).await;
        assert!(matches!(refused, Err(Error::Newer)), "{refused:?}");
        migrate(&first, &mut conn, how, Some(1)).await.unwrap();
    }
    let third = Migrator::with_migrations(vec![version(1), version(2), version(3)]);
    migrate(&third, &mut conn, How::Upgrade, Some(1))
        .await
        .unwrap();
    let there = sqlx::query("SELECT x FROM of_version_3").execute(&mut conn);
    there.await.unwrap();
}

#[test]
fn each_migration_says_which_version_can_live_with_it() {
    for migrator in [&SQLITE, &POSTGRES] {
        // The first version began with all of these.
        for migration in migrator.iter().filter(|migration| migration.version > 4) {
            let sql = migration.sql.as_str();
            assert!(sql.contains("oldest_schema"), "{}", migration.description);
        }
    }
}

#[tokio::test]
async fn what_is_only_read_stays_as_it_is() {
    let mut conn = SqliteConnection::connect(":memory:").await.unwrap();
    let first = Migrator::with_migrations(vec![version(1)]);
    let second = Migrator::with_migrations(vec![version(1), version(2)]);
    let refused = migrate(&first, &mut conn, How::Read, None).await;
    assert!(matches!(refused, Err(Error::Nothing)), "{refused:?}");
    let count = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema");
    let tables: i64 = count.fetch_one(&mut conn).await.unwrap();
    assert_eq!(tables, 0, "it was changed");

    migrate(&first, &mut conn, How::Upgrade, None)
        .await
        .unwrap();
    migrate(&first, &mut conn, How::Read, None).await.unwrap();
    let refused = migrate(&second, &mut conn, How::Read, None).await;
    assert!(matches!(refused, Err(Error::Older)), "{refused:?}");
}

#[tokio::test]
async fn a_connection_to_postgresql_goes_by_the_index_and_ends_where_its_process_hangs() {
    crate::testing::on_both(async |db| {
        let mut conn = db.read().await.unwrap();
        let crate::conn::Engine::Postgres(conn) = conn.engine() else {
            return;
        };
        let hung = ("idle_in_transaction_session_timeout", HUNG);
        for (name, value) in BY_INDEX.into_iter().chain([hung]) {
            let set = sqlx::query_scalar::<_, String>("SELECT current_setting($1)").bind(name);
            assert_eq!(set.fetch_one(&mut *conn).await.unwrap(), value, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_somebody_who_stores_is_in_the_way_of_is_tried_again() {
    crate::testing::on_both(async |db| {
        let (mut ours, mut theirs) = (db.read().await.unwrap(), db.read().await.unwrap());
        let (crate::conn::Engine::Postgres(ours), crate::conn::Engine::Postgres(theirs)) =
            (ours.engine(), theirs.engine())
        else {
            return;
        };
        let sql = "CREATE TABLE one (x integer); CREATE TABLE two (x integer)";
        sqlx::raw_sql(sql).execute(&mut *theirs).await.unwrap();
        // Of two that wait for each other PostgreSQL ends the one that looks first.
        let sql = "SET deadlock_timeout = '1min'; BEGIN; LOCK TABLE two";
        sqlx::raw_sql(sql).execute(&mut *theirs).await.unwrap();
        let sql = "ALTER TABLE one ADD COLUMN y integer; ALTER TABLE two ADD COLUMN y integer";
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        let next = Migration::new(1, "next".into(), MigrationType::Simple, sql, false);
        let mut next = Migrator::with_migrations(vec![next]);
        next.table_name = "migrations_of_a_test".into();
        let storing = async {
            let waits = "SELECT count(*) FROM pg_locks \
                WHERE NOT granted AND relation = 'two'::regclass";
            while sqlx::query_scalar::<_, i64>(waits)
                .fetch_one(&mut *theirs)
                .await
                .unwrap()
                == 0
            {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let sql = "LOCK TABLE one; COMMIT";
            sqlx::raw_sql(sql).execute(&mut *theirs).await.unwrap();
        };
        let (migrated, ()) = tokio::join!(migrate(&next, &mut *ours, How::Upgrade, None), storing);
        migrated.unwrap();
    })
    .await;
}

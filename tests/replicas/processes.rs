//! Replicas are killed, stopped and replaced under load.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tests::{Nginx, Site, TestServer};
use tokio::time::{Instant, sleep, sleep_until};

use crate::pond::{HEALED, Pond};

/// Within this time the clients of a replica that was killed are back at another.
const BACK: Duration = Duration::from_secs(5);

/// Long enough for whoever stores to wait for a lock, or to be done with it.
const A_WHILE: Duration = Duration::from_millis(300);
/// How many transactions have been waiting for their client for a while.
const UNFINISHED: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'
        AND state_change < now() - interval '200 ms'";

/// What the next version's first replica does to the schema: the version before lives with it.
const NEXT: &str = "BEGIN; \
    ALTER TABLE messages ADD COLUMN of_the_next integer NOT NULL DEFAULT 7; \
    ALTER TABLE users ADD COLUMN of_the_next text; \
    UPDATE settings SET value = (SELECT max(version) FROM _sqlx_migrations)::text \
        WHERE name = 'oldest_schema'; \
    INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        SELECT max(version) + 1, 'of the next version', true, ''::bytea, 0 FROM _sqlx_migrations; \
    COMMIT";

pub(crate) fn sites(server: &TestServer) -> Vec<Site> {
    let numbers = 0..server.replica_count();
    numbers
        .map(|number| Site::plain(server.replica(number).address()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_at_a_replica_that_is_killed_is_soon_at_another() {
    let mut server = TestServer::builder().replicas(2).unlimited().start().await;
    let sites = sites(&server);
    let pond = Pond::fill(&sites).await;
    for number in [0, 1] {
        server.replica_mut(number).kill();
        let took = pond.gathers_at(&sites[1 - number], BACK).await;
        tests::say(&format!("everybody was back after {took:?}"));
        pond.stores(&sites[1 - number], HEALED).await;
        server
            .replica_mut(number)
            .try_restart()
            .await
            .expect("it starts");
        pond.flows().await;
    }
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_of_one_replica_after_the_other_loses_nothing() {
    let mut server = TestServer::builder().replicas(2).unlimited().start().await;
    let sites = sites(&server);
    let pond = Pond::fill(&sites).await;
    for number in [0, 1] {
        let (status, took) = server.replica_mut(number).terminate().await;
        assert!(status.success(), "{status} after {took:?}");
        pond.gathers_at(&sites[1 - number], BACK).await;
        if number == 0 {
            // The one that is left works on with a schema that it does not know, and starts with it too.
            let database = server.postgres_url().expect("replicas have one");
            let mut conn = PgConnection::connect(&database).await.expect("it is there");
            // As a server does where one that stores is in its way.
            while let Err(error) = sqlx::raw_sql(AssertSqlSafe(NEXT)).execute(&mut conn).await {
                assert!(error.to_string().contains("deadlock"), "{error}");
                let undone = sqlx::raw_sql("ROLLBACK").execute(&mut conn).await;
                undone.expect("it is still there");
            }
            pond.stores(&sites[1], HEALED).await;
        }
        server
            .replica_mut(number)
            .try_restart()
            .await
            .expect("it starts");
        pond.flows().await;
    }
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_hung_for_half_a_minute_spoils_nothing() {
    let mut server = TestServer::builder().replicas(2).unlimited().start().await;
    let sites = sites(&server);
    let pond = Pond::fill(&sites).await;
    freeze_while_it_stores(&mut server, 1).await;
    let over = Instant::now() + Duration::from_secs(30);
    pond.talks().await;
    // What it held of the queue, the other has by now.
    pond.stores(&sites[0], Duration::from_secs(30)).await;
    sleep_until(over).await;
    let again = server.metric_of(0, "snug_jobs_redelivered_total{queue=\"changes\"}");
    assert!(again.await > 0, "what it held was given out again");
    server.replica_mut(1).thaw();
    pond.flows().await;
    pond.ends_well().await;
}

/// Stops a replica when others have most to wait for: in the middle of a transaction that has locks.
async fn freeze_while_it_stores(server: &mut TestServer, number: usize) {
    let database = server.postgres_url().expect("replicas have one");
    let mut conn = PgConnection::connect(&database).await.expect("it is there");
    for _ in 0..20 {
        // Whoever stores waits for us, ...
        let mut ours = conn.begin().await.expect("it is there");
        let locking = sqlx::query("SELECT id FROM conversations FOR UPDATE").execute(&mut *ours);
        locking.await.expect("a lock");
        sleep(A_WHILE).await;
        server.replica_mut(number).freeze();
        // ... and has its lock from here on without knowing.
        ours.rollback().await.expect("it is there");
        sleep(A_WHILE).await;
        let unfinished = sqlx::query_scalar::<_, i64>(UNFINISHED).fetch_one(&mut conn);
        if unfinished.await.expect("a number") > 0 {
            return;
        }
        server.replica_mut(number).thaw();
        sleep(A_WHILE).await;
    }
    panic!("it stores nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_is_given_other_settings_while_people_talk() {
    let server = TestServer::builder()
        .replicas(2)
        .unlimited()
        .behind_nginx()
        .start()
        .await;
    // Those who came before are let go of sooner than in the file.
    let words = [("worker_shutdown_timeout 5m;", "worker_shutdown_timeout 2s;")];
    let nginx = Nginx::start_with(&[&server], &words).await;
    let pond = Pond::fill(&[nginx.site().clone()]).await;
    for _ in 0..3 {
        let before = nginx.workers();
        nginx.reload();
        tests::eventually("the former processes end", async || {
            let now = nginx.workers();
            before
                .iter()
                .all(|worker| !now.contains(worker))
                .then_some(())
        })
        .await;
        pond.flows().await;
    }
    pond.ends_well().await;
}

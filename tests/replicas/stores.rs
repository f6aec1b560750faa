//! The database and the bucket go away under load, and come back.

use std::time::Duration;

use tests::{Postgres, S3, TestServer};
use tokio::time::{Instant, sleep_until};

use crate::pond::Pond;
use crate::processes::sites;
use crate::uploader::Uploader;

/// What PostgreSQL says where it can't extend a table.
const NO_ROOM: &str = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
    RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$; \
    CREATE TRIGGER no_room BEFORE INSERT ON messages EXECUTE FUNCTION no_room();";

/// What PostgreSQL says where its operator ends statements, or it lacks memory, connections or its disk.
const REFUSES: &str = "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
    RAISE 'not now' USING ERRCODE = (ARRAY['57014', '53000', '53200', '53400', '58030']) \
        [1 + floor(random() * 5)::int]; END $$; \
    CREATE TRIGGER refuses BEFORE INSERT ON messages EXECUTE FUNCTION refuses();";
/// Who the second replica is to PostgreSQL: somebody who can be forbidden something.
const SECOND: &str = "CREATE ROLE second LOGIN; GRANT ALL ON SCHEMA public TO second; \
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO second; \
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO second;";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_restarted_and_away_for_a_minute() {
    let mut postgres = Postgres::start().await;
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.database(&postgres).start().await;
    let pond = Pond::fill(&sites(&server)).await;

    postgres.stop().await;
    postgres.go_on().await;
    pond.flows().await;

    postgres.stop().await;
    let over = Instant::now() + Duration::from_secs(60);
    // RabbitMQ keeps meanwhile what those say who are connected.
    pond.talks().await;
    sleep_until(over).await;
    postgres.go_on().await;
    pond.flows().await;
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_has_no_room_for_a_while() {
    let postgres = Postgres::start().await;
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.database(&postgres).start().await;
    let pond = Pond::fill(&sites(&server)).await;

    postgres.ask(NO_ROOM);
    // RabbitMQ keeps meanwhile what was acknowledged: nobody can be told any more that there is no room.
    tests::eventually("a replica says that it is full", async || {
        for number in 0..2 {
            let asked = server.http().get(server.replica(number).url("/readyz"));
            let said = asked.send().await.ok()?.text().await.ok()?;
            if said.contains("There is no room") {
                return Some(());
            }
        }
        None
    })
    .await;
    pond.talks().await;
    postgres.ask("DROP TRIGGER no_room ON messages");
    pond.flows().await;
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_refuses_for_a_while_what_it_would_take_later() {
    let postgres = Postgres::start().await;
    let server = TestServer::builder().replicas(2).unlimited();
    let server = server.database(&postgres).start().await;
    let pond = Pond::fill(&sites(&server)).await;

    postgres.ask(REFUSES);
    tests::eventually("storing waits", async || {
        server.log().contains("storing waits").then_some(())
    })
    .await;
    pond.talks().await;
    postgres.ask("DROP TRIGGER refuses ON messages");
    pond.flows().await;
    assert_eq!(server.metric("snug_jobs_failed_total").await, 0);
    pond.ends_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_cannot_be_told_because_nobody_knows_who_may_hear_it_is_asked_to_sync() {
    let postgres = Postgres::start().await;
    postgres.ask(SECOND);
    let server = TestServer::builder().replicas(2).database(&postgres);
    let as_second = postgres.url().replace("//postgres@", "//second@");
    let server = server.env_of(1, "SNUG_DATABASE__URL", as_second);
    let server = server.start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let carol = server.user("carol").await;
    let pond = alice.group("The pond", &[&bob]).await;
    let mut his = bob.connect().await;

    postgres.ask("REVOKE ALL ON members FROM second");
    alice.add(pond, &[&carol]).await;
    tests::eventually("it cannot read who is there", async || {
        let log = server.replica(1).log();
        log.contains("a room could not be read").then_some(())
    })
    .await;
    postgres.ask("GRANT ALL ON members TO second");
    his.expect_event("sync:required", |_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bucket_is_out_of_reach_for_half_a_minute() {
    let mut bucket = S3::start().await;
    let server = TestServer::builder()
        .replicas(2)
        .unlimited()
        .bucket(&bucket);
    let server = server.start().await;
    let mut pond = Pond::fill(&sites(&server)).await;
    let uploader = Uploader::start(&pond.people[0], &sites(&server), pond.middle());
    uploader.goes_on().await;

    bucket.stop().await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    pond.flows().await;
    bucket.go_on().await;
    uploader.goes_on().await;

    let said = uploader.ends_well().await;
    pond.add(pond.middle(), said);
    pond.ends_well().await;
}

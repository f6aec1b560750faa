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

//! Replicas are killed, stopped and replaced under load.

use std::time::Duration;

use tests::{Nginx, Site, TestServer};

use crate::pond::{HEALED, Pond};

/// Within this time the clients of a replica that was killed are back at another.
const BACK: Duration = Duration::from_secs(5);

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
    server.replica_mut(1).freeze();
    let over = tokio::time::Instant::now() + Duration::from_secs(30);
    pond.talks().await;
    // What it held of the queue, the other has by now.
    pond.stores(&sites[0], Duration::from_secs(30)).await;
    tokio::time::sleep_until(over).await;
    server.replica_mut(1).thaw();
    pond.flows().await;
    pond.ends_well().await;
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

//! A replica is told to stop: whoever sends people to it hears of that while it still answers.

use std::time::Duration;

use futures_util::future::join_all;
use tests::{Site, TestServer};

/// They are cut over five seconds.
const SOCKETS: usize = 50;
/// Between two probes.
const PROBE: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_stops_is_not_ready_before_it_is_gone_and_takes_no_new_sockets() {
    let mut server = TestServer::builder().replicas(2).unlimited().start().await;
    let alice = server.user("alice").await;
    let alice = alice.at_site(&Site::plain(server.replica(0).address()));
    let _sockets = join_all((0..SOCKETS).map(|_| alice.connect())).await;
    let paths = [
        "/readyz",
        "/api/server",
        "/socket.io/?EIO=4&transport=polling",
    ];
    let [ready, server_of, polling] = paths.map(|path| server.replica(0).url(path));
    // A connection for each, as a probe opens.
    let http = reqwest::Client::builder().pool_max_idle_per_host(0).build();
    let http = http.expect("an HTTP client needs nothing");
    let get = async |url: &str| http.get(url).send().await.map(|answer| answer.status());
    get(&polling).await.expect("sockets are let in until then");

    let probing = async {
        let mut said = 0;
        while let Ok(status) = get(&ready).await {
            if status == 503 {
                said += 1;
            }
            if said == 1 {
                // What is asked is still answered, and who wants a socket is left to another replica.
                let answered = get(&server_of).await;
                assert_eq!(answered.expect("an answer"), 200);
                let turned_away = get(&polling).await;
                assert!(turned_away.is_err(), "{turned_away:?}");
            }
            tokio::time::sleep(PROBE).await;
        }
        said
    };
    let ((status, took), said) = tokio::join!(server.replica_mut(0).terminate(), probing);
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(said >= 20, "it said so {said} times");
}

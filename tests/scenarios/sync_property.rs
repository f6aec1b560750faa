//! Whatever people do and however their connections fare, what each client knows is in the end what
//! the server holds: nothing missing, nothing twice, nothing old.
//!
//! A client that stays connected gets there by events alone, and calls `sync` only where the rules
//! tell it to.

use rand::SeedableRng;
use rand::rngs::StdRng;
use tests::TestServer;

use crate::random_walk::Walk;

const CASES: u64 = 6;
const STEPS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_client_ends_up_knowing_what_the_server_holds() {
    let seed = tests::seed();
    let server = TestServer::builder().unlimited().start().await;
    let (ann, ben) = tokio::join!(server.user("ann"), server.user("ben"));
    let (cleo, dan) = tokio::join!(server.user("cleo"), server.user("dan"));
    let people = [ann, ben, cleo, dan];
    for case in 0..CASES {
        let mut walk = Walk::start(&people, StdRng::seed_from_u64(seed.wrapping_add(case))).await;
        for _ in 0..STEPS {
            walk.step().await;
        }
        walk.settle().await;
    }
}

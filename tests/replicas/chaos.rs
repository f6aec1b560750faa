//! All that can fail does, in random order, for five minutes: `make chaos`. `SNUG_TEST_SEED` repeats the
//! order, and `SNUG_TEST_CHAOS_SECS` makes it longer or shorter.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use tests::{Nginx, Postgres, Proxy, RabbitMq, Redis, S3, TestServer};
use tokio::time::{Instant, sleep};

use crate::pond::Pond;
use crate::processes::sites;
use crate::uploader::Uploader;

#[derive(Debug, Clone, Copy)]
enum Fault {
    Killed,
    Hangs,
    Replaced,
    RedisEmpty,
    RedisApart,
    RabbitMqKilled,
    RabbitMqCloses,
    PostgresAway,
    NginxReloads,
    BucketAway,
}

const FAULTS: [Fault; 10] = [
    Fault::Killed,
    Fault::Hangs,
    Fault::Replaced,
    Fault::RedisEmpty,
    Fault::RedisApart,
    Fault::RabbitMqKilled,
    Fault::RabbitMqCloses,
    Fault::PostgresAway,
    Fault::NginxReloads,
    Fault::BucketAway,
];

/// Everything, of which nothing is shared with other tests.
struct House {
    server: TestServer,
    nginx: Nginx,
    redis: Redis,
    /// How the second replica reaches Redis.
    way: Proxy,
    rabbitmq: RabbitMq,
    postgres: Postgres,
    bucket: S3,
}

impl House {
    async fn build() -> Self {
        let (redis, rabbitmq) = tokio::join!(Redis::start(), RabbitMq::start());
        let (postgres, bucket) = tokio::join!(Postgres::start(), S3::start());
        let way = Proxy::start(redis.port()).await;
        let through = format!("redis://127.0.0.1:{}", way.port());
        let server = TestServer::builder().replicas(2).unlimited().behind_nginx();
        let server = server.joined_by(redis.url(), rabbitmq.url());
        let server = server.env_of(1, "SNUG_BUS__REDIS_URL", through);
        let server = server.database(&postgres).bucket(&bucket).start().await;
        let words = [("worker_shutdown_timeout 5m;", "worker_shutdown_timeout 5s;")];
        Self {
            nginx: Nginx::start_with(&[&server], &words).await,
            server,
            redis,
            way,
            rabbitmq,
            postgres,
            bucket,
        }
    }

    /// Breaks something for a while, and mends it.
    async fn suffer(&mut self, fault: Fault, number: usize, pause: Duration) {
        let replica = self.server.replica_mut(number);
        match fault {
            Fault::Killed => {
                replica.kill();
                sleep(pause).await;
                replica.try_restart().await.expect("it starts");
            }
            Fault::Hangs => {
                replica.freeze();
                sleep(pause).await;
                replica.thaw();
            }
            Fault::Replaced => {
                let (status, _) = replica.terminate().await;
                assert!(status.success(), "{status}");
                replica.try_restart().await.expect("it starts");
            }
            Fault::RedisEmpty => {
                self.redis.kill();
                sleep(pause).await;
                self.redis.go_on().await;
            }
            Fault::RedisApart => {
                self.way.cut();
                sleep(pause).await;
                self.way.heal();
            }
            Fault::RabbitMqKilled => {
                self.rabbitmq.kill();
                self.rabbitmq.go_on().await;
            }
            Fault::RabbitMqCloses => self.rabbitmq.close_connections().await,
            Fault::PostgresAway => {
                self.postgres.stop().await;
                sleep(pause).await;
                self.postgres.go_on().await;
            }
            Fault::NginxReloads => self.nginx.reload(),
            Fault::BucketAway => {
                self.bucket.stop().await;
                sleep(pause).await;
                self.bucket.go_on().await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make chaos"]
async fn whatever_fails_nothing_is_lost() {
    let mut rng = StdRng::seed_from_u64(tests::seed());
    let lasts = std::env::var("SNUG_TEST_CHAOS_SECS").map_or(300, |secs| {
        secs.parse()
            .expect("SNUG_TEST_CHAOS_SECS is a whole number")
    });
    let mut house = House::build().await;
    let mut sites = sites(&house.server);
    sites.push(house.nginx.site().clone());
    // Their client is one that also knows nginx.
    sites.rotate_right(1);
    let mut pond = Pond::fill(&sites).await;
    let uploader = Uploader::start(&pond.people[0], &sites, pond.middle());

    let over = Instant::now() + Duration::from_secs(lasts);
    while Instant::now() < over {
        let fault = *FAULTS.choose(&mut rng).expect("there are some");
        let (number, pause) = (rng.random_range(0..2), rng.random_range(1.0..15.0));
        tests::say(&format!("{fault:?}, replica {number}, {pause:.1} s"));
        let pause = Duration::from_secs_f64(pause);
        house.suffer(fault, number, pause).await;
        // Half the time the next comes before all is well again.
        if rng.random() {
            pond.flows().await;
        }
    }
    pond.flows().await;
    uploader.goes_on().await;
    let said = uploader.ends_well().await;
    pond.add(pond.middle(), said);
    pond.ends_well().await;
}

//! Who works on a PostgreSQL database: an advisory lock, held for as long as the connection that took
//! it lives. A server alone holds it exclusively, and replicas share it; beside it each replica holds
//! one for each of its [`Facts`], so that the others see what it relies on for as long as it lives.
//!
//! It must never share a connection with anything else: whoever loses the connection has lost the
//! lock. A server alone must stop then; a replica takes the lock again, unless somebody alone has.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::{Error, Result};

/// What the lock is called; other programs on the same database choose other numbers.
const NAME: i64 = 0x736e_7567; // "snug"
/// What the locks of facts are called: this and the fact's place.
const FACT: i32 = 0x736e_0001;
const LOCK: &str = "SELECT pg_try_advisory_lock_shared($1, $2)";
const UNLOCK: &str = "SELECT pg_advisory_unlock_shared($1, $2)";
/// A server that was killed a moment ago holds it until PostgreSQL notices.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two looks at a lock that somebody holds.
const RETRY: Duration = Duration::from_millis(100);
/// Between two looks at whether the connection lives.
const LOOK: Duration = Duration::from_secs(5);
/// Between two tries to take again what was lost.
const AGAIN: Duration = Duration::from_secs(1);

/// How a lock is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// By one server.
    Alone,
    /// By replicas.
    Shared,
}

/// What replicas of one database must agree on, a number each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts(pub [i32; 3]);

/// The lock. It is given back when this is dropped.
#[derive(Debug)]
pub struct Lock {
    lost: CancellationToken,
    /// What is told. Its end gives the lock back.
    facts: mpsc::Sender<(Facts, oneshot::Sender<Result<Vec<Facts>>>)>,
}

impl Lock {
    /// Takes the lock of the database at `url`; none while somebody holds it otherwise. The task that
    /// watches it runs on `tasks`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn acquire(url: &str, hold: Hold, tasks: &TaskTracker) -> Result<Option<Self>> {
        let options = options(url)?;
        let mut conn = options.connect().await?;
        let mut waited = Duration::ZERO;
        while !try_lock(&mut conn, hold).await? {
            if waited >= PATIENCE {
                return Ok(None);
            }
            tokio::time::sleep(RETRY).await;
            waited += RETRY;
        }
        let (facts, asked) = mpsc::channel(1);
        let lost = CancellationToken::new();
        let watch = Watch {
            options,
            hold,
            asked,
            told: None,
        };
        let losing = lost.clone();
        tasks.spawn(async move {
            if watch.run(conn).await == End::Lost {
                losing.cancel();
            }
        });
        Ok(Some(Self { lost, facts }))
    }

    /// Tells the others what this replica relies on, in place of what it told before, and says what they
    /// rely on. Where two tell at the same time, at least one hears of the other.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tell(&self, facts: Facts) -> Result<Vec<Facts>> {
        let (answer, answered) = oneshot::channel();
        let asked = self.facts.send((facts, answer)).await;
        asked.map_err(|_| Error::Busy)?;
        answered.await.map_err(|_| Error::Busy)?
    }

    /// Returns when the lock is lost, and never otherwise.
    pub async fn lost(&self) {
        self.lost.cancelled().await;
    }
}

fn options(url: &str) -> Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| Error::Address(format!("database.url: {error}")))?;
    Ok(options
        .application_name("snug lock")
        // So that PostgreSQL forgets a machine that vanished within half a minute.
        .options([
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "4"),
        ]))
}

async fn try_lock(conn: &mut PgConnection, hold: Hold) -> Result<bool> {
    let sql = match hold {
        Hold::Alone => "SELECT pg_try_advisory_lock($1)",
        Hold::Shared => "SELECT pg_try_advisory_lock_shared($1)",
    };
    Ok(sqlx::query_scalar(sql).bind(NAME).fetch_one(conn).await?)
}

/// Why a lock is watched no more.
#[derive(PartialEq, Eq)]
enum End {
    Released,
    Lost,
}

struct Watch {
    options: PgConnectOptions,
    hold: Hold,
    asked: mpsc::Receiver<(Facts, oneshot::Sender<Result<Vec<Facts>>>)>,
    told: Option<Facts>,
}

impl Watch {
    async fn run(mut self, mut conn: PgConnection) -> End {
        loop {
            let is_alive = tokio::select! {
                asked = self.asked.recv() => match asked {
                    Some((facts, answer)) => {
                        let others = tokio::time::timeout(LOOK, self.tell(&mut conn, facts));
                        let others = others.await.unwrap_or(Err(Error::Busy));
                        let is_alive = others.is_ok();
                        // Whoever asked may have gone.
                        let _ = answer.send(others);
                        is_alive
                    }
                    None => {
                        // PostgreSQL lets go of the lock with the connection, however that ends.
                        let _ = conn.close().await;
                        return End::Released;
                    }
                },
                () = tokio::time::sleep(LOOK) => {
                    let answer = tokio::time::timeout(LOOK, conn.ping()).await;
                    matches!(answer, Ok(Ok(())))
                }
            };
            if is_alive {
                continue;
            }
            if self.hold == Hold::Alone {
                return End::Lost;
            }
            conn = match self.take_again().await {
                Ok(conn) => conn,
                Err(end) => return end,
            };
        }
    }

    async fn tell(&mut self, conn: &mut PgConnection, facts: Facts) -> Result<Vec<Facts>> {
        // Locks are counted: what was told before is let go of, also where it is the same.
        if let Some(before) = self.told.replace(facts) {
            each_fact(conn, before, UNLOCK).await?;
        }
        each_fact(conn, facts, LOCK).await?;
        list_others(conn).await
    }

    /// A replica's lock was lost with its connection. Nobody alone can have worked since, as long as it
    /// can be shared again.
    async fn take_again(&mut self) -> std::result::Result<PgConnection, End> {
        loop {
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                asked = self.asked.recv() => match asked {
                    Some((_, answer)) => drop(answer.send(Err(Error::Busy))),
                    None => return Err(End::Released),
                },
            }
            let Ok(Ok(mut conn)) = tokio::time::timeout(LOOK, self.options.connect()).await else {
                continue;
            };
            match try_lock(&mut conn, self.hold).await {
                Ok(true) => {}
                Ok(false) => return Err(End::Lost),
                Err(_) => continue,
            }
            let told = match self.told {
                Some(facts) => each_fact(&mut conn, facts, LOCK).await,
                None => Ok(()),
            };
            if told.is_ok() {
                tracing::info!("the lock on the database is held again");
                return Ok(conn);
            }
        }
    }
}

async fn each_fact(conn: &mut PgConnection, facts: Facts, sql: &'static str) -> Result<()> {
    for (place, fact) in (FACT..).zip(facts.0) {
        let done = sqlx::query_scalar::<_, bool>(sql).bind(place).bind(fact);
        done.fetch_one(&mut *conn).await?;
    }
    Ok(())
}

/// What the other replicas rely on: of each what it holds of every fact. One that is between two
/// tellings is left out.
async fn list_others(conn: &mut PgConnection) -> Result<Vec<Facts>> {
    let rows: Vec<(i32, i32, i32)> = sqlx::query_as(
        "SELECT pid, classid::bigint::int, CASE WHEN objid::bigint > 2147483647 \
             THEN (objid::bigint - 4294967296)::int ELSE objid::bigint::int END \
         FROM pg_locks \
         WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND pid <> pg_backend_pid() \
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
           AND classid::bigint BETWEEN $1 AND $2 \
         ORDER BY pid, classid",
    )
    .bind(i64::from(FACT))
    .bind(i64::from(FACT) + 2)
    .fetch_all(conn)
    .await?;
    let of_replicas = rows.chunk_by(|(one, ..), (next, ..)| one == next);
    let facts = |rows: &[(i32, i32, i32)]| match rows {
        [(_, _, a), (_, _, b), (_, _, c)] => Some(Facts([*a, *b, *c])),
        _ => None,
    };
    Ok(of_replicas.filter_map(facts).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn acquire(url: &str, hold: Hold) -> Option<Lock> {
        Lock::acquire(url, hold, &TaskTracker::new()).await.unwrap()
    }

    /// As the operator would, or a network that breaks.
    async fn cut(url: &str) {
        let mut admin = PgConnection::connect(url).await.unwrap();
        sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_locks \
             WHERE locktype = 'advisory' AND objid::bigint = $1",
        )
        .bind(NAME)
        .execute(&mut admin)
        .await
        .unwrap();
    }

    /// One test: there is one such lock, and other tests share the database.
    #[tokio::test]
    async fn it_is_held_alone_or_shared_and_whoever_loses_it_hears_or_takes_it_again() {
        let Ok(url) = std::env::var("SNUG_TEST_POSTGRES_URL") else {
            return;
        };
        let lock = acquire(&url, Hold::Alone).await.expect("nobody holds it");
        for hold in [Hold::Alone, Hold::Shared] {
            assert!(acquire(&url, hold).await.is_none(), "two hold it");
        }
        drop(lock);

        let one = acquire(&url, Hold::Shared)
            .await
            .expect("it was given back");
        let two = acquire(&url, Hold::Shared).await.expect("it is shared");
        assert!(
            acquire(&url, Hold::Alone).await.is_none(),
            "replicas hold it"
        );
        let [first, second] = [Facts([1, 16, -7]), Facts([2, 16, i32::MIN])];
        assert_eq!(one.tell(first).await.unwrap(), []);
        assert_eq!(two.tell(first).await.unwrap(), [first]);
        assert_eq!(two.tell(second).await.unwrap(), [first]);
        assert_eq!(two.tell(second).await.unwrap(), [first]);
        assert_eq!(one.tell(first).await.unwrap(), [second]);

        cut(&url).await;
        let told = async {
            while one.tell(first).await.ok().as_deref() != Some(&[second][..]) {
                tokio::time::sleep(RETRY).await;
            }
        };
        let told = tokio::time::timeout(LOOK * 6, told).await;
        told.expect("both hold it again, with what they told");
        drop((one, two));

        let lock = acquire(&url, Hold::Alone).await.expect("it was given back");
        cut(&url).await;
        let lost = tokio::time::timeout(LOOK * 3, lock.lost()).await;
        lost.expect("it is lost");
    }
}

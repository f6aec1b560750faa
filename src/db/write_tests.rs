use std::path::PathBuf;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Job, Line};
use crate::conn::Inner;
use crate::fixture::people;
use crate::testing::on_both;
use crate::{Config, Conn, Db, Error};

/// A megabyte of rows, written over each time.
const FILL: &str = "WITH RECURSIVE numbers (n) AS \
    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 250) \
    INSERT OR REPLACE INTO settings (name, value) \
    SELECT 'filler ' || n, hex(zeroblob(2000)) FROM numbers";

/// Puts down that `name` was done, if it is kept.
async fn note(conn: &mut Conn, name: &'static str) -> Result<(), Error> {
    conn.set_setting(name, "done").await
}

async fn is_noted(db: &Db, name: &'static str) -> bool {
    let mut conn = db.read().await.unwrap();
    conn.find_setting(name).await.unwrap().is_some()
}

#[tokio::test]
async fn work_that_panics_is_given_up_and_leaves_nothing() {
    on_both(async |db| {
        let given_up = db
            .write::<(), Error>(|conn| {
                async move {
                    note(conn, "half").await?;
                    panic!("a defect")
                }
                .boxed()
            })
            .await
            .unwrap_err();
        assert!(matches!(given_up, Error::GivenUp) && !given_up.is_transient());
        assert!(!is_noted(&db, "half").await);
        people(&db, 1).await;
    })
    .await;
}

#[tokio::test]
async fn of_works_that_share_a_commit_each_is_kept_or_left_out_by_itself() {
    on_both(async |db| {
        let work = |name: &'static str, keep: bool| {
            db.write::<(), Error>(move |conn| {
                async move {
                    note(conn, name).await?;
                    if keep { Ok(()) } else { Err(Error::Missing) }
                }
                .boxed()
            })
        };
        // They wait together, since the writer has had no turn yet.
        let (a, b, c, d) = tokio::join!(
            work("a", false),
            work("b", true),
            work("c", false),
            work("d", true)
        );
        assert!(a.is_err() && b.is_ok() && c.is_err() && d.is_ok());
        for (name, kept) in [("a", false), ("b", true), ("c", false), ("d", true)] {
            assert_eq!(is_noted(&db, name).await, kept, "{name}");
        }
    })
    .await;
}

/// Work that is never done.
struct Waiting;

impl Job for Waiting {
    fn run<'c>(&'c mut self, _: &'c mut Conn) -> BoxFuture<'c, bool> {
        async { false }.boxed()
    }

    fn finish(&mut self, _: crate::Result<()>) {}
}

#[tokio::test]
async fn messages_wait_for_other_writes_in_every_second_commit_at_most() {
    let (first, first_waiting) = mpsc::channel(10);
    let (others, others_waiting) = mpsc::channel::<Box<dyn Job>>(10);
    let mut line = Line::new(first_waiting, others_waiting);
    let never = CancellationToken::new();
    for _ in 0..4 {
        others.try_send(Box::new(Waiting)).ok().unwrap();
    }
    let mut together = Vec::new();
    for has_message in [true, true, true, false] {
        if has_message {
            first.try_send(Box::new(Waiting) as _).ok().unwrap();
        }
        assert!(line.next(&never).await.is_some());
        let mut since = None;
        let company = std::iter::from_fn(|| line.company(&mut since).map(drop));
        together.push(company.count() > 0);
        others.try_send(Box::new(Waiting)).ok().unwrap();
    }
    assert_eq!(together, [false, true, false, true]);
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("snug-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn the_log_is_begun_anew_while_writes_go_on_without_a_pause() {
    let folder = Folder::new("log");
    let path = folder.0.join("snug.db");
    let db = Db::open(&Config::Sqlite(path.clone()), &TaskTracker::new())
        .await
        .unwrap();
    // 400 MB in all, and somebody always reads.
    let write = async {
        for _ in 0..400 {
            db.write::<(), Error>(|conn| {
                async move {
                    let Inner::Sqlite(conn) = &mut conn.0 else {
                        return Ok(());
                    };
                    sqlx::query(FILL).execute(&mut **conn).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
            .unwrap();
        }
    };
    let read = async {
        loop {
            is_noted(&db, "nothing").await;
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { () = write => {}, () = read => {} }
    let log = std::fs::metadata(folder.0.join("snug.db-wal"))
        .unwrap()
        .len();
    assert!(log < 128 << 20, "{log} bytes");
    db.close().await;
}

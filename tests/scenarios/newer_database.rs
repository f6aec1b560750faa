//! A database that a newer version has worked on: this one does not know what is in it, so it says
//! so, and touches nothing.

use std::path::PathBuf;

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection};
use tests::TestServer;

/// What the newer version leaves behind: no version but itself can live with it.
const FUTURE: [&str; 2] = [
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
     SELECT 999999, 'of the future', success, checksum, execution_time \
     FROM _sqlx_migrations LIMIT 1",
    "UPDATE settings SET value = '999999' WHERE name = 'oldest_schema'",
];

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let mut server = TestServer::start().await;
    server.user("alice").await;
    server.terminate().await;
    make_newer(&server).await;
    let before = content(&server).await;

    let refused = server.try_restart().await;
    let line = refused.expect_err("it must not run on this").line();
    let says = ["newer version", "start that version, or a newer one"];
    assert!(says.iter().all(|words| line.contains(words)), "{line}");
    let command = server.run(&["user", "list"]);
    assert_eq!(command.status.code(), Some(1));
    let told = String::from_utf8_lossy(&command.stderr);
    assert!(says.iter().all(|words| told.contains(words)), "{told}");

    // Not compared by `assert_eq`, which would print all of it.
    assert!(content(&server).await == before, "something was changed");
}

async fn make_newer(server: &TestServer) {
    if let Some(url) = server.postgres_url() {
        let mut database = postgres(&url).await;
        for sql in FUTURE {
            let done = sqlx::query(sql).execute(&mut database).await;
            assert_eq!(done.expect("it is there").rows_affected(), 1, "{sql}");
        }
        return;
    }
    let options = SqliteConnectOptions::new().filename(file(server));
    let database = SqliteConnection::connect_with(&options).await;
    let mut database = database.expect("nobody else uses it");
    for sql in FUTURE {
        let done = sqlx::query(sql).execute(&mut database).await;
        assert_eq!(done.expect("it is there").rows_affected(), 1, "{sql}");
    }
    // It is all in one file again.
    database.close().await.expect("it can be written");
}

/// All that is in it.
async fn content(server: &TestServer) -> Vec<u8> {
    let Some(url) = server.postgres_url() else {
        let log = std::fs::metadata(file(server).with_extension("db-wal"));
        assert!(log.map_or(0, |log| log.len()) == 0, "something is written");
        return std::fs::read(file(server)).expect("it is there");
    };
    let mut database = postgres(&url).await;
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
    let tables = sqlx::query_scalar::<_, String>(tables)
        .fetch_all(&mut database)
        .await;
    let mut content = String::new();
    for table in tables.expect("it can be read") {
        let rows = format!(r#"SELECT t::text FROM "{table}" AS t ORDER BY 1"#);
        let rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(rows));
        let rows = rows.fetch_all(&mut database).await.expect("it can be read");
        content.extend([table, rows.join("\n")]);
    }
    content.into_bytes()
}

async fn postgres(url: &str) -> PgConnection {
    let database = PgConnection::connect(url).await;
    database.expect("PostgreSQL goes on without the server")
}

fn file(server: &TestServer) -> PathBuf {
    server.data_dir().join("snug.db")
}

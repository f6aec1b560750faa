//! A server that cannot run rightly does not run: it says why in one line that one can act on, and
//! ends with 1.

use std::net::TcpListener;
use std::sync::Arc;

use tests::{Builder, SmallDisk, TestServer};

/// Starts it, and gives the line that it printed.
async fn refusal(builder: Builder) -> String {
    let refused = builder.try_start().await;
    refused.expect_err("it must not run like this").line()
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    let address = taken.local_addr().expect("it is bound");
    let builder = TestServer::builder().env("SNUG_SERVER__LISTEN", address.to_string());
    let line = refusal(builder).await;
    assert!(line.contains(&address.port().to_string()), "{line}");
}

#[tokio::test]
async fn an_unknown_key_is_named() {
    let line = refusal(TestServer::builder().env("SNUG_SERVER__LISTENN", "127.0.0.1:1")).await;
    assert!(line.to_lowercase().contains("listenn"), "{line}");
}

#[tokio::test]
async fn a_value_that_makes_no_sense_is_named() {
    let line = refusal(TestServer::builder().env("SNUG_AUTH__REGISTRATION", "perhaps")).await;
    assert!(
        line.contains("registration") && line.contains("perhaps"),
        "{line}"
    );
}

#[tokio::test]
async fn a_mail_server_that_is_none_is_named_and_its_password_is_not() {
    for (key, value) in [
        (
            "SNUG_MAIL__SMTP_URL",
            "http://snug:hunter2@mail.example.org",
        ),
        ("SNUG_MAIL__SMTP_URL", "smtp://hunter2@mail.example.org"),
        ("SNUG_MAIL__FROM", "nobody"),
    ] {
        let line = refusal(TestServer::builder().env(key, value)).await;
        let key = key.replace("SNUG_", "").replace("__", ".").to_lowercase();
        assert!(line.contains(&key), "{line}");
        assert!(!line.contains("hunter2"), "{line}");
    }
}

#[tokio::test]
async fn half_a_bus_is_refused() {
    let redis = TestServer::builder().env("SNUG_BUS__REDIS_URL", "redis://127.0.0.1:1");
    let line = refusal(redis).await;
    assert!(line.contains("redis_url"), "{line}");
}

#[tokio::test]
async fn a_data_directory_that_is_a_file_is_named() {
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let path = home.path().join("occupied");
    std::fs::write(&path, "not a folder").expect("a file can be written");
    let line = refusal(TestServer::builder().sqlite().data_dir(&path)).await;
    assert!(line.contains("occupied"), "{line}");
}

#[tokio::test]
async fn a_database_that_is_none_is_named() {
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let file = home.path().join("snug.db");
    std::fs::write(&file, "not a database").expect("a file can be written");
    let line = refusal(TestServer::builder().sqlite().data_dir(home.path())).await;
    assert!(line.contains("snug.db"), "{line}");
    assert!(line.contains("is not a database"), "{line}");
}

#[tokio::test]
async fn a_data_directory_that_is_read_only_is_named() {
    let disk = Arc::new(SmallDisk::new(8 * 1024 * 1024));
    let mut server = TestServer::builder().disk(&disk).start().await;
    server.kill();
    disk.make_read_only();
    let refused = server.try_restart().await;
    let line = refused.expect_err("it must not run like this").line();
    assert!(line.contains("data directory"), "{line}");
}

#[tokio::test]
async fn a_full_disk_is_named_and_left_in_order() {
    // Nothing fits; SQLite's files do, but nothing into them; the schema does in part.
    for free_bytes in [0, 16 * 1024, 128 * 1024] {
        let disk = Arc::new(SmallDisk::new(8 * 1024 * 1024));
        disk.fill(free_bytes);
        let line = refusal(TestServer::builder().disk(&disk)).await;
        let full = ["No space left on device", "the disk is full"];
        assert!(full.iter().any(|words| line.contains(words)), "{line}");
        disk.make_room();
        TestServer::builder().disk(&disk).start().await;
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let url = "postgres://nobody@127.0.0.1:1/nowhere";
    let line = refusal(
        TestServer::builder()
            .sqlite()
            .env("SNUG_DATABASE__URL", url),
    )
    .await;
    assert!(
        line.contains("127.0.0.1:1") || line.contains("nowhere"),
        "{line}"
    );
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_told_that_one_runs() {
    let server = TestServer::start().await;
    let second = TestServer::builder().sqlite().data_dir(server.data_dir());
    let second = match server.postgres_url() {
        Some(url) => second.env("SNUG_DATABASE__URL", url),
        None => second,
    };
    let line = refusal(second).await;
    assert!(line.contains("already running"), "{line}");
    assert_eq!(server.get("/readyz").await.0, 200);
}

#[tokio::test]
async fn a_second_server_is_told_so_even_where_the_lock_file_was_deleted() {
    let server = TestServer::builder().sqlite().start().await;
    std::fs::remove_file(server.data_dir().join("snug.lock")).expect("it is there");
    let second = TestServer::builder().sqlite().data_dir(server.data_dir());
    let line = refusal(second).await;
    assert!(line.contains("already running"), "{line}");
    assert_eq!(server.get("/readyz").await.0, 200);
}

#[tokio::test]
async fn names_that_others_put_into_the_environment_are_ignored() {
    let server = TestServer::builder()
        .env("SNUG_PORT", "tcp://10.0.0.1:80")
        .env("SNUG_SERVICE_HOST", "10.0.0.1")
        .start()
        .await;
    assert_eq!(server.get("/healthz").await.0, 200);
}

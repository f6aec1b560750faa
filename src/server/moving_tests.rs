use std::path::Path;

use crate::cli;
use crate::config::Config;
use crate::moving::{destination, run};

fn options(to: &str, files: Option<&str>) -> cli::Move {
    cli::Move {
        to: to.to_owned(),
        files: files.map(str::to_owned),
        files_endpoint: None,
        files_region: None,
        verify: false,
    }
}

#[test]
fn a_destination_is_spelt_as_a_path_or_as_a_url() {
    let config = Config::default();
    for to in [
        "/srv/snug",
        "sqlite:///srv/snug",
        "/srv/snug/snug.db",
        "sqlite:///srv/snug/snug.db",
    ] {
        let into = destination(&options(to, Some("file:///srv/files")), &config).unwrap();
        assert_eq!(into.server.data_dir, Path::new("/srv/snug"), "{to}");
        assert_eq!(into.database.url, None);
        assert_eq!(into.files.url.as_deref(), Some("/srv/files"));
    }
    let postgres = options("postgres://snug@db/snug", Some("s3://bucket/folder"));
    let into = destination(&postgres, &config).unwrap();
    assert_eq!(
        into.database.url.as_deref(),
        Some("postgres://snug@db/snug")
    );
    assert_eq!(into.files.bucket().unwrap().name, "bucket");
    for (to, files) in [
        ("mysql://db", None),
        ("", None),
        ("/srv", Some("ftp://host")),
        ("/srv", Some("s3://")),
    ] {
        assert!(destination(&options(to, files), &config).is_err(), "{to}");
    }
}

#[test]
fn files_stay_where_they_are_unless_something_else_is_said() {
    let mut config = Config::default();
    let into = destination(&options("/srv/snug", None), &config).unwrap();
    let place = into.files.directory(&into.server.data_dir);
    assert_eq!(place, config.files.directory(&config.server.data_dir));

    config.files.url = Some("s3://bucket".to_owned());
    config.files.redirect = true;
    config.files.access_key_id = Some("of the source".to_owned());
    config.files.secret_access_key = Some("secret".to_owned());
    let into = destination(&options("/srv/snug", None), &config).unwrap();
    assert_eq!(
        into.files.bucket().unwrap().access_key_id.as_deref(),
        Some("of the source")
    );
    // Another bucket has other keys.
    let into = destination(&options("/srv/snug", Some("s3://other")), &config).unwrap();
    assert_eq!(into.files.bucket().unwrap().access_key_id, None);
}

#[tokio::test]
async fn nothing_is_moved_onto_itself_or_from_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.server.data_dir = dir.path().join("data");
    let itself = format!("{}/../data", config.server.data_dir.display());
    std::fs::create_dir(&config.server.data_dir).unwrap();
    let error = run(&options(&itself, None), &config).await.unwrap_err();
    assert!(error.to_string().contains("--to"), "{error}");

    let other = dir.path().join("other");
    let elsewhere = options(other.to_str().unwrap(), None);
    let error = run(&elsewhere, &config).await.unwrap_err();
    assert!(error.to_string().contains("nothing to move"), "{error}");
    let made = std::fs::read_dir(&config.server.data_dir).unwrap().count();
    assert!(made == 0 && !other.exists(), "something was made");
}

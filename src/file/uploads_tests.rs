//! Uploads go on wherever they were left, and are whole or nothing.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::oneshot;

use crate::Config;
use crate::key::{self, Part};
use crate::testing::{Answer, CONFIG, House, on_both};

const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
const BYTES: (&str, &str) = ("content-type", "application/offset+octet-stream");

async fn create(house: &House, length: usize) -> String {
    let length = length.to_string();
    let headers = [
        VERSION,
        ("upload-length", &*length),
        ("upload-metadata", "filename Zm94LnR4dA=="),
    ];
    let answer = house
        .ask(1, Method::POST, "/api/uploads", &headers, Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert!(answer.headers.contains_key("upload-expires"));
    answer.header("location").to_owned()
}

async fn patch(house: &House, at: &str, offset: usize, body: impl Into<Body>) -> Answer {
    let offset = offset.to_string();
    let headers = [VERSION, BYTES, ("upload-offset", &*offset)];
    house.ask(1, Method::PATCH, at, &headers, body).await
}

async fn offset(house: &House, at: &str) -> String {
    let answer = house
        .ask(1, Method::HEAD, at, &[VERSION], Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.header("upload-offset").to_owned()
}

/// A body that is cut off after these.
fn cut(bytes: &'static [u8]) -> Body {
    let gone = Err(std::io::Error::other("gone"));
    Body::from_stream(stream::iter([Ok(Bytes::from_static(bytes)), gone]))
}

/// A body that stands still after these, and what says that they were taken.
fn hanging(bytes: &'static [u8]) -> (Body, oneshot::Receiver<()>) {
    let (taken, wait) = oneshot::channel();
    let some = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(bytes))]);
    let stands_still = stream::once(async move {
        let _ = taken.send(());
        std::future::pending().await
    });
    (Body::from_stream(some.chain(stands_still)), wait)
}

async fn read(house: &House, at: &str) -> Bytes {
    let path = at.replace("uploads", "files");
    house.get(1, &path, &[]).await.body
}

#[tokio::test]
async fn an_upload_is_a_file_once_all_its_bytes_have_come() {
    on_both(CONFIG, async |house| {
        let at = create(house, 10).await;
        assert_eq!(offset(house, &at).await, "0");
        let first = patch(house, &at, 0, "01234").await;
        assert_eq!(
            (first.status, first.header("upload-offset")),
            (StatusCode::NO_CONTENT, "5")
        );
        assert_eq!(first.header("tus-resumable"), "1.0.0");
        assert_eq!(offset(house, &at).await, "5");
        let last = patch(house, &at, 5, "56789").await;
        assert_eq!(
            (last.status, last.header("upload-offset")),
            (StatusCode::NO_CONTENT, "10")
        );
        assert_eq!(offset(house, &at).await, "10");
        assert_eq!(read(house, &at).await, "0123456789");
        let view = house.get(1, &at, &[]).await;
        let view: serde_json::Value = serde_json::from_slice(&view.body).unwrap();
        assert_eq!(
            (&view["offset"], &view["file"]["name"]),
            (&10.into(), &"fox.txt".into())
        );
        assert_eq!(
            patch(house, &at, 10, "more").await.code(),
            "offset_conflict"
        );
    })
    .await;
}

#[tokio::test]
async fn what_came_before_a_body_was_cut_off_is_safe() {
    on_both(CONFIG, async |house| {
        let at = create(house, 10).await;
        patch(house, &at, 0, cut(b"012")).await;
        assert_eq!(offset(house, &at).await, "3");
        patch(house, &at, 3, cut(b"3456")).await;
        assert_eq!(offset(house, &at).await, "7");
        assert_eq!(patch(house, &at, 0, "789").await.code(), "offset_conflict");
        assert_eq!(
            patch(house, &at, 7, "789").await.header("upload-offset"),
            "10"
        );
        assert_eq!(read(house, &at).await, "0123456789");
        assert_eq!(house.kept().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn creation_takes_the_first_bytes_and_a_file_may_be_empty() {
    on_both(CONFIG, async |house| {
        let headers = [VERSION, BYTES, ("upload-length", "4")];
        let answer = house
            .ask(1, Method::POST, "/api/uploads", &headers, "ab")
            .await;
        assert_eq!(
            (answer.status, answer.header("upload-offset")),
            (StatusCode::CREATED, "2")
        );
        let at = answer.header("location").to_owned();
        assert_eq!(
            patch(house, &at, 2, "cd").await.header("upload-offset"),
            "4"
        );
        assert_eq!(read(house, &at).await, "abcd");
        let empty = create(house, 0).await;
        assert_eq!(offset(house, &empty).await, "0");
        assert_eq!(
            house
                .get(1, &empty.replace("uploads", "files"), &[])
                .await
                .status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_checksum_takes_nothing() {
    on_both(CONFIG, async |house| {
        let at = create(house, 11).await;
        let send = async |sum: &str, body| {
            let headers = [
                VERSION,
                BYTES,
                ("upload-offset", "0"),
                ("upload-checksum", sum),
            ];
            house
                .ask(1, Method::PATCH, &at, &headers, Body::from(body))
                .await
        };
        let wrong = send("sha1 AAAANclPz7QV2+lfQIuc6R7oRu0=", "hello world").await;
        assert_eq!(
            (wrong.status.as_u16(), wrong.code()),
            (460, "checksum_mismatch".into())
        );
        assert_eq!(offset(house, &at).await, "0");
        assert_eq!(
            send("md5 AAAA", "hello world").await.code(),
            "invalid_field"
        );
        let right = send("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "hello world").await;
        assert_eq!(right.header("upload-offset"), "11");
        assert_eq!(read(house, &at).await, "hello world");
    })
    .await;
}

#[tokio::test]
async fn requests_that_make_no_sense_are_answered_as_tus_says() {
    let config = Config {
        uploads_per_user: 2,
        max_size_bytes: 100,
        ..CONFIG
    };
    let house = House::new(config, None).await;
    let at = create(&house, 10).await;
    let ask = async |who, method, path: &str, headers: &[(&str, &str)]| {
        house.ask(who, method, path, headers, "x").await
    };
    let old = ask(1, Method::PATCH, &at, &[("tus-resumable", "0.2")]).await;
    assert_eq!(
        (old.code(), old.header("tus-version")),
        ("unsupported_version".into(), "1.0.0")
    );
    let kind = ask(1, Method::PATCH, &at, &[VERSION, ("upload-offset", "0")]).await;
    assert_eq!(kind.code(), "unsupported_type");
    assert_eq!(
        ask(1, Method::PATCH, &at, &[VERSION, BYTES]).await.code(),
        "invalid_field"
    );
    let stranger = ask(
        2,
        Method::PATCH,
        &at,
        &[VERSION, BYTES, ("upload-offset", "0")],
    )
    .await;
    assert_eq!(stranger.code(), "not_found");
    assert_eq!(patch(&house, &at, 0, vec![0; 11]).await.code(), "too_large");
    assert_eq!(offset(&house, &at).await, "0");
    for headers in [
        &[VERSION][..],
        &[VERSION, ("upload-defer-length", "1")],
        &[
            VERSION,
            ("upload-length", "3"),
            ("upload-concat", "partial"),
        ],
    ] {
        let answer = ask(1, Method::POST, "/api/uploads", headers).await;
        assert_eq!(answer.code(), "invalid_field");
    }
    let large = [VERSION, ("upload-length", "101")];
    assert_eq!(
        ask(1, Method::POST, "/api/uploads", &large).await.code(),
        "too_large"
    );
    create(&house, 1).await;
    let third = ask(
        1,
        Method::POST,
        "/api/uploads",
        &[VERSION, ("upload-length", "1")],
    )
    .await;
    assert_eq!(third.code(), "too_many");
    let options = ask(1, Method::OPTIONS, "/api/uploads", &[]).await;
    assert_eq!(options.header("tus-max-size"), "100");
    assert!(options.header("tus-extension").contains("termination"));
}

#[tokio::test]
async fn an_upload_that_is_given_up_leaves_nothing_and_so_does_one_that_expires() {
    on_both(CONFIG, async |house| {
        let at = create(house, 9 * 1024 * 1024).await;
        patch(house, &at, 0, cut(b"some")).await;
        let gone = house
            .ask(1, Method::DELETE, &at, &[VERSION], Body::empty())
            .await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert_eq!(patch(house, &at, 4, "more").await.code(), "not_found");
        assert_eq!(house.kept(), [""; 0]);
        let at = create(house, 10).await;
        patch(house, &at, 0, cut(b"some")).await;
        house.pass(24 * 60 * 60 + 1);
        house.files.collect().await.unwrap();
        assert_eq!(house.kept(), [""; 0]);
        assert_eq!(house.get(1, &at, &[]).await.code(), "not_found");
        // A file that is used nowhere goes as well.
        let at = create(house, 2).await;
        patch(house, &at, 0, "ab").await;
        let headers = [VERSION, ("x-http-method-override", "DELETE")];
        let gone = house
            .ask(1, Method::POST, &at, &headers, Body::empty())
            .await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        house.files.collect().await.unwrap();
        assert_eq!(house.kept(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_back_takes_over_from_a_connection_that_hangs() {
    on_both(CONFIG, async |house| {
        let at = create(house, 10).await;
        let (hanging, wait) = hanging(b"0123");
        let newcomer = async {
            wait.await.unwrap();
            assert_eq!(offset(house, &at).await, "4");
            patch(house, &at, 4, "456789").await
        };
        let (hung, last) = tokio::join!(patch(house, &at, 0, hanging), newcomer);
        assert_eq!(hung.header("upload-offset"), "4");
        assert_eq!(last.header("upload-offset"), "10");
        assert_eq!(read(house, &at).await, "0123456789");
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_all_the_room_by_sending_slowly() {
    let config = Config {
        uploads_per_user: 2,
        ..CONFIG
    };
    let house = House::new(config, None).await;
    let first = [create(&house, 10).await, create(&house, 10).await];
    // They do not count any more as what somebody is just doing.
    house.pass(11 * 60);
    let third = create(&house, 10).await;
    let [(one, one_taken), (other, other_taken)] = [hanging(b"01"), hanging(b"23")];
    let others = async {
        let _ = tokio::join!(one_taken, other_taken);
        let busy = patch(&house, &third, 0, "0123456789").await;
        assert_eq!((busy.status.as_u16(), busy.code()), (503, "busy".into()));
        let too_many = house.post(1, "x", "x").await;
        assert_eq!(too_many.code(), "too_many");
        assert_eq!(house.post(2, "x", "x").await.status, StatusCode::CREATED);
        // Whoever takes over from what hangs makes room for it.
        let last = patch(&house, &first[0], 0, "0123456789").await;
        assert_eq!(last.code(), "offset_conflict");
        assert_eq!(patch(&house, &third, 0, "0123456789").await.status, 204);
        house.stop.cancel();
    };
    let hung = async {
        tokio::join!(
            patch(&house, &first[0], 0, one),
            patch(&house, &first[1], 0, other)
        )
    };
    tokio::join!(hung, others);
}

#[tokio::test]
async fn a_server_that_was_killed_before_it_had_said_so_finishes_when_it_is_asked() {
    on_both(CONFIG, async |house| {
        let at = create(house, 5).await;
        patch(house, &at, 0, cut(b"012")).await;
        let now = house.clock.now();
        let id: models::FileId = at.rsplit('/').next().unwrap().parse().unwrap();
        let mut conn = house.db.read().await.unwrap();
        let owner = crate::testing::person(1);
        let upload = conn.find_upload(id, owner, now).await.unwrap().unwrap();
        drop(conn);
        // The object is there, and nobody knows.
        use object_store::ObjectStoreExt as _;
        let store = &house.files.inner.storage.store;
        store
            .put(&key::path(upload.blob_id, Part::Sent), "01234".into())
            .await
            .unwrap();
        assert_eq!(offset(house, &at).await, "5");
        assert_eq!(read(house, &at).await, "01234");
        assert_eq!(patch(house, &at, 3, "34").await.code(), "offset_conflict");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_goes_down_remembers_how_far_everybody_was() {
    let house = House::new(CONFIG, None).await;
    let at = create(&house, 10).await;
    let stop = house.stop.clone();
    let body = stream::unfold(0, move |step| {
        let stop = stop.clone();
        async move {
            if step == 1 {
                stop.cancel();
                std::future::pending::<()>().await;
            }
            Some((
                Ok::<_, std::io::Error>(Bytes::from_static(b"012")),
                step + 1,
            ))
        }
    });
    let answer = patch(&house, &at, 0, Body::from_stream(body)).await;
    assert_eq!(answer.header("upload-offset"), "3");
    assert_eq!(offset(&house, &at).await, "3");
}

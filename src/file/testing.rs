//! For the tests here: a [`House`] with files, people, and a clock that stands still.

use std::path::{Path, PathBuf};
use std::time::Duration;

use auth::SessionKind;
use auth::request::{Caller, Viewer};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use db::{Config as DbConfig, Db, NewUser};
use models::{Clock, File, Random, Role, SessionId, Timestamp, UserId};
use tempfile::TempDir;
use tests::S3;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{Bucket, Config, Error, Files, Parts, Storage, router, streams};

/// The bucket of a server that runs in this process.
pub(crate) fn bucket_of(server: &S3) -> Bucket {
    Bucket {
        name: S3::BUCKET.to_owned(),
        prefix: "snug".to_owned(),
        endpoint: Some(server.endpoint()),
        region: Some("eu-central-1".to_owned()),
        path_style: true,
        access_key_id: Some(S3::KEY.to_owned()),
        secret_access_key: Some(S3::SECRET.to_owned()),
    }
}

pub(crate) const CONFIG: Config = Config {
    max_size_bytes: 100 * 1024 * 1024,
    quota_bytes: None,
    uploads_per_user: 20,
    redirect: false,
};

/// Runs a scenario on a disk and on a bucket.
pub(crate) async fn on_both(config: Config, scenario: impl AsyncFn(&House)) {
    let house = House::new(config, None).await;
    scenario(&house).await;
    let house = House::new(config, Some(S3::start().await)).await;
    scenario(&house).await;
}

pub(crate) struct House {
    pub(crate) files: Files,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) stop: CancellationToken,
    pub(crate) bucket: Option<S3>,
    dir: TempDir,
    router: Router,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem.
    pub(crate) fn code(&self) -> String {
        let problem: models::Problem = serde_json::from_slice(&self.body).unwrap();
        problem.code.as_str().to_owned()
    }

    pub(crate) fn file(&self) -> File {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}: {:?}", self.status, self.body))
    }
}

pub(crate) fn person(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

impl House {
    /// With two people in it.
    pub(crate) async fn new(config: Config, bucket: Option<S3>) -> Self {
        let dir = TempDir::new().unwrap();
        let path = DbConfig::Sqlite(dir.path().join("snug.db"));
        let db = Db::open(&path, &TaskTracker::new()).await.unwrap();
        Self::over(db, dir, config, bucket).await
    }

    /// The same over a database that is empty.
    pub(crate) async fn over(db: Db, dir: TempDir, config: Config, bucket: Option<S3>) -> Self {
        let tasks = TaskTracker::new();
        let users = db.write::<_, Error>(|conn| {
            Box::pin(async move {
                for number in 1..=2 {
                    let user = NewUser {
                        id: person(number),
                        username: format!("user{number}"),
                        username_key: Some(format!("user{number}")),
                        display_name: format!("User {number}"),
                        role: Role::Member,
                        password_hash: None,
                    };
                    conn.insert_user(&user, Timestamp(0)).await?;
                }
                Ok(())
            })
        });
        users.await.unwrap();
        let storage = match &bucket {
            Some(server) => Storage::bucket(bucket_of(server), &tasks),
            None => Storage::directory(&dir.path().join("files"), &tasks),
        };
        let (clock, stop) = (
            Clock::manual(Timestamp(1_700_000_000_000)),
            CancellationToken::new(),
        );
        let files = Files::new(Parts {
            config,
            db: db.clone(),
            storage: storage.unwrap(),
            clock: clock.clone(),
            random: Random::system(),
            tasks,
            stop: stop.clone(),
        })
        .unwrap();
        let (streams, _) = streams(&files).split_for_parts();
        let (router, _) = router(&files).split_for_parts();
        Self {
            files,
            db,
            clock,
            stop,
            bucket,
            dir,
            router: router.merge(streams),
        }
    }

    /// Where everything is that is kept.
    pub(crate) fn folder(&self) -> PathBuf {
        match &self.bucket {
            Some(server) => server.folder().join(S3::BUCKET),
            None => self.dir.path().join("files"),
        }
    }

    /// What is kept, by its names.
    pub(crate) fn kept(&self) -> Vec<String> {
        kept_in(&self.folder())
    }

    pub(crate) fn pass(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    /// Asks as the person of this number.
    pub(crate) async fn ask(
        &self,
        who: u128,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let caller = Caller {
            user_id: person(who),
            session_id: SessionId(Uuid::nil()),
            role: Role::Member,
            kind: SessionKind::Device,
        };
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(caller);
        request.extensions_mut().insert(Viewer(caller));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap(),
        }
    }

    /// Uploads in one request.
    pub(crate) async fn post(&self, who: u128, name: &str, bytes: impl Into<Bytes>) -> Answer {
        let bytes = bytes.into();
        let length = bytes.len().to_string();
        let path = format!("/api/files?name={name}");
        let headers = [("content-length", &*length)];
        self.ask(who, Method::POST, &path, &headers, bytes).await
    }

    pub(crate) async fn get(&self, who: u128, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(who, Method::GET, path, headers, Body::empty())
            .await
    }
}

/// Files anywhere below, but for what a server of S3 keeps about itself.
pub(crate) fn kept_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(kept_in(&path));
        } else if !name.starts_with('.') {
            found.push(name);
        }
    }
    found.sort();
    found
}

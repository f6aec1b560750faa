//! Files: a server that keeps them on a disk or in a bucket, and what people do with them.

use std::path::{Path, PathBuf};

use reqwest::header::HeaderMap;
use reqwest::{Body, Method, RequestBuilder, Response};
use serde_json::Value;

use crate::builder::Builder;
use crate::{Person, S3, TestServer};

/// A server, and where it keeps files.
#[derive(Debug)]
pub struct Home {
    /// The server.
    pub server: TestServer,
    /// The bucket; none where files are on the disk.
    pub bucket: Option<S3>,
}

impl Home {
    /// A server with files on its disk.
    pub async fn on_disk(builder: Builder) -> Self {
        Self {
            server: builder.on_disk().start().await,
            bucket: None,
        }
    }

    /// A server with files in a bucket.
    pub async fn in_bucket(builder: Builder) -> Self {
        let mut server = builder.in_bucket().start().await;
        let bucket = server.bucket.take();
        Self { server, bucket }
    }

    /// Runs a scenario on a disk, and again with a bucket; or only where `SNUG_TEST_FILES` says.
    pub async fn each(builder: impl Fn() -> Builder, scenario: impl AsyncFn(&mut Self)) {
        let chosen = in_bucket();
        for in_bucket in [false, true] {
            if chosen.is_some_and(|chosen| chosen != in_bucket) {
                continue;
            }
            // Told where the test fails, as all that the harness says.
            let told = format!("files in a bucket: {in_bucket}\n");
            let _ = std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes());
            let mut home = match in_bucket {
                false => Self::on_disk(builder()).await,
                true => Self::in_bucket(builder()).await,
            };
            scenario(&mut home).await;
        }
    }

    /// Where everything is that is kept.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        match &self.bucket {
            Some(bucket) => bucket.folder().join(S3::BUCKET).join(S3::PREFIX),
            None => self.server.data_dir().join("files"),
        }
    }

    /// What is kept: whole or not, by its place.
    #[must_use]
    pub fn kept(&self) -> Vec<PathBuf> {
        let mut kept = Vec::new();
        list(&self.folder(), &mut kept);
        if let Some(bucket) = &self.bucket {
            kept.extend(bucket.parts());
        }
        kept.sort();
        kept
    }

    /// Kills the server, and starts it again once the bucket has done what it was asked: some of that
    /// would come to nothing later, and be there until the next day.
    pub async fn restart(&mut self) {
        self.server.kill();
        if let Some(bucket) = &self.bucket {
            bucket.settle().await;
        }
        self.server.restart().await;
    }

    /// Runs another command of the binary, and gives what it printed; fails where it did.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.server.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Builder {
    /// Keeps files in a bucket.
    #[must_use]
    pub fn bucket(self, bucket: &S3) -> Self {
        let url = format!("s3://{}/{}", S3::BUCKET, S3::PREFIX);
        self.env("SNUG_FILES__URL", url)
            .env("SNUG_FILES__ENDPOINT", bucket.endpoint())
            .env("SNUG_FILES__REGION", "eu-central-1")
            .env("SNUG_FILES__ACCESS_KEY_ID", S3::KEY)
            .env("SNUG_FILES__SECRET_ACCESS_KEY", S3::SECRET)
    }
}

/// Whether `SNUG_TEST_FILES` wants files in a bucket, where it wants anything.
pub(crate) fn in_bucket() -> Option<bool> {
    match std::env::var("SNUG_TEST_FILES").as_deref() {
        Ok("s3") => Some(true),
        Ok("disk") => Some(false),
        Ok(other) => panic!("SNUG_TEST_FILES is disk or s3, not {other}"),
        Err(_) => None,
    }
}

/// Files anywhere below, but for what a server of S3 notes beside them.
fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    // Nobody has put anything there yet, or it goes while we look.
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_note = entry.file_name().to_string_lossy().starts_with('.');
        match path.is_dir() {
            true => list(&path, found),
            false if !is_note => found.push(path),
            false => {}
        }
    }
}

/// What came back, all of it.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// Waits for all of it.
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("the answer comes to its end");
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    /// A header; empty where it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.map_or("", |value| value.expect("it is ASCII"))
    }

    /// A header that is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> u64 {
        let text = self.header(name);
        let number = text.parse();
        number.unwrap_or_else(|_| panic!("{name} is no number: {text:?} of {self:?}"))
    }

    /// Its body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The code of a problem; empty where it is none.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Person {
    /// Sends what [`Person::request`] began.
    pub async fn ask(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await;
        let response = response.unwrap_or_else(|error| panic!("{}: {error:?}", self.username));
        Answer::of(response).await
    }

    /// Uploads a file in one request, as `name`, which stands in the URL as it is.
    pub async fn try_upload(&self, name: &str, bytes: impl Into<Body>) -> Answer {
        let path = format!("/api/files?name={name}");
        self.ask(self.request(Method::POST, &path).body(bytes))
            .await
    }

    /// The same where it is expected to succeed; gives the file.
    pub async fn upload(&self, name: &str, bytes: impl Into<Body>) -> Value {
        let answer = self.try_upload(name, bytes).await;
        let file = answer.json();
        assert_eq!(answer.status, 201, "{file}");
        file
    }

    /// Asks for a file, with its id or more behind it.
    pub async fn download(&self, file: &str) -> Answer {
        let path = format!("/api/files/{file}");
        self.ask(self.request(Method::GET, &path)).await
    }

    /// The status of a download.
    pub async fn may_see(&self, file: &str) -> u16 {
        self.download(file).await.status
    }

    /// Begins an upload that one can go on with; fails where that is refused.
    pub async fn begin(&self, length: usize) -> Upload {
        let answer = self.try_begin(length).await;
        assert_eq!(answer.status, 201, "{}", answer.json());
        Upload {
            person: self.clone(),
            path: answer.header("location").to_owned(),
        }
    }

    /// Begins an upload.
    pub async fn try_begin(&self, length: usize) -> Answer {
        let request = self.request(Method::POST, "/api/uploads");
        let request = request
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length);
        self.ask(request).await
    }
}

/// An upload by tus, whose every step a scenario chooses.
#[derive(Debug, Clone)]
pub struct Upload {
    person: Person,
    path: String,
}

impl Upload {
    /// One that somebody else's client began, at its URL.
    #[must_use]
    pub fn at(person: &Person, url: &str) -> Self {
        let (_, id) = url.rsplit_once('/').expect("it ends with an id");
        Self {
            person: person.clone(),
            path: format!("/api/uploads/{id}"),
        }
    }

    /// Its id, which is the file's.
    #[must_use]
    pub fn id(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The path of the upload.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A request about it, whose answer may be anything.
    pub fn request(&self, method: Method) -> RequestBuilder {
        let request = self.person.request(method, &self.path);
        request.header("tus-resumable", "1.0.0")
    }

    /// The request that goes on with it.
    pub fn patching(&self, offset: u64, bytes: impl Into<Body>) -> RequestBuilder {
        self.request(Method::PATCH)
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset)
            .body(bytes)
    }

    /// Goes on with it.
    pub async fn patch(&self, offset: u64, bytes: impl Into<Body>) -> Answer {
        self.person.ask(self.patching(offset, bytes)).await
    }

    /// How far it is.
    pub async fn head(&self) -> Answer {
        self.person.ask(self.request(Method::HEAD)).await
    }

    /// How far it is, where it is expected to be there.
    pub async fn offset(&self) -> u64 {
        let answer = self.head().await;
        assert_eq!(answer.status, 200, "{}", self.path);
        answer.number("upload-offset")
    }

    /// Gives it up, or the file that it became.
    pub async fn delete(&self) -> Answer {
        self.person.ask(self.request(Method::DELETE)).await
    }

    /// The bytes of the file that it became.
    pub async fn read(&self) -> Answer {
        self.person.download(self.id()).await
    }
}

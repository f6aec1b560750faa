//! A push service, and browsers that subscribe there: `node/push-service.mjs`, which checks each push
//! and decrypts it with nothing of the server's own.

use std::path::Path;
use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::api::id_of;
use crate::chat::number;
use crate::{Builder, Person, eventually, node, process};

/// A push service. It ends when this is dropped.
#[derive(Debug)]
pub struct PushService {
    _process: Child,
    /// Where it is told what to do, and where pushes go unless that is over TLS.
    origin: String,
    http: reqwest::Client,
}

/// A browser that subscribed to a push service. A clone is the same browser.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What its `PushSubscription.toJSON()` gives: `{endpoint, keys: {p256dh, auth}}`.
    pub subscription: Value,
    url: String,
    http: reqwest::Client,
}

/// What came for a browser.
#[derive(Debug, Clone)]
pub struct Push {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// What was in it; null where the push service did not read it.
    pub payload: Value,
    /// Bytes of that.
    pub bytes: u64,
    /// Its headers of that name, null where there was none: text.
    pub ttl: Value,
    /// `high`, say.
    pub urgency: Value,
    /// What it replaces one of.
    pub topic: Value,
}

impl Builder {
    /// Allows push services on this machine, over plain HTTP.
    #[must_use]
    pub fn pushing(self) -> Self {
        self.env("SNUG_PUSH__ALLOW_PRIVATE_ENDPOINTS", "true")
    }
}

impl PushService {
    /// Starts one.
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// Starts one to which pushes go by HTTP/2 over TLS; where its certificate is, by which it is trusted,
    /// for as long as the folder is there.
    pub async fn start_secure() -> (Self, tempfile::TempDir, String) {
        let home = tempfile::Builder::new().prefix("snug-push-").tempdir();
        let home = home.expect("a temporary folder can be made");
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]);
        let made = made.expect("a certificate can be made");
        let (key, cert) = (made.signing_key.serialize_pem(), made.cert.pem());
        let path = home.path().join("ca.pem");
        std::fs::write(&path, &cert).expect("a file can be written");
        let service = Self::start_with(Some(json!({ "key": key, "cert": cert }))).await;
        (service, home, path.display().to_string())
    }

    async fn start_with(certificate: Option<Value>) -> Self {
        let mut command = process::command(Path::new("node"));
        command
            .arg(node::folder().join("push-service.mjs"))
            .args(certificate.map(|certificate| certificate.to_string()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let process = Command::from(command).kill_on_drop(true).spawn();
        let mut process = process.unwrap_or_else(|error| panic!("node cannot be run: {error}"));
        let said = process.stdout.take().expect("it was asked for");
        let first = BufReader::new(said).lines().next_line().await;
        let origin = first.ok().flatten().expect("it says where it listens");
        Self {
            _process: process,
            origin,
            http: reqwest::Client::new(),
        }
    }

    /// `http://127.0.0.1:12345`, say: what a server knows it by.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many connections have come to one over TLS.
    pub async fn connections(&self) -> u64 {
        let count = call(self.http.get(format!("{}/connections", self.origin))).await;
        count.as_u64().expect("it is a number")
    }

    /// A browser that subscribed with the key of somebody's server, which knows nothing of it yet.
    pub async fn browser(&self, person: &Person) -> Browser {
        let key = person.read("/api/push/key").await;
        let new = json!({ "key": key["public_key"] });
        let url = format!("{}/new", self.origin);
        let mut made = call(self.http.post(url).json(&new)).await;
        let id = made["id"].take();
        Browser {
            url: format!("{}/{}", self.origin, id.as_str().expect("it has an id")),
            subscription: made,
            http: self.http.clone(),
        }
    }

    /// Somebody's browser that is to be told.
    pub async fn phone(&self, person: &Person) -> Browser {
        let browser = self.browser(person).await;
        person.subscribe(&browser).await;
        browser
    }
}

impl Person {
    /// Has a browser told; the id of the subscription.
    pub async fn subscribe(&self, browser: &Browser) -> Uuid {
        let (status, answer) = self
            .post("/api/push/subscriptions", browser.subscription.clone())
            .await;
        assert_eq!(status, 201, "{answer}");
        id_of(&answer)
    }

    /// One's browsers that are told.
    pub async fn devices(&self) -> Vec<Value> {
        let mut answer = self.read("/api/push/subscriptions").await;
        serde_json::from_value(answer["subscriptions"].take()).expect("they are a list")
    }

    /// Sends a push to one browser, to try it; what the push service said.
    pub async fn try_out(&self, subscription: Uuid) -> Value {
        let path = format!("/api/push/subscriptions/{subscription}/test");
        self.must(Method::POST, &path, None).await
    }
}

impl Browser {
    /// How its push service answers from now on, in turn; the last answer stays. The script says what
    /// an answer can be.
    pub async fn answers(&self, answers: Value) {
        call(self.http.put(&self.url).json(&answers)).await;
    }

    /// What has come for it, in order; fails if something did that is no push.
    pub async fn pushes(&self) -> Vec<Push> {
        let came = call(self.http.get(&self.url)).await;
        let came = came.as_array().expect("they are a list");
        came.iter().map(Push::read).collect()
    }

    /// Waits until so many pushes have come; gives all that have.
    pub async fn told(&self, least: usize) -> Vec<Push> {
        eventually(&format!("{least} pushes for {}", self.url), async || {
            let pushes = self.pushes().await;
            (pushes.len() >= least).then_some(pushes)
        })
        .await
    }

    /// Waits until there is a push of a message, or of one after it, in a conversation.
    pub async fn told_of(&self, conversation: Uuid, seq: u64) -> Push {
        let what = format!("a push of {seq} in {conversation}");
        let is_it = |push: &Push| {
            let payload = &push.payload;
            payload["conversation_id"] == json!(conversation)
                && payload["seq"].as_u64() >= Some(seq)
        };
        eventually(&what, async || self.pushes().await.into_iter().find(is_it)).await
    }
}

impl Push {
    fn read(came: &Value) -> Self {
        assert!(came["wrong"].is_null(), "that was no push: {came}");
        let text = |name: &str| came[name].clone();
        Self {
            at_ms: number(came, "at_ms"),
            payload: text("payload"),
            bytes: came["bytes"].as_u64().unwrap_or_default(),
            ttl: text("ttl"),
            urgency: text("urgency"),
            topic: text("topic"),
        }
    }
}

async fn call(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await;
    let answer = answer.unwrap_or_else(|error| panic!("the push service has gone: {error}"));
    answer.json().await.expect("it answers in JSON")
}

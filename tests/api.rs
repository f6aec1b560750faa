//! A person who uses the server: registered, logged in, and able to call it over HTTP.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::wire::{Error, Options};
use crate::{Site, Socket, TestServer, settle};

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// Somebody with an account. A clone is the same person with the same cookies.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: Uuid,
    /// The name they registered with.
    pub username: String,
    /// Their access token.
    pub token: String,
    site: Site,
    http: reqwest::Client,
}

impl TestServer {
    /// Registers somebody.
    pub async fn user(&self, username: &str) -> Person {
        self.next_site().user(username).await
    }

    /// Starts another session of somebody who is registered.
    pub async fn login(&self, username: &str) -> Person {
        self.next_site().login(username).await
    }

    /// Calls it as nobody in particular: the status, and the body as JSON where it is that.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        call(self.http(), method, &self.url(path), None, body).await
    }

    /// GET as nobody in particular.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await
    }

    /// POST as nobody in particular.
    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::POST, path, Some(&body)).await
    }

    /// What its replicas say of how they are, one after the other; all of them are ready.
    pub async fn readiness(&self) -> String {
        let mut said = String::new();
        for number in 0..self.replica_count() {
            let url = self.replica(number).url("/readyz");
            let (status, one) = call(self.http(), Method::GET, &url, None, None).await;
            assert_eq!(status, 200, "{one}");
            said += one.as_str().expect("it is text");
        }
        said
    }

    /// A number that its replicas count, by its name and labels: all of them together.
    pub async fn metric(&self, name: &str) -> u64 {
        let mut sum = 0;
        for number in 0..self.replica_count() {
            sum += self.metric_of(number, name).await;
        }
        sum
    }

    /// The same of one of them.
    pub async fn metric_of(&self, number: usize, name: &str) -> u64 {
        let url = self.replica(number).url("/metrics");
        let (_, metrics) = call(self.http(), Method::GET, &url, None, None).await;
        let mut lines = metrics.as_str().expect("they are text").lines();
        let count = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        count.map_or(0, |count| count.parse().expect("a whole number"))
    }
}

impl Site {
    /// Registers somebody.
    pub async fn user(&self, username: &str) -> Person {
        self.enter("register", username, PASSWORD).await
    }

    /// Starts another session of somebody who is registered.
    pub async fn login(&self, username: &str) -> Person {
        self.enter("login", username, PASSWORD).await
    }

    async fn enter(&self, how: &str, username: &str, password: &str) -> Person {
        let http = self.http().cookie_store(true).build();
        let http = http.expect("an HTTP client needs nothing");
        let body = json!({ "username": username, "password": password });
        let url = self.url(&format!("/api/auth/{how}"));
        let (status, answer) = call(&http, Method::POST, &url, None, Some(&body)).await;
        assert!(
            status == 200 || status == 201,
            "{how} of {username}: {status} {answer}"
        );
        let id = id_of(&answer["user"]);
        let token = text_of(&answer, "access_token");
        Person {
            id,
            username: username.to_owned(),
            token,
            site: self.clone(),
            http,
        }
    }
}

impl Person {
    /// GET: the status, and the body as JSON where it is that.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::POST, path, Some(&body)).await
    }

    /// PATCH.
    pub async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::PATCH, path, Some(&body)).await
    }

    /// PUT.
    pub async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::PUT, path, Some(&body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> (u16, Value) {
        self.call(Method::DELETE, path, None).await
    }

    /// Any call, with the person's token and cookies.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let settling = settle::is_needed()
            && method != Method::GET
            && (path.contains("/messages") || path.contains("/pins/"));
        let before = match settling {
            true => self.rev(path).await,
            false => None,
        };
        let url = self.site.url(path);
        let answer = call(&self.http, method, &url, Some(&self.token), body).await;
        if let Some(before) = before.filter(|_| (200..300).contains(&answer.0)) {
            let since = Instant::now();
            while self.rev(path).await == Some(before) && since.elapsed() < settle::AT_MOST {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        answer
    }

    /// The revision of the conversation that a path is about.
    async fn rev(&self, path: &str) -> Option<u64> {
        let url = self
            .site
            .url(path.split("/messages").next()?.split("/pins/").next()?);
        let (_, answer) = call(&self.http, Method::GET, &url, Some(&self.token), None).await;
        answer["conversation"]["rev"]
            .as_u64()
            .or(answer["rev"].as_u64())
    }

    /// A request with the person's token and cookies, and whatever else is added to it.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.glance(method, path).bearer_auth(&self.token)
    }

    /// A request with the cookies alone, as of an `<img>` in a page.
    pub fn glance(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.site.url(path))
    }

    /// A call that is expected to succeed.
    pub async fn must(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.call(method.clone(), path, body).await;
        let name = &self.username;
        assert!(
            (200..300).contains(&status),
            "{method} {path} of {name}: {status} {answer}"
        );
        answer
    }

    /// GET that is expected to succeed.
    pub async fn read(&self, path: &str) -> Value {
        self.must(Method::GET, path, None).await
    }

    /// Uses the refresh cookie, and the new access token from here on.
    pub async fn refresh(&mut self) {
        let answer = self.must(Method::POST, "/api/auth/refresh", None).await;
        self.token = text_of(&answer, "access_token");
    }

    /// The same person with the same token and cookies, at another server.
    #[must_use]
    pub fn at(&self, server: &TestServer) -> Self {
        self.at_site(&Site::plain(server.address()))
    }

    /// The same person, who reaches the server in another way.
    #[must_use]
    pub fn at_site(&self, site: &Site) -> Self {
        Self {
            site: site.clone(),
            ..self.clone()
        }
    }

    /// Where this person is.
    #[must_use]
    pub fn url(&self) -> String {
        self.site.url("")
    }

    /// How this person's sockets connect.
    #[must_use]
    pub fn options(&self) -> Options {
        Options::at(&self.site, &self.token)
    }

    /// Connects a socket.
    pub async fn connect(&self) -> Socket {
        let socket = self.try_connect().await;
        socket.unwrap_or_else(|error| panic!("{} cannot connect: {error:?}", self.username))
    }

    /// Connects a socket, or says why not.
    pub async fn try_connect(&self) -> Result<Socket, Error> {
        Socket::open(&self.options()).await
    }
}

/// The id of an object.
#[track_caller]
pub(crate) fn id_of(object: &Value) -> Uuid {
    let id = object["id"].as_str().and_then(|id| id.parse().ok());
    id.unwrap_or_else(|| panic!("it has no id: {object}"))
}

fn text_of(object: &Value, field: &str) -> String {
    let text = object[field].as_str();
    text.unwrap_or_else(|| panic!("it has no {field}: {object}"))
        .to_owned()
}

async fn call(
    http: &reqwest::Client,
    method: Method,
    url: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> (u16, Value) {
    let mut request = http.request(method.clone(), url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.send().await;
    let answer = answer.unwrap_or_else(|error| panic!("{method} {url}: {error:?}"));
    let status = answer.status().as_u16();
    let text = answer
        .text()
        .await
        .unwrap_or_else(|error| panic!("{method} {url}: {error:?}"));
    let body = match text.as_str() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    };
    (status, body)
}

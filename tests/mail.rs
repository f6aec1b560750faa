//! A mail server: `node/mail-server.mjs`, which reads each mail with nothing of the server's own.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::{Builder, Person, eventually, node, process};

/// What it lets in where it lets in somebody alone; a `/`, an `@` and a `:` are encoded in a URL.
const PASSWORD: &str = "p/a:s@s";

/// How a mail server is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As it is, by everybody.
    Open,
    /// By STARTTLS and a password.
    StartTls,
    /// By TLS from the first byte and a password.
    Tls,
}

/// A mail server. It ends when this is dropped.
#[derive(Debug)]
pub struct MailServer {
    _process: Child,
    home: TempDir,
    control: String,
    port: u16,
    way: Way,
    http: reqwest::Client,
}

/// A mail that it has taken.
#[derive(Debug, Clone)]
pub struct Mail {
    /// To whom it was addressed on the way.
    pub to: String,
    /// From whom it was addressed on the way.
    pub from: String,
    /// What it is about.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// What it is known by.
    pub message_id: String,
    /// Everything that was seen of it.
    pub all: Value,
}

impl MailServer {
    /// Starts one that takes mails from everybody.
    pub async fn start() -> Self {
        Self::start_with(Way::Open).await
    }

    /// Starts one that is spoken with in this way.
    pub async fn start_with(way: Way) -> Self {
        let home = tempfile::Builder::new().prefix("snug-mail-").tempdir();
        let home = home.expect("a temporary folder can be made");
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]);
        let made = made.expect("a certificate can be made");
        std::fs::write(home.path().join("ca.pem"), made.cert.pem()).expect("a file can be written");
        let port = process::free_port();
        let mut argument = json!({
            "port": port,
            "key": made.signing_key.serialize_pem(),
            "cert": made.cert.pem(),
            "secure": way == Way::Tls,
            "starttls": way == Way::StartTls,
        });
        if way != Way::Open {
            argument["user"] = json!("snug");
            argument["password"] = json!(PASSWORD);
        }
        let mut command = process::command(Path::new("node"));
        command
            .arg(node::folder().join("mail-server.mjs"))
            .arg(argument.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let process = Command::from(command).kill_on_drop(true).spawn();
        let mut process = process.unwrap_or_else(|error| panic!("node cannot be run: {error}"));
        let said = process.stdout.take().expect("it was asked for");
        let first = BufReader::new(said).lines().next_line().await;
        let control = first.ok().flatten().expect("it says where it listens");
        Self {
            _process: process,
            home,
            control,
            port,
            way,
            http: reqwest::Client::new(),
        }
    }

    /// What `mail.smtp_url` is to be.
    #[must_use]
    pub fn url(&self) -> String {
        let port = self.port;
        match self.way {
            Way::Open => format!("smtp://localhost:{port}"),
            Way::StartTls => format!("smtp://snug:p%2Fa:s%40s@localhost:{port}?tls=required"),
            Way::Tls => format!("smtps://snug:p%2Fa:s%40s@localhost:{port}"),
        }
    }

    /// The certificate that it shows: trusted where this file names the ones that are.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.home.path().join("ca.pem")
    }

    /// How it answers from now on; the script says what an answer can be.
    pub async fn answers(&self, answers: Value) {
        self.call(Method::PUT, "/", Some(answers)).await;
    }

    /// Lets nobody in any more.
    pub async fn away(&self) {
        self.call(Method::POST, "/away", None).await;
    }

    /// Lets everybody in again, at the same place.
    pub async fn back(&self) {
        self.call(Method::POST, "/back", None).await;
    }

    /// What has come, in order; fails if something did that is no mail.
    pub async fn mails(&self) -> Vec<Mail> {
        let came = self.call(Method::GET, "/", None).await;
        let came = came.as_array().expect("they are a list");
        came.iter().map(Mail::read).collect()
    }

    /// Waits until so many mails have come to an address; gives all that have.
    pub async fn told(&self, address: &str, least: usize) -> Vec<Mail> {
        eventually(&format!("{least} mails to {address}"), async || {
            let mut mails = self.mails().await;
            mails.retain(|mail| mail.to == address);
            (mails.len() >= least).then_some(mails)
        })
        .await
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}{path}", self.control);
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await;
        let answer = answer.unwrap_or_else(|error| panic!("the mail server has gone: {error}"));
        answer.json().await.expect("it answers in JSON")
    }
}

impl Mail {
    fn read(came: &Value) -> Self {
        assert!(came["wrong"].is_null(), "that was no mail: {came}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            to: text(&came["envelope"]["to"][0]),
            from: text(&came["envelope"]["from"]),
            subject: text(&came["subject"]),
            text: text(&came["text"]),
            html: text(&came["html"]),
            message_id: text(&came["message_id"]),
            all: came.clone(),
        }
    }

    /// What a header says, where it is there once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.all["headers"].as_array().expect("they are a list");
        let mut found = headers.iter().filter(|header| header[0] == json!(name));
        let value = found.next()?[1].as_str();
        assert!(found.next().is_none(), "{name} is there twice: {headers:?}");
        value
    }

    /// The code in it.
    #[must_use]
    pub fn code(&self) -> String {
        self.text.chars().take_while(char::is_ascii_digit).collect()
    }
}

impl Builder {
    /// Sends mails there, as soon as somebody had two seconds to read a message.
    #[must_use]
    pub fn mailing(self, server: &MailServer) -> Self {
        self.env("SNUG_MAIL__SMTP_URL", server.url())
            .env("SNUG_MAIL__AFTER_SECONDS", "2")
            .env("SNUG_MAIL__EVERY_SECONDS", "1")
            .env("SSL_CERT_FILE", server.certificate().display().to_string())
    }
}

impl Person {
    /// Says where one wants to be mailed, and the code that is mailed there.
    pub async fn confirm_email(&self, server: &MailServer, address: &str) {
        let code = self.ask_for_code(server, address).await;
        let said = json!({ "code": code });
        let path = "/api/notifications/email/confirm";
        let (status, answer) = self.post(path, said).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Says where one wants to be mailed; the code that is mailed there.
    pub async fn ask_for_code(&self, server: &MailServer, address: &str) -> String {
        let new = json!({ "address": address });
        let answer = self
            .must(Method::PUT, "/api/notifications/email", Some(&new))
            .await;
        assert_eq!(answer, json!({ "address": address, "confirmed": false }));
        let mails = server.told(address, 1).await;
        let mail = mails.last().expect("there is one");
        assert!(mail.subject.contains("is your code"), "{mail:?}");
        mail.code()
    }
}

//! Somebody who sends one file after the other, each with a message, until the server has both.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Person, Site, new_id};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::listener::pause;
use crate::pond::{HEALED, wait_for};

/// More than the server keeps in memory of one.
const LENGTH: usize = 300_000;

pub(crate) struct Uploader {
    person: Person,
    going_on: watch::Sender<bool>,
    count: watch::Receiver<usize>,
    task: JoinHandle<Vec<Sent>>,
}

/// A message with a file, both known to be safe.
struct Sent {
    message: Uuid,
    file: String,
    byte: u8,
}

impl Uploader {
    pub(crate) fn start(person: &Person, sites: &[Site], conversation: Uuid) -> Self {
        let (going_on, wanted) = watch::channel(true);
        let (counted, count) = watch::channel(0);
        let places: Vec<_> = sites.iter().map(|site| person.at_site(site)).collect();
        let task = tokio::spawn(async move {
            let mut sent = Vec::new();
            while *wanted.borrow() {
                let byte = u8::try_from(sent.len() % 200).expect("it is small");
                let file = until_taken(&places, |person| {
                    let request = person.request(Method::POST, "/api/files?name=reeds");
                    request.body(vec![byte; LENGTH])
                })
                .await;
                let file = file["id"].as_str().expect("a file has an id").to_owned();
                let message = new_id();
                let path = format!("/api/conversations/{conversation}/messages");
                let body = json!({ "id": message, "body": "", "attachment_ids": [file] });
                until_taken(&places, |person| {
                    person.request(Method::POST, &path).json(&body)
                })
                .await;
                sent.push(Sent {
                    message,
                    file,
                    byte,
                });
                counted.send_replace(sent.len());
            }
            sent
        });
        let person = person.clone();
        Self {
            person,
            going_on,
            count,
            task,
        }
    }

    /// Waits until three more are safe.
    pub(crate) async fn goes_on(&self) {
        let before = *self.count.borrow();
        wait_for("files are uploaded", HEALED, || {
            *self.count.borrow() >= before + 3
        })
        .await;
    }

    /// Ends, and checks that each file can be read; gives its messages.
    pub(crate) async fn ends_well(self) -> Vec<Uuid> {
        self.going_on.send_replace(false);
        let mut said = Vec::new();
        for Sent {
            message,
            file,
            byte,
        } in self.task.await.expect("it ends")
        {
            let answer = self.person.download(&file).await;
            assert_eq!(answer.status, 200, "{}", answer.json());
            assert!(answer.body == vec![byte; LENGTH], "its bytes are others");
            said.push(message);
        }
        said
    }
}

/// Asks one replica after the other until it is done.
async fn until_taken(
    places: &[Person],
    request: impl Fn(&Person) -> reqwest::RequestBuilder,
) -> Value {
    for (failures, person) in (0..).zip(places.iter().cycle()) {
        let asked = request(person)
            .timeout(Duration::from_secs(10))
            .send()
            .await;
        if let Ok(answer) = asked {
            let status = answer.status().as_u16();
            let body: Value = answer.json().await.unwrap_or_default();
            if (200..300).contains(&status) {
                return body;
            }
            assert!(status >= 500, "{status}: {body}");
        }
        tokio::time::sleep(pause(failures)).await;
    }
    Value::Null
}

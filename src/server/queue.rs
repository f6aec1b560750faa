//! `snug queue dead`: what could not be stored, looked at and dealt with.

use anyhow::Result;
use bus::rabbit::{DeadLetter, Which};
use serde_json::{Value, json};

use crate::app::Core;
use crate::buses;
use crate::cli::{Dead, Letters, Queue};
use crate::config::Config;
use crate::say::say;

/// # Errors
/// Where there is no bus, or it cannot be reached.
pub(crate) async fn run(command: Queue, config: &Config) -> Result<()> {
    let Queue::Dead(command) = command;
    let core = Core::open_beside(config).await?;
    let letters = buses::dead_letters(config, &core).await?;
    match command {
        Dead::List { most } => {
            for letter in letters.list(most).await? {
                say(&line(letter).to_string());
            }
        }
        Dead::Retry(which) => {
            let count = letters.retry(&this(which)).await?;
            say(&format!("{count} wait to be stored again."));
        }
        Dead::Drop(which) => {
            let count = letters.discard(&this(which)).await?;
            say(&format!("{count} dropped."));
        }
    }
    core.close().await;
    Ok(())
}

fn this(letters: Letters) -> Which {
    letters.id.map_or(Which::All, Which::One)
}

fn line(letter: DeadLetter) -> Value {
    let job = serde_json::from_str(&letter.body).unwrap_or(Value::String(letter.body));
    json!({ "id": letter.id, "queue": letter.queue, "job": job })
}

//! A Redis and a RabbitMQ that tests share, each under names of its own: those that `with-bus.sh` runs.
//!
//! `make test` runs the whole suite under that script. A test that is run alone starts the script
//! itself: it goes on until the pipe to it closes, which happens however the test ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Where they are.
#[derive(Debug)]
pub struct Shared {
    /// Of Redis.
    pub redis_url: String,
    /// Of RabbitMQ.
    pub rabbitmq_url: String,
    /// The script, where this process started it: its end is theirs.
    _script: Option<Child>,
}

impl Shared {
    /// Those that run; started where none do.
    pub fn get() -> &'static Self {
        static SHARED: OnceLock<Shared> = OnceLock::new();
        SHARED.get_or_init(|| {
            let [redis, rabbitmq] =
                ["SNUG_TEST_REDIS_URL", "SNUG_TEST_RABBITMQ_URL"].map(std::env::var);
            match (redis, rabbitmq) {
                (Ok(redis_url), Ok(rabbitmq_url)) => Self {
                    redis_url,
                    rabbitmq_url,
                    _script: None,
                },
                _ => start(),
            }
        })
    }
}

fn start() -> Shared {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("with-bus.sh");
    let say = "echo \"$SNUG_TEST_REDIS_URL\"; echo \"$SNUG_TEST_RABBITMQ_URL\"; exec cat";
    let mut child = Command::new(&script)
        .args(["sh", "-c", say])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
    let out = child.stdout.take().expect("its output is piped");
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    let (Some(redis_url), Some(rabbitmq_url)) = (lines.next(), lines.next()) else {
        panic!(
            "Redis and RabbitMQ did not start: see what {} says above",
            script.display()
        );
    };
    Shared {
        redis_url,
        rabbitmq_url,
        _script: Some(child),
    }
}

//! A PostgreSQL database for each server, on an instance that `with-postgres.sh` runs.
//!
//! `make test` runs the whole suite under that script, which exports `SNUG_TEST_POSTGRES_URL`.
//! A test that is run alone starts the script itself: it goes on until the pipe to it closes, which
//! happens however the test ends.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A database that is dropped with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
}

#[derive(Debug)]
struct Instance {
    /// The URL of its administrative database.
    url: String,
    /// The script, where this process started it: its end is the instance's end.
    _script: Option<Child>,
}

impl Database {
    /// An empty one.
    #[must_use]
    pub fn create() -> Self {
        let name = format!("snug_{}", crate::new_id().simple());
        sql(&instance().url, &format!("create database {name}"));
        Self { name }
    }

    /// What it says to statements: a line for each row, fields apart by tabs.
    ///
    /// # Panics
    /// Where one fails.
    #[must_use]
    pub fn ask(&self, statements: &str) -> String {
        sql(&self.url(), statements)
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        let (server, _) = instance()
            .url
            .rsplit_once('/')
            .expect("a database's URL has a path");
        format!("{server}/{}", self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let statement = format!("drop database if exists {} with (force)", self.name);
        sql(&instance().url, &statement);
    }
}

pub(crate) fn sql(url: &str, statements: &str) -> String {
    let mut psql = Command::new(program("psql"));
    let options = "--no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1";
    psql.args(options.split(' ')).arg("--field-separator=\t");
    // Not as an argument, of which none may be long.
    let mut psql = psql
        .arg(url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql can be run");
    let mut words = psql.stdin.take().expect("its input is piped");
    let statements = statements.to_owned();
    let writing = std::thread::spawn(move || words.write_all(statements.as_bytes()));
    let output = psql.wait_with_output().expect("psql runs");
    // It may have ended before it had read all, and says why.
    let _ = writing.join();
    // A panic while another one unwinds would abort the whole run.
    if !output.status.success() && !std::thread::panicking() {
        panic!("psql: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn instance() -> &'static Instance {
    static INSTANCE: OnceLock<Instance> = OnceLock::new();
    INSTANCE.get_or_init(|| match std::env::var("SNUG_TEST_POSTGRES_URL") {
        Ok(url) => Instance { url, _script: None },
        Err(_) => start(),
    })
}

fn start() -> Instance {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("with-postgres.sh");
    let mut child = Command::new(&script)
        .args(["sh", "-c", "echo \"$SNUG_TEST_POSTGRES_URL\"; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
    let mut url = String::new();
    let out = child.stdout.take().expect("its output is piped");
    BufReader::new(out)
        .read_line(&mut url)
        .expect("its output is text");
    let url = url.trim().to_owned();
    assert!(
        !url.is_empty(),
        "PostgreSQL did not start: see what {} says above",
        script.display()
    );
    Instance {
        url,
        _script: Some(child),
    }
}

pub(crate) fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let packaged = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let packaged = packaged.map(|version| version.path().join("bin"));
    let mut folders = std::env::split_paths(&path).chain(packaged);
    folders
        .find_map(|folder| Some(folder.join(name)).filter(|file| file.is_file()))
        .unwrap_or_else(|| {
            panic!("there is no {name}: install PostgreSQL (on Debian the package `postgresql`)")
        })
}

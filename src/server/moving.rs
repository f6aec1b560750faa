//! `snug move`: everything of a stopped server copied to other places, compared, and only then given
//! free to be served.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use db::{Begun, Db, Move};
use file::{Finding, Relocated, Relocation};
use tokio_util::task::TaskTracker;

use crate::buses;
use crate::cli;
use crate::config::{Bus, Config};
use crate::lock::Lock;
use crate::say::say;
use crate::stores::{self, Purpose};

/// Between two lines that say how far it is.
const SAY_EVERY: Duration = Duration::from_secs(5);
/// Differences that are told one by one.
const TOLD: u64 = 20;

/// Does what was asked.
///
/// # Errors
/// Why it cannot be done, and where both ends are not the same in the end.
pub(crate) async fn run(options: &cli::Move, config: &Config) -> Result<()> {
    let destination = destination(options, config)?;
    let files = options.files.is_some() && !is_same_place(config, &destination);
    check_source(config, &destination)?;
    let tasks = TaskTracker::new();
    let from = Lock::acquire_alone(config, &tasks)
        .await
        .context("the source")?;
    let into = Lock::acquire_alone(&destination, &tasks);
    let into = into.await.context("the destination")?;
    tokio::select! {
        done = go(options.verify, files, config, &destination) => done,
        () = from.lost() => bail!("the lock on the source was lost: run the same command again"),
        () = into.lost() => bail!("the lock on the destination was lost: run the same command again"),
    }
}

async fn go(only_compare: bool, files: bool, config: &Config, destination: &Config) -> Result<()> {
    let tasks = TaskTracker::new();
    let from = stores::open_database(config, &tasks, Purpose::Read).await;
    let from = from.context("the source")?;
    let waiting = buses::waiting(config, &from).await?;
    ensure!(
        waiting.consumers == 0,
        "RabbitMQ still counts a replica as connected, which may hold changes that were acknowledged: \
         try again in a minute"
    );
    ensure!(
        waiting.jobs == 0,
        "{} changes that were acknowledged wait at RabbitMQ to be stored: start one replica until \
         `snug_queue_depth` is 0",
        waiting.jobs
    );
    ensure!(
        waiting.dead == 0,
        "{} changes that were acknowledged and could not be stored are kept at RabbitMQ, and would stay \
         there: have them stored, or let them go (`snug queue dead list`, `retry`, `drop`)",
        waiting.dead
    );
    let into = stores::open_database(destination, &tasks, Purpose::Fill).await;
    let done = match into.context("the destination") {
        Ok(into) => {
            let ends = Ends {
                from: (config, &from),
                into: (destination, &into),
                files,
            };
            let done = ends.go(only_compare, &tasks).await;
            into.close().await;
            done
        }
        Err(error) => Err(error),
    };
    from.close().await;
    tasks.close();
    tasks.wait().await;
    done
}

struct Ends<'e> {
    from: (&'e Config, &'e Db),
    into: (&'e Config, &'e Db),
    /// Whether files are moved too.
    files: bool,
}

impl Ends<'_> {
    async fn go(&self, only_compare: bool, tasks: &TaskTracker) -> Result<()> {
        let (from, into) = (self.from.1, self.into.1);
        let (going, begun) = match only_compare {
            true => {
                let going = Move::resume(from, into).await;
                (going.context("the destination")?, Begun::Done)
            }
            false => Move::begin(from, into).await.context("the destination")?,
        };
        match begun {
            Begun::Fresh => {}
            Begun::Again => say("Going on where it was broken off."),
            Begun::Done => say("This was moved before. Comparing both ends."),
        }
        let relocation = self.relocation(tasks).await?;
        if begun != Begun::Done {
            copy(&going, relocation.as_ref()).await?;
        }
        compare(&going, relocation.as_ref()).await?;
        if begun != Begun::Done {
            going.finish().await?;
            self.tell(going.count_unfinished_uploads().await?);
        }
        Ok(())
    }

    async fn relocation(&self, tasks: &TaskTracker) -> Result<Option<Relocation>> {
        if !self.files {
            return Ok(None);
        }
        let from = stores::storage(self.from.0, tasks).context("the files of the source")?;
        let into = stores::open_storage(self.into.0, tasks).await;
        Ok(Some(Relocation {
            db: self.from.1.clone(),
            from,
            into: into.context("the destination")?,
        }))
    }

    /// How to go on from here.
    fn tell(&self, unfinished_uploads: u64) {
        if unfinished_uploads > 0 {
            say(format_args!(
                "{unfinished_uploads} uploads were not whole, and stay behind: whoever sends them \
                 begins again."
            ));
        }
        say("All of it was moved, and is the same. Before you start the server, set:");
        let into = self.into.0;
        match &into.database.url {
            Some(_) => say(format_args!(
                "  database.url   {}, as after --to",
                into.database.describe()
            )),
            None => say(format_args!(
                "  server.data_dir   {} (and no database.url)",
                into.server.data_dir.display()
            )),
        }
        match &into.files.url {
            Some(url) => say(format_args!("  files.url   {url}")),
            None => say("  files.url   not at all: they are in the data directory"),
        }
        say("Never start a server on what it was moved from: what people write there is not here.");
    }
}

async fn copy(going: &Move, relocation: Option<&Relocation>) -> Result<()> {
    let mut pace = Pace::new();
    let copied = going.copy(|copied| {
        let (table, rows, of) = (copied.table, copied.rows, copied.of);
        if pace.is_due() {
            say(format_args!("{table}: {rows} of {of} rows"));
        }
    });
    copied.await?;
    let Some(relocation) = relocation else {
        return Ok(());
    };
    let progress = |it: Relocated| {
        if pace.is_due() {
            say(format_args!(
                "files: {} contents, {} bytes",
                it.blobs, it.bytes
            ));
        }
    };
    let damaged = |finding: Finding| say(format_args!("{finding} (so it is in the source)"));
    let copied = relocation.copy(progress, damaged).await?;
    if copied.damaged > 0 {
        say(format_args!(
            "{} objects of files are lost or damaged in the source, and were not copied.",
            copied.damaged
        ));
    }
    Ok(())
}

/// Compares both ends; what differs is an error.
async fn compare(going: &Move, relocation: Option<&Relocation>) -> Result<()> {
    let mut told = 0;
    let mut tell = |difference: &dyn std::fmt::Display| {
        told += 1;
        match told {
            ..=TOLD => say(difference),
            _ if told == TOLD + 1 => say("and more"),
            _ => {}
        }
    };
    let compared = going.compare(|difference| tell(&difference)).await?;
    let mut differences = 0;
    for table in compared {
        say(format_args!(
            "{}: {} rows compared",
            table.table, table.rows
        ));
        differences += table.differences;
    }
    if let Some(relocation) = relocation {
        let mut pace = Pace::new();
        let progress = |it: Relocated| {
            if pace.is_due() {
                say(format_args!("files: {} contents compared", it.blobs));
            }
        };
        let files = relocation.compare(progress, |finding| tell(&finding));
        let files = files.await?;
        say(format_args!(
            "files: {} contents compared, {} bytes",
            files.blobs, files.bytes
        ));
        differences += files.differences;
    }
    ensure!(
        differences == 0,
        "{differences} rows or objects are not the same in both: if the source was used since the \
         move was begun, empty the destination and move again"
    );
    Ok(())
}

/// Says when it is time for another line.
struct Pace {
    said: Instant,
}

impl Pace {
    fn new() -> Self {
        Self {
            said: Instant::now(),
        }
    }

    fn is_due(&mut self) -> bool {
        let is_due = self.said.elapsed() >= SAY_EVERY;
        if is_due {
            self.said = Instant::now();
        }
        is_due
    }
}

/// What the configuration of the destination is, as far as its places go.
pub(crate) fn destination(options: &cli::Move, config: &Config) -> Result<Config> {
    let mut into = config.clone();
    // A server that moves has one of its own, or none.
    into.bus = Bus::default();
    into.files.shared = false;
    if options.to.starts_with("postgres://") || options.to.starts_with("postgresql://") {
        into.database.url = Some(options.to.clone());
    } else {
        let directory = local(&options.to, "sqlite://").context("--to")?;
        // The path of its database will do as well.
        let named = directory
            .file_name()
            .is_some_and(|name| name == stores::FILE);
        let parent = directory.parent().filter(|_| named);
        into.server.data_dir = parent.unwrap_or(&directory).to_owned();
        into.database.url = None;
    }
    match &options.files {
        Some(place) => {
            let own = &mut into.files;
            (own.endpoint, own.region, own.path_style) = (None, None, None);
            (own.access_key_id, own.secret_access_key) = (None, None);
            own.redirect = false;
            if place.starts_with("s3://") {
                own.url = Some(place.clone());
            } else {
                let path = local(place, "file://").context("--files")?;
                own.url = Some(path.display().to_string());
            }
            own.endpoint.clone_from(&options.files_endpoint);
            own.region.clone_from(&options.files_region);
        }
        None => {
            // They stay where they are, also where that followed from the data directory.
            if config.files.bucket().is_none() {
                let path = config.files.directory(&config.server.data_dir);
                into.files.url = Some(path.display().to_string());
            }
        }
    }
    into.validate().context("the destination")?;
    Ok(into)
}

/// A path, written as one or as a URL of this scheme.
fn local(place: &str, scheme: &str) -> Result<PathBuf> {
    let path = place.strip_prefix(scheme).unwrap_or(place);
    ensure!(
        !path.is_empty() && !path.contains("://"),
        "\"{place}\" is neither a path nor a URL that is known here"
    );
    Ok(PathBuf::from(path))
}

/// That there is a source, and that it is not the destination.
fn check_source(config: &Config, into: &Config) -> Result<()> {
    let is_same = match (&config.database.url, &into.database.url) {
        (Some(url), Some(other)) => url == other,
        (None, None) => is_same_path(&config.server.data_dir, &into.server.data_dir),
        _ => false,
    };
    ensure!(
        !is_same,
        "the destination is where everything is now (--to)"
    );
    if config.database.url.is_none() {
        let file = stores::database_file(config);
        ensure!(
            file.exists(),
            "there is nothing to move: no database at {} (the configuration says where the source is)",
            file.display()
        );
    }
    Ok(())
}

/// Whether files are to go where they are.
fn is_same_place(config: &Config, into: &Config) -> bool {
    match (config.files.bucket(), into.files.bucket()) {
        (Some(one), Some(other)) => {
            (one.name, one.prefix, one.endpoint) == (other.name, other.prefix, other.endpoint)
        }
        (None, None) => is_same_path(
            &config.files.directory(&config.server.data_dir),
            &into.files.directory(&into.server.data_dir),
        ),
        _ => false,
    }
}

fn is_same_path(one: &Path, other: &Path) -> bool {
    let [one_real, other_real] = [one, other].map(std::fs::canonicalize);
    match (one_real, other_real) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

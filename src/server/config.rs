//! What an operator may set: one TOML file, and the environment above it.
//!
//! No key is required. An unknown key is an error that names it, because a misspelt one that is
//! ignored is a limit that is not there.

mod bus;
mod files;
mod mail;
mod previews;
mod push;
mod section;
#[cfg(test)]
mod tests;
mod traces;
mod value;

pub(crate) use bus::{Bus, Urls};
pub(crate) use files::Files;
pub(crate) use mail::Mail;
pub(crate) use previews::Previews;
pub(crate) use push::Push;
pub(crate) use section::{Auth, Database, Limits, Log, LogFormat, Server};
pub(crate) use traces::{Header, Traces};
pub(crate) use value::{Network, Origin};

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use config::{Environment, File, FileFormat, Source as _, ValueKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::reference;

/// Where the file is looked for when nothing else is said.
const PLACE: &str = "config/snug.toml";
/// What the names of keys begin with in the environment.
const PREFIX: &str = "SNUG_";
/// What stands between a section and a key in the environment; a name without it is no key.
const SEPARATOR: &str = "__";

/// Everything that can be set, a field for each section of the file.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Config {
    #[schema(inline)]
    pub(crate) server: Server,
    #[schema(inline)]
    pub(crate) database: Database,
    #[schema(inline)]
    pub(crate) bus: Bus,
    #[schema(inline)]
    pub(crate) auth: Auth,
    #[schema(inline)]
    pub(crate) limits: Limits,
    #[schema(inline)]
    pub(crate) files: Files,
    #[schema(inline)]
    pub(crate) push: Push,
    #[schema(inline)]
    pub(crate) mail: Mail,
    #[schema(inline)]
    pub(crate) previews: Previews,
    #[schema(inline)]
    pub(crate) log: Log,
    #[schema(inline)]
    pub(crate) traces: Traces,
}

impl Config {
    /// Reads the file at `path` (or at the usual place, where there is one) and the environment.
    ///
    /// # Errors
    /// One line that names the key or the line of the file.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self> {
        let path = match path {
            Some(path) => Some(path.to_owned()),
            None => Some(PathBuf::from(PLACE)).filter(|path| path.exists()),
        };
        let file = match path {
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                Some((path, text))
            }
            None => None,
        };
        Self::from(
            file.as_ref()
                .map(|(path, text)| (path.as_path(), text.as_str())),
            std::env::vars_os(),
        )
    }

    fn from(
        file: Option<(&Path, &str)>,
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self> {
        let mut builder = config::Config::builder();
        if let Some((path, text)) = file {
            check_syntax(path, text)?;
            builder = builder.add_source(File::from_str(text, FileFormat::Toml));
        }
        let environment = Environment::with_prefix("SNUG")
            .prefix_separator("_")
            .separator(SEPARATOR)
            .source(Some(keys_of(environment)?));
        let built = builder.add_source(environment).build()?;
        check_keys(&built)?;
        let config: Self = built.try_deserialize().map_err(|error| one_line(&error))?;
        config.validate()?;
        Ok(config)
    }

    pub(crate) fn validate(&self) -> Result<()> {
        self.server.validate()?;
        self.database.validate()?;
        self.bus.validate()?;
        self.limits.validate()?;
        self.files.validate()?;
        self.push.validate()?;
        self.mail.validate(&self.server.public_url())?;
        self.traces.validate()?;
        self.validate_replicas()
    }

    /// What replicas need beside the bus.
    fn validate_replicas(&self) -> Result<()> {
        if self.bus.urls().is_none() {
            return Ok(());
        }
        ensure!(
            self.database.url.is_some(),
            "`bus.redis_url` and `bus.rabbitmq_url` join replicas, which need PostgreSQL: set `database.url`"
        );
        ensure!(
            self.files.bucket().is_some() || self.files.shared,
            "`bus.redis_url` and `bus.rabbitmq_url` join replicas, which need the same files: set `files.url` \
             to a bucket (s3://bucket), or to a directory that all of them mount, and `files.shared = true`"
        );
        Ok(())
    }
}

/// Of the environment's names those that are keys. Others that begin the same are somebody else's:
/// Kubernetes puts `SNUG_PORT` and the like there for a service of that name.
fn keys_of(
    environment: impl Iterator<Item = (OsString, OsString)>,
) -> Result<HashMap<String, String>> {
    let mut keys = HashMap::new();
    for (name, value) in environment {
        let Some(name) = name.to_str() else { continue };
        if !name
            .strip_prefix(PREFIX)
            .is_some_and(|key| key.contains(SEPARATOR))
        {
            continue;
        }
        let Ok(value) = value.into_string() else {
            bail!("{name} is not UTF-8")
        };
        keys.insert(name.to_owned(), value);
    }
    Ok(keys)
}

/// Says where the file is broken, in one line.
fn check_syntax(path: &Path, text: &str) -> Result<()> {
    let Err(error) = text.parse::<toml::Table>() else {
        return Ok(());
    };
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or_default();
    let line = before.lines().count().max(1) + usize::from(before.ends_with('\n'));
    let what = error.message().lines().collect::<Vec<_>>().join(", ");
    bail!("{}, line {line}: {what}", path.display())
}

fn check_keys(built: &config::Config) -> Result<()> {
    let known = reference::keys();
    let sections = built.collect()?;
    let mut keys = Vec::new();
    for (section, value) in &sections {
        match &value.kind {
            ValueKind::Table(table) if !table.is_empty() => {
                keys.extend(table.keys().map(|key| format!("{section}.{key}")));
            }
            // An empty section sets nothing, and only a section may stand at the top.
            ValueKind::Table(_)
                if known
                    .iter()
                    .any(|key| key.starts_with(&format!("{section}."))) => {}
            _ => keys.push(section.clone()),
        }
    }
    // The first in order, so that the same mistake always reads the same.
    keys.sort_unstable();
    for key in keys {
        if known.contains(&key) {
            continue;
        }
        if known
            .iter()
            .any(|known| known.split('.').next() == Some(&key))
        {
            bail!("`{key}` is a section: write [{key}], and its keys below");
        }
        let name = in_environment(&key);
        bail!(
            "there is no key `{key}` (in the environment {name}){}",
            meant(&key, &known)
        );
    }
    Ok(())
}

/// A key's name in the environment.
pub(crate) fn in_environment(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', SEPARATOR).to_uppercase())
}

/// The known key of the same name in another section, or one that a slip of the finger missed.
fn meant(key: &str, known: &[String]) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    let like = known
        .iter()
        .find(|known| known.rsplit('.').next() == Some(last) || edits(known, key) <= 2);
    like.map_or_else(String::new, |like| format!("; did you mean `{like}`?"))
}

/// How many letters must be put in, taken out or replaced (Levenshtein's distance).
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.chars().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

fn one_line(error: &config::ConfigError) -> anyhow::Error {
    anyhow::anyhow!(error.to_string().lines().collect::<Vec<_>>().join(" "))
}

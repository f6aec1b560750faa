//! The command line: what can be asked of the binary, in the words of `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A chat server that fits in one binary: accounts, conversations and their history, with nothing
/// else to install.
///
/// Without a command it serves. It needs no configuration: at the first start it makes the
/// directory `data` with its database and keys, and is opened at http://127.0.0.1:8080. The first
/// account to register owns the server.
#[derive(Debug, Parser)]
#[command(name = "snug", version, max_term_width = 100, after_long_help = MORE)]
pub(crate) struct Cli {
    /// The configuration file [default: config/snug.toml where that exists]
    #[arg(
        long,
        global = true,
        env = "SNUG_CONFIG",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const MORE: &str = "\
Examples:
  snug                                   serve, with the data in ./data
  SNUG_SERVER__LISTEN=0.0.0.0:8080 snug  serve, reachable from other machines
  snug user create anna --role admin     make an account; asks for the password
  snug invite --max-uses 1               print a link with which one person can register
  snug config reference                  print every key of the configuration
  snug move --to postgres://… --files s3://bucket
                                         copy a stopped server into PostgreSQL and a bucket

Each key of the configuration can be set in the environment: `listen` in the section [server] is
SNUG_SERVER__LISTEN. All commands but `move` work beside a running server.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve (the default)
    ///
    /// SIGTERM and SIGINT end it: it lets what was accepted be stored, sends its clients away, and
    /// exits with 0 within ten seconds. A second signal ends it at once.
    Serve,
    /// Make and change accounts
    #[command(subcommand)]
    User(User),
    /// Print a link with which people can register
    ///
    /// It works whatever `auth.registration` says, unless that is `closed`.
    Invite(Invite),
    /// Manage the keys that sign access tokens
    #[command(subcommand)]
    Keys(Keys),
    /// What push services know this server by
    #[command(subcommand)]
    Push(Push),
    /// Check what is kept of files, and tidy up
    #[command(subcommand)]
    Files(Files),
    /// Look after what waits to be stored at RabbitMQ
    #[command(subcommand)]
    Queue(Queue),
    /// Check and explain the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Bring the database's schema up to date, and exit
    ///
    /// Serving does this by itself; as a step of its own it can be run, and fail, before an upgrade.
    /// Not while an older server runs, unless they are replicas of the version before.
    Migrate,
    /// Ask the running server whether it can serve
    ///
    /// Prints what it says, and exits with 1 where it cannot or does not answer: for the health checks
    /// of containers.
    Health,
    /// Copy everything of this server into another database, and its files to another place
    ///
    /// From SQLite into PostgreSQL and a bucket, or back. The configuration says where everything is
    /// now, and is not changed by this; nor is anything that is there. Both servers must be stopped.
    /// What is copied is compared, row by row and file by file. Where it was broken off, the same
    /// command goes on; until it is done no server starts on the destination.
    Move(Move),
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make an account, whatever `auth.registration` says
    ///
    /// Asks for the password, or reads it as one line from a pipe. The first account is the owner's.
    Create {
        /// 2 to 32 letters, digits, `.`, `_` or `-`
        username: String,
        /// What the others read [default: the username]
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// What they may do on the whole server
        #[arg(long, value_enum)]
        role: Option<Role>,
    },
    /// List all accounts
    List,
    /// Give somebody another password; all their sessions end
    ///
    /// Asks for the password, or reads it as one line from a pipe.
    SetPassword {
        /// Whose
        username: String,
    },
    /// Give somebody another role on the whole server
    SetRole {
        /// Whose
        username: String,
        /// The role
        #[arg(value_enum)]
        role: Role,
    },
    /// Close an account: its sessions end, and it cannot log in
    ///
    /// A running server notices within 30 seconds. What they wrote stays.
    Disable {
        /// Whose
        username: String,
        /// Open it again
        #[arg(long)]
        undo: bool,
    },
}

/// On the whole server.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Role {
    /// May do everything an admin may, and name the server
    Owner,
    /// Invites people and manages public channels
    Admin,
    /// Everybody else
    Member,
}

#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// For how long it works: 30m, 12h, 7d [default: for ever]
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    pub(crate) expires_in: Option<u64>,
    /// How often it works [default: without limit]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) max_uses: Option<u32>,
    /// A conversation that whoever uses it comes into
    #[arg(long, value_name = "ID")]
    pub(crate) conversation: Option<uuid::Uuid>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make a new key that signs from now on
    ///
    /// What the others signed stays valid until it ends, so nobody is logged out. A running server
    /// uses the new key within 30 seconds.
    Rotate,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Push {
    /// Print the public key that browsers subscribe with (VAPID)
    ///
    /// It is made with the database and never changes.
    Key,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Files {
    /// Read everything, and say what is missing, changed, or belongs to nobody
    ///
    /// One line for each. Exits with 1 where there is any. It reads every byte, so it takes its time.
    Verify,
    /// Delete what belongs to nobody, and what has expired
    ///
    /// The server does the latter every minute by itself. The former is left by a restored backup.
    Gc {
        /// Only say what belongs to nobody
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Queue {
    /// The changes of messages that could not be stored, by a defect
    ///
    /// They stay until they are dealt with here. Their senders were told where that was possible.
    #[command(subcommand)]
    Dead(Dead),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Dead {
    /// Print them, oldest first: a line of JSON for each, with its id
    List {
        /// At most so many
        #[arg(long, value_name = "NUMBER", default_value_t = 100)]
        most: usize,
    },
    /// Put them back behind what waits, as after an upgrade that mends the defect
    Retry(Letters),
    /// Let them go for good
    Drop(Letters),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Letters {
    /// The one of this id
    pub(crate) id: Option<String>,
    /// All that are there now
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Move {
    /// Into which database: postgres://…, or the data directory of a server with SQLite
    ///
    /// It must be empty. A data directory is a path, or sqlite:///path. A password need not be seen
    /// here by others on this machine: put the URL into SNUG_MOVE_TO, or the password into PGPASSWORD.
    #[arg(
        long,
        value_name = "DATABASE",
        env = "SNUG_MOVE_TO",
        hide_env_values = true
    )]
    pub(crate) to: String,
    /// Where files go: s3://bucket/folder, or a directory [default: they stay where they are]
    ///
    /// The bucket's keys are taken from the usual variables in the environment, AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY. A directory is a path, or file:///path.
    #[arg(long, value_name = "PLACE")]
    pub(crate) files: Option<String>,
    /// Where the bucket is, unless at AWS
    #[arg(long, value_name = "URL", requires = "files")]
    pub(crate) files_endpoint: Option<String>,
    /// The bucket's region [default: AWS_REGION]
    #[arg(long, value_name = "NAME", requires = "files")]
    pub(crate) files_region: Option<String>,
    /// Copy nothing: compare what was moved before
    #[arg(long)]
    pub(crate) verify: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether the configuration is fine, or what is wrong with it
    Check,
    /// Print a configuration file with every key, its meaning and its default
    Reference,
}

/// `30m`, `12h`, `7d`; a bare number is seconds.
fn seconds(text: &str) -> Result<u64, String> {
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "a number and a unit, such as 7d".to_owned())?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err("the units are s, m, h and d".to_owned()),
    };
    number
        .checked_mul(unit)
        .filter(|secs| *secs > 0)
        .ok_or_else(|| "too short or too long".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        assert_eq!(seconds("90"), Ok(90));
        assert_eq!(seconds("7d"), Ok(604_800));
        for text in ["", "d", "0", "7w", "-1", "99999999999999999999d"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}

//! `make bench`: what Snug costs, beside a bare Node Socket.IO server that stores nothing, both
//! measured in the same run; then two replicas of it, beside two of what npm has for that. It prints a
//! table, and writes the same figures to `target/bench/report.json`; docs/performance.md tells of them.
//!
//! `bench [--quick] [--only snug|node] [--rounds N] [name…]`, the names being those of [`ALL`].
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line's output"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "it measures real time, and its tasks end with the process"
)]

mod acks;
mod bare;
mod beside;
mod crowd;
mod fanout;
mod files;
mod history;
mod ids;
mod memory;
mod meter;
mod peer;
mod pump;
mod push;
mod push_service;
mod recovery;
mod replicas;
mod report;
mod seal;
mod sender;
mod stack;
mod start;
mod stored;
mod thumbnails;
mod transfer;
mod upload;

use anyhow::{Context, Result, bail};
use tests::process::raise_file_limit;

use crate::peer::Which;
use crate::report::Report;

/// The scenarios, in the order in which they run.
const ALL: [&str; 9] = [
    "fanout", "busy", "acks", "memory", "start", "history", "files", "push", "replicas",
];

/// What is measured, and how thoroughly.
#[derive(Debug, Clone)]
struct Plan {
    /// A tenth of everything: shows that it works, and measures little.
    quick: bool,
    /// How often the two servers take turns.
    rounds: usize,
    which: Vec<Which>,
    scenarios: Vec<String>,
}

impl Plan {
    fn from_arguments(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let which = vec![Which::Snug, Which::Node];
        let mut plan = Self {
            quick: false,
            rounds: 2,
            which,
            scenarios: Vec::new(),
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => (plan.quick, plan.rounds) = (true, 1),
                "--rounds" => {
                    let rounds = arguments.next().context("--rounds needs a number")?;
                    plan.rounds = rounds.parse().context("--rounds needs a number")?;
                }
                "--only" => {
                    plan.which = vec![match arguments.next().as_deref() {
                        Some("snug") => Which::Snug,
                        Some("node") => Which::Node,
                        _ => bail!("--only needs snug or node"),
                    }];
                }
                name if ALL.contains(&name) => plan.scenarios.push(argument),
                other => bail!("there is no {other}: the scenarios are {}", ALL.join(", ")),
            }
        }
        if plan.scenarios.is_empty() {
            plan.scenarios = ALL.map(str::to_owned).to_vec();
        }
        Ok(plan)
    }

    /// A number at its full size, or the smaller one of `--quick`.
    fn size<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }

    fn has(&self, which: Which) -> bool {
        self.which.contains(&which)
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|first| first == "bare").is_some() {
        let missing = "bare needs an address and a folder";
        let address = arguments.next().context(missing)?.parse()?;
        return bare::serve(address, arguments.next().context(missing)?.into());
    }
    if arguments.next_if(|first| first == "push-service").is_some() {
        let address = arguments.next().context("push-service needs an address")?;
        return push_service::serve(address.parse()?);
    }
    measure(&Plan::from_arguments(arguments)?)
}

// One thread: the servers have most of two cores to themselves.
#[tokio::main(flavor = "current_thread")]
async fn measure(plan: &Plan) -> Result<()> {
    raise_file_limit();
    let mut report = Report::new(plan);
    for name in &plan.scenarios {
        eprintln!("{name} …");
        match name.as_str() {
            "fanout" => fanout::one_conversation(plan, &mut report).await,
            "busy" => fanout::busy(plan, &mut report).await,
            "acks" => acks::run(plan, &mut report).await,
            "memory" => memory::run(plan, &mut report).await,
            "start" => start::run(plan, &mut report).await,
            "files" => files::run(plan, &mut report).await,
            "push" => push::run(plan, &mut report).await,
            "replicas" => replicas::run(plan, &mut report).await,
            _ => history::run(plan, &mut report).await,
        }
        .with_context(|| name.clone())?;
    }
    println!("{}", report.markdown());
    report.write()
}

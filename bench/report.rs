//! The figures, as a table for people and as JSON for whoever compares runs.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::Plan;
use crate::peer::{Which, scratch};

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    machine: String,
    quick: bool,
    rows: Vec<Row>,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    scenario: &'static str,
    what: String,
    unit: &'static str,
    snug: Option<f64>,
    node: Option<f64>,
    goal: Option<Goal>,
}

/// What a figure must reach.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// At most so many times what Node needs.
    OfNode(f64),
}

impl Row {
    pub(crate) fn new(scenario: &'static str, what: impl Into<String>, unit: &'static str) -> Self {
        Self {
            scenario,
            what: what.into(),
            unit,
            snug: None,
            node: None,
            goal: None,
        }
    }

    pub(crate) fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    pub(crate) fn set(&mut self, which: Which, value: f64) {
        match which {
            Which::Snug => self.snug = Some(value),
            Which::Node => self.node = Some(value),
        }
    }

    pub(crate) fn snug(mut self, value: f64) -> Self {
        self.set(Which::Snug, value);
        self
    }

    fn reached(&self) -> Option<bool> {
        let snug = self.snug?;
        Some(match self.goal? {
            Goal::AtMost(goal) => snug <= goal,
            Goal::AtLeast(goal) => snug >= goal,
            Goal::OfNode(ratio) => snug <= ratio * self.node?,
        })
    }

    fn goal_text(&self) -> String {
        match self.goal {
            Some(Goal::AtMost(goal)) => format!("≤ {}", number(goal)),
            Some(Goal::AtLeast(goal)) => format!("≥ {}", number(goal)),
            Some(Goal::OfNode(ratio)) => format!("≤ {ratio:.2} × Node"),
            None => String::new(),
        }
    }
}

impl Report {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            machine: machine(),
            quick: plan.quick,
            rows: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, row: Row) {
        let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
        eprintln!(
            "  {}: {} {} (Node {})",
            row.what,
            shown(row.snug),
            row.unit,
            shown(row.node)
        );
        self.rows.push(row);
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("Measured on {}", self.machine);
        text += if self.quick {
            ", at a tenth of the size.\n\n"
        } else {
            ".\n\n"
        };
        text +=
            "| | what | Snug | Node | goal | reached |\n| --- | --- | ---: | ---: | --- | --- |\n";
        let mut scenario = "";
        for row in &self.rows {
            let first = if row.scenario == scenario {
                ""
            } else {
                row.scenario
            };
            scenario = row.scenario;
            let cell = |value: Option<f64>| {
                value
                    .map(|value| format!("{} {}", number(value), row.unit))
                    .unwrap_or_default()
            };
            let reached = row
                .reached()
                .map_or("", |yes| if yes { "yes" } else { "**no**" });
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "| {first} | {} | {} | {} | {} | {reached} |",
                row.what,
                cell(row.snug).trim_end(),
                cell(row.node).trim_end(),
                row.goal_text()
            );
        }
        text
    }

    /// Writes both forms to `target/bench/`.
    pub(crate) fn write(&self) -> Result<()> {
        let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
        let report = json!({ "machine": self.machine, "quick": self.quick, "rows": rows });
        let folder = scratch()?;
        std::fs::write(folder.join("report.json"), format!("{report:#}\n"))
            .and_then(|()| std::fs::write(folder.join("report.md"), self.markdown()))
            .context("the report cannot be written")
    }
}

impl Row {
    fn json(&self) -> Value {
        json!({
            "scenario": self.scenario,
            "what": self.what,
            "unit": self.unit,
            "snug": self.snug,
            "node": self.node,
            "goal": self.goal_text(),
            "reached": self.reached(),
        })
    }
}

/// Three digits that matter, and thousands apart.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size == 0.0 || size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest.is_empty() {
        grouped
    } else {
        format!("{grouped}.{rest}")
    }
}

fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let node = std::process::Command::new("node").arg("--version").output();
    let node = node.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let node = node.unwrap_or_else(|_| "none".to_owned());
    let model = model.unwrap_or("a processor without a name");
    format!("{cpus} cores of {model} (generator and server together; Node {node})")
}

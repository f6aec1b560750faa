//! Scripts of `tests/node/`: the official client of another ecosystem against the same server.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

/// Runs `tests/node/<script>` with a value as its argument, and gives the value that it prints
/// as its last line; fails with what it said if it fails.
pub async fn run(script: &str, argument: &Value) -> Value {
    let folder = folder();
    let child = tokio::process::Command::new("node")
        .arg(folder.join(script))
        .arg(argument.to_string())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(60), child).await;
    let output = output.unwrap_or_else(|_| panic!("{script} does not end"));
    let output = output.unwrap_or_else(|error| panic!("node cannot be run: {error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{script}: {}\n{said}\n{complaints}",
        output.status
    );
    let last = said.lines().last().unwrap_or("null");
    serde_json::from_str(last).unwrap_or_else(|_| panic!("{script} printed no JSON: {last}"))
}

/// Where the scripts are.
pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
    assert!(
        folder.join("node_modules").exists(),
        "the scripts' packages are missing: run `npm ci --prefix {}`",
        folder.display()
    );
    folder
}

//! Generated files that are committed: a test fails when one is not what the code makes now.

use std::path::Path;

/// Fails unless the file at `path` from the workspace's root reads `expected`; writes it instead
/// where `SNUG_UPDATE` is set, which is what `make update` does.
pub(crate) fn assert_fresh(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path);
    if std::env::var_os("SNUG_UPDATE").is_some() {
        std::fs::write(&file, expected).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == expected, "{path} is not fresh: run `make update`");
}

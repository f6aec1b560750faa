#!/bin/sh
# Checks deny.toml with cargo-deny: the installed one, or one of the project's own, which is built
# once (a minute, as it is not optimised) into target/tools.
set -eu
cd "$(dirname "$0")/.."

deny=$(command -v cargo-deny || true)
if [ -z "$deny" ]; then
    deny=target/tools/bin/cargo-deny
    if [ ! -x "$deny" ]; then
        CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --version 0.20.2 --locked --debug --root target/tools
    fi
fi
# Advisories are left to `cargo deny check advisories`: their list changes every day, and a gate
# must say the same about the same commit.
# A wrapper that is not met belongs to a library that a later crate will bring.
exec "$deny" --locked check --hide-inclusion-graph --allow unused-wrapper bans licenses sources

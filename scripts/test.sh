#!/bin/sh
# Runs all tests: units, then the scenarios on SQLite and again on PostgreSQL. Called by
# `make test`, which has built everything, inside tests/with-postgres.sh. Arguments go to the
# scenarios. It goes on after a failure, and says at the end what failed.
set -eu
cd "$(dirname "$0")/.."

failed=
step() {
    name=$1
    shift
    echo
    echo "== $name"
    "$@" || failed="$failed
    $name"
}

step "unit tests" cargo test --locked --workspace --exclude tests --no-fail-fast
step "the tests' own tests" cargo test --locked -p tests --lib
step "scenarios on SQLite" env SNUG_TEST_DATABASE=sqlite \
    cargo test --locked -p tests --test scenarios --no-fail-fast -- "$@"
step "scenarios on PostgreSQL" env SNUG_TEST_DATABASE=postgres \
    cargo test --locked -p tests --test scenarios --no-fail-fast -- "$@"

if [ -n "$failed" ]; then
    echo
    echo "These failed:$failed" >&2
    exit 1
fi
echo
echo "All tests passed."

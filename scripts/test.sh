#!/bin/sh
# Runs all tests: units, the scenarios on SQLite with files on the disk, the same on PostgreSQL with
# files in a bucket and on two replicas, those of several replicas alone, and journeys through the web app
# in a browser. Called by `make test`, which has built everything, inside tests/with-postgres.sh and tests/with-bus.sh.
# Arguments go to the scenarios.
# It goes on after a failure, and says at the end what failed.
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

# Scenarios wait more than they work, as units with databases do.
scenarios() {
    cargo test --locked --workspace --test scenarios -- --test-threads=4 "$@"
}

# The whole workspace each time: see BUILD in the Makefile.
step "unit tests" cargo test --locked --workspace --lib --bins --no-fail-fast -- --test-threads=4
export SNUG_TEST_DATABASE=sqlite SNUG_TEST_FILES=disk
step "scenarios on SQLite" scenarios "$@"
export SNUG_TEST_DATABASE=postgres SNUG_TEST_FILES=s3
step "scenarios on PostgreSQL" scenarios "$@"
export SNUG_TEST_DATABASE=replicas
step "scenarios on two replicas" scenarios "$@"
unset SNUG_TEST_DATABASE SNUG_TEST_FILES
step "scenarios of several replicas" \
    cargo test --locked --workspace --test replicas -- "$@"
step "journeys in a browser" npm run --prefix web --silent journeys

if [ -n "$failed" ]; then
    echo
    echo "These failed:$failed" >&2
    exit 1
fi
echo
echo "All tests passed."

#!/bin/sh
# Runs all tests: units, the scenarios on SQLite with files on the disk, the same on PostgreSQL with
# files in a bucket, those of several replicas, and journeys through the web app in a browser. Called
# by `make test`, which has built everything, inside tests/with-postgres.sh and tests/with-bus.sh.
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

# The whole workspace each time: see BUILD in the Makefile.
step "unit tests" cargo test --locked --workspace --lib --bins --no-fail-fast
step "scenarios on SQLite" env SNUG_TEST_DATABASE=sqlite SNUG_TEST_FILES=disk \
    cargo test --locked --workspace --test scenarios -- "$@"
step "scenarios on PostgreSQL" env SNUG_TEST_DATABASE=postgres SNUG_TEST_FILES=s3 \
    cargo test --locked --workspace --test scenarios -- "$@"
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

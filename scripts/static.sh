#!/bin/sh
# Builds the web app into static/, which the server takes into its binary. `--check` leaves static/
# alone, and fails where it is not what web/ makes.
set -eu
cd "$(dirname "$0")/.."

build() {
    (cd web && NODE_ENV=production npm run --silent build -- \
        --outDir "$1" --emptyOutDir --logLevel warn)
}

pinned=v$(cat .node-version)
found=$(node --version)
if [ "$found" != "$pinned" ]; then
    echo "Node is $found here, and static/ is made with $pinned (.node-version):" \
        "should it come out different, that may be why." >&2
fi

if [ "${1:-}" != --check ]; then
    build ../static
    exit 0
fi

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
build "$made"
if ! diff -rq static "$made" >&2; then
    echo "static/ is not what web/ makes: run \`make static\`, and commit it." >&2
    exit 1
fi

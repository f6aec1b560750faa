#!/bin/sh
# Runs a command with a PostgreSQL of its own, whose administrative URL is in
# SNUG_TEST_POSTGRES_URL, and stops it afterwards:
#
#     tests/with-postgres.sh cargo test
#
# It syncs to disk as a real one does, and dies with this script, however that ends.
set -eu

find_programs() {
    for folder in $(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)") \
        $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            echo "$folder"
            return
        fi
    done
    echo "there is no PostgreSQL here: install it (on Debian the package \`postgresql\`)" >&2
    exit 1
}
programs=$(find_programs)

# PostgreSQL refuses to run as root.
unprivileged=
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    unprivileged="--reuid=$user --regid=$(id -g "$user") --clear-groups"
fi

home=$(mktemp -d)
server=
stop() {
    status=$?
    trap - EXIT
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$home"
    exit "$status"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
if [ -n "$unprivileged" ]; then
    chown "$user" "$home"
fi
cd "$home"

# shellcheck disable=SC2086 # the options are several words
setpriv $unprivileged "$programs/initdb" --pgdata="$home/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C --no-sync >"$home/initdb.log" 2>&1 ||
    { cat "$home/initdb.log" >&2; exit 1; }

start() {
    # shellcheck disable=SC2086
    setpriv $unprivileged --pdeathsig INT "$programs/postgres" -D "$home/data" \
        -c listen_addresses=127.0.0.1 -c port="$1" -c unix_socket_directories= \
        -c fsync=on -c max_connections=300 >"$home/postgres.log" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 300); do
        if ! kill -0 "$server" 2>/dev/null; then
            server=
            return 1
        fi
        # Its own word, since somebody else may answer on that port.
        if grep -qs 'ready to accept connections' "$home/postgres.log"; then
            return 0
        fi
        sleep 0.05
    done
    return 1
}

for _ in 1 2 3 4 5; do
    port=$((12000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
    if start "$port"; then
        SNUG_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
        export SNUG_TEST_POSTGRES_URL
        cd "$OLDPWD"
        "$@" && exit 0 || exit "$?"
    fi
done
cat "$home/postgres.log" >&2
exit 1

#!/bin/sh
# Runs a command with a Redis and a RabbitMQ of its own, whose URLs are in SNUG_TEST_REDIS_URL and
# SNUG_TEST_RABBITMQ_URL, and stops them afterwards:
#
#     tests/with-bus.sh cargo test
#
# They die with this script, however that ends. Scenarios that stop such a server start one of their own.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
command -v redis-server >/dev/null 2>&1 || {
    echo "there is no Redis here: install it (on Debian the package \`redis-server\`)" >&2
    exit 1
}

home=$(mktemp -d)
redis=
rabbitmq=
stop() {
    status=$?
    trap - EXIT
    for server in $redis $rabbitmq; do
        kill -KILL "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    done
    rm -rf "$home"
    exit "$status"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A port below those that outgoing connections are given.
port() {
    echo $((12000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
}

# Until a server has said so in its log, or has ended.
ready() {
    for _ in $(seq 1200); do
        kill -0 "$1" 2>/dev/null || return 1
        ! grep -qs "$3" "$2" || return 0
        sleep 0.05
    done
    return 1
}

start_redis() {
    setpriv --pdeathsig KILL redis-server --bind 127.0.0.1 --port "$1" --dir "$home" --save '' \
        --appendonly no >"$home/redis.log" 2>&1 </dev/null &
    redis=$!
    ready "$redis" "$home/redis.log" 'Ready to accept connections'
}

start_rabbitmq() {
    rm -rf "$home/rabbitmq"
    mkdir "$home/rabbitmq"
    setpriv --pdeathsig KILL "$here/rabbitmq.sh" run "$home/rabbitmq" "$1" "$(port)" "$(port)" \
        >"$home/rabbitmq.out" 2>&1 </dev/null &
    rabbitmq=$!
    ready "$rabbitmq" "$home/rabbitmq/rabbitmq.log" 'Server startup complete'
}

# Somebody else may have the port.
again() {
    for _ in 1 2 3 4 5; do
        chosen=$(port)
        ! "$1" "$chosen" || return 0
    done
    cat "$home"/*.log "$home"/*.out >&2
    exit 1
}
again start_redis
SNUG_TEST_REDIS_URL="redis://127.0.0.1:$chosen"
again start_rabbitmq
SNUG_TEST_RABBITMQ_URL="amqp://guest:guest@127.0.0.1:$chosen/%2f"
export SNUG_TEST_REDIS_URL SNUG_TEST_RABBITMQ_URL
"$@" && exit 0 || exit "$?"

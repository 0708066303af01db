#!/bin/sh
# Finds Redis and Postgres for the tests, or installs Debian's, and leaves where they are in .venv/.redis
# (the program redis-server) and .venv/.postgres (the folder that holds initdb and postgres).
# REDIS_SERVER=/path/to/redis-server and POSTGRES_BIN=/path/to/folder override the search.
set -u
cd "$(dirname "$0")/.."

log=.venv/services.log
postgres_places=${POSTGRES_PLACES:-"/usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin"}

# Asking for the version weeds out builds whose libraries are missing.
runs() { "$1" --version >/dev/null 2>&1; }
is_redis() { runs "$1"; }
is_postgres() { runs "$1/initdb" && runs "$1/postgres"; }
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# use KIND PLACE: note the place if what is there runs.
use() {
    [ -n "$2" ] && "is_$1" "$2" || return 1
    [ "$(cat ".venv/.$1" 2>/dev/null)" = "$2" ] || echo "Tests will use $2"
    printf '%s\n' "$2" >".venv/.$1"
}

find_redis() {
    if [ -n "${REDIS_SERVER:-}" ]; then
        use redis "$REDIS_SERVER"
    else
        use redis "$(command -v redis-server)" || use redis "$(command -v valkey-server)"
    fi
}

find_postgres() {
    if [ -n "${POSTGRES_BIN:-}" ]; then
        use postgres "$POSTGRES_BIN"
        return
    fi
    # A link in /usr/local/bin stands for the folder that it points into.
    initdb=$(command -v initdb) && use postgres "$(dirname "$(readlink -f "$initdb")")" && return
    # The newest version comes last.
    for folder in $(ls -d $postgres_places 2>/dev/null | sort -rV); do
        use postgres "$folder" && return
    done
    return 1
}

install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 0
    echo "Installing Debian's $* for the tests"
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"; } >>"$log" 2>&1 </dev/null
}

fails() {
    rm -f ".venv/.$1"
    echo "No $2 to be had (see $log), so the tests that need it will fail. Install it (macOS: brew install" \
        "$3), or set $4." >&2
    missing=1
}

missing=0
: >"$log"
find_redis || { install redis-server; find_redis; } ||
    fails redis "Redis server" redis "REDIS_SERVER to the path of redis-server"
find_postgres || { install postgresql; find_postgres; } ||
    fails postgres "Postgres server" postgresql "POSTGRES_BIN to the folder of initdb"
exit "$missing"

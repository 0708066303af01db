#!/bin/sh
# Becomes one of the Procfile's processes: release, web or worker.
#   tools/process.sh worker
set -eu
cd "$(dirname "$0")/.."

line=$(sed -n "s/^${1:-}: *//p" Procfile)
if [ -z "$line" ]; then
    echo "The Procfile has no process ${1:-without a name}; it has" $(sed -n 's/^\([a-z]*\):.*/\1/p' Procfile) >&2
    exit 2
fi
exec sh -c "$line"

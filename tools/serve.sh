#!/bin/sh
# Serves the app with the Procfile's own web line, to this machine only unless HOST says otherwise.
set -eu
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv/bin:$PATH" HOST="${HOST:-127.0.0.1}"
exec tools/process.sh web

#!/bin/sh
# Asks PyPI whether a weakness is known in any package of requirements.txt. Fails where there is one, and where it
# cannot be asked about every package: without a connection nothing is known to be safe.
set -eu
cd "$(dirname "$0")/.."

wanted=tools/audit-requirements.txt
venv=.venv-audit

if [ "$(cat "$venv/.installed" 2>/dev/null)" != "$(cksum <"$wanted")" ]; then
    echo "Making $venv"
    rm -rf "$venv"
    "$(tools/python.sh)" -m venv "$venv"
    "$venv/bin/python" -m pip --disable-pip-version-check install -qq --no-deps -r "$wanted"
    cksum <"$wanted" >"$venv/.installed"
fi

exec "$venv/bin/pip-audit" --strict --disable-pip --no-deps --progress-spinner off -r requirements.txt

#!/bin/sh
# Prints a Python from 3.11 to 3.13: $PYTHON if set, else python3 if in range, else the newest that is.
set -u

in_range='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

# Running each one also weeds out pyenv's stubs, which exist for versions that are not active.
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 \
    "${PYENV_ROOT:-${HOME:-/}/.pyenv}"/versions/3.1[321].*/bin/python3}; do
    if "$candidate" -c "$in_range" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done

if [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is not a Python from 3.11 to 3.13." >&2
else
    echo "Gatescope needs Python 3.11, 3.12 or 3.13 and found none (looked for python3, python3.13, python3.12," \
        "python3.11). Install one, or say where it is: make run PYTHON=/path/to/python3" >&2
fi
exit 1

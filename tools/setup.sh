#!/bin/sh
# Makes .venv and installs a requirements file into it; does nothing when that is already done.
#   tools/setup.sh requirements.txt
set -eu
cd "$(dirname "$0")/.."

wanted=$1
venv=.venv
cpu_index=https://download.pytorch.org/whl/cpu

stamp() { echo "$venv/.installed-$1"; }
key() { cat requirements.txt "$1" tools/setup.sh | cksum; }
in_range() { "$venv/bin/python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }

if in_range && [ "$(cat "$(stamp "$wanted")" 2>/dev/null)" = "$(key "$wanted")" ]; then
    exit 0
fi

if ! in_range || ! [ -x "$venv/bin/pip" ]; then
    python=$(tools/python.sh)
    echo "Making .venv with $("$python" --version)"
    if ! "$python" -m venv --clear "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        echo "$python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi

# On Linux the ordinary index has torch with CUDA, gigabytes that this app does not use. macOS has CPU builds there.
torch=$(sed -n 's/^torch==\([^ ]*\).*/\1/p' requirements.txt)
if [ "$(uname -s)" = Linux ] && ! ls -d "$venv"/lib/python3*/site-packages/torch-"$torch"*.dist-info >/dev/null 2>&1; then
    echo "Installing torch, its CPU build"
    pip install -qq --retries 0 --timeout 10 --no-deps --index-url "$cpu_index" "torch==$torch" >/dev/null 2>&1 ||
        echo "PyTorch's CPU index did not give it; taking torch from the ordinary index, a larger download"
fi

echo "Installing $wanted (a minute or two)"
pip install -qq -r "$wanted"

"$venv/bin/python" -m models.kernels.warm

for file in requirements.txt "$wanted"; do
    key "$file" >"$(stamp "$file")"
done

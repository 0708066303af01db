#!/bin/sh
# Finds a Chromium for the browser tests, or gets one, and leaves its path in .venv/.chromium.
# CHROMIUM=/path/to/chromium overrides the search.
set -u
cd "$(dirname "$0")/.."

record=.venv/.chromium
log=.venv/chromium.log

# Asking for the version weeds out stubs (Ubuntu's snap hint) and builds whose libraries are missing.
works() { [ -n "$1" ] && "$1" --version >/dev/null 2>&1; }
use() {
    works "$1" || return 1
    [ "$(cat "$record" 2>/dev/null)" = "$1" ] || echo "Browser tests will use $1"
    printf '%s\n' "$1" >"$record"
    exit 0
}
playwrights() {
    .venv/bin/python -c 'from playwright.sync_api import sync_playwright as p
with p() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null
}
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
debians() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$1"; } >>"$log" 2>&1 </dev/null
    use "$(command -v "$1")"
}

if [ -n "${CHROMIUM:-}" ]; then
    use "$CHROMIUM"
    echo "CHROMIUM=$CHROMIUM does not run." >&2
    exit 1
fi

recorded=$(cat "$record" 2>/dev/null)
[ -n "$recorded" ] && [ -x "$recorded" ] && exit 0

# Chromium without windows opens a page for two thirds of the work. Where nobody sits it is installed even if
# there is another one.
shell=chromium-headless-shell
use "$(command -v $shell)"
[ -z "${CI:-}" ] || debians $shell

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    use "$(command -v "$name")"
done
use "/Applications/Chromium.app/Contents/MacOS/Chromium"
use "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
use "$(playwrights)"

echo "Downloading Playwright's Chromium for the browser tests"
PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=10000 .venv/bin/python -m playwright install chromium >>"$log" 2>&1
use "$(playwrights)"

echo "Playwright's did not work out; installing Debian's package"
debians $shell
debians chromium

rm -f "$record"
echo "No Chromium to be had (see $log), so the browser tests cannot run. Install one, or set CHROMIUM to its path." >&2
exit 1

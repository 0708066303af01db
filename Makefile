# `make run` shows Gatescope, `make test` tests it; both set up what they need and skip what is done.
.DEFAULT_GOAL := help
.PHONY: help run test check lint setup setup-dev audit rehearse pretrained clean

TESTS ?= tests
ARGS ?=
# Three processes for two cores, since tests often wait; each takes whole files, those in a browser first.
# The same seed, or they would not name all tests alike.
AT_ONCE = PYTHONHASHSEED=0 .venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

help: ## this list
	@echo "Gatescope. Needs make and Python 3.11, 3.12 or 3.13; the rest is installed into .venv"
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name what; do \
		printf '  make %-10s %s\n' "$$name" "$$what"; done

run: setup ## serve on http://127.0.0.1:8050; PORT= and HOST= change that
	@exec tools/serve.sh

test: setup-dev ## run the tests; TESTS=tests/unit picks some, ARGS="-n 0 -k lstm" goes to pytest
	@tools/chromium.sh || true
	@tools/services.sh || true
	@.venv/bin/python -m models.kernels.warm
	@CHROMIUM="$$(cat .venv/.chromium 2>/dev/null)" $(AT_ONCE) $(TESTS) $(ARGS)

check: lint test ## lint, check the format, then run the tests

lint: setup-dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

setup: ## make .venv and install what the app needs
	@tools/setup.sh requirements.txt

setup-dev: ## the same, with what the tests need
	@tools/setup.sh requirements-dev.txt

audit: ## ask PyPI whether a weakness is known in what requirements.txt pins
	@tools/audit.sh

rehearse: setup-dev ## do what a host does with the last commit, in a browser, restarts included (ten minutes)
	@tools/chromium.sh
	@tools/services.sh
	@.venv/bin/python -m tools.rehearse

clean: ## remove .venv and caches; the runs in data/ stay
	@echo "Removing .venv and caches"
	@rm -rf .venv .venv-audit .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

pretrained: setup ## train what ships, with the commands in the READMEs of models/pretrained (an hour and a half)
	@cat models/pretrained/README.md models/pretrained/*/README.md | sed -n "s|^    python|.venv/bin/python|p" | sh -ex
	@.venv/bin/python -m tools.measure_shipped

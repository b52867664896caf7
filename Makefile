# All a newcomer must learn. `make run` and `make test` do all of their set-up themselves.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Tests run side by side, each process with a database of its own: make test WORKERS=0 for one alone. There is
# one more than processors: many a test waits, for its database or for what must not come too soon.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# What other people's clients need, in tests/clients.
CLIENTS := $(VENV)/clients
# The packages of the example frontend, and a mark that they are those of its lock.
EXAMPLE := examples/site/node_modules/stamp
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Compiled code is kept: tests start Python hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: packages help install run example docs test test-slow test-browser test-panel test-example check check-code check-generated fmt schema messages editor migration bench lock audit clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

install: $(VENV)/run.stamp ## what running takes, into .venv

run: $(VENV)/run.stamp ## the demo site on http://127.0.0.1:8000
	$(BIN)/cms serve --demo

example: $(VENV)/dev.stamp $(EXAMPLE) ## the demo site with a frontend of its own on http://127.0.0.1:3000
	$(BIN)/python examples/run.py

packages: $(VENV)/dev.stamp $(CLIENTS)/stamp $(EXAMPLE) # all that the tests need of others

test: $(VENV)/dev.stamp $(CLIENTS)/stamp ## every test that needs no browser
	$(PYTEST) -m "not browser and not slow" $(ARGS)

test-slow: $(VENV)/dev.stamp $(EXAMPLE) ## the tests that ask one question thousands of times, or a clock
	$(PYTEST) -m "slow and not browser" --timeout 3600 $(ARGS)
	$(BIN)/python -m pytest -m "slow and browser" --timeout 3600 tests/example $(ARGS)

test-browser: test-panel test-example ## the tests that drive a real Chromium; ARGS="-m core": those of CI

test-panel: $(VENV)/dev.stamp
	$(PYTEST) -m browser tests/browser $(ARGS)

test-example: $(VENV)/dev.stamp $(EXAMPLE)
	$(BIN)/python -m pytest -m "browser and not slow" tests/example $(ARGS) # one process: the site is built in one folder

check: check-code check-generated ## ruff, mypy, import contracts, stale generated files

check-code: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-generated: $(VENV)/dev.stamp
	$(BIN)/cms schema check
	$(BIN)/cms schema diff
	$(BIN)/cms l10n extract --check
	$(BIN)/cms l10n check --release
	$(BIN)/cms l10n stats --check
	$(BIN)/python -m documentation check

fmt: $(VENV)/dev.stamp ## put the code in the house's layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/dev.stamp ## print schema.graphql and rich-text.schema.json from the code
	$(BIN)/cms schema print

messages: $(VENV)/dev.stamp ## collect what must be translated, and renew the catalogues
	$(BIN)/cms l10n extract
	$(BIN)/cms l10n update

editor: $(VENV)/dev.stamp ## bundle the text editor of admin/editor to admin/static
	$(BIN)/npm ci --prefix admin/editor --ignore-scripts --no-audit --no-fund --loglevel=error
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm run --silent build --prefix admin/editor

docs: $(VENV)/dev.stamp ## the site of the documentation, in build/docs; its pages of reference first
	$(BIN)/python -m documentation generate
	$(BIN)/python -m documentation build

migration: $(VENV)/dev.stamp ## write the migration that the tables ask for: make migration NAME="add a field"
	$(BIN)/cms migration new "$(NAME)"

bench: $(VENV)/dev.stamp ## figures and goals, to bench/RESULTS.md; ARGS="reference --only cold hot": some parts; ARGS=answers|translation|uncompiled|sizes|scale|endurance: others
	$(BIN)/python -m bench $(ARGS)

lock: $(VENV)/dev.stamp ## choose the newest versions pyproject.toml allows
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --upgrade --constraint requirements.lock \
	  --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --upgrade --group codegen -o tests/clients/codegen.lock

audit: $(VENV)/dev.stamp ## compare all that is locked with published advisories; takes the network, and pip-audit on this machine
	@command -v pip-audit >/dev/null || { echo "There is no pip-audit on this machine: install it outside of $(VENV), then try again."; exit 1; }
	@failed=; for lock in requirements-dev.lock tests/clients/codegen.lock; do \
	  echo "$$lock"; pip-audit --strict --require-hashes --disable-pip -r $$lock || failed="$$failed $$lock"; done; \
	for lock in admin/editor examples/site tests/clients; do \
	  echo "$$lock/package-lock.json"; $(BIN)/npm audit --prefix $$lock --package-lock-only || failed="$$failed $$lock"; done; \
	test -z "$$failed" || { echo "Not clear:$$failed"; exit 1; }

clean: ## remove what was built, but not the data in var/
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Klankbord needs Python 3.11 or newer; name it with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "No virtual environment could be made. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Most of it is never loaded: what is, is compiled then.
$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/pip install --quiet --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

# Only CI insists: with no way to npm's packages the tests that need them are skipped, and say so.
$(CLIENTS)/stamp: tests/clients/package-lock.json tests/clients/codegen.lock $(VENV)/dev.stamp
	@mkdir -p $(CLIENTS)
	@cp tests/clients/package.json tests/clients/package-lock.json tests/clients/.npmrc $(CLIENTS)
	@{ $(BIN)/npm ci --prefix $(CLIENTS) --ignore-scripts --no-audit --no-fund --loglevel=error && \
	  $(BIN)/python -m venv $(CLIENTS)/python && \
	  $(CLIENTS)/python/bin/pip install --quiet --no-compile --require-hashes -r tests/clients/codegen.lock && \
	  touch $@; } || { test -z "$$CI" && echo "Without npm's packages the tests in tests/clients are skipped."; }

$(EXAMPLE): examples/site/package-lock.json $(VENV)/dev.stamp
	@echo "Installing the packages of examples/site (some 350; a quarter of a minute, or more) …"
	@{ $(BIN)/npm ci --prefix examples/site --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; } \
	  || { test -z "$$CI" && test "$(MAKECMDGOALS)" != example && echo "Without npm's packages the tests in tests/example are skipped."; }

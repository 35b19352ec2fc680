# One command for each thing one does here; `make help` lists them. Needs Python 3.11 or newer and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
BENCH  := .venv-bench
# Seconds after which tests are stopped; macOS may have no `timeout`.
TEST_SECONDS ?= 2700
TIMEOUT := $(if $(shell command -v timeout),timeout --kill-after=30 $(TEST_SECONDS))
EDITION := $(if $(UNIT),--unit $(UNIT)) $(if $(YEAR),--year $(YEAR))

# Kernels that start without compiled bytecode take three times as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help report check test lint format lock lab install clean bench

help:  ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

report: $(STAMP)  ## make the report (UNIT=183 YEAR=2023, else the project's defaults; ARGS=--force)
	$(BIN)/baocao run $(EDITION) $(ARGS)

check: $(STAMP)  ## only validate and reconcile the tables
	$(BIN)/baocao check $(EDITION) $(ARGS)

test: lint  ## lint, types and tests (ARGS go to pytest)
	$(TIMEOUT) $(BIN)/python -m pytest -n 2 $(ARGS)

lint: $(STAMP)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)  ## rewrite the code in the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lab: $(STAMP)  ## open JupyterLab on the notebooks
	$(BIN)/baocao lab $(ARGS)

lock: $(STAMP)  ## resolve the dependencies of pyproject.toml anew
	$(BIN)/uv pip compile pyproject.toml --all-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 --universal --upgrade --quiet --custom-compile-command "make lock" -o requirements.lock

install: $(STAMP)  ## set up the environment in .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q analysis
	@touch $@

clean:  ## remove the environment, caches and what runs produced
	rm -rf $(VENV) outputs build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +

bench: $(BENCH)/.installed  ## measure speed beside other tools, write docs/performance.md (some twenty minutes)
	rm -rf outputs/bench && mkdir -p outputs/bench
	for pass in 1 2 3; do \
	    BENCH_PASS=$$pass $(BENCH)/bin/python -m pytest benchmarks -q -p no:cacheprovider -o python_files='bench_*.py' \
	        -o python_functions='bench_*' -o addopts= --benchmark-json=outputs/bench/$$pass.json || exit 1; \
	done
	$(BENCH)/bin/python benchmarks/report.py outputs/bench

$(BENCH)/.installed: requirements.lock pyproject.toml benchmarks/requirements.txt
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

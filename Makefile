# Everything that is done to Rasd, here and in CI. A clean checkout needs python3 with pip, and make.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help install cluster demo test soak lint bench fuzz lock clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

install: $(STAMP) ## Install Rasd and everything it needs into .venv

cluster: $(STAMP) ## Install what a recode on a Dask cluster needs besides
	$(PIP) install --quiet --no-deps -r requirements-cluster.lock

demo: $(STAMP) ## Run the whole pipeline over the bundled sample site and show what it found
	$(BIN)/rasd demo

# The README's commands take longest: begun first, they leave no core waiting at the end.
test: $(STAMP) ## Run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder tests/test_readme.py tests

soak: $(STAMP) ## Run the tests that take minutes, or those that SOAK names
	$(BIN)/python -m pytest -m soak $(SOAK)

lint: $(STAMP) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile

bench: $(STAMP) ## Print what is fast and what is slow, as ratios
	@for script in bench/*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python "$$script" || exit 1; done

fuzz: $(STAMP) ## Feed the page reader wild HTML for a minute
	$(PIP) install --quiet atheris
	PYTHONPATH=. $(BIN)/python fuzz/pages.py 60

lock: $(STAMP) ## Resolve pyproject.toml anew into requirements.lock and requirements-cluster.lock
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal pyproject.toml --extra dev --extra lake \
		--no-emit-index-url --no-header --no-annotate | grep -v "== 'never'" > requirements.new
	mv requirements.new requirements.lock
	$(BIN)/uv pip compile --quiet --universal pyproject.toml --extra cluster --constraint requirements.lock \
		--no-emit-index-url --no-header --no-annotate | grep -v "== 'never'" | grep -vxFf requirements.lock \
		> requirements-cluster.lock

clean: ## Remove what make made; the data folder stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find flows extract warehouse tests -name __pycache__ -type d -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --no-deps -r requirements.lock
	$(PIP) install --quiet --no-deps --editable .
	@touch $@

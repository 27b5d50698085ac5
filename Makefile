# `make` is what a change has to pass. `make demo` shows the hub at work. Nothing but Python 3.11+, make and git is assumed.
.DEFAULT_GOAL := all
CHECKS := check-format check-lint check-types check-imports check-schemas check-pages
.PHONY: all demo test check $(CHECKS) format docs bench soak fuzz clean
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
READY := .venv/.ready

all: check test

# Made once, and again when what it depends on has changed.
$(READY): requirements.lock pyproject.toml .ci/environment
	@.ci/environment
	@touch $@

demo: $(READY) ## an order travels from a buyer to a seller, on this machine, with no server
	@$(BIN)/hub demo

test: $(READY) ## every test; ARGS="-k word" narrows
	@$(BIN)/python -m pytest -q $(ARGS)

check: $(READY) ## format, lint, types, import contracts, schemas and pages in step; tells everything that is wrong
	@$(MAKE) --keep-going $(CHECKS)
	@echo "check: format, lint, types, imports, schemas and pages are in order"

check-format: $(READY)
	@$(BIN)/ruff format --check --quiet . >/dev/null || { echo "not formatted: run 'make format'"; exit 1; }

check-lint: $(READY)
	@$(BIN)/ruff check --quiet .

check-types: $(READY)
	@$(BIN)/mypy --no-error-summary

check-imports: $(READY)
	@$(BIN)/lint-imports --no-logo >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }

check-schemas: $(READY)
	@$(BIN)/python -m hub.model.schemas --check || { echo "schemas out of step: run 'make docs'"; exit 1; }
	@$(BIN)/python -m hub.api.openapi --check || { echo "openapi.json out of step: run 'make docs'"; exit 1; }

check-pages: $(READY)
	@$(BIN)/python -m docs.generate --check

format: $(READY)
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

docs: $(READY) ## schemas and generated pages, written anew
	@$(BIN)/python -m hub.model.schemas --write
	@$(BIN)/python -m hub.api.openapi --write
	@$(BIN)/python -m docs.generate

bench: $(READY) ## ratios measured in one run, one JSON object a line; ONLY="x12_read map" narrows
	@$(BIN)/python -m benchmarks.run $(ONLY)

soak: $(READY) ## kills and wiped brokers for a quarter of an hour (ONLY="sqlite postgresql rabbitmq redis" narrows), then the property tests with 2,000 random examples each
	@$(BIN)/python -m tests.real.soak $(ONLY)
	@$(if $(ONLY),,HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -q -m "not services" tests)

fuzz: $(READY) ## readers against noise that follows their branches; ONLY="format-x12 try" narrows, SECONDS_EACH=60
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/python -m pip install --quiet --requirement tests/fuzz/requirements.txt
	@$(BIN)/python -m tests.fuzz.run $(ONLY)

clean: ## everything that can be made again; a store in .hub stays
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .bench

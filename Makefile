# Every target is one command, from a fresh clone. What it needs is installed into the clone first.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON := $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && command -v $$each && break; done)
BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never UV_CACHE_DIR="$${UV_CACHE_DIR:-$(CURDIR)/.engine/cache/uv}" .engine/bin/uv
# Importing the Azure SDK takes twice as long from source, and not every machine lets Python keep the result.
COMPILED := .venv/bytecode-is-compiled
SANDBOX := $(BIN)/python -m veeam_entraid_sandbox
SCRIPTS := .ci/run components/veeam_entraid/repository/machine.sh tests/components/pgbackrest
SOURCES := .ci benchmarks cli components examples harness limits policy protocol provider sandbox tests tools __main__.py

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install everything into the clone: environment, engine, providers, PostgreSQL
ifeq ($(PYTHON),)
	@echo "Python 3.11 or newer is missing. Install it: apt-get install python3 python3-venv" >&2; exit 1
endif
	@$(PYTHON) tools/engine install
	@$(UV) sync --locked --quiet $$(test -e .venv || echo "--python $(PYTHON)") \
		$$(test $(COMPILED) -nt uv.lock || echo --compile-bytecode)
	@test $(COMPILED) -nt uv.lock || touch $(COMPILED)

.PHONY: up
up: setup ## Run the local stack: network, backup server, repository, guarded by the policy pack
	@$(SANDBOX) up

.PHONY: down
down: setup ## Destroy the local stack and stop everything that it started
	@$(SANDBOX) down

.PHONY: shell
shell: setup ## Open a shell in which pulumi works on the local stack
	@$(SANDBOX) shell

.PHONY: env
env: setup ## Print the variables of that shell, one export a line (make -s env)
	@$(SANDBOX) env

.PHONY: status
status: setup ## Show the resources and machines of the sandbox
	@$(SANDBOX) status

.PHONY: test
test: setup ## Run the tests; with ALL=1 those that take long as well, as CI does
	@$(BIN)/pytest -n auto --dist worksteal $(if $(ALL),,-m "not extended") $(if $(REPORT),--junit-xml=$(REPORT)) $(TESTS)

.PHONY: bench
bench: setup ## Measure what has to be fast, against peers in the same run
	@$(BIN)/python benchmarks

.PHONY: mutation
mutation: setup ## Change the limits in thousands of small ways, and count what no test notices (JOBS=2)
	@$(BIN)/python tools/mutation

.PHONY: lint
lint: setup ## Check style, types, scripts, import arrows, and that the lock file is up to date
	@$(UV) lock --check --quiet
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports
	@$(BIN)/shellcheck $(SCRIPTS)

.PHONY: docs
docs: setup ## Write the pages that are made from code
	@$(BIN)/python -m veeam_entraid_limits > docs/limits.md
	@$(BIN)/python tests/corpus > docs/rules.md
	@$(BIN)/python -m veeam_entraid.network > docs/network-ports.md
	@$(BIN)/python -m veeam_entraid.plugin > components/schema.json
	@$(BIN)/python tools/payloads payloads > provider/veeam_provider/rest/payloads.py
	@$(BIN)/python tools/payloads operations > provider/veeam_provider/rest/operations.py
	@$(BIN)/python -m veeam_provider schema > provider/schema.json
	@$(BIN)/python tools/classes

.PHONY: pack
pack: setup ## Write the policy pack as a folder that any repository can take: OUT=dist/policy
	@$(BIN)/python tools/pack $(or $(OUT),dist/policy)

.PHONY: format
format: setup ## Format the sources
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

.PHONY: clean
clean: ## Remove what make made, after make down
	@if [ -e .sandbox ]; then echo "the local stack is there: run make down first" >&2; exit 1; fi
	@rm -rf .venv .engine

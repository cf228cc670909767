SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
INSTANCE := $(if $(KLA_INSTANCE_PATH),$(KLA_INSTANCE_PATH),instance)
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench messages assets lock upgrade

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

# uv installs; where it can't be had, pip does the same from the same lock, only slower.
define install
$(UV) pip install -q --python $(PY) --require-hashes -r $(1) || $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1)
endef

$(VENV)/.made: requirements-uv.lock
	@python3 -c "import ensurepip" || { echo "Install the package python3-venv first."; exit 1; }
	python3 -m venv $(VENV)
	-@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.run: requirements.lock $(VENV)/.made
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.test: requirements-dev.lock $(VENV)/.run
	@$(call install,requirements-dev.lock)
	@touch $@

$(VENV)/.words: $(VENV)/.run $(wildcard kla/translations/*/LC_MESSAGES/*.po)
	@$(VENV)/bin/pybabel -q compile -d kla/translations && $(VENV)/bin/pybabel -q compile -d kla/translations -D wtforms -l id
	@touch $@

$(INSTANCE)/.migrated: $(VENV)/.run $(wildcard migrations/versions/*.py)
	@mkdir -p -m 700 $(INSTANCE) && $(VENV)/bin/flask --app app db upgrade && touch $@

$(INSTANCE)/.demo: $(INSTANCE)/.migrated
	@KLA_DEMO=1 $(VENV)/bin/flask --app app demo && touch $@

run: $(VENV)/.words $(INSTANCE)/.demo ## start the demo on this computer
	@KLA_DEMO=1 KLA_WORKERS=1 KLA_THREADS=8 $(VENV)/bin/gunicorn -c python:kla.cli.server

test: $(VENV)/.test $(VENV)/.words ## run all tests
	@$(PY) -m pytest -q

lint: $(VENV)/.test $(VENV)/.words ## formatting, lint, types, imports, templates, dependencies
	@$(VENV)/bin/ruff format --check . && $(VENV)/bin/ruff check -q .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache | tail -n 10
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(VENV)/bin/deptry --no-ansi . 2>&1 | tail -n 5

check: lint test ## all that CI checks

bench: $(VENV)/.test $(VENV)/.words ## measure against plaintext peers, to instance/bench/latest.json
	@$(PY) -m bench

messages: $(VENV)/.test ## collect the words of the screens into the catalogues
	@$(VENV)/bin/pybabel -q extract -F pyproject.toml -o messages.pot . && $(VENV)/bin/pybabel -q update -N -i messages.pot -d kla/translations -l en && rm messages.pot

assets: ## build the style sheet and icons anew (needs Node.js)
	@cd assets && npm ci --silent --no-audit --no-fund && npm run --silent build

lock: $(VENV)/.made ## write the locks from pyproject.toml, keeping what is pinned
	$(COMPILE) $(UPGRADE) pyproject.toml --all-extras --group dev -o requirements-dev.lock
	$(COMPILE) pyproject.toml -c requirements-dev.lock --upgrade -o requirements.lock
	$(COMPILE) $(UPGRADE) --group pyproject.toml:installer -o requirements-uv.lock

upgrade: ## move every pin to the newest allowed version
	$(MAKE) lock UPGRADE=--upgrade

# Everything a newcomer types. `make help` lists the targets; the lines after ## are its text.
PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV := .venv
VENV61 := .venv-django61
STAMPS := $(VENV)/.stamps
RUN := $(VENV)/bin/python
PIP_INSTALL := -m pip install --disable-pip-version-check --quiet
PYTEST_ARGS ?=
SOURCES := site home blog petitions events signup mailings mailchimp tests benchmarks manage.py .ci/wheel-contents .ci/screenshots

PACKAGES := hustings hustings_home hustings_blog hustings_signup hustings_petitions hustings_events hustings_mailings hustings_mailchimp
MYPY = HUSTINGS_ENV=test PYTHONPATH=site:home:blog:petitions:events:signup:mailings:mailchimp $(RUN) -m mypy

# These bring a SQLite database of their own: nothing to learn from running them twice.
OWN_DATABASE := --ignore tests/foreign --ignore tests/site/test_demo.py --ignore=tests/journeys

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset install test test-postgres test-django61 bench bench-exports bench-imports bench-mailing bench-mailchimp \
	lint format messages \
	messages-check migrations-check wheel requirements clean

help: ## Show this list.
	@echo "Hustings: make TARGET [PYTHON=python3.11] [HOST=127.0.0.1] [PORT=8000]"
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' Makefile

demo: $(STAMPS)/runtime ## Start the demonstration campaign (first run builds it; Ctrl-C stops it).
	@exec $(RUN) manage.py demo

demo-reset: $(STAMPS)/runtime ## Erase the demonstration's data; the next `make demo` begins again.
	@exec $(RUN) manage.py demo --reset

install: $(STAMPS)/dev ## Install what runs, tests and checks the project into .venv.

test: $(STAMPS)/dev ## Run the whole suite on SQLite (REQUIRE_BROWSER=1: no Chromium is a failure).
	@$(RUN) -c "from tests.browser.chromium import chromium_path as path; \
		path() or print('!!! No Chromium on this machine: the browser tests will NOT run.')"
	HUSTINGS_ENV=test $(RUN) -m pytest $(PYTEST_ARGS)

test-postgres: $(STAMPS)/dev ## Run the suite on PostgreSQL: a throw-away server, or DATABASE_URL.
	HUSTINGS_ENV=test HUSTINGS_VAR_DIR=$(CURDIR)/var/test-postgres \
		.ci/postgres $(RUN) -m pytest $(OWN_DATABASE) $(PYTEST_ARGS)

test-django61: $(VENV61)/.stamps/dev ## Run the suite on Django 6.1 (PYTHON=python3.12 or newer).
	HUSTINGS_ENV=test HUSTINGS_VAR_DIR=$(CURDIR)/var/test-django61 \
		$(VENV61)/bin/python -m pytest $(PYTEST_ARGS)

bench: $(STAMPS)/dev ## Make a million people and measure list and segments (BENCH_ARGS=--help).
	HUSTINGS_ENV=test .ci/postgres $(RUN) -m benchmarks.people $(BENCH_ARGS)

bench-exports: $(STAMPS)/dev ## Make a million people and measure the file of all of them.
	HUSTINGS_ENV=test .ci/postgres $(RUN) -m benchmarks.exports $(BENCH_ARGS)

bench-imports: $(STAMPS)/dev ## Import a file of 100,000 people, move everything out and in, undo.
	HUSTINGS_ENV=test .ci/postgres $(RUN) -m benchmarks.importing $(BENCH_ARGS)

bench-mailing: $(STAMPS)/dev ## Send a newsletter to 100,000 people into a local sink; kill a worker.
	HUSTINGS_ENV=test .ci/postgres $(RUN) -m benchmarks.mailing $(BENCH_ARGS)

bench-mailchimp: $(STAMPS)/dev ## Bring 100,000 people to a Mailchimp of our own.
	HUSTINGS_ENV=test .ci/postgres $(RUN) -m benchmarks.mailchimp $(BENCH_ARGS)

lint: $(STAMPS)/dev ## Check style and types without changing a file.
	$(RUN) -m ruff check $(SOURCES)
	$(RUN) -m ruff format --check $(SOURCES)
	$(MYPY) $(foreach package,$(PACKAGES),-p $(package))

format: $(STAMPS)/dev ## Put the style in order.
	$(RUN) -m ruff check --fix $(SOURCES)
	$(RUN) -m ruff format $(SOURCES)

messages: $(STAMPS)/dev ## Collect and compile the translations (needs gettext).
	.ci/messages update $(RUN)

messages-check: $(STAMPS)/dev ## Check that the translations are complete, collected and compiled.
	.ci/messages check $(RUN)

migrations-check: $(STAMPS)/dev ## Check that the migrations say what the models say.
	HUSTINGS_ENV=test $(RUN) manage.py makemigrations --check --dry-run

wheel: $(STAMPS)/dev ## Build dist/*.whl without a network.
	rm -rf dist
	$(RUN) -m hatchling build -t wheel

requirements: $(STAMPS)/dev ## Pin requirements*.txt anew from pyproject.toml.
	.ci/requirements $(RUN)

clean: ## Remove environments and builds; the demonstration's data stay.
	rm -rf $(VENV) $(VENV61) dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hustings needs Python 3.11 or newer; say which: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# --require-hashes: what is installed is what was pinned, from whatever index it comes.
$(STAMPS)/runtime: requirements.txt $(STAMPS)/venv
	$(RUN) $(PIP_INSTALL) --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/venv
	$(RUN) $(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@ $(STAMPS)/runtime

$(VENV61)/.stamps/dev: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || \
		{ echo "Django 6.1 needs Python 3.12: make test-django61 PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV61)
	$(VENV61)/bin/python $(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@mkdir -p $(@D) && touch $@

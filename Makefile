# Everything starts here: `make demo` on a fresh machine needs nothing before it.
# PORT (default 8000) and TOUCHSTONE_DATA (default var/) are honoured from the environment or the command line, and
# so is WORKERS: the processes that share the fast tests, each with services of its own. A broker given is for one.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
PORT ?= 8000
export PORT
WORKERS ?= $(if $(TOUCHSTONE_TEST_REDIS_URL),0,2)
PY := .venv/bin/python
CATALOGS := $(wildcard */locale/*/LC_MESSAGES/django.po)
MESSAGES := $(CATALOGS:.po=.mo)

.PHONY: help setup setup-dev messages translations lock audit demo screenshots test test-slow test-trainers lint bench clean

help:
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## make .venv and install what the service needs
	@deploy/environment.sh requirements.lock
	@$(MAKE) messages

setup-dev: setup
	@deploy/environment.sh requirements-dev.lock
	@deploy/browser.sh
	@deploy/gettext.sh

messages: $(MESSAGES)
	@:

%.mo: %.po
	@$(PY) -W error -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

# Without places and dates, so that only words make a difference. Needs GNU gettext.
translations: ## collect the words to translate into the .po files
	@$(PY) manage.py makemessages --locale zh_Hans --no-location --no-wrap --no-obsolete --ignore var --ignore tests --ignore bench
	@sed -i.old '/^"POT-Creation-Date/d' $(CATALOGS) && rm $(CATALOGS:=.old)

# Versions that a lock has stay; `make lock UPGRADE=--upgrade` takes the newest of all that is not pinned by hand. One
# lock serves every Python from 3.11 on. The second is held to the first: tests run what is shipped.
LOCK := $(PY) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock" $(UPGRADE)
lock: setup-dev ## write the locks anew after a change of requirements*.txt
	@$(LOCK) requirements.txt --output-file requirements.lock
	@$(LOCK) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock

audit: setup-dev ## known vulnerabilities of what is installed; a report, not a check
	@$(PY) -m pip_audit --progress-spinner off --disable-pip --require-hashes --requirement requirements-dev.lock || true

demo: setup ## run everything with a sample project until Ctrl-C
	@exec $(PY) manage.py serve --demo

screenshots: setup-dev ## take the README's pictures again, from a demo of their own
	@$(PY) -m tests.browser.screenshots

lint: setup-dev ## formatters, types, import contracts, migrations
	@.ci/lint

test: setup-dev ## lint, and all tests but the slow ones
	@.ci/lint; linted=$$?; $(PY) -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not trainers" && exit $$linted

test-slow: setup-dev ## faults, full matrices, long fuzzing
	@$(PY) -m pytest -m "slow and not trainers" || { code=$$?; [ $$code -eq 5 ] || exit $$code; }

test-trainers: setup-dev ## exports loaded by the libraries that train, each in an environment of its own
	@$(PY) -m tests.trainers.environments && $(PY) -m pytest -m trainers tests/trainers

bench: setup-dev ## ratings a second against a bare view
	@$(PY) bench/rating_loop.py

clean: ## remove the environment and caches; the data folder stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

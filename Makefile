PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-tv install browser lint types lock clean

demo: install ## run the whole product: a simulated gateway and the server
	$(BIN)/signage demo $(ARGS)

test: install browser ## run all tests, the browser's included
	$(BIN)/pytest -m "not tv" $(ARGS)

TV ?= 53 56 65 87
test-tv: install ## look at the pages in old TV engines: make test-tv TV="65 87"
	$(BIN)/python tests/tv/install.py $(TV)
	TV="$(TV)" $(BIN)/pytest -m tv $(ARGS)

install: $(VENV)/.installed ## what both need, as locked

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

browser: install
	sh .ci/browser

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

lock: install ## bring requirements.lock up to date with pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements.lock

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache

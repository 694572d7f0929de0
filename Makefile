# Everything a person types. What is longer than a line is a script that can be read: deploy/, tests/browser/.

PYTHON ?= python3
PORT   ?= 8501
IN     := .venv/bin/python

.PHONY: run demo test quick check-types a-browser without-browser sheet pictures notes lock clean help

run:  ## start Twitchboard; the first time this also makes its environment
	@$(PYTHON) deploy/environment.py runtime
	@$(IN) deploy/start.py --port $(PORT)

demo:  ## start with the sample clinic laid out fresh
	@$(PYTHON) deploy/environment.py runtime
	@$(IN) -m intake demo
	@$(IN) deploy/start.py --port $(PORT)

test:  ## linters, types and every test, the browser's included
	@$(PYTHON) deploy/environment.py dev
	$(IN) -m ruff check .
	$(IN) -m ruff format --check .
	@$(MAKE) --no-print-directory --jobs 3 check-types a-browser without-browser
	$(IN) -m pytest -n 3 -m browser --dist loadfile tests/browser tests/patient tests/reach

quick:  ## every test that needs no browser
	@$(PYTHON) deploy/environment.py dev
	@$(MAKE) --no-print-directory without-browser

check-types:  # runs beside the first tests; whichever fails, `make test` fails
	$(IN) -m mypy

a-browser:  # fetched meanwhile, where the machine has none
	$(IN) -m tests.browser.chromium

without-browser:
	$(IN) -m pytest -n 2 -m "not browser"

sheet:  ## every page, light and dark, wide and narrow, on one sheet: build/sheet/
	@$(PYTHON) deploy/environment.py dev
	$(IN) -m tests.browser.sheet

pictures:  ## the README's two pictures
	@$(PYTHON) deploy/environment.py dev
	$(IN) -m tests.browser.pictures

LOCK := $(IN) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --upgrade \
        --generate-hashes --no-emit-index-url --no-header pyproject.toml

notes:  ## every page of every document of three reference cases, and one in each script: build/notes/
	@$(PYTHON) deploy/environment.py dev
	$(IN) -m tests.note_pictures

lock:  ## make both requirements files again, from pyproject.toml and today's releases
	@$(PYTHON) deploy/environment.py dev
	$(LOCK) --output-file requirements.txt > /dev/null
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt > /dev/null

clean:  ## remove what was made here; never the clinic's own folder, data/
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## this list
	@grep -E '^[a-z]+:' Makefile | sed 's/:.*##/ \t/'

# `make help` tells what there is. Nothing but Python 3.11, make and a package index is needed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test coverage check demo format messages requirements browser

VENV := .venv
PY := $(VENV)/bin/python
DEPLOYED = HTTPS=1 DEBUG=0 ALLOWED_HOSTS=portal.example SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp  ## Start the portal with a demonstration brigade; PORT=8001 chooses another port
	@exec env $(if $(PORT),PORT=$(PORT)) $(PY) -m config.serve --end-with-parent

demo: $(VENV)/run.stamp  ## Load the demonstration brigade into the database that DATABASE_URL names
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py load_demo

test: $(VENV)/dev.stamp browser  ## Run every test on SQLite, then again on PostgreSQL and a Redis server
	$(PY) -m pytest -n 3 --maxschedchunk 1
	$(PY) -m tests.servers $(PY) -m pytest -n 3 --maxschedchunk 1 -m "not browser"

coverage: $(VENV)/dev.stamp  ## Tell which lines no test reaches, the browser left out; fails below the share in pyproject.toml
	$(PY) -m pytest -n 2 -m "not browser" --cov --cov-report term:skip-covered

check: $(VENV)/dev.stamp  ## Lint, formatting, types, templates, layers, migrations, deployment settings, catalogues
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint --lint --quiet .
	$(VENV)/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(DEPLOYED) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m config.catalogues --check

format: $(VENV)/dev.stamp  ## Lay out the Python code and mend what can be mended by machine
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

messages: $(VENV)/run.stamp  ## Take new texts up into the catalogues, drop those that are gone, compile
	$(PY) -m config.catalogues

requirements: $(VENV)/made.stamp  ## Resolve the dependencies of pyproject.toml anew; addresses stay out of the files
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	$(PY) -m uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --quiet -o requirements.txt
	$(PY) -m uv pip compile pyproject.toml --group dev --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --quiet -c requirements.txt -o requirements-dev.txt

# The browser of the browser tests: installed where that is possible, missed loudly where it is not.
browser:
	@command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q . && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium and a Chinese font for the browser tests ..."; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-noto-cjk fontconfig; } >/dev/null && exit 0; \
	fi; \
	echo "!!! Chromium or a Chinese font is missing and cannot be installed from here." >&2; \
	echo "!!! As root: apt-get install chromium fonts-noto-cjk" >&2

$(VENV)/made.stamp:
	@for candidate in python3.11 python3 python; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Python 3.11 is needed (python3.11 or python3 on the PATH); found: $$(python3 -V 2>&1)" >&2; exit 1; fi; \
	$$found -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "$$found cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3.11-venv" >&2; exit 1; }
	@touch $@

$(VENV)/run.stamp: requirements.txt $(VENV)/made.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Engineering Tokens. `make` alone lists the targets; every builder of Sphinx is one too.

SHELL       := /bin/sh
PYTHON      ?= python3
SPHINXOPTS  ?= -W -n -j auto
BUILDDIR    ?= _build
VENV        := .venv
BIN         := $(VENV)/bin
CORES       := tests/shared tests/series/core tests/worksheet --ignore=tests/worksheet/test_page.py
UV          := $(shell command -v uv 2>/dev/null)

ifdef UV
make-venv = $(UV) venv -q --allow-existing --python $(PYTHON) $(1)
install   = $(UV) pip install -q --python $(1)/bin/python --require-hashes -r $(2)
else
make-venv = $(PYTHON) -m venv $(1)
install   = $(1)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $(2)
endif

.DEFAULT_GOAL := help
.PHONY: help html dirhtml test test-long check mutants neighbours new screenshots matrix lint format serve linkcheck record checked bench dist release locales schema lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "  make BUILDER      any other builder of Sphinx: epub, text, man, latexpdf, singlehtml, ..."

html: $(VENV)/.site  ## build the site into _build/html
	$(BIN)/sphinx-build -M $@ . $(BUILDDIR) $(SPHINXOPTS)

dirhtml: $(VENV)/.site  ## build the site with addresses that end in a slash
	$(BIN)/sphinx-build -M $@ . $(BUILDDIR) $(SPHINXOPTS)

test: $(VENV)/.dev  ## run every test that this machine has the programs for, and name the others
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term $(PYTESTOPTS)

test-long: $(VENV)/.dev  ## try the laws with many more examples, and what takes long
	$(BIN)/python -m pytest -n auto --hypothesis-profile=long -m "hypothesis or long" $(LONG) $(PYTESTOPTS)

check: lint  ## what the edit loop needs: style, types, and the tests of the cores
	$(BIN)/python -m pytest -q -n auto $(CORES) $(PYTESTOPTS)

mutants: $(VENV)/.dev $(VENV)/.mutants  ## change the cores at random places and count the changes that no test notices
	$(BIN)/python tests/mutants.py $(MUTANTOPTS)

# In an environment of their own: what they require is not for the site.
neighbours:  ## build small projects of many extensions of others, with ours and without
	$(call make-venv,$(BUILDDIR)/neighbours)
	$(call install,$(BUILDDIR)/neighbours,requirements/neighbours.txt)
	$(BUILDDIR)/neighbours/bin/python -m pytest -q -n auto -p recording tests/neighbours/suite.py $(PYTESTOPTS)

# Pythons of pyenv answer to their names only where they are chosen.
matrix: dist  ## test the wheel with all Pythons and versions of Sphinx (NOXOPTS="--list" names them)
	PYENV_VERSION="$$(pyenv versions --bare 2>/dev/null | grep -E '^3\.1[123]\.[0-9]+$$' | paste -sd: -)" \
		$(BIN)/nox $(NOXOPTS)

lint: $(VENV)/.dev  ## check style, types and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=_ext $(BIN)/lint-imports

format: $(VENV)/.dev  ## format the code and mend what ruff can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

serve: $(VENV)/.dev  ## build at every change and reload the browser; drafts are shown (SERVEOPTS=--help)
	PYTHONPATH=_ext $(BIN)/python -m sphinx_series serve --out $(BUILDDIR)/serve $(SERVEOPTS)

linkcheck: $(VENV)/.site  ## ask every external link whether it still answers
	$(BIN)/sphinx-build -M $@ . $(BUILDDIR) $(SPHINXOPTS)

new: $(VENV)/.site  ## write a new post, as a draft: make new TITLE="..." NEWOPTS="--topic go"
	PYTHONPATH=_ext $(BIN)/python -m sphinx_series new "$$TITLE" $(NEWOPTS)

record: html  ## add all addresses and names that the site publishes now to its ledger and its names
	PYTHONPATH=_ext $(BIN)/python -m sphinx_series urls --record $(BUILDDIR)/html
	PYTHONPATH=_ext $(BIN)/python -m sphinx_series names --record $(BUILDDIR)/html

checked: $(VENV)/.dev  ## say anew in about/checked.md what is done to each block of code
	PYTHONPATH=_ext:tests:tests/support $(BIN)/python -m content.treatment

screenshots: html $(VENV)/.dev  ## take the pictures of the README anew (needs chromium)
	PYTHONPATH=tests/support $(BIN)/python tests/site/screenshots.py $(BUILDDIR)/html about/pictures

bench: $(BIN)/python  ## measure builds of generated sites (BENCHOPTS=--help lists the options)
	$(BIN)/python benchmarks/run.py $(BENCHOPTS)

dist: $(VENV)/.dev  ## build the wheel and the source distribution into dist/
	rm -rf dist
	$(BIN)/hatchling build

release: $(VENV)/.dev  ## check everything, build dist/, and tag the version that CHANGELOG.md names
	$(BIN)/python release.py check
	$(MAKE) lint test matrix
	$(BIN)/python release.py tag

locales: $(VENV)/.dev  ## collect the words of the extensions, and compile their translations
	@for name in sphinx_pagefind sphinx_series sphinx_worksheet; do set -e; \
		pot=_ext/$$name/locales/$$name.pot; \
		$(BIN)/pybabel -q extract --omit-header --no-location --sort-output -o $$pot _ext/$$name; \
		$(BIN)/pybabel -q update --ignore-pot-creation-date --no-fuzzy-matching -D $$name -i $$pot -d _ext/$$name/locales; \
		$(BIN)/pybabel -q compile -D $$name -d _ext/$$name/locales; \
	done

schema: $(VENV)/.dev  ## write the JSON Schema of front matter for editors
	$(BIN)/python -c "from sphinx_series.core.sources import schema; print(schema.text(), end='')" \
		> front-matter.schema.json.new
	mv front-matter.schema.json.new _ext/sphinx_series/front-matter.schema.json

lock:  ## pin the requirements anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--custom-compile-command 'make lock' --group site -o requirements/site.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--custom-compile-command 'make lock' --group dev -c requirements/site.txt -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--custom-compile-command 'make lock' --group mutants -c requirements/dev.txt -o requirements/mutants.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--custom-compile-command 'make lock' --group neighbours -c requirements/dev.txt -o requirements/neighbours.txt

clean:  ## remove what builds and tests made (.venv stays)
	rm -rf $(BUILDDIR) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .nox .coverage dist

# The environment is made when it is missing, and completed when the pins changed.
$(BIN)/python:
	$(call make-venv,$(VENV))

$(VENV)/.%: requirements/%.txt | $(BIN)/python
	$(call install,$(VENV),$<)
	@touch $@

# Any other word is the name of a builder, as in Sphinx's own Makefile.
Makefile: ;
requirements/%.txt: ;

%: $(VENV)/.site
	$(BIN)/sphinx-build -M $@ . $(BUILDDIR) $(SPHINXOPTS)

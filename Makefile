# Runs the tools of the environment it is called in: `pip install -e '.[dev]'` first.
PYTHON ?= python3

.PHONY: check format lint types contracts test screenshots bench

check: format lint types contracts test

format:
	$(PYTHON) -m ruff format --check .

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy

contracts:
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test:
	$(PYTHON) -m pytest -n auto

screenshots:
	$(PYTHON) -m screenshots.make

bench:
	$(PYTHON) -m bench

# Runs the tools of the environment it is called in: `pip install -e '.[dev]'` first.
PYTHON ?= python3

.PHONY: check format lint types contracts test screenshots bench soak leaks flood fuzz messages

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

# BENCH="--scenario mesh --calm 20" fills the tables piece by piece; BENCH=--list names the pieces.
bench:
	$(PYTHON) -m bench $(BENCH)

# An hour of joins, messages, history, reconnects and slow readers; prints memory and descriptors.
soak:
	$(PYTHON) -m bench.soak --minutes 60

# What the client holds after 10,000 channel switches, 1,000 changes of focus, and 300 screens.
leaks:
	$(PYTHON) -m bench.leaks

# A thousand hostile connections beside fifty people.
flood:
	$(PYTHON) -m bench.flood

# RUNS executions of each coverage-guided target.
fuzz:
	for target in message framing text header words configuration websocket session keyboard core doctor tail send; do \
		$(PYTHON) -m tests.fuzz $$target -runs=$${RUNS:-100000} || exit 1; \
	done

# Collects every string that people read into the catalogues, and compiles them.
messages:
	$(PYTHON) -m tests.client.catalogues --missing

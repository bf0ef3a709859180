# Runs the tools of the environment it is called in; the README says how to make one.
PYTHON ?= python3
UV ?= $(PYTHON) -m uv
# Of the suite, at once.
WORKERS ?= auto

.PHONY: check format lint types contracts test conformance clients newest lowest lock package manual \
	screenshots bench soak leaks flood visitors fuzz cluster-faults messages class

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
	$(PYTHON) -m pytest -n $(WORKERS)

# The suite with the newest and with the lowest versions that pyproject.toml allows, each in an
# environment of its own that is thrown away.
newest: RESOLUTION = highest
lowest: RESOLUTION = lowest-direct
newest lowest:
	environment=$$(mktemp -d) && trap 'rm -rf "$$environment"' EXIT && \
	$(UV) venv --quiet --clear --python $(PYTHON) "$$environment" && \
	$(UV) pip install --quiet --python "$$environment" --resolution $(RESOLUTION) -e '.[dev]' && \
	"$$environment/bin/python" -m pytest -n $(WORKERS)

# What was tested is what is installed: each version with the hashes of its files, for Python 3.11
# and newer on every system. Versions stay as they are where they can; make lock UPGRADE=--upgrade
# takes the newest. lock/run.txt is the part of it that tui-chat itself needs.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml
lock:
	$(COMPILE) --extra dev $(UPGRADE) --output-file lock/dev.txt
	$(COMPILE) --extra keyring --extra metrics --extra pictures --constraint lock/dev.txt --output-file lock/run.txt

# The source archive and the wheel, looked at as PyPI does.
package:
	$(PYTHON) -m build --no-isolation
	$(PYTHON) -m twine check --strict dist/*

# The man page, made of what --help says.
manual:
	$(PYTHON) -m tests.packaging.manual

# irctest's tests: IRCTEST is a checkout of github.com/progval/irctest, IRCTEST_PYTHON has what it needs.
IRCTEST_PYTHON ?= $(PYTHON)
conformance:
	$(PYTHON) -m tests.conformance.run $(IRCTEST) --python $(IRCTEST_PYTHON) $(if $(JOBS),--jobs $(JOBS)) $(WRITE)

# WeeChat, irssi; Limnoria and irc of PyPI where CLIENTS_PYTHON has them; irc-framework and ws of npm
# where they were installed in CLIENTS_NODE: those that are here.
CLIENTS_PYTHON ?= $(PYTHON)
CLIENTS_NODE ?= .
clients:
	$(PYTHON) -m tests.clients --python $(CLIENTS_PYTHON) --node $(CLIENTS_NODE)

# A teacher hosts in tmux, thirty students come in, two misbehave.
class:
	$(PYTHON) -m tests.classroom

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

# Kills and stops nodes and engines of a network of three, under load; then each of two servers and
# a witness.
ROUNDS ?= 20
cluster-faults:
	$(PYTHON) -m tests.durability.cluster --rounds $(ROUNDS)
	$(PYTHON) -m tests.durability.two_servers_and_witness

# A thousand hostile connections beside fifty people.
flood:
	$(PYTHON) -m bench.flood

# Thirty people with our client on this machine, beside fifty others; VISITORS="--door ssh" and more.
visitors:
	$(PYTHON) -m bench.visitors $(VISITORS)

# RUNS executions of each coverage-guided target.
fuzz:
	for target in message framing text header words configuration websocket session keyboard core store doctor tail send; do \
		$(PYTHON) -m tests.fuzz $$target -runs=$${RUNS:-100000} || exit 1; \
	done

# Collects every string that people read into the catalogues, and compiles them.
messages:
	$(PYTHON) -m tests.client.catalogues --missing

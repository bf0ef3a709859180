"""ARCHITECTURE.md is true: what it names exists, and where it says."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "ARCHITECTURE.md"
MOST_WORDS: Final = 30
RECIPES: Final = {
    "A server command": [("tui_chat/server/core/commands/", "@command(")],
    "A capability": [
        ("tui_chat/wire/capability_enum.py", "class Capability("),
        ("tui_chat/server/core/state/capability_offers.py", "Capability."),
        ("tui_chat/wire/downgrade.py", "Capability."),
        ("tui_chat/client/session/registration/negotiation.py", "WANTED: Final"),
    ],
    "A message that the client understands": [
        ("tui_chat/client/session/", "@on("),
        ("tui_chat/client/session/session.py", "from tui_chat.client.session.messages import"),
        ("tui_chat/client/events.py", "class Event("),
    ],
    "A slash command": [
        ("tui_chat/client/commands/", "@command("),
        ("tui_chat/client/commands/command_table_and_parser.py", "TABLE: Final"),
        ("tui_chat/client/commands/__init__.py", "MODULES ="),
    ],
    "A setting": [
        ("tui_chat/server/config/config_schema.py", "forbid_unknown_fields=True"),
        ("tui_chat/client/config/config_schema.py", "forbid_unknown_fields=True"),
        ("tui_chat/server/config/checks.py", "def check_values("),
        ("tui_chat/server/core/settings.py", "class Settings("),
    ],
    "A key": [
        ("tui_chat/client/keys.py", "KEYS: Final = ("),
        ("tui_chat/client/keys.py", "LOG_KEYS: Final = ("),
        ("tui_chat/client/screens/chat/buffer_navigation.py", "def actions("),
    ],
    "A command of the command line": [
        ("tui_chat/cli/server_commands.py", "COMMANDS: Final"),
        ("tui_chat/cli/client_commands.py", "COMMANDS: Final"),
    ],
    "A screen": [("tui_chat/client/screens/", "Screen[")],
    "A part of the chat screen": [
        ("tui_chat/client/screens/chat/requests_to_app.py", "(Message, namespace="),
        ("tui_chat/client/screens/chat/chat_screen_interface.py", "class ChatView("),
    ],
    "A transport": [
        ("tui_chat/server/transport/layer.py", "class Layer("),
        ("tui_chat/server/transport/websocket.py", "(Layer)"),
        ("tui_chat/server/transport/connection_factory.py", "WebSocketLayer("),
    ],
    "A door": [
        ("tui_chat/server/doors/web_session.py", "Visit("),
        ("tui_chat/server/doors/web_session.py", "Terminal("),
        ("tui_chat/server/doors/ssh_and_web_doors.py", "WebDoor("),
    ],
    "Something kept over restarts": [
        ("tui_chat/server/core/channels/registered_channels.py", "Keep("),
        ("tui_chat/server/core/channels/registered_channels.py", "@restores("),
    ],
    "A line in the operator's log": [
        ("tui_chat/server/core/effects.py", "class Log("),
        ("tui_chat/server/engine/client_event_audit_log.py", "Log"),
    ],
    "A limit on attempts": [
        ("tui_chat/server/core/state/attempt_limits.py", "class AttemptLimit"),
        ("tui_chat/server/core/accounts/password_requests_and_checks.py", ".wait("),
    ],
    "Slow work": [
        ("tui_chat/server/core/messages/history_request_types.py", "(Request"),
        ("tui_chat/server/core/commands/messages/search.py", "Ask("),
        ("tui_chat/server/core/commands/messages/search.py", "@answered("),
        ("tui_chat/server/workers/storage_setup_and_threads.py", ".answer_with("),
    ],
}
"""For each recipe, what has to stand in the files that it names."""

_PATH: Final = re.compile(r"\b(?:tui_chat|tests|bench|screenshots)/[\w./-]*")
_QUOTED: Final = re.compile(r"`(@?[A-Za-z_]+)`")
_DEFINITION: Final = re.compile(
    r"^ *(?:(?:async )?def|class) (\w+)|^ *([A-Za-z_]+)(?:: | = )", re.MULTILINE
)


def text_of(path: Path) -> str:
    """A file, or all Python files of a folder."""
    if path.is_dir():
        return "\n".join(file.read_text() for file in sorted(path.rglob("*.py")))
    return path.read_text() if path.exists() else ""


def section(title: str) -> str:
    """What stands under a heading of the page."""
    _, heading, rest = PAGE.read_text().partition(f"\n## {title}\n")
    assert heading, (
        f'ARCHITECTURE.md has no section "{title}"; tests/test_architecture.py reads it.'
    )
    return rest.partition("\n## ")[0]


def recipes() -> dict[str, str]:
    """The recipes of the page by their titles."""
    found = re.split(r"^- \*\*(.+?)\*\*", section("Where a new thing goes"), flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


@cache
def defined() -> frozenset[str]:
    """The names of functions, classes, constants and attributes of the program."""
    found = _DEFINITION.findall(text_of(ROOT / "tui_chat"))
    return frozenset(name for names in found for name in names if name)


def missing_paths(page: Path) -> Iterator[str]:
    for path in sorted(set(_PATH.findall(page.read_text()))):
        if not (ROOT / path.rstrip(".")).exists():
            yield path


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "README.md", "CHANGELOG.md", "SECURITY.md"])
def test_every_path_exists(name: str) -> None:
    missing = list(missing_paths(ROOT / name))
    assert not missing, (
        f"{name} names what is not there: {', '.join(missing)}. "
        f"If you moved or renamed it, write its new path into {name}."
    )


def test_every_name_in_code_quotes_is_defined() -> None:
    names = {name.removeprefix("@") for name in _QUOTED.findall(PAGE.read_text())}
    missing = sorted(names - defined())
    assert not missing, (
        f"ARCHITECTURE.md names {', '.join(missing)}, which tui_chat does not define. "
        "If you renamed it, write its new name into ARCHITECTURE.md."
    )


@pytest.mark.parametrize(
    "side", ["tui_chat", "tui_chat/server", "tui_chat/server/core", "tui_chat/client"]
)
def test_every_package_has_its_line(side: str) -> None:
    packages = (file.parent for file in (ROOT / side).glob("*/__init__.py"))
    named = section("The picture")
    missing = sorted(
        f"{side}/{package.name}/" for package in packages if f"{side}/{package.name}/" not in named
    )
    assert not missing, (
        f"ARCHITECTURE.md does not say what is in {', '.join(missing)}: "
        'add a line to the table in "The picture".'
    )


def test_the_recipes_are_those_that_are_checked() -> None:
    assert recipes().keys() == RECIPES.keys(), (
        'The recipes in "Where a new thing goes" of ARCHITECTURE.md and RECIPES in '
        "tests/test_architecture.py must have the same titles: add what the new recipe promises."
    )


@pytest.mark.parametrize(
    ("title", "path", "words"),
    [(title, *promise) for title, promises in RECIPES.items() for promise in promises],
)
def test_a_recipe_leads_to_the_right_file(title: str, path: str, words: str) -> None:
    assert path in recipes().get(title, ""), (
        f'The recipe "{title}" in ARCHITECTURE.md does not name {path}. If the file moved, '
        "change its path there and in RECIPES in tests/test_architecture.py."
    )
    assert words in text_of(ROOT / path), (
        f'The recipe "{title}" in ARCHITECTURE.md leads to {path}, but "{words}" does not stand '
        "there. Change the recipe, and RECIPES in tests/test_architecture.py, to say where a new "
        "one goes now."
    )


def test_the_glossary_is_short() -> None:
    words = [line for line in section("Glossary").splitlines() if line.startswith("| ")][1:]
    assert 0 < len(words) <= MOST_WORDS, (
        f"The glossary of ARCHITECTURE.md has {len(words)} words; {MOST_WORDS} is the most that "
        "somebody reads. Leave out one that the code explains."
    )

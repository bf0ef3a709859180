"""What we never show is not waited for, and can be had all the same."""

import subprocess
import sys

import pytest

from tui_chat.client.app import ChatApp
from tui_chat.client.screens.server_picker import StartApp
from tui_chat.client.textual_compat.unused_imports import leaving_out

BEGINNING = """
import sys
from tui_chat.client.textual_compat.unused_imports import leaving_out
with leaving_out():
    import tui_chat.client.screens.chat.chat, tui_chat.client.app
"""


def python(program: str) -> str:
    """What a program prints that begins where nothing is imported yet."""
    command = [sys.executable, "-c", BEGINNING + program]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    "name", ["textual.command", "textual.types", "textual.widgets._select", "rich.table"]
)
def test_the_chat_is_imported_without_it(name: str) -> None:
    assert python(f"print({name!r} in sys.modules)") == "False"


def test_who_wants_it_afterwards_has_it() -> None:
    assert python("from textual.command import Hit; print(Hit(1, 'a', print).score)") == "1"
    assert python("from rich.table import Table; print(Table('a', 'b').columns[1].header)") == "b"


def test_what_was_imported_before_stays() -> None:
    import textual.command  # noqa: PLC0415 - before

    with leaving_out():
        from textual.command import Hit  # noqa: PLC0415 - meanwhile
    assert sys.modules["textual.command"] is textual.command
    assert Hit is textual.command.Hit


@pytest.mark.parametrize("app", [ChatApp, StartApp])
def test_no_application_of_ours_shows_the_palette(app: type[ChatApp | StartApp]) -> None:
    assert not app.ENABLE_COMMAND_PALETTE

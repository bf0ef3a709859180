"""What a visitor may do with the client that runs on the server's machine, and what is closed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events
from textual.app import App

from tests.client.stage import Stage, staged
from tui_chat.client.commands import TABLE
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.connect.server_address import Address
from tui_chat.client.files.file_host import FileHost
from tui_chat.client.keys import KEYS, LOG_KEYS
from tui_chat.client.screens.chat.requests_to_app import ServerAsked
from tui_chat.client.visitor_permissions import EVERYTHING, VISITOR, Abilities

CLOSED_COMMANDS = {"connect", "disconnect", "invitation", "set", "share", "unshare", "upload"}
CLOSED_ACTIONS = {"editor", "invitation", "picture", "suspend"}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A visitor in #lobby."""
    async with staged(ui=UiOptions(abilities=VISITOR)) as stage:
        await stage.enters()
        yield stage


def test_nothing_is_allowed_by_default() -> None:
    assert not Abilities().allow_command("join")
    assert not Abilities().allow_action("help")
    assert not Abilities().own_machine


def test_each_command_is_either_allowed_or_closed() -> None:
    """A new one has to be named in VISITOR, or here."""
    names = {command.name for command in TABLE}
    assert VISITOR.commands is not None
    assert names - VISITOR.commands == CLOSED_COMMANDS
    assert VISITOR.commands <= names


def test_each_key_is_either_allowed_or_closed() -> None:
    actions = {key.action for key in (*KEYS, *LOG_KEYS) if key.action}
    assert VISITOR.actions is not None
    assert actions - VISITOR.actions == CLOSED_ACTIONS
    assert VISITOR.actions - actions == {"place_number"}  # Alt and a digit, nine keys in one row


def test_at_their_own_machine_people_may_do_everything() -> None:
    assert all(EVERYTHING.allow_command(command.name) for command in TABLE)
    assert all(EVERYTHING.allow_action(key.action) for key in (*KEYS, *LOG_KEYS))


@pytest.mark.parametrize("name", sorted(CLOSED_COMMANDS))
async def test_a_closed_command_does_nothing(stage: Stage, name: str) -> None:
    await stage.submits(f"/{name} irc.example.org 6667")
    assert stage.shows(f"/{name} is not available to visitors.")
    assert len(stage.app.connections) == 1
    assert stage.sent() == []


@pytest.mark.parametrize("name", sorted(CLOSED_ACTIONS))
async def test_a_closed_action_does_nothing(
    stage: Stage, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(App, "suspend", lambda _app: pytest.fail("a shell was opened"))
    await stage.app.chat.action_do(name)
    await stage.settles()
    assert stage.shows("not available to visitors")
    assert name not in {key.action for key in stage.app.chat.keys}


async def test_what_is_closed_is_neither_shown_nor_offered(stage: Stage) -> None:
    await stage.presses("f1")
    await stage.types("/")
    shown = "\n".join(stage.rows())
    for _ in range(6):
        await stage.presses("pagedown")
        shown += "\n".join(stage.rows())
    assert "/join" in shown
    assert not [name for name in CLOSED_COMMANDS if f"/{name}" in shown]
    await stage.presses("escape", "f2")
    await stage.types("set")
    assert not stage.shows("/set")


async def test_there_is_no_way_to_another_server(stage: Stage) -> None:
    stage.app.chat.post_message(ServerAsked(Address("irc.example.org")))
    await stage.settles()
    assert len(stage.app.connections) == 1


async def test_a_link_is_copied_and_not_opened_here(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_a: pytest.fail("it was opened here"))
    copied: list[str] = []
    monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
    await stage.hears(":bia!b@h PRIVMSG #lobby :see https://example.org/x")
    await stage.presses("ctrl+s", "o")
    assert copied == ["https://example.org/x"]


async def test_a_pasted_path_tells_nothing_of_the_files_here(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("secret")
    monkeypatch.setattr("tui_chat.client.screens.chat.attachments.uploads.local_file", pytest.fail)
    monkeypatch.setattr(FileHost, "url", "https://chat.example/files")
    stage.app.chat.composer._forward_event(events.Paste(str(file)))
    await stage.settles()
    assert not stage.shows("Send the file")
    await stage.presses("enter")
    assert any("secret.txt" in line for line in stage.sent())

from pathlib import Path

import pytest

from tests.server.world import World
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Event
from tui_chat.server.core.registry import COMMANDS
from tui_chat.server.recording.recording import Recording
from tui_chat.server.recording.replay import replay


@pytest.fixture
def file(net: World, tmp_path: Path) -> Path:
    path = tmp_path / "recording"
    recording = Recording(path, net.node.network.settings)
    net.node.record(recording.add)
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("TOPIC #tea :news")
    bob.drops()
    net.settle()
    recording.close()
    return path


def no_failure(_line: int, _event: Event, error: Exception) -> None:
    raise error


def test_it_ends_where_the_server_was(net: World, file: Path) -> None:
    _, network, count = replay(file, no_failure)
    assert network.snapshot() == net.node.network.snapshot()
    assert count == len(file.read_bytes().splitlines()) - 1


def test_an_event_that_fails_is_told_and_the_others_go_on(
    net: World, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def topic(ctx: Context) -> None:
        raise ZeroDivisionError(ctx.param(0))

    monkeypatch.setitem(COMMANDS, "TOPIC", COMMANDS["TOPIC"]._replace(handler=topic))
    failures: list[tuple[int, str]] = []

    def tell(line: int, _event: Event, error: Exception) -> None:
        failures.append((line, type(error).__name__))

    _, network, _ = replay(file, tell)
    lines = file.read_bytes().splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if b'"TOPIC"' in text)
    assert failures == [(line, "ZeroDivisionError")]
    assert network.users.keys() == net.node.network.users.keys()

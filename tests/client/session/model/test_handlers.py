"""Which function of the session handles what."""

import ast
from pathlib import Path

import pytest

from tests.client.session.talk import NOON, Talk
from tui_chat.client.session.model import handlers
from tui_chat.client.session.model.handlers import on, on_batch
from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.message import Message

SESSION = Path(__file__).parents[4] / "tui_chat/client/session"


def test_a_message_with_too_few_parameters_is_not_handled(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "HANDLERS", table := dict(handlers.HANDLERS))
    heard: list[int] = []

    @on("998", "999", least=2)
    def note(_state: State, incoming: Incoming) -> None:
        heard.append(incoming.count)

    assert table["998"] == table["999"] == (2, note)
    monkeypatch.setattr("tui_chat.client.session.session.HANDLERS", table)
    for line in ("998", "999 a", "998 a b", "999 a b c"):
        talk.session.receive(Message.parse(line.encode()), NOON)
    assert heard == [2, 3]


def test_a_batch_of_several_kinds_has_one_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    table: dict[str, handlers.BatchHandler] = {}
    monkeypatch.setattr(handlers, "BATCH_HANDLERS", table)

    @on_batch("one", "two")
    def note(_state: State, _batch: Batch) -> None: ...

    assert table == {"one": note, "two": note}


def test_no_message_has_two_handlers() -> None:
    """The later one would take the place of the first without a word."""
    found: list[str] = []
    for file in SESSION.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"on", "on_batch"}:
                found += [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
    assert len(found) > 100
    assert sorted(found) == sorted(set(found))

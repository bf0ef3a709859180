"""A process that applies logs: for each line with a `Story` it prints a line with its `Ending`."""

import hashlib
import sys
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from tests.property.test_network_property import SETTINGS
from tui_chat.server.core.effects import Effect
from tui_chat.server.core.event_codec import decode
from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.engine.node import Node

Entries = list[tuple[Millis, str]]
"""Events of a log as they were written, each with its time."""


class Story(msgspec.Struct):
    """A dumped state, and what is in the log behind it."""

    state: bytes
    entries: Entries


class Ending(msgspec.Struct):
    """Hashes of the state at the end of a story, and of all effects on the way."""

    state: str
    effects: str


class _Ear:
    """Hears the effects that a node carries out."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor
        self.heard = hashlib.sha256()

    def carry_out(self, effects: list[Effect], at: Millis) -> None:
        self.heard.update(f"{at} {effects!r}\n".encode())
        self._executor.carry_out(effects, at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._executor, name)


class Replica:
    """A node without clients that applies a log."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.node = Node(settings, lambda _act: None)

    def apply(self, entries: Iterable[tuple[Millis, str]]) -> Ending:
        """Apply these, and tell how that ended."""
        applier = self.node._applier
        ear = applier._executor = _Ear(applier._executor)  # type: ignore[assignment]
        for at, line in entries:
            self.node.apply_foreign(replace(decode(line.encode()), at=at))
        applier._executor = ear._executor
        state = hashlib.sha256(dump(self.node.network)).hexdigest()
        return Ending(state, ear.heard.hexdigest())


def _main() -> None:
    for line in sys.stdin.buffer:
        story = msgspec.json.decode(line, type=Story)
        replica = Replica()
        replica.node.load(story.state)
        sys.stdout.buffer.write(msgspec.json.encode(replica.apply(story.entries)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _main()

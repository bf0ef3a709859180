"""Fakes for testing layers without sockets: the layer above, the one below, the timers."""

import asyncio
from collections.abc import Callable
from typing import cast


class Above(asyncio.Protocol):
    """Records the calls that it gets from below."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.told.append(f"made with {type(transport).__name__}")

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append(f"lost: {exc}")

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")


class Below:
    """Records the calls that it gets from above."""

    def __init__(self) -> None:
        self.ordered: list[str] = []
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data

    def __getattr__(self, name: str) -> object:
        return lambda *_words: self.ordered.append(name)

    @property
    def transport(self) -> asyncio.Transport:
        """The same, as a layer takes it."""
        return cast("asyncio.Transport", self)


class Timers:
    """A loop whose timers a test fires by hand."""

    def __init__(self) -> None:
        self.due: list[Callable[[], object]] = []

    def call_later(self, _seconds: float, act: Callable[[], object]) -> "Timers":
        self.due.append(act)
        return self

    def call_soon(self, act: Callable[[], object]) -> None:
        self.due.append(act)

    def time(self) -> float:
        return 0.0

    def cancel(self) -> None:
        self.due.clear()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The same, as a layer takes it."""
        return cast("asyncio.AbstractEventLoop", self)

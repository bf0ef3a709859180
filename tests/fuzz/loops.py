"""A loop and a socket that live in memory: time passes only when told."""

import asyncio
from collections.abc import Callable
from typing import Any


class Clock:
    """What a connection needs of an event loop."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pending: list[Callable[[], Any]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, act: Callable[..., Any], *values: Any) -> None:
        self.pending.append(lambda: act(*values))

    def call_later(self, seconds: float, act: Callable[..., Any], *values: Any) -> asyncio.Handle:
        if not seconds:
            self.call_soon(act, *values)
        return _NEVER  # nothing here lasts so long

    def run(self) -> None:
        """End the tick."""
        while self.pending:
            pending, self.pending[:] = self.pending[:], []
            for act in pending:
                act()


class _Never(asyncio.Handle):
    def __init__(self) -> None: ...

    def cancel(self) -> None: ...

    def __repr__(self) -> str:
        return "never"


_NEVER = _Never()


class Wire(asyncio.Transport):
    """A socket that remembers what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closing = False

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closing = True

    abort = close

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("203.0.113.7", 50000) if name == "peername" else default

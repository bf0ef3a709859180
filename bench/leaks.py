"""What the client keeps that it should not: `python -m bench.leaks`.

Headless, without a server: thousands of switches from channel to channel while messages come, of
changes of focus, and of screens opened and closed. Behind each a line tells how many objects of
each of our kinds and Textual's there are more, and how much memory. The first round only fills
caches; after that nothing may grow. The exit status is 1 if something does.
"""

import argparse
import asyncio
import gc
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from textual import events
from textual.pilot import Pilot

from bench.process import memory_kb
from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.wire.message import Message

CHANNELS: Final = 20
LINES: Final = 300
"""In each channel, before it begins."""
SWITCHES: Final = 10_000
FOCUSES: Final = 1_000
SCREENS: Final = 300
WARM: Final = 10
"""The first round is that much shorter."""
ALLOWED: Final = 50
"""Objects of one kind that may come and go by chance: a timer, a message, a full cache."""
ALLOWED_KB: Final = 2_048
_TALK_EVERY: Final = 5
_AT_ONCE: Final = 5
"""Keys before the screen is waited for, which takes longer than all that they do."""
_AT: Final = 1_800_000_000.0
_OURS: Final = ("tui_chat.", "textual.", "rich.", "asyncio.", "_asyncio.")


class Offline(ChatApp):
    """Connects nowhere: what a server would say comes from us."""

    def connect(self, connection: Connection) -> None:
        """Do nothing."""


@dataclass
class Holding:
    """What the process holds: kB, and objects by the names of their kinds."""

    kb: int
    objects: Counter[str] = field(default_factory=Counter)

    @classmethod
    def now(cls) -> "Holding":
        """As it is, once all garbage is collected."""
        for _ in range(3):
            gc.collect()
        kinds = Counter(map(_kind, gc.get_objects()))
        return cls(memory_kb(os.getpid()), Counter({k: n for k, n in kinds.items() if k}))

    def grown_since(self, before: "Holding", allowed: int = ALLOWED) -> dict[str, int]:
        """The kinds of which there are more than chance explains, and how many more."""
        more = self.objects - before.objects
        return {kind: count for kind, count in more.items() if count > allowed}


def _kind(thing: object) -> str:
    if isinstance(thing, asyncio.TimerHandle) and thing.cancelled():
        return ""  # asyncio throws cancelled timers away when there are many
    kind = type(thing)
    name = f"{kind.__module__}.{kind.__qualname__}"
    return name if name.startswith(_OURS) else ""


class User:
    """Somebody who uses the client without rest."""

    def __init__(self, app: Offline, pilot: Pilot[None]) -> None:
        self._app = app
        self._pilot = pilot
        self._said = 0

    async def enter(self) -> None:
        """Be in every channel, each with something to read."""
        self._take([":irc 001 zed :Welcome", ":irc 422 zed :No message of the day"])
        await self._pilot.pause()
        for number in range(CHANNELS):
            self._take(
                [
                    f":zed!z@h JOIN #c{number}",
                    f":irc 353 zed = #c{number} :zed @ana bia caio",
                    f":irc 366 zed #c{number} :End",
                ]
            )
        for _ in range(CHANNELS * LINES):
            self._talk()
        await self._pilot.pause()

    async def switch(self, times: int) -> None:
        """Go from channel to channel while people talk."""
        for number in range(times):
            if number % _TALK_EVERY == 0:
                self._talk()
            self._app.simulate_key("ctrl+n" if number % 50 else "ctrl+p")
            if number % _AT_ONCE == 0:
                await self._pilot.pause()
        await self._pilot.pause()

    async def change_focus(self, times: int) -> None:
        """Into the log and back to the input; to another window and back."""
        for number in range(times):
            if number % 2:
                self._app.post_message(events.AppBlur())
                self._talk()
                await self._pilot.pause()
                self._app.post_message(events.AppFocus())
                await self._pilot.pause()
            else:
                await self._press("ctrl+s", "k", "escape")

    async def open_screens(self, times: int) -> None:
        """The switcher, the help, the palette, the search; each is closed again."""
        for number in range(times):
            await self._press(("ctrl+g", "f1", "f2", "ctrl+f")[number % 4], "escape")

    async def _press(self, *keys: str) -> None:
        for key in keys:
            self._app.simulate_key(key)
            await self._pilot.pause()

    def _take(self, lines: Sequence[str]) -> None:
        connection = self._app.connections[0]
        for line in lines:
            happened = connection.session.receive(Message.parse(line.encode()), _AT + self._said)
            self._app.chat.hear(connection, happened)
        connection.session.take_outgoing()

    def _talk(self) -> None:
        self._said += 1
        place = f"#c{self._said % CHANNELS}"
        name = "zed, " if self._said % 100 == 0 else ""
        self._take([f":ana!a@h PRIVMSG {place} :{name}what do you think of number {self._said}?"])


@asynccontextmanager
async def using() -> AsyncIterator[User]:
    """Somebody in all channels."""
    app = Offline(ClientOptions("chat.example", nick="zed"))
    async with app.run_test(size=(110, 40)) as pilot:
        await pilot.pause()
        user = User(app, pilot)
        app.connections[0].session.connected()
        await user.enter()
        yield user


async def growth(
    do: Callable[[int], Awaitable[None]], times: int, allowed: int = ALLOWED
) -> tuple[dict[str, int], int, int]:
    """What there is more of after doing something: objects, kB before, and kB after."""
    await do(max(1, times // WARM))
    before = Holding.now()
    await do(times)
    after = Holding.now()
    return after.grown_since(before, allowed), before.kb, after.kb


async def run(scale: float) -> int:
    """Do all of it, and tell; gives the exit status."""
    status = 0
    async with using() as user:
        for name, do, times in (
            ("channel switches", user.switch, SWITCHES),
            ("changes of focus", user.change_focus, FOCUSES),
            ("screens opened", user.open_screens, SCREENS),
        ):
            count = max(1, round(times * scale))
            more, kb, kb_after = await growth(do, count)
            leaks = bool(more) or kb_after - kb > ALLOWED_KB
            status |= leaks
            said = ", ".join(f"{kind} +{number}" for kind, number in sorted(more.items()))
            sys.stdout.write(
                f"{count:6} {name:17} {kb / 1024:6.1f} MB -> {kb_after / 1024:6.1f} MB  "
                f"{said or 'no objects more'}{'  LEAK' if leaks else ''}\n"
            )
            sys.stdout.flush()
    return status


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.leaks")
    parser.add_argument("--scale", type=float, default=1.0, help="a part of it all, as 0.1")
    return asyncio.run(run(parser.parse_args().scale))


if __name__ == "__main__":
    sys.exit(main())

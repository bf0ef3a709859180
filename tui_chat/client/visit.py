"""A server without a screen: come in, wait for what happens, leave."""

import asyncio
import sys
import time
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from tui_chat import standard_output
from tui_chat.client import signals
from tui_chat.client.buffers import Buffer
from tui_chat.client.events import (
    Disconnected,
    Event,
    LagMeasured,
    LoginFailed,
    NickRefused,
    PasswordRefused,
    Refused,
    Registered,
)
from tui_chat.client.i18n import _
from tui_chat.client.link import Link
from tui_chat.client.options import ClientOptions
from tui_chat.client.session import Session

PATIENCE: Final = 30.0
"""Seconds that a server has to answer what no person could wait longer for."""
INTERRUPTED: Final = 130
"""The exit status of what Ctrl+C ended, as shells have it."""

E = TypeVar("E", bound=Event)


class VisitError(Exception):
    """What was wanted cannot be had; the text is one sentence that says why."""


class Visit:
    """`async with Visit(options) as visit`: the server has taken us in; at the end we leave.

    `insist` on the nickname of the options: else one near it will do. Entering, and every
    waiting, raises VisitError when the server cannot be reached or goes away.
    """

    def __init__(self, options: ClientOptions, *, insist: bool = False) -> None:
        self.options = options
        self.session = Session(options.profile(), options.host)
        self.link = Link(
            self.session, options.host, options.port, on_events=self._take, door=options.door()
        )
        self.stays = False
        """Whether a lost connection is waited for to come back."""
        self._insist = insist
        self._news: asyncio.Queue[Event | None] = asyncio.Queue()
        self._trouble = ""
        self._answers = 0
        self.refusal = ""
        """The last thing that was refused, in words."""

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self.link.run())
        self._running.add_done_callback(lambda _task: self._news.put_nowait(None))
        try:
            await self.until(Registered)
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._leave()

    async def _leave(self) -> None:
        await self.link.close()
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    # Waiting

    async def until(self, kind: type[E]) -> E:
        """The next event of that kind."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    event = await self.next()
                    if isinstance(event, kind):
                        return event
        except TimeoutError:
            text = _("{host} does not answer.").format(host=self.options.host)
            raise VisitError(self._trouble or text) from None

    async def next(self) -> Event:
        """The next event, however long it takes."""
        event = await self._news.get()
        if event is None:
            raise VisitError(self._trouble)
        return event

    async def settle(self) -> None:
        """Wait until the server has answered all that was said to it."""
        while not self.session.ping(time.time()):
            await self.until(Event)
        answers = self._answers
        self.link.flush()
        while self._answers == answers:
            await self.until(Event)

    async def join(self, channel: str) -> Buffer:
        """Go into a channel, and wait until it told what was said there."""
        self.refusal = ""
        self.session.join(channel)
        await self.settle()
        place = self.session.find(channel)
        if place is None or not place.joined:
            text = _("{channel} does not let us in.").format(channel=channel)
            raise VisitError(self.refusal or text)
        while self.session.is_catching_up(place):
            await self.until(Event)
        return place

    # What happens meanwhile

    def _take(self, events: list[Event]) -> None:
        for event in events:
            self._follow(event)
            self._news.put_nowait(event)

    def _follow(self, event: Event) -> None:
        session = self.session
        match event:
            case NickRefused() if self._insist and not session.was_registered:
                self._give_up(event.reason)
            case NickRefused():
                session.change_nick(event.proposal)
            case LoginFailed():
                self._give_up(event.reason)
            case PasswordRefused():
                self._trouble = event.reason
            case Disconnected():
                self._trouble = self._trouble or event.reason
                if not self.stays:
                    self._news.put_nowait(None)
            case Registered():
                self._trouble = ""
            case LagMeasured():
                self._answers += 1
            case Refused():
                self.refusal = event.text

    def _give_up(self, reason: str) -> None:
        self._trouble = reason
        self._news.put_nowait(None)


def run(work: Coroutine[Any, Any, int]) -> int:
    """Do it to the end; gives the exit status. What goes wrong is told in a sentence."""
    ended_by = 0

    async def until_ended() -> int:
        doing = asyncio.ensure_future(work)

        def end(status: int) -> None:
            nonlocal ended_by
            ended_by = status
            doing.cancel()

        with signals.ending(end, interrupts=False), standard_output.failing(lambda: end(0)):
            return await doing

    try:
        return asyncio.run(until_ended())
    except asyncio.CancelledError:
        return ended_by
    except VisitError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def complain(sentence: str) -> None:
    """Say what went wrong, on the error output."""
    print(f"tui-chat: {sentence}", file=sys.stderr, flush=True)  # noqa: T201

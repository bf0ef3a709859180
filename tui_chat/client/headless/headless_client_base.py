"""A client without a person: registers, waits for events, quits."""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from tui_chat import stdio
from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.reconnecting_link import Link
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
from tui_chat.client.files.file_host import FileHost
from tui_chat.client.language.i18n import _
from tui_chat.client.session import Session
from tui_chat.client.terminal import termination_signals

PATIENCE: Final = 30.0
"""Seconds that a server has to answer."""
INTERRUPTED: Final = 130
"""The exit status after Ctrl+C, as shells have it."""

_MOST_NEWS: Final = 10_000
"""The most events that are kept while standard input is slow."""

E = TypeVar("E", bound=Event)


class HeadlessError(Exception):
    """The client cannot go on; the text is one sentence that says why."""


class HeadlessClient:
    """`async with HeadlessClient(options) as client`: registered with the server meanwhile.

    `insist` on the nickname of the options: else one near it will do. Entering, and every
    waiting, raises HeadlessError when the server cannot be reached or goes away.
    """

    def __init__(self, options: ClientOptions, *, insist: bool = False) -> None:
        self.options = options
        self.session = Session(options.profile(), options.host)
        self.link = Link(
            self.session,
            options.host,
            options.port,
            on_events=self._take,
            connector=options.connector(),
            waits=True,
        )
        self.files = FileHost(
            self.session,
            lambda: self.link.security,
            lambda: self.link.place[0],
            keep_metadata=options.keep_picture_metadata,
        )
        """Where the server's people put files for others."""
        self.stays = False
        """Whether a lost connection is waited for, instead of raising."""
        self._insist = insist
        self._news: deque[Event] = deque(maxlen=_MOST_NEWS)
        self._changed = asyncio.Event()
        self._is_over = False
        self._error = ""
        self._answers = 0
        self.refusal = ""
        """The server's words for its last refusal."""

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self.link.run())
        self._running.add_done_callback(self._ended)
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
        """The next event of that kind. While messages wait to be sent, there is no time limit."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    while True:
                        event = await self.next()
                        if isinstance(event, kind):
                            return event
            except TimeoutError:
                if not self.link.is_sending:
                    text = _("{host} does not answer.").format(host=self.options.host)
                    raise HeadlessError(self._error or text) from None

    async def next(self) -> Event:
        """The next event, however long it takes."""
        while not self._news:
            if self._is_over:
                raise HeadlessError(self._error)
            self._changed.clear()
            await self._changed.wait()
        return self._news.popleft()

    async def settle(self) -> None:
        """Wait until the server has answered every command."""
        while not self.session.ping(time.time()):
            await self.until(Event)
        answers = self._answers
        self.link.flush()
        while self._answers == answers:
            await self.until(Event)

    async def join(self, channel: str) -> Buffer:
        """Join a channel, and wait for its recent history."""
        self.refusal = ""
        self.session.join(channel)
        await self.settle()
        buffer = self.session.find(channel)
        if buffer is None or not buffer.joined:
            text = _("You can't join {channel}.").format(channel=channel)
            raise HeadlessError(self.refusal or text)
        while self.session.is_catching_up(buffer):
            await self.until(Event)
        return buffer

    # What happens meanwhile

    def _take(self, events: list[Event]) -> None:
        self.files.hear(events)
        for event in events:
            self._follow(event)
            self._news.append(event)
        self._changed.set()

    def _ended(self, running: asyncio.Task[None]) -> None:
        if not running.cancelled() and (error := running.exception()) is not None:
            self._error = _("error in tui-chat: {error!r}").format(error=error)
        self._end()

    def _end(self) -> None:
        """End every wait: no more events will come."""
        self._is_over = True
        self._changed.set()

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
                self._error = event.reason
            case Disconnected():
                self._error = self._error or event.reason
                if not self.stays:
                    self._end()
            case Registered():
                self._error = ""
            case LagMeasured():
                self._answers += 1
            case Refused():
                self.refusal = event.text

    def _give_up(self, reason: str) -> None:
        self._error = reason
        self._end()


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run `work` to its end. Gives the exit status; errors are told in a sentence."""
    ended_by = 0

    async def until_ended() -> int:
        doing = asyncio.ensure_future(work)

        def end(status: int) -> None:
            nonlocal ended_by
            ended_by = status
            doing.cancel()

        with termination_signals.ending(end, interrupts=False), stdio.failing(lambda: end(0)):
            return await doing

    try:
        return stdio.run(until_ended())
    except asyncio.CancelledError:
        return ended_by
    except HeadlessError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def complain(sentence: str) -> None:
    """Write a sentence to the error output."""
    stdio.complain(sentence)

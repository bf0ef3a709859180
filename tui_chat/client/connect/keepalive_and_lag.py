"""PINGs of a link: they notice that a server is lost, measure the lag, and confirm messages."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from tui_chat.client.connect.loop_delay import LoopDelay
from tui_chat.client.connect.send_rate import SECONDS_PER_LINE
from tui_chat.client.events import Event, LagMeasured
from tui_chat.client.session import Session

PULSE: Final = 30.0
"""Seconds between pings. A server that leaves one unanswered is taken for lost."""
_DOUBT: Final = 2.0
"""Seconds without an echo after which a ping asks whether the server has our messages."""
_AFTER_SLEEP: Final = 10.0
"""Seconds that a server has to answer after our computer slept: a network needs some to be back."""
_MEASURE_AGAIN: Final = 5.0
"""Seconds until another ping, when our own program was too busy to see the answer come."""


class Keepalive:
    """The pings on the connections of one link, each from `start` to `stop`.

    `interval` is the time between two pings, in seconds. `flush` sends what the session wants to
    send; `is_sending` says whether messages still wait because of the send rate; `cut` ends the
    connection when the server does not answer. `clock` gives seconds of Unix time.
    """

    def __init__(
        self,
        session: Session,
        interval: float,
        *,
        flush: Callable[[], None],
        is_sending: Callable[[], bool],
        cut: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._session = session
        self._interval = interval
        self._flush = flush
        self._is_sending = is_sending
        self._cut = cut
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._question: asyncio.TimerHandle | None = None
        self._after_sleep: asyncio.TimerHandle | None = None
        self._delay = LoopDelay()
        self._has_heard = self._has_heard_lately = False
        self._unanswered = 0
        """Messages since the last answer to a ping."""
        self.is_silent = False
        """Whether the server has stopped answering on this connection."""

    def start(self) -> None:
        """Ping from now on: there is a new connection."""
        self.is_silent = self._has_heard = self._has_heard_lately = False
        self._unanswered = 0
        self._task = asyncio.create_task(self._ping_regularly())

    def stop(self) -> None:
        """Ping no more: the connection has ended."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._judge_no_more()
        self._delay.stop()

    def woke(self) -> None:
        """Find out soon whether the server is still there: our computer slept."""
        if self._session.registered and self._task is not None and not self._is_sending():
            self._ping()
            self._judge_no_more()
            loop = asyncio.get_running_loop()
            self._after_sleep = loop.call_later(_AFTER_SLEEP, self._give_up)

    def heard(self) -> None:
        """The server has sent something."""
        self._has_heard = self._has_heard_lately = True
        self._judge_no_more()

    def written(self, loop: asyncio.AbstractEventLoop, count: int) -> None:
        """So many messages of the session were written, a ping perhaps among them."""
        self._unanswered += count
        if self._session.pinging and not self._delay.watching:
            self._delay.start(loop)

    def confirm_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ping in a while if the server does not echo: its answer confirms what was sent before."""
        if self._question is None and self._session.in_doubt:
            self._question = loop.call_later(_DOUBT, self._confirm)

    def without_own_delay(self, events: list[Event]) -> list[Event]:
        """The events, without a lag that tells how busy we were: while starting, say."""
        for place, event in enumerate(events):
            if isinstance(event, LagMeasured):
                self._delay.stop()
                self._unanswered = 0
                if event.seconds is not None and self._delay.distorts(event.seconds):
                    events[place] = LagMeasured(None)
                    asyncio.get_running_loop().call_later(_MEASURE_AGAIN, self._ping)
        return events

    def _confirm(self) -> None:
        self._question = None
        if self._session.in_doubt:
            self._ping()

    def _ping(self) -> None:
        if self._session.registered and self._task is not None:
            self._session.ping(self._clock(), patience=self._interval)
            self._flush()

    async def _ping_regularly(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            if self._is_sending():
                continue  # a ping would have to wait behind what is being said
            if self._session.registered:
                patience = 0.9 * self._interval
                heard, self._has_heard_lately = self._has_heard_lately, False
                if heard:  # it handles our lines at its own rate, and answers the ping after them
                    patience += self._unanswered * SECONDS_PER_LINE
                self.is_silent = not self._session.ping(self._clock(), patience=patience)
            else:
                # While the person thinks of a nickname, an honest server may be silent too.
                self.is_silent = not self._has_heard and bool(self._session.nick)
            if self.is_silent:
                self._cut()
                return
            self._flush()

    def _judge_no_more(self) -> None:
        if self._after_sleep is not None:
            self._after_sleep.cancel()
            self._after_sleep = None

    def _give_up(self) -> None:
        self.is_silent = True
        self._cut()

"""Pings and their answers; with real connections in `test_reconnecting_link.py`."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.connect import keepalive_and_lag
from tui_chat.client.connect.keepalive_and_lag import Keepalive
from tui_chat.client.connect.loop_delay import LoopDelay
from tui_chat.client.events import LagMeasured

PATIENCE = 10.0


class Pinged:
    """A keepalive without a link: when it flushes or cuts, `happened` tells."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.is_sending = False
        self.now = talk.at
        self.step = 0.001
        """Seconds that pass from one look at the clock to the next."""
        self._happened: asyncio.Queue[str] = asyncio.Queue()
        self.keepalive = Keepalive(
            talk.session,
            0.001,
            flush=lambda: self._happened.put_nowait("flush"),
            is_sending=lambda: self.is_sending,
            cut=lambda: self._happened.put_nowait("cut"),
            clock=self._clock,
        )

    def _clock(self) -> float:
        self.now += self.step
        return self.now

    async def next(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self._happened.get()


@pytest.fixture
async def pinged() -> AsyncIterator[Pinged]:
    """A registered session that has no ping on the way."""
    talk = Talk.entered()
    talk.hears(":irc PONG irc :tui-chat-1")
    talk.happened()
    pinged = Pinged(talk)
    yield pinged
    pinged.keepalive.stop()


async def test_a_server_that_leaves_a_ping_unanswered_is_cut_off(pinged: Pinged) -> None:
    pinged.keepalive.start()
    while await pinged.next() != "cut":
        pass
    assert pinged.keepalive.is_silent
    assert [line.split()[0] for line in pinged.talk.sent()] == ["PING"]


async def test_before_we_have_a_nickname_silence_is_no_fault() -> None:
    talk = Talk(nick="")
    talk.connects()
    pinged = Pinged(talk)
    pinged.keepalive.start()
    assert [await pinged.next() for _round in range(3)] == ["flush"] * 3
    pinged.keepalive.stop()


async def test_a_message_that_is_not_echoed_is_confirmed_by_a_ping_unless_we_stopped(
    pinged: Pinged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepalive_and_lag, "_DOUBT", 0.0)
    loop, session = asyncio.get_running_loop(), pinged.talk.session
    session.say(session.talk_to("bia"), "hello", pinged.talk.at)
    assert pinged.talk.sent() == ["PRIVMSG bia hello"]
    pinged.keepalive.confirm_soon(loop)
    for _turn in range(3):
        await asyncio.sleep(0)
    assert pinged.talk.sent() == []  # there is no connection
    pinged.is_sending = True  # so that only doubt makes it ping
    pinged.keepalive.start()
    pinged.keepalive.confirm_soon(loop)
    assert await pinged.next() == "flush"
    assert pinged.talk.sent()[0].startswith("PING ")


async def test_a_lag_that_our_own_delay_spoiled_is_not_told(
    pinged: Pinged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LoopDelay, "distorts", lambda _self, lag: lag > 1)
    told = pinged.keepalive.without_own_delay([LagMeasured(0.5), LagMeasured(1.5)])
    assert told == [LagMeasured(0.5), LagMeasured(None)]


async def test_a_server_that_reads_a_long_paste_slowly_is_not_taken_for_lost(
    pinged: Pinged,
) -> None:
    pinged.step = 2.0
    pinged.keepalive.start()
    pinged.keepalive.written(asyncio.get_running_loop(), 10)  # 10 seconds of work for it
    for _round in range(5):
        pinged.keepalive.heard()  # it has yet to come to the ping
        assert await pinged.next() == "flush"
    assert await pinged.next() == "cut"  # it has fallen silent
    assert pinged.keepalive.is_silent


@pytest.mark.parametrize("answers", [True, False])
async def test_after_a_sleep_a_server_that_says_nothing_is_cut_off(
    pinged: Pinged, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    monkeypatch.setattr(keepalive_and_lag, "_AFTER_SLEEP", 0.0)
    pinged.keepalive.start()
    pinged.keepalive.woke()
    assert [line.split()[0] for line in pinged.talk.sent()] == ["PING"]
    pinged.is_sending = True  # so that it pings no more by itself
    if answers:
        pinged.keepalive.heard()
    for _turn in range(3):
        await asyncio.sleep(0)
    assert pinged.keepalive.is_silent is not answers

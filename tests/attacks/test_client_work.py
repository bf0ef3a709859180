"""A hostile server cannot keep the client so busy that keys wait."""

import asyncio
from typing import cast

import pytest
from textual.message_pump import MessagePump

from tests.client.peers import serving
from tests.client.session.talk import Talk
from tui_chat.client.buffers.members import Members
from tui_chat.client.connect import reconnecting_link
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.session import Profile, Session
from tui_chat.client.session.model import mode_and_mask_words
from tui_chat.client.widgets import repaint_limit
from tui_chat.client.widgets.repaint_limit import Pacer
from tui_chat.wire import masks

DEAR_LINES = 60
"""Lines that arrive in one chunk."""


async def test_the_lines_of_one_chunk_leave_turns_to_the_keyboard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once: list[int] = []
    session = Session(Profile(nick="ana"), "irc.example")
    receive = session.receive

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(b"PING :%d\r\n" % number for number in range(DEAR_LINES)))
        await writer.drain()
        await asyncio.sleep(60)

    class Clock:
        """A clock by which each line takes half a second."""

        now = 0.0

        def monotonic(self) -> float:
            return self.now

        def time(self) -> float:
            return self.now

    clock = Clock()
    done = asyncio.Event()
    heard = 0

    def slow(message: object, arrived: float) -> object:
        nonlocal heard
        clock.now += 0.5
        heard += 1
        if heard == 1:
            asyncio.get_running_loop().call_soon(at_once.append, 0)
        at_once.append(heard)
        if heard == DEAR_LINES:
            done.set()
        return receive(message, arrived)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "receive", slow)
    monkeypatch.setattr(reconnecting_link, "time", clock)
    async with serving(serve) as port:
        link = Link(session, "127.0.0.1", port, on_events=lambda _: None)
        task = asyncio.create_task(link.run())
        async with asyncio.timeout(30):
            await done.wait()
        task.cancel()
    assert at_once.index(0) <= 2, "whatever waits for the loop comes after a line or two"


def test_a_message_with_many_masks_compares_them_with_few_members(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    talk = Talk()
    talk.enters("userhost-in-names")
    talk.joins("#tea")
    monkeypatch.setattr(mode_and_mask_words, "_MOST_COMPARED", 3)
    compared: list[str] = []

    def counted(mask: str, text: str) -> bool:
        if not text.startswith("ana!"):
            compared.append(text)
        return masks.matches(mask, text)

    monkeypatch.setattr(mode_and_mask_words, "matches", counted)
    talk.hears(":irc MODE #tea +b *!*@a.example", ":irc 353 ana = #tea :ana!a@h bia!b@h caio!c@h")
    talk.hears(":irc 366 ana #tea :End", ":irc MODE #tea +b *!*@h")
    assert compared
    talk.hears(":dora!d@h JOIN #tea")
    compared.clear()
    talk.hears(":irc MODE #tea +bb *!*@h *!*@c", ":irc 367 ana #tea *!*@h")
    assert compared == []
    said = ["irc banned everybody from h", "irc banned everybody from c"]
    assert talk.shows("#tea")[-2:] == said


def test_no_answer_has_thousands_of_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk()
    talk.enters(isupport="CHANMODES=b,k,l,imnst")
    talk.joins("#tea")
    noted: list[str] = []
    monkeypatch.setattr(
        "tui_chat.client.session.channels.bans.note_ban",
        lambda *args, **_: noted.append(args[-1]),
    )
    talk.hears(f":irc 324 ana #tea +{'b' * 200} :{' '.join(map(str, range(200)))}")
    assert 0 < len(noted) <= 50


def test_names_are_folded_anew_a_few_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk()
    talk.enters(isupport="CASEMAPPING=ascii")
    talk.joins("#tea")
    folded: list[Members] = []
    monkeypatch.setattr(Members, "refold", lambda self, _fold: folded.append(self))
    for _ in range(20):
        talk.hears(":irc 005 ana CASEMAPPING=rfc1459 :x", ":irc 005 ana CASEMAPPING=ascii :x")
    assert 0 < len(folded) <= 6
    assert talk.session.find("#TEA") is not None


def test_painting_a_huge_channel_leaves_half_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, waits = [100.0], list[float]()
    monkeypatch.setattr(repaint_limit, "later", lambda _owner, wait, _act: waits.append(wait))

    def paint() -> None:
        now[0] += 0.4

    class Owner:
        """Acts at once."""

        def call_later(self, action: object) -> None:
            action()  # type: ignore[operator]

    pacer = Pacer(cast("MessagePump", Owner()), paint, lambda: now[0])
    pacer.ask()
    pacer.ask()
    assert waits == [pytest.approx(0.4)]

"""Each line of a channel once, whatever happens to the connection."""

import asyncio
import json
from collections.abc import Callable

import pytest

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import retry_policy
from tui_chat.client.events import Event, Registered
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError
from tui_chat.client.headless.tail import Tail, _tail

TALK = frozenset({LineKind.MESSAGE})
PATIENCE = 30.0


def visit(port: int, nick: str) -> HeadlessClient:
    return HeadlessClient(ClientOptions("127.0.0.1", port, nick))


async def say(speaker: HeadlessClient, text: str) -> None:
    place = speaker.session.find("#tea")
    assert place is not None
    speaker.session.say(place, text, 0.0)
    await speaker.settle()


async def told_of(happened: Callable[[], bool]) -> None:
    """Until something has happened that nobody tells."""
    while not happened():  # noqa: ASYNC110 - what is printed sets no event
        await asyncio.sleep(0.01)


def _more(told: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    told.append(capsys.readouterr().out)
    return told[-1]


async def test_what_was_missed_is_told_once_after_coming_back(
    port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.0)
    async with visit(port, "ana") as ana:
        await ana.join("#tea")
        await say(ana, "before")
        bia = visit(port, "bia")
        back = asyncio.Event()
        take = bia._take

        def watch(events: list[Event]) -> None:
            take(events)
            if any(isinstance(event, Registered) and event.again for event in events):
                back.set()

        bia.link._on_events = watch
        running = asyncio.create_task(_tail(bia, Tail("#tea", TALK, json=True), 10, follow=True))
        async with asyncio.timeout(PATIENCE):
            await told_of(lambda: "before" in capsys.readouterr().out)
            bia.link._abort()
            await say(ana, "meanwhile")
            await back.wait()
            await say(ana, "after")
            told: list[str] = []
            await told_of(lambda: "after" in _more(told, capsys))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [json.loads(line)["text"] for line in "".join(told).splitlines()] == [
        "meanwhile",
        "after",
    ]


@pytest.mark.parametrize("alone", [True, False])
async def test_a_channel_nobody_is_in_is_told(
    port: int, capsys: pytest.CaptureFixture[str], *, alone: bool
) -> None:
    async with visit(port, "ana") as ana:
        await ana.join("#elsewhere" if alone else "#tea")
        tail = Tail("#tea", TALK, json=False)
        bia = visit(port, "bia")
        running = asyncio.create_task(_tail(bia, tail, 10, follow=True))
        async with asyncio.timeout(PATIENCE):
            await told_of(lambda: bia.stays)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    told = "Nobody else is in #tea." if alone else "No messages in #tea yet."
    assert capsys.readouterr().err == f"tui-chat: {told}\n"


async def test_an_empty_channel_that_is_read_once_says_so_too(
    port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await _tail(visit(port, "bia"), Tail("#tea", TALK, json=False), 10, follow=False) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "tui-chat: No messages in #tea yet.\n")


async def test_being_removed_ends_it(port: int) -> None:
    async with visit(port, "ana") as ana:
        await ana.join("#tea")
        bia = visit(port, "bia")
        running = asyncio.create_task(_tail(bia, Tail("#tea", TALK, json=True), 10, follow=True))
        async with asyncio.timeout(PATIENCE):
            await told_of(lambda: bia.stays)
            ana.session.kick("#tea", "bia")
            with pytest.raises(HeadlessError, match="The server removed you from #tea"):
                await running


@pytest.mark.parametrize("as_json", [True, False])
async def test_reactions_are_told(
    port: int, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    async with visit(port, "ana") as ana:
        place = await ana.join("#tea")
        await say(ana, "lunch?")
        line = place.lines[-1]
        bia = visit(port, "bia")
        tail = Tail("#tea", TALK, json=as_json)
        running = asyncio.create_task(_tail(bia, tail, 10, follow=True))
        told: list[str] = []
        async with asyncio.timeout(PATIENCE):
            await told_of(lambda: "lunch" in capsys.readouterr().out)
            ana.session.react(place, line, "+1", 0.0)
            await told_of(lambda: "+1" in _more(told, capsys))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    if as_json:
        said = json.loads(told[-1])
        assert (said["kind"], said["sender"], said["text"]) == ("reaction", "ana", "+1")
        assert said["reply"] == {"msgid": line.msgid, "sender": "ana"}
    else:
        assert told[-1][6:] == "- ana reacts with +1 to ana: lunch?\n"

"""The screen before any server."""

import asyncio
from collections.abc import Callable

import pytest

from tui_chat.client.config.connection_and_ui_options import ClientOptions, StartOptions
from tui_chat.client.connect.lan_discovery import Found, LanServer
from tui_chat.client.connect.server_address import Address
from tui_chat.client.screens.server_picker import StartApp, address_of

RECENT = (ClientOptions("tea.example", nick="ana"), ClientOptions("old.example", 7000))


async def started(start: StartOptions, *keys: str) -> ClientOptions | None:
    app = StartApp(start)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        async with asyncio.timeout(10):
            while not app._exit:
                await pilot.pause(0.01)
    return app.return_value


async def test_enter_goes_where_one_was_last() -> None:
    assert await started(StartOptions(RECENT), "enter") == RECENT[0]


async def test_an_address_can_be_typed() -> None:
    assert await started(StartOptions(RECENT), *"other:7001", "enter") == ClientOptions(
        "other", 7001
    )


async def test_a_server_of_ones_own_can_be_begun() -> None:
    own = ClientOptions("127.0.0.1", 1234)
    assert await started(StartOptions(host=lambda: own), "enter") == own


async def test_the_keys_are_told() -> None:
    app = StartApp(StartOptions(RECENT))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        last = app.screen._compositor.render_strips()[-1].text
        assert last.strip().startswith("tui-chat")
        assert last.rstrip().endswith("Enter go   Ctrl+Q quit")


async def test_esc_goes_nowhere() -> None:
    assert await started(StartOptions(RECENT), "escape") is None


async def test_a_server_that_cannot_begin_is_told_and_asked_again() -> None:
    def host() -> ClientOptions:
        raise OSError("The port is in use.")

    app = StartApp(StartOptions(host=host))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        async with asyncio.timeout(10):
            while "The port is in use." not in app.export_screenshot().replace("&#160;", " "):
                await pilot.pause(0.01)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("irc.example", Address("irc.example")),
        ("irc.example:6697", Address("irc.example", 6697)),
        ("irc.example 6697", Address("irc.example", 6697)),
        ("[::1]:7000", Address("::1", 7000)),
        ("a b c", None),
        ("host:99999", None),
        ("", None),
    ],
)
def test_addresses_are_understood(text: str, address: Address | None) -> None:
    assert address_of(text) == address


class Nearby:
    """Servers of the same network, for the screen to hear of."""

    def __init__(self) -> None:
        self.tell: Found = lambda _found: None
        self.ended = 0

    def look(self, tell: Found) -> Callable[[], object]:
        self.tell = tell
        return self.end

    def end(self) -> None:
        self.ended += 1


FOUND = (
    LanServer("class", "192.0.2.5", 6667, 3),
    LanServer("alone", "192.0.2.6", 700, 1),
    LanServer("tea", "tea.example", 6667),
)


async def test_servers_on_the_same_network_appear_and_nothing_moves() -> None:
    nearby = Nearby()
    own = ClientOptions("127.0.0.1", 1234)
    app = StartApp(StartOptions(RECENT, host=lambda: own, nearby=nearby.look))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("down", "down")
        await asyncio.to_thread(nearby.tell, FOUND)
        await pilot.pause()
        rows = [strip.text for strip in app.screen._compositor.render_strips()]
        (there,) = (row for row in rows if "class" in row)
        assert "3 people · 192.0.2.5  " in there
        assert there.rstrip().endswith("on this network")
        assert any("1 person · 192.0.2.6, port" in row for row in rows)
        assert sum("tea" in row for row in rows) == 1, "it is offered already"
        await pilot.press("enter")
        async with asyncio.timeout(10):
            while not app._exit:
                await pilot.pause(0.01)
    assert app.return_value == own, "the mark stays where the finger is"
    assert nearby.ended == 1


async def test_one_of_them_is_gone_to_like_any_other() -> None:
    nearby = Nearby()
    app = StartApp(StartOptions(nearby=nearby.look))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        nearby.tell(FOUND)
        await pilot.pause()
        nearby.tell(FOUND[1:])
        await pilot.pause()
        await pilot.press("enter")
        async with asyncio.timeout(10):
            while not app._exit:
                await pilot.pause(0.01)
    assert app.return_value == ClientOptions("192.0.2.6", 700)

"""How a connection stands, in words."""

import asyncio

import pytest

from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection, buffers_in_order, connection_of
from tui_chat.client.events import (
    Connected,
    Disconnected,
    Event,
    LagMeasured,
    PasswordRefused,
    Registered,
)


def connection() -> Connection:
    return Connection(ClientOptions("tea.example", 6667, "ana"), lambda _connection, _events: None)


def test_events_are_told_with_their_connection() -> None:
    told: list[tuple[Connection, list[Event]]] = []
    tea = Connection(ClientOptions("tea.example"), lambda *news: told.append(news))
    happened: list[Event] = [LagMeasured(0.5)]
    tea.link._tell(happened)
    assert told == [(tea, happened)]


def test_why_there_is_no_connection_is_kept_until_there_is_one() -> None:
    tea = connection()
    tea.link._tell([Disconnected("Nobody answers.", 1.0, told=False)])
    lost = (tea.connected, tea.retrying, tea.error)
    tea.link._tell([Connected(secured=False), Registered("ana", "tea", again=True)])
    assert lost == (False, True, "Nobody answers.")
    assert (tea.connected, tea.error) == (True, "")


def test_a_refused_password_says_more_than_the_end_that_follows() -> None:
    tea = connection()
    tea.session._state.refuses_reconnect = True
    tea.link._tell(
        [PasswordRefused("The password is wrong."), Disconnected("Closed.", None, told=True)]
    )
    assert tea.error == "The password is wrong."


def test_lag_belongs_to_one_connection() -> None:
    tea = connection()
    tea.link._tell([LagMeasured(0.5)])
    tea.link._tell([LagMeasured(None)])
    measured = tea.lag
    tea.link._tell([Disconnected("Gone.", 1.0, told=True)])
    assert (measured, tea.lag) == (0.5, None)


def test_a_plain_line_is_called_so() -> None:
    assert (connection().address, connection().security) == (
        "tea.example, port 6667",
        "not encrypted",
    )


def test_it_owns_its_places_only() -> None:
    tea, coffee = connection(), connection()
    assert tea.owns(tea.session.buffers.server)
    assert not tea.owns(coffee.session.buffers.server)


def test_what_happens_before_anybody_listens_is_told_first_and_once() -> None:
    told: list[Event] = []
    tea = Connection(ClientOptions("tea.example"))
    tea.link._tell([LagMeasured(0.5)])
    tea.listen(lambda _connection, events: told.extend(events))
    tea.listen(lambda _connection, events: told.extend(events))
    tea.link._tell([LagMeasured(0.7)])
    assert told == [LagMeasured(0.5), LagMeasured(0.7)]


async def test_it_goes_on_with_what_was_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    tea, runs, enough = connection(), [], asyncio.Event()

    async def run() -> None:
        runs.append("run")
        await enough.wait()

    monkeypatch.setattr(tea.link, "run", run)
    tea.begin()
    await asyncio.sleep(0)
    enough.set()
    await tea.run()
    begun = len(runs)
    await tea.run()
    assert (begun, len(runs)) == (1, 2)


def test_every_buffer_stands_in_its_place_in_the_list_and_knows_its_server() -> None:
    tea, pot = connection(), connection()
    bia, zed = tea.session.talk_to("bia"), pot.session.talk_to("zed")
    room = tea.session.talk_to("#tea")
    pages = [each.session.buffers.server for each in (tea, pot)]
    assert buffers_in_order([tea, pot]) == [pages[0], room, bia, pages[1], zed]
    assert connection_of([tea, pot], zed) is pot
    pot.session.close(zed)
    assert connection_of([tea, pot], zed) is tea

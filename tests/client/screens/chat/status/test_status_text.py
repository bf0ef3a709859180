"""The words of the status line."""

from tests.client.stage import EVERYTHING, Stage
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Connected, Disconnected, LagMeasured
from tui_chat.client.screens.chat.status.status_text import (
    connection_problem,
    facts,
    hints,
    log_hints,
)


def connection() -> Connection:
    return Connection(ClientOptions("tea.example", nick="ana"), lambda _connection, _events: None)


def test_before_anything_was_heard_it_is_connecting() -> None:
    assert facts(connection()) == ["ana", "connecting"]


def test_a_line_that_stands_says_who_can_read_along_and_how_quick_it_is() -> None:
    tea = connection()
    tea.link._tell([Connected(secured=False), LagMeasured(0.0124)])
    assert facts(tea) == ["ana", "not encrypted", "12 ms"]
    tea.link._tell([LagMeasured(2.836)])
    assert facts(tea)[-1] == "2.8 s"


def test_a_lost_line_says_so_and_what_is_done() -> None:
    tea = connection()
    tea.link._tell([Connected(secured=False), Disconnected("Gone.", 2.0, told=True)])
    assert (facts(tea), connection_problem(tea)) == (["ana", "not connected"], "reconnecting…")


def test_a_line_that_is_given_up_promises_nothing() -> None:
    tea = connection()
    tea.link._tell([Disconnected("Banned.", None, told=True)])
    assert connection_problem(tea) == ""


def test_with_new_lines_below_the_way_there_matters_most() -> None:
    assert [hint.key for hint in hints(0)] == ["F1", "Ctrl+G", "Ctrl+Q"]
    assert [hint.key for hint in hints(3)] == ["F1", "Esc", "Ctrl+Q"]


def test_how_the_line_stands_matters_more_than_which_server_it_is() -> None:
    assert facts(connection(), one_of_many=True) == ["ana", "connecting", "tea.example"]


async def test_what_the_server_cannot_do_is_not_offered(lobby: Stage) -> None:
    await lobby.hears(":zed!z@h PRIVMSG #lobby :hello")
    keys = [hint.key for hint in log_hints(lobby.chat.buffer.lines[-1], lobby.session)]
    assert keys == ["j k", "y", "e", "r", "Esc"]


async def test_all_that_the_server_can_do_is_offered_for_an_own_message(stage: Stage) -> None:
    await stage.enters(offer=f"{EVERYTHING} draft/message-redaction")
    await stage.hears("@msgid=m1 :zed!z@h PRIVMSG #lobby :hello")
    keys = [hint.key for hint in log_hints(stage.chat.buffer.lines[-1], stage.session)]
    assert keys == ["j k", "y", "+", "e", "d", "r", "Esc"]


async def test_the_empty_input_of_a_channel_that_was_left_says_the_way_back(stage: Stage) -> None:
    await stage.enters("#tea")
    assert stage.shows("Message #tea")
    await stage.hears(":zed!z@h PART #tea")
    assert stage.shows("You are not in #tea. /join #tea to return")
    await stage.joins("#tea")
    assert stage.shows("Message #tea")


async def test_a_channel_to_come_back_into_is_written_to_meanwhile(stage: Stage) -> None:
    await stage.enters("#tea")
    stage.session.disconnected("Gone.", at=stage.chat.now(), retry_in=2.0)
    await stage.settles()
    assert stage.shows("Message #tea")

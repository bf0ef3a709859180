"""The words of the status line."""

from tui_chat.client.connection import Connection
from tui_chat.client.events import Connected, Disconnected, LagMeasured
from tui_chat.client.options import ClientOptions
from tui_chat.client.screens.standing import facts, hints, trouble


def connection() -> Connection:
    return Connection(ClientOptions("tea.example", nick="ana"), lambda _connection, _events: None)


def test_before_anything_was_heard_it_is_connecting() -> None:
    assert facts(connection()) == ["ana", "connecting"]


def test_a_line_that_stands_says_who_can_read_along_and_how_quick_it_is() -> None:
    tea = connection()
    tea.link._tell([Connected(secured=False), LagMeasured(0.0124)])
    assert facts(tea) == ["ana", "not encrypted", "12 ms"]


def test_a_lost_line_says_so_and_what_is_done() -> None:
    tea = connection()
    tea.link._tell([Connected(secured=False), Disconnected("Gone.", 2.0, told=True)])
    assert (facts(tea), trouble(tea)) == (["ana", "not connected"], "trying to come back")


def test_a_line_that_is_given_up_promises_nothing() -> None:
    tea = connection()
    tea.link._tell([Disconnected("Banned.", None, told=True)])
    assert trouble(tea) == ""


def test_with_new_lines_below_the_way_there_matters_most() -> None:
    assert [hint.key for hint in hints(0)] == ["F1", "Ctrl+G", "Ctrl+Q"]
    assert [hint.key for hint in hints(3)] == ["F1", "Esc", "Ctrl+Q"]

"""A way back through what was typed."""

from tui_chat.client.widgets.input.input_history import InputHistory


def test_without_history_there_is_nowhere_to_go() -> None:
    history = InputHistory()
    assert (history.earlier("draft"), history.later()) == (None, "draft")


def test_the_same_line_twice_is_one_stop() -> None:
    history = InputHistory()
    history.add("a")
    history.add("a")
    assert [history.earlier(""), history.earlier("")] == ["a", None]


def test_only_the_last_two_hundred_are_kept() -> None:
    history = InputHistory()
    for number in range(300):
        history.add(str(number))
    stops = 0
    while history.earlier("") is not None:
        stops += 1
    assert stops == 200


def test_sending_begins_the_way_anew() -> None:
    history = InputHistory()
    history.add("a")
    history.earlier("")
    history.add("b")
    assert history.earlier("") == "b"

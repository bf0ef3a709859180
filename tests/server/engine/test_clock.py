"""The time of a node: never back, never far ahead; and as text."""

import logging
from datetime import UTC, datetime

import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.engine.clock import SteadyClock, TimeTexts

NOON = 1_800_000_000_000
BEGIN = Millis(0)


class Wall:
    """A clock that shows what it is set to."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.clock = SteadyClock(lambda: self.at * 1_000_000, BEGIN)

    def shows(self, at: int, earliest: int = 0) -> int:
        self.at = at
        return self.clock.now(Millis(earliest))


def test_it_goes_forward_with_the_clock_and_stands_while_that_is_behind() -> None:
    wall = Wall(NOON)
    assert [wall.shows(at) for at in (NOON, NOON + 1, NOON - 9, NOON + 1, NOON + 2)] == [
        NOON,
        *[NOON + 1] * 3,
        NOON + 2,
    ]


def test_it_is_never_before_the_earliest_that_is_asked_for() -> None:
    wall = Wall(NOON)
    assert wall.shows(NOON, earliest=NOON + 5) == NOON + 5
    assert wall.shows(NOON + 1) == NOON + 5


def test_it_begins_where_it_is_told_to() -> None:
    assert SteadyClock(lambda: 0, Millis(NOON)).now(BEGIN) == NOON


def test_a_clock_that_says_the_year_2200_is_not_believed() -> None:
    wall = Wall(NOON)
    year_2200 = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp() * 1000)
    assert wall.shows(year_2200 - 1) == year_2200 - 1
    assert wall.shows(year_2200) == year_2200 - 1


def test_a_clock_that_goes_back_by_more_than_a_minute_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wall = Wall(NOON)
    with caplog.at_level(logging.WARNING):
        for back in (0, 60_000):
            wall.shows(NOON - back)
        assert not caplog.records
        for back in (60_001, 70_000):
            wall.shows(NOON - back)
    (record,) = caplog.records
    told = (
        "shows 2027-01-15T07:58:59.999Z, and what was said last is from 2027-01-15T08:00:00.000Z:"
    )
    assert told in record.getMessage()


def test_texts_have_their_own_milliseconds_and_second() -> None:
    texts = TimeTexts()
    assert [texts.text(NOON + ms) for ms in (0, 7, 999, 1_000, 7)] == [
        "2027-01-15T08:00:00.000Z",
        "2027-01-15T08:00:00.007Z",
        "2027-01-15T08:00:00.999Z",
        "2027-01-15T08:00:01.000Z",
        "2027-01-15T08:00:00.007Z",
    ]

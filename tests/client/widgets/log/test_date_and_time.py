"""Days and times as people read them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.widgets.logs import MORNING
from tui_chat.client.widgets.log.date_and_time import Days, clock, day_name, moment


def test_a_moment_is_a_time_and_a_day() -> None:
    assert (clock(MORNING), day_name(MORNING)) == ("09:34", "Friday, 20 November 2026")


def test_a_moment_in_few_words_says_what_is_not_the_same_as_now() -> None:
    assert moment(MORNING, MORNING + 3600) == "09:34"
    assert moment(MORNING - 86_400, MORNING) == "19 November"
    assert moment(MORNING - 365 * 86_400, MORNING) == "20 November 2025"


def test_midnight_parts_days() -> None:
    days = Days()
    midnight = MORNING - MORNING % 86_400
    assert days.same(midnight, midnight + 86_399)
    assert not days.same(midnight - 1, midnight)
    assert not days.same(midnight, midnight - 1)


@given(st.floats())
@settings(deadline=None)
def test_absurd_moments_are_shown_somehow(at: float) -> None:
    assert len(clock(at)) == 5
    assert day_name(at)
    assert Days().same(at, at) in {True, False}
